"""Two offices at their pages: one asks for a person of the other, by list or by hand, and the other answers."""

from dataclasses import dataclass

import pytest
from sqlmodel import col, select

from models import database, organisation, text
from models.organisation import Category, Person, Posting, TransferState, Tree
from models.rights import Role
from pages.parts import categories
from pages.parts.plain import plain
from tests import city, factories
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

WARD = "Phường Hoàn Kiếm"
SECRETS = ("Đoàn Thị Bí Mật", "Chuyên viên kín", "bimat@hn.vn", "Cán Bộ Sở", "Phòng Cải cách hành chính")


@dataclass(frozen=True)
class Two:
    """A person of the Sở Nội vụ, whose staff code the ward's officer knows."""

    person: int
    ward: int


@pytest.fixture
def two() -> Two:
    with database.writing() as db:
        for login, name, unit in (("HR-SO", "Cán Bộ Sở", "Sở Nội vụ"), ("HR-PH", "Cán Bộ Phường", WARD)):
            officer = factories.person(db, name, staff_code=login)
            factories.posting(db, officer, city.unit_id(db, unit))
            factories.grant(db, officer, Role.HR, city.unit_id(db, unit))
        person = factories.person(db, SECRETS[0], staff_code="BM-01", email=SECRETS[2])
        factories.posting(db, person, city.unit_id(db, SECRETS[4]), position=SECRETS[1])
        return Two(person, city.unit_id(db, WARD))


def unit_of(person: int) -> int:
    with database.reading() as db:
        here = select(Posting.unit_id).where(Posting.person_id == person, col(Posting.voided_at).is_(None))
        today = text.local_day(text.utc_now())
        return db.exec(
            here.where(col(Posting.main), (col(Posting.until).is_(None)) | (col(Posting.until) > today))
        ).one()


def by_list() -> Visitor:
    """Put a list that names the person into the page of the ward."""
    visitor = Visitor("HR-PH").open("staff-list").well()
    rows = f"Họ và tên,Mã cán bộ,Đơn vị,Chức vụ\nĐoàn Thị Gì,BM-01,{WARD},Chuyên viên\n"
    visitor.at.file_uploader[0].upload("phuong.csv", rows.encode())
    return visitor.run().well()


def nothing_of_the_record(visitor: Visitor) -> None:
    said = visitor.everything()
    assert [secret for secret in SECRETS if secret in said] == []


def by_hand(two: Two, name: str = "Đoàn Thị Gì") -> Visitor:
    visitor = Visitor("HR-PH").open("people").unfold("Add a person").well()
    visitor.fill(visitor.at.text_input(key="new:code"), "bm-01").well()
    assert plain("bm-01") in visitor.everything()
    nothing_of_the_record(visitor)
    visitor.at.text_input(key="new:name").set_value(name)
    visitor.at.selectbox(key="new:unit").set_value(
        next(option for option in visitor.at.selectbox(key="new:unit").options if option.strip() == WARD)
    )
    return visitor.press("Send the transfer request").well()


def test_a_list_asks_and_says_so_before_and_after(two: Two) -> None:
    officer = by_list()
    told = text.translate_n(
        "{n} person is in a unit that others answer for: a transfer request will be sent",
        "{n} people are in units that others answer for: transfer requests will be sent",
        1,
    )
    assert any(one.value.startswith(told) for one in officer.at.info)
    nothing_of_the_record(officer)
    officer.press("Bring the list in").well()
    assert officer.at.success
    assert unit_of(two.person) != two.ward
    later = officer.open("staff-list").well()
    assert f"{text.translate('waits for an answer')}: 1" in later.everything()
    requests = officer.open("transfers").well()
    assert "Đoàn Thị Gì" in requests.everything()
    nothing_of_the_record(requests)


def test_a_list_that_sends_ones_own_elsewhere_names_them_before_and_after(two: Two) -> None:
    officer = Visitor("HR-SO").open("staff-list").well()
    rows = f"Họ và tên,Mã cán bộ,Đơn vị,Chức vụ\n{SECRETS[0]},BM-01,{WARD},Chuyên viên\n"
    officer.at.file_uploader[0].upload("so.csv", rows.encode())
    officer.run().well()
    told = text.translate_n(
        "{n} of your people goes to a unit that others answer for: a transfer request will be sent", "", 1
    )
    assert any(one.value.startswith(told) for one in officer.at.info)
    (line,) = officer.at.table[0].value.to_dict("records")
    assert SECRETS[0] in line[text.translate("Full name")]
    assert line[text.translate("What happens")] == text.translate("to be offered to the unit")
    assert WARD in line[text.translate("Changes")]
    officer.press("Bring the list in").well()
    assert unit_of(two.person) != two.ward
    assert SECRETS[0] in Visitor("HR-SO").open("transfers").well().everything()
    ward = Visitor("HR-PH").open("transfers").well()
    assert SECRETS[0] in ward.everything()
    ward.press("Agree to the transfer").well()
    assert unit_of(two.person) == two.ward


