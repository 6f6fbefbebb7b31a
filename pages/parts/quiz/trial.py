"""A quiz on trial, one question after the other with feedback at once: counts for nothing, leaves no trace.

What was answered lives in the page's own session and goes with it. The page that shows a trial decides who may see
which questions: `assessment.sample` for learners, `assessment.whole_quiz` for those who answer for the course.
"""

import secrets
from collections.abc import Callable

import streamlit as st

from models import assessment, courses
from models.assessment import Drawn
from models.text import translate as _
from pages.parts import motion
from pages.parts.quiz import questions

Draw = Callable[[int], tuple[Drawn, ...]]


def show(course: courses.Course, draw: Draw, *, key: str, note: str | None = None) -> None:
    """Show the question that the trial of this ``key`` has come to; ``draw`` gives the questions of a seed.

    ``note``: what is said instead of that nothing counts, where the page says that already.
    """
    seed = st.session_state.setdefault(f"{key}:seed", secrets.randbits(31))
    drawn = draw(seed)
    if not drawn:
        st.info(_("This course has no questions to try out: all of them are kept for the quiz."))
        return
    place = min(st.session_state.setdefault(f"{key}:place", 1), len(drawn) + 1)
    motion.begin_at_top(f"{key}:{seed}:{place}")
    if note is None:
        st.info(_("Not counted: nothing of this is stored, and nobody sees it."), icon=":material/science:")
    else:
        st.caption(note)
    if place > len(drawn):
        _end(key, len(drawn))
        return
    asked = assessment.asked(drawn, place, seed)
    mine = f"{key}:{seed}:{place}"
    st.header(_("Question {n} of {total}", n=place, total=len(drawn)), anchor=False)
    earlier = tuple(assessment.asked(drawn, number, seed) for number in range(1, place))
    questions.scenario(course, asked, earlier)
    questions.ask(course, asked, key=mine, save=lambda: None)
    questions.hint(course, asked)
    told = st.session_state.get(f"{mine}:told")
    st.button(_("Check my answer"), on_click=_tell, args=(mine,), type="secondary" if told else "primary")
    if told:
        given = questions.given(asked, mine)
        if given is None:
            st.warning(_("Answer first; then you see what is right and why."))
        else:
            questions.tell(course, asked, drawn[place - 1].question, given)
    last = place == len(drawn)
    word = _("End the trial") if last else _("Next question")
    st.button(word, on_click=_go, args=(key, place + 1), type="primary" if told else "secondary", key=f"{mine}:on")


def _end(key: str, total: int) -> None:
    st.write(_("That was all {n} questions of the trial. The real quiz saves each answer as you give it.", n=total))
    st.button(_("Try other questions"), on_click=_again, args=(key,))


def _tell(mine: str) -> None:
    st.session_state[f"{mine}:told"] = True


def _go(key: str, place: int) -> None:
    st.session_state[f"{key}:place"] = place


def _again(key: str) -> None:
    for name in [name for name in st.session_state if str(name).startswith(f"{key}:")]:
        del st.session_state[name]
