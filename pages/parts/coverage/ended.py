"""A unit that a coverage address asks for and that ended before its day: when, what continues it, and the way back."""

from typing import NoReturn

import streamlit as st

from models import database, text, training
from models.rights import DomainError, Scope
from models.text import translate as _
from models.training import Coverage, Ended, Held, Question
from pages.parts import going
from pages.parts.plain import plain


def figure(held: Held, scope: Scope, question: Question) -> Coverage:
    """Return a figure. Raises `DomainError` as `training.coverage` does; of a unit that ended, what became of it."""
    try:
        return training.coverage(held, scope, question)
    except DomainError as error:
        gone = _gone(held, scope, question, error)
        raise (error if gone is None else gone.as_error()) from None


def stop(held: Held, scope: Scope, question: Question, error: DomainError) -> NoReturn:
    """End the page with what became of its unit; raise what was wrong where that is nothing of the kind."""
    gone = _gone(held, scope, question, error)
    if gone is None:
        raise error
    st.title(_("{unit} ended on {day}", unit=plain(gone.unit.name), day=gone.on), anchor=False)
    if gone.successors:
        st.write(_("It goes on in another unit, where its people and their results are counted now. Open it:"))
        for unit in gone.successors:
            st.button(
                plain(unit.name),
                key=f"goes-on:{unit.key}",
                icon=":material/arrow_forward:",
                type="primary" if len(gone.successors) == 1 else "secondary",
                on_click=going.go,
                kwargs={"unit": unit.key},
            )
    else:
        st.write(_("No unit of yours goes on in its place. Its people count where they are placed now."))
    st.button(
        _("See it as of {day}, its last day", day=gone.last),
        key="last-day",
        icon=":material/history:",
        on_click=going.go,
        kwargs={"on": gone.last, "known": None},
    )
    st.caption(_("Asked for was {day}. All results are kept.", day=text.day(question.on)))
    st.stop()


def _gone(held: Held, scope: Scope, question: Question, error: DomainError) -> Ended | None:
    if error.code != "not-found":
        return None
    with database.reading() as db:
        return training.ended(db, held, scope, question)
