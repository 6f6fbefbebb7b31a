"""Lists of names that somebody opens stand in the audit trail: who looked at whom in bulk without taking a file."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import streamlit as st

from models import database, organisation, text, training
from models.database import Session
from models.rights import Actor, Right, Scope
from models.training import Held, Question, State, Step
from pages.parts import who

_OPENED = "opened-lists"  # of this tab: how long each was
Write = Callable[[Any, Actor, Scope, datetime], None]


def note(
    held: Held, question: Question, *, rows: int, states: Collection[State] = (), step: Step | None = None
) -> None:
    """Write down a list behind a figure that is about to be shown; when it cannot be written, it is not shown."""
    which = (question.tree, question.on, question.unit, question.course, frozenset(states), step)

    def write(db: Session, actor: Actor, scope: Scope, now: datetime) -> None:
        training.note_list(db, actor, scope, held, question, rows=rows, states=states, step=step, now=now)

    _once(which, rows, Right.SEE_COVERAGE, write)


def note_people(*, rows: int) -> None:
    """Write down that the list of one's people is about to be shown, as `note` does."""

    def write(db: Session, actor: Actor, scope: Scope, now: datetime) -> None:
        organisation.note_people_list(db, actor, scope, rows=rows, now=now)

    _once(("people",), rows, Right.MANAGE_PEOPLE, write)


def _once(which: tuple[object, ...], rows: int, right: Right, write: Write) -> None:
    """Write a list down once in a tab.

    A rerun, a page further, a search or a filter shows a part of what was written; what is longer is written again.
    """
    opened: dict[tuple[object, ...], int] = st.session_state.setdefault(_OPENED, {})
    if rows <= opened.get(which, 0):
        return
    actor, scope = who.acting(right)
    with database.writing() as db:
        write(db, actor, scope, text.utc_now())
    opened[which] = rows
