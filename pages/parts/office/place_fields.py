"""The fields of a place that an officer gives somebody (unit, days, job), and what was typed into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from models import text
from models.organisation import Category, Job
from models.text import translate as _
from pages.parts import units
from pages.parts.categories import category_word
from pages.parts.office.person_view import Seen

LONG_AGO, FAR_OFF = date(1900, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Place:
    """A place as it was typed; ``until`` is the first day that no longer belongs to it."""

    unit_id: int
    from_: date
    until: date | None
    job: Job


def typed(seen: Seen, prefix: str) -> Place | None:
    """Return what was typed into the fields of one place; None, and the page says so, without a unit or a day."""
    unit, day = seen.typed(prefix + "unit"), seen.typed(prefix + "day")
    if unit is None or day is None:
        st.session_state["refused"] = _("Choose the unit and the day first.")
        return None
    job = Job(
        position=text.tidy(seen.typed(prefix + "position") or ""),
        category=seen.typed(prefix + "category"),
        rank=text.tidy(seen.typed(prefix + "rank") or ""),
        head=bool(seen.typed(prefix + "head")),
        leader=bool(seen.typed(prefix + "leader")),
    )
    return Place(unit.id, day, after(seen.typed(prefix + "end")), job)


def after(last: date | None) -> date | None:
    """Return the day after somebody's last day, which people name; None where no end is known."""
    return None if last is None else last + timedelta(days=1)


def offered(seen: Seen, prefix: str, places: Sequence[units.Choice], unit_id: int | None) -> list[units.Choice]:
    """Show a search above a form, where there are many units, and return those that its list offers."""
    kept = {*units.chosen(seen.key(prefix + "unit")), *(() if unit_id is None else (unit_id,))}
    return units.narrowed(places, key=seen.key(prefix + "find"), keep=kept)


def unit(seen: Seen, prefix: str, places: Sequence[units.Choice], unit_id: int | None) -> None:
    """Ask for the unit."""
    st.selectbox(
        _("To which unit"),
        places,
        next((number for number, one in enumerate(places) if one.id == unit_id), None),
        format_func=lambda one: one.label,
        placeholder=_("Choose a unit"),
        key=seen.key(prefix + "unit"),
    )


def day(seen: Seen, name: str, label: str, value: date | None) -> None:
    """Ask for a day, as far back or ahead as one of a working life."""
    first, last = min(value or LONG_AGO, LONG_AGO), max(value or FAR_OFF, FAR_OFF)
    st.date_input(label, value, min_value=first, max_value=last, format="DD/MM/YYYY", key=seen.key(name))


def job(seen: Seen, prefix: str, before: Job) -> None:
    """Ask for what somebody is there."""
    st.text_input(_("Position"), before.position, key=seen.key(prefix + "position"), max_chars=200)
    categories = [None, *Category]
    st.selectbox(
        _("Staff category"),
        categories,
        categories.index(before.category),
        format_func=lambda one: category_word(one) if one else "–",
        key=seen.key(prefix + "category"),
    )
    st.text_input(_("Rank"), before.rank, key=seen.key(prefix + "rank"), max_chars=200)
    st.checkbox(_("Head of the unit"), before.head, key=seen.key(prefix + "head"))
    st.checkbox(_("Leading position (deputies too)"), before.leader, key=seen.key(prefix + "leader"))
