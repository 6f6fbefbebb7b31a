"""Units and courses as figures name them, through time: few rows, read whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlmodel import Session, col

from models import courses, organisation
from models.rights import DomainError
from models.training.days import NEVER, NO_DAY, micros
from models.training.pairing import Courses
from models.training.reading_rows import Flags

KEPT = 32  # trees


@dataclass(frozen=True)
class UnitFact:
    """A version of a unit: what it was called and where it stood during an interval, known from a moment to another."""

    node: organisation.UnitNode
    tree: organisation.Tree
    from_: int
    until: int
    recorded: int
    voided: int


class Units:
    """Every version of every unit, and the trees that they make: each made once for all days on which it stood so."""

    def __init__(self, facts: Iterable[UnitFact] = ()) -> None:
        self.facts = tuple(facts)
        clocks = [(fact.from_, fact.until, fact.recorded, fact.voided) for fact in self.facts]
        self._clocks = np.array(clocks, dtype=np.int64).reshape(-1, 4).T
        self._trees: dict[tuple[organisation.Tree, bytes], organisation.UnitTree] = {}

    def tree(self, tree: organisation.Tree, day: int, known: int | None) -> organisation.UnitTree:
        """Return a tree as it stood on a day, as known at a moment (microseconds; None: now)."""
        from_, until, recorded, voided = self._clocks
        seen = voided == NEVER if known is None else (recorded <= known) & (known < voided)
        holds = seen & (from_ <= day) & (day < until)
        key = (tree, holds.tobytes())
        found = self._trees.get(key)
        if found is None:
            facts = (self.facts[number] for number in np.flatnonzero(holds).tolist())
            found = organisation.UnitTree.of(tree, {fact.node.id: fact.node for fact in facts if fact.tree is tree})
            if len(self._trees) >= KEPT:
                self._trees.clear()
            self._trees[key] = found
        return found


@dataclass(frozen=True)
class CourseFact:
    """A course as figures name it."""

    id: int
    slug: str
    title: str


@dataclass(frozen=True)
class PathFact:
    """A learning path as a question names it: the set of its courses (slugs), as its file holds them now."""

    key: str
    title: str
    courses: tuple[str, ...]


def read_units(db: Session) -> Units:
    """Read every version of every unit."""
    unit, version = organisation.Unit, organisation.UnitVersion
    node = (col(unit.id), col(unit.key), col(unit.code), col(version.name), col(version.kind), col(version.parent_id))
    clocks = (col(version.from_), col(version.until), col(version.recorded_at), col(version.voided_at))
    rows = db.execute(
        select(col(unit.tree), *clocks, *node)
        .join(version, col(version.unit_id) == col(unit.id))
        .order_by(col(unit.id), col(version.id))
    )
    return Units(
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


def find_course(known: Iterable[CourseFact], slug: str | None) -> CourseFact | None:
    """Return the course with a slug (None: none asked for); raises `DomainError` 'not-found'."""
    if slug is None:
        return None
    for course in known:
        if course.slug == slug:
            return course
    raise DomainError("not-found", course=slug)


def asked_courses(known: Sequence[CourseFact], slug: str | None, path: PathFact | None) -> frozenset[int] | None:
    """Return the ids of the courses that a question is about: one, those of a path, or what is both (None: all).

    Raises `DomainError` 'not-found': no such course, or a path of which no course is known.
    """
    one = find_course(known, slug)
    if path is None:
        return None if one is None else frozenset({one.id})
    several = frozenset(course.id for course in known if course.slug in path.courses)
    if not several:
        raise DomainError("not-found", path=path.key)
    return several if one is None else several & {one.id}


def of_courses(column: Courses, courses: frozenset[int]) -> Flags:
    """Return which rows are of some courses."""
    flags: Flags = column == min(courses) if len(courses) == 1 else np.isin(column, sorted(courses))
    return flags
