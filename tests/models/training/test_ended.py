"""A unit that ended: since when, and what continues it, to whoever might have seen it and may see that."""

from datetime import date
from io import StringIO

import pytest
from sqlmodel import Session

from models import organisation, training
from models.organisation import NewPart
from models.rights import DomainError, Right, Scope
from models.training import Crumb, Question
from tests import factories
from tests.factories import NOW
from tests.models.training import making
from tests.models.training.making import CONSOLE, City, city

SEE = making.scope(right=Right.SEE_COVERAGE)
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def c(db: Session) -> City:
    return city(db)


def key(db: Session, unit: int) -> str:
    found = db.get(organisation.Unit, unit)
    assert found is not None
    return found.key


def seeing(*units: int) -> Scope:
    return making.scope(*units, right=Right.SEE_COVERAGE)


def asked(db: Session, scope: Scope, unit: int, on: date) -> training.Ended | None:
    return training.ended(db, training.figures(db), scope, Question(on, unit=key(db, unit)))


def test_a_merged_unit_tells_its_day_and_who_continues_it(db: Session, c: City) -> None:
    organisation.merge_units(db, CONSOLE, [c.ward], c.other, on=APRIL, now=NOW)
    found = asked(db, SEE, c.ward, APRIL)
    assert found is not None
    assert (found.unit.name, found.on, found.last) == ("Phường Hà Đông", APRIL, date(2026, 3, 31))
    assert found.successors == (Crumb(key(db, c.other), "Sở Nội vụ"),)
    with_day = training.coverage(training.figures(db), SEE, Question(found.last, unit=key(db, c.ward)))
    assert with_day.unit == Crumb(key(db, c.ward), "Phường Hà Đông")
    assert asked(db, SEE, c.ward, date(2026, 3, 31)) is None  # it still stood
    assert asked(db, SEE, c.other, MAY) is None


def test_who_continued_and_ended_in_turn_is_followed_to_what_stands(db: Session, c: City) -> None:
    third = factories.unit(db, "Sở Tư pháp", c.city)
    organisation.merge_units(db, CONSOLE, [c.ward], c.other, on=APRIL, now=NOW)
    organisation.merge_units(db, CONSOLE, [c.other], third, on=MAY, now=NOW)
    now, before = asked(db, SEE, c.ward, MAY), asked(db, SEE, c.ward, APRIL)
    assert now is not None
    assert before is not None
    assert [one.name for one in now.successors] == ["Sở Tư pháp"]
    assert [one.name for one in before.successors] == ["Sở Nội vụ"]


def test_a_unit_divided_into_several_leads_to_each_and_one_that_just_ended_to_none(db: Session, c: City) -> None:
    parts = NewPart("Phường Sau", people=(c.in_ward,)), NewPart("Phường Đầu", children=(c.office,))
    organisation.split_unit(db, CONSOLE, c.ward, parts, on=APRIL, ends=True, now=NOW)
    found = asked(db, SEE, c.ward, MAY)
    assert found is not None
    assert [one.name for one in found.successors] == ["Phường Đầu", "Phường Sau"]
    empty = factories.unit(db, "Phòng Trống", c.city)
    organisation.end_unit(db, CONSOLE, empty, on=APRIL, now=NOW)
    gone = asked(db, SEE, empty, MAY)
    assert gone is not None
    assert gone.successors == ()


def test_nothing_is_said_outside_the_scope(db: Session, c: City) -> None:
    organisation.merge_units(db, CONSOLE, [c.office], c.other, on=APRIL, now=NOW)
    assert asked(db, seeing(c.other), c.office, MAY) is None  # it was never theirs, though it came to them
    assert asked(db, seeing(), c.office, MAY) is not None
    mine = asked(db, seeing(c.ward), c.office, MAY)
    assert mine is not None
    assert mine.successors == ()  # it was theirs; what continues it is not
    both = asked(db, seeing(c.ward, c.other), c.office, MAY)
    assert both is not None
    assert [one.name for one in both.successors] == ["Sở Nội vụ"]


def test_what_was_not_known_yet_is_not_told(db: Session, c: City) -> None:
    organisation.merge_units(db, CONSOLE, [c.ward], c.other, on=APRIL, now=NOW)
    then = Question(MAY, unit=key(db, c.ward), known_at=factories.BEFORE)
    held = training.figures(db)
    assert training.ended(db, held, SEE, then) is None
    assert training.coverage(held, SEE, then).unit is not None


def test_the_command_says_it_for_a_name_a_key_and_the_name_it_bore_last(db: Session, c: City) -> None:
    organisation.rename_unit(db, CONSOLE, c.ward, "Phường Kiến Hưng", on=MARCH, now=NOW)
    organisation.merge_units(db, CONSOLE, [c.ward], c.other, on=APRIL, now=NOW)

    def refused(unit: str, on: date) -> DomainError:
        with pytest.raises(DomainError) as error:
            training.coverage_command(
                db, StringIO(), unit=unit, course=None, on=on, known_at=None, tree="administration", as_format="text",
                now=NOW,
            )  # fmt: skip
        return error.value

    for name in ("phuong kien hung", key(db, c.ward)):
        error = refused(name, MAY)
        assert error.code == "unit-continued"
        assert error.values == {
            "unit": "Phường Kiến Hưng", "day": APRIL, "last": date(2026, 3, 31), "units": ("Sở Nội vụ",),
        }  # fmt: skip
    assert refused("Phường Không Có", MAY).code == "unit-not-named"
