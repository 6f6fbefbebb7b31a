"""Rows of a big write: nobody sees them before the flip, everybody after it, and settling them changes nothing."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import staging, training
from models.organisation import Person, Posting, Tree
from models.staging import Batch, Kind, State
from models.training.columns import micros
from tests import factories
from tests.factories import BEFORE, NOW

AT = NOW + timedelta(hours=1)


def began(db: Session) -> int:
    """Make a batch that writes and return its number."""
    batch = Batch(kind=Kind.LIST, state=State.WRITING, asked_at=NOW)
    db.add(batch)
    db.flush()
    assert batch.id is not None
    return batch.id


def moved(db: Session) -> tuple[int, int, int, int, int]:
    """Let a batch move somebody to another unit; return person, old and new unit, the old posting and the batch."""
    old, new = factories.unit(db, "Phường Cũ"), factories.unit(db, "Phường Mới")
    person = factories.person(db)
    posting = factories.posting(db, person, old)
    number = began(db)
    values = {"person_id": person, "unit_id": new, "tree": Tree.ADMINISTRATION, "main": True, "from_": date(2026, 3, 1)}
    rest = {"position": "", "rank": "", "head": False, "leader": False, "status": "active"}
    raw = {
        ("from" if name == "from_" else name): one for name, one in (values | rest | staging.new(number, NOW)).items()
    }
    db.execute(insert(staging.stored(Posting)), [raw])
    staging.void(db, Posting, [posting], number, NOW)
    db.expire_all()
    return person, old, new, posting, number


def units(db: Session, person: int) -> list[int]:
    return list(db.exec(select(Posting.unit_id).where(Posting.person_id == person, col(Posting.voided_at).is_(None))))


def clocks(db: Session, person: int) -> list[tuple[int, datetime, datetime | None]]:
    read = select(Posting.unit_id, Posting.recorded_at, Posting.voided_at).where(Posting.person_id == person)
    return sorted(db.exec(read).all())


def columns(db: Session, person: int) -> list[tuple[int, int]]:
    read = training.columns.Postings.read(db, f"person_id = {person}")
    return sorted(zip(read.recorded.tolist(), read.voided[:].tolist(), strict=True))


def flip(db: Session, number: int) -> None:
    db.get_one(Batch, number).flipped_at = AT
    db.flush()
    db.expire_all()


def settle(db: Session, number: int) -> None:
    for table in staging.marked_tables():
        for row in staging.next_of(db, table, number, 0, upto=100, most=100):
            staging.settle(db, table, number, row, row)
    db.expire_all()


def test_a_row_of_a_batch_is_known_from_the_flip_on_and_settling_changes_nothing(db: Session) -> None:
    person, old, new, _, number = moved(db)
    never = micros(staging.NOT_YET)
    assert units(db, person) == [old]
    assert clocks(db, person) == [(old, BEFORE, None), (new, staging.NOT_YET, staging.NOT_YET)]
    assert columns(db, person) == [(micros(BEFORE), training.columns.NEVER), (never, never)]
    flip(db, number)
    after = [(old, BEFORE, AT), (new, AT, None)]
    told = [(micros(BEFORE), micros(AT)), (micros(AT), training.columns.NEVER)]
    assert (units(db, person), clocks(db, person), columns(db, person)) == ([new], after, told)
    settle(db, number)
    assert (units(db, person), clocks(db, person), columns(db, person)) == ([new], after, told)
    raw = staging.stored(Posting)
    assert set(db.execute(select(raw.c.batch_id)).scalars()) == {None}


def test_what_is_voided_between_flip_and_settling_stays_void(db: Session) -> None:
    person, _, new, _, number = moved(db)
    flip(db, number)
    row = db.exec(select(Posting).where(Posting.person_id == person, col(Posting.voided_at).is_(None))).one()
    row.voided_at = AT + timedelta(minutes=1)
    db.add(row)
    db.flush()
    settle(db, number)
    assert clocks(db, person)[1] == (new, AT, AT + timedelta(minutes=1))


def test_a_discarded_batch_leaves_no_trace(db: Session) -> None:
    person, old, _, _, number = moved(db)
    for table in staging.marked_tables():
        for row in staging.next_of(db, table, number, 0, upto=100, most=100):
            staging.discard(db, table, number, row, row)
    db.expire_all()
    assert clocks(db, person) == [(old, BEFORE, None)]
    flip(db, number)
    assert clocks(db, person) == [(old, BEFORE, None)]


def test_the_batch_itself_reads_what_will_be(db: Session) -> None:
    person, _, new, _, number = moved(db)
    mine = select(Posting.unit_id).where(Posting.person_id == person, staging.known(Posting, number))
    assert list(db.exec(mine)) == [new]


def test_an_alias_and_a_subquery_read_the_same(db: Session) -> None:
    person, old, new, _, number = moved(db)
    other: Any = aliased(Posting)
    inner = select(Posting.unit_id, Posting.voided_at).where(Posting.person_id == person).subquery()

    def both() -> tuple[list[int], list[int]]:
        one = select(other.unit_id).where(other.person_id == person, other.voided_at.is_(None))
        return list(db.exec(one)), list(db.exec(select(inner.c.unit_id).where(inner.c.voided_at.is_(None))))

    assert both() == ([old], [old])
    flip(db, number)
    assert both() == ([new], [new])


def test_somebody_new_is_nobody_before_the_flip(db: Session) -> None:
    number = began(db)
    values = {"key": "k", "full_name": "Lê An", "sort_key": "an", "search_key": "le an", "recorded_at": staging.NOT_YET}
    db.execute(insert(staging.stored(Person)), [values | {"batch_id": number}])
    known = select(Person.full_name).where(Person.recorded_at < staging.NOT_YET)
    assert list(db.exec(known)) == []
    flip(db, number)
    assert list(db.exec(known)) == ["Lê An"]
