"""An officer finds somebody, puts them right, joins two records; an administrator changes units and settings."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from models import access, choices, database, organisation, settings, text, training, worker
from models.organisation import Person, Posting, Tree
from models.organisation.tables import ImportRun
from models.rights import DomainError, Role
from models.sentences import sentence
from models.settings import Settings
from pages.parts.office import setting_words
from pages.parts.plain import plain
from tests import city, factories
from tests.pages.admin.test_staff_list import known, uploaded
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")
WHY = "Theo quyết định"


def key_of(login: str) -> str:
    with database.reading() as db:
        return db.get_one(Person, city.person_id(db, login)).key


def field(visitor: Visitor, kind: str, name: str) -> object:
    """The field whose key ends so: keys hold the person and what was seen of them."""
    return next(one for one in getattr(visitor.at, kind) if (one.key or "").endswith(name))


def test_a_detail_is_corrected_and_told_in_the_history() -> None:
    officer = Visitor("quantri").open("people", person=key_of("canbo")).unfold().well()
    field(officer, "text_input", ":email").set_value("hanh@x.vn")  # type: ignore[attr-defined]
    field(officer, "text_input", ":reason").set_value(WHY)  # type: ignore[attr-defined]
    officer.press("Save the correction").well()
    assert officer.at.success
    assert "hanh@x.vn" in officer.everything()
    assert WHY in officer.everything()


def test_a_correction_without_a_reason_is_refused_in_words() -> None:
    officer = Visitor("quantri").open("people", person=key_of("canbo")).unfold().well()
    field(officer, "text_input", ":email").set_value("hanh@x.vn")  # type: ignore[attr-defined]
    officer.press("Save the correction").well()
    assert officer.errors == [text.translate("Please say why; the reason stays on record.")]


def test_a_leave_has_a_reason_which_the_history_tells() -> None:
    officer = Visitor("quantri").open("people", person=key_of("canbo")).unfold().well()
    officer.press("Save this").well()
    assert officer.errors == [text.translate("Choose why the person is on leave.")]
    study = text.translate("long studies")
    field(officer, "selectbox", ":a:why").set_value(study)  # type: ignore[attr-defined]
    officer.press("Save this").well()
    assert officer.at.success
    assert study in officer.unfold().everything()
    with database.reading() as db:
        person = city.person_id(db, "canbo")
        places = organisation.people.main_postings(db, person, Tree.ADMINISTRATION)
    assert [(one.status, one.leave) for one in places[-1:]] == [
        (organisation.Status.ON_LEAVE, organisation.Leave.STUDY)
    ]


def test_a_departure_asks_for_no_reason_and_nobody_comes_back_from_a_leave_that_is_none() -> None:
    officer = Visitor("quantri").open("people", person=key_of("canbo")).unfold().well()
    officer.fill(field(officer, "radio", ":a:kind"), "back").well()
    asked = [one.label for one in (*officer.at.selectbox, *officer.at.date_input)]
    assert text.translate("Why on leave") not in asked
    assert text.translate("Last day of the leave, if known") not in asked
    officer.press("Save this").well()
    assert officer.errors == [text.translate("This person is on no leave on the chosen day or after it.")]


def test_a_second_post_ends_on_a_day_and_its_history_stays() -> None:
    today = text.local_day(text.utc_now())
    with database.writing() as db:
        person, unit = city.person_id(db, "canbo"), city.unit_id(db, "Phòng Cải cách hành chính")
        factories.posting(db, person, unit, main=False, from_=today - timedelta(days=30))
    officer = Visitor("quantri").open("people", person=key_of("canbo")).unfold().well()
    field(officer, "date_input", ":e:day").set_value(today)  # type: ignore[attr-defined]
    officer.press("Save this").well()
    assert officer.at.success, officer.errors
    with database.reading() as db:
        beside = select(Posting).where(Posting.person_id == person, col(Posting.main).is_(False))
        told = [(one.voided_at is None, one.until) for one in db.exec(beside.order_by(col(Posting.id)))]
    assert told == [(False, None), (True, today + timedelta(days=1))]


def test_the_identity_number_shows_its_end_only() -> None:
    with database.writing() as db:
        db.get_one(Person, city.person_id(db, "canbo")).national_id = "001080012345"
    said = Visitor("quantri").open("people", person=key_of("canbo")).well().everything()
    assert "001080012345" not in said
    assert "•••345" in said


def test_two_records_become_one_and_are_separated_again() -> None:
    with database.writing() as db:
        twin = factories.person(db, "Nguyễn Thị Hạnh", staff_code="HAI-LAN")
        factories.posting(db, twin, city.unit_id(db, "Phòng Cải cách hành chính"))
    officer = Visitor("quantri").open("people", person=key_of("canbo")).unfold().well()
    officer.fill(field(officer, "text_input", ":j:login"), "HAI-LAN").well()
    field(officer, "text_input", ":j:reason").set_value(WHY)  # type: ignore[attr-defined]
    assert not officer.at.warning
    officer.press("Join the two records").well()
    assert officer.at.success, officer.errors
    with database.reading() as db:
        assert organisation.counting(db, twin) == city.person_id(db, "canbo")
    assert Visitor("quantri").open("people", person=key_of("HAI-LAN")).well().title == "Nguyễn Thị Hạnh"
    apart = next(one for one in officer.at.button if ":separate:" in (one.key or ""))
    apart.click()
    officer.run().well()
    with database.reading() as db:
        assert organisation.counting(db, twin) == twin


def test_two_records_of_different_names_are_joined_after_a_warning_only() -> None:
    with database.writing() as db:
        twin = factories.person(db, "Đoàn Văn Khác", staff_code="HAI-LAN")
        factories.posting(db, twin, city.unit_id(db, "Phòng Cải cách hành chính"))
    officer = Visitor("quantri").open("people", person=key_of("canbo")).unfold().well()
    officer.fill(field(officer, "text_input", ":j:login"), "HAI-LAN").well()
    told = "Their {what} differ. Whoever holds either login signs in to both."
    assert [one.value for one in officer.at.warning] == [
        text.translate(told, what=organisation.field_word("full_name"))
    ]


def test_somebody_outside_the_scope_is_neither_listed_nor_opened_nor_joined() -> None:
    with database.writing() as db:
        office = city.unit_id(db, "Sở Nội vụ")
        officer_id = factories.person(db, "Cán Bộ Sở", staff_code="HR-SO")
        factories.posting(db, officer_id, office)
        factories.grant(db, officer_id, Role.HR, office)
        outsider = next(
            db.get_one(Person, number)
            for number, unit in _placed(db)
            if unit
            not in organisation.unit_tree(db, Tree.ADMINISTRATION, text.local_day(text.utc_now())).subtree(office)
        )
        key, name, code = outsider.key, outsider.full_name, outsider.staff_code or ""
    officer = Visitor("HR-SO")
    refusal = text.translate("This was not found, or it lies outside what you may see.")
    assert officer.open("people", person=key).well().errors == [refusal]
    assert name not in officer.everything()
    found = officer.open("people", q=code).well()
    assert key not in found.everything()
    mine = officer.open("people", person=key_of("HR-SO")).unfold().well()
    mine.fill(field(mine, "text_input", ":j:login"), code).well()
    assert refusal in mine.everything()
    assert name not in mine.everything()


def _placed(db: Session) -> list[tuple[int, int]]:
    posting = organisation.Posting
    rows = select(posting.person_id, posting.unit_id).where(posting.tree == Tree.ADMINISTRATION)
    return list(db.exec(rows.where(col(posting.until).is_(None))))


def test_a_list_is_taken_back_from_its_page() -> None:
    officer = uploaded("nhansu").press("Bring the list in").well()
    assert known() == ["Đoàn Thị Thử Nghiệm"]
    with database.reading() as db:
        key = db.exec(select(ImportRun.key).order_by(col(ImportRun.id).desc())).first()
    officer = Visitor("nhansu").open("staff-list", list=str(key)).well()
    assert plain("danh-sach.csv") in officer.everything()
    officer.press("Take the list back").well()
    assert officer.at.success, officer.errors
    with database.reading() as db:
        assert db.exec(select(ImportRun.undone_at).where(ImportRun.key == key)).one() is not None
        person = organisation.find_person(db, login="TN00001")
        assert person is not None
        standing = (organisation.Posting.person_id == person.id, col(organisation.Posting.voided_at).is_(None))
        assert db.exec(select(organisation.Posting.id).where(*standing)).all() == []


def test_a_unit_is_renamed_with_what_it_touches_said_first() -> None:
    with database.reading() as db:
        key = city.unit_key(db, "Sở Nội vụ")
    administrator = Visitor("quantri").open("units", unit=key).well()
    assert administrator.at.info
    name = next(one for one in administrator.at.text_input if one.label == text.translate("New name"))
    administrator.fill(name, "Sở Nội vụ và Lao động").press("Rename").well()
    assert administrator.at.success, administrator.errors
    with database.reading() as db:
        now = organisation.unit_tree(db, Tree.ADMINISTRATION, text.local_day(text.utc_now()))
        node = now.by_key(key)
        assert node is not None
        assert node.name == "Sở Nội vụ và Lao động"


def test_of_two_who_rename_at_once_the_second_sees_both_names() -> None:
    with database.reading() as db:
        key = city.unit_key(db, "Sở Nội vụ")
    first, second = (Visitor("quantri").open("units", unit=key).well() for _both in range(2))
    for visitor, typed in ((first, "Sở Nội vụ và Lao động"), (second, "Sở Nội vụ Hà Nội")):
        name = next(one for one in visitor.at.text_input if one.label == text.translate("New name"))
        visitor.fill(name, typed).well()
    first.press("Rename").well()
    second.press("Rename").well()
    assert second.errors == [sentence(DomainError("changed-meanwhile"))]
    name = next(one for one in second.at.text_input if one.label == text.translate("New name"))
    assert name.value == "Sở Nội vụ Hà Nội"
    assert text.translate("Its name at present: {name}", name="Sở Nội vụ và Lao động") in second.everything()
    second.press("Rename").well()  # now they know
    with database.reading() as db:
        now = organisation.unit_tree(db, Tree.ADMINISTRATION, text.local_day(text.utc_now())).by_key(key)
        assert now is not None
        assert now.name == "Sở Nội vụ Hà Nội"


def test_of_two_who_correct_a_person_at_once_the_second_keeps_what_they_typed() -> None:
    person = key_of("canbo")
    first, second = (Visitor("nhansu").open("people", person=person).unfold().well() for _both in range(2))
    for visitor, typed in ((first, "0912000111"), (second, "0912000222")):
        field(visitor, "text_input", ":phone").set_value(typed)  # type: ignore[attr-defined]
        field(visitor, "text_input", ":reason").set_value(WHY)  # type: ignore[attr-defined]
        visitor.press("Save the correction").well()
    assert first.at.success
    assert second.errors == [sentence(DomainError("changed-meanwhile"))]
    kept = [field(second, "text_input", name).value for name in (":phone", ":reason")]  # type: ignore[attr-defined]
    assert kept == ["0912000222", WHY]
    assert text.translate("At present: {value}", value="0912000111") in second.everything()


def test_large_units_are_merged_behind_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "AT_ONCE", 0)
    with database.reading() as db:
        key, other = city.unit_key(db, "Sở Nội vụ"), city.unit_id(db, "Phường Hoàn Kiếm")
    administrator = Visitor("quantri").open("units", unit=key).well()
    kind = next(one for one in administrator.at.radio if (one.key or "").endswith(":kind"))
    administrator.fill(kind, "merge").well()
    box = next(one for one in administrator.at.selectbox if (one.key or "").endswith(":other"))
    administrator.fill(box, next(one for one in box.options if one.startswith("Phường Hoàn Kiếm")))
    more = next(one for one in administrator.at.multiselect if (one.key or "").endswith(":also"))
    also = next(one for one in more.options if one.startswith("Sở Khoa học và Công nghệ"))
    administrator.fill(more, [also]).well()
    word = text.translate_n("Merge the unit", "Merge {n} units", 2)
    next(one for one in administrator.at.button if one.label == word).click()
    administrator.run().well()
    assert administrator.at.success, administrator.errors
    assert text.translate("What will change is being worked out.") in administrator.everything()
    worker.work_off()
    with database.reading() as db:
        now = organisation.unit_tree(db, Tree.ADMINISTRATION, text.local_day(text.utc_now()))
        assert now.by_key(key) is None
        assert not any(node.name == "Sở Khoa học và Công nghệ" for node in now.nodes.values())
        assert other in now.nodes
    administrator.open("units").well()


def test_a_setting_is_changed_and_says_by_whom() -> None:
    administrator = Visitor("quantri").open("settings").well()
    for name, value in (("target_percent", 85), ("days_to_decide", 14)):
        administrator.at.number_input(key=f"set:{name}").set_value(value)
        place = list(vars(choices.Choices())).index(name)
        save = [one for one in administrator.at.button if one.label == text.translate("Save")][place]
        save.click()
        administrator.run().well()
    with database.reading() as db:
        assert (choices.current(db).target_percent, choices.current(db).days_to_decide) == (85, 14)
    assert "Hoàng Minh Sơn" in administrator.everything()

    place = list(vars(choices.Choices())).index("target_percent")
    administrator.at.number_input(key="set:target_percent").set_value(500)
    [one for one in administrator.at.button if one.label == text.translate("Save")][place].click()
    beyond = DomainError("choice-invalid", name="target_percent", low=1, high=100)
    assert administrator.run().well().errors == [sentence(beyond)]
    with database.writing() as db:
        choices.choose(db, access.operator("test"), "target_percent", 60, now=text.utc_now())
    administrator.at.number_input(key="set:target_percent").set_value(70)
    [one for one in administrator.at.button if one.label == text.translate("Save")][place].click()
    assert administrator.run().well().errors == [sentence(DomainError("changed-meanwhile"))]
    assert text.translate("In force: {value}", value=60) in administrator.everything()
    with database.reading() as db:
        assert choices.current(db).target_percent == 60


@pytest.mark.parametrize("days", [6, 181, "30"])
def test_an_office_has_a_week_at_least_and_half_a_year_at_most_to_decide(days: int | str) -> None:
    with database.writing() as db:
        with pytest.raises(DomainError) as refused:
            choices.choose(db, access.operator("test"), "days_to_decide", days, now=text.utc_now())
        assert refused.value.code == "choice-invalid"
        assert choices.current(db).days_to_decide == 30


def test_every_setting_has_its_words_and_no_password_is_shown() -> None:
    assert set(setting_words.machine_words()) == set(Settings.model_fields)
    assert set(setting_words.choice_words()) == set(choices.Choices.__dataclass_fields__)
    url = "postgresql+psycopg://kns:m4tkh4u@db.example.vn/kns?password=m4tkh4u"
    shown = {one.name: one for one in settings.shown(Settings(database_url=url))}
    assert shown["database_url"].value == "postgresql+psycopg://kns:•••@db.example.vn/kns?password=•••"
    assert (shown["database_url"].variable, shown["database_url"].changed) == ("DATABASE_URL", True)
    assert (shown["upload_mb"].variable, shown["upload_mb"].changed) == ("KNS_UPLOAD_MB", False)
