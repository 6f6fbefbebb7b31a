"""One question of an open attempt: its answer and that it is saved, how sure, feedback while practising, the flag."""

from collections.abc import Sequence

import streamlit as st

from models import assessment, courses, text
from models.assessment import AskedQuestion, AttemptView, Confidence, QuestionFeedback, QuestionState
from models.text import translate as _
from pages.parts import motion
from pages.parts.courses import prose
from pages.parts.quiz import acts as quiz_acts
from pages.parts.quiz import questions
from pages.parts.quiz.acts import Desk


def show(
    desk: Desk,
    view: AttemptView,
    course: courses.Course,
    told: QuestionFeedback | None,
    place: int,
    here: Sequence[int],
) -> None:
    """Show one question and, beside the answer, whether it is saved; ``here``: the places on the same page."""
    alone = len(here) == 1
    asked, state, attempt = view.questions[place - 1], view.states[place - 1], view.key
    if not alone:
        prose.show(f'<h2 id="cau-{place}" tabindex="-1">{_("Question {n}", n=place)}</h2>')
    key = f"answer:{attempt}:{place}"
    above = [view.questions[one - 1] for one in here if one < place]
    questions.scenario(course, asked, view.questions[: place - 1], above=above)
    reached = desk.reached_by(attempt)
    questions.ask(course, asked, key=key, save=lambda: desk.save(attempt, asked, key), attempt=reached)
    if refused := st.session_state.get(quiz_acts.refusal(attempt, place)):
        st.error(refused)
    elif asked.answer is not None and asked.answered_at is not None:
        saved_at = asked.answered_at.astimezone(text.HANOI).strftime("%H:%M:%S")
        motion.say(_("Saved at {time}", time=saved_at), done=True, key=f"said:{place}")
    else:
        motion.say(_("Not answered yet"), done=False, key=f"said:{place}")
    if not asked.readable:
        st.warning(asked.words["unreadable"])
    if view.rules.confidence:
        _sure(desk, attempt, state)
    if view.rules.tells_at_once:
        _practise(desk, course, attempt, asked, state, told)
    _kept(f"flag:{attempt}:{place}", state.flagged)
    mark = f"flag:{attempt}:{place}"
    st.checkbox(_("Look at this again later ⚑"), key=mark, on_change=desk.flag, args=(attempt, place, mark))
    if not alone:
        questions.hint(course, asked)


def _sure(desk: Desk, attempt: str, state: QuestionState) -> None:
    key = f"sure:{attempt}:{state.place}"
    _kept(key, None if state.confidence is None else state.confidence.value)
    st.radio(
        _("How sure are you?"),
        [one.value for one in Confidence],
        index=None,
        format_func=confidence_words().get,
        key=key,
        horizontal=True,
        on_change=desk.rate,
        args=(attempt, state.place, key),
    )


def confidence_words() -> dict[str, str]:
    """Return the word for each way of being sure."""
    return {Confidence.SURE: _("sure"), Confidence.UNSURE: _("not sure"), Confidence.GUESS: _("a guess")}


def _practise(
    desk: Desk,
    course: courses.Course,
    attempt: str,
    asked: AskedQuestion,
    state: QuestionState,
    told: QuestionFeedback | None,
) -> None:
    """Show the way to feedback, or the feedback and the way to what would have been right."""
    place = state.place
    if told is None:
        word = _("Check my answer again") if state.tries else _("Check my answer")
        st.button(
            word,
            key=f"check:{place}",
            disabled=not state.answered,
            on_click=desk.check,
            args=(attempt, place),
            kwargs={"whole": False},
        )
        return
    questions.feedback(course, asked, told)
    if told.right:
        return
    st.caption(_("Change your answer to try again. Your first answer is the one that counts."))
    if state.told is not assessment.Told.ANSWER:
        st.button(
            _("Show the right answer"),
            key=f"whole:{place}",
            on_click=desk.check,
            args=(attempt, place),
            kwargs={"whole": True},
        )


def _kept(key: str, value: object) -> None:
    """Let a widget show what the database has, another device's change too; untouched where it does already.

    Setting it each time would undo a click that comes meanwhile.
    """
    if st.session_state.get(key) != value:
        st.session_state[key] = value
