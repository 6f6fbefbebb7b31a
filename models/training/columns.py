"""The facts that figures are computed from, as narrow columns in memory; loading them from the database.

Days are int32 proleptic ordinals (`date.toordinal`), moments int64 microseconds since 1970 in UTC; an end that is not
known is `NO_DAY`, a row not voided is `NEVER`, which almost all are: those moments are held as `Rare`. All rows are
held, voided ones too, so that any day as known at any moment can be computed.
"""

# ruff: noqa: RUF009 - a column says in its default how it is read

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models import learning, organisation, staging
from models.training import reading_rows
from models.training.days import NEVER as NEVER
from models.training.days import NO_DAY as NO_DAY
from models.training.days import day_of as day_of
from models.training.days import days_of
from models.training.days import micros as micros
from models.training.naming_facts import CourseFact as CourseFact
from models.training.naming_facts import Units as Units
from models.training.naming_facts import read_courses, read_units
from models.training.pairing import Carried as Carried
from models.training.pairing import Courses as Courses
from models.training.pairing import Ints as Ints
from models.training.pairing import Moments as Moments
from models.training.pairing import carried, keys_of, pairs_of, persons_and_courses, slices
from models.training.rare import Rare as Rare
from models.training.reading_rows import Flags as Flags
from models.training.reading_rows import Table as Table

Codes = NDArray[np.int8]

SOURCES = tuple(learning.tables.Source)
CATEGORIES = tuple(organisation.Category)
TREES = tuple(organisation.Tree)
STATUSES = tuple(organisation.Status)
KEPT = 8  # numbers by person
Kept = TypeVar("Kept", bound=np.ndarray[Any, Any])
Rows = TypeVar("Rows", bound="OfPeople")


@dataclass(frozen=True)
class OfPeople(Table):
    """Rows that belong to people."""

    person: Ints = reading_rows.number("person_id")

    def are_of(self, people: Collection[int]) -> Flags:
        """Return which rows are of some people."""
        return np.isin(self.person, np.fromiter(people, dtype=np.int32, count=len(people)))


@dataclass(frozen=True)
class Postings(OfPeople):
    """Main postings."""

    source = f"(SELECT * FROM {staging.rows_seen('posting')} WHERE main) AS posting"  # noqa: S608

    unit: Ints = reading_rows.number("unit_id")
    tree: Codes = reading_rows.code("tree", TREES)
    category: Codes = reading_rows.code("category", CATEGORIES)
    status: Codes = reading_rows.code("status", STATUSES)
    head: Flags = reading_rows.flag("head")
    leader: Flags = reading_rows.flag("leader")
    from_: Ints = reading_rows.day("from")
    until: Ints = reading_rows.day("until")
    recorded: Moments = reading_rows.moment("seen_at")
    voided: Rare = reading_rows.rare_moment("gone_at")


@dataclass(frozen=True)
class RulePostings(OfPeople):
    """Postings known now that a rule may mean: main or beside, not inactive."""

    source = (
        f"(SELECT * FROM {staging.rows_seen('posting')} "  # noqa: S608
        "WHERE gone_at IS NULL AND status <> 'inactive') AS posting"
    )

    unit: Ints = reading_rows.number("unit_id")
    category: Codes = reading_rows.code("category", CATEGORIES)
    head: Flags = reading_rows.flag("head")
    leader: Flags = reading_rows.flag("leader")
    from_: Ints = reading_rows.day("from")
    until: Ints = reading_rows.day("until")


@dataclass(frozen=True)
class Duties(OfPeople):
    """Duties; ``not_before`` 0: any completion will do."""

    source = staging.rows_seen("duty")

    course: Courses = reading_rows.course("course_id")
    rule: Ints = reading_rows.number("rule_id")
    from_: Ints = reading_rows.day("from")
    until: Ints = reading_rows.day("until")
    due: Ints = reading_rows.day("due")
    not_before: Ints = reading_rows.day("not_before", 0)
    recorded: Moments = reading_rows.moment("seen_at")
    voided: Rare = reading_rows.rare_moment("gone_at")


@dataclass(frozen=True)
class Exemptions(OfPeople):
    """Exemptions."""

    source = "exemption"

    course: Courses = reading_rows.course("course_id")
    from_: Ints = reading_rows.day("from")
    until: Ints = reading_rows.day("until")
    recorded: Moments = reading_rows.moment("recorded_at")
    voided: Rare = reading_rows.rare_moment("voided_at")


@dataclass(frozen=True)
class Completions(OfPeople):
    """Completions."""

    source = "completion"

    course: Courses = reading_rows.course("course_id")
    edition: Ints = reading_rows.number("edition")
    achieved: Ints = reading_rows.day("achieved_on")
    until: Ints = reading_rows.day("valid_until")
    origin: Codes = reading_rows.code("source", SOURCES)
    recorded: Moments = reading_rows.moment("recorded_at")
    voided: Rare = reading_rows.rare_moment("voided_at")


