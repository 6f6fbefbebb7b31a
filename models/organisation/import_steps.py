"""Comparing one person of a list with what is known: what changes, as values to show and as steps to write."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models import text
from models.organisation.import_types import FieldChange, Outcome
from models.organisation.import_units import Units
from models.organisation.people import Job
from models.organisation.roster_types import RosterRow
from models.organisation.tables import PartyMembership, Person, Posting, Status, Tree
from models.organisation.transfer_asking import Ask


@dataclass(frozen=True)
class PostingStep:
    """Rewrite standing rows within [start, end) with these values; without rows: write a new posting there."""

    rows: tuple[Posting, ...]
    start: date
    end: date | None
    values: dict[str, Any]


@dataclass(frozen=True)
class PartyStep:
    """Begin or correct a membership (``since``), or end it (``until``).

    ``back``: instead of the row there stands one from ``since`` to ``until`` (without ``since``: none).
    """

    row: PartyMembership | None
    since: date | None = None
    until: date | None = None
    back: bool = False


@dataclass
class PersonStep:
    """Everything to write for one person (``person`` None: somebody new)."""

    row: RosterRow
    person: Person | None
    outcome: Outcome = Outcome.UNCHANGED
    details: dict[str, Any] = field(default_factory=dict)
    postings: list[PostingStep] = field(default_factory=list)
    party: PartyStep | None = None
    ask: Ask | None = None
    fields: list[FieldChange] = field(default_factory=list)

    def tell(self, name: str, before: object, after: object) -> None:
        """Show a value before and after."""
        self.fields.append(FieldChange(name, _shown(before), _shown(after)))


def describe(step: PersonStep, allowed: Sequence[str]) -> None:
    """Take over the details that the list gives and we have otherwise; an empty cell takes nothing away."""
    for name in allowed:
        after = getattr(step.row, name)
        before = getattr(step.person, name) if step.person else None
        if after in (None, "") or after == before:
            continue
        step.details[name] = after
        if step.person is not None:
            masked = name == "national_id"
            step.tell(name, _masked(before) if masked else before, _masked(after) if masked else after)
            step.outcome = Outcome.CHANGED


def place_main(step: PersonStep, unit_id: int, units: Units, standing: Sequence[Posting], on: date) -> None:
    """Compare the person's main place on a day with the list's; a later place in another unit, known already, stays."""
    tree = units.tree(unit_id)
    rows = [posting for posting in standing if posting.main and posting.tree is tree]
    now = next((row for row in rows if _holds(row, on)), None)
    if now is None:
        later = min((row.from_ for row in rows if row.from_ > on), default=None)
        values = {"unit_id": unit_id, "tree": tree, "main": True, **_job(step.row, None).values()}
        step.postings.append(PostingStep((), on, later, values))
        step.tell("unit", None, units.path(unit_id))
        step.outcome = Outcome.ADDED if step.person is None else Outcome.MOVED
        return
    chain = _chain(rows, now)
    moved = now.unit_id != unit_id
    job = _job(step.row, now if not moved else None, keep=now)
    changes: dict[str, Any] = {name: value for name, value in job.values().items() if value != getattr(now, name)}
    if moved:
        changes["unit_id"] = unit_id
        step.tell("unit", units.path(now.unit_id), units.path(unit_id))
    if now.status is Status.INACTIVE:
        changes |= {"status": Status.ACTIVE, "leave": None}
    if not changes:
        return
    for name, value in changes.items():
        if name != "unit_id":
            step.tell(name, getattr(now, name), value)
    step.postings.append(PostingStep(chain, on, chain[-1].until, changes))
    step.outcome = Outcome.MOVED if moved else Outcome.CHANGED


def ask_for(step: PersonStep, unit_id: int, units: Units, on: date, *, giver: int | None = None) -> None:
    """Ask for somebody for whom others answer; of what is known of them nothing is shown.

    Or, with the unit of one's own that gives them, offer them to a unit of others.
    """
    row = step.row
    assert step.person is not None
    assert step.person.id is not None
    job = Job(row.position, row.category, row.rank, row.head, row.leader)
    step.ask = Ask(step.person.id, unit_id, on, job, row.full_name, row.staff_code or "", row.row_number, giver)
    step.outcome = Outcome.ASKED if giver is None else Outcome.OFFERED
    step.tell("unit", None if giver is None else units.path(giver), units.path(unit_id))


def place_beside(
    step: PersonStep, row: RosterRow, unit_id: int, units: Units, standing: Sequence[Posting], on: date
) -> None:
    """Compare a concurrent place: one in the same unit is the same, with the same position if there are several."""
    there = [
        p for p in standing if not p.main and p.unit_id == unit_id and _holds(p, on) and p.status is not Status.INACTIVE
    ]
    same = next(
        (posting for posting in there if posting.position == row.position), there[0] if len(there) == 1 else None
    )
    label = f"{units.path(unit_id)}: {row.position}" if row.position else units.path(unit_id)
    if same is None:
        values = {"unit_id": unit_id, "tree": units.tree(unit_id), "main": False, **_job(row, None).values()}
        step.postings.append(PostingStep((), on, None, values))
        step.tell("concurrent", None, label)
    else:
        changes = {name: value for name, value in _job(row, same).values().items() if value != getattr(same, name)}
        if not changes:
            return
        step.postings.append(PostingStep((same,), on, same.until, changes))
        step.tell("concurrent", f"{units.path(unit_id)}: {same.position}", label)
    if step.outcome is Outcome.UNCHANGED:
        step.outcome = Outcome.CHANGED


def join_party(step: PersonStep, standing: Sequence[PartyMembership], on: date) -> None:
    """Compare Party membership, where the list says anything of it. An unknown day of joining is the list's own day."""
    row = step.row
    now = next((m for m in standing if m.from_ <= on and (m.until is None or m.until > on)), None)
    if row.party is None or (row.party is False and now is None):
        return
    if row.party is False:
        step.party = PartyStep(now, until=on)
        step.tell("party", True, False)
    elif now is None or (row.party_joined is not None and row.party_joined != now.from_):
        since = row.party_joined or on
        step.party = PartyStep(now, since=since)
        step.tell("party", now.from_ if now else None, row.party_joined or True)
    else:
        return
    if step.outcome is Outcome.UNCHANGED:
        step.outcome = Outcome.CHANGED


