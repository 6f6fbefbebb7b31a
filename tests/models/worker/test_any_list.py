"""Any list, written in steps by a process that is killed at any moment, while others do what they like meanwhile."""

import shutil
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models import database, organisation, text, training, worker
from models.organisation import Job, Person, Posting
from models.rights import DomainError
from models.staging import State
from models.training import Whom
from models.worker import at_work, batch_writing, batches
from tests.models.organisation import samples
from tests.models.training import making
from tests.models.worker.test_batches import (
    ASSIGNING,
    CONSOLE,
    GIVEN,
    MANAGING,
    ON,
    City,
    KilledError,
    batch,
    killed_after,
    known,
    made,
    places,
    seen,
    unmarked,
)

UNITS = ("Phường Ba Đình", "Phường Ngọc Hà", "UBND thành phố")
ROWS = st.lists(
    st.tuples(st.integers(0, len(GIVEN) - 1), st.sampled_from(UNITS), st.sampled_from(("Chuyên viên", "Trưởng phòng"))),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
)
ACTS = st.lists(
    st.tuples(st.sampled_from(("transfer", "leave", "give", "end", "nothing")), st.integers(0, 5)), max_size=4
)


numbers = count(1)


@pytest.fixture
def template(sqlite_database: str) -> Path:
    """An empty, migrated database that nobody has open."""
    database.engine().dispose()
    return Path(sqlite_database.removeprefix("sqlite:///"))


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisation.import_batches, "PART", 2)
    monkeypatch.setattr(batch_writing, "PEOPLE", 2)
    monkeypatch.setattr(batches, "REQUESTS", 2)
    monkeypatch.setattr(batches, "ROWS", 3)
    monkeypatch.setattr(at_work, "PAUSE", 0)


def sheet(rows: list[tuple[int, str, str]]) -> bytes:
    told = [
        (f"CB{number:02}", f"Trần Văn {GIVEN[number]}", job, unit, f"cb{number}@hn.vn") for number, unit, job in rows
    ]
    return samples.xlsx(("Sheet1", [("Mã CB", "Họ tên", "Chức vụ", "Đơn vị", "Email"), *told]))


def act(city: City, what: str, number: int) -> int | None:
    """Do something as somebody else; return whose place it changed."""
    now, person = text.utc_now(), city.people[number]
    with suppress(DomainError), database.writing() as db:
        if what == "transfer":
            organisation.transfer(db, CONSOLE, MANAGING, person, city.top, from_=ON, job=Job("Kế toán"), now=now)
            return number
        if what == "leave":
            until = date(2026, 9, 1)
            organisation.take_leave(
                db, CONSOLE, MANAGING, person, organisation.Tree.ADMINISTRATION, from_=ON, until=until, now=now
            )
            return number
        rules = making.rules(db)
        if what == "give":
            whom = Whom(subtree=(city.ward, city.other)[number % 2 :])
            training.create_rule(
                db, CONSOLE, ASSIGNING, course_id=city.courses[number % 3], whom=whom, from_=ON, due_days=40, now=now
            )
        if what == "end" and rules:
            rule = rules[number % len(rules)].id or 0
            training.end_rule(db, CONSOLE, ASSIGNING, rule, on=ON + timedelta(days=number), now=now)
    return None


@pytest.mark.slow
@given(rows=ROWS, kills=st.lists(st.integers(1, 9), max_size=5), acts=ACTS)
@settings(max_examples=12)
def test_any_list_is_known_at_once_or_not_at_all(
    rows: list[tuple[int, str, str]],
    kills: list[int],
    acts: list[tuple[str, int]],
    tmp_path: Path,
    template: Path,
    small_steps: None,
) -> None:
    fresh = tmp_path / f"{next(numbers)}.db"
    shutil.copy(template, fresh)
    database.connect(f"sqlite:///{fresh}")
    city = made()
    with database.writing() as db:
        key = organisation.ask_import(
            db, CONSOLE, MANAGING, sheet(rows), organisation.AskedList(ON), now=text.utc_now()
        ).key
    worker.work_off()
    if organisation.ImportSummary.read(batch(key).told).empty:
        return
    with database.writing() as db:
        organisation.confirm_import(db, CONSOLE, MANAGING, key)
    before, named = seen(), {number for number, _, _ in rows}
    moved: set[int] = set()
    waiting = list(acts)
    for transactions in [*kills, 99, 99]:
        with killed_after(transactions), suppress(KilledError):
            worker.work_off()
        if batch(key).flipped_at is None:
            assert seen() == before
            if waiting:
                changed = act(city, *waiting.pop())
                moved |= {changed} if changed is not None and batch(key).state is not State.REFUSED else set()
                before = seen()
        else:
            after = places(seen())
            with killed_after(2), suppress(KilledError):
                worker.work_off()
            assert places(seen()) == after
    worker.work_off()
    assert unmarked()
    with database.writing() as db:
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)
    if batch(key).state is State.REFUSED:
        assert moved & named
        return
    assert batch(key).state is State.DONE
    with database.reading() as db:
        units = {
            node.id: node.name
            for node in organisation.unit_tree(db, organisation.Tree.ADMINISTRATION, ON).nodes.values()
        }
        found = db.exec(
            select(Person.staff_code, Posting.unit_id)
            .join(Posting)
            .where(known(Posting), Posting.from_ <= ON, Posting.until.is_(None))  # type: ignore[union-attr]
        ).all()
    there = {(code, units[unit]) for code, unit in found}
    assert {(f"CB{number:02}", unit) for number, unit, _ in rows} <= there
