"""Commands say in a sentence what is missing, never in a stack trace, and leave no empty database behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from models import database, organisation, settings, text
from models.__main__ import main
from tests import factories

ROWS = [["STT", "Mã cán bộ", "Họ và tên", "Chi bộ", "Chức vụ"], ["1", "CB01", "Trần Văn An", "Chi bộ 1", "Đảng viên"]]


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder that is not there."""
    folder = tmp_path / "none"
    monkeypatch.setenv("KNS_DATA_DIR", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.current.cache_clear()
    yield folder
    monkeypatch.undo()
    settings.current.cache_clear()


@pytest.fixture
def party_list(tmp_path: Path) -> Path:
    file = tmp_path / "chi-bo.csv"
    file.write_text("\n".join(";".join(row) for row in ROWS), encoding="utf-8-sig")
    return file


@pytest.mark.parametrize("command", ["coverage", "undo-import", "import-people"])
def test_without_a_data_folder_a_command_says_so(
    command: str, nowhere: Path, party_list: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [command, str(party_list)] if command == "import-people" else [command]
    assert main(arguments) == 1
    said = capsys.readouterr()
    place = str(nowhere / "ky-nang-so.db")
    words = text.translate("There is no database yet: {where}. Start the platform once, or set KNS_DATA_DIR.")
    assert said.err.strip() == words.format(where=place)
    assert said.out == ""
    assert not nowhere.exists()


def test_a_file_without_tables_is_an_older_database_or_none(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere.mkdir()
    (nowhere / "ky-nang-so.db").touch()
    assert main(["coverage"]) == 1
    assert "KNS_DATA_DIR" in capsys.readouterr().err


def test_migrate_makes_the_folder_and_the_figures_of_nobody(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert nowhere.stat().st_mode & 0o777 == 0o700
    assert main(["coverage"]) == 0
    assert "–" in capsys.readouterr().out


def test_a_server_that_does_not_answer_is_told_without_the_password(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://kns:geheim@127.0.0.1:1/kns")
    settings.current.cache_clear()
    assert main(["coverage"]) == 1
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "geheim" not in said


def test_a_staff_list_that_is_not_there_is_named(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-people", str(nowhere / "x.xlsx")]) == 1
    assert str(nowhere / "x.xlsx") in capsys.readouterr().err


def test_a_list_of_the_partys_tree_goes_there(
    nowhere: Path, party_list: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    with database.writing() as db:
        factories.unit(db, "Chi bộ 1", tree=organisation.Tree.PARTY)
    assert main(["import-people", str(party_list)]) == 1  # the administration has no such unit
    assert main(["import-people", str(party_list), "--tree", "party"]) == 0
    posting = organisation.Posting
    with database.reading() as db:
        person = organisation.find_person(db, login="CB01")
        assert person is not None
        assert db.exec(select(posting.tree).where(posting.person_id == person.id)).all() == [organisation.Tree.PARTY]
    assert "Chi bộ 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--on", "31/02/2026"], "“31/02/2026” không phải là một ngày. Hãy viết 27/11/2026 hoặc 2026-11-27."),
        (["--compare", "hôm qua"], "“hôm qua” không phải là một ngày. Hãy viết 27/11/2026 hoặc 2026-11-27."),
        (["--known-at", "02/03/2026 25:00"], "“02/03/2026 25:00” không phải là một thời điểm."),
        (["--compare", "2026-03-02", "--on", "01/03/2026"], "Ngày 02/03/2026 của --compare muộn hơn ngày 01/03/2026"),
    ],
)
def test_who_asks_wrongly_is_told_in_a_sentence_with_status_2(
    asked: list[str], says: str, nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    capsys.readouterr()
    assert main(["coverage", *asked]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(says)
    assert len(said.err.splitlines()) == 1
    assert said.out == ""


@pytest.mark.parametrize("day", ["27/11/2025", "2025-11-27"])
def test_a_day_is_typed_as_it_is_printed_or_as_programs_write_it(
    day: str, nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert main(["coverage", "--on", day, "--known-at", day]) == 0
    assert "Ngày 27/11/2025, theo dữ liệu đến 27/11/2025 00:00." in capsys.readouterr().out