def test_the_other_office_agrees_at_one_click_and_the_person_moves(two: Two) -> None:
    by_list().press("Bring the list in").well()
    other = Visitor("HR-SO").open("transfers").well()
    assert other.title == text.translate_n("{n} transfer waits for your answer", "", 1)
    said = other.everything()
    assert SECRETS[0] in said
    assert text.translate("asked for as {name}", name="Đoàn Thị Gì") in said
    other.press("Agree to the transfer").well()
    assert other.at.success, other.errors
    assert other.title == text.translate("No transfer waits for your answer")
    assert unit_of(two.person) == two.ward
    assert text.translate("agreed") in Visitor("HR-PH").open("transfers").well().everything()


def test_a_refusal_takes_a_reason_which_the_asking_office_reads(two: Two) -> None:
    by_hand(two)
    other = Visitor("HR-SO").open("transfers").well()
    other.press("Refuse").well()
    assert other.errors == [text.translate("Please say why; the reason stays on record.")]
    why = next(one for one in other.at.text_input if (one.key or "").startswith("why:"))
    other.fill(why, "Đang cần người")
    other.press("Refuse").well()
    mine = Visitor("HR-PH").open("transfers").well()
    assert "Đang cần người" in mine.everything()
    nothing_of_the_record(mine)
    assert unit_of(two.person) != two.ward


def test_asked_by_hand_and_taken_back(two: Two) -> None:
    officer = by_hand(two)
    assert officer.at.success, officer.errors
    officer.open("transfers").well()
    box = officer.at.multiselect(key="withdraw")
    officer.fill(box, box.options)
    officer.press("Take these requests back").well()
    assert text.translate("taken back") in officer.everything()
    assert Visitor("HR-SO").open("transfers").well().title == text.translate("No transfer waits for your answer")


def test_somebody_new_is_added_by_hand_and_one_of_ones_own_is_shown(two: Two) -> None:
    officer = Visitor("HR-PH").open("people").unfold("Add a person").well()
    officer.fill(officer.at.text_input(key="new:code"), "MOI-01").well()
    officer.at.text_input(key="new:name").set_value("Đoàn Mới Tinh")
    officer.at.selectbox(key="new:unit").set_value(
        next(option for option in officer.at.selectbox(key="new:unit").options if option.strip() == WARD)
    )
    officer.at.selectbox(key="new:category").set_value(categories.category_word(Category.CONGCHUC))
    officer.press("Add this person").well()
    assert officer.at.success, officer.errors
    assert officer.title == "Đoàn Mới Tinh", "the page where the rest is written"
    with database.reading() as db:
        added = db.exec(select(Person).where(Person.staff_code_key == "moi-01")).one()
        (post,) = organisation.people.main_postings(db, added.id or 0, Tree.ADMINISTRATION)
        assert (added.full_name, post.category) == ("Đoàn Mới Tinh", Category.CONGCHUC)
    leading = [one.proto.page for one in officer.at.get("page_link")]
    assert {"person", "codes"} <= {*leading}, leading
    officer.press("Back to the list").well()
    officer.fill(officer.at.text_input(key="new:code"), "moi-01").well()
    officer.press("Open their page").well()
    assert officer.title == "Đoàn Mới Tinh"


def test_somebody_is_offered_from_their_page_and_the_new_office_agrees(two: Two) -> None:
    with database.reading() as db:
        key = db.get_one(Person, two.person).key
    officer = Visitor("HR-SO").open("people", person=key).unfold().well()
    unit = next(one for one in officer.at.text_input if (one.key or "").endswith(":o:unit"))
    unit.set_value(WARD)
    next(one for one in officer.at.button if one.form_id.endswith(":offer")).click()
    officer.run().well()
    assert officer.at.success, officer.errors
    assert text.translate("waits for the new unit") in officer.everything()
    other = Visitor("HR-PH").open("transfers").well()
    other.press("Agree to the transfer").well()
    assert unit_of(two.person) == two.ward
    with database.reading() as db:
        (line,) = organisation.transfers_of(db, two.person, now=text.utc_now())
    assert line.state is TransferState.DONE


def test_whoever_answers_for_every_unit_is_offered_no_unit_beyond(two: Two) -> None:
    with database.reading() as db:
        key = db.get_one(Person, two.person).key
    fold = text.translate("Let them go to a unit that others answer for")
    assert fold in [one.label for one in Visitor("HR-SO").open("people", person=key).unfold().well().at.expander]
    assert fold not in [one.label for one in Visitor("nhansu").open("people", person=key).unfold().well().at.expander]
