"""A unit beside its likes: the middle and the quarters by hand, and what is not told."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import training
from models.organisation import Unit, UnitVersion
from models.rights import DomainError, Right
from models.training import Likes, Question
from tests import factories
from tests.factories import NOW
from tests.models.training.making import scope
from tests.models.training.test_outlook import TODAY, complete, people
from tests.models.training.test_reconciling import give as give_all

SEE = Right.SEE_COVERAGE


def wards(db: Session, *sizes: tuple[int, int]) -> list[int]:
    """Make wards of so many people of whom so many are done, under one city; return their ids."""
    top = factories.unit(db, "Thành phố", kind="thành phố")
    course = factories.bare_course(db, "an-toan")
    made = []
    for number, (size, done) in enumerate(sizes):
        ward = factories.unit(db, f"Phường {number}", top, kind="phường")
        below = factories.unit(db, f"Phòng {number}", ward, kind="phòng")
        found = people(db, ward, size - 2) + people(db, below, 2)
        for person in found[:done]:
            complete(db, person, course, days_ago=1)
        made.append(ward)
    give_all(db, course, training.Whom())
    return made


def asked(db: Session, unit: int, *reach: int) -> Likes | None:
    held, mine = training.Figures().refresh(db), scope(*reach, right=SEE)
    question = Question(on=TODAY + timedelta(0), unit=db.get_one(Unit, unit).key)
    return training.likes(held, mine, training.coverage(held, mine, question))


def test_the_middle_of_those_of_its_kind_and_size(db: Session) -> None:
    """20, 40, 50, 60 and 95 per cent, of 10 to 40 people beside the 20 of the ward; of 41 and of 9 nobody counts."""
    mine, *_others = wards(db, (20, 1), (10, 2), (20, 8), (20, 10), (40, 24), (20, 19), (41, 41), (9, 9))
    assert asked(db, mine, mine) == Likes("phường", 5, 50, None)
    assert asked(db, mine) == asked(db, mine, mine)  # whoever asks learns the same


def test_of_nine_the_quarters_are_told_too(db: Session) -> None:
    """10, 20 … 90 per cent of ten people each."""
    mine, *_others = wards(db, (10, 0), *((10, done) for done in range(1, 10)))
    assert asked(db, mine, mine) == Likes("phường", 9, 50, (30, 70))


def test_at_ties_half_or_more_reach_the_middle(db: Session) -> None:
    mine, *_others = wards(db, (10, 0), *[(10, 10)] * 5)
    assert asked(db, mine, mine) == Likes("phường", 5, 100, None)


def test_the_size_of_a_unit_is_its_people_not_what_they_must_take(db: Session) -> None:
    """Twelve people with three courses each are as many as twelve with one, and not as many as thirty-six."""
    mine, *others = wards(db, (12, 0), *[(12, 6)] * 5, *[(36, 36)] * 5)
    for name in ("chu-ky-so", "van-ban"):
        give_all(db, factories.bare_course(db, name), training.Whom(subtree=(mine,)))
    assert len(others) == 10
    assert asked(db, mine, mine) == Likes("phường", 5, 50, None)


def test_of_four_nothing_is_told(db: Session) -> None:
    made = wards(db, (20, 1), (10, 2), (20, 8), (20, 10), (20, 12))
    assert asked(db, made[0], made[0]) is None


def test_of_a_small_unit_nothing_is_told_nor_of_others_units(db: Session) -> None:
    few = wards(db, (9, 1), *[(10, 2)] * 5)
    assert asked(db, few[0], few[0]) is None
    with pytest.raises(DomainError, match="not-found"):
        asked(db, few[1], few[0])


def test_a_renewal_counts_once_and_what_has_run_out_does_not(db: Session) -> None:
    """Five likes of 12 people: one did it, one did it anew before the end, one's has run out: 2 of 12 each."""
    made = wards(db, (10, 1), *[(10, 1)] * 5)
    course = db.exec(select(training.Rule.course_id)).one()
    for unit in made[1:]:
        again, over = people(db, unit, 2)
        complete(db, again, course, days_ago=100, valid=5)
        complete(db, again, course, days_ago=2, valid=300)
        complete(db, over, course, days_ago=100, valid=-1)
    training.reconcile(db, now=NOW)
    assert asked(db, made[0], made[0]) == Likes("phường", 5, 16, None)


def test_of_eight_the_quarters_are_not_told(db: Session) -> None:
    mine, *_others = wards(db, (10, 0), *((10, done) for done in range(1, 9)))
    assert asked(db, mine, mine) == Likes("phường", 8, 45, None)


def test_what_lies_above_or_below_a_unit_is_not_beside_it(db: Session) -> None:
    """Of 20 people, ten work in a unit of the same kind below; another of that kind, with 30, lies above."""
    mine, *_others = wards(db, (10, 0), *[(20, 10)] * 5)
    held = training.Figures().refresh(db)
    top = next(fact.node.id for fact in held.units.facts if fact.node.parent_id is None)
    above = factories.unit(db, "Phường trên", top, kind="phường")
    version = db.exec(select(UnitVersion).where(UnitVersion.unit_id == mine)).one()
    version.parent_id = above
    db.add(version)
    people(db, above, 10)
    people(db, factories.unit(db, "Phường dưới", mine, kind="phường"), 10)
    training.reconcile(db, now=NOW)
    assert asked(db, mine) == Likes("phường", 5, 50, None)
