"""Letting somebody go to a unit that others answer for, and who asks for them."""

from datetime import datetime

import streamlit as st

from models import database, organisation, text
from models.database import Session
from models.organisation import Job, Tree
from models.rights import Actor, Right, Scope
from models.text import translate as _
from pages.parts import doing, folds, units
from pages.parts.office import transfers
from pages.parts.office.person_view import Seen
from pages.parts.plain import plain


def asked(seen: Seen, *, now: datetime) -> None:
    """Say which units wait for an answer about this person."""
    with database.reading() as db:
        lines = organisation.transfers_of(db, seen.person_id, now=now)
    for line in lines:
        if line.state in transfers.OPEN:
            said = _("{unit}, from {day}", unit=plain(line.to_unit), day=line.on)
            st.info(
                f"{_('Transfer requests')}: {said} ({organisation.transfer_word(line.state)})",
                icon=":material/move_up:",
            )
            st.page_link("admin/transfers.py", label=_("Open the transfer requests"))


def show(seen: Seen, scope: Scope, *, now: datetime) -> None:
    """Show the fold in which somebody is offered to a unit beyond the scope; nothing where no unit is."""
    if scope.everywhere:
        return
    today = text.local_day(now)
    with database.reading() as db:
        units_there = organisation.unit_tree(db, Tree.ADMINISTRATION, today).nodes
        if len(units.choices(db, scope, Tree.ADMINISTRATION, today)) == len(units_there):
            return
    place = folds.fold(
        _("Let them go to a unit that others answer for"), icon=":material/outgoing_mail:", key=seen.key("offer:fold")
    )
    if place is None:
        return
    with place, st.form(seen.key("offer"), border=False):
        st.caption(_("They move when that unit has agreed; until then they stay here."))
        st.text_input(_("The unit's full name, or its code"), key=seen.key("o:unit"), max_chars=200)
        st.date_input(_("From which day"), today, format="DD/MM/YYYY", key=seen.key("o:day"))
        st.text_input(_("Position there"), key=seen.key("o:position"), max_chars=200)
        st.text_input(_("Note for the new unit"), key=seen.key("o:note"), max_chars=500)
        st.form_submit_button(_("Send the transfer request"), type="primary", on_click=_offer, args=(seen,))


def _offer(seen: Seen) -> None:
    wanted, day = text.tidy(seen.typed("o:unit") or ""), seen.typed("o:day")
    if not wanted or not day:
        st.session_state["refused"] = _("Choose the unit and the day first.")
        return

    def act(db: Session, actor: Actor, reach: Scope) -> None:
        unit = organisation.unit_named(organisation.unit_tree(db, Tree.ADMINISTRATION, day), wanted)
        organisation.offer_transfer(
            db,
            actor,
            reach,
            seen.person_id,
            unit_id=unit,
            on=day,
            job=Job(position=text.tidy(seen.typed("o:position") or "")),
            note=seen.typed("o:note") or "",
            now=text.utc_now(),
            seen=seen.fingerprint,
        )

    said = _("The request is sent. Until it is answered, the person stays where they are.")
    doing.do(Right.MANAGE_PEOPLE, act, said)
