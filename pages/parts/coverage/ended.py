"""A unit that a coverage address asks for and that is not there: it ended before its day, or it is not the reader's."""

from typing import NoReturn

import streamlit as st

from models import database, text, training
from models.rights import DomainError, Scope
from models.text import translate as _
from models.training import Coverage, Ended, Held, Question
from pages.parts import errors, going
from pages.parts.plain import plain


def figure(held: Held, scope: Scope, question: Question) -> Coverage:
    """Return a figure. Raises `DomainError` as `training.coverage` does; of a unit that ended, what became of it."""
    try:
        return training.coverage(held, scope, question)
    except DomainError as error:
        gone = _gone(held, scope, question, error)
        raise (error if gone is None else gone.as_error()) from None


def stop(held: Held, scope: Scope, question: Question, error: DomainError) -> NoReturn:
    """End the page with what became of its unit, or, where it is not the reader's, with the way to what is.

    Raises what was wrong where that is nothing of the kind.
    """
    gone = _gone(held, scope, question, error)
    if gone is None:
        _not_theirs(error)
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


def _not_theirs(error: DomainError) -> NoReturn:
    """Somebody who answers for more has sent the link, as a rule: its question can be asked of the reader's part."""
    if error.code != "not-found" or not error.values.keys() & {"unit", "tree"}:
        raise error
    errors.show(error)
    st.button(
        _("See my own units with the same filters"),
        key="own-part",
        icon=":material/arrow_forward:",
        type="primary",
        on_click=going.go,
        kwargs={"unit": None, "tree": None},
    )
    st.stop()


def _gone(held: Held, scope: Scope, question: Question, error: DomainError) -> Ended | None:
    if error.code != "not-found":
        return None
    with database.reading() as db:
        return training.ended(db, held, scope, question)
