"""Big writes (docs/decisions/0007): read, written and settled in small steps, in a process of their own.

Every step is a short transaction, so that answers get through between two. Nothing of a batch is known before its flip
(`batch_writing`). A process that is killed is taken over where it was: steps that were done are counted in the
transaction of the step.
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from models import courses, database, notices, organisation, staging, text
from models.rights import DomainError, Unavailable
from models.staging import Batch, Kind, State
from models.worker.at_work import LEASE, LostError, Work, actor_of, who
from models.worker.batch_writing import TRIES, write
from models.worker.failing import noted
from models.worker.lease import give_back, hold
from models.worker.spans import in_spans

log = logging.getLogger("kns.batches")
ROWS = 5000  # settled at once
REQUESTS = 200  # taken back at once
AGAIN = ("import-meanwhile", "import-stale")  # who asked for a change of units sees no preview: it is compared anew
KEPT = timedelta(days=1)  # a preview that nobody said a word about

Progress = Callable[[], object]


def waiting(db: Session) -> list[int]:
    """Return the ids of the batches that there is something to do for, in the order in which they were asked for.

    One that is half written comes first: nothing else may be written before it has ended.
    """
    begun = col(Batch.state).in_((State.WRITING, State.SETTLING)).desc()
    read = select(col(Batch.id)).where(col(Batch.state).in_(staging.AT_WORK)).order_by(begun, col(Batch.id))
    return [number for number in db.execute(read).scalars() if number is not None]


def work_off(*, only: int | None = None, stopped: Callable[[], bool] = lambda: False) -> None:
    """Do what is waiting until nothing is, or ``stopped``; with ``only``, until that batch waits for nothing more.

    One process at a time has the lease; the others wait for it.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    try:
        with courses.without_collector():  # a walk through all objects within a transaction would make everybody wait
            while not stopped():
                with database.reading() as db:
                    left = waiting(db)
                if not left or (only is not None and only not in left):
                    return
                if not hold(LEASE, owner, now=text.utc_now()):
                    time.sleep(0.5)
                    continue
                with noted(left[0]), suppress(LostError):
                    _advance(Work(left[0], owner, time.monotonic(), stopped))
    finally:
        give_back(LEASE, owner, now=text.utc_now())


def drop_forgotten(now: datetime) -> None:
    """Let previews go about which nobody said a word for a day."""
    with database.writing() as db:
        for batch in staging.rows(db, [col(Batch.state) == State.READY, col(Batch.asked_at) < now - KEPT]):
            staging.forget(db, batch.id or 0)
            batch.state, batch.ended_at = State.DROPPED, now
            db.add(batch)


def _advance(work: Work) -> None:
    """Bring a batch to where it waits for somebody's word, or to its end."""
    with database.reading() as db:
        batch = db.get_one(Batch, work.number)
    try:
        if batch.wrong is not None:
            _refuse(work, None)
        elif batch.state is State.READING:
            _read(work, batch)
        elif batch.state is State.SETTLING:
            _settle(work, batch)
        else:
            write(work, batch)
    except Unavailable:
        raise  # the database is away or busy: it is taken up again
    except DomainError as error:
        _refuse(work, error)
    except IntegrityError:  # somebody took a staff code, an e-mail or a phone that the list gives to another
        log.exception("batch %s met what somebody else wrote", work.number)
        _refuse(work, DomainError("import-stale"))
    except Exception:
        log.exception("batch %s failed", work.number)
        _refuse(work, DomainError("batch-failed"))


