"""Taking a role away: what is lost is said before, done by a second click, and can be given back."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models import access, database, organisation, text
from models.access.tables import Grant
from models.rights import Right, Role
from pages.parts.plain import plain
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def holds(login: str, right: Right) -> bool:
    with database.reading() as db:
        return city.actor(db, login).has(right)


def test_what_is_lost_is_said_first_and_nothing_is_done_by_asking() -> None:
    with database.reading() as db:
        grant = city.grant_id(db, "thutruong")
    admin = Visitor("quantri").open("roles").well()
    admin.press_key(f"end:{grant}").well()
    said = admin.everything()
    for words in ("the overview, coverage and people's pages", "giving sign-in codes"):
        assert text.translate(words) in said
    assert text.translate("units, roles and settings") not in said
    assert "Phường Hoàn Kiếm" in said
    assert holds("thutruong", Right.ASSIGN)

    admin.press("Leave it").well()
    assert text.translate("giving sign-in codes") not in admin.everything()
    assert holds("thutruong", Right.ASSIGN)


def test_taken_away_and_given_back_as_it_was() -> None:
    with database.reading() as db:
        grant = city.grant_id(db, "thutruong")
    admin = Visitor("quantri").open("roles").well()
    admin.press_key(f"end:{grant}").well()
    admin.press_key(f"end:do:{grant}").well()
    assert not holds("thutruong", Right.ASSIGN)
    admin.press("Give the role back").well()
    with database.reading() as db:
        lines = access.grants(db, city.actor(db, "quantri"), now=text.utc_now())
        mine = [line for line in lines if line.person_id == city.person_id(db, "thutruong")]
        assert [(line.role, line.unit_id) for line in mine] == [(Role.HEAD, city.unit_id(db, "Phường Hoàn Kiếm"))]
    assert holds("thutruong", Right.ASSIGN)
    assert not [one for one in admin.at.button if one.key == "end:back"]


def test_what_another_role_gives_too_is_not_called_lost() -> None:
    with database.writing() as db:
        grant, unit = city.grant_id(db, "thutruong"), city.unit_id(db, "Phường Ba Đình")
        admin, person = city.actor(db, "quantri"), city.person_id(db, "thutruong")
        access.grant_role(db, admin, person, Role.PARTY_HR, unit_id=unit, now=text.utc_now())
    said = Visitor("quantri").open("roles", end=str(grant)).well().everything()
    assert text.translate("giving sign-in codes") in said
    assert text.translate("the overview, coverage and people's pages") not in said


def held() -> list[int | None]:
    """Return the ids of all roles that were not taken away."""
    with database.reading() as db:
        return list(db.exec(select(Grant.id).where(col(Grant.voided_at).is_(None)).order_by(col(Grant.id))))


@pytest.mark.parametrize("crafted", ["0", "-1", "²", "99999999999999999999", "1", "x"])
def test_a_crafted_address_gives_no_role_back(crafted: str) -> None:
    before = held()
    admin = Visitor("quantri").open("roles", ended=crafted).well()
    for button in [one for one in admin.at.button if one.key == "end:back"]:
        button.click()
        admin.run().well()
        assert admin.errors == [text.translate("This role was already taken away.")]
    assert held() == before != []


def test_a_role_whose_holder_moved_away_stands_first_with_where_they_are() -> None:
    with database.writing() as db:
        head, ward = city.person_id(db, "thutruong"), city.unit_id(db, "Phường Ba Đình")
        today = text.local_day(text.utc_now())
        everywhere = access.scope_of(access.operator(), Right.MANAGE_PEOPLE)
        given = db.get_one(Grant, city.grant_id(db, "thutruong"))
        given.from_ = today - timedelta(30)
        db.add(given)
        organisation.transfer(
            db,
            access.operator(),
            everywhere,
            head,
            ward,
            from_=today,
            job=organisation.Job("Chủ tịch"),
            now=text.utc_now(),
        )
    admin = Visitor("quantri").open("roles").well()
    (warning,) = admin.at.warning
    assert warning.value.startswith("1 vai trò")
    first = next(one.value for one in admin.at.markdown if "thutruong" in one.value)
    assert text.translate("since {day} at {unit}", day=today, unit="Phường Ba Đình") in first
    assert next(one.key for one in admin.at.button if (one.key or "").startswith("end:")) == f"end:{given.id}"
    assert holds("thutruong", Right.ASSIGN)


def test_no_role_is_given_over_anything_that_was_not_chosen() -> None:
    admin = Visitor("quantri").open("roles").well()
    give = text.translate("Give the role")

    def ready() -> bool:
        return not next(one for one in admin.at.button if one.label == give).disabled

    assert not ready()
    box = admin.at.selectbox(key="role")
    admin.fill(box, box.options[list(Role).index(Role.HEAD)]).well()
    assert not ready()
    everywhere = text.translate("everywhere")
    assert everywhere not in admin.at.selectbox(key="place").options
    admin.fill(admin.at.selectbox(key="role"), box.options[list(Role).index(Role.HR)]).well()
    assert not ready()
    admin.at.text_area(key="logins").set_value("canbo")
    admin.fill(admin.at.selectbox(key="place"), everywhere).well()
    assert ready()
    admin.press("Give the role").well()
    with database.reading() as db:
        assert access.scope_of(city.actor(db, "canbo"), Right.SEE_COVERAGE).everywhere


def test_a_list_with_somebody_unknown_is_mended_in_the_form_which_stays_open() -> None:
    admin = Visitor("quantri").open("roles").well()
    box = admin.at.selectbox(key="role")
    admin.fill(box, box.options[list(Role).index(Role.TRAINER)]).well()
    assert text.translate("their courses: questions, results, preview") in admin.everything(), "what the role gives"
    admin.fill(admin.at.selectbox(key="over"), text.translate("all courses")).well()
    admin.at.text_area(key="logins").set_value("canbo\nkhong-co-ai")
    admin.press("Give the role").well()
    assert admin.errors
    assert opened(admin)
    admin.fill(admin.at.text_area(key="logins"), "canbo").well()
    assert opened(admin), "closed while it is mended"
    admin.press("Give the role").well()
    assert holds("canbo", Right.AUTHOR)


def opened(admin: Visitor) -> bool:
    (form,) = (one for one in admin.at.expander if one.label == text.translate("Give a role"))
    return bool(form.proto.expanded)


def test_whoever_is_on_a_page_when_its_role_goes_reads_why_it_is_gone_and_has_a_notice() -> None:
    head = Visitor("thutruong").open("targets").well()
    lost = "The page that was open here is no longer yours: the role for it was taken away or has ended."
    assert text.translate(lost) not in head.everything()
    with database.writing() as db:
        access.end_grant(db, city.actor(db, "quantri"), city.grant_id(db, "thutruong"), now=text.utc_now())
    head.run().well()
    assert text.translate(lost) in [one.value for one in head.at.warning]
    head.run().well()
    assert not head.at.warning, "said once"
    ended = text.translate(
        "{by} took a role of yours away. Your own learning stays as it is.", by=city.NAMES["quantri"]
    )
    assert plain(ended) in head.open("notices").well().everything()
    with database.writing() as db:
        admin, person = city.actor(db, "quantri"), city.person_id(db, "thutruong")
        access.grant_role(db, admin, person, Role.TRAINER, now=text.utc_now())
    given = "{by} gave you a role. The menu shows what you can do here from now on."
    assert plain(text.translate(given, by=city.NAMES["quantri"])) in head.open("notices").well().everything()
