"""Certificates: one for each completion, checked by anyone who holds its number, printed by its holder.

The number is the key itself in letters and digits that nobody confuses: 60 random bits, so that none is guessed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import assessment, audit, courses, organisation, text
from models.courses.tables import CourseRecord, Release
from models.database import new_key
from models.learning.tables import Certificate, Completion, Source
from models.organisation import Person
from models.rights import Actor, DomainError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", " -–—.")
LENGTH = 12


class Standing(StrEnum):
    """Whether what a certificate says still counts."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Proof:
    """A certificate as its holder sees it; ``course`` is the course as that edition had it."""

    key: str
    holder: str
    slug: str
    course: courses.Course
    edition: int
    achieved_on: date
    valid_until: date | None
    hours: Decimal | None
    source: Source
    standing: Standing
    issued_at: datetime

    @property
    def number(self) -> str:
        """The number as it is printed."""
        return number_of(self.key)


@dataclass(frozen=True)
class Checked:
    """All that a stranger learns: ``name`` is masked unless they gave it; ``name_fits`` None: they gave none."""

    number: str
    standing: Standing
    course: courses.Translated
    achieved_on: date
    valid_until: date | None
    name: str
    name_fits: bool | None


def issue(db: Session, completion_id: int, *, now: datetime) -> str:
    """Write the certificate of a completion unless it has one, and return its key."""
    make = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"key": _new_number(), "completion_id": completion_id, "issued_at": now}
    db.execute(make(Certificate).values(**row).on_conflict_do_nothing(index_elements=["completion_id"]))
    return db.exec(select(Certificate.key).where(Certificate.completion_id == completion_id)).one()


def without_certificate(db: Session, person_id: int) -> list[int]:
    """Return the completions of a person that stand and have no certificate yet: those from before there were any.

    One that was taken up again after a regrade goes on with the certificate of the first.
    """
    first = func.coalesce(col(Completion.restores_id), col(Completion.id))
    missing = (
        select(first)
        .join(Certificate, col(Certificate.completion_id) == first, isouter=True)
        .where(
            col(Completion.person_id).in_(organisation.records_of(person_id)),
            col(Completion.voided_at).is_(None),
            col(Certificate.id).is_(None),
        )
    )
    return [number for number in db.exec(missing).all() if number is not None]


def issue_missing(db: Session, actor: Actor, *, now: datetime) -> None:
    """Write the certificates that the actor's completions lack; two who do it at once write each of them once."""
    if actor.person_id is None:
        return
    for completion_id in without_certificate(db, actor.person_id):
        issue(db, completion_id, now=now)
        audit.record(db, actor, "learning.issue-certificate", "completion", completion_id, now=now)


def certificate(db: Session, actor: Actor, key: str, *, now: datetime) -> Proof:
    """Return one of the actor's own certificates. Raises `DomainError` 'not-found' (also for another's)."""
    row = _row(db, key)
    if row is None or actor.person_id is None:
        raise DomainError("not-found")
    if organisation.counting(db, row[1].person_id) != actor.person_id:
        raise DomainError("not-found")
    found, completion, person = row
    release_id, slug = _release(db, completion)
    course = assessment.released(db, release_id)[1]
    return Proof(
        key=found.key,
        holder=person.full_name,
        slug=slug,
        course=course,
        edition=completion.edition,
        achieved_on=completion.achieved_on,
        valid_until=completion.valid_until,
        hours=course.hours,
        source=completion.source,
        standing=standing_of(completion, now=now),
        issued_at=found.issued_at,
    )


def check_certificate(db: Session, number: str, *, name: str = "", now: datetime) -> Checked:
    """Return what anybody may learn who holds a number: whether it counts, for which course, since when.

    Who also gives the holder's name (accents and case do not matter) is told whether it fits, and reads it whole.
    Raises `DomainError` 'certificate-unknown'.
    """
    row = _row(db, number)
    if row is None:
        raise DomainError("certificate-unknown")
    found, completion, person = row
    given = text.search_key(name)
    fits = text.search_key(person.full_name) == given if given else None
    return Checked(
        number=number_of(found.key),
        standing=standing_of(completion, now=now),
        course=assessment.released(db, _release(db, completion)[0])[1].title,
        achieved_on=completion.achieved_on,
        valid_until=completion.valid_until,
        name=person.full_name if fits else masked(person.full_name),
        name_fits=fits,
    )


def standing_of(completion: Completion, *, now: datetime) -> Standing:
    """Return whether a completion counts on Hanoi's day of ``now``."""
    if completion.voided_at is not None:
        return Standing.REVOKED
    until = completion.valid_until
    return Standing.EXPIRED if until is not None and text.local_day(now) >= until else Standing.VALID


def number_of(key: str) -> str:
    """Return a certificate's number as people read it: groups of four."""
    return "-".join(key[start : start + 4] for start in range(0, len(key), 4))


def masked(full_name: str) -> str:
    """Return a name of which only the family name is whole: 'Nguyễn Thị Hạnh' → 'Nguyễn T. H.'."""
    words = full_name.split()
    initials = [f"{word[0]}." for word in (words[1:] if len(words) > 1 else words)]
    return " ".join(words[:1] + initials if len(words) > 1 else initials)


def _new_number() -> str:
    return new_key(_ALPHABET, LENGTH)


def _row(db: Session, number: str) -> tuple[Certificate, Completion, Person] | None:
    key = text.nfc(number[:60]).upper().translate(_READ_AS)
    if len(key) != LENGTH or any(char not in _ALPHABET for char in key):
        return None
    first = func.coalesce(col(Completion.restores_id), col(Completion.id))
    record = aliased(Person)  # whoever gave it up for another record is known by that one's name
    return db.exec(
        select(Certificate, Completion, Person)
        .join(Completion, first == col(Certificate.completion_id))
        .join(record, col(record.id) == col(Completion.person_id))
        .join(Person, col(Person.id) == func.coalesce(col(record.same_as_id), col(record.id)))
        .where(Certificate.key == key)
        .order_by(col(Completion.id).desc())  # what became of it last
    ).first()


def _release(db: Session, completion: Completion) -> tuple[int, str]:
    """The release that speaks for a completion: the newest of its edition, else the course's newest."""
    this: Any = col(Release.edition) == completion.edition
    row = db.exec(
        select(Release.id, CourseRecord.slug)
        .join(CourseRecord, col(CourseRecord.id) == col(Release.course_id))
        .where(Release.course_id == completion.course_id)
        .order_by(this.desc(), col(Release.id).desc())
    ).first()
    if row is None or row[0] is None:
        raise DomainError("not-found")
    return row[0], row[1]
