"""A quiz that was handed in: passed or not, why, and which lesson to read again."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from models import courses, text
from models.learning import QuizResult
from models.text import translate as _
from pages.parts import menu
from pages.parts.courses import prose
from pages.parts.plain import plain
from pages.parts.quiz import judging, regrading, reviewing
from pages.parts.quiz import rules as quiz_rules
from pages.parts.quiz import sureness as quiz_sureness


def show(
    standing: QuizResult,
    course: courses.Course,
    ways: Callable[[bool], None],
    now: datetime,
    *,
    asking: bool,
) -> None:
    """Show the result of an attempt, then its questions, the wrong ones first.

    ``ways`` draws the ways on from here; it is told whether another attempt may begin now. ``asking``: somebody can be
    asked about it; nobody answers for a rehearsal.
    """
    result, review, chance = standing.result, standing.review, standing.chance
    asked = course.quiz(result.quiz)
    practice = asked is not None and course.is_practice(asked)
    st.title(_title(standing, practice), anchor=False)
    _marks(standing, practice)
    if result.waits:
        judging.since(text.moment(result.submitted_at))
    regrading.result(result, standing.doubt)
    _what_it_brings(standing, practice, now)
    closes_at = review.view.closes_at
    if closes_at is not None and result.submitted_at >= closes_at:
        over = _(
            "The time was over at {when}: what you had answered by then was handed in by itself.",
            when=text.moment(closes_at),
        )
        st.info(over, icon=":material/schedule:")
    if standing.passed is False and chance is not None:
        if chance.left:
            st.write(quiz_rules.attempts_left(chance.left) + ".")
        quiz_rules.why_not_now(chance, now)
    ways((practice or standing.passed is False) and chance is not None and chance.can_start)
    prose.style()
    _questions(standing, course, asking)


def _title(standing: QuizResult, practice: bool) -> str:
    result, mean = standing.result, standing.mean
    percent = text.percent(result.marks, result.max_marks, None)
    if result.waits:
        return _("Waits to be judged")
    if practice:
        return _("Practised: {percent} right", percent=percent)
    if mean is not None:
        average = text.percent(mean.percent, 100, None)
        if standing.passed:
            return _("Passed: {percent} on average", percent=average)
        return _("Not passed yet: {percent} on average", percent=average)
    if result.passed:
        return _("Passed: {percent}", percent=percent)
    return _("Not passed yet: {percent}", percent=percent)


def _marks(standing: QuizResult, practice: bool) -> None:
    """Say how many marks, how many were needed, and which attempt it was."""
    result = standing.result
    about = _(
        "{title}, attempt {number}, {when}.",
        title=str(standing.review.view.title),
        number=result.number,
        when=text.moment(result.submitted_at),
    )
    marks = _("{marks} of {most} marks", marks=result.marks, most=result.max_marks)
    if result.waits:
        marks = _("{marks} of {most} marks so far; the rest waits", marks=result.marks, most=result.max_marks)
    needed = _("for practice, not counted") if practice else _("{n} % were needed", n=result.pass_mark)
    if standing.mean is not None and not result.waits and not practice:
        percent = text.percent(result.marks, result.max_marks, None)
        marks = _("This attempt: {percent}, {marks}", percent=percent, marks=marks)
        needed = _("{n} % are needed on average", n=result.pass_mark)
    st.write(f"{marks}; {needed}. {plain(about)}")


def _what_it_brings(standing: QuizResult, practice: bool, now: datetime) -> None:
    if standing.completion is not None:
        st.success(_("With this the course is completed and counts for your unit."), icon=":material/check_circle:")
    elif standing.passed and standing.lessons_left and not standing.superseded:
        left = plain(", ".join(str(lesson.title) for lesson in standing.lessons_left))
        st.info(_("To complete the course, read these lessons too: {lessons}", lessons=left))
    elif standing.passed is False and not practice:
        quiz_rules.already(standing.valid, now)
    if standing.superseded:
        st.info(_("You have taken this quiz again since; the last attempt counts."), icon=":material/history:")


def _questions(standing: QuizResult, course: courses.Course, asking: bool) -> None:
    """Show the questions as far as the quiz lets them be seen, or until when they wait."""
    review = standing.review
    if review.shut:
        st.info(_("The answers are closed while you are at a quiz of this course."), icon=":material/lock:")
    elif review.shown_after is not None:
        when = text.moment(review.shown_after)
        told = _("What was right is shown after {when}, when everybody is done.", when=when)
        st.info(told, icon=":material/schedule:")
    elif not review.questions:
        st.info(_("This quiz shows its result only."))
        if asking:
            words, about = _("Ask about this quiz, or object to the mark"), {"attempt": standing.result.key}
            st.page_link(menu.page("cadre/ask"), label=words, icon=":material/help:", query_params=about)
    quiz_sureness.own(review)
    judged = [one for one in review.questions if one.feedback.mark.waits]
    wrong = [one for one in review.questions if not one.feedback.right and one not in judged]
    right = [one for one in review.questions if one.feedback.right]
    for title, group in ((_("To be judged"), judged), (_("To look at again"), wrong), (_("Right"), right)):
        if group:
            st.header(f"{title} ({len(group)})", anchor=False)
            drawn = [reviewing.question(course, review, one, folded=group is right, asking=asking) for one in group]
            prose.show("".join(drawn))
