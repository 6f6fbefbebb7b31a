"""A quiz in its author's preview: the very page, rules, clock and result that learners meet, kept nowhere."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from models import assessment, courses, learning, text
from models.access import SignedIn
from models.assessment import AttemptState, AttemptView
from models.courses import Preview, Quiz
from models.rehearsing import Rehearsal
from models.rights import DomainError
from models.text import translate as _
from pages.parts import errors
from pages.parts.plain import plain
from pages.parts.quiz import acts as quiz_acts
from pages.parts.quiz import paper as quiz_paper
from pages.parts.quiz import result as quiz_result
from pages.parts.quiz import rules as quiz_rules
from pages.parts.quiz.acts import Act, Desk

_HELD = "rehearsal"  # where the page's session holds the one that goes on, with what it is of
Keeper = Callable[[], SignedIn]  # who asks, if they keep the course; asked at every click


class _Desk(Desk):
    """What is done goes to the rehearsal's own database, while its author keeps the course."""

    def __init__(self, rehearsal: Rehearsal, keeper: Keeper) -> None:
        self.rehearsal, self.keeper = rehearsal, keeper

    def write(self, act: Act, *, then: Callable[[SignedIn], None]) -> None:
        me = self.keeper()
        with self.rehearsal.writing() as db:
            act(db, self.rehearsal.actor)
        then(me)

    def reached_by(self, attempt: str) -> str:
        return ""  # files and last words go to addresses of the platform, which knows nothing of this attempt

    def kept(self) -> None:
        pass  # the platform counts what it keeps

    def done(self, view: AttemptView) -> None:
        leave_paper()


def show(seen: Preview, shown: courses.Course, quiz: Quiz, keeper: Keeper, beside: Callable[[], None]) -> None:
    """Show the quiz where its rehearsal stands: before it, at it, or handed in. It begins anew when a file changes.

    ``beside`` draws another way to try its questions, where nobody is at it.
    """
    now = text.utc_now()
    rehearsal = _going_on(seen, quiz)
    if rehearsal is None:
        _before(seen, shown, quiz, keeper, now)
        beside()
        return

    def ways(again: bool) -> None:
        with st.container(horizontal=True):
            if again:
                st.button(_("Try again"), on_click=_begin, args=(seen, shown, quiz, keeper, rehearsal))
            st.button(_("Rehearse it from the beginning"), on_click=_forget, icon=":material/restart_alt:")
        beside()

    rehearsal.end_when_over(now=now)
    desk = _Desk(rehearsal, keeper)
    with rehearsal.writing() as db:
        view = assessment.view(db, rehearsal.actor, rehearsal.attempt or "")
        told = assessment.told(db, rehearsal.actor, view.key) if view.rules.tells_at_once else {}
        is_open = view.state is AttemptState.OPEN
        standing = None if is_open else learning.result(db, rehearsal.actor, view.key, now=now)
    if standing is not None:
        quiz_result.show(standing, rehearsal.course, ways, now, asking=False)
    elif st.query_params.get("step") == quiz_acts.END:
        quiz_paper.end(desk, view, now)
    else:
        quiz_paper.page(desk, view, rehearsal.course, told, quiz_acts.turned_to(view), now)


def leave_paper() -> None:
    """Leave the place in a paper that the address names."""
    for name in ("question", "step"):
        st.query_params.pop(name, None)


def _before(seen: Preview, shown: courses.Course, quiz: Quiz, keeper: Keeper, now: datetime) -> None:
    """Show what learners read before they start, and the way in, which is open to the author at any time."""
    st.title(plain(quiz.title), anchor=False)
    chance = assessment.first_chance(quiz, now=now)
    quiz_rules.why_not_now(chance, now)
    quiz_rules.show(shown, quiz, chance, now)
    quiz_acts.show_refusal()
    st.button(_("Start the quiz"), type="primary", on_click=_begin, args=(seen, shown, quiz, keeper))
    quiz_rules.show_more(quiz, chance)


def _begin(seen: Preview, shown: courses.Course, quiz: Quiz, keeper: Keeper, before: Rehearsal | None = None) -> None:
    """Begin an attempt: the next one of the rehearsal ``before``, or the first of a new one."""
    now = text.utc_now()
    st.session_state.pop("refused", None)
    try:
        keeper()
        rehearsal = before or Rehearsal(shown, quiz.name, now=now)
        rehearsal.start(now=now)
    except DomainError as error:
        st.session_state["refused"] = errors.refused(error)
        return
    st.session_state[_HELD] = (seen.version, quiz.name, rehearsal)
    quiz_acts.go(1)


def _going_on(seen: Preview, quiz: Quiz) -> Rehearsal | None:
    version, name, rehearsal = st.session_state.get(_HELD, ("", "", None))
    return rehearsal if (version, name) == (seen.version, quiz.name) else None


def _forget() -> None:
    st.session_state.pop(_HELD, None)
    leave_paper()
