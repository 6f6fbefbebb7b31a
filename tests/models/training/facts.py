"""Plain rows: everything a figure depends on, read with simple SELECTs or written by hand in a test."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, SQLModel, select

from models import assessment, courses, learning, organisation, training, workdays

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Unit(NamedTuple):
    id: int
    tree: str = "administration"


class Version(NamedTuple):
    unit: int
    parent: int | None
    from_: date
    until: date | None = None
    recorded_at: datetime = LONG_AGO
    voided_at: datetime | None = None


class Person(NamedTuple):
    id: int


class Same(NamedTuple):
    """A record that is another's: two records of one person."""

    person: int
    into: int
    recorded_at: datetime = LONG_AGO
    voided_at: datetime | None = None


class Posting(NamedTuple):
    person: int
    unit: int
    from_: date
    until: date | None = None
    tree: str = "administration"
    main: bool = True
    status: str = "active"
    category: str | None = None
    head: bool = False
    leader: bool = False
    position: str = ""
    rank: str = ""
    recorded_at: datetime = LONG_AGO
    voided_at: datetime | None = None


class Whom(NamedTuple):
    """Which postings a rule means; an empty condition is none."""

    units: tuple[int, ...] = ()
    categories: tuple[str, ...] = ()
    head: bool | None = None
    leader: bool | None = None
    people: tuple[int, ...] = ()
    joined_after: date | None = None


class CalendarDay(NamedTuple):
    """A day off, or a weekend day that is worked."""

    day: date
    kind: str = "off"
    recorded_at: datetime = LONG_AGO
    voided_at: datetime | None = None


class Step(NamedTuple):
    """A course that a rule gives, the only one or one of a learning path, and when it belonged to that."""

    course: int
    due_on: date | None = None
    due_days: int | None = None
    working: bool = False
    since: date | None = None
    until: date | None = None


class Rule(NamedTuple):
    id: int
    key: str
    course: int
    whom: Whom
    from_: date
    until: date | None = None
    due_on: date | None = None
    due_days: int | None = None
    not_before: date | None = None
    recorded_at: datetime = LONG_AGO
    voided_at: datetime | None = None
    working: bool = False
    path: str = ""
    steps: tuple[Step, ...] = ()
    renew_months: int | None = None
    renew_window: int = 0
    renew_grace: int = 0


class Duty(NamedTuple):
    person: int
    course: int
    from_: date
    due: date
    until: date | None = None
    not_before: date | None = None
    rule: int = 0
    recorded_at: datetime = LONG_AGO
    voided_at: datetime | None = None


class Exemption(NamedTuple):
    person: int
    course: int
    from_: date
    until: date | None = None
    recorded_at: datetime = LONG_AGO
    voided_at: datetime | None = None


class Extension(NamedTuple):
    """A later last day of a person and a course."""

    person: int
    course: int
    from_: date
    due: date
    recorded_at: datetime = LONG_AGO
    voided_at: datetime | None = None


class Completion(NamedTuple):
    person: int
    course: int
    achieved_on: date
    valid_until: date | None = None
    edition: int = 1
    source: str = "earned"
    recorded_at: datetime = LONG_AGO
    voided_at: datetime | None = None


class Opening(NamedTuple):
    """A lesson opened or an attempt started; ``failed``: when that was handed in, where it was not passed."""

    person: int
    course: int
    at: datetime
    failed: datetime | None = None


class Release(NamedTuple):
    course: int
    edition: int
    at: datetime
    renews: bool = False
    status: str = "published"
    id: int = 0


@dataclass
class Facts:
    """Every row of an installation that a figure depends on."""

    units: list[Unit] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    same: list[Same] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    calendar: list[CalendarDay] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    completions: list[Completion] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    courses: list[int] = field(default_factory=list)


