"""How a figure came to be what it is: week by week, or beside that of another day; drawn when it is asked for."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import streamlit as st

from models.rights import Scope
from models.text import translate as _
from models.training import Coverage, Held
from pages.parts import asked, going
from pages.parts.coverage import bridge, trend


def show(
    held: Held,
    scope: Scope,
    figure: Coverage,
    address: Mapping[str, str],
    *,
    goal: Callable[[date], float],
    place: str,
    now: datetime,
) -> None:
    """Let the reader choose a look back, and show it; the choice stands in the address."""
    question = figure.question
    if question.on < asked.EARLIEST:
        return
    chosen = asked.past(address, question.on)
    words = {asked.WEEKS: _("week by week"), asked.BRIDGE: _("beside another day")}
    st.header(_("How it came about"), anchor=False)
    going.agree("past", chosen)
    st.segmented_control(
        _("Show the figure"),
        list(words),
        format_func=words.__getitem__,
        key="past",
        on_change=lambda: going.go(past=st.session_state["past"]),
    )
    with st.container():  # one place whatever stands in it
        if chosen == asked.WEEKS:
            trend.show(held, scope, figure, address, goal=goal, place=place, now=now)
        elif chosen == asked.BRIDGE:
            bridge.show(held, scope, question, address, place=place, now=now)
