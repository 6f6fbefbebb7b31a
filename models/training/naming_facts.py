"""Units and courses as figures name them, through time: few rows, read whole."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from models import courses, organisation
from models.training.days import NEVER, NO_DAY, micros


@dataclass(frozen=True)
class UnitFact:
    """A version of a unit: what it was called and where it stood during an interval, known from a moment to another."""

    node: organisation.UnitNode
    tree: organisation.Tree
    from_: int
    until: int
    recorded: int
    voided: int

    def holds(self, day: int, known: int | None) -> bool:
        """Return whether it held on a day, as known at a moment (microseconds; None: now)."""
        seen = self.voided == NEVER if known is None else self.recorded <= known < self.voided
        return seen and self.from_ <= day < self.until


@dataclass(frozen=True)
class CourseFact:
    """A course as figures name it."""

    id: int
    slug: str
    title: str


def read_units(db: Session) -> tuple[UnitFact, ...]:
    """Read every version of every unit."""
    unit, version = organisation.Unit, organisation.UnitVersion
    node = (col(unit.id), col(unit.key), col(unit.code), col(version.name), col(version.kind), col(version.parent_id))
    clocks = (col(version.from_), col(version.until), col(version.recorded_at), col(version.voided_at))
    rows = db.execute(
        select(col(unit.tree), *clocks, *node)
        .join(version, col(version.unit_id) == col(unit.id))
        .order_by(col(unit.id), col(version.id))
    )
    return tuple(
        UnitFact(
            node=organisation.UnitNode(*named),
            tree=tree,
            from_=start.toordinal(),
            until=NO_DAY if end is None else end.toordinal(),
            recorded=micros(recorded),
            voided=NEVER if voided is None else micros(voided),
        )
        for tree, start, end, recorded, voided, *named in rows
    )


def read_courses(db: Session) -> tuple[CourseFact, ...]:
    """Read every course with the title of its newest release (the slug, where there is none)."""
    course, release = courses.tables.CourseRecord, courses.tables.Release
    named = select(col(release.course_id), col(release.title)).order_by(col(release.released_at), col(release.id))
    titles = {row[0]: row[1] for row in db.execute(named)}
    rows = db.execute(select(col(course.id), col(course.slug)).order_by(col(course.id)))
    return tuple(CourseFact(number, slug, titles.get(number, slug)) for number, slug in rows)
