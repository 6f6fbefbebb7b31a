"""People who come, learn, are tested and go, for long: nobody meets an error, and the server's memory stays as it is.

`make test` lets a few hurry through for some seconds; `make prove` lets 40 come and go for KNS_SOAK minutes (30 unless
set), as people do.
"""

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from bench import crowd, load
from models import database
from models.assessment import AttemptState
from models.assessment.tables import Attempt
from models.organisation import Person
from tests import faults
from tests.server import PROVING

pytestmark = [pytest.mark.server, pytest.mark.slow]

MINUTES = float(os.environ.get("KNS_SOAK", "30")) if PROVING else 0.15
LEARNERS, THINKING = (40, 6.0) if PROVING else (4, 0.1)
SETTLED = 5  # minutes after which memory is flat
GROWTH = 1.05  # what chance may add: who is there just then


def test_people_come_and_go_and_the_server_stays_as_it_is(tmp_path: Path) -> None:
    accounts = crowd.WARM + (int(LEARNERS * MINUTES) if PROVING else 100)  # more than can come: a quick machine hurries
    people = crowd.Crowd(tmp_path, THINKING, crowd.prepare(tmp_path, accounts))
    with ThreadPoolExecutor(1) as apart:  # where no browser of another test has a loop of its own
        sizes, ledger = apart.submit(lambda: asyncio.run(load.soaked(people, LEARNERS, MINUTES))).result()

    assert people.logins, "more people came than there were"
    assert ledger.wrong == []
    said = (tmp_path / "server.log").read_text("utf-8", "replace")
    assert re.findall(r"^(?:Traceback|[\w.]*Error\b).*", said, re.MULTILINE) == []
    handed_in = len(ledger.taken["quiz, hand in and result"])
    assert handed_in >= (LEARNERS if PROVING else 1)
    database.connect(f"sqlite:///{tmp_path / 'ky-nang-so.db'}")
    with database.reading() as db:
        theirs = select(Attempt.state, func.count()).join(Person).where(col(Person.staff_code).startswith("TAI"))
        found = dict(db.exec(theirs.group_by(col(Attempt.state))).all())
    database.engine().dispose()
    assert found.pop(AttemptState.SUBMITTED) == crowd.WARM + handed_in
    assert sum(found.values()) <= LEARNERS  # the time was over while they were at it
    assert max(sizes[SETTLED:], default=0.0) <= GROWTH * max(sizes[: SETTLED + 1])
    faults.survived(
        f"{MINUTES:g} minutes of {LEARNERS} learners coming and going",
        f"{handed_in} quizzes handed in, no error on either side; after {SETTLED} minutes {sizes[SETTLED]:.0f} MB, "
        f"then {min(sizes[SETTLED:]):.0f} to {max(sizes[SETTLED:]):.0f} MB"
        if PROVING
        else "",
        tried=ledger.steps,
    )
