"""A city with two wards, a course with an attempt handed in, and everybody who might want to read about it."""

from dataclasses import dataclass

from sqlmodel import Session

from models import access
from models.courses import Completion as Rules
from models.rights import Actor, Right, Role, Scope
from tests import factories
from tests.factories import NOW
from tests.models.assessment.released import course, quiz, release
from tests.models.learning.taking import pass_quiz


@dataclass(frozen=True)
class Office:
    """Ids of people and courses, and An's attempt: wrong at place 1 ('b'), nothing else answered."""

    ward: int
    other_ward: int
    an: int
    trainer: int
    other_trainer: int
    every_trainer: int
    officer: int
    other_officer: int
    city_officer: int
    course_id: int
    release_id: int
    other_course: int
    attempt: str


def office(db: Session) -> Office:
    """Write it."""
    city = factories.unit(db, "Thành phố")
    ward, other_ward = factories.unit(db, "Phường Hà Đông", city), factories.unit(db, "Phường Ba Đình", city)
    names = ("Nguyễn Văn An", "Trần Giảng", "Lê Giảng", "Phạm Giảng", "Đỗ Cán Sự", "Bùi Cán Sự", "Vũ Cán Sự")
    an, trainer, other_trainer, every_trainer, officer, other_officer, city_officer = (
        factories.person(db, name) for name in names
    )
    factories.posting(db, an, ward)
    course_id, release_id = release(db, course("safety", quiz(), completion=Rules(quiz="final")))
    other_course, _ = release(db, course("signing"))
    factories.grant(db, trainer, Role.TRAINER, course_id=course_id)
    factories.grant(db, other_trainer, Role.TRAINER, course_id=other_course)
    factories.grant(db, every_trainer, Role.TRAINER)
    factories.grant(db, officer, Role.HR, ward)
    factories.grant(db, other_officer, Role.HR, other_ward)
    factories.grant(db, city_officer, Role.HR, city)
    attempt = pass_quiz(db, actor(db, an), release_id, now=NOW, right=False).result.key
    return Office(
        ward,
        other_ward,
        an,
        trainer,
        other_trainer,
        every_trainer,
        officer,
        other_officer,
        city_officer,
        course_id,
        release_id,
        other_course,
        attempt,
    )


def actor(db: Session, person_id: int) -> Actor:
    """Somebody with the rights of today."""
    return access.actor_for(db, person_id, f"person {person_id}", now=NOW)


def assigning(db: Session, person_id: int) -> Scope:
    """The part of the organisation that an officer answers for."""
    return access.scope_of(actor(db, person_id), Right.ASSIGN)


__all__ = ["NOW", "Office", "actor", "assigning", "office"]