@dataclass(frozen=True)
class Openings(OfPeople):
    """When a person first opened a lesson of a course."""

    source = "lesson_progress"
    ordered = "GROUP BY person_id, course_id ORDER BY person_id, course_id"

    course: Courses = reading_rows.course("course_id")
    at: Moments = reading_rows.moment("opened_at", "MIN({})")


@dataclass(frozen=True)
class Attempts(OfPeople):
    """When a person first began a quiz of a course."""

    source = "attempt"
    ordered = "GROUP BY person_id, course_id ORDER BY person_id, course_id"

    course: Courses = reading_rows.course("course_id")
    at: Moments = reading_rows.moment("started_at", "MIN({})")


@dataclass(frozen=True)
class Failures(OfPeople):
    """Quizzes handed in and not passed; ``mended``: when they were marked anew and passed after all."""

    source = (
        "(SELECT id, person_id, course_id, submitted_at, (SELECT recorded_at FROM regraded"
        " WHERE attempt_id = attempt.id AND voided_at IS NULL AND regraded.passed) AS mended_at"
        " FROM attempt WHERE passed = false) AS failure"
    )

    course: Courses = reading_rows.course("course_id")
    at: Moments = reading_rows.moment("submitted_at")
    mended: Moments = reading_rows.moment("mended_at")


@dataclass(frozen=True)
class Accounts(OfPeople):
    """People who have opened their account: by a password, a provider or a directory. Known as it is now only."""

    source = (
        "(SELECT person_id, person_id AS id FROM account WHERE password_hash IS NOT NULL OR opened_at IS NOT NULL)"
        " AS account"
    )


@dataclass(frozen=True)
class Merged(OfPeople):
    """Records that are read as another's: two records of one person (docs/decisions/0002)."""

    source = "same_person"

    into: Ints = reading_rows.number("same_as_id")
    recorded: Moments = reading_rows.moment("recorded_at")
    voided: Moments = reading_rows.moment("voided_at")


@dataclass(frozen=True)
class Releases(Table):
    """Releases of courses in the order they were made."""

    source = '"release"'
    ordered = 'ORDER BY "released_at", "id"'

    course: Courses = reading_rows.course("course_id")
    edition: Ints = reading_rows.number("edition")
    renews: Flags = reading_rows.flag("renews")
    retired: Flags = reading_rows.flag("status = 'retired'")
    at: Moments = reading_rows.moment("released_at")


@dataclass(frozen=True)
class Renewals(Table):
    """What rules say of renewing, of those that say anything; ``months`` 0: as the completion says.

    A rule's row is never changed, so this needs no clock: a duty's rule says it.
    """

    source = '(SELECT * FROM "rule" WHERE renew_months > 0 OR renew_window > 0 OR renew_grace > 0) AS "rule"'

    rule: Ints = reading_rows.number("id")
    months: Ints = reading_rows.number("renew_months", 0)
    window: Ints = reading_rows.number("renew_window")
    grace: Ints = reading_rows.number("renew_grace")


@dataclass(frozen=True)
class Around:
    """What belongs to no person: every version of every unit, courses, releases, and what rules say of renewing."""

    units: Units
    courses: tuple[CourseFact, ...]
    releases: Releases
    renewals: Renewals

    @classmethod
    def read(cls, db: Session) -> Self:
        """Read all of it."""
        return cls(read_units(db), read_courses(db), Releases.read(db), Renewals.read(db))


@dataclass(frozen=True)
class PersonTables:
    """All tables whose rows belong to people."""

    postings: Postings
    duties: Duties
    exemptions: Exemptions
    completions: Completions
    openings: Openings
    attempts: Attempts
    failures: Failures
    accounts: Accounts
    merged: Merged

    @classmethod
    def read(cls, db: Session, where: str = "TRUE", *, course: int | None = None) -> Self:
        """Read the rows of the people for whom an SQL condition on ``person_id`` holds, of one course or all."""
        of_course = where if course is None else f"({where}) AND course_id = {course}"
        return cls(
            postings=Postings.read(db, where),
            duties=Duties.read(db, of_course),
            exemptions=Exemptions.read(db, of_course),
            completions=Completions.read(db, of_course),
            openings=Openings.read(db, of_course),
            attempts=Attempts.read(db, of_course),
            failures=Failures.read(db, of_course),
            accounts=Accounts.read(db, where),
            merged=Merged.read(db, where),
        )

    def reread(self, db: Session, rules: Collection[int]) -> Self:
        """Return these tables with the duties of some rules read again."""
        gone = np.isin(self.duties.rule, list(rules))
        return replace(self, duties=self.duties.replaced(gone, Duties.read(db, among("rule_id", rules))))

    def rows(self, kind: type[Rows]) -> Rows:
        """Return the table of one kind."""
        found: Rows = next(getattr(self, part.name) for part in fields(self) if part.type is kind)
        return found

    def replaced(self, people: Collection[int], new: Self) -> Self:
        """Return these tables with ``new`` rows in place of all rows of some people."""
        tables = ((getattr(self, part.name), getattr(new, part.name)) for part in fields(self))
        return type(self)(*(old.replaced(old.are_of(people), more) for old, more in tables))

    def of(self, people: Collection[int] | Ints) -> Self:
        """Return the rows of some people alone."""
        ids = np.fromiter(people, dtype=np.int32, count=len(people))
        tables = {part.name: getattr(self, part.name) for part in fields(self)}
        wanted = np.zeros(1 + max(int(rows.person.max(initial=0)) for rows in tables.values()), dtype=np.bool_)
        wanted[ids[ids < len(wanted)]] = True
        values: dict[str, Any] = {}
        for name, rows in tables.items():
            values[name] = rows.taken(wanted[rows.person])
        return type(self)(**values)


