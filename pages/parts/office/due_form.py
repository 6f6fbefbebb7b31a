"""By when a course is due: asked for and told, as a day for all or as days, of the calendar or of work, for each."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from models import training
from models.rights import DomainError
from models.text import translate as _
from models.text import translate_n
from models.training import PathStep

DAY, DAYS, WORKING = "day", "days", "working"
LEAST = {DAYS: training.GRACE_DAYS, WORKING: training.GRACE_WORKING_DAYS}
MOST = {DAYS: training.MOST_DUE_DAYS, WORKING: training.MOST_WORKING_DAYS}


def ask(label: str, today: date, *, key: str, now: PathStep | None = None) -> dict[str, Any]:
    """Show by when, beginning with what holds ``now``, and return it as a rule's terms."""
    kinds = {
        DAY: _("on one day for all"),
        DAYS: _("a number of days after each person gets it"),
        WORKING: _("a number of working days after each person gets it"),
    }
    kind = st.radio(label, list(kinds), list(kinds).index(_kind(now)), format_func=kinds.__getitem__, key=f"{key}:kind")
    if kind == DAY:
        usual = today + timedelta(days=30)
        day = max(now.due_on, today) if now is not None and now.due_on is not None else usual
        word = _("Last day") if now is None else _("New last day")
        return {"due_on": st.date_input(word, day, format="DD/MM/YYYY", key=f"{key}:day")}
    word = _("Days") if now is None else _("New number of days")
    if kind == WORKING:
        word = _("Working days") if now is None else _("New number of working days")
    days = now.due_days if now is not None and now.due_days is not None and _kind(now) == kind else 30
    number = st.number_input(word, LEAST[kind], MOST[kind], max(days, LEAST[kind]), key=f"{key}:{kind}")
    return {"due_days": int(number), "working": kind == WORKING}


def check(terms: dict[str, Any], today: date) -> None:
    """Return if no day of a rule's terms is over; raise 'extension-past' otherwise.

    The fields have no bounds: a field puts back what is beyond them, and nobody hears that it is not what they typed.
    """
    days = [terms.get("due_on"), *(step.due_on for step in terms.get("steps") or ())]
    if any(day is not None and day < today for day in days):
        raise DomainError("extension-past")


def same(due: dict[str, Any], now: PathStep) -> bool:
    """Return whether terms say what holds now."""
    asked = (due.get("due_on"), due.get("due_days"), bool(due.get("working")))
    return asked == (now.due_on, now.due_days, now.working)


def words(step: PathStep) -> str:
    """Return by when a step is due."""
    if step.due_on is not None:
        return _("due on {day}", day=step.due_on)
    if step.working:
        return _("due {n} working days after each person gets it", n=step.due_days)
    return _("due {n} days after each person gets it", n=step.due_days)


def dated(step: PathStep, due: date) -> str:
    """Return by when a step is due for who gets it on the first day, with the day itself."""
    if step.due_on is not None:
        return _("due on {day}", day=due)
    number = step.due_days or 0
    after = (
        translate_n("{n} working day later", "{n} working days later", number)
        if step.working
        else translate_n("{n} day later", "{n} days later", number)
    )
    return _("due on {day}, {after}", day=due, after=after)


def _kind(now: PathStep | None) -> str:
    if now is None or now.due_on is not None:
        return DAY
    return WORKING if now.working else DAYS
