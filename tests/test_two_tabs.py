"""Two tabs of one person at one attempt, at the same moments: the newest answer stands, and it is handed in once."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from models import courses
from models.assessment.tables import Attempt, AttemptState, Response
from tests import city, probing, quizzing
from tests.server import Page, Platform, running

pytestmark = [pytest.mark.server, pytest.mark.slow]

ROUNDS = 12


@pytest.fixture(scope="module")
def platform(city_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = city.copied(city_file, tmp_path_factory.mktemp("tabs") / "data")
    with running(folder, KNS_WORKER="false") as started:
        yield started
        assert "Traceback" not in (folder / "server.log").read_text(encoding="utf-8", errors="replace")


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do acts at the same moment and return what each gave; an error in one fails the test."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def act(number: int) -> None:
        gate.wait(20)
        found[number] = acts[number]()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_two_tabs_answer_and_hand_in_at_the_same_moment(platform: Platform) -> None:
    with probing.database_of(platform) as engine:
        with Session(engine) as db:
            person, cookie = quizzing.newcomer(db)
            db.commit()
        with Page(platform, cookie) as one, Page(platform, cookie) as other:
            tabs = (one, other)
            covers = [tab.open("quiz", quizzing.QUIZ) for tab in tabs]
            together(
                *(
                    lambda tab=tab, shown=shown: probing.forge(
                        tab, shown, {probing.widget(shown, "button"): True}, quizzing.QUIZ
                    )
                    for tab, shown in zip(tabs, covers, strict=True)
                )
            )
            with Session(engine) as db:
                attempt = db.exec(select(Attempt).where(Attempt.person_id == person)).one()
                asked = {place: courses.question_at(db, digest) for place, digest, _ in quizzing.items_of(db, attempt)}
            for place in list(asked)[:ROUNDS]:
                answers(engine, tabs, attempt.key, place, asked[place])
            ends = [tab.open("quiz", quizzing.END) for tab in tabs]
            together(
                *(
                    lambda tab=tab, shown=shown: probing.forge(
                        tab, shown, {quizzing.hand_in_button(shown): True}, quizzing.END
                    )
                    for tab, shown in zip(tabs, ends, strict=True)
                )
            )
        with Session(engine) as db:
            attempt = db.exec(select(Attempt).where(Attempt.person_id == person)).one()
            assert attempt.state is AttemptState.SUBMITTED
            quizzing.marked_once(db, attempt, stored(db, attempt))


def answers(engine: Any, tabs: tuple[Page, Page], key: str, place: int, question: courses.Question) -> None:
    """Let both tabs answer one question differently at the same moment: one of the two answers stands."""
    query = f"{quizzing.QUIZ}&question={place}"
    given = quizzing.answers_of(question)[:2]
    shown = [tab.open("quiz", query) for tab in tabs]
    told = together(
        *(
            lambda tab=tab, page=page, answer=answer: probing.forge(
                tab, page, quizzing.widget_states(page, answer), query
            )
            for tab, page, answer in zip(tabs, shown, given, strict=True)
        )
    )
    assert [quizzing.is_saved(one) for one in told] == [True, True], question.type
    with Session(engine) as db:
        attempt = db.exec(select(Attempt).where(Attempt.key == key)).one()
        assert stored(db, attempt)[place] in [question.parse(answer) for answer in given]


def stored(db: Session, attempt: Attempt) -> dict[int, Any]:
    return dict(db.exec(select(Response.place, Response.answer).where(Response.attempt_id == attempt.id)).all())
