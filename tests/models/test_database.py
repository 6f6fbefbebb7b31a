"""Transactions: all or nothing, one writer at a time, and a change log that passes nothing over."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError, InternalError, PendingRollbackError
from sqlmodel import col, select

from models import changes, database
from models.changes import Change, Kind
from tests.factories import NOW


class Stopped(BaseException):
    """As Streamlit ends a script: no Exception."""


def test_an_error_leaves_nothing_behind(any_database: str) -> None:
    for error in (ValueError, Stopped):
        with pytest.raises(error):
            _write_and_fail(error)
    with database.reading() as db:
        assert db.exec(select(Change)).all() == []


def _write_and_fail(error: type[BaseException]) -> None:
    with database.writing() as db:
        changes.note(db, Kind.UNIT, 1, now=NOW)
        db.flush()
        raise error


def test_what_never_changes_is_asked_once_a_transaction_and_what_is_not_there_yet_again(any_database: str) -> None:
    there: list[str] = []
    asked: list[int] = []

    def read() -> list[str]:
        asked.append(len(there))
        return list(there)

    with database.writing() as db:
        assert database.lasting(db, ("row", 1), read) == []
        there.append("row")
        assert [database.lasting(db, ("row", 1), read) for _ in range(3)] == [["row"]] * 3
        assert database.lasting(db, ("row", 2), lambda: ["another"]) == ["another"]
    assert asked == [0, 1]
    with database.reading() as db:
        assert database.lasting(db, ("row", 1), read) == ["row"]
    assert asked == [0, 1, 1]


def test_a_session_that_goes_on_after_its_transaction_asks_by_another_connection(any_database: str) -> None:
    with database.writing() as db:
        first = db.connection()
        assert db.connection() is first
        changes.note(db, Kind.UNIT, 1, now=NOW)
        db.commit()
        assert first.closed
        assert len(database.rows(db, select(Change))) == 1


def test_a_session_whose_writing_failed_takes_nothing_more(any_database: str) -> None:
    with database.writing() as db:
        db.connection()
        for _ in range(2):
            db.add(Change(sequence=1, at=NOW, kind=Kind.UNIT, subject_id=1, writer=None))
            with contextlib.suppress(IntegrityError):
                db.flush()
            db.expunge_all()
        with pytest.raises(PendingRollbackError):
            db.connection()
        db.rollback()


def test_reading_sees_one_moment(any_database: str) -> None:
    with database.reading() as db:
        before = len(db.exec(select(Change)).all())
        with database.writing() as other:
            changes.note(other, Kind.UNIT, 1, now=NOW)
        assert len(db.exec(select(Change)).all()) == before


def test_reading_never_writes(any_database: str) -> None:
    with contextlib.suppress(InternalError), database.reading() as db:  # PostgreSQL refuses; SQLite drops it at the end
        changes.note(db, Kind.UNIT, 1, now=NOW)
        db.flush()
    with database.reading() as db:
        assert db.exec(select(Change)).all() == []


def test_a_line_written_by_a_slow_transaction_is_not_passed_over(postgresql_database: str) -> None:
    with database.reading() as db:
        start = changes.place(db)
    began, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with database.writing() as db:
            changes.note(db, Kind.PERSON, 1, now=NOW)
            db.flush()
            began.set()
            go_on.wait(10)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slow)
        began.wait(10)
        with database.writing() as db:
            changes.note(db, Kind.PERSON, 2, now=NOW)
        with database.reading() as db:
            first = changes.since(db, start)
        go_on.set()
        running.result(10)
    with database.reading() as db:
        second = changes.since(db, first.place)
    seen = [subject for _, subject in (*first.lines, *second.lines)]
    assert sorted(subject for subject in seen if subject) == [1, 2]


def test_many_writers_lose_no_line(any_database: str) -> None:
    def write(number: int) -> None:
        with database.writing() as db:
            changes.note(db, Kind.PERSON, number, now=NOW)

    with database.reading() as db:
        start = changes.place(db)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    with database.reading() as db:
        assert sorted(subject or 0 for _, subject in changes.since(db, start).lines) == list(range(60))
        assert db.exec(select(Change).where(col(Change.kind) == Kind.PERSON)).first() is not None
