"""Looking at the whole chain, some thousand lines at a time, and naming the first entry that does not hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.audit.chain import AuditHead, Head, columns, head, seal_of, waiting
from models.audit.lines import AuditLine, AuditValue, digest_of

STEP = 5000  # lines looked at in one read: some hundredths of a second


class How(StrEnum):
    """What is wrong with the first entry that does not hold."""

    CHANGED = "changed"  # not what was sealed: changed, put in, or put elsewhere
    MISSING = "missing"  # a later one is there
    CUT = "cut"  # it was sealed once, and so far the chain does not reach any more
    VALUE = "value"  # its personal values are not those that were written with it
    OTHER = "other"  # a head that was kept elsewhere says another seal: the chain was made anew from there or before


@dataclass(frozen=True)
class Broken:
    """The first entry that does not hold: its number in the chain, how, and the line's id where there is one."""

    number: int
    how: How
    line_id: int | None = None
    at: datetime | None = None
    act: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a look at the chain found. ``erased``: lines whose personal values are gone; ``waiting``: without a seal."""

    head: Head
    broken: Broken | None
    erased: int
    waiting: int


class Check:
    """One look at the whole chain. ``kept``: heads that were kept elsewhere, number → seal."""

    def __init__(self, kept: Mapping[int, str] | None = None) -> None:
        self._kept = dict(kept or {})
        self._at = Head()
        self._erased = 0

    def step(self, db: Session, *, most: int = STEP) -> Verdict | None:
        """Look at the next lines; return the verdict when the end or a broken entry is reached, else None."""
        read = (
            select(*columns(), *_SEALED)
            .outerjoin(AuditValue, col(AuditValue.line_id) == col(AuditLine.id))
            .where(col(AuditLine.seal_number) > self._at.number)
            .order_by(col(AuditLine.seal_number))
            .limit(most)
        )
        rows = db.connection().execute(read).all()
        for line in rows:
            number = self._at.number + 1
            if line.seal_number != number:
                return self._verdict(db, Broken(number, How.MISSING))
            here = (line.id, line.at, line.act)
            if line.seal != seal_of(self._at.seal, line):
                return self._verdict(db, Broken(number, How.CHANGED, *here))
            if self._kept.get(number, line.seal) != line.seal:
                return self._verdict(db, Broken(number, How.OTHER, *here))
            if line.digest is not None and line.kept is None:
                self._erased += 1
            elif line.digest is not None and digest_of(line.salt or "", line.kept) != line.digest:
                return self._verdict(db, Broken(number, How.VALUE, *here))
            self._at = Head(number, line.seal)
        if len(rows) == most:
            return None
        told = max([head(db).number, *self._kept])
        return self._verdict(db, Broken(self._at.number + 1, How.CUT) if told > self._at.number else None)

    def _verdict(self, db: Session, broken: Broken | None) -> Verdict:
        return Verdict(self._at, broken, self._erased, waiting(db)[0])


_SEALED: tuple[Any, ...] = (
    col(AuditLine.seal_number),
    col(AuditLine.seal),
    col(AuditValue.values).label("kept"),
    col(AuditValue.salt),
)


def verify(db: Session, kept: Mapping[int, str] | None = None) -> Verdict:
    """Return what a look at the whole chain finds; ``kept`` as `Check`."""
    check = Check(kept)
    while True:
        verdict = check.step(db)
        if verdict is not None:
            return verdict


def note_check(db: Session, verdict: Verdict, *, now: datetime) -> None:
    """Remember what a look at the whole chain found, for the page."""
    row = db.get(AuditHead, 1) or AuditHead()
    row.checked_at, row.checked_number = now, verdict.head.number
    row.broken_number = verdict.broken.number if verdict.broken else None
    row.broken_how = verdict.broken.how.value if verdict.broken else None
    db.add(row)


def last_check(db: Session) -> AuditHead | None:
    """Return the head with what the last look found, None before the first line was sealed."""
    return db.get(AuditHead, 1)
