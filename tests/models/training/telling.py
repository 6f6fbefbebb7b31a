"""The town of the stories, and one way to ask for a figure that asks everybody: counter, columns, names and command."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from sqlmodel import Session, col, select

from models import access, changes, database, learning, training
from models.learning import Source
from models.organisation import Person, Tree, Unit
from models.rights import DomainError, Right
from tests import factories
from tests.models.training import facts as plain
from tests.models.training import reference
from tests.models.training.small_world import at, on

CONSOLE = access.operator()
ASSIGNING = access.scope_of(CONSOLE, Right.ASSIGN)
PEOPLE = access.scope_of(CONSOLE, Right.MANAGE_PEOPLE)
COVERAGE = access.scope_of(CONSOLE, Right.SEE_COVERAGE)
ADMINISTRATION = Tree.ADMINISTRATION
NOW = datetime(2027, 6, 1, tzinfo=UTC)  # when the figures are asked for: everything told is known by then

Figure = tuple[int, int, int, int]


@dataclass(frozen=True)
class Town:
    """City ⊃ A (An, Bình, Chi), B (Dung, Em); all must take the course by 31 March, a rule of 5 January says."""

    city: int
    a: int
    b: int
    an: int
    binh: int
    chi: int
    dung: int
    em: int
    course: int


def town() -> Town:
    with database.writing() as db:
        city = factories.unit(db, "Thành phố")
        a, b = factories.unit(db, "Phường A", city), factories.unit(db, "Phường B", city)
        people = []
        for name, unit in (("An", a), ("Bình", a), ("Chi", a), ("Dung", b), ("Em", b)):
            people.append(factories.person(db, f"Nguyễn Văn {name}", staff_code=f"CB-{name}"))
            factories.posting(db, people[-1], unit)
        made = Town(city, a, b, *people, factories.bare_course(db, "an-toan"))
        give(db, made.course, city, now=at(1, 5), due_on=on(3, 31))
        return made


def give(db: Session, course: int, unit: int, *, now: datetime, **terms: date | int) -> None:
    """A rule over a subtree, from Hanoi's day of the moment on."""
    from_ = terms.pop("from_", reference.day_of(now))
    whom = training.Whom(subtree=(unit,))
    training.create_rule(db, CONSOLE, ASSIGNING, course_id=course, whom=whom, from_=from_, now=now, **terms)  # type: ignore[arg-type]


def finished(
    person: int,
    course: int,
    now: datetime,
    *,
    until: date | None = None,
    edition: int = 1,
    source: Source = Source.EARNED,
) -> None:
    """A completion achieved on the day of its recording, and the line of the log that goes with it."""
    with database.writing() as db:
        clock = {"achieved_on": reference.day_of(now), "valid_until": until, "recorded_at": now}
        proof = {"person_id": person, "course_id": course, "edition": edition, "source": Source.EARNED}
        db.add(learning.tables.Completion(**proof, **clock))
        changes.note(db, changes.Kind.PERSON, person, now=now)


def lost(person: int, now: datetime) -> None:
    """A regrade takes a person's completions away: the rows stay and are voided."""
    table = learning.tables.Completion
    with database.writing() as db:
        for row in db.exec(select(table).where(table.person_id == person, col(table.voided_at).is_(None))).all():
            row.voided_at = now
            db.add(row)
        changes.note(db, changes.Kind.PERSON, person, now=now)


def figure(unit: int, day: date, known_at: datetime | None = None, *, course: str | None = None) -> Figure | None:
    """Required and valid pairs, people with a required pair and people with all of them valid: the one figure on which
    counter, columns, names and command agree. None: the unit has no place on that day, and all say so.
    """
    with database.reading() as db:
        rows = plain.read(db)
        unit_row = db.get(Unit, unit)
        assert unit_row is not None
        held = training.figures(db)
        question = training.Question(on=day, tree=unit_row.tree, unit=unit_row.key, course=course, known_at=known_at)
        if reference.version_of(rows, unit, day, known_at or NOW) is None:
            with pytest.raises(DomainError):
                training.coverage(held, COVERAGE, question)
            with pytest.raises(DomainError):
                _printed(db, question)
            return None
        course_id = None if course is None else _course(db, course)
        slow = reference.coverage(rows, unit, unit_row.tree.value, day, known_at or NOW, course_id)
        fast = training.coverage(held, COVERAGE, question)
        answer = (fast.total.required, fast.total.valid, fast.people_required, fast.people_all_valid)
        assert answer == slow[:4]
        assert _counted(db, question) == answer
        assert _printed(db, question) == answer
        return answer


def state(town: Town, person: int, day: date, known_at: datetime | None = None, *, course: str = "an-toan") -> str:
    """The state of a person and a course, on which counter and names agree."""
    with database.reading() as db:
        rows = plain.read(db)
        found = reference.state_of(rows, person, _course(db, course), "administration", day, known_at or NOW)
        row = db.get(Person, person)
        assert row is not None
        question = training.Question(on=day, course=course, known_at=known_at)
        named = [line.state for line in training.names(db, COVERAGE, question).rows if line.person == row.key]
        assert named == ([] if found in (reference.INACTIVE, reference.NOT_ASSIGNED) else [found])
        return found


def _counted(db: Session, question: training.Question) -> Figure:
    """The figure counted from the names behind it."""
    done: dict[str, list[bool]] = {}
    for row in training.names(db, COVERAGE, question).rows:
        if row.state in training.REQUIRED:
            done.setdefault(row.person, []).append(row.state is training.State.COMPLETED)
    pairs = [valid for all_of_one in done.values() for valid in all_of_one]
    return len(pairs), sum(pairs), len(done), sum(all(all_of_one) for all_of_one in done.values())


def _printed(db: Session, question: training.Question) -> Figure:
    out = StringIO()
    where = {"unit": question.unit, "course": question.course, "tree": question.tree.value}
    when = {"on": question.on, "known_at": question.known_at, "now": NOW}
    assert training.coverage_command(db, out, **where, **when, as_format="json") == 0  # type: ignore[arg-type]
    said = json.loads(out.getvalue())
    return said["total"]["required"], said["total"]["valid"], said["people"]["required"], said["people"]["all_valid"]


def _course(db: Session, slug: str) -> int:
    return next(number for number, name in plain.course_slugs(db) if name == slug)
