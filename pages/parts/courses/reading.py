"""A lesson's text with its checks in between: on the lesson's own page and in its author's preview."""

from collections.abc import Callable

import streamlit as st

from models import assessment, courses
from models.access import SignedIn
from models.text import translate as _
from pages.parts.courses import prose
from pages.parts.quiz import questions

Asking = Callable[[], SignedIn]


def show(
    course: courses.Course, version: str, lesson: courses.Lesson, me: SignedIn, asking: Asking, *, marked: str = ""
) -> None:
    """Show all of a lesson; ``asking`` says who it is when a check in it runs alone, and raises where they may not."""
    place = 1 + [one.name for one in course.lessons].index(lesson.name)
    blocks = prose.lesson(course, version, lesson.name, marked=marked)
    prose.style(prose.head(course, lesson, place, blocks))
    for block in blocks:
        if isinstance(block, courses.HtmlBlock):
            prose.show(block.html)
        elif isinstance(block, courses.DiagramBlock):
            prose.diagram(block.source)
        else:
            _check(course, block.question, [me], asking, prose.is_draft())


@st.fragment
def _check(
    course: courses.Course, question: courses.Question, known: list[SignedIn], asking: Asking, draft: bool
) -> None:
    """Show a check in the text; its answer is told at once and kept nowhere.

    ``known`` holds who it is while the page itself runs, and is used up by that: run alone, the check asks anew.
    """
    reader = known.pop() if known else asking()
    asked = assessment.ask(question, seed=reader.person_id)
    key = f"check:{course.slug}:{question.id}"
    with prose.shown_as(draft=draft), st.container(border=True):
        st.caption(_("Check yourself"))
        questions.ask(course, asked, key=key, save=lambda: None)
        questions.hint(course, asked)
        ready = True
        if not asked.at_once:
            ready = st.button(_("Check my answer"), key=f"{key}:go")
        given = questions.given(asked, key)
        if ready and given is not None:
            questions.tell(course, asked, question, given)