def read(db: Session) -> Facts:
    """Read every row of every table that a figure depends on, voided ones too."""
    o, t, c, own = organisation.tables, training.tables, courses.tables, ("person_id", "course_id")
    return Facts(
        units=[Unit(*row) for row in _rows(db, o.Unit, "id", "tree")],
        versions=[Version(*row) for row in _rows(db, o.UnitVersion, "unit_id", "parent_id", *INTERVAL)],
        people=[Person(number) for number, _ in _rows(db, o.Person, "id", "key")],
        same=[Same(*row) for row in _rows(db, o.SamePerson, "person_id", "same_as_id", *CLOCKS)],
        postings=[Posting(*row) for row in _rows(db, o.Posting, *POSTING)],
        calendar=[CalendarDay(*row) for row in _rows(db, workdays.tables.CalendarDay, "day", "kind", *CLOCKS)],
        rules=[_rule(Rule(*row)) for row in _rows(db, t.Rule, *RULE)],
        duties=[Duty(*row) for row in _rows(db, t.Duty, *DUTY)],
        exemptions=[Exemption(*row) for row in _rows(db, t.Exemption, *own, *INTERVAL)],
        extensions=[Extension(*row) for row in _rows(db, t.Extension, *own, "from_", "due", *CLOCKS)],
        completions=[Completion(*row) for row in _rows(db, learning.tables.Completion, *COMPLETION)],
        openings=[
            *(Opening(*row) for row in _rows(db, learning.tables.LessonProgress, *own, "opened_at")),
            *(
                Opening(*row[:3], failed=row.submitted_at if row.passed is False else None)
                for row in _rows(db, assessment.tables.Attempt, *own, "started_at", "submitted_at", "passed")
            ),
        ],
        releases=[Release(*row) for row in _rows(db, c.Release, *RELEASE)],
        courses=[number for number, _ in _rows(db, c.CourseRecord, "id", "slug")],
    )


CLOCKS = ("recorded_at", "voided_at")
INTERVAL = ("from_", "until", *CLOCKS)
POSTING = (
    *("person_id", "unit_id", "from_", "until", "tree", "main", "status", "category"),
    *("head", "leader", "position", "rank", *CLOCKS),
)
RULE = (
    *("id", "key", "course_id", "whom", "from_", "until", "due_on", "due_days", "not_before", *CLOCKS),
    *("working", "path", "steps", "renew_months", "renew_window", "renew_grace"),
)
DUTY = ("person_id", "course_id", "from_", "due", "until", "not_before", "rule_id", *CLOCKS)
COMPLETION = ("person_id", "course_id", "achieved_on", "valid_until", "edition", "source", *CLOCKS)
RELEASE = ("course_id", "edition", "released_at", "renews", "status", "id")


def _rows(db: Session, table: type[SQLModel], *names: str) -> list[Any]:
    return list(db.exec(select(*(getattr(table, name) for name in names))).all())


def whom_json(whom: Whom) -> dict[str, Any]:
    """The form in which a rule keeps whom it means: the conditions that it sets and no others."""
    given = {
        "subtree": list(whom.units),
        "categories": list(whom.categories),
        "head": whom.head,
        "leader": whom.leader,
        "people": list(whom.people),
        "joined_after": None if whom.joined_after is None else whom.joined_after.isoformat(),
    }
    return {name: value for name, value in given.items() if value is not None and value != []}


def step_json(step: Step) -> dict[str, Any]:
    """The form in which a rule keeps a course of a learning path."""
    given = step._asdict()
    usual = Step(step.course)._asdict()
    told = {name: value for name, value in given.items() if name == "course" or value != usual[name]}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


def _rule(row: Rule) -> Rule:
    return row._replace(whom=_whom(row.whom), steps=tuple(_step(one) for one in row.steps))  # type: ignore[arg-type]


def _step(stored: dict[str, Any]) -> Step:
    days = {name: date.fromisoformat(stored[name]) for name in ("due_on", "since", "until") if name in stored}
    return Step(**{**stored, **days})


def _whom(stored: dict[str, Any]) -> Whom:
    day = stored.get("joined_after")
    return Whom(
        units=tuple(stored.get("subtree", ())),
        categories=tuple(stored.get("categories", ())),
        head=stored.get("head"),
        leader=stored.get("leader"),
        people=tuple(stored.get("people", ())),
        joined_after=None if day is None else date.fromisoformat(day),
    )


def course_slugs(db: Session) -> list[tuple[int, str]]:
    """Every course's id and slug."""
    return [(number, slug) for number, slug in _rows(db, courses.tables.CourseRecord, "id", "slug")]
