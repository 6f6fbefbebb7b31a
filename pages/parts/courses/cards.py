"""What several pages show of a course."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from models import courses, learning, text
from models.text import translate as _
from models.text import translate_n
from models.training import PersonCourse, State
from pages.parts import going, menu, states
from pages.parts.courses import about
from pages.parts.plain import plain

FEW = 4  # completed courses that are shown without folding


def onward(released: courses.Released, way: learning.CourseProgress, *, main: bool = True, again: bool = False) -> None:
    """Show the one next step in a course: its open quiz, the next lesson, the quiz that is left; at last, to reread.

    ``again``: it was completed and is asked for anew, so that the quiz is taken again.
    """
    word, page, address = _next_step(released, way, again=again)
    main_link(page, word, address, main=main)


def _next_step(
    released: courses.Released, way: learning.CourseProgress, *, again: bool
) -> tuple[str, str, dict[str, str]]:
    course = released.course
    go_on = None
    if way.open_attempt is not None:
        begun = course.quiz(way.open_attempt.quiz)  # None where the course has it no more
        name = way.open_attempt.quiz if begun is None else begun.name
        go_on = (_("Go on with the quiz"), "cadre/quiz", _at(course, quiz=name))
        if begun is None or not course.is_practice(begun):
            return go_on
    if way.next_lesson is not None:
        word = _("Go on learning") if way.started else _("Begin")
        return word, "cadre/lesson", _at(course, lesson=way.next_lesson)
    if last := _quiz_left(way):
        return _("To the final quiz"), "cadre/quiz", _at(course, quiz=last)
    if go_on is not None:
        return go_on
    if again and way.quiz is not None and way.marking_since is None:
        return _("Renew it: take the quiz again"), "cadre/quiz", _at(course, quiz=way.quiz)
    if course.lessons:
        return _("Read it again"), "cadre/lesson", _at(course, lesson=course.lessons[0].name)
    return _("Open the course"), "cadre/course", _at(course)


def _quiz_left(way: learning.CourseProgress) -> str | None:
    """Return the quiz that completes the course, if it is still to be taken."""
    return None if way.quiz_passed or way.marking_since is not None else way.quiz


def _at(course: courses.Course, **named: str) -> dict[str, str]:
    return {"course": course.slug, **named}


def main_link(page: str, label: str, address: dict[str, str], *, main: bool = True) -> None:
    """Show an act as a button that leads to another page; the page's main one stands out."""
    st.button(
        label,
        type="primary" if main else "secondary",
        key=f"go:{page}:{sorted(address.items())}",
        on_click=going.on_to,
        args=(page,),
        kwargs=address,
    )


def summary(todo: Sequence[PersonCourse], ways: Mapping[int, learning.CourseProgress]) -> str:
    """Return how urgent it all is and how long it takes, as one line."""
    late = sum(duty.state is State.OVERDUE for duty in todo)
    soon = sum(duty.due_soon and duty.state is not State.OVERDUE for duty in todo)
    parts = []
    if late:
        parts.append(f"{states.badge(State.OVERDUE)} {text.number(late)}")
    if soon:
        parts.append(f"{states.badge('due-soon')} {text.number(soon)}")
    mine = [ways[duty.course_id] for duty in todo]
    if minutes := sum(way.minutes_left for way in mine):
        parts.append(_("About {minutes} minutes of reading, then a quiz.", minutes=minutes))
    elif all(way.next_lesson is None and _quiz_left(way) for way in mine):
        parts.append(_("The lessons are read; the quiz is left."))
    return " · ".join(parts)


def duty(
    released: courses.Released,
    way: learning.CourseProgress,
    one: PersonCourse,
    today: date,
    *,
    step: str = "",
) -> None:
    """Show the course that is most urgent: title, state, date, how much is left, and which ``step`` of a path it is."""
    st.header(plain(released.course.title), anchor=False)
    st.markdown(urgency(one, today) + (f"  \n{plain(step)}" if step else ""))
    left(released.course, way)


def next_duty(
    released: courses.Released, way: learning.CourseProgress, one: PersonCourse, today: date, *, step: str = ""
) -> None:
    """Show another course that is due in few lines, so that several are seen at once on a phone."""
    told = [urgency(one, today)]
    if way.minutes_left:
        told.append(_("about {n} minutes", n=way.minutes_left))
    elif way.next_lesson is None and _quiz_left(way):
        told.append(_("the quiz is left"))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        below = f"  \n{plain(step)}" if step else ""
        st.markdown(f"**{plain(released.course.title)}**  \n{' · '.join(told)}{below}")
        onward(released, way, main=False, again=asked_again(one))


