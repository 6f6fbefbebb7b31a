"""What a figure says first: where it stands in the tree, the finding, its numbers, the bar of its states."""

import streamlit as st

from models import text, training
from models.rights import Scope
from models.text import translate as _
from models.text import translate_n
from models.training import Coverage, Held, Outlooks, Question, State
from pages.parts import going, states
from pages.parts.coverage import charts, comparison, lights, sources
from pages.parts.plain import plain

CHART = "chart-states"
APART = (State.EXEMPT, State.ON_LEAVE, State.INACTIVE)  # stand in no share


def words(figure: Coverage, place: str) -> str:
    """Return the finding in a line that begins with the place; of small numbers the count in place of a share."""
    total = figure.total
    if not total.required:
        return _("{unit}: nobody has to take a course", unit=place)
    if total.required < charts.SMALL:
        return _("{unit}: {valid} of {required} completed", unit=place, valid=total.valid, required=total.required)
    return _("{unit}: {percent} completed", unit=place, percent=text.percent(total.valid, total.required))


def way_up(figure: Coverage) -> None:
    """Show the units above the figure's own, each leading to its figure."""
    with st.container(horizontal=True, gap="small"):
        for crumb in figure.crumbs[:-1]:
            st.button(
                f"{plain(crumb.name)} ›",
                key=f"up:{crumb.key}",
                type="tertiary",
                on_click=going.go,
                kwargs={"unit": crumb.key, "kind": None, "named": None},
            )


def sentence(figure: Coverage, outlook: Outlooks) -> str:
    """Return the finding's numbers, the target beside them and how it is met, as Markdown."""
    total = figure.total
    base = _("{valid} of {required} required", valid=total.valid, required=total.required)
    goal = _("target {target}", target=training.goal_words(figure.goal))
    everybody = _(
        "{all_valid} of {people} people have completed everything required.",
        all_valid=figure.people_all_valid,
        people=figure.people_required,
    )
    late = translate_n("{n} overdue.", "{n} overdue.", total.states[State.OVERDUE])
    return f"{base}, {goal}. {lights.said(outlook.total)} {everybody} {late}"


def states_bar(held: Held, scope: Scope, figure: Coverage, question: Question) -> list[charts.Part]:
    """Show the states as a bar with its legend, and what is counted apart; return the bar's parts, none of nobody."""
    with st.container(key=CHART):  # one place whatever stands in it, or an open filter would close
        total = figure.total
        if not total.required:
            return []
        parts = charts.state_parts([(one.value, states.word(one), total.states[one]) for one in comparison.STATES])
        told = ", ".join(f"{part.word}: {text.number(part.number)}" for part in parts)
        charts.state_bar(parts, finding=told, key="states")
        st.markdown(" ".join(f"{states.badge(part.state)} {text.number(part.number)}" for part in parts))
        if beside := " ".join(filter(None, (_not_counted(figure), sources.words(held, scope, question)))):
            st.caption(beside)
        return parts


def _not_counted(figure: Coverage) -> str:
    numbers = [(state, figure.total.states[state]) for state in APART]
    told = ", ".join(f"{states.word(state).lower()}: {text.number(number)}" for state, number in numbers if number)
    return _("Not counted: {states}.", states=told) if told else ""
