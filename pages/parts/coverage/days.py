"""The days around today on an overview: what has happened since earlier ones, and what falls due soon."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from models import text
from models.text import translate as _
from models.text import translate_n
from models.training import Flag, Overview, Upcoming
from pages.parts import states, tables
from pages.parts.coverage import addresses, standing

SHOWN = 6  # courses that fall due soon


def before(view: Overview, last_look: date | None, today: date) -> None:
    """Show what has happened since the days of an overview, each leading to the figure of that day."""
    rows = [
        [
            tables.under(
                tables.link(standing.since_words(one, last_look, today), "coverage", addresses.coverage(on=one.day)),
                standing.happened(one, view.figure.total),
            ),
            tables.under(standing.cell(one.then), standing.change(view.figure.total, one.then)),
        ]
        for one in view.before
    ]
    caption = _("What has happened, and what was completed before")
    tables.show([_("Since"), _("Completed then")], rows, caption=caption)


def upcoming(courses: Sequence[Upcoming], today: date) -> None:
    """Show the courses that fall due within two weeks, each leading to the people whom that is about."""
    st.header(_("Due within two weeks"), anchor=False)
    if not courses:
        st.write(_("Nothing falls due within two weeks."))
        return
    rows = [
        [
            tables.under(
                tables.link(one.title, "coverage", addresses.coverage(course=one.course, flag=Flag.DUE_SOON)),
                states.due_words(one.first, today),
            ),
            tables.number(text.number(one.pairs)),
        ]
        for one in courses[:SHOWN]
    ]
    tables.show([_("Course, first day due"), _("people")], rows, caption=_("Due within two weeks"))
    if len(courses) > SHOWN:
        st.caption(translate_n("and {n} more course", "and {n} more courses", len(courses) - SHOWN))
