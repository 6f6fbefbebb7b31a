"""The rules in force: whom each means in words, how many it holds; what another due day, renewal or end would move."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models import courses, database, training
from models.rights import Scope
from models.text import translate as _
from models.text import translate_n
from models.training import Held, PathStep, RuleLine
from pages.parts import folds
from pages.parts.office import due_form, renewal_form
from pages.parts.plain import plain

SHOWN = 4
OPENED = "rule opened in the list"

Act = Callable[
    [int, Callable[..., object], dict[str, Any], str], None
]  # rule, act of training, its terms, what is said


def show(
    rules: Sequence[RuleLine],
    library: courses.Catalogue,
    scope: Scope,
    held: Held,
    *,
    today: date,
    now: datetime,
    act: Act,
    top: DeltaGenerator,
) -> None:
    """Show one's own rules, each with a way to change it, then those of others that reach one's people.

    ``top``: where a rule stands that a link from elsewhere names, so that nobody looks for it below the form.
    """
    own, others = [rule for rule in rules if rule.own], [rule for rule in rules if not rule.own]
    named = st.query_params.get("rule", "")
    linked = next((rule for rule in own if rule.key == named != st.session_state.get(OPENED)), None)

    def card(rule: RuleLine) -> None:
        with st.container(border=True):
            _tell(rule, library)
            if rule.path and rule.people:
                _progress(rule, library, held, today)
            if rule.key == named:
                _change(rule, library, scope, held, today=today, now=now, act=act)
            else:
                st.button(_("Change or end"), key=f"open:{rule.key}", on_click=_open, args=(rule.key,))

    if linked is not None:
        with top:
            card(linked)
            st.header(_("Give another course"), anchor=False)
    below = [rule for rule in own if rule is not linked]
    if below:
        st.header(_("Rules in force in my units"), anchor=False)
    page = st.query_params.get("rules", "")
    more = len(below) if page == "all" else SHOWN
    for rule in below[:more]:
        card(rule)
    if len(below) > more:
        st.button(_("Show all {n} rules", n=len(own)), on_click=lambda: st.query_params.update(rules="all"))
    if others:
        with st.expander(
            translate_n("{n} rule of others reaches your people", "{n} rules of others reach your people", len(others))
        ):
            for rule in others:
                _tell(rule, library)


def _tell(rule: RuleLine, library: courses.Catalogue) -> None:
    title = rule.words.title or _name(rule.steps[0], library) if rule.steps else rule.words.title
    given, path = "", ""
    if rule.path:
        given = plain(_("Learning path with {n} courses", n=len(rule.steps))) + "  \n"
        told = [f"{_name(step, library)}: {due_form.words(step)}{_added(step)}" for step in rule.steps]
        path = "\n\n" + "\n".join(f"{place}. {plain(one)}" for place, one in enumerate(told, 1))
    elif rule.steps and title != (name := _name(rule.steps[0], library)):
        given = plain(_("Course: {course}", course=name)) + "  \n"
    parts = [] if rule.path else [due_form.words(step) for step in rule.steps]
    parts.append(_("since {day}", day=rule.from_))
    if rule.until is not None:
        parts.append(_("until {day}", day=rule.until - timedelta(days=1)))
    if rule.not_before is not None:
        parts.append(_("completions count from {day} on", day=rule.not_before))
    parts += renewal_form.words(rule.renewal)
    if rule.campaign:
        parts.append(rule.campaign)
    if rule.words.given_by:
        parts.append(_("given by {name}", name=rule.words.given_by))
    people = translate_n("holds {n} person today", "holds {n} people today", rule.people)
    st.markdown(f"**{plain(title)}**  \n{given}{plain(rule.words.whom)}: {people}  \n{plain(' · '.join(parts))}{path}")


def _added(step: PathStep) -> str:
    """Return since when a course belongs to a path that was edited after it was given."""
    return "" if step.since is None else f" ({_('in the path since {day}', day=step.since)})"


def _progress(rule: RuleLine, library: courses.Catalogue, held: Held, today: date) -> None:
    done = training.path_progress(held, rule.id, rule.steps, today=today)
    reached = {course: _("{valid} of {required}", valid=has, required=of) for course, has, of in done.by_course}
    steps = "; ".join(f"{_name(step, library)}: {reached[step.course]}" for step in rule.steps)
    said = [_("{n} of {of} people have completed the whole path.", n=done.all_done, of=done.people), f"{steps}."]
    if away := rule.people - done.people:
        said.append(
            translate_n("{n} on leave or exempt is not counted.", "{n} on leave or exempt are not counted.", away)
        )
    st.caption(plain(" ".join(said)))


def _name(step: PathStep, library: courses.Catalogue) -> str:
    released = library.by_id(step.course)
    return "–" if released is None else str(released.course.title)


def _change(
    rule: RuleLine,
    library: courses.Catalogue,
    scope: Scope,
    held: Held,
    *,
    today: date,
    now: datetime,
    act: Act,
) -> None:
    step = rule.steps[0]
    if rule.path:
        by_course = {one.course: one for one in rule.steps}
        names = {one.course: f"{number}. {_name(one, library)}" for number, one in enumerate(rule.steps, 1)}
        step = by_course[
            st.selectbox(
                _("Which course of the path"), list(names), format_func=names.__getitem__, key=f"step:{rule.key}"
            )
        ]
    due = due_form.ask(_("Due"), today, key=f"due:{rule.key}:{step.course}", now=step)
    terms = {**due, "course_id": step.course}
    with database.reading() as db:
        moved = training.moved_by(db, held, scope, rule.id, now=now, **terms)
    st.caption(
        _(
            "The new due day holds for {n} people; {late} of them would be overdue at once.",
            n=moved.people,
            late=moved.late,
        )
    )
    st.button(
        _("Change the due day"),
        key=f"change:{rule.key}",
        disabled=due_form.same(due, step),
        on_click=act,
        args=(rule.id, training.change_due, terms, _("The new due day holds for everybody whom this rule holds.")),
    )
    _renewing(rule, scope, held, now=now, act=act)
    ending = (
        _(
            "Ending it releases {released} people from a course of the path or several, {open} of whom have not"
            " completed all of these.",
            released=moved.released,
            open=moved.open,
        )
        if rule.path
        else _(
            "Ending it releases {released} people from the course, {open} of whom have not completed it.",
            released=moved.released,
            open=moved.open,
        )
    )
    if others := moved.people - moved.released:
        ending += " " + _("{n} others must take it by another rule too.", n=others)
    st.caption(ending)
    with st.container(horizontal=True):
        said = _("The rule has ended. What people achieved stays.")
        args = (rule.id, training.end_rule, {"on": today}, said)
        st.button(_("End this rule"), key=f"end:{rule.key}", on_click=act, args=args)
        st.button(_("Leave it as it is"), key=f"close:{rule.key}", type="tertiary", on_click=_open, args=(None,))


def _renewing(rule: RuleLine, scope: Scope, held: Held, *, now: datetime, act: Act) -> None:
    """Show in a fold how often the rule asks for its course again, and what follows at once from another answer."""
    place = folds.fold(_("When it has to be renewed"), icon=":material/autorenew:", key=f"renewal:{rule.key}")
    if place is None:
        return
    with place:
        asked = renewal_form.ask(rule.renewal, key=f"renewal:{rule.key}")
        same = asked == rule.renewal
        if not same:
            with database.reading() as db:
                hit = training.renewed_by(db, held, scope, rule.id, asked, now=now)
            st.markdown("\n".join(f"- {line}" for line in _follows(hit)))
            st.caption(
                _("Completions, certificates and due days stay as they are. Past days as known then do not change.")
            )
        said = _("The renewal holds as it was changed for everybody whom this rule holds.")
        args = (rule.id, training.change_renewal, {"renewal": asked}, said)
        st.button(_("Change the renewal"), key=f"renew:{rule.key}", disabled=same, on_click=act, args=args)


def _follows(hit: training.Renewed) -> list[str]:
    """Return what another renewal does to today's figures, a sentence each."""
    lines = [
        translate_n(
            "{n} person who has completed it counts as expired at once.",
            "{n} people who have completed it count as expired at once.",
            hit.lapsed,
        ),
        translate_n(
            "{n} person who has completed it must renew it now, within the days of grace.",
            "{n} people who have completed it must renew it now, within the days of grace.",
            hit.again,
        ),
        translate_n(
            "{n} person whose completion had run out counts as completed again.",
            "{n} people whose completion had run out count as completed again.",
            hit.back,
        ),
        translate_n(
            "{n} person is asked from today on to renew it; the completion still counts.",
            "{n} people are asked from today on to renew it; the completion still counts.",
            hit.asked,
        ),
    ]
    told = [line for line, n in zip(lines, (hit.lapsed, hit.again, hit.back, hit.asked), strict=True) if n]
    return told or [_("Today nothing changes for anybody; it holds for what ends later.")]


def _open(key: str | None) -> None:
    if key is None:
        st.query_params.pop("rule", None)
    else:
        st.query_params["rule"] = st.session_state[OPENED] = key
