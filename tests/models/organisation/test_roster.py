"""Staff lists as agencies send them, habit by habit."""

import unicodedata
from datetime import date
from typing import Any

import pytest

from models.organisation.roster import Roster, RosterRow, read_roster_file
from models.organisation.tables import Category, Tree
from tests.models.organisation import samples
from tests.models.organisation.samples import HEADING, SIGNATURES, TITLES

TODAY = date(2026, 3, 2)
AN = (1, "CB01", "Nguyễn Văn An", date(1980, 2, 5), "Trưởng phòng", "Phòng Kinh tế", "0912345678", "an@hanoi.gov.vn")
BINH = (2, "CB02", "Trần Thị Bình", date(1991, 12, 31), "Chuyên viên", "Văn phòng", "0987654321", "binh@hanoi.gov.vn")


def read(*rows: samples.Cells, known: tuple[str, ...] = (), merges: Any = (), sheet: str = "Sheet1") -> Roster:
    return read_roster_file(samples.xlsx((sheet, rows), merges=merges), today=TODAY, known_units=known)


def codes(roster: Roster) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in roster.problems]


def notes(roster: Roster) -> list[tuple[int, str, str]]:
    return [(note.row, note.column, note.code) for note in roster.notes]


def units(roster: Roster) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.full_name, row.unit_path) for row in roster.rows]


def test_a_list_under_title_lines_ends_at_its_total_and_signatures() -> None:
    roster = read(*TITLES, HEADING, AN, BINH, *SIGNATURES)
    assert roster.problems == ()
    assert roster.rows[0] == RosterRow(
        sheet="Sheet1",
        row_number=7,
        staff_code="CB01",
        full_name="Nguyễn Văn An",
        birth_date=date(1980, 2, 5),
        phone="0912345678",
        email="an@hanoi.gov.vn",
        unit_path=("Phòng Kinh tế",),
        position="Trưởng phòng",
        head=True,
        leader=True,
    )
    assert [row.full_name for row in roster.rows] == ["Nguyễn Văn An", "Trần Thị Bình"]


def test_headings_are_known_however_they_are_written() -> None:
    heading = (
        "TT",
        "Mã  CBCCVC",
        "HỌ VÀ TÊN (*)",
        "Ngày, tháng,\nnăm sinh",
        "Chức vụ/ Chức danh",
        "Phòng/Ban",
        "ĐTDĐ",
        "E-mail",
    )
    assert read(heading, AN, BINH).rows == read(HEADING, AN, BINH).rows


def test_a_heading_of_two_merged_rows_holds_birth_dates_under_nam_and_nu() -> None:
    top = ("STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", None, "Đảng viên", None, "Liên hệ", None)
    low = (None, None, None, "Nam", "Nữ", "Ngày vào Đảng", "Ngày chính thức", "Điện thoại", "Email")
    merges = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 1, 6), (1, 7, 1, 8)]
    roster = read(
        ("DANH SÁCH",),
        top,
        low,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"),
        (1, "CB01", "Nguyễn Văn An", "5/2/1980", None, "3/2/2010", "3/2/2011", 912345678, "an@hanoi.gov.vn"),
        (2, "CB02", "Trần Thị Bình", None, 1991, None, None, None, None),
        merges=merges,
    )
    assert roster.problems == ()
    an, binh = roster.rows
    assert (an.birth_date, an.gender, an.party, an.party_joined) == (date(1980, 2, 5), "nam", True, date(2010, 2, 3))
    assert (an.party_official, an.phone, an.email) == (date(2011, 2, 3), "0912345678", "an@hanoi.gov.vn")
    assert (binh.birth_date, binh.birth_year, binh.gender, binh.party) == (None, 1991, "nữ", None)


