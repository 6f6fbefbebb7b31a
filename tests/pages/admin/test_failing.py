"""A big write that fails again and again: administrators read why, and whoever asked for it that it waits."""

import pytest

from models import database, text
from models.staging import Batch, Kind, State
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def stuck(tries: int) -> None:
    now = text.utc_now()
    with database.writing() as db:
        failing = {"why": "big-write-disk", "tries": tries, "at": now.isoformat(), "step": ["settling", 3]}
        asked = {"failing": failing, "rules": []}
        asker = city.person_id(db, "nhansu")
        db.add(Batch(kind=Kind.RULE, state=State.SETTLING, by_id=asker, asked_at=now, name="Cả ngành", asked=asked))


def test_what_fails_why_and_what_to_do_stand_on_the_settings_page() -> None:
    stuck(5)
    (said,) = Visitor("quantri").open("settings").well().errors
    assert "Cả ngành" in said
    why = "The disk of the server is full. Make room on it, by taking old backups away for instance."
    assert text.translate(why) in said
    assert " 5 " in said
    waits = text.translate("It cannot go on at the moment. It is tried again and again; the administrators know why.")
    assert waits in [one.value for one in Visitor("nhansu").open("assign").well().at.caption]


def test_once_or_twice_is_said_to_nobody() -> None:
    stuck(2)
    assert Visitor("quantri").open("settings").well().errors == []
