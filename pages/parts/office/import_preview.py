"""What a staff list would change: counts, new units, and the first people with what becomes of them."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from models import organisation, text
from models.organisation import ImportSummary
from models.text import translate as _
from models.text import translate_n
from pages.parts.plain import plain


def counts_words(summary: ImportSummary) -> str:
    """Return the counts as words; what nobody is in is left out."""
    told = ((organisation.Outcome(name), n) for name, n in summary.counts.items() if n)
    return ", ".join(f"{organisation.outcome_word(outcome)}: {text.number(n)}" for outcome, n in told)


def file_words() -> str:
    """Return as Markdown what a staff list has to hold, and how new units come with it."""
    return "\n".join(
        (
            "- " + _("One row for each person, under headings: full name, staff code, unit, position, category."),
            "- " + _("A staff code, an e-mail address or a phone number tells who a row is. The order is free."),
            "- " + _("Units that do not exist yet: a second sheet with the headings unit's name and superior unit."),
            "- " + _("Headings in Vietnamese or English; rows of a title above them do no harm."),
        )
    )


def show(summary: ImportSummary, on_bring_in: Callable[..., None], *args: Any) -> None:
    """Show a list's preview, with the button that brings it in where anything would change."""
    n = summary.refused_count
    if n:
        words = translate_n(
            "The file has {n} row to mend; nothing was changed", "The file has {n} rows to mend; nothing was changed", n
        )
        st.error(words)
        st.write(_("Mend these places and upload the file again."))
        _findings(summary.refused, n)
    elif summary.empty:
        st.info(_("This list changes nothing"))
    else:
        _changes(summary, on_bring_in, *args)
    if summary.note_count:
        with st.expander(f"{_('What was noticed while reading')} ({text.number(summary.note_count)})"):
            _findings(summary.notes, summary.note_count)


def _changes(summary: ImportSummary, on_bring_in: Callable[..., None], *args: Any) -> None:
    n = summary.changed
    if n or summary.unit_count:
        st.header(translate_n("This would change {n} person", "This would change {n} people", n), anchor=False)
    asked = translate_n(
        "{n} person is in a unit that others answer for: a transfer request will be sent",
        "{n} people are in units that others answer for: transfer requests will be sent",
        summary.asked,
    )
    offered = translate_n(
        "{n} of your people goes to a unit that others answer for: a transfer request will be sent",
        "{n} of your people go to units that others answer for: transfer requests will be sent",
        summary.offered,
    )
    for said, number in ((asked, summary.asked), (offered, summary.offered)):
        if number:
            st.info(f"{said}. {_('They stay where they are until it is answered.')}", icon=":material/move_up:")
    st.write(counts_words(summary))
    if summary.unit_count:
        with st.expander(f"{_('New units')} ({text.number(summary.unit_count)})"):
            st.markdown("\n".join(f"- {plain(one.parent)} › {plain(one.name)}" for one in summary.units))
    st.button(_("Bring the list in"), type="primary", on_click=on_bring_in, args=args)
    st.table(
        [
            {
                _("Row"): str(one.row or "–"),
                _("Full name"): f"**{plain(one.full_name)}**  \n{plain(one.staff_code or '–')}",
                _("What happens"): organisation.outcome_word(one.outcome),
                _("Changes"): "  \n".join(_changed(field) for field in one.fields),
            }
            for one in summary.touched
        ],
        hide_index=True,
    )
    _rest(len(summary.touched), n + summary.asked + summary.offered)


def _changed(field: organisation.FieldChange) -> str:
    return f"{organisation.field_word(field.field)}: {plain(field.before or '–')} → {plain(field.after or '–')}"


def _findings(findings: Sequence[organisation.RosterProblem], total: int) -> None:
    st.table(
        [
            {
                _("Where"): plain(organisation.place_words(one)),
                _("What to mend"): plain(organisation.problem_sentence(one)),
            }
            for one in findings
        ],
        hide_index=True,
    )
    _rest(len(findings), total)


def _rest(shown: int, total: int) -> None:
    if total > shown:
        st.caption(_("The first {n} are shown.", n=shown))