def test_a_two_row_heading_is_understood_without_merged_cells_too() -> None:
    rows = [
        ("STT", "Mã cán bộ", "Họ và tên", "Năm sinh", "", "Chức vụ"),
        ("", "", "", "Nam", "Nữ", ""),
        ("1", "CB01", "Nguyễn Văn An", "1980", "", "Chuyên viên"),
        ("2", "CB02", "Trần Thị Bình", "", "31/12/1991", "nt"),
    ]
    roster = read_roster_file(samples.csv_text(rows, ";").encode(), today=TODAY)
    assert roster.problems == ()
    assert [(r.birth_year, r.birth_date, r.gender, r.position) for r in roster.rows] == [
        (1980, None, "nam", "Chuyên viên"),
        (None, date(1991, 12, 31), "nữ", "Chuyên viên"),
    ]


def test_family_and_given_name_are_joined_from_two_columns() -> None:
    apart = read(("Mã NV", "Họ đệm", "Tên"), ("A1", "Nguyễn Văn", "An"))
    beside = read(
        ("Mã NV", "Họ và tên", None, "Chức vụ"), ("A1", "Nguyễn Văn", "An", "x"), ("A2", "Trần Thị", "Bình", "y")
    )
    merged = read(("Mã NV", "Họ và tên", None, "Chức vụ"), ("A1", "Nguyễn Văn", "An", "x"), merges=[(0, 1, 0, 2)])
    assert apart.rows[0].full_name == beside.rows[0].full_name == merged.rows[0].full_name == "Nguyễn Văn An"
    assert apart.problems == beside.problems == merged.problems == ()


def test_group_rows_give_the_unit_or_only_a_heading() -> None:
    roster = read(
        ("STT", "Mã cán bộ", "Họ và tên", "Chức vụ"),
        ("I", "LÃNH ĐẠO PHƯỜNG"),
        (1, "A1", "Nguyễn Văn An", "Chủ tịch"),
        ("II. Phòng Kinh tế, Hạ tầng và Đô thị (2 người)",),
        (1, "A2", "Trần Thị Bình", "Trưởng phòng"),
        ("1. Lãnh đạo",),
        ("2", "A3", "Lê Văn Cường", "Chuyên viên"),
        ("III", None, "VĂN PHÒNG HĐND VÀ UBND"),
        (1, "A4", "Đỗ Thị Dung", "Kế toán"),
        ("IV. LAO ĐỘNG HỢP ĐỒNG",),
        (1, "A5", "Vũ Em", "Lái xe"),
        ("Cộng", None, 5),
    )
    assert roster.problems == ()
    room, office = "Phòng Kinh tế, Hạ tầng và Đô thị", "VĂN PHÒNG HĐND VÀ UBND"
    assert [path for _, path in units(roster)] == [(), (room,), (room,), (office,), ()]
    assert [code for _, _, code in notes(roster)] == [
        "group-heading",
        "group-unit",
        "group-heading",
        "group-unit",
        "group-heading",
    ]


def test_groups_within_groups_make_a_path() -> None:
    roster = read(
        ("STT", "Mã CB", "Họ tên"),
        ("A. SỞ NỘI VỤ",),
        ("I. Văn phòng",),
        (1, "A1", "Nguyễn Văn An"),
        ("II. Khối tham mưu",),
        (1, "A2", "Trần Thị Bình"),
        ("B. SỞ TƯ PHÁP",),
        (1, "A3", "Lê Văn Cường"),
    )
    assert [path for _, path in units(roster)] == [("SỞ NỘI VỤ", "Văn phòng"), ("SỞ NỘI VỤ",), ("SỞ TƯ PHÁP",)]


def test_a_unit_that_only_we_know_is_a_unit_too() -> None:
    rows = (("STT", "Mã CB", "Họ tên"), ("Kinh tế và Ngân sách",), (1, "A1", "Nguyễn Văn An"))
    assert units(read(*rows))[0][1] == ()
    assert units(read(*rows, known=("Kinh tế & ngân sách",)))[0][1] == ("Kinh tế và Ngân sách",)


