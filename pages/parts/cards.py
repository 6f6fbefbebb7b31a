"""What several pages show of a course."""

import streamlit as st

from models import courses, learning
from models.text import translate as _


def onward(released: courses.Released, way: learning.CourseProgress) -> None:
    """Show the one next step in a course: its open quiz, the next lesson, or the quiz that is left."""
    slug = released.course.slug
    if way.open_attempt is not None:
        address = {"course": slug, "quiz": way.open_attempt.quiz}
        main_link("cadre/quiz.py", _("Go on with the quiz"), address)
    elif way.next_lesson is not None:
        word = _("Go on learning") if way.started else _("Begin")
        main_link("cadre/lesson.py", word, {"course": slug, "lesson": way.next_lesson})
    elif way.quiz is not None and not way.quiz_passed:
        main_link("cadre/quiz.py", _("To the final quiz"), {"course": slug, "quiz": way.quiz})
    else:
        main_link("cadre/course.py", _("Open the course"), {"course": slug})


def main_link(page: str, label: str, address: dict[str, str]) -> None:
    """Show a page's main act as a button that leads to another page."""
    if st.button(label, type="primary", key=f"go:{page}:{sorted(address.items())}"):
        st.switch_page(page, query_params=address)
