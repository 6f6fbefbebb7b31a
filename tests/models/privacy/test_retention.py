"""What the register of personal data says is kept for a time is there until then and gone after it: each such table."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, func, select

from models import access, database, notices, privacy, reports, seconding, settings, staging
from models.access import tables as signing
from models.access import tries
from models.access.sessions import digest_of, end_session
from models.privacy.register import Until
from models.rights import Right
from models.worker.batches import drop_forgotten
from models.worker.exports import clear_exports
from models.worker.work import _prune
from tests import factories
from tests.factories import NOW

DAY = timedelta(days=1)
TIMES = {Until.SHORT: DAY, Until.MONTH: timedelta(days=30), Until.YEAR: timedelta(days=365)}
KEEPS = "batch"  # its row stays, as the number of a write, and is emptied


def session(db: Session, person: int) -> str:
    """A session that ended at ``NOW``, begun by the provider."""
    token = digest_of(access.open_session(db, person, shared=False, now=NOW))
    end_session(db, token, now=NOW)
    db.add(signing.ProviderSession(token_hash=token, subject="an"))
    return token


def batch(db: Session, person: int) -> None:
    """A list that was read and waits for a word."""
    told = {"kind": staging.Kind.LIST, "state": staging.State.READY, "by_id": person, "asked_at": NOW}
    row = staging.Batch(**told, name="ds.xlsx", told={"names": ["Nguyễn Văn An"]})
    db.add(row)
    db.flush()
    db.add(staging.BatchPart(batch_id=row.id or 0, number=0, body="Nguyễn Văn An".encode()))


def prepared(db: Session, person: int) -> None:
    """Two acts that were refused: the newest number stays, so that no later act gets it."""
    for _ in range(2):
        told = {
            "act": "x",
            "right": Right.ASSIGN,
            "people": 300,
            "by_id": person,
            "prepared_at": NOW,
            "expires_at": NOW,
        }
        db.add(seconding.PreparedAct(**told, state=seconding.PreparedState.REFUSED, settled_at=NOW, why="Lý do"))


def export(db: Session, person: int) -> None:
    told: dict[str, Any] = {"kind": reports.Kind.COVERAGE, "by_id": person, "asked_at": NOW, "language": "vi"}
    db.add(reports.Export(**told, name="Phường A", asked={}, reach=[], state=reports.State.DROPPED, ended_at=NOW))


def code(db: Session, person: int) -> None:
    purpose = signing.CodePurpose.SET_PASSWORD
    told = {"code_hash": "x", "purpose": purpose, "person_id": person, "created_at": NOW, "expires_at": NOW}
    db.add(signing.OneTimeCode(**told))


MADE: dict[tuple[str, ...], Callable[[Session, int], object]] = {
    ("sign_in_session", "provider_session"): session,
    ("batch", "batch_part"): batch,
    ("prepared_act",): prepared,
    ("export",): export,
    ("one_time_code",): code,
    ("sign_in_try",): lambda db, person: tries.fail(db, f"account {person}", "address", now=NOW),
    ("notice",): lambda db, person: notices.tell(db, person, "marking-new", now=NOW),
    ("bulk_look", "bulk_look_part"): lambda db, person: reports.note_look(
        db, person, "reports.export-staff", [person], "report", now=NOW
    ),
}


@pytest.fixture
def made(any_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row in each of these tables that was over at ``NOW``."""
    chosen = settings.Settings(data_dir=tmp_path)
    monkeypatch.setattr(settings, "current", lambda: chosen)
    with database.writing() as db:
        person = factories.person(db)
        for make in MADE.values():
            make(db, person)


def left() -> dict[str, int]:
    """Return how many rows each of these tables has, of batches those that still tell something."""
    with database.reading() as db:
        tables = {name: SQLModel.metadata.tables[name] for names in MADE for name in names}
        found = {
            name: db.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables.items()
        }
        told = db.exec(select(staging.Batch)).all()
    return {**found, KEEPS: sum(bool(one.told or one.name) for one in told)}


def a_day_of_the_worker(when: Any) -> None:
    drop_forgotten(when)
    clear_exports(when)
    _prune(when)


def test_every_table_that_is_kept_for_a_time_is_looked_at_here() -> None:
    kept_for_a_time = {name for name, entry in privacy.register().items() if entry.until in TIMES}
    assert kept_for_a_time == {name for names in MADE for name in names}


def test_each_is_there_until_its_time_is_over_and_gone_after_it(made: None) -> None:
    register = privacy.register()
    over = NOW + timedelta(seconds=1)
    assert all(left().values())
    for until, time in TIMES.items():
        mine = {name for name in left() if register[name].until is until}
        assert mine
        if until is not Until.SHORT:  # a day or less
            a_day_of_the_worker(over + time - DAY)
            assert {name for name, rows in left().items() if not rows} & mine == set(), until
        a_day_of_the_worker(
            over + time + (2 * DAY if until is Until.MONTH else timedelta())
        )  # a preview ends a day later
        gone = {name: rows - (name == "prepared_act") for name, rows in left().items() if name in mine}
        assert gone == dict.fromkeys(mine, 0), until
