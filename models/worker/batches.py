"""Big writes (docs/decisions/0007): read, written and settled in small steps, in a process of their own.

Every step is a short transaction, so that answers get through between two. Nothing of a batch is known before its flip.
A process that is killed is taken over where it was: steps that were done are counted in the transaction of the step.
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from models import access, changes, courses, database, notices, organisation, staging, text, training
from models.rights import Actor, DomainError, Right, Scope, Unavailable
from models.staging import Batch, Kind, State
from models.worker.failing import noted
from models.worker.lease import give_back, hold, keep_to_schema
from models.worker.news import about
from models.worker.spans import in_spans

log = logging.getLogger("kns.batches")
LEASE = "big writes"
DUTIES = (Kind.RULE, Kind.CALENDAR)  # batches that write nothing of people but duties
PEOPLE = 200  # whose duties are written at once: some hundredths of a second
ROWS = 5000  # settled at once
PAUSE = 0.01  # seconds between two transactions, for whoever waits
FEW = 200  # people looked at again within the flip itself
TRIES = 20  # looks at what others change meanwhile
AGAIN = ("import-meanwhile", "import-stale")  # who asked for a change of units sees no preview: it is compared anew
KEPT = timedelta(days=1)  # a preview that nobody said a word about

Progress = Callable[[], object]


@dataclass
class _Work:
    """A batch in the hands of this process."""

    number: int
    owner: str
    held_at: float
    stopped: Callable[[], bool]
    known: dict[int, organisation.Known] = field(default_factory=dict)
    places: training.Places | None = None
    today: date = field(default_factory=lambda: text.local_day(text.utc_now()))

    def step(self) -> None:
        """Let others through, and keep the lease. Raises `_LostError` when somebody else has it, and as `hold`."""
        time.sleep(PAUSE)
        if self.stopped():
            raise _LostError
        keep_to_schema()
        if time.monotonic() - self.held_at > 5:
            if not hold(LEASE, self.owner, now=text.utc_now()):
                raise _LostError
            self.held_at = time.monotonic()


class _LostError(Exception):
    """Another process does the work now."""


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
                with noted(left[0]), suppress(_LostError):
                    _advance(_Work(left[0], owner, time.monotonic(), stopped))
    finally:
        give_back(LEASE, owner, now=text.utc_now())


def drop_forgotten(now: datetime) -> None:
    """Let previews go about which nobody said a word for a day."""
    with database.writing() as db:
        for batch in staging.rows(db, [col(Batch.state) == State.READY, col(Batch.asked_at) < now - KEPT]):
            staging.forget(db, batch.id or 0)
            batch.state, batch.ended_at = State.DROPPED, now
            db.add(batch)


def _advance(work: _Work) -> None:
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
            _write(work, batch)
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


def _read(work: _Work, batch: Batch) -> None:
    now = text.utc_now()
    if batch.kind is not Kind.LIST:
        with database.reading() as db:
            actor, scope = _who(db, batch, now=now)
            found = organisation.compare_batch(db, actor, scope, batch, now=now)
        keep(work.number, found, State.READY if batch.kind is Kind.UNDO else State.WAITING, after=work.step)
        return
    with database.reading() as db:
        actor, scope = _who(db, batch, now=now)
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


def _who(db: Session, batch: Batch, *, now: datetime) -> tuple[Actor, Scope]:
    """Return who asked for a batch, with the rights that they have now. Raises 'forbidden' when they have none."""
    rights = {Kind.RULE: Right.ASSIGN, Kind.UNITS: Right.ADMINISTER, Kind.CALENDAR: Right.ADMINISTER}
    right = rights.get(batch.kind, Right.MANAGE_PEOPLE)
    actor = _actor(db, batch, now=now)
    return actor, access.scope_of(actor, right)


def _actor(db: Session, batch: Batch, *, now: datetime) -> Actor:
    if batch.by_id is None:
        return access.operator()
    name = organisation.names(db, [batch.by_id]).get(batch.by_id, "")
    return access.actor_for(db, batch.by_id, name, now=now)


def _write(work: _Work, batch: Batch) -> None:
    """Write a batch's rows and let it flip; the next look settles it."""
    people = sorted(_everybody() if batch.kind in DUTIES else _moved_people(work))
    chunks = [frozenset(people[begin : begin + PEOPLE]) for begin in range(0, len(people), PEOPLE)]
    before = 0 if batch.kind in DUTIES else _parts(work)
    place = batch.asked["place"]
    with database.writing() as db:
        rules = training.rules_of(db, batch)
        own = db.get_one(Batch, work.number)
        own.state, own.steps = State.WRITING, before + len(chunks)
        db.add(own)
        done = max(0, own.done - before)
    for number, chunk in enumerate(chunks[done:], start=done + 1):
        _duties(work, chunk, rules, done=before + number)
        work.step()
    for _ in range(TRIES):
        rules, place = _catch_up(work, chunks, batch, rules, place)
        if _flip(work, rules, place):
            return
        work.step()
    raise DomainError("import-stale")


