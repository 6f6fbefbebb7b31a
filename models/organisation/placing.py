"""Where somebody is, as an officer tells it: a transfer heard of late, a return, a post mended or taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import text, workdays
from models.organisation.intervals import rewrite
from models.organisation.people import Job, main_postings, moved_person, place
from models.organisation.reach import person_in_scope, trees_of, unit_in_scope
from models.organisation.seen import hold
from models.organisation.tables import Leave, Posting, Status, Tree, Unit, UnitVersion
from models.organisation.units import unit_tree, with_above
from models.rights import Actor, DomainError, Right, Scope, check


@dataclass(frozen=True)
class PlaceLine:
    """One posting as it is, or was, known; ``by`` is not kept with postings, the audit trail has it."""

    id: int
    tree: Tree
    unit_id: int
    unit: str
    main: bool
    job: Job
    status: Status
    leave: Leave | None
    from_: date
    until: date | None
    recorded_at: datetime
    voided_at: datetime | None

    def holds(self, day: date) -> bool:
        """Return whether somebody is there on a day, as it is known now."""
        return self.voided_at is None and self.from_ <= day and (self.until is None or day < self.until)


def transfer(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    unit_id: int,
    *,
    from_: date,
    job: Job,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Move somebody's main place to a unit from a day on, in the past or the future; bring back who had left.

    It holds until the next move known already, so that one that is heard of late does not undo a later one; a leave
    within that time stays. Raises `DomainError`: 'forbidden'; 'outside-scope' (the unit, or where the person is);
    'unit-unknown'; 'changed-meanwhile'; 'place-same' (they are there, as that, already).
    """
    check(actor, Right.MANAGE_PEOPLE)
    workdays.check_days(from_, now=now)
    tree = _tree_of(db, unit_id, from_)
    hold(db, person_id, seen)
    unit_in_scope(db, scope, tree, unit_id, from_)
    rows = main_postings(db, person_id, tree)
    present = present_of(rows, from_)
    if present is not None and present.status is not Status.INACTIVE:
        unit_in_scope(db, scope, tree, present.unit_id, from_)
    else:  # who has left stays with the unit they left: whoever answers for them from that day on brings them back
        person_in_scope(db, scope, person_id, now=now, on=max(from_, text.local_day(now)))
    move_main(db, actor, person_id, tree, rows, unit_id, from_=from_, job=job, now=now)


def move_main(
    db: Session,
    actor: Actor,
    person_id: int,
    tree: Tree,
    rows: Sequence[Posting],
    unit_id: int,
    *,
    from_: date,
    job: Job,
    now: datetime,
) -> None:
    """Write a move of a main place, of which the caller has asked who may, from the person's main postings (held).

    Raises `DomainError` 'place-same'.
    """
    present = present_of(rows, from_)
    away = present is None or present.status is Status.INACTIVE
    end = _next_move(rows, present if not away else None, from_)
    values = {"unit_id": unit_id, **job.values()}
    if present is not None and not away and all(getattr(present, name) == value for name, value in values.items()):
        raise DomainError("place-same")
    if away:
        rewrite(db, rows, from_, end, now=now)
        db.flush()
        row = Posting(person_id=person_id, tree=tree, from_=from_, until=end, recorded_at=now, **values)
        db.add(row)
    else:
        rewrite(db, rows, from_, end, now=now, **values)
    act = "organisation.bring-back" if away and rows else "organisation.transfer"
    moved_person(db, actor, act, person_id, now=now, unit=unit_id, on=from_.isoformat())


