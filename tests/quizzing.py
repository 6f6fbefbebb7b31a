"""A learner at a quiz over the websocket, as a browser is: for tests of what becomes of answers on a real server."""

import json
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlmodel import Session, col, select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from models import access, courses, text
from models.assessment.tables import Attempt, AttemptItem
from models.learning.tables import Completion
from pages.parts.quiz import acts as quiz_acts
from tests import city, factories, probing

QUIZ = f"course={city.SLUG}&quiz={city.QUIZ}"
END = f"{QUIZ}&step={quiz_acts.END}"  # where one hands in
SAVED = json.dumps({"words": text.translate("Saved at {time}").partition("{")[0]})[:-2]


def newcomer(db: Session) -> tuple[int, str]:
    """Make somebody who may learn; return the person's id and the cookie of a session of theirs."""
    person = factories.person(db)
    factories.posting(db, person, city.unit_id(db, "Phường Hoàn Kiếm"))
    return person, "kns=" + access.open_session(db, person, shared=False, now=text.utc_now())


def is_saved(told: list[ForwardMsg]) -> bool:
    """Whether the page says that the answer is in the database."""
    return any(one.delta.new_element.bidi_component.json.startswith(SAVED) for one in told)


def answers_of(question: courses.Question) -> list[Any]:
    """Return what may be answered: right, and wrong."""
    return [question.right_answer(), *question.wrong_answers()]


def widget_of(page: list[Any]) -> str:
    """Return the widget of the question that is shown."""
    kinds = probing.widgets_in(page)
    return next(one for one, kind in kinds.items() if kind == "bidi_component" and "answer:" in one)


def widget_states(page: list[Any], answer: Any) -> dict[str, object]:
    """Return what a browser sends when somebody gives this answer."""
    return {widget_of(page): {"given": {"answer": answer}}}


def hand_in_button(shown: list[Any]) -> str:
    """Return the button that hands in."""
    buttons = [one.delta.new_element.button for one in shown]
    return next(str(one.id) for one in buttons if one.label == text.translate("Hand in"))


def items_of(db: Session, attempt: Attempt) -> list[tuple[int, str, list[str]]]:
    """Return what an attempt asks: places, versions, orders."""
    rows = db.exec(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id).order_by(col(AttemptItem.place)))
    return [(row.place, row.question_hash, list(row.option_order)) for row in rows]


def marked_once(db: Session, attempt: Attempt, stored: dict[int, Any]) -> None:
    """A submitted attempt is marked as its stored answers deserve, and counted once."""
    items = db.exec(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)).all()
    due = {
        item.place: float(question.mark(stored.get(item.place)).fraction * Fraction(question.marks))
        for item in items
        for question in [courses.question_at(db, item.question_hash)]
    }
    assert {item.place: item.marks for item in items} == pytest.approx(due)
    assert attempt.marks == pytest.approx(sum(due.values()))
    acts = sql("SELECT count(*) FROM audit_line WHERE act = 'assessment.submit' AND subject_id = :one")
    assert db.execute(acts, {"one": attempt.id}).scalar() == 1
    done = db.exec(select(Completion).where(Completion.attempt_id == attempt.id)).all()
    assert len(done) <= int(bool(attempt.passed))
