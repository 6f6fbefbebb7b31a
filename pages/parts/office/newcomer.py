"""Adding somebody by hand: their staff code first, which says whether they are new, known, or to be asked for."""

from datetime import date, datetime
from typing import Any

import streamlit as st

from models import database, organisation, text
from models.organisation import Category, Job, Tree
from models.rights import DomainError, Right, Scope
from models.text import translate as _
from pages.parts import categories, doing, errors, folds, units
from pages.parts.plain import plain

CODE = "new:code"
ASKED = "new:asked"  # a request was sent in this tab


def show(scope: Scope, *, now: datetime) -> None:
    """Show the fold in which somebody is added, or asked for where others answer for them."""
    place = folds.fold(_("Add a person"), icon=":material/person_add:", key="new:fold")
    if place is None:
        return
    with place:
        code = text.tidy(st.text_input(_("Their staff code"), key=CODE, max_chars=100))
        if not code:
            st.caption(_("The staff code says whether this person is new here."))
            if st.session_state.get(ASKED):
                st.page_link("admin/transfers.py", label=_("Open the transfer requests"), icon=":material/move_up:")
            return
        elsewhere = False
        try:
            with database.reading() as db:
                known = organisation.code_holder(db, scope, code, now=now)
                found = None if known is None else (known.full_name, known.key)
        except DomainError as refused:
            if refused.code != "person-elsewhere":
                raise
            found, elsewhere = None, True
            st.info(errors.sentence(refused), icon=":material/info:")
        if found is not None:
            name, key = found
            st.info(_("This is {name}, who belongs to your units already.", name=plain(name)))
            st.button(_("Open their page"), on_click=_open, args=(key,))
            return
        _form(code, scope, text.local_day(now), elsewhere=elsewhere)


def _form(code: str, scope: Scope, today: date, *, elsewhere: bool) -> None:
    with database.reading() as db:
        places = units.choices(db, scope, Tree.ADMINISTRATION, today)
    offered = units.narrowed(places, key="new:find", keep=units.chosen("new:unit"))
    with st.form("new", border=False):
        st.text_input(_("Full name"), key="new:name", max_chars=200)
        st.selectbox(
            _("To which unit"),
            offered,
            None,
            format_func=lambda one: one.label,
            placeholder=_("Choose a unit"),
            key="new:unit",
        )
        st.date_input(_("From which day"), today, format="DD/MM/YYYY", key="new:day")
        st.text_input(_("Position"), key="new:position", max_chars=200)
        st.selectbox(
            _("Staff category"),
            [None, *Category],
            format_func=lambda one: categories.category_word(one) if one else "–",
            key="new:category",
        )
        if elsewhere:
            st.text_input(_("Note for whoever answers for them"), key="new:note", max_chars=500)
            st.form_submit_button(_("Send the transfer request"), type="primary", on_click=_ask, args=(code,))
        else:
            st.form_submit_button(_("Add this person"), type="primary", on_click=_add, args=(code,))


def _open(key: str) -> None:
    st.query_params["person"] = key


def _ask(code: str) -> None:
    unit, day = st.session_state.get("new:unit"), st.session_state.get("new:day")
    if unit is None or not day:
        st.session_state["refused"] = _("Choose the unit and the day first.")
        return
    name, note = st.session_state.get("new:name", ""), st.session_state.get("new:note", "")
    said = _("The request is sent. Until it is answered, the person stays where they are.")
    if doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, reach: organisation.ask_transfer(
            db, actor, reach, code, name, unit_id=unit.id, on=day, job=_job(), note=note, now=text.utc_now()
        ),
        said,
    ):
        st.session_state[CODE] = ""
        st.session_state[ASKED] = True


def _add(code: str) -> None:
    unit, day = st.session_state.get("new:unit"), st.session_state.get("new:day")
    if unit is None or not day:
        st.session_state["refused"] = _("Choose the unit and the day first.")
        return
    name, made = st.session_state.get("new:name", ""), [""]

    def add(db: Any, actor: Any, reach: Scope) -> None:
        organisation.add_person(
            db, actor, reach, name, unit_id=unit.id, from_=day, job=_job(), staff_code=code, now=text.utc_now()
        )
        known = organisation.code_holder(db, reach, code, now=text.utc_now())
        made[0] = "" if known is None else known.key

    if doing.do(Right.MANAGE_PEOPLE, add, _("Added. Courses and figures follow from that day.")):
        st.session_state[CODE] = ""
        _open(made[0])  # where their e-mail, phone and the rest are written


def _job() -> Job:
    position = text.tidy(st.session_state.get("new:position", ""))
    return Job(position=position, category=st.session_state.get("new:category"))
