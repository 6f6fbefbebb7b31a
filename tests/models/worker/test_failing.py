"""A big write that fails at the same place again and again: who is told, and that it goes on when the cause is gone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy import text as sql
from sqlmodel import col, select

from models import database, notices, staging, text, training, worker
from models.rights import Role, Unavailable
from models.staging import Batch, State
from models.training import Duty, Whom
from models.worker import at_work, batch_writing, batches
from models.worker.work import AGAIN, LONGEST, pause
from tests import factories
from tests.models.training import making
from tests.models.worker.test_batches import ASSIGNING, CONSOLE, ON, City, made, seen, unmarked


@pytest.fixture
def city(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(batch_writing, "PEOPLE", 100)
    monkeypatch.setattr(batches, "REQUESTS", 100)
    monkeypatch.setattr(batches, "ROWS", 100)
    monkeypatch.setattr(at_work, "PAUSE", 0)
    return made()


@contextmanager
def full_disk() -> Iterator[None]:
    """Let the database find no room for another page, as on a full disk."""
    engine = database.engine()
    with database.reading() as db:
        pages = db.execute(sql("PRAGMA page_count")).scalar_one()

    def bound(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    engine.dispose()
    event.listen(engine, "connect", bound)
    try:
        yield
    finally:
        event.remove(engine, "connect", bound)
        engine.dispose()


def administrator() -> int:
    with database.writing() as db:
        person = factories.person(db, "Quản Trị")
        factories.grant(db, person, Role.ADMINISTRATOR)
        return person


def told(person: int) -> list[str]:
    with database.reading() as db:
        return [notices.sentence(one) for one in notices.of(db, person)]


def the_batch() -> Batch:
    with database.reading() as db:
        return db.exec(select(Batch)).one()


def duties() -> int:
    with database.reading() as db:
        return len(db.exec(select(Duty.id).where(col(Duty.voided_at).is_(None))).all())


def failing() -> list[Batch]:
    with database.reading() as db:
        return staging.failing(db)


def test_a_full_disk_is_told_after_three_tries_and_the_write_goes_on_when_there_is_room(city: City) -> None:
    boss = administrator()
    with database.writing() as db:
        for number in range(300):
            factories.posting(db, factories.person(db, staff_code=f"NV{number}"), city.ward)
        training.reconcile(db, now=text.utc_now())
        training.create_rule(
            db, CONSOLE, ASSIGNING, course_id=city.courses[1], whom=Whom(subtree=(city.ward,)), from_=ON, due_days=60,
            title="Toàn phường", now=text.utc_now(), later=True,
        )  # fmt: skip
    before = duties()
    with full_disk():
        for tries in range(1, 5):
            with pytest.raises(Unavailable, match="full"):
                worker.work_off()
            assert duties() == before
            assert the_batch().state is State.WRITING
            assert [one.name for one in failing()] == (["Toàn phường"] if tries >= 3 else [])
            assert len(told(boss)) == (1 if tries >= 3 else 0)
        assert the_batch().asked["failing"]["why"] == "big-write-disk"
    worker.work_off()
    assert the_batch().state is State.DONE
    assert unmarked()
    assert failing() == []
    assert duties() == before + 304
    with database.writing() as db:
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)


def test_what_fails_while_it_is_settled_is_kept_whole_and_told_by_its_cause(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the flip nothing may be refused: a fault there is tried on, and what everybody sees is whole meanwhile."""
    boss = administrator()
    with database.writing() as db:
        (rule, *_others) = making.rules(db)
        training.change_due(db, CONSOLE, ASSIGNING, rule.id or 0, due_days=90, now=text.utc_now(), later=True)
    real = batches.in_spans

    def broken(number, act, *rest, **more):  # type: ignore[no-untyped-def]
        if act is staging.settle:
            raise ValueError("a row that nobody expected")
        return real(number, act, *rest, **more)

    monkeypatch.setattr(batches, "in_spans", broken)
    for _ in range(3):
        with pytest.raises(Exception, match="batch-failed"):
            worker.work_off()
    one = the_batch()
    assert (one.state, one.asked["failing"]["why"], one.asked["failing"]["tries"]) == (
        State.SETTLING,
        "big-write-stuck",
        3,
    )
    whole = seen()["duties"]
    assert len(told(boss)) == 1
    monkeypatch.setattr(batches, "in_spans", real)
    worker.work_off()
    one = the_batch()
    assert (one.state, "failing" in one.asked) == (State.DONE, False)
    assert seen()["duties"] == whole
    assert unmarked()


def test_pauses_grow_up_to_ten_minutes() -> None:
    assert [pause(failed) for failed in range(8)] == [0, AGAIN, 40, 80, 160, 320, LONGEST, LONGEST]
