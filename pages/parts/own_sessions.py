"""Where somebody is signed in, with a way to end one of these sessions, or all others."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from models import access, text
from models.access import OwnSession, SignedIn
from models.text import translate as _
from pages.parts import doing, rows, who
from pages.parts.plain import plain


def show(me: SignedIn, sessions: Sequence[OwnSession], *, now: datetime) -> None:
    """Show one's own sessions, this one first."""
    for one in sessions:
        with rows.row(one.name):
            st.markdown(_words(one))
            if not one.this:
                st.button(_("End it"), key=f"session:{one.name}", on_click=_end, args=(one.name,))
    if len(sessions) > 1:
        st.caption(_("Do you not know one of these? End it, and change your password."))
        st.button(_("End all others"), key="session:others", icon=":material/logout:", on_click=_end_others)
    st.caption(_("Network addresses are not kept."))


def _words(one: OwnSession) -> str:
    browser = plain(one.browser) or _("a browser that does not say which")
    said = [_("this device, now") if one.this else _("last used {at}", at=one.seen_at)]
    said.append(_("signed in {at}", at=one.since))
    if one.shared:
        said.append(_("shared computer"))
    return f"**{browser}**  \n{' · '.join(said)}"


def _end(name: str) -> None:
    doing.do_as_oneself(
        lambda db, actor: access.end_own_session(db, actor, name, now=text.utc_now()),
        _("Ended. Whoever uses that device has to sign in again."),
    )


def _end_others() -> None:
    session = who.signed_in().session
    doing.do_as_oneself(
        lambda db, actor: access.end_other_sessions(db, actor, session, now=text.utc_now()),
        _("Ended. You are signed in on this device only."),
    )
