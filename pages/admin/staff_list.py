"""Bring a staff list in: see what it would change, row by row, before anything is written."""

import streamlit as st

from models import access, database, organisation, settings, text
from models.organisation import Tree
from models.rights import DomainError, Right
from models.staging import Kind
from models.text import translate as _
from pages.parts import doing, downloads, errors, units, who
from pages.parts.office import big_writes, import_preview, long_lists, past_lists, placeless

me = who.signed_in(Right.MANAGE_PEOPLE)
scope = access.scope_of(me.actor, Right.MANAGE_PEOPLE)
placeless.stop(scope)
now = text.utc_now()
today = text.local_day(now)


def bring_in(plan: organisation.ImportPlan, name: str) -> None:
    """Write what the preview of a short list showed, if it is still true."""
    words = import_preview.counts_words(organisation.ImportSummary.of(plan.report))
    doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, reach: organisation.apply_import(db, actor, reach, plan, now=text.utc_now(), file_name=name),
        _("The list is in: {summary}.", summary=words),
    )


def hand_in(data: bytes, asked: organisation.AskedList, name: str) -> None:
    """Let a long list be read in the background; its file is then no longer in the field."""
    done = doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, reach: organisation.ask_import(
            db, actor, reach, data, asked, now=text.utc_now(), file_name=name
        ),
        _("The list is handed in. Its preview appears here."),
    )
    if done:
        st.session_state["files"] = st.session_state.get("files", 0) + 1


st.title(_("Staff list"), anchor=False)
st.write(
    _(
        "Bring in a staff list from Excel or CSV, as your office keeps it. "
        "You see what would change before anything is written."
    )
)
doing.show()
if waiting := big_writes.mine(me.actor, Kind.LIST, now=now):
    long_lists.show(waiting)
    st.stop()
with database.reading() as db:
    places = units.choices(db, scope, Tree.ADMINISTRATION, today)
    known = [place.name for place in places]
on = st.date_input(_("The list holds from"), today, format="DD/MM/YYYY", key="on") or today
unit = st.selectbox(
    _("The unit that the list is of (for rows without a unit)"),
    [None, *units.narrowed(places, key="unit:find", keep=units.chosen("unit"))],
    format_func=lambda place: place.label if place else _("not one unit"),
    key="unit",
)
complete = st.checkbox(
    _("The list is complete: whoever is in this unit and not in the list has left"),
    key="complete",
    disabled=unit is None,
)
file = st.file_uploader(
    _("File"),
    type=["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt"],
    max_upload_size=settings.current().upload_mb,
    key=f"file:{st.session_state.get('files', 0)}",
)
if file is None:
    with st.expander(_("What the file has to hold"), icon=":material/help:"):
        st.markdown(import_preview.file_words())
    downloads.staff(me.actor, scope, now=now)
    past_lists.show(me.actor, scope, now=now)
    st.stop()
data = file.getvalue()
whole = complete and unit is not None
if len(data) > organisation.LONG:
    st.info(_("This is a long list. It is read and compared in the background, which takes a minute or two."))
    asked = organisation.AskedList(on, unit.id if unit else None, complete=whole)
    st.button(_("Read the list"), type="primary", on_click=hand_in, args=(data, asked, file.name))
    st.stop()
try:
    roster = organisation.read_roster_file(data, today=today, known_units=known)
    with database.reading() as db:
        plan = organisation.plan_import(
            db,
            scope,
            roster,
            on=on,
            now=now,
            unit_id=unit.id if unit else None,
            complete=whole,
            by=me.actor.person_id,
        )
except DomainError as refused:
    st.error(errors.sentence(refused), icon=":material/error:")
    st.stop()
summary = organisation.ImportSummary.of(plan.report)
import_preview.show(summary, bring_in, plan, file.name)
if summary.empty:  # brought in a moment ago, perhaps: then it stands first among these
    past_lists.show(me.actor, scope, now=now)