def _parts(work: _Work) -> int:
    with database.reading() as db:
        return staging.parts(db, work.number)


def _moved_people(work: _Work) -> set[int]:
    """Write units and people as far as they are not there, and return whose duties may be others."""
    with database.reading() as db:
        actor, scope = _who(db, db.get_one(Batch, work.number), now=text.utc_now())
    with database.writing() as db:
        batch = db.get_one(Batch, work.number)
        organisation.check_batch(db, actor, scope, batch)
        batch.state, batch.steps = State.WRITING, 2 * staging.parts(db, work.number)
        db.add(batch)
        made = organisation.write_list_units(db, batch, now=text.utc_now())
        done, count = batch.done, staging.parts(db, work.number)
    people: set[int] = set()
    for number in range(1, count + 1):
        with database.reading() as db:
            part = organisation.part_of(db, work.number, number)
            if number > done and (others := organisation.strangers(db, part.known)):
                raise organisation.stale(db, others)
        work.known.update(part.known)
        people.update(one.person_id for one in part.people if one.person_id is not None and one.postings)
        people.update(one.person_id for one in part.people if one.person_id is not None and one.party)
        if number > done:
            with database.writing() as db:
                organisation.write_list_part(db, db.get_one(Batch, work.number), part, made, now=text.utc_now())
            work.step()
    with database.reading() as db:
        raw = staging.stored(organisation.Person)
        people.update(db.execute(select(raw.c.id).where(raw.c.batch_id == work.number)).scalars())
        people.update(organisation.people_below(db, db.get_one(Batch, work.number).asked.get("below", ())))
    return people


def _concerned(work: _Work) -> list[int]:
    """Return everybody whom a rule may mean, or who is below units that stand elsewhere."""
    with database.reading() as db:
        batch = db.get_one(Batch, work.number)
        below = organisation.people_below(db, batch.asked.get("below", ()))
    return _everybody() if batch.kind in DUTIES else below


def _everybody() -> list[int]:
    with database.reading() as db:
        posting = organisation.Posting
        return list(db.execute(select(col(posting.person_id)).distinct()).scalars())


def _duties(work: _Work, people: frozenset[int], rules: frozenset[int] | None, done: int | None = None) -> None:
    """Write what some people's duties will differ in, and how many steps are done; again, it changes nothing."""
    with database.reading() as db:
        work.places = work.places or training.known_places(db, work.number)
        found = training.compare_duties(
            db, people=people, rules=rules, batch=work.number, places=work.places, today=work.today
        )
    with database.writing() as db:
        training.lock_duties(db)
        training.write_duties(db, found, now=text.utc_now(), batch=work.number)
        if done is not None:
            db.get_one(Batch, work.number).done = done


