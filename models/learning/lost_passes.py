"""Passes that marking anew took: who is concerned, and what their office decides. Nothing is changed silently.

A regrade took them, or a changed judgement. Until somebody decides, and for some days at most (`choices`), such a pass
counts, with its completion and its certificate. Then it either stands by decision, which makes the completion one
that the unit recognises, or it is withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, bindparam, exists
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from models import access, assessment, audit, database, notices, organisation, text
from models.assessment.tables import Attempt, Marking, Regrade
from models.learning.following import cause_of
from models.learning.tables import Decision, LostPass
from models.organisation import Person, Posting, Tree
from models.rights import Actor, DomainError, Right, Scope, check

LONGEST_REASON = 500
SHOWN = 50

_RECORD = aliased(Person)  # with which it was lost; the person is known by the record that counts for it
_LOST_BY: Any = col(_RECORD.id) == col(LostPass.person_id)
_BY_REGRADE: Any = col(Regrade.id) == col(LostPass.regrade_id)
_BY_JUDGEMENT: Any = col(Marking.id) == col(LostPass.marking_id)
_WHY: Any = func.coalesce(col(Regrade.why), col(Marking.reason))
_COUNTS: Any = col(Person.id) == func.coalesce(col(_RECORD.same_as_id), col(_RECORD.id))
_TOLD = ("decision", "decide_by", "recorded_at", "reason")  # what `_doubt` reads
_DOUBTED: Any = (
    columns(*(col(getattr(LostPass, name)) for name in _TOLD), _WHY.label("why"))
    .select_from(LostPass)
    .join(Regrade, _BY_REGRADE, isouter=True)
    .join(Marking, _BY_JUDGEMENT, isouter=True)
    .where(col(LostPass.attempt_id) == bindparam("attempt", type_=Integer), col(LostPass.voided_at).is_(None))
)
_STANDING = (  # as columns: an office's list is read at every click
    columns(
        *(
            col(getattr(LostPass, name))
            for name in ("key", "attempt_id", "regrade_id", "marking_id", *_TOLD, "decided_by_id")
        ),
        _WHY.label("why"),
        *(col(getattr(Person, name)).label(f"person_{name}") for name in ("id", "key", "full_name", "staff_code")),
    )
    .select_from(LostPass)
    .join(Regrade, _BY_REGRADE, isouter=True)
    .join(Marking, _BY_JUDGEMENT, isouter=True)
    .join(_RECORD, _LOST_BY)
    .join(Person, _COUNTS)
    .where(col(LostPass.voided_at).is_(None))
)
_WAITING = _STANDING.where(col(LostPass.decision).is_(None)).order_by(col(LostPass.decide_by), col(LostPass.id))
_DECIDED = _STANDING.where(col(LostPass.decision).is_not(None)).order_by(
    col(LostPass.recorded_at).desc(), col(LostPass.id)
)


@dataclass(frozen=True)
class Doubt:
    """Where a lost pass stands: ``decision`` None until ``decide_by``; ``why`` it was marked anew."""

    decision: Decision | None
    decide_by: date
    decided_at: datetime | None
    reason: str
    why: str


@dataclass(frozen=True)
class LostLine:
    """A lost pass in an office's list. ``decided_by`` '' with a decision: its time was over.

    ``cause`` is the same for all that one regrade took.
    """

    key: str
    person_key: str
    full_name: str
    staff_code: str | None
    unit: str
    result: assessment.Result
    doubt: Doubt
    decided_by: str
    own: bool
    cause: tuple[int | None, int | None]


def doubt(db: Session, attempt_id: int) -> Doubt | None:
    """Return where the pass of an attempt stands that was lost, None where none was."""
    rows = database.rows(db, _DOUBTED, attempt=attempt_id)
    return _doubt(rows[0]) if rows else None


def lost_passes(
    db: Session, actor: Actor, scope: Scope, *, now: datetime, decided: bool = False
) -> tuple[int, list[LostLine]]:
    """Return how many lost passes of people in an officer's scope of today wait (or are decided), and the first.

    Those that wait come with the earliest last day first, decided ones with the newest first. ``scope`` is the actor's
    for Right.ASSIGN. Raises `DomainError` 'forbidden'.
    """
    check(actor, Right.ASSIGN)
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    wanted = (_DECIDED if decided else _WAITING).where(*_inside(db, scope, now=now))
    rows = database.rows(db, wanted.limit(SHOWN))
    total = len(rows)
    if total == SHOWN:
        ((total,),) = database.rows(db, columns(func.count()).select_from(wanted.order_by(None).subquery()))
    return total, _lines(db, actor, rows, now=now)


def decide(
    db: Session, actor: Actor, scope: Scope, key: str, decision: Decision, reason: str, *, now: datetime
) -> None:
    """Let a lost pass stand, or withdraw it; a decision may be changed by another one later.

    Raises `DomainError` 'forbidden', 'not-found' (also outside the scope), 'own-lost-pass', 'reason-missing' (to let it
    stand takes one), 'words-long', 'changed-meanwhile' (somebody decided, or the regrade was taken back).
    """
    check(actor, Right.ASSIGN)
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    row = _held(db, key)
    if row is None:
        raise DomainError("not-found")
    me = organisation.counting(db, row.person_id)
    if me == actor.person_id:
        raise DomainError("own-lost-pass")
    if not access.inside(db, scope, me, now=now):
        raise DomainError("not-found")
    reason = text.tidy(reason)
    if decision is Decision.STANDS and not reason:
        raise DomainError("reason-missing")
    if len(reason) > LONGEST_REASON:
        raise DomainError("words-long", most=LONGEST_REASON, given=len(reason))
    if row.voided_at is not None or row.decision is decision:
        raise DomainError("changed-meanwhile")
    _decided(db, actor, row, decision, reason, now=now)


def lapsed(db: Session, *, now: datetime, limit: int = SHOWN) -> list[str]:
    """Return the keys of lost passes whose time to decide is over, the oldest first."""
    over = select(LostPass.key).where(
        col(LostPass.voided_at).is_(None),
        col(LostPass.decision).is_(None),
        LostPass.decide_by < text.local_day(now),
    )
    return list(db.exec(over.order_by(col(LostPass.id)).limit(limit)).all())


def lapse(db: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """Withdraw a lost pass whose time is over; one that somebody decided about meanwhile is left alone.

    For the platform itself. Raises `DomainError` 'forbidden'.
    """
    if actor.person_id is not None:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    row = _held(db, key)
    if row is not None and row.voided_at is None and row.decision is None and row.decide_by < text.local_day(now):
        _decided(db, actor, row, Decision.WITHDRAWN, "", now=now)


def _decided(db: Session, actor: Actor, row: LostPass, decision: Decision, reason: str, *, now: datetime) -> None:
    from models.learning import regrading  # which writes lost passes itself

    me = organisation.counting(db, row.person_id)
    assessment.one_at_a_time(db, me, row.course_id)
    row.voided_at = now
    db.add(row)
    db.flush()
    values = row.model_dump(exclude={"id", "key", "voided_at"})
    said = {"decision": decision, "decided_by_id": actor.person_id, "reason": reason, "recorded_at": now}
    new = LostPass(**{**values, **said})
    db.add(new)
    db.flush()
    audit.record(
        db,
        actor,
        "learning.let-pass-stand" if decision is Decision.STANDS else "learning.withdraw-pass",
        "person",
        me,
        now=now,
        personal={"reason": reason} if reason else None,
        course_id=row.course_id,
        **cause_of(row).told,
    )
    regrading.settle_decision(db, actor, me, new, now=now)
    attempt = db.get_one(Attempt, row.attempt_id)
    course = assessment.released(db, attempt.release_id)[1]
    kind = "pass-stands" if decision is Decision.STANDS else "pass-withdrawn"
    link = f"/result?attempt={attempt.key}"
    notices.tell(db, me, kind, now=now, link=link, once=new.key, course=course.title.in_each())


def _held(db: Session, key: str) -> LostPass | None:
    if not (key.isascii() and key.isalnum() and len(key) <= 40):
        return None
    wanted = select(LostPass).where(LostPass.key == key).with_for_update()
    return db.exec(wanted.execution_options(populate_existing=True)).first()


def _inside(db: Session, scope: Scope, *, now: datetime) -> list[Any]:
    if scope.everywhere:
        return []
    today = text.local_day(now)
    units = frozenset().union(*(organisation.scope_units(db, scope, tree, today) for tree in Tree))
    return [
        exists().where(
            col(Posting.person_id) == col(Person.id),
            database.among(col(Posting.unit_id), units),
            *_placed(today),
        )
    ]


def _placed(today: Any) -> list[Any]:
    """Return the conditions on `Posting` that it is a main place on a day, as known now."""
    return [
        col(Posting.main).is_(True),
        col(Posting.voided_at).is_(None),
        col(Posting.from_) <= today,
        or_(col(Posting.until).is_(None), col(Posting.until) > today),
    ]


_PLACES = columns(col(Posting.person_id), col(Posting.unit_id)).where(
    col(Posting.person_id).in_(bindparam("people", expanding=True)),
    col(Posting.tree) == Tree.ADMINISTRATION,
    *_placed(bindparam("today", type_=Date)),
)


def _lines(db: Session, actor: Actor, rows: Sequence[Any], *, now: datetime) -> list[LostLine]:
    results = assessment.results_of(db, {row.attempt_id for row in rows})
    units = _units(db, {row.person_id for row in rows}, text.local_day(now))
    deciders = organisation.names(db, {row.decided_by_id for row in rows if row.decided_by_id is not None})
    return [
        LostLine(
            key=row.key,
            person_key=row.person_key,
            full_name=row.person_full_name,
            staff_code=row.person_staff_code,
            unit=units.get(row.person_id, ""),
            result=results[row.attempt_id],
            doubt=_doubt(row),
            decided_by=deciders.get(row.decided_by_id, ""),
            own=row.person_id == actor.person_id,
            cause=(row.regrade_id, row.marking_id),
        )
        for row in rows
    ]


def _units(db: Session, people: set[int], today: date) -> dict[int, str]:
    """The administration's unit of each person today, by its name and those above it but for the top's."""
    if not people:
        return {}
    tree = organisation.unit_tree(db, Tree.ADMINISTRATION, today)
    rows = database.rows(db, _PLACES, people=list(people), today=today)
    paths = {person: [step.name for step in tree.path(unit)] for person, unit in rows if unit in tree.nodes}
    return {person: ", ".join(reversed(names[1:] or names)) for person, names in paths.items()}


def _doubt(row: Any) -> Doubt:
    decided_at = None if row.decision is None else row.recorded_at
    return Doubt(row.decision, row.decide_by, decided_at, row.reason, row.why)
