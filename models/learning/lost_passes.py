"""Passes that marking anew took: who is concerned, and what their office decides. Nothing is changed silently.

A regrade took them, or a changed judgement. Until somebody decides, and for some days at most (`choices`), such a pass
counts, with its completion and its certificate. Then it either stands by decision, which makes the completion one
that the unit recognises, or it is withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from models import access, assessment, audit, notices, organisation, text
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
    row = db.exec(
        select(LostPass, _WHY)
        .join(Regrade, _BY_REGRADE, isouter=True)
        .join(Marking, _BY_JUDGEMENT, isouter=True)
        .where(LostPass.attempt_id == attempt_id, col(LostPass.voided_at).is_(None))
    ).first()
    return None if row is None else _doubt(*row)


def lost_passes(
    db: Session, actor: Actor, scope: Scope, *, now: datetime, decided: bool = False, limit: int = SHOWN
) -> tuple[int, list[LostLine]]:
    """Return how many lost passes of people in an officer's scope of today wait (or are decided), and the first.

    Those that wait come with the earliest last day first, decided ones with the newest first. ``scope`` is the actor's
    for Right.ASSIGN. Raises `DomainError` 'forbidden'.
    """
    check(actor, Right.ASSIGN)
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    is_decided: Any = col(LostPass.decision).is_not(None) if decided else col(LostPass.decision).is_(None)
    which: list[Any] = [col(LostPass.voided_at).is_(None), is_decided, *_inside(db, scope, now=now)]
    people = select(func.count()).select_from(LostPass).join(_RECORD, _LOST_BY).join(Person, _COUNTS)
    total = db.exec(people.where(*which)).one()
    if not limit:
        return total, []
    order = (
        (col(LostPass.recorded_at).desc(), col(LostPass.id)) if decided else (col(LostPass.decide_by), col(LostPass.id))
    )
    rows = db.exec(
        select(LostPass, _WHY, Person)
        .join(Regrade, _BY_REGRADE, isouter=True)
        .join(Marking, _BY_JUDGEMENT, isouter=True)
        .join(_RECORD, _LOST_BY)
        .join(Person, _COUNTS)
        .where(*which)
        .order_by(*order)
        .limit(limit)
    ).all()
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
    notices.tell(db, me, kind, now=now, link=link, once=new.key, course=str(course.title))


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
            col(Posting.unit_id).in_(units),
            col(Posting.main).is_(True),
            col(Posting.voided_at).is_(None),
            col(Posting.from_) <= today,
            or_(col(Posting.until).is_(None), col(Posting.until) > today),
        )
    ]


def _lines(db: Session, actor: Actor, rows: Sequence[tuple[LostPass, str, Person]], *, now: datetime) -> list[LostLine]:
    people = {person.id or 0 for _, _, person in rows}
    results = {one.attempt_id: one for person in people for one in assessment.results(db, person)}
    units = _units(db, people, text.local_day(now))
    deciders = organisation.names(db, {row.decided_by_id for row, _, _ in rows if row.decided_by_id is not None})
    return [
        LostLine(
            key=row.key,
            person_key=person.key,
            full_name=person.full_name,
            staff_code=person.staff_code,
            unit=units.get(person.id or 0, ""),
            result=results[row.attempt_id],
            doubt=_doubt(row, why),
            decided_by=deciders.get(row.decided_by_id or 0, ""),
            own=person.id == actor.person_id,
            cause=(row.regrade_id, row.marking_id),
        )
        for row, why, person in rows
    ]


def _units(db: Session, people: set[int], today: date) -> dict[int, str]:
    """The administration's unit of each person today, by its name and those above it but for the top's."""
    rows = db.exec(
        select(Posting.person_id, Posting.unit_id).where(
            col(Posting.person_id).in_(people),
            Posting.tree == Tree.ADMINISTRATION,
            col(Posting.main).is_(True),
            col(Posting.voided_at).is_(None),
            col(Posting.from_) <= today,
            or_(col(Posting.until).is_(None), col(Posting.until) > today),
        )
    ).all()
    tree = organisation.unit_tree(db, Tree.ADMINISTRATION, today)
    paths = {person: [step.name for step in tree.path(unit)] for person, unit in rows if unit in tree.nodes}
    return {person: ", ".join(reversed(names[1:] or names)) for person, names in paths.items()}


def _doubt(row: LostPass, why: str) -> Doubt:
    decided_at = None if row.decision is None else row.recorded_at
    return Doubt(row.decision, row.decide_by, decided_at, row.reason, why)
