"""A dialog that asks once more who it is, before what weighs much; then the click that asked for it goes on by itself.

The acts of the models ask (`rights.check_shown`). A button whose act may be refused so has `on_click=anew.asked(act)`:
the act is kept with its arguments, everything typed on the page stays, and it is called again once that was shown.
Where a page forgets it, the dialog comes all the same, and people press once more.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from models import access, database, text
from models.access import Means
from models.rights import DomainError
from models.text import translate as _
from pages.parts import errors, who
from pages.parts.plain import plain
from pages.routes import said

_WAITS = "anew:waits"  # the act that goes on
_PLACE = "anew:place"  # the page on which it was asked for
_WRONG = "anew:wrong"


def asked(act: Callable[..., None]) -> Callable[..., None]:
    """Return the act of a button as one that goes on after it was asked who it is."""

    @wraps(act)
    def clicked(*args: Any, **kwargs: Any) -> None:
        leave()
        st.session_state.pop(errors.ANEW, None)
        act(*args, **kwargs)
        if st.session_state.pop(errors.ANEW, False):
            st.session_state.pop("refused", None)
            st.session_state[_WAITS] = lambda: clicked(*args, **kwargs)

    return clicked


def show(place: str) -> None:
    """Open the dialog if a click on this page waits for it. Called once, and before the page: `st.stop` ends all."""
    if st.session_state.pop(errors.ANEW, False):  # of a page that forgot to keep its act
        st.session_state[_WAITS] = lambda: None
    if _WAITS in st.session_state and st.session_state.setdefault(_PLACE, place) != place:
        leave()
    if _WAITS in st.session_state:
        st.dialog(_("Is it you?"), icon=":material/lock:", on_dismiss=leave)(_ask)()


def leave() -> None:
    """Let the click be: nothing was done, what was typed is still there."""
    for name in (_WAITS, _PLACE, _WRONG):
        st.session_state.pop(name, None)


def _ask() -> None:
    if _WAITS not in st.session_state:
        st.rerun()
    me = who.signed_in()
    with database.reading() as db:
        means = access.means_of(db, me)
    st.write(_("This weighs much, and you signed in a while ago. Nothing that you entered is lost."))
    with st.form("anew", border=False, clear_on_submit=True):
        if means is Means.PROVIDER:
            _way_there()
        elif means is Means.CODE:
            st.text_input(_("Code from the app, or a recovery code"), key="anew:typed", autocomplete="one-time-code")
        else:
            if means is Means.DIRECTORY:
                st.text_input(_("Login as on your computer at work"), key="anew:login", autocomplete="username")
            st.text_input(_("Your password"), type="password", key="anew:typed", autocomplete="current-password")
        if wrong := st.session_state.pop(_WRONG, None):
            st.error(wrong, icon=":material/error:")
        st.form_submit_button(_("Go on"), type="primary", on_click=_go_on)


def _way_there() -> None:
    label = _("Sign in at {name} once more", name=plain(access.provider_name()))
    st.link_button(label, "/sign-in/provider?anew=1", icon=":material/open_in_new:")
    st.caption(_("When that is done, come back here."))


def _go_on() -> None:
    """Take what was typed; then the act that waited is done, in the place of the click."""
    me, now = who.signed_in(), text.utc_now()
    given = {name: str(st.session_state.get(f"anew:{name}") or "") for name in ("typed", "login")}
    with database.reading() as db:
        means = access.means_of(db, me)
    try:
        if means is not Means.PROVIDER:  # a name of the session stands in the place of an address, which no page knows
            access.show_anew(me, given["typed"], f"session {me.session}", login=given["login"], now=now)
    except DomainError as error:
        st.session_state[_WRONG] = said.sentence(error, now=now)
        return
    act = st.session_state.pop(_WAITS, None)
    if act is not None:
        act()
    if means is Means.PROVIDER and _WAITS in st.session_state:
        st.session_state[_WRONG] = errors.sentence(DomainError("anew-provider"))