def _read(work: Work, batch: Batch) -> None:
    now = text.utc_now()
    if batch.kind is not Kind.LIST:
        with database.reading() as db:
            actor, scope = who(db, batch, now=now)
            found = organisation.compare_batch(db, actor, scope, batch, now=now)
        keep(work.number, found, State.READY if batch.kind is Kind.UNDO else State.WAITING, after=work.step)
        return
    with database.reading() as db:
        actor, scope = who(db, batch, now=now)
        file, asked = organisation.file_of(db, batch), organisation.AskedList.of(batch)
        names = organisation.units_known(db, scope, asked)
    roster = organisation.read_roster_file(file, today=text.local_day(now), known_units=names)
    work.step()
    with database.reading() as db:
        _plan, found = organisation.compare_list(db, scope, roster, asked, now=now, by=actor.person_id)
    keep(work.number, found, after=work.step)


def keep(number: int, found: organisation.Kept, state: State = State.READY, *, after: Progress = lambda: None) -> None:
    """Keep what a comparison found, some parts at a time; then it waits for a word, or to be written."""
    for begin in range(0, len(found.parts), 10):
        with database.writing() as db:
            for place, part in enumerate(found.parts[begin : begin + 10], start=begin + 1):
                staging.put(db, number, place, part)
        after()
    with database.writing() as db:
        organisation.keep_compared(db, db.get_one(Batch, number), found, state)


def _settle(work: Work, batch: Batch) -> None:
    """Write what known people are called, and give every row the values it is read with."""
    if batch.kind in (Kind.LIST, Kind.UNDO):
        count = work.parts()
        for number in range(batch.done + 1, count + 1):
            with database.writing() as db:
                own = db.get_one(Batch, work.number)
                organisation.write_list_changes(db, actor_of(db, own, now=text.utc_now()), own, number)
            work.step()
    while batch.kind is Kind.UNDO and _withdrawn(work):
        work.step()
    in_spans(work.number, staging.settle, work.step, rows=ROWS)
    with database.writing() as db:
        own = db.get_one(Batch, work.number)
        own.state, own.ended_at = State.DONE, text.utc_now()
        staging.forget(db, work.number)
        db.add(own)
        left = own.told.get("left", 0)
        _say(db, own, "big-write-left" if left else "big-write-done", n=left)
        organisation.lapse_moved(db, None, text.utc_now())  # of those whom the batch moved


def _withdrawn(work: Work) -> int:
    """Take back some of what a list asked for and nobody has answered; return how many requests that were."""
    with database.writing() as db:
        own, now = db.get_one(Batch, work.number), text.utc_now()
        return organisation.withdraw_of_list(db, actor_of(db, own, now=now), own.asked["run"], now=now, most=REQUESTS)


def _say(db: Session, batch: Batch, kind: str, **more: Any) -> None:
    """Tell whoever asked for it; they may have left the page."""
    if batch.by_id is not None:
        links = {Kind.RULE: "/assign", Kind.UNITS: "/units", Kind.CALENDAR: "/days-off"}
        link = links.get(batch.kind, "/staff-list")
        notices.tell(db, batch.by_id, kind, now=text.utc_now(), link=link, once=batch.key, name=batch.name, **more)


def _refuse(work: Work, error: DomainError | None) -> None:
    """Take away all that a batch wrote, and say why it is not done. A batch that has flipped is not refused."""
    with database.writing() as db:
        batch = db.get_one(Batch, work.number)
        if batch.state is State.SETTLING:
            raise error or DomainError("batch-failed")
        if error is not None:
            batch.wrong = {"code": error.code, "values": {name: _plain(one) for name, one in error.values.items()}}
            db.add(batch)
    in_spans(work.number, staging.discard, work.step, rows=ROWS)
    with database.writing() as db:
        batch = db.get_one(Batch, work.number)
        if batch.kind is Kind.UNITS and (batch.wrong or {})["code"] in AGAIN and batch.asked["tries"] < TRIES:
            batch.asked = {**batch.asked, "tries": batch.asked["tries"] + 1}
            organisation.begin_again(db, batch)
            return
        batch.state, batch.done, batch.ended_at = State.REFUSED, 0, text.utc_now()
        db.add(batch)
        _say(db, batch, "big-write-refused")


def _plain(value: object) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
