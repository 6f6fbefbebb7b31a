"""More time and attempts: the form by which they are given, and the list of what is in force.

The same for an officer, within their scope, and for whoever keeps a course, for that course.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from models import assessment, courses, database, organisation, text
from models.assessment import AllowanceLine
from models.database import Session
from models.organisation import Tree
from models.rights import Actor, DomainError, Right, Scope
from models.text import translate as _
from models.text import translate_n
from pages.parts import apart, doing, typed, units
from pages.parts.plain import plain


def show(offered: Sequence[courses.Released], scope: Scope | None, right: Right, today: date) -> None:
    """Show the form for one of the courses on offer; ``scope`` None: for whoever keeps them."""
    slugs = {one.course.slug: one for one in offered}
    titles = apart.told_apart({slug: str(one.course.title) for slug, one in slugs.items()})
    released = slugs[
        st.selectbox(_("Course"), list(slugs), format_func=titles.__getitem__, key="course", bind="query-params")
    ]
    quizzes = apart.told_apart({quiz.name: str(quiz.title) for quiz in released.course.quizzes})
    quiz = st.selectbox(
        _("Quiz"), ["", *quizzes], format_func=lambda one: quizzes.get(one) or _("every quiz of the course"), key="quiz"
    )
    kind = st.segmented_control(
        _("Who gets it"),
        ["person", "unit"],
        default="person",
        format_func={"person": _("one person"), "unit": _("a whole unit")}.__getitem__,
        key="kind",
        required=True,
    )
    if kind == "unit":
        with database.reading() as db:
            places = (  # whoever keeps a course keeps it for the learners of every unit
                units.of_trees(db, (Tree.ADMINISTRATION,), today)
                if scope is None
                else units.choices(db, scope, Tree.ADMINISTRATION, today)
            )
        found = units.narrowed(places, key="find-unit", keep=units.chosen("unit"))
        labels = {one.id: one.label for one in found}
        st.selectbox(
            _("Unit, with everything under it"), list(labels), index=None, format_func=labels.__getitem__, key="unit"
        )
    else:
        st.text_input(_("Staff code, e-mail or phone number"), key="login", max_chars=100)
    with st.container(horizontal=True):
        # without bounds here: a field keeps back what is beyond them, and the act would take what stood there before
        st.number_input(_("More minutes in each attempt"), value=0, key="minutes")
        st.number_input(_("More attempts"), value=0, key="attempts")
    st.date_input(_("Last day (empty: until it is taken back)"), None, format="DD/MM/YYYY", key="last")
    st.text_area(_("Why (stays on record)"), key="reason", max_chars=assessment.REASON_LIMIT, height=80)
    typed.keep("reason")
    st.button(
        _("Allow it"), type="primary", on_click=_give, args=(released.course_id, quiz or None, kind, scope, right)
    )
    st.caption(_("It counts for attempts from now on. More time also reaches an attempt that is open now."))


def listed(lines: Sequence[AllowanceLine], library: courses.Catalogue, scope: Scope | None, right: Right) -> None:
    """Show what is in force, each with the way to take it back."""
    if not lines:
        st.info(_("Nobody has more time or attempts at present."))
    for one in lines:
        with st.container(border=True):
            st.markdown(words(one, library))
            st.button(_("Take it back"), key=f"end:{one.id}", on_click=_end, args=(one.id, scope, right))


def words(one: AllowanceLine, library: courses.Catalogue) -> str:
    """Return an allowance as Markdown: for whom, what, for which quiz, why, by whom."""
    released = library.by_id(one.course_id)
    title = "–" if released is None else str(released.course.title)
    quiz = released.course.quiz(one.quiz) if released is not None and one.quiz else None
    what = [
        *([translate_n("{n} minute more", "{n} minutes more", one.minutes)] if one.minutes else []),
        *([translate_n("{n} attempt more", "{n} attempts more", one.attempts)] if one.attempts else []),
    ]
    where = plain(title) + (f" · {plain(quiz.title)}" if quiz is not None else "")
    until = "" if one.until is None else ", " + _("before {day}", day=one.until)
    by = _(
        "{reason} ({name}, {day})", reason=one.reason, name=one.granted_by or "–", day=text.local_day(one.recorded_at)
    )
    return f"**{plain(one.person or one.unit or '–')}**: {', '.join(what)}{until}  \n{where}  \n{plain(by)}"


def _give(course_id: int, quiz: str | None, kind: str, scope: Scope | None, right: Right) -> None:
    held = st.session_state
    last: date | None = held["last"]

    def act(db: Session, actor: Actor, reach: Scope | None = None) -> None:
        person = None
        if kind == "person":
            found = organisation.find_person(db, login=str(held["login"]))
            if found is None:  # an officer is not told whether somebody out of reach exists
                raise DomainError("person-unknown" if scope is None else "outside-scope")
            person = found.id
        assessment.allow(
            db,
            actor,
            reach,
            course_id=course_id,
            quiz=quiz,
            person_id=person,
            unit_id=held.get("unit") if kind == "unit" else None,
            minutes=int(held["minutes"]),
            attempts=int(held["attempts"]),
            reason=str(held["reason"]),
            until=None if last is None or last == date.max else last + timedelta(days=1),
            now=text.utc_now(),
        )

    if _do(scope, right, act, _("It is allowed, with your name and the reason.")):
        typed.sent("reason", "login")


def _end(allowance_id: int, scope: Scope | None, right: Right) -> None:
    def act(db: Session, actor: Actor, reach: Scope | None = None) -> None:
        assessment.end_allowance(db, actor, reach, allowance_id, now=text.utc_now())

    _do(scope, right, act, _("It is taken back. An attempt that is open keeps its end."))


def _do(scope: Scope | None, right: Right, act: doing.Act, said: str) -> bool:
    """Carry an act out as an officer within their scope, or (None) as whoever keeps the course."""
    return doing.do_as_oneself(act, said) if scope is None else doing.do(right, act, said)
