"""The acts by which units are renamed, moved, merged, split and ended from a day on, with their people.

Moving, merging and splitting raise `seconding.SecondNeeded` where very many go over.
Each works out a draft first (`unit_drafts`). With ``later`` the worker writes it (`unit_batches`), so that nobody waits
while very many people go over; what stands in the way is then said by the batch. A day that no act may mean is
'day-impossible' to all of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import seconding, text, workdays
from models.organisation.tables import Posting, Status, Tree, UnitVersion
from models.organisation.unit_batches import ask_units, planned_by
from models.organisation.unit_drafts import UnitDraft, people_in, write_draft
from models.organisation.units import check_unit, refuse_cycle, unit_of, unit_tree
from models.rights import Actor, DomainError, Right


@dataclass(frozen=True)
class NewPart:
    """A unit that a split makes, with who and which child units go over to it."""

    name: str
    people: tuple[int, ...] = ()
    children: tuple[int, ...] = ()


def rename_unit(
    db: Session, actor: Actor, unit_id: int, name: str, *, on: date, now: datetime, seen: str | None = None
) -> None:
    """Give a unit another name from a day on; its past keeps the old one."""
    check_unit(db, actor, unit_id, seen)
    workdays.check_days(on, now=now)
    if not text.tidy(name):
        raise DomainError("unit-nameless")
    draft = UnitDraft(db, unit_id, on, "organisation.rename-unit")
    draft.change(unit_id, name=text.tidy(name))
    write_draft(db, actor, draft, now=now)


def move_unit(
    db: Session,
    actor: Actor,
    unit_id: int,
    parent_id: int | None,
    *,
    on: date,
    now: datetime,
    seen: str | None = None,
    later: bool = False,
) -> None:
    """Put a unit under another parent from a day on.

    Raises `DomainError` 'unit-cycle' when the parent is the unit itself or below it, then or on a later day known.
    """
    check_unit(db, actor, unit_id, seen)
    workdays.check_days(on, now=now)
    draft = _move(db, unit_id, on, parent=parent_id)
    terms = {"unit": unit_id, "parent": parent_id, "seen": seen}
    _guard(db, actor, "organisation.move-unit", [unit_id], terms, on=on, now=now, later=later)
    if later:
        ask_units(db, actor, "move", unit_id, {"parent": parent_id}, on=on, now=now)
    else:
        write_draft(db, actor, draft, now=now)


def merge_units(
    db: Session,
    actor: Actor,
    old_ids: Iterable[int],
    into_id: int,
    *,
    on: date,
    now: datetime,
    seen: Mapping[int, str] | None = None,
    later: bool = False,
) -> int:
    """Let units end on a day and another continue them: their people and child units go over on that day.

    ``seen``: the fingerprint of each of them that the actor looked at. Returns how many people went over (of those who
    will, later: 0). Raises 'unit-cycle' (into one of them, or below one), 'unit-unknown', 'changed-meanwhile'.
    """
    olds = list(dict.fromkeys(old_ids))
    check_unit(db, actor, into_id, None)
    workdays.check_days(on, now=now)
    for old in olds:
        check_unit(db, actor, old, (seen or {}).get(old))
    terms: dict[str, Any] = {"into": into_id, "olds": [[old, (seen or {}).get(old)] for old in olds]}
    _guard(db, actor, "organisation.merge-units", olds, terms, on=on, now=now, later=later)
    if later:
        ask_units(db, actor, "merge", into_id, {"olds": olds}, on=on, now=now)
        return 0
    draft = _merge(db, into_id, on, olds=olds)
    write_draft(db, actor, draft, now=now)
    return len(draft.people)


def split_unit(
    db: Session,
    actor: Actor,
    unit_id: int,
    parts: Sequence[NewPart],
    *,
    on: date,
    ends: bool,
    now: datetime,
    seen: str | None = None,
    later: bool = False,
) -> list[int]:
    """Let new units beside a unit take over some of its people and child units from a day on; return their ids.

    With ``ends`` the old unit ends that day, and everybody must have gone over. Raises `DomainError`: 'forbidden';
    'unit-unknown'; 'changed-meanwhile'; 'unit-nameless'; 'split-twice' (somebody goes over to two);
    'split-strange' (a person or child unit that is not there then); 'unit-in-use'.
    """
    check_unit(db, actor, unit_id, seen)
    workdays.check_days(on, now=now)
    told = [[part.name, list(part.people), list(part.children)] for part in parts]
    draft = _split(db, unit_id, on, parts=told, ends=ends)
    terms = {"unit": unit_id, "parts": told, "ends": ends, "seen": seen}
    below = [child for part in parts for child in part.children]
    going = {person for part in parts for person in part.people}
    act = "organisation.split-unit"
    _guard(db, actor, act, below, terms, going, tree=unit_of(db, unit_id).tree, on=on, now=now, later=later)
    if later:
        ask_units(db, actor, "split", unit_id, {"parts": told, "ends": ends}, on=on, now=now)
        return []
    return write_draft(db, actor, draft, now=now)


def end_unit(db: Session, actor: Actor, unit_id: int, *, on: date, now: datetime, seen: str | None = None) -> None:
    """Let a unit end on a day. Raises 'unit-in-use' (``people``, ``children``: who is still there from then on)."""
    unit = check_unit(db, actor, unit_id, seen)
    workdays.check_days(on, now=now)
    _refuse_in_use(posted_in(db, unit_id, on), children_of(db, unit.tree, unit_id, on))
    draft = UnitDraft(db, unit_id, on, "organisation.end-unit")
    draft.cut(unit_id)
    draft.touch(unit_id)
    write_draft(db, actor, draft, now=now)


def posted_in(db: Session, unit_id: int, on: date) -> list[Posting]:
    """Return the postings in a unit itself on a day or later of those who have not left."""
    return [row for row in _all_posted(db, unit_id, on) if row.status is not Status.INACTIVE]


def children_of(db: Session, tree: Tree, unit_id: int, on: date) -> list[int]:
    """Return the child units of a day and those known to come under it later."""
    rows = db.exec(
        select(UnitVersion.unit_id).where(
            UnitVersion.parent_id == unit_id,
            col(UnitVersion.voided_at).is_(None),
            or_(col(UnitVersion.until).is_(None), col(UnitVersion.until) > on),
        )
    ).all()
    return sorted(set(rows) | set(unit_tree(db, tree, on).children.get(unit_id, ())))


@planned_by("move")
def _move(db: Session, unit_id: int, on: date, *, parent: int | None) -> UnitDraft:
    if parent is not None:
        refuse_cycle(db, unit_of(db, unit_id).tree, unit_id, parent, on)
    draft = UnitDraft(db, unit_id, on, "organisation.move-unit", {"parent": parent})
    draft.change(unit_id, parent_id=parent)
    draft.touch(unit_id)
    return draft


@planned_by("merge")
def _merge(db: Session, unit_id: int, on: date, *, olds: list[int]) -> UnitDraft:
    tree = unit_of(db, unit_id).tree
    draft = UnitDraft(db, unit_id, on, "organisation.merge-units", {"into": unit_id, "units": olds})
    for old in olds:
        if unit_of(db, old).tree is not tree:
            raise DomainError("unit-unknown", unit=old)
        refuse_cycle(db, tree, old, unit_id, on)
        draft.touch(old)
        for child in unit_tree(db, tree, on).children.get(old, ()):
            if child not in olds:
                draft.change(child, parent_id=unit_id)
        draft.go_over(_all_posted(db, old, on), unit_id)
        draft.cut(old)
        draft.successions.append((old, unit_id))
    draft.within, draft.details["people"] = list(olds), len(draft.people)
    return draft


@planned_by("split")
def _split(db: Session, unit_id: int, on: date, *, parts: list[Any], ends: bool) -> UnitDraft:
    unit = unit_of(db, unit_id)
    nodes = unit_tree(db, unit.tree, on).nodes
    if unit_id not in nodes:
        raise DomainError("unit-unknown", unit=unit_id)
    people, children = ([one for part in parts for one in part[place]] for place in (1, 2))
    if len(people) != len(set(people)) or len(children) != len(set(children)):
        raise DomainError("split-twice")
    posted, below = posted_in(db, unit_id, on), children_of(db, unit.tree, unit_id, on)
    if not set(people) <= {row.person_id for row in posted} or not set(children) <= set(below):
        raise DomainError("split-strange")
    draft = UnitDraft(db, unit_id, on, "organisation.split-unit", {"people": len(people)})
    for name, going, over in parts:
        if not text.tidy(name):
            raise DomainError("unit-nameless")
        new = draft.make(name, nodes[unit_id].kind, unit.tree, nodes[unit_id].parent_id)
        mine = set(going)
        draft.go_over([row for row in posted if row.person_id in mine], new)
        for child in over:
            draft.change(child, parent_id=new)
        draft.touch(*over)
        draft.successions.append((unit_id, new))
    if ends:
        gone, moved = set(people), set(children)
        _refuse_in_use(
            [row for row in posted if row.person_id not in gone], [child for child in below if child not in moved]
        )
        draft.cut(unit_id)
        draft.within = [unit_id]
        draft.touch(unit_id)
    return draft


def _guard(
    db: Session,
    actor: Actor,
    act: str,
    units: Sequence[int],
    terms: dict[str, Any],
    people: Collection[int] = (),
    *,
    on: date,
    now: datetime,
    later: bool,
    tree: Tree | None = None,
) -> None:
    """Ask for a second person where an act moves very many: the people of whole units, and single ``people``."""
    tree = tree or unit_of(db, units[0]).tree
    nodes = unit_tree(db, tree, on)
    part = frozenset().union(*(nodes.subtree(unit) for unit in units))
    touched, party = people_in(db, part, on).union(people), tree is Tree.PARTY
    said = {**terms, "on": on.isoformat(), "later": later}
    seconding.guard(db, actor, act, Right.ADMINISTER, touched, said, now=now, party=party)


def _refuse_in_use(people: Sequence[Posting], children: Sequence[int]) -> None:
    if people or children:
        raise DomainError("unit-in-use", people=len(people), children=len(children))


def _all_posted(db: Session, unit_id: int, on: date) -> list[Posting]:
    stays = select(Posting).where(
        Posting.unit_id == unit_id,
        col(Posting.voided_at).is_(None),
        or_(col(Posting.until).is_(None), col(Posting.until) > on),
    )
    return list(db.exec(stays).all())
