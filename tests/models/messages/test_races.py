"""Two who write at the same moment: one after the other, and the second sees what the first did."""

import pytest
from sqlmodel import select

from models import database, messages
from models.messages import Kind
from models.messages.tables import Inquiry, Message
from tests.models.learning.test_races import together
from tests.models.messages.office import NOW, actor, office

pytestmark = pytest.mark.usefixtures("any_database")


def test_of_two_answers_at_once_one_counts_and_the_other_is_sent_back() -> None:
    with database.writing() as db:
        world = office(db)
        first, second = actor(db, world.trainer), actor(db, world.every_trainer)
        an = actor(db, world.an)
    for number in range(5):
        with database.writing() as db:
            words = f"Question {number}"
            key = messages.ask(db, an, Kind.QUESTION, words, release_id=world.release_id, lesson="01-why", now=NOW)
        outcome = together(
            lambda db, k=key: messages.answer(db, first, k, "One.", seen=1, now=NOW),
            lambda db, k=key: messages.answer(db, second, k, "Two.", seen=1, now=NOW),
        )
        assert sorted(map(str, outcome)) == ["None", "changed-meanwhile"]
    with database.reading() as db:
        assert len(db.exec(select(Message)).all()) == 10


def test_a_button_pressed_in_two_tabs_asks_once() -> None:
    with database.writing() as db:
        world = office(db)
        an = actor(db, world.an)
    keys = together(
        *[lambda db: messages.ask(db, an, Kind.QUESTION, "Same", release_id=world.release_id, lesson="01-why", now=NOW)]
        * 4
    )
    assert len(set(keys)) == 1
    with database.reading() as db:
        assert len(db.exec(select(Inquiry)).all()) == 1