def _catch_up(
    work: _Work, chunks: list[frozenset[int]], batch: Batch, rules: frozenset[int] | None, place: int
) -> tuple[frozenset[int] | None, int]:
    """Look at what others changed since a place in the change log; return the rules it is about now, and the place."""
    with database.reading() as db:
        news = changes.since(db, place)
        people, more, everything = about(news.lines)
        if work.today != (today := text.local_day(text.utc_now())):
            work.today, more = today, True  # what becomes known today counts days otherwise than yesterday's
        rules = training.rules_of(db, batch) if more else rules
        work.places = None if everything else work.places
        if work.known:
            if everything:
                others = organisation.strangers(db, work.known)
            else:
                others = organisation.strangers(db, work.known, people)
            if not others:
                others = organisation.comers(
                    db, db.get_one(Batch, work.number), work.known, None if everything else people
                )
            if others:
                raise organisation.stale(db, others)
    if everything:  # anybody may have come
        people |= frozenset(_concerned(work))
    known = frozenset[int]().union(*chunks)
    for chunk in (*chunks, people - known):  # who came meanwhile, too
        some = chunk if everything or more else chunk & people
        if some:
            _duties(work, some, rules if rules is not None or everything else None)
            work.step()
    return rules, news.place


def _flip(work: _Work, rules: frozenset[int] | None, place: int) -> bool:
    """Let a batch be known at once, unless others changed more than a few people meanwhile; return whether it is."""
    with database.reading() as db:
        at = organisation.own_moment(db, text.utc_now())
        duties = staging.count(db, training.Duty, work.number)
    with database.writing() as db:
        if db.get_bind().dialect.name == "postgresql":
            db.execute(sql("SELECT pg_advisory_xact_lock(42)"))
        staging.steady(db, alone=True)
        training.lock_duties(db)
        batch = db.get_one(Batch, work.number)
        actor, scope = _who(db, batch, now=at)
        touched, more, everything = about(changes.after(db, place))
        if more or everything or len(touched) > FEW or text.local_day(at) != work.today:
            return False
        if batch.kind not in DUTIES:
            organisation.check_batch(db, actor, scope, batch)
            others = organisation.strangers(db, work.known, touched) or organisation.comers(
                db, batch, work.known, touched
            )
            if others:
                return False  # the next look says who
        elif batch.kind is Kind.RULE:
            training.check_rules(db, scope, batch, now=at)
        if touched:
            found = training.compare_duties(db, people=touched, rules=rules, batch=work.number, today=work.today)
            training.write_duties(db, found, now=at, batch=work.number)
        if batch.kind is Kind.RULE:
            training.flip_rule(db, actor, batch, duties=duties, at=at)
        elif batch.kind is Kind.CALENDAR:
            training.flip_calendar(db, actor, batch, duties=duties, at=at)
        else:
            organisation.flip_batch(db, actor, batch, at=at)
    return True


def _settle(work: _Work, batch: Batch) -> None:
    """Write what known people are called, and give every row the values it is read with."""
    if batch.kind in (Kind.LIST, Kind.UNDO):
        count = _parts(work)
        for number in range(batch.done + 1, count + 1):
            with database.writing() as db:
                own = db.get_one(Batch, work.number)
                organisation.write_list_changes(db, _actor(db, own, now=text.utc_now()), own, number)
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


def _withdrawn(work: _Work) -> int:
    """Take back some of what a list asked for and nobody has answered; return how many requests that were."""
    with database.writing() as db:
        own, now = db.get_one(Batch, work.number), text.utc_now()
        return organisation.withdraw_of_list(db, _actor(db, own, now=now), own.asked["run"], now=now, most=PEOPLE)


def _say(db: Session, batch: Batch, kind: str, **more: Any) -> None:
    """Tell whoever asked for it; they may have left the page."""
    if batch.by_id is not None:
        links = {Kind.RULE: "/assign", Kind.UNITS: "/units", Kind.CALENDAR: "/days-off"}
        link = links.get(batch.kind, "/staff-list")
        notices.tell(db, batch.by_id, kind, now=text.utc_now(), link=link, once=batch.key, name=batch.name, **more)


def _refuse(work: _Work, error: DomainError | None) -> None:
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