def test_a_sheet_for_each_unit_names_it() -> None:
    heading = ("STT", "Mã CB", "Họ tên")
    data = samples.xlsx(
        ("Phòng Kinh tế", [heading, (1, "A1", "Nguyễn Văn An")]),
        ("Sheet2", [heading, (1, "A2", "Lê Ba")]),
        ("Ghi chú", [("x",)]),
    )
    roster = read_roster_file(data, today=TODAY)
    assert units(roster) == [("Nguyễn Văn An", ("Phòng Kinh tế",)), ("Lê Ba", ())]
    assert ("Ghi chú", "sheet-ignored") in [(note.sheet, note.code) for note in roster.notes]


def test_merged_unit_cells_hold_for_all_their_rows() -> None:
    rows = (
        ("Mã CB", "Họ tên", "Đơn vị"),
        ("A1", "Nguyễn Văn An", "Văn phòng"),
        ("A2", "Trần Thị Bình", None),
        ("A3", "Lê Văn Cường", "Phòng Kinh tế"),
    )
    roster = read(*rows, merges=[(1, 2, 2, 2)])
    assert [path for _, path in units(roster)] == [("Văn phòng",), ("Văn phòng",), ("Phòng Kinh tế",)]
    assert roster.problems == ()


def test_a_unit_written_once_holds_down_to_the_next_and_is_reported() -> None:
    heading = ("Mã CB", "Họ tên", "Đơn vị")
    roster = read(heading, ("A1", "Nguyễn Văn An", "Văn phòng"), ("A2", "Lê Ba", None), ("A3", "Vũ Tư", "Thanh tra"))
    assert [path for _, path in units(roster)] == [("Văn phòng",), ("Văn phòng",), ("Thanh tra",)]
    assert notes(roster) == [(3, "C", "unit-continued")]


def test_an_empty_unit_among_units_written_in_every_row_is_a_problem() -> None:
    heading = ("Mã CB", "Họ tên", "Đơn vị")
    roster = read(heading, *[(f"A{n}", "Nguyễn Văn An", "Văn phòng") for n in (1, 2)], ("A3", "Lê Ba", None))
    assert codes(roster) == [(4, "C", "unit-missing")]


def test_a_unit_column_that_nobody_filled_in_says_nothing() -> None:
    roster = read(("Mã CB", "Họ tên", "Đơn vị"), ("A1", "Nguyễn Văn An", None), ("A2", "Lê Ba", None))
    assert roster.problems == ()
    assert [path for _, path in units(roster)] == [(), ()]


def test_ditto_marks_repeat_the_cell_above() -> None:
    heading = ("Mã CB", "Họ tên", "Chức vụ", "Đơn vị", "Ngày tuyển dụng")
    roster = read(
        heading,
        ("A1", "Nguyễn Văn An", "Chuyên viên", "Văn phòng", date(2015, 4, 1)),
        ("A2", "Trần Thị Bình", "nt", '"', "-nt-"),
        ("A3", "Lê Văn Cường", "〃", "như trên", "''"),
    )
    assert roster.problems == ()
    assert {(r.position, r.unit_path, r.started) for r in roster.rows} == {
        ("Chuyên viên", ("Văn phòng",), date(2015, 4, 1))
    }


def test_a_ditto_mark_with_nothing_above_or_for_what_is_ones_own_is_a_problem() -> None:
    roster = read(
        ("Mã CB", "Họ tên", "Chức vụ", "Email"), ("A1", "Nguyễn Văn An", "nt", None), ("nt", "Lê Ba", "x", "nt")
    )
    assert codes(roster) == [
        (2, "C", "ditto-without-above"),
        (3, "", "key-missing"),
        (3, "A", "ditto-not-allowed"),
        (3, "D", "ditto-not-allowed"),
    ]


