"""A staff list comes in from the page: first what it would change, then, at a click, exactly that."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from models import access, database, organisation, settings, text, worker
from models.organisation import Person
from models.rights import Right
from pages.parts.plain import plain
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

OFFICE = "Sở Nội vụ"
LONG = "danh-sach-dai.csv"
LIST = "Họ và tên,Mã cán bộ,Đơn vị,Chức vụ\nĐoàn Thị Thử Nghiệm,TN00001,Phòng Cải cách hành chính,Chuyên viên\n"


def known() -> list[str]:
    with database.reading() as db:
        return list(db.exec(select(Person.full_name).where(col(Person.staff_code_key) == "tn00001")))


def uploaded(login: str) -> Visitor:
    """Put the list into the page, as the list of the office."""
    visitor = Visitor(login).open("staff-list").well()
    box = visitor.at.selectbox(key="unit")
    visitor.fill(box, next(option for option in box.options if option.strip() == OFFICE))
    visitor.at.file_uploader[0].upload("danh-sach.csv", LIST.encode())
    return visitor.run().well()


def test_the_preview_writes_nothing_and_the_click_writes_what_it_showed() -> None:
    officer = uploaded("nhansu")
    assert text.translate_n("This would change {n} person", "This would change {n} people", 1) in [
        one.value for one in officer.at.header
    ]
    assert "Đoàn Thị Thử Nghiệm" in officer.everything()
    assert known() == []

    officer.press("Bring the list in").well()
    assert known() == ["Đoàn Thị Thử Nghiệm"]
    assert officer.at.success
    officer.press("Take this list back …").well()  # it stands beneath, with what taking it back would do
    said = officer.everything()
    assert text.translate_n("{n} new person has no place any more", "{n} new people have no place any more", 1) in said
    before = text.translate_n("{n} person is where they were before", "{n} people are where they were before", 1)
    assert before not in said, "nobody of them was anywhere before"
    officer.press("Leave the list as it is").well()
    assert text.translate("Take the list back") not in [one.label for one in officer.at.button]


def test_a_role_taken_away_after_the_preview_writes_nothing() -> None:
    officer = uploaded("nhansu")
    with database.writing() as db:
        access.end_grant(db, access.operator(), city.grant_id(db, "nhansu"), now=text.utc_now())
    officer.press("Bring the list in").well()
    assert known() == []


def test_what_is_no_staff_list_is_refused_in_words() -> None:
    officer = Visitor("nhansu").open("staff-list").well()
    officer.at.file_uploader[0].upload("danh-sach.xlsx", b"\x00\x01not a workbook")
    officer.run().well()
    assert officer.errors
    assert officer.title == text.translate("Staff list")
    assert officer.at.file_uploader, "another file can be chosen at once"


def test_a_day_left_out_counts_as_today() -> None:
    officer = uploaded("nhansu")
    officer.fill(officer.at.date_input(key="on"), []).well()
    assert "Đoàn Thị Thử Nghiệm" in officer.everything()


def long_list() -> bytes:
    """Return a list longer than what is read while somebody waits, all of one office."""
    names = [f"Đoàn {one}a {other}i" for one in "BCDĐGHKLMN" for other in "abcdeghikl"]
    rows = [f"{name} Thị Tên,TN{n:05},Phòng Cải cách hành chính,Chuyên viên" for n, name in enumerate(names * 8)]
    return "\n".join(["Họ và tên,Mã cán bộ,Đơn vị,Chức vụ", *rows]).encode()


def handed_in(login: str) -> Visitor:
    visitor = Visitor(login).open("staff-list").well()
    box = visitor.at.selectbox(key="unit")
    visitor.fill(box, next(option for option in box.options if option.strip() == OFFICE))
    visitor.at.file_uploader[0].upload(LONG, long_list())
    visitor.run().well()
    return visitor.press("Read the list").well()


def test_a_long_list_is_previewed_and_brought_in_behind_the_page() -> None:
    officer = handed_in("nhansu")
    assert text.translate("The list is being read and compared with what is known.") in officer.everything()
    worker.work_off()
    officer.open("staff-list").well()
    assert text.translate_n("This would change {n} person", "This would change {n} people", 800) in [
        one.value for one in officer.at.header
    ]
    assert known() == []
    officer.press("Bring the list in").well()
    assert known() == []
    worker.work_off()
    officer.open("staff-list").well()
    assert len(known()) == 1
    assert plain(LONG) in officer.everything()


def test_in_the_tab_that_handed_a_long_list_in_it_stands_among_the_lists_when_it_is_written() -> None:
    officer = handed_in("nhansu")
    worker.work_off()
    officer.run().well().press("Bring the list in").well()
    worker.work_off()
    officer.run().well()
    labels = [one.label for one in officer.at.button]
    assert text.translate("Read the list") not in labels, "the same file does not wait to be read once more"
    assert text.translate("Take this list back …") in labels


def test_a_long_list_with_faults_leads_to_the_field_for_the_mended_one() -> None:
    officer = Visitor("nhansu").open("staff-list").well()
    officer.at.file_uploader[0].upload(LONG, long_list().replace(b"Ph\xc3\xb2ng", b"Ban"))
    officer.run().well().press("Read the list").well()
    worker.work_off()
    officer.run().well().press("Upload a mended file").well()
    assert officer.at.file_uploader


def test_a_long_list_of_one_officer_is_nothing_to_another_and_can_be_put_aside() -> None:
    officer = handed_in("nhansu")
    worker.work_off()
    other = Visitor("quantri").open("staff-list").well()
    assert plain(LONG) not in other.everything()
    assert plain(LONG) in officer.open("staff-list").well().everything()
    officer.press("Put the list aside").well()
    assert officer.at.file_uploader
    assert known() == []


def test_a_long_list_whose_people_were_moved_meanwhile_says_whom_and_can_be_looked_at_again() -> None:
    officer = handed_in("nhansu")
    worker.work_off()
    officer.open("staff-list").well()
    with database.writing() as db:
        console = access.operator()
        everywhere = access.scope_of(console, Right.MANAGE_PEOPLE)
        tree = organisation.unit_tree(db, organisation.Tree.ADMINISTRATION, text.local_day(text.utc_now()))
        office = next(node.id for node in tree.nodes.values() if node.name == OFFICE)
        organisation.add_person(
            db,
            console,
            everywhere,
            "Đoàn Văn Khác",
            unit_id=office,
            from_=text.local_day(text.utc_now()),
            now=text.utc_now(),
            staff_code="TN00001",
        )
    officer.press("Bring the list in").well()
    worker.work_off()
    officer.open("staff-list").well()
    assert officer.errors
    assert known() == ["Đoàn Văn Khác"]
    officer.press("Look at the list again").well()
    worker.work_off()
    officer.open("staff-list").well()
    assert text.translate("Bring the list in") in [one.label for one in officer.at.button]


def test_the_list_as_it_is_known_goes_out_and_comes_back_without_a_change(
    pages_of_city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = settings.Settings(data_dir=pages_of_city)
    monkeypatch.setattr(settings, "current", lambda: chosen)
    officer = Visitor("thutruong").open("staff-list")
    assert officer.title != text.translate("Staff list")
    officer = Visitor("nhansu").open("staff-list").well()
    place = officer.at.selectbox(key="take")
    officer.fill(place, next(option for option in place.options if option.strip() == OFFICE))
    officer.press("Export to Excel").well()
    worker.make_exports()
    again = Visitor("nhansu").open("staff-list").well()
    (link,) = (one.proto.url for one in again.at.get("link_button"))
    key = link.removeprefix("/export/file/")
    again.at.file_uploader[0].upload("lai.xlsx", (chosen.exports_dir / f"{key}.xlsx").read_bytes())
    again.run().well()
    assert text.translate("This list changes nothing") in again.everything()


def test_a_long_list_is_taken_back_behind_the_page_after_its_preview() -> None:
    officer = handed_in("nhansu")
    worker.work_off()
    officer.open("staff-list").well().press("Bring the list in").well()
    worker.work_off()
    assert len(known()) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(organisation.undo_batches, "LONG", 500)
        officer.open("staff-list").well().press("Take this list back …").well()
        worker.work_off()
        officer.open("staff-list").well()
        told = text.translate_n("{n} new person has no place any more", "", 800)
        assert told in officer.everything()
        officer.press("Take the list back").well()
        worker.work_off()
        assert len(known()) == 1, "800 people wait for a second person's word"
        second = Visitor("quantri").open("second-person").well()
        told = text.translate("Take the staff list {name} back", name=LONG)
        assert plain(told) in second.everything(), "which list it is"
        assert plain(f"{text.translate('added')}: 800") in second.everything(), "and what it had brought"
        second.press("Confirm").well()
        worker.work_off()
        officer.open("staff-list").well()
    assert text.translate("Taken back on {at}", at="").strip() in officer.everything()
    with database.reading() as db:
        here = select(organisation.Posting.id).join(Person).where(col(Person.staff_code_key).startswith("tn"))
        assert db.exec(here.where(col(organisation.Posting.voided_at).is_(None))).first() is None