def place_beside(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    unit_id: int,
    *,
    from_: date,
    until: date | None,
    job: Job,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Give somebody of the scope a second post in a unit of the scope, besides the place where they count.

    Raises `DomainError`: 'forbidden'; 'outside-scope' (the person or the unit); 'unit-unknown'; 'interval-empty';
    'changed-meanwhile'.
    """
    check(actor, Right.MANAGE_PEOPLE)
    if until is not None and until <= from_:
        raise DomainError("interval-empty")
    person_in_scope(db, scope, person_id, now=now)
    hold(db, person_id, seen)
    place(db, actor, scope, person_id, unit_id=unit_id, from_=from_, until=until, now=now, job=job, main=False)


def end_post(
    db: Session,
    actor: Actor,
    scope: Scope,
    posting_id: int,
    *,
    on: date,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Let a second post end on a day. Raises 'forbidden', 'not-found', 'outside-scope', 'changed-meanwhile'."""
    workdays.check_days(on, now=now)
    row = _standing(db, actor, scope, posting_id, seen)
    if row.main:
        raise DomainError("not-found", posting=posting_id)
    if on <= row.from_:
        raise DomainError("interval-empty")
    rewrite(db, [row], on, None, now=now)
    moved_person(
        db, actor, "organisation.end-post", row.person_id, now=now, unit=row.unit_id, on=on.isoformat(), posting=row.id
    )


def correct_posting(
    db: Session,
    actor: Actor,
    scope: Scope,
    posting_id: int,
    *,
    unit_id: int,
    from_: date,
    until: date | None,
    job: Job,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Say what a posting should have said: the old row is void, the new one stands; other main ones give way to it.

    Raises `DomainError`: 'forbidden', 'not-found', 'outside-scope' (old or new unit), 'unit-unknown' (or of another
    tree), 'interval-empty', 'changed-meanwhile'.
    """
    workdays.check_days(from_, until, now=now)
    row = _standing(db, actor, scope, posting_id, seen)
    if until is not None and until <= from_:
        raise DomainError("interval-empty")
    if _tree_of(db, unit_id, from_) is not row.tree:
        raise DomainError("unit-unknown", unit=unit_id)
    unit_in_scope(db, scope, row.tree, unit_id, from_)
    if row.main:
        others = [one for one in main_postings(db, row.person_id, row.tree) if one.id != row.id]
        for other in others:
            if (other.until is None or other.until > from_) and (until is None or other.from_ < until):
                unit_in_scope(db, scope, row.tree, other.unit_id, max(other.from_, from_))
        rewrite(db, others, from_, until, now=now)
    row.voided_at = now
    db.add(row)
    db.flush()
    values = row.model_dump(exclude={"id", "recorded_at", "voided_at"})
    values |= {"unit_id": unit_id, "from_": from_, "until": until, **job.values()}
    db.add(Posting(**values, recorded_at=now))
    moved_person(
        db,
        actor,
        "organisation.correct-place",
        row.person_id,
        now=now,
        unit=unit_id,
        on=from_.isoformat(),
        posting=row.id,
    )


def void_posting(
    db: Session, actor: Actor, scope: Scope, posting_id: int, *, now: datetime, seen: str | None = None
) -> None:
    """Take a posting back that never was so. Raises 'forbidden', 'not-found', 'outside-scope', 'changed-meanwhile'."""
    row = _standing(db, actor, scope, posting_id, seen)
    row.voided_at = now
    db.add(row)
    moved_person(db, actor, "organisation.void-place", row.person_id, now=now, unit=row.unit_id, posting=row.id)


def places_of(db: Session, scope: Scope, person_id: int, *, now: datetime) -> list[PlaceLine]:
    """Return every posting of a person in the trees that the scope may read, corrected ones too, by tree and day.

    Units are named as of the posting's first day, with what they belong to. Raises `DomainError` 'forbidden',
    'outside-scope'.
    """
    person_in_scope(db, scope, person_id, now=now)
    rows = db.exec(
        select(Posting)
        .where(Posting.person_id == person_id, col(Posting.tree).in_(trees_of(scope)))
        .order_by(col(Posting.tree), col(Posting.from_), col(Posting.id))
    ).all()
    names = _names(db, {row.unit_id for row in rows})
    found = []
    for row in rows:
        assert row.id is not None
        job = Job(row.position, row.category, row.rank, row.head, row.leader)
        found.append(
            PlaceLine(
                id=row.id,
                tree=row.tree,
                unit_id=row.unit_id,
                unit=with_above(db, row.tree, row.unit_id, _name_on(names.get(row.unit_id, []), row.from_), row.from_),
                main=row.main,
                job=job,
                status=row.status,
                leave=row.leave,
                from_=row.from_,
                until=row.until,
                recorded_at=row.recorded_at,
                voided_at=row.voided_at,
            )
        )
    return found


def _standing(db: Session, actor: Actor, scope: Scope, posting_id: int, seen: str | None) -> Posting:
    """Return a posting that stands, with its person held, if an officer may touch it."""
    check(actor, Right.MANAGE_PEOPLE)
    row = db.get(Posting, posting_id)
    if row is None:
        raise DomainError("not-found", posting=posting_id)
    hold(db, row.person_id, seen)
    db.refresh(row)
    if row.voided_at is not None:
        raise DomainError("changed-meanwhile")
    unit_in_scope(db, scope, row.tree, row.unit_id, row.from_)
    return row


def _tree_of(db: Session, unit_id: int, on: date) -> Tree:
    unit = db.get(Unit, unit_id)
    if unit is None or unit_id not in unit_tree(db, unit.tree, on).nodes:
        raise DomainError("unit-unknown", unit=unit_id)
    return unit.tree


def _next_move(rows: Sequence[Posting], present: Posting | None, on: date) -> date | None:
    """Return the day of the next place known after ``on``: another unit's, or any for somebody without a place."""
    later = [row for row in rows if row.from_ > on]
    if present is None:
        return min((row.from_ for row in later if row.status is not Status.INACTIVE), default=None)
    return min((row.from_ for row in later if row.unit_id != present.unit_id), default=None)


def present_of(rows: Sequence[Posting], on: date) -> Posting | None:
    """Return the posting among a person's main ones in a tree that holds on a day."""
    return next((row for row in rows if row.from_ <= on and (row.until is None or on < row.until)), None)


def _names(db: Session, units: set[int]) -> dict[int, list[UnitVersion]]:
    found: dict[int, list[UnitVersion]] = {}
    known = select(UnitVersion).where(col(UnitVersion.unit_id).in_(units), col(UnitVersion.voided_at).is_(None))
    for version in db.exec(known.order_by(col(UnitVersion.from_))).all():
        found.setdefault(version.unit_id, []).append(version)
    return found


def _name_on(versions: list[UnitVersion], on: date) -> str:
    held = [one for one in versions if one.from_ <= on and (one.until is None or on < one.until)]
    chosen = held or versions[:1]
    return chosen[0].name if chosen else "–"
