"""Rubrics, judged questions and scenarios in a whole course: where they may stand, and what an error keeps back."""

from pathlib import Path

from models import courses
from models.courses.questions.kinds import FOLDER
from models.courses.questions.scenario.test_scenario import SCENARIO
from tests.models.courses.library import BANK, LESSON, QUIZ, found, put, read, write

RUBRIC = (FOLDER / "rubric" / "example.yaml").read_text(encoding="utf-8")
WRITTEN = "- id: viet\n  type: written\n  stem: Viết.\n  rubric: rubrics/mau.yaml\n"


def course(content: Path, *, bank: str = BANK + WRITTEN, rubric: str = RUBRIC, **files: str) -> Path:
    folder = write(content, bank=bank, **files)
    put(folder / "rubrics" / "mau.yaml", rubric)
    return folder


def test_a_course_with_a_rubric_has_no_fault(tmp_path: Path) -> None:
    course(tmp_path)
    assert found(tmp_path) == []
    question = read(tmp_path).question("viet")
    assert isinstance(question, courses.Judged)
    assert question.rubric.name == "mau"
    assert question.rubric.most == 5


def test_an_error_in_a_rubric_keeps_back_what_it_judges_and_nothing_else(tmp_path: Path) -> None:
    course(tmp_path, rubric=RUBRIC.replace("points: 5", "points: 6"))
    assert found(tmp_path) == ["questions/chung.yaml:35 Q051", "rubrics/mau.yaml:2 Q054"]
    made = read(tmp_path)
    assert made.question("viet") is None
    assert made.question("so-bit") is not None
    course(tmp_path, rubric="title: [")
    assert "questions/chung.yaml:35 Q051" in found(tmp_path)
    assert read(tmp_path).question("so-bit") is not None


def test_a_rubric_that_no_question_uses_is_told(tmp_path: Path) -> None:
    course(tmp_path, bank=BANK)
    assert found(tmp_path) == ["rubrics/mau.yaml:1 Q058"]


def test_a_misspelt_rubric_is_told_with_the_near_one(tmp_path: Path) -> None:
    course(tmp_path, bank=BANK + WRITTEN.replace("mau.yaml", "mauu.yaml"))
    (wrong,) = [one for one in courses.check_folder(tmp_path).findings if one.rule.id == "Q050"]
    assert dict(wrong.values)["near"] == "rubrics/mau.yaml"


def test_neither_stands_in_a_lesson(tmp_path: Path) -> None:
    fence = "```question\nid: viet-o-bai\ntype: written\nstem: Viết.\nrubric: rubrics/mau.yaml\n```\n"
    course(tmp_path, lesson=LESSON + "\n" + fence)
    assert [one for one in found(tmp_path) if "Q05" in one] == ["lessons/01-thu-lua-dao.md:29 Q057"]
    assert read(tmp_path).question("viet-o-bai") is None
    course(tmp_path, lesson=LESSON + "\n" + fence.replace("written", "scenario"))
    assert [one for one in found(tmp_path) if "Q06" in one] == ["lessons/01-thu-lua-dao.md:30 Q062"]


def test_a_quiz_names_the_scenario_and_not_a_part_of_it(tmp_path: Path) -> None:
    named = QUIZ.replace("[so-bit, ten-mien]", "[so-bit, mot-cua]")
    course(tmp_path, bank=BANK + WRITTEN + SCENARIO, quiz=named)
    assert found(tmp_path) == []
    course(tmp_path, bank=BANK + WRITTEN + SCENARIO, quiz=named.replace("mot-cua", "viec-dau-tien"))
    assert [one for one in found(tmp_path) if "Q06" in one] == ["quizzes/cuoi-khoa.yaml:8 Q063"]


def test_a_scenario_is_kept_back_whole(tmp_path: Path) -> None:
    """A picture that is missing is found only when everything has been read."""
    broken = SCENARIO.replace("stem: Mở tệp trước.", 'stem: "![Hình](../media/khong-co.svg)"')
    course(tmp_path, bank=BANK + WRITTEN + broken)
    assert any("L004" in one for one in found(tmp_path))
    made = read(tmp_path)
    assert made.question("viec-dau-tien") is None
    assert made.question("viec-tiep-theo") is None
    assert made.question("viet") is not None
