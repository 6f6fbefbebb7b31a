"""Who is asking: read anew from the cookie and the database at every run, never kept from one run to the next."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from models import access, settings, text
from models.access import SignedIn
from models.rights import Actor, DomainError, Right, Scope
from pages.parts import states

COOKIE = "__Host-kns" if settings.current().secure_cookies else "kns"
_run = threading.local()  # what main.py, or a callback, hands to the page that is run next on this thread


def from_cookies(cookies: Mapping[str, str]) -> SignedIn | None:
    """Return who a request's cookies belong to, or None."""
    return access.recognise(cookies.get(COOKIE), now=text.utc_now())


def whoami() -> SignedIn | None:
    """Return who this page's session belongs to at this moment, or None. Tests of pages replace this one function."""
    return from_cookies(st.context.cookies)


@contextmanager
def handed_on(me: SignedIn) -> Iterator[None]:
    """Let the page run within this block take over what main.py has read a moment ago: once, by its first question.

    Whatever asks later, or asks from elsewhere (callbacks, fragments run alone, other threads), reads anew.
    """
    _run.me = me
    try:
        yield
    finally:
        _run.me = None


def hand_on(me: SignedIn) -> None:
    """Let the page that is drawn right after a callback take over, once, who the callback has asked for.

    For acts that change nothing of what is known of somebody: neither their rights nor how many notices they have.
    """
    _run.me = me


def signed_in(right: Right = Right.LEARN) -> SignedIn:
    """Return who is asking, if they are signed in and hold the right; otherwise show why not and end the run."""
    me = _taken_over() or whoami()
    if me is not None:
        text.use_language(me.language)
    if me is None:
        st.title(text.translate("Your sign-in has ended"), anchor=False)
        st.html(f'<p><a href="/sign-in" target="_self" style="{states.LINK}">{text.translate("Sign in again")}</a></p>')
        st.stop()
    if not me.actor.has(right):
        raise DomainError("forbidden", right=right.value)
    return me


def acting(right: Right) -> tuple[Actor, Scope]:
    """Return who acts and over what, read at the click: what the page was drawn with may have been taken away since.

    Raises `DomainError` 'forbidden'; ends the run if they are no longer signed in.
    """
    actor = signed_in(right).actor
    return actor, access.scope_of(actor, right)


def _taken_over() -> SignedIn | None:
    me: SignedIn | None = getattr(_run, "me", None)
    _run.me = None
    return me