def test_numbers_that_lost_their_zero_get_it_back() -> None:
    roster = read(
        ("Mã CB", "Họ tên", "SĐT", "Số CCCD", "Mã ngạch"), (123, "Nguyễn Văn An", 912345678, 1080012345, 1.003)
    )
    row = roster.rows[0]
    assert (row.staff_code, row.phone, row.national_id, row.rank) == (
        "123",
        "0912345678",
        "001080012345",
        "Chuyên viên",
    )
    assert read(("Mã CB", "Họ tên"), ("007", "Nguyễn Văn An")).rows[0].staff_code == "007"


def test_spaces_capitals_and_titles_are_mended_and_told() -> None:
    roster = read(
        ("Mã CB", "Họ tên"), ("A1 ", " NGUYỄN\u00a0 VĂN\u200b  AN "), ("A2", "ThS. Trần Thị Bình"), ("A3", "Dỗ Văn Em")
    )
    assert [(r.staff_code, r.full_name) for r in roster.rows] == [
        ("A1", "Nguyễn Văn An"),
        ("A2", "Trần Thị Bình"),
        ("A3", "Dỗ Văn Em"),
    ]
    assert notes(roster) == [(2, "B", "name-recased"), (3, "B", "name-title"), (4, "B", "name-maybe-d")]
    assert roster.problems == ()


def test_decomposed_letters_are_composed() -> None:
    roster = read(("Mã CB", "Họ tên"), ("A1", unicodedata.normalize("NFD", "Nguyễn Thị Hoà")))
    assert roster.rows[0].full_name == "Nguyễn Thị Hoà"


def test_every_bad_cell_is_named_in_one_run() -> None:
    heading = ("Mã CB", "Họ tên", "Ngày sinh", "SĐT", "Email", "CCCD", "Giới tính", "Đảng viên", "Ngày tuyển dụng")
    roster = read(
        ("DANH SÁCH",),
        heading,
        ("A1", "Nguyễn Văn 4n", "02/25/1990", "12345", "an@", "12", "Nam giới?", "có lẽ", "2019"),
        (date(2026, 1, 2), None, "30/02/1990", "9,12E+08", "a@b.vn", "1.08501E+11", None, "x", "5/5/2035"),
        ("A3", "An", "1/1/2024", None, None, None, None, None, "x"),
    )
    assert sorted(codes(roster)) == [
        (3, "B", "name-invalid"),
        (3, "C", "date-swapped"),
        (3, "D", "phone-invalid"),
        (3, "E", "email-invalid"),
        (3, "F", "national-id-invalid"),
        (3, "G", "gender-unclear"),
        (3, "H", "mark-unclear"),
        (3, "I", "date-incomplete"),
        (4, "A", "code-is-date"),
        (4, "B", "name-missing"),
        (4, "C", "date-invalid"),
        (4, "D", "number-scientific"),
        (4, "F", "number-scientific"),
        (4, "I", "date-out-of-range"),
        (5, "B", "name-incomplete"),
        (5, "C", "date-out-of-range"),
        (5, "I", "date-invalid"),
    ]
    problem = next(p for p in roster.problems if p.code == "date-swapped")
    assert (problem.heading, problem.values) == ("Ngày sinh", {"value": "02/25/1990"})


@pytest.mark.parametrize(
    ("written", "encoding"),
    [("NguyÔn V¨n An", "tcvn3"), ("Nguyeãn Vaên An", "vni"), ("Nguyá»…n VÄƒn An", "mojibake")],
)
def test_text_in_an_old_letter_code_is_refused_by_cell(written: str, encoding: str) -> None:
    roster = read(("Mã CB", "Họ tên"), ("A1", "Lê Ba"), ("A2", written))
    assert codes(roster) == [(3, "B", "legacy-text")]
    assert roster.problems[0].values == {"encoding": encoding}


def test_the_same_code_twice_names_both_rows_whatever_its_case() -> None:
    roster = read(("Mã CB", "Họ tên"), ("ab1", "Nguyễn Văn An"), ("A2", "Lê Ba"), ("AB1", "Nguyễn Văn An"))
    assert codes(roster) == [(4, "", "duplicate-person")]
    assert roster.problems[0].values == {"value": "AB1", "other_row": 2, "other_sheet": "Sheet1"}


