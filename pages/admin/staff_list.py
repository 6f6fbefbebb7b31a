"""Bring a staff list in: see what it would change, row by row, before anything is written."""

import streamlit as st

from models import access, database, organisation, settings, text
from models.organisation import Outcome, Tree
from models.rights import DomainError, Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import errors, past_lists, placeless, units, who
from pages.parts.plain import plain

me = who.signed_in(Right.MANAGE_PEOPLE)
scope = access.scope_of(me.actor, Right.MANAGE_PEOPLE)
placeless.stop(scope)
now = text.utc_now()
today = text.local_day(now)
SHOWN = 200


def summary(report: organisation.ImportReport) -> str:
    """Return the counts of a report as words."""
    return ", ".join(
        f"{organisation.outcome_word(outcome)}: {text.number(n)}" for outcome, n in report.counts.items() if n
    )


def bring_in(plan: organisation.ImportPlan, name: str) -> None:
    """Write what the preview showed, if it is still true."""
    try:
        actor, reach = who.acting(Right.MANAGE_PEOPLE)
        with database.writing() as db:
            report = organisation.apply_import(db, actor, reach, plan, now=text.utc_now(), file_name=name)
        st.session_state["done"] = _("The list is in: {summary}.", summary=summary(report))
    except DomainError as error:
        st.session_state["refused"] = errors.sentence(error)


def changed(field: organisation.FieldChange) -> str:
    """Return one detail's change as words."""
    return f"{organisation.field_word(field.field)}: {plain(field.before or '–')} → {plain(field.after or '–')}"


def table_of(findings: tuple[organisation.RosterProblem, ...]) -> None:
    """Show findings with their place in the file."""
    st.table(
        [
            {
                _("Where"): plain(organisation.place_words(one)),
                _("What to mend"): plain(organisation.problem_sentence(one)),
            }
            for one in findings[:SHOWN]
        ],
        hide_index=True,
    )
    if len(findings) > SHOWN:
        st.caption(_("The first {n} are shown.", n=SHOWN))


st.title(_("Staff list"), anchor=False)
st.write(
    _(
        "Bring in a staff list from Excel or CSV, as your office keeps it. "
        "You see what would change before anything is written."
    )
)
if done := st.session_state.pop("done", None):
    st.success(done)
if refused := st.session_state.pop("refused", None):
    st.error(refused)
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
    key="file",
)
if file is None:
    past_lists.show(me.actor, scope, now=now)
    st.stop()
roster = organisation.read_roster_file(file.getvalue(), today=today, known_units=known)
with database.reading() as db:
    plan = organisation.plan_import(
        db, scope, roster, on=on, now=now, unit_id=unit.id if unit else None, complete=complete and unit is not None
    )
report = plan.report
if report.refused:
    n = len(report.refused)
    st.error(
        translate_n(
            "The file has {n} row to mend; nothing was changed", "The file has {n} rows to mend; nothing was changed", n
        )
    )
    st.write(_("Mend these places and upload the file again."))
    table_of(report.refused)
elif report.empty:
    st.info(_("This list changes nothing"))
else:
    touched = [one for one in report.people if one.outcome is not Outcome.UNCHANGED]
    st.header(translate_n("This would change {n} person", "This would change {n} people", len(touched)), anchor=False)
    st.write(summary(report))
    if report.units:
        with st.expander(f"{_('New units')} ({len(report.units)})"):
            st.markdown("\n".join(f"- {plain(one.parent)} › {plain(one.name)}" for one in report.units[:SHOWN]))
    st.button(_("Bring the list in"), type="primary", on_click=bring_in, args=(plan, file.name))
    st.table(
        [
            {
                _("Row"): str(one.row or "–"),
                _("Full name"): f"**{plain(one.full_name)}**  \n{plain(one.staff_code or '–')}",
                _("What happens"): organisation.outcome_word(one.outcome),
                _("Changes"): "  \n".join(changed(field) for field in one.fields),
            }
            for one in touched[:SHOWN]
        ],
        hide_index=True,
    )
    if len(touched) > SHOWN:
        st.caption(_("The first {n} are shown.", n=SHOWN))
if report.notes:
    with st.expander(f"{_('What was noticed while reading')} ({len(report.notes)})"):
        table_of(report.notes)
