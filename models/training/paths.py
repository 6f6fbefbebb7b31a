"""Learning paths that rules give: what an edit of a path changes, where a person is on theirs, how far all are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import Date, Integer, bindparam, or_, select
from sqlmodel import Session, col

from models import courses, database, staging, text
from models.courses import LearningPath
from models.organisation import Tree
from models.rights import Actor
from models.training.columns import Duties, Flags
from models.training.giving import clocks, follow, holds_many
from models.training.held import Held
from models.training.naming_facts import PathFact
from models.training.own_courses import PersonCourse
from models.training.rules import PathStep
from models.training.states import FIRST_REQUIRED
from models.training.steps import followed, standing, steps_of
from models.training.tables import Duty, Rule

ACT = "training.follow-path"


@dataclass(frozen=True)
class PersonPath:
    """A learning path that a rule gives to a person: what it is called, and its courses in their order."""

    path: str
    title: str
    courses: tuple[int, ...]


@dataclass(frozen=True)
class PathProgress:
    """How many people have to take a path by a rule, how many of them have completed all that is asked of them.

    ``by_course``: the course, who has completed it, who has to. Counted as coverage counts: who is on leave or exempt
    neither has to nor is done.
    """

    people: int
    all_done: int
    by_course: tuple[tuple[int, int, int], ...]


def path_steps(db: Session, path: LearningPath) -> tuple[PathStep, ...] | None:
    """Return a path as a rule gives it, None while one of its courses was never released."""
    known = courses_by_slug(db, [one.course for one in path.courses])
    if any(one.course not in known for one in path.courses):
        return None
    return tuple(
        PathStep(course=known[one.course], due_on=one.by, due_days=one.days, working=one.working)
        for one in path.courses
    )


def path_fact(path: LearningPath) -> PathFact:
    """Return a path as a question names it, in the current language."""
    return PathFact(path.id, str(path.title), tuple(one.course for one in path.courses))


def courses_by_slug(db: Session, slugs: Sequence[str]) -> dict[str, int]:
    """Return the ids of courses by their names, former ones too."""
    record, alias = courses.tables.CourseRecord, courses.tables.CourseAlias
    former = db.execute(select(col(alias.slug), col(alias.course_id)).where(col(alias.slug).in_(slugs)))
    now = db.execute(select(col(record.slug), col(record.id)).where(col(record.slug).in_(slugs)))
    return {slug: number for slug, number in (*former, *now) if number is not None}


def follow_paths(db: Session, actor: Actor, paths: Sequence[LearningPath], *, now: datetime) -> bool:
    """Let the rules in force give what the paths they name hold now; return whether all of them do.

    A rule keeps the due days that it gave; a course that is new is asked from today on, one that was taken out no
    longer (`steps.followed`). A path of which nothing is told, since its file is gone or has errors, leaves its rules
    as they are. Of a rule that a batch is writing, or of a course that was never released, it is asked again later.
    """
    today, all_follow = text.local_day(now), True
    by_name = {path.id: path for path in paths}
    in_force = or_(col(Rule.until).is_(None), col(Rule.until) > today)
    read = select(Rule).where(col(Rule.path).in_(list(by_name)), col(Rule.voided_at).is_(None), in_force)
    for rule in db.execute(read.order_by(col(Rule.id))).scalars().all():
        steps = path_steps(db, by_name[rule.path])
        before = steps_of(rule)
        if steps is not None and [one.course for one in steps] == [one.course for one in standing(before)]:
            continue
        if steps is None or rule.id is None or staging.is_marked(db, Rule, rule.id):
            all_follow = False
            continue
        later = holds_many(db, rule.id)
        after = [step.stored() for step in followed(before, steps, on=today)]
        changed = {"steps": after, "course_id": steps[0].course, **clocks(now, later=later)}
        new = Rule(**{**rule.model_dump(exclude={"id"}), **changed})
        follow(db, actor, ACT, rule, new, now=now, later=later, path=rule.path, key=rule.key)
    return all_follow


def person_paths(db: Session, person_id: int, on: date) -> list[PersonPath]:
    """Return the learning paths that rules in force give to a person on a day."""
    found = {}
    for row in database.rows(db, _MINE, person=person_id, today=on):
        steps = standing(PathStep.model_validate(one) for one in row.steps)
        found[row.id] = PersonPath(row.path, row.title, tuple(step.course for step in steps))
    return list({one.path: one for _, one in sorted(found.items())}.values())


def in_path_order(todo: Sequence[PersonCourse], paths: Sequence[PersonPath]) -> list[PersonCourse]:
    """Return courses to do in their order, but the first steps of a path before its later ones. Pure.

    A path's order is advice: nothing is locked by it. What must come first is said by a course's ``requires``. A
    course that was completed once and is asked for anew is no step any more.
    """
    found = list(todo)
    for path in paths:
        places = [
            place for place, one in enumerate(found) if one.course_id in path.courses and one.completed_on is None
        ]
        ordered = sorted((found[place] for place in places), key=lambda one: path.courses.index(one.course_id))
        for place, one in zip(places, ordered, strict=True):
            found[place] = one
    return found


def path_progress(held: Held, rule_id: int, steps: Sequence[PathStep], *, today: date) -> PathProgress:
    """Return how far those are who have to take a rule's path today."""
    return held.answer(("path", rule_id, today), lambda: _progress(held, rule_id, steps, today))


def _progress(held: Held, rule_id: int, steps: Sequence[PathStep], today: date) -> PathProgress:
    day = today.toordinal()

    def mine(duties: Duties) -> Flags:
        flags: Flags = (duties.rule == rule_id) & (duties.from_ <= day) & (duties.until > day)
        flags &= duties.voided.never
        return flags

    people = np.unique(held.rows(Duties, mine).person)
    pairs = held.pairs(Tree.ADMINISTRATION, today, None)
    asked_any, open_any = np.zeros(len(people), dtype=np.bool_), np.zeros(len(people), dtype=np.bool_)
    by_course = []
    for step in steps:
        here = pairs.course == step.course
        asked = np.isin(people, pairs.person[here & (pairs.state >= FIRST_REQUIRED)])
        open_ = np.isin(people, pairs.person[here & (pairs.state > FIRST_REQUIRED)])
        asked_any |= asked
        open_any |= open_
        by_course.append((step.course, int((asked & ~open_).sum()), int(asked.sum())))
    return PathProgress(int(asked_any.sum()), int((asked_any & ~open_any).sum()), tuple(by_course))


_TODAY: Any = bindparam("today", type_=Date)
_MINE = (
    select(col(Rule.id), col(Rule.path), col(Rule.title), col(Rule.steps))
    .join(Duty, col(Duty.rule_id) == col(Rule.id))
    .where(
        col(Duty.person_id) == bindparam("person", type_=Integer),
        col(Duty.voided_at).is_(None),
        col(Duty.from_) <= _TODAY,
        or_(col(Duty.until).is_(None), col(Duty.until) > _TODAY),
        col(Rule.path) != "",
    )
)
