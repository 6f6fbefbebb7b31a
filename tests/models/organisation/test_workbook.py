"""Whatever file somebody uploads, it gives cells or a clear refusal, and the server lives on."""

import io
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from models.organisation import workbook
from models.organisation.workbook import Row, Span, column_letter, open_workbook
from models.rights import DomainError
from tests.models.organisation import samples

pytestmark = pytest.mark.slow


def refusal(data: bytes, **options: float) -> DomainError:
    with pytest.raises(DomainError) as refused:
        open_workbook(data, **options)
    return refused.value


def test_cells_keep_their_place_their_type_and_their_merged_ranges() -> None:
    rows = [(), (None, "Nguyễn Văn An", 912345678, date(1990, 2, 5)), (None, None, True, 1.5)]
    (sheet,) = open_workbook(samples.xlsx(("Danh sách", rows), merges=[(5, 0, 6, 2)]))
    assert sheet.name == "Danh sách"
    assert sheet.rows == (
        Row(2, (None, "Nguyễn Văn An", 912345678.0, date(1990, 2, 5))),
        Row(3, (None, None, True, 1.5)),
    )
    assert sheet.merged == (Span(6, 0, 7, 2),)


def test_a_hidden_sheet_is_named_and_none_of_it_read() -> None:
    data = samples.xlsx(("Danh sách", [("a",)]), ("Danh mục", [("b",)]), hidden=["Danh mục"])
    assert [(sheet.name, sheet.hidden, len(sheet.rows)) for sheet in open_workbook(data)] == [
        ("Danh sách", False, 1),
        ("Danh mục", True, 0),
    ]


def test_what_is_hidden_in_a_sheet_and_where_a_formula_failed_is_told() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("Bìa").write(0, 0, "a")
        sheet = book.add_worksheet("Danh sách")
        for row in range(30_000):  # more XML than is looked through at once
            sheet.write(row, 1, f"Nguyễn Văn An {row}")
        sheet.write_formula(1, 2, "=VLOOKUP(1,A1:B2,9,0)", None, "#REF!")
        sheet.write_formula(29_998, 2, "=NA()", None, "#N/A")
        sheet.write_formula(3, 2, '=B1&"!"', None, "Nguyễn Văn An 0!")
        for row in (4, 29_990):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column(3, 5, None, None, {"hidden": True})
    cover, listed = open_workbook(buffer.getvalue())
    assert (cover.hidden_rows, cover.hidden_columns) == (frozenset(), frozenset())
    assert (listed.hidden_rows, listed.hidden_columns) == (frozenset({5, 29_991}), frozenset({3, 4, 5}))
    failed = {row.number: row.cell(2) for row in listed.rows if row.cell(2)}
    assert failed == {2: "#REF!", 4: "Nguyễn Văn An 0!", 29_999: "#N/A"}


def test_an_open_document_table_is_read() -> None:
    (sheet,) = open_workbook(samples.ods([["Họ và tên", "Email"], ["Lê Thị Bình", "binh@hanoi.gov.vn"]]))
    assert [row.cells for row in sheet.rows] == [("Họ và tên", "Email"), ("Lê Thị Bình", "binh@hanoi.gov.vn")]


def test_two_cells_in_far_corners_are_refused_and_nothing_falls() -> None:
    assert refusal(samples.far_corner()).code == "workbook-too-large"


@pytest.mark.slow
def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refusal(samples.zip_bomb()).code == "workbook-too-large"


def test_what_takes_too_long_is_stopped() -> None:
    rows = [tuple(range(20))] * 3000
    assert refusal(samples.xlsx(("a", rows)), seconds=0.01).code == "workbook-slow"


def test_a_killed_reader_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text("import os, signal\nprint('{\"sheet\": 1}', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(workbook, "_CHILD", child)
    assert refusal(samples.xlsx(("a", [("x",)]))).code == "workbook-too-large"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "workbook-empty"),
        (b" \r\n", "workbook-empty"),
        (b"PK\x03\x04 not a zip file at all", "workbook-unreadable"),
        (samples.xlsx(("a", [("x",)]))[:-200], "workbook-unreadable"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "workbook-unreadable"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(900) + "EncryptedPackage".encode("utf-16-le"),
            "workbook-encrypted",
        ),
        (b"%PDF-1.7\n1 0 obj", "workbook-unreadable"),
        ("<html><table><tr><td>Họ và tên</td></tr></table></html>".encode(), "workbook-html"),
        (b"Ho\0va\0\0\0ten\x01\x02\x03\xff\xfe\xfd\xfc, , " * 9, "workbook-unreadable"),
        (b"\x89PNG\r\n\x1a\n", "workbook-unreadable"),
        (b"a" * 30_000_001, "workbook-too-large"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refusal(data).code == code


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_whatever_its_separator_and_unicode_form(separator: str, encoding: str) -> None:
    rows = [("Họ và tên", "Chức vụ, chức danh"), ("Đỗ Thị Hạnh", "Chuyên viên"), (), ("Lê Ba", "Bí thư, Chủ tịch")]
    (sheet,) = open_workbook(samples.csv_text(rows, separator).encode(encoding))
    assert sheet.rows == (Row(1, rows[0]), Row(2, rows[1]), Row(4, rows[3]))
    assert sheet.merged is None


def test_commas_inside_sentences_do_not_hide_the_real_separator() -> None:
    lines = ["Danh sách cán bộ, công chức, viên chức", "Họ và tên;Chức vụ", "An Văn Bình;Bí thư, Chủ tịch", "Bùi Ca;"]
    (sheet,) = open_workbook("\n".join(lines).encode())
    assert sheet.rows[2].cells == ("An Văn Bình", "Bí thư, Chủ tịch")


@pytest.mark.parametrize(
    ("line", "encoding"),
    [
        ("2;Uû ban nh©n d©n".encode("cp1252"), "tcvn3"),
        ("2;Coäng hoøa xaõ hoäi".encode("cp1252"), "vni"),
        (b"2;\xff\xfa\x81", "unknown"),
    ],
)
def test_a_file_in_an_old_letter_code_is_refused_by_line(line: bytes, encoding: str) -> None:
    fault = refusal("STT;Đơn vị\n1;Sở Nội vụ\n".encode() + line + b"\n")
    assert (fault.code, fault.values) == ("csv-encoding", {"line": 3, "encoding": encoding})


def test_a_workbook_is_read_from_any_thread_without_starting_the_program_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["streamlit", "run", "app.py"])
    read: list[str] = []
    data = samples.xlsx(("Danh sách", [("a",)]))
    thread = threading.Thread(target=lambda: read.extend(sheet.name for sheet in open_workbook(data)))
    thread.start()
    thread.join(20)
    assert read == ["Danh sách"]


def test_columns_have_excels_names() -> None:
    assert [column_letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
