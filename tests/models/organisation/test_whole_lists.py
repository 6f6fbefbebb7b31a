"""Whole lists as a ward, a school, a department and a Party cell send them, and what a careful clerk reads in them."""

from datetime import date
from typing import Any

import pytest

from models.organisation.roster import Roster, read_roster_file
from models.organisation.roster_vocabulary import Field, recognise
from tests.models.organisation import samples

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 26)


def read(*rows: samples.Cells, merges: Any = (), known: tuple[str, ...] = ()) -> Roster:
    return read_roster_file(samples.xlsx(("Sheet1", rows), merges=merges), today=TODAY, known_units=known)


def findings(roster: Roster) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in roster.problems]


def notes(roster: Roster, *codes: str) -> list[tuple[str, int, str, str]]:
    return [(one.sheet, one.row, one.column, one.code) for one in roster.notes if one.code in codes]


def test_a_wards_list_with_two_heading_rows_groups_and_signatures() -> None:
    roster = read(
        ("THÀNH PHỐ HÀ NỘI", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("DANH SÁCH CÁN BỘ, CÔNG CHỨC, NGƯỜI LAO ĐỘNG",),
        ("STT", "Họ và tên", "Ngày tháng năm sinh", None, "Chức vụ, chức danh", "Số ĐTDĐ", "Địa chỉ email công vụ"),
        (None, None, "Nam", "Nữ", None, None, None),
        (1, 2, 3, 4, 5, 6, 7),
        ("I", "LÃNH ĐẠO UBND PHƯỜNG"),
        (1, "Nguyễn Văn Phúc", "12/05/1975", None, "Chủ tịch UBND", 912000101, "nvphuc@hanoi.gov.vn"),
        ("II", "VĂN PHÒNG HĐND VÀ UBND"),
        (1, "Phạm Thu Hà", None, 32874, "Chuyên viên", "0912.000.104", "ptha@hanoi.gov.vn"),
        (None, "Tổng cộng: 02 người"),
        (None, "NGƯỜI LẬP", None, None, "TM. ỦY BAN NHÂN DÂN"),
        (None, "Hoàng Thị Mai", None, None, "Nguyễn Văn Phúc"),
        merges=[(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 3, 4), (2, 5, 3, 5), (2, 6, 3, 6)],
    )
    assert roster.problems == ()
    assert [(r.full_name, r.birth_date, r.gender, r.phone, r.email, r.unit_path) for r in roster.rows] == [
        ("Nguyễn Văn Phúc", date(1975, 5, 12), "nam", "0912000101", "nvphuc@hanoi.gov.vn", ()),
        ("Phạm Thu Hà", date(1990, 1, 1), "nữ", "0912000104", "ptha@hanoi.gov.vn", ("VĂN PHÒNG HĐND VÀ UBND",)),
    ]


def test_a_schools_list_whose_board_is_no_unit() -> None:
    heading = ("TT", "Họ và tên giáo viên", None, "Nữ", "Môn dạy", "Tổ chuyên môn", "Mã định danh", "SĐT liên hệ")
    hang = (1, "Nguyễn Thị Thu", "Hằng", "x", "Toán", "Ban giám hiệu", "0102030405", "0983000201")
    chi = (2, "Trần Mai", "Chi", "x", "Toán", "Tổ Toán - Tin", "0102030407", "0983000203")
    roster = read(("DANH SÁCH GIÁO VIÊN",), heading, hang, chi, merges=[(1, 1, 1, 2)])
    assert roster.problems == ()
    assert [(r.full_name, r.gender, r.unit_path, r.unit_code, r.staff_code) for r in roster.rows] == [
        ("Nguyễn Thị Thu Hằng", "nữ", (), None, None),
        ("Trần Mai Chi", "nữ", ("Tổ Toán - Tin",), None, None),
    ]
    assert notes(roster, "unit-leadership") == [("Sheet1", 3, "F", "unit-leadership")]
    made_a_unit = read(heading, hang, chi, merges=[(0, 1, 0, 2)], known=("Ban giám hiệu",))
    assert made_a_unit.rows[0].unit_path == ("Ban giám hiệu",)


def test_a_department_sends_a_sheet_for_each_room_a_summary_and_a_hidden_one() -> None:
    heading = ("STT", "Mã CB", "Họ tên")
    roster = read_roster_file(
        samples.xlsx(
            ("Tổng hợp", [("TT", "Đơn vị", "Số lượng"), (1, "Văn phòng Sở", 1), (2, "Phòng Chuyển đổi số", 1)]),
            ("Văn phòng Sở", [heading, (1, "KH001", "Ngô Thị Tâm")]),
            ("P. Chuyển đổi số", [heading, (1, "KH003", "Đặng Minh Quân")]),
            ("Nghỉ hưu", [heading, (1, "KH099", "Trần Đã Nghỉ")]),
            hidden=["Nghỉ hưu"],
        ),
        today=TODAY,
    )
    assert (roster.problems, roster.units) == ((), ())
    assert [(r.staff_code, r.unit_path) for r in roster.rows] == [
        ("KH001", ("Văn phòng Sở",)),
        ("KH003", ("P. Chuyển đổi số",)),
    ]
    assert notes(roster, "sheet-ignored", "sheet-hidden") == [
        ("Tổng hợp", 0, "", "sheet-ignored"),
        ("Nghỉ hưu", 0, "", "sheet-hidden"),
    ]


def test_a_party_cells_list_places_people_where_they_work() -> None:
    roster = read(
        ("ĐẢNG BỘ PHƯỜNG TÂY HỒ", None, None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("STT", "Họ và tên đảng viên", "Mã đảng viên", "Chức vụ Đảng", "Chức vụ chính quyền", "Đơn vị", "Chi bộ", "ĐT"),
        ("01", "Đ/c Nguyễn Hữu Lộc", "0123", "Bí thư", "Chủ tịch UBND", "Phường Tây Hồ", "Chi bộ 1", "0913 000 401"),
        ("02", "Đ/c Trịnh Thị Ngân", "0124", None, "Chuyên viên", "Phòng Văn hóa", "-nt-", "0913 000 402"),
        (None, "T/M CHI BỘ"),
        (None, "BÍ THƯ"),
    )
    assert (roster.problems, roster.units) == ((), ())
    assert [(r.full_name, r.position, r.unit_path, r.staff_code) for r in roster.rows] == [
        ("Nguyễn Hữu Lộc", "Chủ tịch UBND", ("Phường Tây Hồ",), None),
        ("Trịnh Thị Ngân", "Chuyên viên", ("Phòng Văn hóa",), None),
    ]
    alone = read(("Họ tên", "Chi bộ", "SĐT"), ("Nguyễn Hữu Lộc", "Chi bộ 1", "0913000401"))
    assert alone.rows[0].unit_path == ("Chi bộ 1",)


def test_a_table_of_people_without_a_name_column_brings_no_units() -> None:
    roster = read(("STT", "Người", "Ngày sinh", "Đơn vị", "Trực thuộc"), (1, "Lê Ba", "1/1/1990", "Phòng A", "Sở B"))
    assert roster.units == ()
    assert findings(roster) == [(1, "", "name-column-missing")]
    assert roster.problems[0].values == {"heading": "Ngày sinh"}


def test_lines_of_labels_above_a_list_are_no_heading() -> None:
    roster = read(
        ("Đơn vị:", "UBND phường Cửa Nam", None, "Khối:", "Chính quyền"),
        ("Người lập:", "Nguyễn Thị X", None, "Điện thoại:", "0912345678"),
        ("Số TT", "Họ tên CBCC", "Chức vụ, đơn vị công tác", "Số ĐTDĐ"),
        (1, "Hà Văn Lâm", "Chuyên viên, Phòng Văn hóa - Xã hội", "0914001101"),
    )
    assert (roster.problems, roster.units) == ((), ())
    assert [(r.full_name, r.position) for r in roster.rows] == [("Hà Văn Lâm", "Chuyên viên, Phòng Văn hóa - Xã hội")]
    assert notes(roster, "unit-in-position") == [("Sheet1", 3, "C", "unit-in-position")]


def test_a_unit_needs_a_name_with_letters() -> None:
    roster = read(("STT", "Tên đơn vị", "Trực thuộc"), (1, "Tổ 1", "Trường A"), (2, "12", "Trường A"))
    assert [unit.name for unit in roster.units] == ["Tổ 1"]
    assert findings(roster) == [(3, "B", "unit-name-invalid")]


def test_a_second_table_below_has_its_own_columns() -> None:
    roster = read(
        ("STT", "Mã CB", "Họ và tên", "Chức vụ"),
        (1, "HB001", "Tô Văn An", "Chuyên viên"),
        ("Tổng cộng", None, "1 người"),
        (None, None, None, "NGƯỜI LẬP BIỂU"),
        ("DANH SÁCH LAO ĐỘNG HỢP ĐỒNG",),
        ("STT", "Họ và tên", "Chức vụ", "Mã CB"),
        (1, "Tô Văn Cần", "Lái xe", "HB003"),
    )
    assert roster.problems == ()
    assert [(r.row_number, r.staff_code, r.full_name, r.position) for r in roster.rows] == [
        (2, "HB001", "Tô Văn An", "Chuyên viên"),
        (7, "HB003", "Tô Văn Cần", "Lái xe"),
    ]


def test_a_heading_of_three_rows() -> None:
    roster = read(
        ("STT", "Mã CB", "Họ và tên", "Sơ yếu lý lịch", None, None, None, "Đơn vị"),
        (None, None, None, "Ngày sinh", None, "Đảng viên", None, None),
        (None, None, None, "Nam", "Nữ", "Dự bị", "Chính thức", None),
        (1, "BD001", "Quách Văn Tĩnh", "1/2/1970", None, "1/1/2000", "1/1/2001", "Sở Nội vụ"),
        (2, "BD002", "Hoàng Dung Em", None, "2/3/1975", None, None, "Sở Nội vụ"),
        merges=[
            *[(0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 2, 2), (0, 3, 0, 6)],
            *[(0, 7, 2, 7), (1, 3, 1, 4), (1, 5, 1, 6)],
        ],
    )
    assert roster.problems == ()
    assert [(r.birth_date, r.gender, r.party_joined, r.party_official, r.unit_path) for r in roster.rows] == [
        (date(1970, 2, 1), "nam", date(2000, 1, 1), date(2001, 1, 1), ("Sở Nội vụ",)),
        (date(1975, 3, 2), "nữ", None, None, ("Sở Nội vụ",)),
    ]


def test_a_given_name_repeated_for_sorting_is_not_written_twice() -> None:
    whole = read(("Mã", "Họ và tên", "Tên"), ("A1", "Nguyễn Văn An", "An"), ("A2", "Lê Thị Bình", "Bình"))
    parts = read(("Mã", "Họ tên", "Tên"), ("A1", "Nguyễn Văn", "An"), ("A2", "Trần Anh", "Anh"), ("A3", "Lê", "Ba"))
    both = read(("Mã", "Họ đệm", "Tên", "Họ và tên"), ("A1", "Phan Văn", "Khải", "Phan Văn Khải"), ("A2", "Lê", "Ba"))
    assert [r.full_name for r in whole.rows] == ["Nguyễn Văn An", "Lê Thị Bình"]
    assert [r.full_name for r in parts.rows] == ["Nguyễn Văn An", "Trần Anh Anh", "Lê Ba"]
    assert [r.full_name for r in both.rows] == ["Phan Văn Khải", "Lê Ba"]


def test_a_group_in_the_codes_column_with_its_count_is_a_group() -> None:
    roster = read(
        ("TT", "Mã cán bộ", "Họ và tên"),
        ("I", "Văn phòng Sở (02)"),
        (1, "NV902", "Cao Văn Đức"),
        (2, "NV903", "Cao Thị Em"),
    )
    assert roster.problems == ()
    assert [r.unit_path for r in roster.rows] == [("Văn phòng Sở",), ("Văn phòng Sở",)]


def test_groups_and_units_in_short_are_those_we_know() -> None:
    known = ("Phường X › Phòng Kinh tế, Hạ tầng và Đô thị", "Phường X › Phòng Văn hóa - Xã hội", "Tổ A", "Tổ Á")
    roster = read(
        ("TT", "Mã CB", "Họ và tên"),
        ("P. KT, HT&ĐT",),
        (1, "A1", "Nguyễn Văn An"),
        ("P.VHXH",),
        (2, "A2", "Lê Thị Bình"),
        known=known,
    )
    assert roster.problems == ()
    assert [r.unit_path for r in roster.rows] == [("Phòng Kinh tế, Hạ tầng và Đô thị",), ("Phòng Văn hóa - Xã hội",)]
    column = read(("Mã CB", "Họ tên", "Đơn vị"), ("A1", "Lê Ba", "PVH-XH"), ("A2", "Vũ Tư", "Phòng A"), known=known)
    assert [r.unit_path for r in column.rows] == [("Phòng Văn hóa - Xã hội",), ("Phòng A",)]


def test_a_group_that_may_be_a_unit_is_asked_about_only_when_people_depend_on_it() -> None:
    people = ((1, "A1", "Nguyễn Văn An"), ("BCH Quân sự",), (2, "A2", "Lê Thị Bình"), ("HIỆU TRƯỞNG",))
    roster = read(("TT", "Mã CB", "Họ và tên"), ("Lãnh đạo",), *people)
    assert findings(roster) == [(4, "", "group-unclear")]
    assert roster.problems[0].values == {"text": "BCH Quân sự"}
    told_by_a_column = read(
        ("TT", "Mã CB", "Họ tên", "Đơn vị"), ("BCH Quân sự",), (1, "A1", "Nguyễn Văn An", "Văn phòng")
    )
    assert told_by_a_column.problems == ()


def test_a_position_below_the_name_in_its_cell_is_set_aside() -> None:
    roster = read(("Mã CB", "Họ tên"), ("A1", "Nguyễn Văn Tiến\nPhó Chủ tịch"), ("A2", "Lê Thị\nBình"))
    assert [r.full_name for r in roster.rows] == ["Nguyễn Văn Tiến", "Lê Thị Bình"]
    assert [n.values["value"] for n in roster.notes if n.code == "name-remark"] == ["Phó Chủ tịch"]


def test_a_whole_list_in_an_old_code_is_one_mistake() -> None:
    roster = read(("Mã", "Họ tên"), *((f"A{n}", "NguyÔn V¨n An") for n in range(30)))
    assert findings(roster) == [(2, "B", "legacy-text")]
    assert roster.problems[0].values == {"encoding": "tcvn3", "more": 29}


def test_a_heading_with_nobody_below_it_says_so() -> None:
    assert findings(read(("STT", "Mã CB", "Họ và tên"))) == [(0, "", "roster-without-rows")]


def test_the_error_of_a_formula_is_named_and_no_unit_taken_from_above() -> None:
    heading = ("Mã CB", "Họ tên", "Đơn vị", "SĐT")
    roster = read(heading, ("A1", "Lê Ba", "Phòng A", "#N/A"), ("A2", "Vũ Tư", "#REF!", None), ("A3", "Đỗ Năm"))
    assert findings(roster) == [(2, "D", "cell-error"), (3, "C", "cell-error"), (4, "C", "unit-missing")]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    data = samples.xlsx(
        ("Sheet1", [("Mã CB", "Họ tên", "Năm sinh"), ("A1", "Lê Ba", 1970), ("A2", "Vũ Tư", 1971)]),
        hidden_rows=[2],
        hidden_columns=[2],
    )
    roster = read_roster_file(data, today=TODAY)
    assert [r.birth_year for r in roster.rows] == [1970, 1971]
    assert notes(roster, "rows-hidden", "column-hidden") == [
        ("Sheet1", 1, "C", "column-hidden"),
        ("Sheet1", 3, "", "rows-hidden"),
    ]


def test_zeros_come_back_only_where_the_list_shows_that_they_were_there() -> None:
    heading = ("Mã số", "Họ tên", "Số CCCD")
    eaten = read(heading, (123, "Lý Một", 1080012345), ("000124", "Lý Hai", "001180012346"))
    assert [(r.staff_code, r.national_id) for r in eaten.rows] == [
        ("000123", "001080012345"),
        ("000124", "001180012346"),
    ]
    assert notes(eaten, "code-zeros") == [("Sheet1", 2, "A", "code-zeros")]
    plain = read(heading, (123, "Lý Một", None), (1245, "Lý Hai", "00118001234"))
    assert [r.staff_code for r in plain.rows] == ["123", "1245"]
    assert findings(plain) == [(3, "C", "national-id-invalid")]  # eleven digits, its zeros in sight: one is missing


def test_kiem_nhiem_of_a_duty_is_no_second_post() -> None:
    roster = read(
        ("Mã CB", "Họ tên", "Chức vụ", "Ghi chú"),
        ("A1", "Lê Ba", "Chuyên viên, kiêm nhiệm thủ quỹ", None),
        ("A2", "Vũ Tư", "Chuyên viên", "Kiêm nhiệm công tác văn thư"),
        ("A3", "Đỗ Năm", "Giám đốc kiêm nhiệm", None),
        ("A4", "Hồ Sáu", "Kiêm nhiệm Giám đốc", None),
        ("A5", "Mai Bảy", "Kế toán", "Biệt phái từ Sở Nội vụ"),
    )
    assert [(r.position, r.concurrent) for r in roster.rows] == [
        ("Chuyên viên, kiêm nhiệm thủ quỹ", False),
        ("Chuyên viên", False),
        ("Giám đốc", True),
        ("Giám đốc", True),
        ("Kế toán", True),
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Họ và tên CB, CC, VC", Field.FULL_NAME),
        ("Họ và tên cán bộ, công chức, viên chức, người lao động", Field.FULL_NAME),
        ("Họ đệm, tên", Field.FULL_NAME),
        ("Ngày, tháng, năm sinh (dd/mm/yyyy)", Field.BIRTH_DATE),
        ("Sinh năm", Field.BIRTH_DATE),
        ("Mã số viên chức", Field.STAFF_CODE),
        ("MSNV", Field.STAFF_CODE),
        ("Số thẻ đảng viên", None),
        ("Mã số BHXH", None),
        ("Mã số thuế", None),
        ("Số CCCD/Mã định danh", Field.NATIONAL_ID),
        ("Số CCCD/Số định danh cá nhân", Field.NATIONAL_ID),
        ("Số điện thoại liên lạc", Field.PHONE),
        ("ĐT di động", Field.PHONE),
        ("Điện thoại cơ quan", None),  # an extension of a desk phone is nobody's
        ("Hộp thư điện tử công vụ", Field.EMAIL),
        ("Gmail", Field.EMAIL),
        ("Phòng/ban/đơn vị", Field.UNIT),
        ("Khoa, phòng", Field.UNIT),
        ("Tổ dân phố", None),
        ("Chức vụ hoặc chức danh công tác", Field.POSITION),
        ("Nhiệm vụ được phân công", Field.JOB),
        ("Chức vụ Đảng", None),
        ("Hạng, mã số CDNN", Field.RANK),
        ("Ngày vào Đảng/Ngày chính thức", None),  # two days in one cell
        ("Ngày tháng năm tuyển dụng", Field.STARTED),
        ("Năm tuyển dụng", None),
        ("S.T.T", Field.NUMBER),
    ],
)
def test_a_heading_is_known_by_its_pattern_and_its_parts(heading: str, field: Field | None) -> None:
    assert recognise(heading) is field
