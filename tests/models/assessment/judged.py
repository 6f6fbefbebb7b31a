"""A course whose final quiz a person has to judge in part."""

from typing import Any

from models.courses import Completion, Course, Draw, Question, Quiz
from tests.models.assessment.questions import single, words
from tests.models.assessment.released import course
from tests.models.courses.library import read_bank

#: Two marks for the choice, three for the text (five points in the rubric), five for the files.
BANK: tuple[Question, ...] = (
    single("q-single", marks=2),
    *read_bank(
        """\
- {id: q-written, type: written, stem: "Phân tích.", words: [3, 50], marks: 3, rubric: rubrics/mau.yaml}
- {id: q-task, type: task, stem: "Nộp tệp.", files: [pdf, png], marks: 5, rubric: rubrics/mau.yaml}
"""
    ),
)
SAID = "Thư này giả.\n\nTôi báo bộ phận phụ trách."
ALL, NOTHING = (2, 0), (0, 2)  # levels of the example's rubric: five points, none


def pdf(words: bytes = b"a") -> bytes:
    """A file that is a PDF as far as anybody looks."""
    return b"%PDF-1.7\n" + words + b"\n%%EOF\n"


def quiz(*names: str, **rules: Any) -> Quiz:
    """A quiz that asks some questions of the bank, all of them where none is named."""
    asked = names or tuple(one.id for one in BANK)
    return Quiz(name=rules.pop("name", "final"), title=words("Final quiz"), draw=(Draw(questions=asked),), **rules)


def judged_course(*quizzes: Quiz, **extra: Any) -> Course:
    """A course that its final quiz completes."""
    rules = Completion(lessons=(), quiz="final")
    return course("judged", *(quizzes or (quiz(),)), questions=BANK, completion=rules, **extra)
