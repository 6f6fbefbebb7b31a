"""The open attempt: a page of questions, what is saved of them, and the page on which one looks over everything."""

from datetime import datetime, timedelta

import streamlit as st

from models import assessment, courses
from models.assessment import AttemptView, QuestionFeedback, QuestionState
from models.text import translate as _
from models.text import translate_n
from pages.parts import motion
from pages.parts.courses import prose
from pages.parts.quiz import acts as quiz_acts
from pages.parts.quiz import map as quiz_map
from pages.parts.quiz import question as quiz_question
from pages.parts.quiz import questions
from pages.parts.quiz import rules as quiz_rules
from pages.parts.quiz.acts import Desk

LONG = timedelta(hours=12)  # beyond this a clock of minutes and seconds says nothing


def page(
    desk: Desk,
    view: AttemptView,
    course: courses.Course,
    told: dict[int, QuestionFeedback],
    place: int,
    now: datetime,
) -> None:
    """Show the page on which the question at ``place`` stands; what is done there goes to the ``desk``.

    An answer draws the whole page anew: it is small, and the counts on it are then right, too.
    """
    pages, total = view.pages, len(view.questions)
    number = assessment.page_of(pages, place)
    here = pages[number]
    motion.begin_at_top(f"{view.key}:{here[0]}", at="" if place == here[0] else f"cau-{place}", lost=_lost())
    prose.style()
    _head(desk, view, _title(here, total), now)
    for one in here:
        quiz_question.show(desk, view, course, told.get(one), one, here)
    _onward(pages, number)
    quiz_acts.show_refusal()
    if len(here) == 1:
        questions.hint(course, view.questions[here[0] - 1])
    last = number == len(pages) - 1
    with st.expander(_("All questions") if last else _("All questions and handing in")):
        quiz_map.show(view.states, here, key=f"map:{view.key}", on_go=quiz_acts.go)
        if not last:
            st.button(_("Look over and hand in"), on_click=quiz_acts.look_over)


def end(desk: Desk, view: AttemptView, now: datetime) -> None:
    """Show what is not answered and what is flagged, and the last button."""
    motion.begin_at_top(f"{view.key}:end", lost=_lost())
    missing = [one for one in view.states if not one.answered]
    flagged = [one for one in view.states if one.flagged]
    total = len(view.states)
    title = (
        translate_n("{n} question is not answered", "{n} questions are not answered", len(missing))
        if missing
        else _("All {n} questions are answered", n=total)
    )
    _head(desk, view, title, now, progress=False)
    if missing:
        _named(_("Still to answer"), missing, f"missing:{view.key}")
    if flagged:
        _named(_("You wanted to look at these again"), flagged, f"flagged:{view.key}")
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        back = missing[0].place if missing else flagged[0].place if flagged else total
        st.button(_("Back to the questions"), on_click=quiz_acts.go, args=(back,))
        st.button(_("Hand in"), type="primary", on_click=desk.hand_in, args=(view,))
    st.caption(_("After handing in, answers do not change any more."))
    quiz_acts.show_refusal()
    with st.expander(_("All questions")):
        quiz_map.show(view.states, (), key=f"map:{view.key}:end", on_go=quiz_acts.go)


def _lost() -> str:
    return _("No connection. Keep this page open; once it is back, see whether your last answer is saved.")


def _head(desk: Desk, view: AttemptView, title: str, now: datetime, *, progress: bool = True) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(title, anchor=False, width="content")
        _clock(desk, view, now)
    if view.given_back:
        minutes, seconds = divmod(view.given_back, 60)
        lost = translate_n("{n} minute", "{n} minutes", minutes) if minutes else ""
        lost += (" " if lost and seconds else "") + (
            translate_n("{n} second", "{n} seconds", seconds) if seconds else ""
        )
        st.info(_("The server was away for {time}; this time has been given back to you.", time=lost))
    if progress:
        total = len(view.questions)
        st.progress(view.answered / total, text=_("{n} of {total} answered", n=view.answered, total=total))


def _clock(desk: Desk, view: AttemptView, now: datetime) -> None:
    if view.closes_at is None:
        return
    over = view.closes_at - timedelta(minutes=view.rules.grace)
    if over - now > LONG:
        st.caption(_("Open until {when}", when=quiz_rules.at(over, now)), width="content")
        return
    motion.clock(
        view.seconds_left(now) or 0,
        grace=60 * view.rules.grace,
        words=_("Time left: {time}", time="{time}"),
        grace_words=_("The time is over; to finish: {time}", time="{time}"),
        attempt=view.key,
        on_zero=lambda: desk.hand_in(view),
    )


def _title(here: tuple[int, ...], total: int) -> str:
    if len(here) == 1:
        return _("Question {n} of {total}", n=here[0], total=total)
    return _("Questions {first} to {last} of {total}", first=here[0], last=here[-1], total=total)


def _onward(pages: tuple[tuple[int, ...], ...], number: int) -> None:
    one = len(pages[number]) == 1
    with st.container(horizontal=True, horizontal_alignment="distribute" if number else "right"):
        if number:
            word = _("Previous question") if one else _("Previous page")
            st.button(word, on_click=quiz_acts.go, args=(pages[number - 1][0],))
        if number < len(pages) - 1:
            word = _("Next question") if one else _("Next page")
            st.button(word, type="primary", on_click=quiz_acts.go, args=(pages[number + 1][0],))
        else:
            st.button(_("Look over and hand in"), type="primary", on_click=quiz_acts.look_over)


def _named(title: str, states: list[QuestionState], key: str) -> None:
    """Show questions by their numbers, each a button that goes there."""
    st.header(f"{title} ({len(states)})", anchor=False)
    quiz_map.show(states, (), label=title, key=key, on_go=quiz_acts.go)
