"""Changing the calendar of days off, and the last days that follow: of every rule that counts in working days.

What a change does to last days that people were told stands in `workdays.Calendars.due`: they may become later while
they are not over, never earlier. Where very many duties may move, the worker writes them, and day and duties are known
at one moment.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from models import audit, changes, staging, text, workdays
from models.rights import Actor, DomainError, Right, check
from models.staging import Batch, Kind, State
from models.training.giving import AT_ONCE
from models.training.reconciling import reconcile
from models.training.steps import steps_of
from models.training.tables import Duty, Rule
from models.workdays import CalendarDay, DayKind

YEARS = 5  # so far from today a day may be entered
AHEAD = 2  # years after this one whose holidays are written as soon as they are known


def add_calendar_day(db: Session, actor: Actor, day: date, kind: DayKind, name: str, *, now: datetime) -> bool:
    """Enter a day off, or a weekend day that is worked; return whether its duties are written (else the worker does).

    Raises `DomainError`: 'forbidden'; 'day-known' (something stands for that day already); 'day-unnamed';
    'day-not-weekend' (a working day cannot be made up for on a working day); 'day-far'; 'calendar-busy' (the worker
    is still writing an earlier change).
    """
    check(actor, Right.ADMINISTER)
    if not text.tidy(name):
        raise DomainError("day-unnamed")
    if kind is DayKind.WORKED and day.weekday() < workdays.SATURDAY:
        raise DomainError("day-not-weekend")
    if abs(day.year - text.local_day(now).year) > YEARS:
        raise DomainError("day-far", years=YEARS)
    _check_free(db)
    if any(one.day == day for one in workdays.known_days(db, day.year)):
        raise DomainError("day-known", day=day)
    row = CalendarDay(day=day, kind=kind, name=text.tidy(name), by_id=actor.person_id, recorded_at=now)
    return _change(db, actor, "training.add-calendar-day", [], [row], now=now)


def take_calendar_day(db: Session, actor: Actor, day_id: int, *, now: datetime) -> bool:
    """Take a day out of the calendar; return as `add_calendar_day`.

    Raises `DomainError`: 'forbidden'; 'not-found' (no such day, or taken out before); 'calendar-busy'.
    """
    check(actor, Right.ADMINISTER)
    _check_free(db)
    row = db.exec(select(CalendarDay).where(CalendarDay.id == day_id).with_for_update()).first()
    if row is None or row.voided_at is not None:
        raise DomainError("not-found", day=day_id)
    return _change(db, actor, "training.take-calendar-day", [row], [], now=now)


def provide_calendar(db: Session, actor: Actor, *, now: datetime) -> int:
    """Write the holidays that the law names for this year and the next ones, where no such day ever stood; return how
    many. What an administrator took out is not written again.
    """
    if _busy(db):
        return 0
    this = text.local_day(now).year
    counted = select(col(CalendarDay.day)).where(col(CalendarDay.counted).is_(True))
    there = {day.year for day in db.exec(counted).all()}
    taken = set(db.exec(select(col(CalendarDay.day))).all())
    rows = [
        CalendarDay(day=day, kind=DayKind.OFF, name=name, counted=True, recorded_at=now)
        for year in range(this, this + AHEAD + 1)
        if year not in there
        for day, name in workdays.national(year).days
        if day not in taken
    ]
    if rows:
        _change(db, actor, "training.provide-calendar", [], rows, now=now)
    return len(rows)


def rules_in_working_days(db: Session, batch: int | None = None) -> list[int]:
    """Return the ids of the rules known now that count in working days, as known now or when a batch has flipped."""
    rows = db.exec(select(Rule).where(staging.known(Rule, batch))).all()
    return [row.id for row in rows if row.id is not None and any(step.working for step in steps_of(row))]


def rules_of(db: Session, batch: Batch) -> frozenset[int] | None:
    """Return the rules whose duties a batch may change; None: all."""
    if batch.kind is Kind.CALENDAR:
        return frozenset(rules_in_working_days(db, batch.id))
    return frozenset(batch.asked["rules"]) if batch.kind is Kind.RULE else None


def flip_calendar(db: Session, actor: Actor, batch: Batch, *, duties: int, at: datetime) -> None:
    """Let days and all duties that follow from them be known: the one step that everybody sees."""
    batch.flipped_at, batch.state, batch.done = at, State.SETTLING, 0
    db.add(batch)
    asked = batch.asked
    audit.record(db, actor, asked["act"], "calendar_day", asked["day"], now=at, duties=duties, **asked["details"])
    for rule in rules_in_working_days(db):
        changes.note(db, changes.Kind.RULE, rule, now=at)


def _change(
    db: Session, actor: Actor, act: str, old: Sequence[CalendarDay], new: Sequence[CalendarDay], *, now: datetime
) -> bool:
    """Let some days stand instead of others, with the duties that follow, and record the act."""
    rules = rules_in_working_days(db)
    known = select(func.count(col(Duty.id))).where(col(Duty.rule_id).in_(rules), col(Duty.voided_at).is_(None))
    later = bool(rules) and db.execute(known).scalar_one() > AT_ONCE
    for row in new:
        row.recorded_at, row.voided_at = (staging.NOT_YET, staging.NOT_YET) if later else (now, None)
    db.add_all(new)
    db.flush()
    first = (*old, *new)[0]
    details: dict[str, Any] = {
        "on": first.day.isoformat(),
        "called": first.name,
        "worked": first.kind is DayKind.WORKED,
    }
    if len(new) > 1:
        details = {"days": len(new)}
    if later:
        batch = Batch(
            kind=Kind.CALENDAR,
            state=State.WAITING,
            by_id=actor.person_id,
            asked_at=now,
            name=first.name,
            asked={"act": act, "day": first.id, "details": details, "place": changes.place(db)},
        )
        db.add(batch)
        db.flush()
        assert batch.id is not None
        for row in (*old, *new):
            staging.claim(db, CalendarDay, row.id, batch.id)
        return False
    for row in old:
        row.voided_at = now
        db.add(row)
    done = reconcile(db, rules=rules, now=now)
    audit.record(db, actor, act, "calendar_day", first.id, now=now, duties=done.written, **details)
    return True


def _check_free(db: Session) -> None:
    if _busy(db):
        raise DomainError("calendar-busy")


def _busy(db: Session) -> bool:
    """Return whether a change of the calendar waits for the worker: two would each miss what the other is writing."""
    return bool(staging.rows(db, (col(Batch.kind) == Kind.CALENDAR, col(Batch.state).in_(staging.OPEN))))
