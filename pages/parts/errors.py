"""Errors of the domain on a page; what is refused for want of a right is written down and counted, too."""

import logging

import streamlit as st

from models import measures, sentences
from models.rights import DomainError
from models.text import translate as _
from pages.parts import who
from pages.parts.plain import plain

__all__ = ["ANEW", "refused", "sentence", "show"]

ANEW = "anew:asked"  # in the session's state: the last click was refused until it is shown anew who it is
log = logging.getLogger("kns.refusals")
_DENIED = frozenset(("forbidden", "not-found", "outside-scope", "grant-reach", "second-oneself", "erase-own"))


def refused(error: DomainError) -> str:
    """Return what a person reads whose act, or whose page, was refused a moment ago.

    Where it was for want of a right, or since nobody settles their own affairs, the log says who and why: by ids.
    """
    if error.code == "who-anew":
        st.session_state[ANEW] = True
    if error.code in _DENIED or error.code.startswith("own-"):
        me = who.whoami()
        person = me.actor.person_id if me else None
        right = error.values.get("right", "")
        measures.refusals.add(error.code)
        log.warning(
            "person %s was refused: %s %s",
            *(person, error.code, right),
            extra={"values": {"person": person, "why": error.code, "right": right}},
        )
    return sentence(error)


def sentence(error: DomainError) -> str:
    """Return an error for a text that reads Markdown: names and what was typed stand in it as they are."""
    return sentences.sentence(DomainError(error.code, **{name: _as_it_is(one) for name, one in error.values.items()}))


def _as_it_is(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_as_it_is(one) for one in value]
    return plain(value) if isinstance(value, str) else value


def show(error: DomainError) -> None:
    """Show an error in the place of a page, with a way on."""
    st.title(_("This page cannot be opened"), anchor=False)
    st.error(refused(error), icon=":material/error:")
    st.page_link("cadre/home.py", label=_("Back to my learning"))
