"""An administrator's day at a desk: people, records, units, lists, roles, settings; the trail then tells all of it."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from models import access, organisation, text
from models.organisation import Job
from models.rights import Right
from pages.parts.office import audit_words
from tests import city
from tests.browser import scene
from tests.browser.seat import DESK, Office, Seat

WARD, PART = "Phường Hoàn Kiếm", "Phòng Văn hóa - Xã hội"
RIGHT_NAME, PAPER = "Nguyễn Thị Mỹ Hạnh", "QĐ 12/QĐ-UBND"
SECOND, NEW_NAME = "HK-0999", "Phòng Văn hóa và Xã hội"
ACTS = (
    "organisation.correct-person",
    "organisation.merge-people",
    "organisation.rename-unit",
    "organisation.import",
    "organisation.undo-import",
    "access.grant",
    "choices.choose",
)
LIST = """Họ và tên,Mã cán bộ,Đơn vị,Chức danh
Đỗ Thị Mai Lan,HK-1001,{unit},Chuyên viên
Vũ Đức Tùng,HK-1002,{unit},Chuyên viên
"""


def test_an_administrator_keeps_the_register_and_the_trail_tells_all_of_it(office: Office, tmp_path: Path) -> None:
    second_record(office)
    admin = office.seat(DESK)
    admin.sign_in("quantri")
    corrects_a_name(admin)
    joins_two_records(admin)
    renames_a_unit_from_tomorrow(admin)
    brings_a_list_in_and_takes_it_back(admin, office, tmp_path)
    gives_a_role(admin, office)
    sets_the_target(admin, office)
    finds_all_of_it(admin)


def second_record(office: Office) -> None:
    """Let the cadre stand in the register a second time, under another staff code."""
    with office.writing() as db:
        console, now = access.operator(), text.utc_now()
        organisation.add_person(
            db,
            console,
            access.scope_of(console, Right.MANAGE_PEOPLE),
            "Nguyễn Hạnh",
            unit_id=city.unit_id(db, WARD),
            from_=text.local_day(now),
            now=now,
            job=Job(position="Chuyên viên"),
            staff_code=SECOND,
        )


def corrects_a_name(admin: Seat) -> None:
    """Find somebody by staff code and put the name right; what stood before is in the history."""
    opens(admin, "canbo", city.NAMES["canbo"])
    form = admin.unfold("Sửa thông tin")
    form.get_by_role("textbox", name="Họ tên").fill(RIGHT_NAME)
    form.get_by_role("textbox", name="Lý do và căn cứ (số quyết định)").fill(PAPER)
    admin.picture("correcting")
    admin.press("Lưu thông tin đã sửa")
    expect(admin.heading()).to_have_text(RIGHT_NAME)
    admin.sees("Đã lưu. Nội dung cũ còn trong lịch sử.")
    history = admin.unfold(re.compile("Các lần sửa thông tin"))
    expect(history).to_contain_text(city.NAMES["canbo"])
    expect(history).to_contain_text(PAPER)
    admin.picture("corrected", whole=True)


def opens(admin: Seat, code: str, name: str) -> None:
    """Find a person of the register and open their page."""
    admin.turn_to("Danh sách người")
    admin.fill(re.compile("^Tìm theo tên"), code)
    admin.main().get_by_role("link", name=re.compile(name)).first.click()
    expect(admin.heading()).to_have_text(name)
    admin.settle()


def joins_two_records(admin: Seat) -> None:
    """Join a second record to this one; it can be separated again."""
    admin.unfold("Người này còn một hồ sơ khác")
    admin.fill(re.compile("hồ sơ kia$"), SECOND)
    inside = admin.unfold("Người này còn một hồ sơ khác")
    expect(inside).to_contain_text("Nguyễn Hạnh")
    inside.get_by_role("textbox", name="Lý do và căn cứ (số quyết định)").fill("Trùng hồ sơ khi sắp xếp")
    admin.picture("joining", whole=True)
    admin.press("Gộp hai hồ sơ")
    admin.sees("Từ bây giờ hai hồ sơ là một người.")
    expect(admin.page.get_by_role("button", name=re.compile(SECOND))).to_be_visible()
    admin.turn_to("Danh sách người")
    expect(admin.heading()).to_have_text("Danh sách người")  # the list, not the person who was open
    admin.settle()
    admin.fill(re.compile("^Tìm theo tên"), SECOND)
    expect(admin.page.get_by_role("button", name=re.compile("Nguyễn Hạnh"))).to_have_count(0)


def renames_a_unit_from_tomorrow(admin: Seat) -> None:
    """Rename a unit from tomorrow: today it has the old name, tomorrow the new one."""
    tomorrow = text.local_day(text.utc_now()) + timedelta(days=1)
    admin.turn_to("Đơn vị")
    admin.fill("Tìm đơn vị theo tên hoặc mã", PART)
    below = admin.page.get_by_role("button", name=PART).filter(has_not_text=">")
    place = admin.main().get_by_text(re.compile(rf"{WARD}$")).first
    expect(place).to_be_visible()
    below.first.click()
    expect(admin.page.locator("h2", has_text=PART)).to_be_visible()
    admin.settle()
    admin.unfold("Thay đổi đơn vị này")
    admin.set_day("Từ ngày nào", tomorrow)
    admin.unfold("Thay đổi đơn vị này")
    admin.fill("Tên mới", NEW_NAME)
    admin.picture("renaming", whole=True)
    admin.press("Đổi tên")
    admin.sees("Đã lưu. Quá khứ vẫn giữ tên cũ.")
    expect(admin.page.locator("h2", has_text=PART)).to_be_visible()
    admin.set_day("Theo ngày", tomorrow)
    expect(admin.page.locator("h2", has_text=NEW_NAME)).to_be_visible()
    admin.picture("renamed")


def brings_a_list_in_and_takes_it_back(admin: Seat, office: Office, folder: Path) -> None:
    """See what a list would change, bring it in, and take it back: the people have no place any more."""
    file = folder / "danh-sach.csv"
    file.write_text(LIST.format(unit="Văn phòng HĐND và UBND"), "utf-8")
    admin.turn_to("Danh sách cán bộ")
    admin.choose(re.compile("^Danh sách của đơn vị"), WARD)
    admin.page.locator("input[type=file]").set_input_files(file)
    admin.sees("Sẽ thay đổi 2 người")
    admin.picture("list-preview", whole=True)
    assert not office.rows("SELECT id FROM person WHERE staff_code = 'HK-1001'")
    admin.press("Nhập danh sách")
    admin.sees(re.compile("^Đã nhập danh sách"))
    assert office.rows("SELECT full_name FROM person WHERE staff_code = 'HK-1001'") == [("Đỗ Thị Mai Lan",)]
    admin.turn_to("Danh sách người")
    admin.turn_to("Danh sách cán bộ")
    admin.sees("danh-sach.csv")
    mine = admin.main().locator("[data-testid=stVerticalBlock]").filter(has_text="danh-sach.csv").last
    mine.get_by_role("button", name="Rút lại danh sách này …").click()
    admin.settle()
    admin.picture("taking-back", whole=True)
    admin.press("Rút lại danh sách")
    admin.sees("Đã rút lại danh sách. Nội dung khi đó vẫn được lưu.")
    admin.turn_to("Danh sách người")
    admin.fill(re.compile("^Tìm theo tên"), "HK-1001")
    admin.sees(re.compile("^hôm nay chưa có vị trí"))  # the record stays, the place does not
    standing = "SELECT o.id FROM posting o JOIN person p ON p.id = o.person_id WHERE p.staff_code LIKE 'HK-100_'"
    assert not office.rows(standing + " AND o.voided_at IS NULL")


def gives_a_role(admin: Seat, office: Office) -> None:
    """Make a colleague a trainer; it stands on the list."""
    with office.writing() as db:
        person = scene.colleague(db, "Sở Khoa học và Công nghệ", "Phòng Chuyển đổi số")
        code, name = str(person.staff_code), person.full_name
    admin.turn_to("Vai trò và quyền")
    admin.unfold("Giao vai trò")
    admin.choose("Vai trò", re.compile("^Giảng viên", re.IGNORECASE))
    admin.choose("Với khóa học nào", re.compile("^mọi khóa học"))
    admin.fill(re.compile("^Cho ai"), code)
    admin.press("Giao vai trò này")
    admin.sees(f"Đã giao cho {name}.")
    admin.fill(re.compile("^Tìm theo tên"), code)
    admin.sees(name)
    admin.picture("roles")


def sets_the_target(admin: Seat, office: Office) -> None:
    """Set another target: officers read it on their pages at once."""
    admin.turn_to("Thiết lập")
    field = admin.page.get_by_role("spinbutton", name=re.compile("^Chỉ tiêu"))
    field.fill("77")
    field.press("Enter")
    admin.settle()
    admin.sees("Đã lưu. Áp dụng cho mọi người từ bây giờ.")
    admin.picture("settings")
    hr = office.seat(DESK, office.platform.sign_in("nhansu"))
    hr.open("/coverage")
    hr.sees(re.compile(r"chỉ tiêu 77\s%"))


def finds_all_of_it(admin: Seat) -> None:
    """The trail names every act of the day, with who did it."""
    admin.turn_to("Nhật ký hệ thống")
    table = admin.main().get_by_role("table").first
    for act in ACTS:
        row = table.get_by_role("row").filter(has_text=audit_words.act_word(act)).filter(has_text=city.NAMES["quantri"])
        expect(row.first).to_be_visible()
    admin.picture("trail", whole=True)