def asked_again(one: PersonCourse) -> bool:
    """Return whether a course that somebody completed once is asked of them anew."""
    return one.renewing or (one.completed_on is not None and one.state in (State.DUE_AGAIN, State.EXPIRED))


def renewal_words(one: PersonCourse) -> str:
    """Return that a course is to be renewed, by when, and that nothing is lost by it."""
    kept = _("What you achieved and its certificate stay; a renewal adds a new one.")
    if one.renewing and one.due is not None:
        return _("Your completion counts until {day}. You can renew it from now on.", day=one.due) + " " + kept
    if one.state is State.EXPIRED and one.valid_until is not None:
        return _("Your completion no longer counts since {day}. Renew it.", day=one.valid_until) + " " + kept
    if one.due is not None:
        return _("This course is asked of you again, by {day}.", day=one.due) + " " + kept
    return _("This course is asked of you again.") + " " + kept


def leave_words() -> str:
    """Return that nothing is asked of somebody who is on leave, and that the due days wait for them."""
    return _("You are on leave: nothing is asked of you until you are back. The due days of your courses stay.")


def urgency(one: PersonCourse, today: date) -> str:
    """Return the state of a course that somebody has to take, and by when or since when."""
    if one.renewing and one.due is not None:
        return f"{states.badge(State.DUE_AGAIN)} {_('counts until {day}; renew it by then', day=one.due)}"
    if one.state is State.EXPIRED and one.valid_until is not None:
        return f"{states.badge(State.EXPIRED)} {_('since {day}', day=one.valid_until)}"
    state = "due-soon" if one.due_soon and one.state not in (State.OVERDUE, State.DUE_AGAIN) else one.state
    when = states.due_words(one.due, today) if one.due else ""
    return f"{states.badge(state)} {when}"


def offered(course: courses.Course, state: str) -> None:
    """Show a course of the catalogue: title, what it is about, how long, and where the person is."""
    with st.container(border=True):
        said = f"{plain(course.summary)}\n\n" if course.summary else ""
        st.markdown(f"## {plain(course.title)}\n\n{said}{states.badge(state)} {about.length(course)}")
        st.page_link(menu.page("cadre/course"), label=_("Open the course"), query_params={"course": course.slug})


def voluntary(released: courses.Released, way: learning.CourseProgress) -> None:
    """Show a course that somebody takes of their own accord."""
    st.subheader(plain(released.course.title), anchor=False)
    left(released.course, way)


def left(course: courses.Course, way: learning.CourseProgress) -> None:
    """Show how far a person is, and how many minutes of lessons and of the quiz are left."""
    quiz = course.quiz(left_over) if (left_over := _quiz_left(way)) else None
    words = _("{done} of {total} lessons", done=way.done, total=way.total)
    if way.minutes_left:
        words += ", " + _("{minutes} minutes left", minutes=way.minutes_left)
    if quiz is not None:
        words += " · " + (_("quiz {n} min", n=quiz.minutes) if quiz.minutes else _("then a quiz"))
    elif way.marking_since is not None and not way.quiz_passed:
        words += " · " + _("the quiz waits to be judged since {day}", day=text.local_day(way.marking_since))
    st.progress(way.done / way.total if way.total else 0.0, text=words)


def completed(done: Sequence[PersonCourse], library: courses.Catalogue) -> None:
    """List completed courses; a long list is folded."""
    word = translate_n("{n} course completed", "{n} courses completed", len(done))
    if len(done) > FEW:
        place: Any = st.expander(word)
    else:
        st.header(_("Completed"), anchor=False)
        place = st
    lines = []
    for one in done:
        found = library.by_id(one.course_id)
        until = "" if one.valid_until is None else " · " + _("valid before {day}", day=one.valid_until)
        day = "" if one.completed_on is None else text.day(one.completed_on)
        title = "" if found is None else plain(found.course.title)
        lines.append(f"- {states.badge(State.COMPLETED)} **{title}** · {day}{until}")
    place.markdown("\n".join(lines))
