"""Passes that marking anew took, as an office reads them: whose, by how much, what was decided."""

from collections.abc import Sequence

import streamlit as st

from models import text
from models.learning import Decision, LostLine
from models.text import translate as _
from pages.parts import tables

AT_FIRST = 6


def acts() -> dict[Decision, str]:
    """Return what may be decided, as a button says it."""
    return {Decision.STANDS: _("Let the passes stand"), Decision.WITHDRAWN: _("Withdraw the passes")}


def decision_word(decision: Decision | None) -> str:
    """Return what was decided."""
    return {
        None: _("waits for a decision"),
        Decision.STANDS: _("the pass stands"),
        Decision.WITHDRAWN: _("the pass was withdrawn"),
    }[decision]


def waiting(lines: Sequence[LostLine], *, linked: bool) -> None:
    """Show people whose pass is in doubt."""
    rows = [[_person(line, linked), tables.words(_marks(line))] for line in lines]
    _some(rows, [_("Person"), _("Result before and now")], _("Passes in doubt"))


def decided(lines: Sequence[LostLine], *, linked: bool) -> None:
    """Show what was decided, by whom, why."""
    rows = [[_person(line, linked), tables.under(tables.words(_decided(line)), line.doubt.reason)] for line in lines]
    _some(rows, [_("Person"), _("Decision")], _("Decided last"))


def _some(rows: list[list[tables.Cell]], heads: list[str], caption: str) -> None:
    """The first lines, the others behind a fold, so that what is to be decided stays in sight."""
    tables.show(heads, rows[:AT_FIRST], caption=caption)
    if len(rows) > AT_FIRST:
        with st.expander(_("The other people: {n}", n=len(rows) - AT_FIRST)):
            tables.show(heads, rows[AT_FIRST:], caption=caption)


def _person(line: LostLine, linked: bool) -> tables.Cell:
    name = tables.words(line.full_name)
    if linked:
        name = tables.link(line.full_name, "person", {"person": line.person_key})
    beside = ", ".join(part for part in (line.staff_code, line.unit) if part)
    return tables.under(name, f"{beside} ({_('yourself: a colleague decides')})" if line.own else beside)


def _marks(line: LostLine) -> str:
    now = text.percent(line.result.marks, line.result.max_marks, None)
    first = line.result.first
    return now if first is None else f"{text.percent(first.marks, first.max_marks, None)} → {now}"


def _decided(line: LostLine) -> str:
    word = decision_word(line.doubt.decision)
    by = line.decided_by or _("nobody decided in time")
    on = "" if line.doubt.decided_at is None else text.day(text.local_day(line.doubt.decided_at))
    return f"{word} · {_marks(line)} · {by}, {on}"
