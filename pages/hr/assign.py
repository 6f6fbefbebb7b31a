"""Give a course to a part of my units, by when; see whom it hits before it counts."""

from datetime import timedelta

import streamlit as st

from models import access, database, text, training
from models.organisation import Category, Tree
from models.rights import DomainError, Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import apart, errors, live, units, who
from pages.parts.categories import category_word
from pages.parts.plain import plain

me = who.signed_in(Right.ASSIGN)
scope = access.scope_of(me.actor, Right.ASSIGN)
now = text.utc_now()
today = text.local_day(now)
library = live.catalogue()


def give(course_id: int, whom: training.Whom, due: dict[str, object], title: str) -> None:
    """Store the rule; the duties that follow are written with it."""
    try:
        actor, reach = who.acting(Right.ASSIGN)
        with database.writing() as db:
            training.create_rule(
                db, actor, reach, course_id=course_id, whom=whom, from_=today, now=text.utc_now(), title=title, **due
            )
        st.session_state["done"] = _("The course is given. Newcomers who fit get it by themselves.")
    except DomainError as error:
        st.session_state["refused"] = errors.sentence(error)


def end(rule_id: int) -> None:
    """Let a rule end today."""
    try:
        actor, reach = who.acting(Right.ASSIGN)
        with database.writing() as db:
            training.end_rule(db, actor, reach, rule_id, on=today, now=text.utc_now())
        st.session_state["done"] = _("The rule has ended. What people achieved stays.")
    except DomainError as error:
        st.session_state["refused"] = errors.sentence(error)


st.title(_("Assign a course"), anchor=False)
if done := st.session_state.pop("done", None):
    st.success(done)
if refused := st.session_state.pop("refused", None):
    st.error(refused)
with database.reading() as db:
    offered = [one for one in library.releases if one.course in library.courses]
    trees = [tree for tree in Tree if tree is not Tree.PARTY or scope.party]
    places = units.told_apart(place for tree in trees for place in units.choices(db, scope, tree, today))
    rules = training.rules_in_scope(db, scope, now=now)
if not offered:
    st.info(_("No course is on offer yet. Trainers add courses as folders in content/courses."))
    st.stop()

titles = apart.told_apart({one.course.slug: str(one.course.title) for one in offered})
course = st.selectbox(_("Course"), offered, format_func=lambda one: titles[one.course.slug], key="course")
place = st.selectbox(_("Unit, with everything under it"), places, format_func=lambda one: one.label, key="unit")
picked = st.multiselect(
    _("Only these staff categories"),
    list(Category),
    format_func=category_word,
    key="categories",
    placeholder=_("all categories"),
)
heads = st.checkbox(_("Only heads of units"), key="heads")
fixed = st.radio(
    _("Due"),
    ["day", "days"],
    format_func={"day": _("on one day for all"), "days": _("a number of days after each person gets it")}.get,
    horizontal=True,
    key="kind",
)
due: dict[str, object]
if fixed == "day":
    day = st.date_input(_("Last day"), today + timedelta(days=30), min_value=today, format="DD/MM/YYYY", key="due_on")
    due = {"due_on": day}
else:
    due = {"due_days": int(st.number_input(_("Days"), 14, 365, 30, key="due_days"))}
if place is not None and course is not None:
    whom = training.Whom(subtree=(place.id,), categories=tuple(picked), head=True if heads else None)
    with database.reading() as db:
        hit = training.preview(db, scope, whom, from_=today, now=now)
    st.subheader(
        translate_n("This gives the course to {n} person", "This gives the course to {n} people", hit.count),
        anchor=False,
    )
    if hit.count:
        by_unit = ", ".join(f"{plain(unit.name)} ({text.number(unit.people)})" for unit in hit.by_unit[:6])
        more = "" if len(hit.by_unit) <= 6 else " …"
        st.caption(by_unit + more)
        with st.expander(_("The first names")):
            st.write(plain(", ".join(hit.names)))
    st.button(
        _("Give the course"),
        type="primary",
        disabled=not hit.count,
        on_click=give,
        args=(course.course_id, whom, due, str(course.course.title.vi)),
    )
if rules:
    st.subheader(_("Rules in force in my units"), anchor=False)
    for rule in rules:
        released = library.by_id(rule.course_id)
        name = str(released.course.title) if released else rule.title
        when = (
            _("due on {day}", day=rule.due_on)
            if rule.due_on
            else _("due {n} days after each person gets it", n=rule.due_days)
        )
        over = rule.until is not None and rule.until <= today
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{name}** · {when} · " + _("since {day}", day=rule.from_))
            if over:
                st.caption(_("ended"))
            else:
                st.button(_("End this rule"), key=f"end:{rule.key}", on_click=end, args=(rule.id,))
