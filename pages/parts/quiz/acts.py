"""What a click in a quiz does: each act in a transaction of its own, by whoever is signed in at that moment."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from models import assessment, database, learning, measures, text
from models.access import SignedIn
from models.assessment import AskedQuestion, AttemptView, Saved
from models.database import Session
from models.rights import Actor, DomainError
from pages.parts import asked as addressed
from pages.parts import errors, going, who
from pages.parts.quiz import answering, questions

END = "end"  # the step of the address at which one looks over everything before handing in
Act = Callable[[Any, Actor], object]  # of the transaction and who acts


class Desk:
    """Where somebody works on an attempt: what they do there goes to the platform's database.

    A desk elsewhere says by `write` where the acts go, and by `done` what comes after handing in.
    """

    def write(self, act: Act, *, then: Callable[[SignedIn], None]) -> None:
        """Carry out an act by who is signed in now; ``then`` is told who that was. Raises `DomainError`."""
        me = who.signed_in()
        with database.writing() as db:
            act(db, me.actor)
        then(me)

    def reached_by(self, attempt: str) -> str:
        """Return the key by which files and what is sent while a page is left reach an attempt; '': they do not."""
        return attempt

    def kept(self) -> None:
        """Take note that an answer was saved."""
        measures.answers.add()

    def done(self, view: AttemptView) -> None:
        """Go on from an attempt that was handed in: its result has a page of its own."""
        st.session_state.pop(at_work(view.course_id, view.quiz), None)
        going.on_to("cadre/result", attempt=view.key)

    def save(self, attempt: str, asked: AskedQuestion, key: str) -> bool:
        """Store what the widget holds now, and return whether it came too late: a newer answer was there already.

        The page then reads from the database what it calls saved.
        """
        given, stamp, now = questions.given(asked, key), answering.stamp(key), text.utc_now()
        stored: list[Saved] = []
        done = self._at_a_place(
            attempt,
            asked.place,
            lambda db, actor: stored.append(
                assessment.answer(db, actor, attempt, asked.place, given, now=now, stamp=stamp)
            ),
        )
        late = any(one.late for one in stored)
        if done and not late:
            self.kept()
        return late

    def flag(self, attempt: str, place: int, key: str) -> None:
        """Keep whether a question is to be looked at again, as the widget says now."""
        wanted, now = bool(st.session_state.get(key)), text.utc_now()
        self._at_a_place(attempt, place, lambda db, actor: assessment.flag(db, actor, attempt, place, wanted, now=now))

    def rate(self, attempt: str, place: int, key: str) -> None:
        """Keep how sure somebody is of an answer, as the widget says now."""
        said, now = st.session_state.get(key), text.utc_now()
        self._at_a_place(attempt, place, lambda db, actor: assessment.rate(db, actor, attempt, place, said, now=now))

    def check(self, attempt: str, place: int, *, whole: bool) -> None:
        """Let the answer be told right or wrong while practising; ``whole``: with what would have been right."""
        now = text.utc_now()
        self._at_a_place(
            attempt, place, lambda db, actor: assessment.check_now(db, actor, attempt, place, whole=whole, now=now)
        )

    def hand_in(self, view: AttemptView) -> None:
        """Submit the attempt, and go on."""
        brought: list[learning.Finished] = []

        def finish(db: Session, actor: Actor) -> None:
            brought.append(learning.finish(db, actor, view.key, now=text.utc_now()))

        def told(me: SignedIn) -> None:
            if brought[0].completion is None:  # which comes with a notice
                who.hand_on(me)

        if self.do("refused", finish, then=told):
            self.done(view)

    def do(self, refused: str, act: Act, *, then: Callable[[SignedIn], None]) -> bool:
        """Carry out an act; where it is refused, keep why under the name ``refused`` and return False."""
        st.session_state.pop(refused, None)
        try:
            self.write(act, then=then)
        except DomainError as error:
            st.session_state[refused] = errors.refused(error)
            return False
        return True

    def _at_a_place(self, attempt: str, place: int, act: Act) -> bool:
        """Carry out an act at a question: it changes nothing but that, so the page takes over who it is."""
        return self.do(refusal(attempt, place), act, then=who.hand_on)


def begin(release_id: int, quiz: str) -> None:
    """Start an attempt, or go on with the open one."""

    def start(db: Session, actor: Actor) -> None:
        learning.start_quiz(db, actor, release_id, quiz, now=text.utc_now())

    if Desk().do("refused", start, then=who.hand_on):
        go(1)


def turned_to(view: AttemptView) -> int:
    """Return the place that the address names; else that of the first question without an answer, or the last one.

    The latter stays as it is until somebody turns the page, whatever is answered meanwhile.
    """
    resumed, last = f"resumed:{view.key}", len(view.questions)
    if "question" in st.query_params:
        st.session_state.pop(resumed, None)
        return min(addressed.place(st.query_params, "question"), last)
    found = next((one.place for one in view.states if not one.answered), last)
    place: int = st.session_state.setdefault(resumed, found)
    return place


def go(place: int) -> None:
    """Turn to a question; the address keeps the place."""
    st.query_params["question"] = str(place)
    st.query_params.pop("step", None)


def look_over() -> None:
    """Turn to the page on which one looks over everything and hands in."""
    st.query_params["step"] = END


def at_work(course_id: int, quiz: str) -> str:
    """Return where the key of the open attempt at a quiz is kept; one at another quiz may be open beside it."""
    return f"at-work:{course_id}:{quiz}"


def refusal(attempt: str, place: int) -> str:
    """Return where the words are kept for which the last act at a question was refused."""
    return f"refused:{attempt}:{place}"


def show_refusal() -> None:
    """Show once why the last act was refused."""
    if refused := st.session_state.pop("refused", None):
        st.error(refused)
