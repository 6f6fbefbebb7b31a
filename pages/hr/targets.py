"""What is asked of my units, by when; set a target, see what it replaces, take it back."""

from datetime import date, timedelta

import streamlit as st

from models import access, database, organisation, text, training
from models.rights import DomainError, Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import apart, asked, doing, folds, going, live, tables, units, who
from pages.parts.coverage import target_list
from pages.parts.office import placeless

me = who.signed_in(Right.ASSIGN)
scope = access.scope_of(me.actor, Right.ASSIGN)
placeless.stop(scope)
now = text.utc_now()
today = text.local_day(now)
SIZE = 10
WHOLE = 0  # in the list of units: the whole installation
ALL = ""  # in the list of courses


def set_target(courses: dict[str, int]) -> None:
    """Store the target that is in the fields, as they are at the click."""
    unit, course, percent, due = (st.session_state[f"target:{name}"] for name in ("unit", "course", "percent", "due"))

    def act(db, actor, reach):  # type: ignore[no-untyped-def]
        if not isinstance(due, date):
            raise DomainError("target-day")
        where = {"unit_id": unit or None, "course_id": courses.get(course)}
        training.set_target(db, actor, reach, **where, percent=int(percent), due=due, now=text.utc_now())

    doing.do(Right.ASSIGN, act, _("The target holds from now on, here and on every page of those it reaches."))


with database.reading() as db:
    held = live.held(db)
    lines = training.targets_in_scope(db, scope, now=now)
    offered = [one for tree in organisation.trees_of(scope) for one in units.choices(db, scope, tree, today)]
titles = {course.id: course.title for course in held.courses}

st.title(
    translate_n("{n} target is set", "{n} targets are set", len(lines)) if lines else _("No target is set yet"),
    anchor=False,
)
doing.show()
default = training.target_for(held, training.Question(on=today))
st.write(
    _(
        "The nearest unit's target counts, and a course's own before that of all courses; of several days the next. "
        "Where nothing is set, {share} are asked for.",
        share=text.percent(default.percent, 100, None),
    )
)
if lines:
    page = min(asked.place(st.query_params, "page"), -(-len(lines) // SIZE))
    target_list.show(lines[(page - 1) * SIZE : page * SIZE], titles)
    if len(lines) > SIZE:
        tables.pages_of(page, len(lines), SIZE, key="targets", on_go=lambda to: going.turn("page", to))

st.header(_("Set a target"), anchor=False)
found = units.narrowed(offered, key="target:find", keep=units.chosen("target:unit"))
labels = {one.id: one.label for one in found}
if scope.everywhere:
    labels = {WHOLE: _("the whole installation"), **labels}
if not labels:
    st.info(_("The search finds no unit."))
    st.stop()
st.selectbox(_("Unit, with everything under it"), list(labels), format_func=labels.__getitem__, key="target:unit")
names = apart.told_apart({ALL: _("all required courses together"), **{one.slug: one.title for one in held.courses}})
st.selectbox(_("Course"), list(names), format_func=names.__getitem__, key="target:course")
# without bounds here: fields keep back what is beyond them, and the act would take what stood there before
st.number_input(_("Completed, in per cent"), value=default.percent, key="target:percent")
st.date_input(
    _("By the end of the day"),
    today + timedelta(days=90),
    format="DD/MM/YYYY",
    key="target:due",
    help=_("Several days make a plan: 60 % by the end of March, 80 % by the end of the year."),
)
ids = {course.slug: course.id for course in held.courses}
st.button(_("Set this target"), type="primary", on_click=set_target, args=(ids,))

if place := folds.fold(_("Targets that were changed or taken back"), key="ended"):
    with database.reading() as db, place:
        target_list.ended(training.targets_in_scope(db, scope, now=now, ended=True)[:50], titles)
