"""A person's own way through each course in time: what was tried, what was achieved, and its certificate."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, bindparam, func, select
from sqlmodel import Session, col

from models import assessment, database, organisation, text
from models.courses.tables import CourseRecord, Release
from models.learning.certificates import Standing, standing_of
from models.learning.consequences import newest_of_each
from models.learning.tables import Certificate, Completion, Source


@dataclass(frozen=True)
class Reached:
    """A completion in a history. ``certificate`` is its certificate's key, None where there is none yet."""

    on: date
    at: datetime
    edition: int
    source: Source
    valid_until: date | None
    standing: Standing
    certificate: str | None


@dataclass(frozen=True)
class CourseHistory:
    """All of a person's attempts at a course's quizzes, and completions of it, each the newest first."""

    course_id: int
    slug: str
    title: str
    attempts: tuple[assessment.Result, ...]
    completions: tuple[Reached, ...]

    @property
    def latest(self) -> date:
        """The day of the newest of it all."""
        days = [one.on for one in self.completions] + [text.local_day(one.submitted_at) for one in self.attempts]
        return max(days)


def history(db: Session, person_id: int, *, now: datetime) -> tuple[CourseHistory, ...]:
    """Return a person's courses with what they tried and achieved, the course with the newest event first."""
    attempts: dict[int, list[assessment.Result]] = {}
    for result in assessment.results(db, person_id)[::-1]:
        attempts.setdefault(result.course_id, []).append(result)
    reached: dict[int, list[Reached]] = {}
    for one in newest_of_each(database.rows(db, _REACHED, person=person_id)):
        reached.setdefault(one.course_id, []).append(
            Reached(
                on=one.achieved_on,
                at=one.recorded_at,
                edition=one.edition,
                source=one.source,
                valid_until=one.valid_until,
                standing=standing_of(one, now=now),
                certificate=one.certificate,
            )
        )
    wanted = attempts.keys() | reached.keys()
    names = database.rows(db, _NAMES, courses=list(wanted)) if wanted else ()
    newest = {course_id: (slug, title) for course_id, slug, title in names}
    found = [
        CourseHistory(
            course_id, *newest[course_id], tuple(attempts.get(course_id, ())), tuple(reached.get(course_id, ()))
        )
        for course_id in newest
    ]
    return tuple(sorted(found, key=lambda one: (one.latest, one.course_id), reverse=True))


_REACHED: Any = (
    select(
        col(Completion.id),
        col(Completion.restores_id),
        col(Completion.course_id),
        col(Completion.achieved_on),
        col(Completion.recorded_at),
        col(Completion.voided_at),
        col(Completion.edition),
        col(Completion.source),
        col(Completion.valid_until),
        col(Certificate.key).label("certificate"),
    )
    .join(
        Certificate,
        col(Certificate.completion_id) == func.coalesce(col(Completion.restores_id), col(Completion.id)),
        isouter=True,
    )
    .where(col(Completion.person_id).in_(organisation.records_of(bindparam("person", type_=Integer))))
    .order_by(col(Completion.achieved_on).desc(), col(Completion.id).desc())
)
_NAMES = (
    select(col(CourseRecord.id), col(CourseRecord.slug), col(Release.title))
    .join(Release, col(Release.course_id) == col(CourseRecord.id))
    .where(col(CourseRecord.id).in_(bindparam("courses", expanding=True)))
    .order_by(col(Release.id))
)
