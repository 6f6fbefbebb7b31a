"""What officers ask for first, counted before they come: their overview, and coverage as it opens.

Once the process answers, once a new day has begun and once everything was read anew all of it is counted, the past days
that an overview stands beside and its weeks, too; after a change only what it moved, now and then. It is kept as if its
officer had asked: whoever comes earlier, or is not among those counted for, waits as before. Pages go before: after
each part it stands aside.
"""

import asyncio
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from models import access, database, text, training
from models.rights import DomainError, Right, Scope, Unavailable
from models.training import Held
from pages.parts import asked, live, turns
from pages.parts.coverage import people, trend

log = logging.getLogger("kns.pages")
MOST = 50  # officers with a scope of their own; those of the whole installation come first, then who looked last
LOOK, AGAIN = 2.0, 60.0  # seconds: so often it looks whether it is time, and so long lies between two times of a day
A_DAY, AFTER_A_CHANGE = 20.0, 0.5  # seconds of the processor, at most


@dataclass
class Ahead:
    """What one process has counted: of which day, at which place of the change log, and when it may count again.

    ``stopped``: the process ends, and waits for nothing that is still to be counted.
    """

    day: date | None = None
    place: int = -1
    again: float = 0.0
    stopped: bool = False

    async def keep_up(self) -> None:
        """Count whenever it is time for it, until this is cancelled."""
        while True:
            await asyncio.sleep(LOOK)
            await asyncio.to_thread(self.count)

    def stop(self) -> None:
        """Count no more, from the next part on."""
        self.stopped = True

    def count(self) -> None:
        """Count, if it is time for it; where that fails, each officer's own first opening does."""
        try:
            self._count(text.utc_now())
        except Unavailable:  # as `live.refresh_quietly` says; tried again soon
            self.day = None
        except Exception:
            log.exception("what officers ask for first is counted when they come")

    def _count(self, now: datetime) -> None:
        held, today = live.held(), text.local_day(now)
        new_day = today != self.day
        if not new_day and (held.place == self.place or time.monotonic() < self.again):
            return
        self.day, self.place, self.again = today, held.place, time.monotonic() + AGAIN
        whole = new_day or held.knows_no_past
        end = time.thread_time() + (A_DAY if whole else AFTER_A_CHANGE)
        for _part in parts(held, now=now, past=whole):
            if self.stopped or time.thread_time() > end:
                break
            turns.stand_aside()
        if whole:
            live.rest()


def parts(held: Held, *, now: datetime, past: bool) -> Iterator[None]:
    """Count part by part; ``past``: days past and weeks as well, which nothing that is recorded later moves."""
    officers = asking(now)
    if past:
        yield from _past(held, officers, now)
    for scope, last_look in officers:
        try:
            yield from _present(held, scope, last_look, now=now, past=past)
        except DomainError:  # no unit of theirs stands today, as their pages tell them
            continue


def asking(now: datetime) -> list[tuple[Scope, date | None]]:
    """Return the scopes that officers have today, each with the day of their last look."""
    with database.reading() as db:
        scopes = access.scopes_today(db, Right.SEE_COVERAGE, now=now)
        looks = training.last_looks(db, scopes, now=now)
    found = dict.fromkeys((scope, looks.get(person)) for person, scope in scopes.items())
    return sorted(found, key=lambda one: (not one[0].everywhere, -(one[1] or date.min).toordinal()))[:MOST]


def _past(held: Held, officers: list[tuple[Scope, date | None]], now: datetime) -> Iterator[None]:
    """Day by day for all of them, so that one day past is in memory at a time, and is reckoned once."""
    today = text.local_day(now)
    of_days: dict[date, dict[Scope, None]] = {}
    for scope, last_look in officers:
        for day in training.days_before(today, last_look):
            of_days.setdefault(day, {})[scope] = None
    for day, scopes in of_days.items():
        for scope in scopes:
            training.coverage_then(held, scope, asked.question({}, held, scope, now=now), day)
            yield
        live.rest()


def _present(held: Held, scope: Scope, last_look: date | None, *, now: datetime, past: bool) -> Iterator[None]:
    """What pages/hr/overview and pages/hr/coverage ask, in the same words, or it would be kept under others."""
    question = asked.question({}, held, scope, now=now)
    figure, _outlook = training.judged(held, scope, question)
    yield
    training.ways(held, scope, question)
    training.likes(held, scope, figure)
    yield
    with database.reading() as db:
        people.listed_first(db, held, scope, question)
        people.overdue(db, held, scope, question)
    yield
    view = training.overview(held, scope, now=now, last_look=last_look)
    yield
    if past:
        trend.asked_points(held, scope, view.figure, {}, now=now)
        yield
