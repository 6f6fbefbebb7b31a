"""How much a course is used: people counted once, ever and lately, and only for who keeps the course."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from models import access, database, learning, training
from models.rights import DomainError, Role
from models.training import Figures, Use, use
from tests import factories
from tests.factories import NOW

BEFORE, LATELY = NOW - timedelta(days=31), NOW - timedelta(days=29)


def reads(db: Session, person: int, course: int, lesson: str, at: object) -> None:
    db.add(
        learning.tables.LessonProgress(person_id=person, course_id=course, lesson=lesson, opened_at=BEFORE, seen_at=at)
    )


def completes(db: Session, person: int, course: int, at: object, *, voided_at: object = None) -> None:
    db.add(
        learning.tables.Completion(
            person_id=person,
            course_id=course,
            edition=1,
            achieved_on=date(2026, 1, 1),
            source=learning.Source.EARNED,
            recorded_at=at,
            voided_at=voided_at,
        )
    )


def test_people_are_counted_once_and_only_for_the_keeper(db: Session) -> None:
    course, other = factories.bare_course(db, "safety"), factories.bare_course(db, "records")
    an, binh, chi = (factories.person(db, name) for name in ("Lê An", "Lê Bình", "Lê Chi"))
    reads(db, an, course, "one", BEFORE)
    reads(db, an, course, "two", LATELY)  # the same person
    reads(db, binh, course, "one", BEFORE)
    reads(db, chi, other, "one", LATELY)
    completes(db, an, course, BEFORE)
    completes(db, an, course, LATELY)  # renewed: the same person
    completes(db, binh, course, BEFORE)
    completes(db, chi, course, LATELY, voided_at=NOW)
    keeper = factories.person(db, "Trần Đạt")
    factories.grant(db, keeper, Role.TRAINER, course_id=course)
    db.flush()
    actor = access.actor_for(db, keeper, "Trần Đạt", now=NOW)

    found = training.uses(db, Figures().refresh(db), actor, [course], now=NOW)

    assert found == {course: Use(opened=2, opened_recently=1, completed=2, completed_recently=1)}
    with pytest.raises(DomainError) as refused:
        training.uses(db, Figures().refresh(db), actor, [course, other], now=NOW)
    assert refused.value.code == "forbidden"


def test_who_was_there_lately_is_read_from_an_index_alone(sqlite_database: str) -> None:
    with database.reading() as db:
        statement = use._LATELY.compile(dialect=db.get_bind().dialect)
        plan = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("2026-01-01",)).all()
    assert "lesson_progress USING COVERING INDEX ix_lesson_progress_seen (seen_at>?)" in plan[0][3]
