"""What an answer to a question is worth. The rule of each type stands in its folder, `models/courses/questions/`."""

from typing import Any

from models.courses import Answer, Mark, Question


def parse(question: Question, answer: Any) -> Answer:
    """Return an answer as it is stored, or raise 'answer-invalid'; see `Question.parse`."""
    return question.parse(answer)


def mark(question: Question, answer: Any) -> Mark:
    """Return what an answer is worth; see `Question.mark`."""
    return question.mark(answer)


def readable(question: Question, answer: Any) -> bool:
    """Return whether an answer can be understood at all; see `Question.readable`."""
    return question.readable(answer)
