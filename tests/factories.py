"""One maker for each thing a test needs, written as plainly as the rows it stands for."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy import text as sql
from sqlmodel import Session, SQLModel, select

from models import text
from models.access import passwords, signing_in
from models.access.tables import Grant
from models.courses.tables import ContentText, CourseRecord, Release
from models.organisation.tables import Person, Posting, SamePerson, Status, Tree, Unit, UnitVersion
from models.rights import Role

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 09:00 on Monday 2 March 2026 in Hanoi
LONG_AGO = date(2020, 1, 1)
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = count(1)


def same(db: Session, dropped: int, kept: int, *, recorded_at: datetime = BEFORE) -> None:
    """Make a record be another's: two records of one person."""
    db.get_one(Person, dropped).same_as_id = kept
    db.add(SamePerson(person_id=dropped, same_as_id=kept, recorded_at=recorded_at))
    db.flush()


def turn_round(db: Session, table: type[SQLModel]) -> None:
    """Let PostgreSQL find the rows of a table the last first, unless it is told an order; SQLite goes by their ids."""
    if db.get_bind().dialect.name != "postgresql":
        return
    db.flush()
    rows: Any = table.__table__  # type: ignore[attr-defined]
    found = [dict(row) for row in db.execute(select(rows).order_by(rows.c.id.desc())).mappings()]
    db.execute(sql("SET LOCAL session_replication_role = replica"))  # no foreign key is looked at
    db.execute(delete(rows))
    for row in found:
        db.execute(insert(rows).values(row))
    db.execute(sql("SET LOCAL session_replication_role = origin"))


def unit(
    db: Session,
    name: str,
    parent: int | None = None,
    *,
    tree: Tree = Tree.ADMINISTRATION,
    from_: date = LONG_AGO,
    recorded_at: datetime = BEFORE,
    code: str | None = None,
    kind: str = "",
) -> int:
    """Make a unit under ``parent`` and return its id."""
    row = Unit(tree=tree, code=code, code_key=None if code is None else text.search_key(code))
    db.add(row)
    db.flush()
    assert row.id is not None
    db.add(UnitVersion(unit_id=row.id, name=name, kind=kind, parent_id=parent, from_=from_, recorded_at=recorded_at))
    db.flush()
    return row.id


def person(db: Session, full_name: str = "Nguyễn Văn An", *, staff_code: str | None = None, **extra: Any) -> int:
    """Make a person without a posting and return their id."""
    code = staff_code or f"CB{next(_numbers):05d}"
    row = Person(
        staff_code=code,
        staff_code_key=code.casefold(),
        full_name=full_name,
        sort_key=text.name_sort_key(full_name),
        search_key=text.search_key(full_name),
        recorded_at=BEFORE,
        **extra,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def password(db: Session, person_id: int, typed: str, *, now: datetime) -> None:
    """Let a person have a password, whatever they had before."""
    signing_in.set_hash(db, person_id, passwords.make(typed), now=now)


def posting(
    db: Session,
    person_id: int,
    unit_id: int,
    *,
    tree: Tree = Tree.ADMINISTRATION,
    from_: date = LONG_AGO,
    until: date | None = None,
    status: Status = Status.ACTIVE,
    recorded_at: datetime = BEFORE,
    **extra: Any,
) -> int:
    """Place a person in a unit and return the posting's id."""
    row = Posting(
        person_id=person_id,
        unit_id=unit_id,
        tree=tree,
        from_=from_,
        until=until,
        status=status,
        recorded_at=recorded_at,
        **extra,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def grant(db: Session, person_id: int, role: Role, unit_id: int | None = None, **extra: Any) -> None:
    """Give a person a role over a unit's subtree, or everywhere."""
    values: dict[str, Any] = {"from_": LONG_AGO, "recorded_at": BEFORE, **extra}
    db.add(Grant(person_id=person_id, role=role, unit_id=unit_id, **values))
    db.flush()


def bare_course(db: Session, slug: str, *, edition: int = 1, renews: bool = False, at: datetime = BEFORE) -> int:
    """Make a course known by name only (a release without lessons) and return its id."""
    row = CourseRecord(slug=slug, first_seen_at=at)
    db.add(row)
    db.flush()
    assert row.id is not None
    bare_release(db, row.id, edition=edition, renews=renews, at=at)
    return row.id


def bare_release(
    db: Session,
    course_id: int,
    *,
    edition: int,
    renews: bool = False,
    status: str = "published",
    at: datetime = BEFORE,
) -> int:
    """Release an edition of a course made by `bare_course` and return the release's id."""
    digest = f"{course_id}-{edition}-{next(_numbers)}"
    db.add(ContentText(hash=digest, text="{}"))
    db.flush()
    row = Release(
        course_id=course_id,
        edition=edition,
        hash=digest,
        status=status,
        renews=renews,
        title=f"Course {course_id}",
        released_at=at,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id
