"""Lessons that are closed while somebody is at an exam of their course: said plainly, with the way back to the quiz."""

from datetime import datetime

import streamlit as st

from models import assessment, courses
from models.access import SignedIn
from models.assessment import OpenAttempt
from models.database import Session
from models.text import translate as _


def stop(db: Session, me: SignedIn, released: courses.Released, now: datetime, *, but: str | None = None) -> None:
    """End the run with words and a way back if the lessons are closed to this person by a quiz other than ``but``.

    Called within a page's own reading, before what it reads of the lessons.
    """
    found = assessment.shut_by(db, me.person_id, now=now).get(released.course_id)
    if found is None or found.quiz == but:
        return
    st.title(_("Closed while you are at the quiz"), anchor=False)
    tell(released, found)
    st.stop()


def tell(released: courses.Released, attempt: OpenAttempt) -> None:
    """Say that the lessons are closed, and lead back to the quiz."""
    course = released.course
    quiz = course.quiz(attempt.quiz)
    st.info(
        _(
            "The lessons of {course} are closed until you have handed in {quiz}. Your answers there are saved.",
            course=str(course.title),
            quiz=str(quiz.title) if quiz else attempt.quiz,
        ),
        icon=":material/lock:",
    )
    asked = {"course": course.slug, "quiz": attempt.quiz}
    st.page_link("cadre/quiz.py", label=_("Back to the quiz"), icon=":material/arrow_back:", query_params=asked)
