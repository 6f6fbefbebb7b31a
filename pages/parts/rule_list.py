"""The rules in force: whom each means in words, how many it holds; what another due day, or an end, would move."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import streamlit as st

from models import courses, database, text, training
from models.rights import Scope
from models.text import translate as _
from models.text import translate_n
from models.training import Held, PathStep, Renewal, RuleLine
from pages.parts import due_form
from pages.parts.plain import plain

SHOWN = 4


def show(
    rules: Sequence[RuleLine],
    library: courses.Catalogue,
    scope: Scope,
    held: Held,
    *,
    today: date,
    now: datetime,
    on_change: Callable[..., None],
    on_end: Callable[..., None],
) -> None:
    """Show one's own rules, each with a way to change it, then those of others that reach one's people."""
    own, others = [rule for rule in rules if rule.own], [rule for rule in rules if not rule.own]
    if own:
        st.header(_("Rules in force in my units"), anchor=False)
    page = st.query_params.get("rules", "")
    more = len(own) if page == "all" else SHOWN
    for rule in own[:more]:
        with st.container(border=True):
            _tell(rule, library)
            if rule.path and rule.people:
                _progress(rule, library, held, today)
            if st.query_params.get("rule") == rule.key:
                _change(rule, library, scope, held, today=today, now=now, on_change=on_change, on_end=on_end)
            else:
                st.button(_("Change or end"), key=f"open:{rule.key}", on_click=_open, args=(rule.key,))
    if len(own) > more:
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
        told = [f"{_name(step, library)}: {due_form.words(step)}" for step in rule.steps]
        path = "\n\n" + "\n".join(f"{place}. {plain(one)}" for place, one in enumerate(told, 1))
    elif rule.steps and title != (name := _name(rule.steps[0], library)):
        given = plain(_("Course: {course}", course=name)) + "  \n"
    parts = [] if rule.path else [due_form.words(step) for step in rule.steps]
    parts.append(_("since {day}", day=rule.from_))
    if rule.until is not None:
        parts.append(_("until {day}", day=rule.until - timedelta(days=1)))
    if rule.not_before is not None:
        parts.append(_("completions count from {day} on", day=rule.not_before))
    parts += _renewal(rule.renewal)
    if rule.campaign:
        parts.append(rule.campaign)
    if rule.words.given_by:
        parts.append(_("given by {name}", name=rule.words.given_by))
    people = translate_n("holds {n} person today", "holds {n} people today", rule.people)
    st.markdown(f"**{plain(title)}**  \n{given}{plain(rule.words.whom)}: {people}  \n{plain(' · '.join(parts))}{path}")


def _progress(rule: RuleLine, library: courses.Catalogue, held: Held, today: date) -> None:
    done = training.path_progress(held, rule.id, rule.steps, today=today)
    reached = dict(done.by_course)
    steps = "; ".join(f"{_name(step, library)}: {text.number(reached[step.course])}" for step in rule.steps)
    all_of_it = _("{n} of {of} people have completed the whole path.", n=done.all_done, of=done.people)
    st.caption(plain(f"{all_of_it} {steps}"))


def _renewal(renewal: Renewal) -> list[str]:
    said = []
    if renewal.months is not None:
        said.append(translate_n("renewed every {n} month", "renewed every {n} months", renewal.months))
    if renewal.window:
        said.append(
            translate_n("asked for {n} day before it ends", "asked for {n} days before it ends", renewal.window)
        )
    if renewal.grace:
        said.append(translate_n("expired {n} day after its end", "expired {n} days after its end", renewal.grace))
    return said


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
    on_change: Callable[..., None],
    on_end: Callable[..., None],
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
    same = due_form.same(due, step)
    st.button(
        _("Change the due day"), key=f"change:{rule.key}", disabled=same, on_click=on_change, args=(rule.id, terms)
    )
    ending = _(
        "Ending it releases {released} people from the course, {open} of whom have not completed it.",
        released=moved.released,
        open=moved.open,
    )
    if others := moved.people - moved.released:
        ending += " " + _("{n} others must take it by another rule too.", n=others)
    st.caption(ending)
    with st.container(horizontal=True):
        st.button(_("End this rule"), key=f"end:{rule.key}", on_click=on_end, args=(rule.id,))
        st.button(_("Leave it as it is"), key=f"close:{rule.key}", type="tertiary", on_click=_open, args=(None,))


def _open(key: str | None) -> None:
    if key is None:
        st.query_params.pop("rule", None)
    else:
        st.query_params["rule"] = key
