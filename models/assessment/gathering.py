"""Sums over the submitted attempts at a quiz, kept in each process: an attempt is read once, when it is handed in.

An attempt that was submitted never changes and none is deleted, so the sums of some of them stay right and only the
new ones are added. Whether there are new ones is asked each time: how many attempts the course has, and which of this
quiz are open, tell exactly which ones are submitted. Those that a person has to judge do change: whenever one waits no
longer, or was judged or marked anew, the sums of its quiz begin again.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Integer, bindparam, exists, func, select
from sqlalchemy import text as sql
from sqlmodel import Session, col

from models import database
from models.assessment.correlation import Pairs
from models.assessment.results import STANDS
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Marking, Regraded

KEPT = 32  # quizzes
BATCH = 500

Made = TypeVar("Made")
Stamp = tuple[int, tuple[int, ...]]
Try = tuple[int, float, float, bool, bool]  # its release, the marks, the most of them, passed by itself, pass kept


@dataclass
class Tally:
    """What first attempts earned on one version of a question; ``beside``: with what they earned on all others."""

    earned: float = 0.0
    asked: int = 0
    seconds: list[int] = field(default_factory=list)
    given: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    sure: Counter[tuple[str, float]] = field(default_factory=Counter)
    dropped: int = 0
    beside: Pairs = field(default_factory=Pairs)


@dataclass
class Gathered:
    """Sums over attempts, one at a time; ``made``: what was last made of them, after what it was made for."""

    stamp: Stamp | None = None
    judged: tuple[tuple[int, ...], int, int, int] = ((), 0, 0, 0)
    seen: set[int] = field(default_factory=set)
    wait: int = 0
    tried: set[int] = field(default_factory=set)
    first: set[int] = field(default_factory=set)
    tries: dict[int, list[Try]] = field(default_factory=dict)
    passed_first: int = 0
    percents: list[float] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    made: tuple[object, Any] | None = None

    def add(
        self,
        number: int,
        person: int,
        started: datetime,
        submitted: datetime,
        marks: float | None,
        most: float | None,
        passed: bool | None,
        vector: list[Any] | None,
        *,
        release: int,
        kept: bool,
    ) -> None:
        """Take one attempt up; of each person, the one handed in first must come first."""
        self.seen.add(number)
        first = person not in self.tried
        self.tried.add(person)
        if passed is None:
            self.wait += 1
            return
        self.tries.setdefault(person, []).append((release, marks or 0.0, most or 0.0, passed, kept))
        if not first:
            return
        self.first.add(person)
        self.passed_first += bool(passed)
        self.percents.append(100 * (marks or 0.0) / most if most else 0.0)
        self.minutes.append((submitted - started).total_seconds() / 60)
        for digest, given, earned, seconds, *how_sure in vector or ():
            tally = self.tallies.setdefault(digest, Tally())
            tally.asked += 1
            tally.earned += earned or 0.0
            tally.dropped += earned is None
            if earned is not None:
                tally.beside.add(earned, ((marks or 0.0) - earned) / (most or 1.0))
                tally.sure.update((said, earned) for said in how_sure if said is not None)
            if seconds is not None:
                tally.seconds.append(seconds)
            if given is not None:
                tally.answered += 1
                tally.given[json.dumps(given, sort_keys=True)] += 1


_kept: dict[tuple[Any, ...], Gathered] = {}
_lock = Lock()


def gather(
    db: Session, course_id: int, names: tuple[str, ...], made_for: object, make: Callable[[Gathered], Made]
) -> tuple[Made, int]:
    """Return what ``make`` makes of all submitted attempts at a quiz (by its names of all times); how many are open.

    It is made anew when an attempt was handed in since, or when it is asked ``made_for`` another object than last.
    Within `writing()` everything is read for this call alone: what is not committed must not be kept.
    """
    total = db.connection().execute(_TOTAL, {"course": course_id}).scalar_one()
    still_open = db.connection().execute(_OPEN, {"course": course_id, "quizzes": names}).scalars()
    open_ones = tuple(sorted(number for number in still_open if number is not None))
    if not database.only_reads(db):
        return make(_taken_up(db, Gathered(), course_id, names)), len(open_ones)
    judged = _judged(db, course_id, names)
    key = (getattr(db.get_bind(), "pool", None), course_id, names)
    with _lock:
        found = _kept.get(key)
        if found is None or found.judged != judged:
            if len(_kept) >= KEPT:
                _kept.clear()
            found = _kept[key] = Gathered(judged=judged)
        if found.stamp != (total, open_ones):
            _taken_up(db, found, course_id, names)
            found.stamp = (total, open_ones)
        if found.made is None or found.made[0] is not made_for:
            found.made = (made_for, make(found))
        made: Made = found.made[1]
    return made, len(open_ones)


def _judged(db: Session, course_id: int, names: tuple[str, ...]) -> tuple[tuple[int, ...], int, int, int]:
    """Return which attempts wait to be judged, the newest judgement of any and the newest result beside a first one.

    0 where there is none; and how many such results stand no longer.
    """
    asked = {"course": course_id, "quizzes": names}
    waiting = tuple(db.connection().execute(_WAITING, asked).scalars())
    newest, voided = db.connection().execute(_LAST_REGRADED, asked).one()
    return waiting, db.connection().execute(_LAST_JUDGED, asked).scalar_one() or 0, newest or 0, voided


def _taken_up(db: Session, found: Gathered, course_id: int, names: tuple[str, ...]) -> Gathered:
    asked = {"course": course_id, "quizzes": names}
    new = [number for number in db.connection().execute(_SUBMITTED, asked).scalars() if number not in found.seen]
    for start in range(0, len(new), BATCH):
        for row in db.connection().execute(_ROWS, {"ids": new[start : start + BATCH]}):
            read, first, (anew, kept, release), again = _parted(row)
            found.add(*read, *(first if anew is None else again), release=release, kept=bool(kept))
    if new:
        found.made = None
    return found


def _parted(row: Sequence[Any]) -> tuple[Sequence[Any], ...]:
    read, told = len(_READ), len(_TOLD)
    return row[:read], row[read : read + told], row[read + told : -told], row[-told:]


_COURSE = col(Attempt.course_id) == bindparam("course", type_=Integer)
_QUIZ = col(Attempt.quiz).in_(bindparam("quizzes", expanding=True))
_TOTAL = select(func.count()).select_from(Attempt).where(_COURSE)  # by the course's index alone
# written out, so that both databases see that the partial index fits; the sign keeps out the course's index, which
# leads to every attempt at it where few are open
_OPEN = select(col(Attempt.id)).where(sql("attempt.state = 'open' AND +attempt.course_id = :course"), _QUIZ)
_SUBMITTED = (
    select(col(Attempt.id))
    .where(_COURSE, _QUIZ, col(Attempt.state) == AttemptState.SUBMITTED)
    .order_by(col(Attempt.id))
)


def _of_quiz(attempt_id: Any) -> Any:
    """Return the condition that an attempt is one at the quiz: asked of each row, since very few rows stand there."""
    return exists().where(col(Attempt.id) == attempt_id, _COURSE, _QUIZ)


_WAITING = (
    select(col(AttemptItem.attempt_id))
    .where(sql("attempt_item.waits"), _of_quiz(col(AttemptItem.attempt_id)))
    .distinct()
    .order_by(col(AttemptItem.attempt_id))
)
_LAST_JUDGED = select(func.max(col(Marking.id))).where(
    col(Marking.finished_at).is_not(None), _of_quiz(col(Marking.attempt_id))
)
_LAST_REGRADED = select(func.max(col(Regraded.id)), func.count(col(Regraded.voided_at))).where(
    _of_quiz(col(Regraded.attempt_id))
)
_READ = ("id", "person_id", "started_at", "submitted_at")
_TOLD = ("marks", "max_marks", "passed", "vector")
_ROWS = (
    select(
        *(getattr(Attempt, name) for name in (*_READ, *_TOLD)),
        *(col(Regraded.id), col(Regraded.kept), col(Attempt.release_id)),
        *(getattr(Regraded, name) for name in _TOLD),
    )
    .join_from(Attempt, Regraded, STANDS, isouter=True)
    .where(col(Attempt.id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Attempt.id))
)