def test_two_names_with_one_code_or_one_phone_are_a_problem() -> None:
    roster = read(
        ("Mã CB", "Họ tên", "SĐT"),
        ("A1", "Nguyễn Văn An", None),
        ("A1", "Lê Ba", "0912345678"),
        ("A3", "Vũ Tư", "0912 345 678"),
    )
    assert codes(roster) == [(3, "", "key-of-other-name"), (4, "", "duplicate-phone")]


def test_a_second_row_marked_as_concurrent_is_welcome() -> None:
    heading = ("Mã CB", "Họ tên", "Chức vụ", "Đơn vị", "Ghi chú")
    main = ("A1", "Nguyễn Văn An", "Bí thư Đảng ủy, Chủ tịch HĐND", "Đảng ủy", None)
    assert read(heading, main, ("A1", "Nguyễn Văn An", "Trưởng ban (kiêm nhiệm)", "Ban Pháp chế", None)).problems == ()
    beside = read(heading, main, ("A1", "Nguyễn Văn An", "Trưởng ban", "Ban Pháp chế", "Kiêm nhiệm từ 2025"))
    assert [(row.concurrent, row.position) for row in beside.rows] == [
        (False, "Bí thư Đảng ủy, Chủ tịch HĐND"),
        (True, "Trưởng ban"),
    ]
    marked = read((*heading[:4], "Kiêm nhiệm"), main, ("A1", "Nguyễn Văn An", "Trưởng ban", "Ban Pháp chế", "x"))
    assert [row.concurrent for row in marked.rows] == [False, True]


def test_people_without_a_code_are_known_by_mail_or_phone_or_refused() -> None:
    roster = read(
        ("Họ tên", "Email", "SĐT"),
        ("Nguyễn Văn An", "an@hanoi.gov.vn", None),
        ("Lê Ba", None, "0912345678"),
        ("Vũ Tư", None, None),
    )
    assert codes(roster) == [(4, "", "key-missing")]


def test_a_desk_phone_of_several_people_is_nobodys() -> None:
    roster = read(("Mã CB", "Họ tên", "ĐT"), ("A1", "Nguyễn Văn An", "024.38253536"), ("A2", "Lê Ba", "02438253536"))
    assert [row.phone for row in roster.rows] == [None, None]
    assert roster.problems == ()


def test_party_marks_are_read_only_where_the_list_marks_anybody() -> None:
    heading = ("Mã CB", "Họ tên", "Đảng viên")
    marked = read(heading, ("A1", "Nguyễn Văn An", "X"), ("A2", "Lê Ba", None), ("A3", "Vũ Tư", "không"))
    assert [row.party for row in marked.rows] == [True, False, False]
    assert [row.party for row in read(heading, ("A1", "Nguyễn Văn An", None)).rows] == [None]
    dated = read(heading, ("A1", "Nguyễn Văn An", "03/02/2010"))
    assert [(row.party, row.party_joined) for row in dated.rows] == [(True, date(2010, 2, 3))]


def test_categories_are_told_and_an_unclear_one_is_no_reason_to_refuse() -> None:
    written = [
        "Công chức",
        "viên chức",
        "LĐ hợp đồng",
        "HĐLĐ theo NĐ 111",
        "Người hoạt động không chuyên trách",
        "Biên chế",
    ]
    rows = [(f"A{n}", "Nguyễn Văn An", value) for n, value in enumerate(written)]
    roster = read(("Mã CB", "Họ tên", "Đối tượng"), *rows)
    assert [row.category for row in roster.rows] == [
        Category.CONGCHUC,
        Category.VIENCHUC,
        Category.HOPDONG,
        Category.HOPDONG,
        Category.KHONGCHUYENTRACH,
        None,
    ]
    assert roster.problems == ()
    assert notes(roster) == [(7, "C", "category-unclear")]


