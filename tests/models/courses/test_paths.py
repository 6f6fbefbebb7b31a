"""Learning paths as files: what is read of them, and what is found wrong, each rule broken once."""

from datetime import date
from pathlib import Path

import pytest

from models import courses, settings
from models.courses import PathCourse
from tests.models.courses.library import put

GOOD = """\
title: {vi: Phổ cập, en: For all}
summary: Hai khóa nền.
courses:
  - course: an-toan
    within: 20 working days
  - course: van-ban
    by: 2027-06-30
"""


def read(folder: Path, written: str, name: str = "pho-cap") -> tuple[tuple[courses.LearningPath, ...], list[str]]:
    """The paths of a library with the courses an-toan and van-ban, and what is found wrong with its one file."""
    put(folder / "paths" / f"{name}.yaml", written)
    read, found = courses.read_references(folder, frozenset({"an-toan", "van-ban"}))
    return read.paths, [f"{one.place.path}:{one.place.line} {one.rule.id}" for one in found]


def test_a_path_is_its_courses_in_order_each_with_its_due_day(tmp_path: Path) -> None:
    (path,), found = read(tmp_path, GOOD)
    assert (path.id, path.title.vi, path.title.en, str(path.summary)) == (
        "pho-cap",
        "Phổ cập",
        "For all",
        "Hai khóa nền.",
    )
    assert path.courses == (PathCourse("an-toan", 20, working=True), PathCourse("van-ban", by=date(2027, 6, 30)))
    assert found == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (GOOD[GOOD.index("courses:") :], "courses: []\n", "1 P001"),
        ("course: van-ban", "course: van-bann", "6 P002"),
        ("course: van-ban", "course: an-toan", "6 P003"),
        ("    by: 2027-06-30\n", "", "6 P004"),
        ("    by: 2027-06-30\n", "    by: 2027-06-30\n    within: 30 days\n", "6 P004"),
        ("20 working days", "9 working days", "5 P005"),
        ("20 working days", "13 days", "5 P005"),
        ("20 working days", "3 tuần", "5 P005"),
        ("by: 2027-06-30", "by: tháng 6", "7 F039"),
        ("within: 20 working", "withing: 20 working", "5 P012"),
        ("summary:", "sumary:", "2 P012"),
        ("title: {vi: Phổ cập, en: For all}\n", "", "1 F015"),
    ],
)
def test_a_path_with_an_error_is_kept_back_whole(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in GOOD
    paths, found = read(tmp_path, GOOD.replace(old, new))
    assert f"paths/pho-cap.yaml:{expected}" in found
    assert paths == ()


def test_a_later_step_that_is_due_earlier_is_a_warning(tmp_path: Path) -> None:
    (path,), found = read(tmp_path, GOOD.replace("by: 2027-06-30", "within: 10 working days"))
    assert found == ["paths/pho-cap.yaml:6 P006"]
    assert len(path.courses) == 2


def test_a_name_that_no_address_could_hold_is_refused(tmp_path: Path) -> None:
    paths, found = read(tmp_path, GOOD, name="Phổ cập")
    assert (paths, found) == ((), ["paths/Phổ cập.yaml:1 F021"])


def test_the_mark_of_the_files_changes_with_a_path(tmp_path: Path) -> None:
    read(tmp_path, GOOD)
    before = courses.references_mark(tmp_path)
    put(tmp_path / "paths" / "pho-cap.yaml", GOOD.replace("20 working", "25 working"))
    assert courses.references_mark(tmp_path) != before


def test_our_own_paths_name_courses_that_are_there() -> None:
    report = courses.check_folder(settings.ROOT / "content", deep=False)
    assert [one for one in report.findings if one.place.path.startswith("paths/")] == []
    assert [path.id for path in courses.read_references(settings.ROOT / "content")[0].paths] == [
        "pho-cap",
        "nguoi-dung-dau",
    ]
