"""Whom a row of a list means, and what the database knows of them: read in a few queries for a whole list."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from models import database, text
from models.organisation.people import phone_key, staff_code_key
from models.organisation.roster_types import RosterRow
from models.organisation.tables import PartyMembership, Person, Posting, Status

_ZEROS = 5  # as many as a spreadsheet may have taken from a code
CHUNK = 800  # below SQLite's limit of values in one statement


class PersonError(Exception):
    """A row that cannot be one person's: a stable code and the values of its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class People:
    """The people whom the rows may mean, with their postings and memberships as known now."""

    def __init__(self, db: Session, rows: Sequence[RosterRow]) -> None:
        self.persons: dict[int, Person] = {}
        self._owners: dict[tuple[str, str], Person] = {}  # (column, key) → the record that holds it, merged or not
        self._read(
            db, "code", Person.staff_code_key, (staff_code_key(row.staff_code) for row in rows if row.staff_code)
        )
        self._read(db, "email", Person.email_key, (row.email.casefold() for row in rows if row.email))
        self._read(db, "phone", Person.phone_key, (phone_key(row.phone) for row in rows if row.phone))
        self._read_longer(db, {row.staff_code for row in rows if row.staff_code and row.staff_code.isdecimal()})
        self._read_counting(db)
        self.postings: dict[int, list[Posting]] = defaultdict(list)
        self.memberships: dict[int, list[PartyMembership]] = defaultdict(list)
        for part in chunks(self.persons):
            for posting in db.exec(standing(Posting, part)).all():
                self.postings[posting.person_id].append(posting)
            for membership in db.exec(standing(PartyMembership, part)).all():
                self.memberships[membership.person_id].append(membership)

    def find(self, row: RosterRow) -> Person | None:
        """Return the person of a row: by staff code, else by e-mail, else by phone; None when it is somebody new.

        Raises `PersonError` 'email-taken' or 'phone-taken' when a contact belongs to somebody else; 'code-lost-zero'
        (known) when the code is new, but with zeros before it is that of a person of the same name.
        """
        person = self._holder("code", staff_code_key(row.staff_code) if row.staff_code else None)
        if (
            person is None
            and row.staff_code
            and (known := self._longer.get((row.staff_code.lstrip("0"), text.search_key(row.full_name))))
        ):
            raise PersonError("code-lost-zero", value=row.staff_code, known=known)
        contacts = (
            ("email", row.email.casefold() if row.email else None, row.email),
            ("phone", phone_key(row.phone) if row.phone else None, row.phone),
        )
        for column, key, written in contacts:
            holder = self._holder(column, key)
            if holder is None or holder is person:
                continue
            other_code = row.staff_code and holder.staff_code_key not in (None, staff_code_key(row.staff_code))
            if person is not None or other_code:
                raise PersonError(f"{column}-taken", value=written)
            person = holder
        return person

    def holds(self, person: Person, column: str, key: str) -> bool:
        """Return whether the key stands on the person's own record or on none (not on one merged into it)."""
        return self._owners.get((column, key), person) is person

    def _holder(self, column: str, key: str | None) -> Person | None:
        found = self._owners.get((column, key)) if key else None
        seen: list[Person] = []
        while found is not None and found.same_as_id is not None and found not in seen:
            seen.append(found)
            found = self.persons.get(found.same_as_id)
        return found

    def _read(self, db: Session, column: str, attribute: Any, keys: Iterable[str]) -> None:
        for part in chunks(set(keys)):
            for person in db.exec(select(Person).where(attribute.in_(part))).all():
                assert person.id is not None
                self.persons[person.id] = person
                self._owners[column, getattr(person, attribute.key)] = person

    def _read_longer(self, db: Session, codes: Collection[str]) -> None:
        """Read the codes that these may have been before a spreadsheet took their zeros, with their owners' names."""
        self._longer: dict[tuple[str, str], str] = {}
        for part in chunks({code.zfill(len(code) + n) for code in codes for n in range(1, _ZEROS + 1)}):
            for person in db.exec(select(Person).where(col(Person.staff_code_key).in_(part))).all():
                code = person.staff_code or ""
                self._longer[code.lstrip("0"), person.search_key] = code

    def _read_counting(self, db: Session) -> None:
        """Read the records that merged ones point to."""
        missing = {p.same_as_id for p in self.persons.values() if p.same_as_id is not None} - self.persons.keys()
        while missing:
            for part in chunks(missing):
                for person in db.exec(select(Person).where(col(Person.id).in_(part))).all():
                    assert person.id is not None
                    self.persons[person.id] = person
            found = {p.same_as_id for p in self.persons.values() if p.same_as_id is not None} - self.persons.keys()
            missing = found - missing


def members(db: Session, units: Collection[int], on: date, among: Collection[int] | None = None) -> dict[int, Posting]:
    """Return who (of some people, or of all) has their main place in one of these units on a day, by person.

    Those who have left are not among them.
    """
    found: dict[int, Posting] = {}
    some = () if among is None else (database.among(col(Posting.person_id), among),)
    for part in chunks(units):
        rows = db.exec(
            select(Posting).where(
                col(Posting.unit_id).in_(part),
                *some,
                col(Posting.main).is_(True),
                col(Posting.voided_at).is_(None),
                col(Posting.status) != Status.INACTIVE,
                col(Posting.from_) <= on,
                or_(col(Posting.until).is_(None), col(Posting.until) > on),
            )
        ).all()
        found.update({posting.person_id: posting for posting in rows})
    return found


def posted(db: Session, units: Collection[int], on: date, among: Collection[int] | None = None) -> set[int]:
    """Return who (of some people, or of all) has any posting in one of these units on a day or later."""
    found: set[int] = set()
    some = () if among is None else (database.among(col(Posting.person_id), among),)
    for part in chunks(units):
        later = or_(col(Posting.until).is_(None), col(Posting.until) > on)
        rows = select(Posting.person_id).where(
            col(Posting.unit_id).in_(part), *some, col(Posting.voided_at).is_(None), later
        )
        found.update(db.exec(rows).all())
    return found


def standing(table: Any, people: Sequence[int]) -> Any:
    """Return the query for the rows of an interval table that are known now, of these people, the earliest first."""
    return select(table).where(table.person_id.in_(people), table.voided_at.is_(None)).order_by(table.from_, table.id)


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Give values in an order of their own, a statement's worth at a time."""
    ordered = sorted(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
