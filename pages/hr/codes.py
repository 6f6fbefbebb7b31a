"""Who in my units cannot get in? One-time codes for a first or forgotten password."""

from urllib.parse import urljoin

import streamlit as st

from models import access, database, settings, text
from models.access import AccountState
from models.organisation import Tree
from models.rights import DomainError, Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import anew, doing, errors, folds, rows, units, who
from pages.parts.office import placeless
from pages.parts.plain import plain

me = who.signed_in(Right.GIVE_CODES)
scope = access.scope_of(me.actor, Right.GIVE_CODES)
placeless.stop(scope)
SHOWN = 10
FEW = 3  # found by a search: then somebody is meant


def give(person_id: int, person_key: str) -> None:
    """Give one person a new code; it is shown once and kept nowhere."""
    try:
        actor, reach = who.acting(Right.GIVE_CODES)
        with database.writing() as db:
            code = access.give_code(db, actor, reach, person_id, now=text.utc_now())
        st.session_state["given"] = (person_key, code)
    except DomainError as error:
        st.session_state["refused"] = errors.refused(error)


def unlock(person_id: int, name: str) -> None:
    """End somebody's lock after too many wrong passwords."""
    doing.do(
        Right.GIVE_CODES,
        lambda db, actor, reach: access.unlock(db, actor, reach, person_id, now=text.utc_now()),
        _("{name} can sign in again.", name=plain(name)),
    )


def sign_out(person_id: int, name: str) -> None:
    """End all sessions of somebody."""
    doing.do(
        Right.GIVE_CODES,
        lambda db, actor, reach: access.end_sessions_of(db, actor, reach, person_id, now=text.utc_now()),
        _("{name} is signed out on every device.", name=plain(name)),
    )


def show_code(name: str, code: str) -> None:
    """Show a code that was given a moment ago, below the line of whom it is for: there are the officer's eyes."""
    st.success(_("The code for {name}: write it down or hand it over now, it is not shown again.", name=plain(name)))
    st.code(code, language=None)
    address = urljoin(settings.current().public_url or st.context.url or "", "/code")
    st.caption(_("To be entered at: {address}", address=address))


st.title(_("Sign-in codes"), anchor=False)
st.write(
    _(
        "Somebody who comes for the first time, or forgot the password, gets a code from you and sets a new password "
        "with it. A code is good once, for {days} days.",
        days=settings.current().code_days,
    )
)
doing.show()
given_to, code = st.session_state.pop("given", ("", ""))
words = {
    AccountState.NO_PASSWORD: _("no password yet"),
    AccountState.ACTIVE: _("can sign in"),
    AccountState.LOCKED: _("locked for a while"),
}
query = st.text_input(_("Search by name or staff code"), key="q", bind="query-params")
with database.reading() as db:
    found = access.find_people(db, scope, query, now=text.utc_now(), limit=SHOWN)
    places = units.choices(db, scope, Tree.ADMINISTRATION, text.local_day(text.utc_now()))
if not found.lines:
    st.info(_("Nobody was found in your units."))
else:
    st.caption(translate_n("{n} person", "{n} people", found.total))
for line in found.lines:
    with rows.row(line.person_key):
        place = f"{plain(', '.join(filter(None, (line.unit, line.above))) or '–')} · {words[line.state]}"
        st.markdown(f"**{plain(line.full_name)}** · {plain(line.staff_code or '–')}  \n{place}")
        st.button(
            _("Give a code"),
            key=f"give:{line.person_key}",
            on_click=anew.asked(give),
            args=(line.person_id, line.person_key),
            help=_("An earlier code of this person stops working."),
        )
    meant = bool(query.strip()) and found.total <= FEW
    if line.state is AccountState.LOCKED or meant:
        more = st.container(horizontal=True)  # below the line: beside it, they leave a name on a phone no room
        if line.state is AccountState.LOCKED:
            more.button(
                _("Unlock"), key=f"open:{line.person_key}", on_click=unlock, args=(line.person_id, line.full_name)
            )
        if meant:
            more.button(
                _("Sign out everywhere"),
                key=f"out:{line.person_key}",
                on_click=sign_out,
                args=(line.person_id, line.full_name),
                help=_("For a lost phone, say: this person has to sign in again on every device."),
            )
    if line.person_key == given_to:
        show_code(line.full_name, code)
if found.total > len(found.lines):
    st.caption(_("The first {shown} are shown; search to narrow down.", shown=len(found.lines)))
if places and (fold := folds.fold(_("Slips for a whole unit"), icon=":material/print:", key="slips")):
    with fold:
        places = units.narrowed(places, key="unit:find", keep=units.chosen("unit"))
        unit = st.selectbox(_("Unit, with everything under it"), places, format_func=lambda one: one.label, key="unit")
        if unit is not None:
            st.link_button(_("Slips for those without a password"), f"/slips?unit={unit.key}", icon=":material/print:")