def present_units(known: list[Posting], on: date) -> list[int]:
    """Return the units of somebody's main places on a day, in every tree."""
    found = [present_unit(known, tree, on) for tree in Tree]
    return [unit_id for unit_id in found if unit_id is not None]


def leave(posting: Posting, standing: Sequence[Posting], on: date) -> PostingStep:
    """Return the step by which somebody leaves their main place on a day."""
    rows = [row for row in standing if row.main and row.tree is posting.tree]
    chain = _chain(rows, posting)
    return PostingStep(chain, on, chain[-1].until, {"status": Status.INACTIVE, "leave": None})


def present_unit(standing: Sequence[Posting], tree: Tree, on: date) -> int | None:
    """Return the unit of the main place in a tree on a day, None when there is none or the person left."""
    return next(
        (
            posting.unit_id
            for posting in standing
            if posting.main and posting.tree is tree and _holds(posting, on) and posting.status is not Status.INACTIVE
        ),
        None,
    )


def _chain(rows: Sequence[Posting], first: Posting) -> tuple[Posting, ...]:
    """Return the row and those that follow it without a gap in the same unit: a leave written ahead divides them."""
    chain = [first]
    for row in sorted(rows, key=lambda posting: posting.from_):
        if row.from_ == chain[-1].until and row.unit_id == first.unit_id:
            chain.append(row)
    return tuple(chain)


def _job(row: RosterRow, same: Posting | None, *, keep: Posting | None = None) -> Job:
    """Return what the posting will say: the list's words; where it is silent, what was known."""
    known = same or keep
    unsaid = same is not None and row.position in ("", same.position)
    return Job(
        position=row.position or (same.position if same else ""),
        category=row.category or (known.category if known else None),
        rank=row.rank or (known.rank if known else ""),
        head=same.head if unsaid and same else row.head,
        leader=same.leader if unsaid and same else row.leader,
    )


def _holds(posting: Posting, on: date) -> bool:
    return posting.from_ <= on and (posting.until is None or on <= posting.until - timedelta(days=1))


def _masked(value: str | None) -> str | None:
    return f"…{value[-3:]}" if value else None


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return text.day(value)
    return {True: "x", False: ""}[value] if isinstance(value, bool) else str(value)