def test_unknown_columns_are_reported_with_their_letter() -> None:
    roster = read(("Mã CB", "Họ tên", "Trình độ tin học", None), ("A1", "Nguyễn Văn An", "A", "gì đó"))
    assert notes(roster) == [(1, "C", "column-unknown"), (1, "D", "column-unnamed")]


def test_prepared_numbers_repeated_headings_and_remarks_are_no_people() -> None:
    roster = read(HEADING, AN, HEADING, BINH, (3,), (4,), ("Đang nghỉ phép",))
    assert [row.full_name for row in roster.rows] == ["Nguyễn Văn An", "Trần Thị Bình"]
    assert roster.problems == ()
    assert notes(roster) == [(7, "", "group-heading")]


def test_a_person_below_the_signatures_is_not_lost_silently() -> None:
    assert codes(read(HEADING, AN, *SIGNATURES, BINH)) == [(9, "", "row-after-end")]


def test_a_family_name_that_looks_like_a_total_is_a_person() -> None:
    roster = read(
        ("STT", "Mã CB", "Họ tên"), (1, "A1", "Tống Công Minh"), (2, None, "Tống Văn Ba"), (None, None, "Tổng số: 2")
    )
    assert [row.full_name for row in roster.rows] == ["Tống Công Minh", "Tống Văn Ba"]


def test_a_file_without_people_says_so() -> None:
    assert [problem.code for problem in read(("Thu", "Chi"), (1, 2)).problems] == ["roster-empty"]


def test_columns_of_levels_make_paths_and_bring_the_units() -> None:
    roster = read(
        ("Mã CB", "Họ tên", "Cơ quan", "Phòng ban", "Bộ phận"),
        ("A1", "Nguyễn Văn An", "Sở Nội vụ", "Văn phòng", "Bộ phận Một cửa"),
        ("A2", "Trần Thị Bình", "Sở Nội vụ", None, None),
        ("A3", "Lê Ba", "Sở Tư pháp", "Văn phòng", None),
    )
    assert roster.problems == ()
    assert [path for _, path in units(roster)] == [
        ("Sở Nội vụ", "Văn phòng", "Bộ phận Một cửa"),
        ("Sở Nội vụ",),
        ("Sở Tư pháp", "Văn phòng"),
    ]
    assert [(unit.parent_path, unit.name) for unit in roster.units] == [
        ((), "Sở Nội vụ"),
        (("Sở Nội vụ",), "Văn phòng"),
        (("Sở Nội vụ", "Văn phòng"), "Bộ phận Một cửa"),
        ((), "Sở Tư pháp"),
        (("Sở Tư pháp",), "Văn phòng"),
    ]


def test_a_second_sheet_brings_the_units() -> None:
    data = samples.xlsx(
        ("Nhân sự", [HEADING, AN]),
        (
            "Cây đơn vị",
            [
                ("STT", "Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Mã đơn vị cấp trên", "Hệ thống"),
                (1, "H26", "UBND phường Ba Đình", "Phường", None, "Chính quyền"),
                (2, "H26.1", "Phòng Kinh tế", "Phòng", "H26", None),
                (3, "H26.1", "Văn phòng", "Phòng", "H26", None),
            ],
        ),
    )
    roster = read_roster_file(data, today=TODAY)
    top, room, _ = roster.units
    assert (top.code, top.kind, top.tree, top.parent_code) == ("H26", "phường", Tree.ADMINISTRATION, None)
    assert (room.name, room.parent_code) == ("Phòng Kinh tế", "H26")
    assert [(p.sheet, p.row, p.code) for p in roster.problems] == [("Cây đơn vị", 4, "duplicate-unit-code")]


def test_units_that_stand_under_each_other_are_refused() -> None:
    heading = ("Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên")
    roster = read(heading, ("A", "Sở A", "B"), ("B", "Sở B", "A"), ("C", "Sở C", "A"))
    assert codes(roster) == [(2, "", "unit-cycle"), (3, "", "unit-cycle")]
