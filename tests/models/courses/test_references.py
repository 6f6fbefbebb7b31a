"""Frameworks, laws and the glossary as typed values; what is wrong with them; what courses are about."""

from datetime import date
from pathlib import Path

import pytest

from models import courses, settings, text
from models.courses import Course, Outcome, Translated
from tests.models.courses.library import put

LAWS = """\
- number: 2/2025
  title: Luật mới
  in_force: "2026-07-01"
  supersedes: [1/2018]
- number: 3/2026
  title: Luật sau
  passed: "2026-04-23"
  supersedes: [2/2016]
"""
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


def test_a_law_stands_until_the_one_that_supersedes_it_is_in_force(tmp_path: Path) -> None:
    put(tmp_path / "laws.yaml", LAWS)
    around, found = courses.read_references(tmp_path)
    assert found == []
    new, old, older = around.law("2/2025"), around.law("1/2018"), around.law("2/2016")
    assert new is not None
    assert old is not None
    assert older is not None
    assert (new.is_to_come(BEFORE), new.is_to_come(AFTER)) == (True, False)
    assert (old.title, old.superseded_by) == (None, "2/2025")
    assert (old.is_superseded(BEFORE), old.is_superseded(AFTER)) == (False, True)
    assert not new.is_superseded(AFTER)
    assert older.is_superseded(date(2026, 4, 23))  # when it begins is unknown: the day it was passed
    assert around.law("khong-co") is None


def test_what_ships_is_right_and_named_in_both_languages() -> None:
    around, found = courses.read_references(settings.ROOT / "content")
    assert found == []
    assert len(around.terms) >= 30
    digcomp = around.framework("digcomp-2.2")
    assert digcomp is not None
    assert len([one for one in digcomp.items if one.parent is not None]) == 21
    level = digcomp.level(3)
    competence = digcomp.item("4.1")
    task = around.served("task-5")
    assert level is not None
    assert competence is not None
    assert task is not None
    assert (level.title.vi, competence.title.en, task.title.vi) == (
        "Trung cấp",
        "Protecting devices",
        "An toàn, bảo mật; kiểm tra, giám sát",
    )


@pytest.mark.parametrize(
    ("glossary", "expected"),
    [
        ("- term: mã độc\n  meaning: Hại.\n- term: Mã Độc\n  meaning: Khác.\n", ["3 G001"]),
        ("- term: mã độc\n  meaning: Hại.\n- term: vi rút\n  meaning: Hại.\n  also: [mã độc]\n", ["3 G001"]),
        ("- term: mã độc\n  meanning: Hại.\n", ["2 G012"]),
        ("- term: mã độc\n", ["1 F015"]),
        ("- mã độc\n", ["1 F037"]),
        ("term: mã độc\n", ["1 F036"]),
        ("- term: {vi: mã độc, en: malware}\n  meaning: Hại.\n", []),
    ],
)  # fmt: skip
def test_the_glossary_is_checked(tmp_path: Path, glossary: str, expected: list[str]) -> None:
    put(tmp_path / "glossary.yaml", glossary)
    _, found = courses.read_references(tmp_path)
    assert [f"{one.place.line} {one.rule.id}" for one in found if one.is_error] == expected
    (tmp_path / "courses").mkdir()
    reported = courses.check_folder(tmp_path).findings
    assert [one.rule.id for one in reported if one.is_error] == [one.split(" ")[1] for one in expected]


def test_the_version_is_another_when_a_file_is(tmp_path: Path) -> None:
    put(tmp_path / "laws.yaml", LAWS)
    before = courses.references_mark(tmp_path)
    assert courses.read_references(tmp_path)[0].version == before
    put(tmp_path / "glossary.yaml", "- term: a\n  meaning: b\n")
    assert courses.references_mark(tmp_path) != before


def made(slug: str, serves: tuple[str, ...], *built: str) -> Course:
    outcomes = tuple(Outcome(id=f"o{n}", text=Translated(vi="x"), competence=one) for n, one in enumerate(built))
    return Course(slug=slug, title=Translated(vi=slug), serves=serves, framework="tt02-2025", outcomes=outcomes)


def test_topics_and_competences_are_counted_by_course_in_their_own_order() -> None:
    text.use_language("vi")
    around, _ = courses.read_references(settings.ROOT / "content")
    some = (
        made("a", ("foundation-culture", "task-5"), "4.2", "4.2", "1.2"),
        made("b", ("task-5", "khac")),
        made("c", (), "4.2"),
    )
    assert [(one.id, one.count) for one in courses.topics(some, around)] == [
        ("task-5", 2),
        ("foundation-culture", 1),
        ("khac", 1),
    ]
    assert [(one.title, one.count) for one in courses.competences(some, around)] == [
        ("1.2 Đánh giá dữ liệu, thông tin và nội dung số", 1),
        ("4.2 Bảo vệ dữ liệu cá nhân và quyền riêng tư", 2),
    ]
    assert [one.slug for one in some if courses.is_about(one, topic="task-5")] == ["a", "b"]
    assert [one.slug for one in some if courses.is_about(one, topic="task-5", competence="4.2")] == ["a"]
    assert [one.slug for one in some if courses.is_about(one)] == ["a", "b", "c"]