class Columns:
    """All facts at one place of the change log, never changed; indexed by (person, course) pair.

    A pair exists for every person and course that have a duty, an exemption or a completion, known or voided, at any
    time, a completion of a record that was ever joined to theirs too; pairs are sorted by person, then course.
    """

    def __init__(self, people: PersonTables, around: Around, before: "Columns | None" = None) -> None:
        self.people, self.around = people, around
        self._once: dict[tuple[Any, ...], Any] = {}
        tables = (people.duties, people.exemptions, people.completions)
        joined = carried(people.merged, people.completions)
        known = keys_of(*tables, more=joined.key)
        known.sort()  # in place, and places looked up afterwards: `unique` would take three times the memory for both
        known = known[np.concatenate((known[:1] == known[:1], known[1:] != known[:-1]))]
        self.pair_person, self.pair_course = persons_and_courses(known)
        same = before if before is not None and self._has_pairs_of(before) else None

        def numbered(name: str, pairs: str) -> Ints:
            rows = getattr(people, name)
            unmoved = same is not None and rows is getattr(same.people, name)
            found: Ints = getattr(same, pairs) if unmoved else pairs_of(known, rows)
            return found

        self.duty_pair, self.exemption_pair = numbered("duties", "duty_pair"), numbered("exemptions", "exemption_pair")
        self.completion_pair = numbered("completions", "completion_pair")
        self.opening_pair, self.attempt_pair = (
            numbered("openings", "opening_pair"),
            numbered("attempts", "attempt_pair"),
        )
        self.failure_pair = numbered("failures", "failure_pair")
        if same is not None:  # as a rule: states that are kept hold them, too
            self.pair_person, self.pair_course = same.pair_person, same.pair_course
        self.carried_completions = joined.among(known)
        self.carried_openings = carried(people.merged, people.openings).among(known)
        self.carried_attempts = carried(people.merged, people.attempts).among(known)
        self.carried_failures = carried(people.merged, people.failures).among(known)
        seen = [self.pair_person, people.postings.person, people.merged.person]
        self.people_end = 1 + max((int(ids.max()) for ids in seen if len(ids)), default=0)
        ids = [people.duties.course, self.pair_course, around.releases.course]
        self.courses_end = 1 + max((int(found.max()) for found in ids if len(found)), default=0)

    def _has_pairs_of(self, other: "Columns") -> bool:
        same = np.array_equal(self.pair_person, other.pair_person)
        return same and np.array_equal(self.pair_course, other.pair_course)

    def once(self, key: tuple[Any, ...], make: Callable[[], Kept]) -> Kept:
        """Return numbers by person that these rows alone decide, made once; the last few are kept."""
        found = self._once.get(key)
        if found is None:
            found = make()
            for oldest in list(self._once)[: 1 - KEPT]:
                self._once.pop(oldest, None)
            self._once[key] = found
        kept: Kept = found
        return kept

    @cached_property
    def first_asked(self) -> Ints:
        """The day on which a course was first asked of anybody, as it became known, by course id (`NO_DAY`: never)."""
        found = np.full(self.courses_end, NO_DAY, dtype=np.int32)
        duties = self.people.duties
        for part in slices(len(duties.course)):
            first = np.maximum(duties.from_[part], days_of(duties.recorded[part]))
            np.minimum.at(found, duties.course[part], first)
        return found

    @property
    def courses(self) -> tuple[CourseFact, ...]:
        """Every course."""
        return self.around.courses

    def beside(self, around: Around) -> "Columns":
        """Return the same rows of people beside other units, courses, releases and renewals."""
        made = copy(self)
        made.around = around
        made.courses_end = max(self.courses_end, 1 + int(around.releases.course.max(initial=0)))
        return made


def load(db: Session) -> Columns:
    """Read all facts about everybody."""
    return Columns(PersonTables.read(db), Around.read(db))


def among(column: str, ids: Collection[int]) -> str:
    """Return the SQL condition that a column of ids is one of these."""
    return f"{column} IN ({', '.join(str(int(number)) for number in sorted(ids)) or 'NULL'})"
