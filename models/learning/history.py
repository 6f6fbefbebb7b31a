"""A person's own way through each course in time: what was tried, what was achieved, and its certificate."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import assessment, organisation, text
from models.courses.tables import CourseRecord, Release
from models.learning.certificates import Standing, standing_of
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
    rows = (
        select(Completion, Certificate.key)
        .join(Certificate, col(Certificate.completion_id) == col(Completion.id), isouter=True)
        .where(col(Completion.person_id).in_(organisation.records_of(person_id)))
        .order_by(col(Completion.achieved_on).desc(), col(Completion.id).desc())
    )
    for completion, key in db.exec(rows).all():
        reached.setdefault(completion.course_id, []).append(
            Reached(
                on=completion.achieved_on,
                at=completion.recorded_at,
                edition=completion.edition,
                source=completion.source,
                valid_until=completion.valid_until,
                standing=standing_of(completion, now=now),
                certificate=key,
            )
        )
    names = db.exec(
        select(CourseRecord.id, CourseRecord.slug, Release.title)
        .join(Release, col(Release.course_id) == CourseRecord.id)
        .where(col(CourseRecord.id).in_(attempts.keys() | reached.keys()))
        .order_by(col(Release.id))
    ).all()
    newest = {course_id: (slug, title) for course_id, slug, title in names if course_id is not None}
    found = [
        CourseHistory(
            course_id, *newest[course_id], tuple(attempts.get(course_id, ())), tuple(reached.get(course_id, ()))
        )
        for course_id in newest
    ]
    return tuple(sorted(found, key=lambda one: (one.latest, one.course_id), reverse=True))
