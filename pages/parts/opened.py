"""Lists of names that somebody opens stand in the audit trail: who looked at whom in bulk without taking a file."""

from collections.abc import Collection

import streamlit as st

from models import database, text, training
from models.rights import Right
from models.training import Held, Question, State, Step
from pages.parts import who

_OPENED = "opened-lists"  # of this tab: how long each was


def note(
    held: Held, question: Question, *, rows: int, states: Collection[State] = (), step: Step | None = None
) -> None:
    """Write down a list that is about to be shown, once in a tab; when it cannot be written, it is not shown.

    A rerun, a page further, a search or a filter shows a part of what was written; what is longer is written again.
    """
    opened: dict[tuple[object, ...], int] = st.session_state.setdefault(_OPENED, {})
    which = (question.tree, question.on, question.unit, question.course, frozenset(states), step)
    if rows <= opened.get(which, 0):
        return
    actor, scope = who.acting(Right.SEE_COVERAGE)
    with database.writing() as db:
        training.note_list(db, actor, scope, held, question, rows=rows, states=states, step=step, now=text.utc_now())
    opened[which] = rows
