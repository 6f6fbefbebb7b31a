"""Whatever stands in the cells, a list is read to its end; and our own export reads back as it was."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.organisation.roster import RosterRow, UnitRow, read_roster, read_roster_file
from models.organisation.roster_cells import rank
from models.organisation.roster_names import leading
from models.organisation.tables import Category, Tree
from models.organisation.workbook import Row, Sheet, Span
from tests.models.organisation.samples import HEADING, written

TODAY = date(2026, 3, 2)
SAID = (
    *HEADING,
    *("Họ đệm", "Tên", "Nam", "Nữ", "Đơn vị", "Bộ phận", "Đơn vị cấp trên", "Mã đơn vị", "Loại đơn vị", "Đảng viên"),
    *("Ngày vào Đảng", "Ngạch", "Đối tượng", "CCCD", "Kiêm nhiệm", "Ghi chú", "nt", '"', "x", "I. LÃNH ĐẠO", "II", "A"),
    *(
        "Phòng Kinh tế",
        "Tổng cộng: 5",
        "NGƯỜI LẬP",
        "Nguyễn Văn An",
        "ThS. LÊ BA",
        "5/2/1990",
        "31/02/1990",
        "0912345678",
    ),
    *(
        "TrÇn ThÞ",
        "Nguyá»…n",
        "Coäng",
        "an@hanoi.gov.vn",
        "(1)",
        "1.",
        "-",
        "\u200b",
        "\x00",
        "Bí thư, Chủ tịch (kiêm nhiệm)",
    ),
)
cells = st.one_of(
    st.none(),
    st.sampled_from(SAID),
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-5, 100_000).map(float),
    st.booleans(),
    st.dates(),
)
grids = st.lists(st.lists(cells, max_size=10), max_size=14)
places = st.tuples(st.integers(1, 15), st.integers(0, 9), st.integers(0, 4), st.integers(0, 4))


@pytest.mark.slow
@settings(max_examples=400)
@given(st.booleans(), grids, st.none() | st.lists(places, max_size=4), st.sampled_from(["", "Cây đơn vị", "Phòng A"]))
def test_no_grid_of_cells_stops_the_reading(
    headed: bool, grid: list[list[object]], merged: list[tuple[int, int, int, int]] | None, name: str
) -> None:
    rows = ([list(HEADING)] if headed else []) + grid
    spans = (
        None if merged is None else tuple(Span(top, left, top + down, left + wide) for top, left, down, wide in merged)
    )
    held = tuple(Row(number, tuple(row)) for number, row in enumerate(rows, start=1) if any(c is not None for c in row))
    roster = read_roster([Sheet(name, held, spans)], today=TODAY)
    bad_rows = {problem.row for problem in roster.problems}
    for row in roster.rows:
        assert row.full_name or row.row_number in bad_rows
        assert row.staff_code or row.email or row.phone or row.row_number in bad_rows


words = st.sampled_from(["Nguyễn", "Trần", "Thị", "Văn", "An", "Bình", "Đức", "Hoà", "Ý", "Yến", "Ỷ"])
names = st.lists(words, min_size=2, max_size=4).map(" ".join)
positions = st.sampled_from(
    ["", "Chuyên viên", "Phó Trưởng phòng", "Bí thư Đảng ủy, Chủ tịch HĐND", "Kế toán - văn thư"]
)
paths = st.lists(st.sampled_from(["Sở Nội vụ", "Văn phòng", "Phòng Kinh tế, Hạ tầng", "Tổ 1"]), max_size=3, unique=True)
after_1950 = st.dates(date(1950, 1, 1), date(2026, 1, 1))


@st.composite
def rosters(draw: st.DrawFn) -> list[RosterRow]:
    rows = []
    for number in range(draw(st.integers(1, 6))):
        position = draw(positions)
        head, leader = leading(position)
        member = draw(st.booleans()) if number else True  # an unmarked list says nothing of anybody
        born = draw(st.none() | st.integers(1930, 2000) | st.dates(date(1930, 1, 1), date(2005, 1, 1)))
        rows.append(
            RosterRow(
                sheet="Danh sách",
                row_number=number + 2,
                staff_code=draw(st.sampled_from(["00", "CB", "Đ-", "1."])) + str(number),
                full_name=draw(names),
                birth_date=born if isinstance(born, date) else None,
                birth_year=born if isinstance(born, int) else None,
                gender=draw(st.sampled_from([None, "nam", "nữ"])),
                national_id=draw(st.none() | st.from_regex(r"0[0-9]{11}", fullmatch=True)),
                phone=draw(st.sampled_from([None, f"091234567{number}"])),
                email=draw(st.sampled_from([None, f"a.{number}@hanoi.gov.vn"])),
                unit_path=tuple(draw(paths.filter(bool))),
                unit_code=draw(st.sampled_from([None, "H26.01", "007"])),
                position=position,
                category=draw(st.none() | st.sampled_from(Category)),
                rank=rank(draw(st.sampled_from(["", "Chuyên viên", "V.07.02.26", "Hạng III"]))),
                head=head,
                leader=leader,
                party=member,
                party_joined=draw(st.none() | after_1950) if member else None,
                party_official=draw(st.none() | after_1950) if member else None,
                started=draw(st.none() | after_1950),
                concurrent=draw(st.booleans()),
            )
        )
    return rows


@pytest.mark.slow
@settings(max_examples=20)
@given(rosters())
def test_our_own_export_reads_back_as_it_was(rows: list[RosterRow]) -> None:
    units = [
        UnitRow("Cây đơn vị", 2, "Sở Nội vụ", "H26", "sở", tree=Tree.ADMINISTRATION),
        UnitRow("Cây đơn vị", 3, "Văn phòng", None, "", ("Sở Nội vụ",), "H26", None),
    ]
    roster = read_roster_file(written(rows, units, party=True), today=TODAY)
    assert [problem for problem in roster.problems if problem.code != "duplicate-phone"] == []
    assert list(roster.rows) == rows
    assert list(roster.units) == units
    assert roster.notes == ()


def test_party_membership_leaves_only_on_request() -> None:
    row = RosterRow("", 2, "A1", "Nguyễn Văn An", party=True, party_joined=date(2010, 2, 3))
    (back,) = read_roster_file(written([row]), today=TODAY).rows
    assert (back.party, back.party_joined) == (None, None)
