"""The people and units of a scope as a staff list: what `write_roster` writes and an import reads back unchanged."""

from datetime import date

from sqlmodel import Session, col, select

from models.organisation.import_people import chunks, members, standing
from models.organisation.reach import party_throughout, scope_units
from models.organisation.roster_types import RosterRow, UnitRow
from models.organisation.tables import PartyMembership, Person, Posting, Status, Tree
from models.organisation.units import UnitTree, unit_tree
from models.rights import DomainError, Right, Scope

PARTY = 0  # beside ids of units: membership of the Party


def list_people(
    db: Session, scope: Scope, *, on: date, unit_id: int | None = None, tree: Tree = Tree.ADMINISTRATION
) -> tuple[list[RosterRow], list[UnitRow]]:
    """Return who has their main place in a unit's subtree (None: in the whole scope) on a day, and its units.

    People come unit by unit, by name; those who left are not among them. Concurrent places inside the subtree follow as
    rows of their own. Identity numbers are left out, as they are masked on every page: an import takes what is not said
    as it is. Membership of the Party is given where it may be read in all these units.
    Raises `DomainError` 'forbidden' (a scope of another right, or the Party's tree without the right to see it),
    'outside-scope'.
    """
    reach = list_reach(db, scope, on=on, unit_id=unit_id, tree=tree)
    units, chosen, told = unit_tree(db, tree, on), reach - {PARTY}, PARTY in reach
    main = members(db, chosen, on)
    rows: list[tuple[tuple[int, str, int, bool], RosterRow]] = []
    for part in chunks(main):
        persons = {p.id: p for p in db.exec(select(Person).where(col(Person.id).in_(part))).all()}
        party = _memberships(db, part, on) if told else {}
        for posting in db.exec(standing(Posting, part)).all():
            beside = not posting.main and posting.unit_id in chosen and posting.status is not Status.INACTIVE
            if posting.id == main[posting.person_id].id or (beside and _holds(posting, on)):
                person = persons[posting.person_id]
                order = (main[posting.person_id].unit_id, person.sort_key, posting.person_id, not posting.main)
                rows.append((order, _row(person, posting, units, party.get(posting.person_id), bool(party))))
    rows.sort(key=lambda pair: pair[0])
    return [row for _, row in rows], [_unit(units, u) for u in sorted(chosen, key=lambda u: (len(units.path(u)), u))]


def list_reach(
    db: Session, scope: Scope, *, on: date, unit_id: int | None = None, tree: Tree = Tree.ADMINISTRATION
) -> frozenset[int]:
    """Return the ids of the units that such a list speaks of, with `PARTY` where it gives membership of the Party.

    Raises as `list_people` does.
    """
    if scope.right is not Right.MANAGE_PEOPLE or (tree is Tree.PARTY and not scope.party):
        raise DomainError("forbidden", right=Right.MANAGE_PEOPLE.value)
    inside = scope_units(db, scope, tree, on)
    if unit_id is not None and unit_id not in inside:
        raise DomainError("outside-scope", unit=unit_id)
    chosen = inside if unit_id is None else inside & unit_tree(db, tree, on).subtree(unit_id)
    return chosen | {PARTY} if party_throughout(db, scope, on, chosen) else chosen


def _row(person: Person, posting: Posting, units: UnitTree, since: PartyMembership | None, party: bool) -> RosterRow:
    return RosterRow(
        sheet="",
        row_number=0,
        staff_code=person.staff_code,
        full_name=person.full_name,
        birth_date=person.birth_date,
        gender=person.gender,
        phone=person.phone,
        email=person.email,
        unit_path=tuple(node.name for node in units.path(posting.unit_id)),
        unit_code=units.nodes[posting.unit_id].code,
        position=posting.position,
        category=posting.category,
        rank=posting.rank,
        head=posting.head,
        leader=posting.leader,
        party=(since is not None) if party else None,
        party_joined=since.from_ if since else None,
        concurrent=not posting.main,
    )


def _unit(units: UnitTree, unit_id: int) -> UnitRow:
    node = units.nodes[unit_id]
    above = units.path(unit_id)[:-1]
    return UnitRow(
        sheet="",
        row_number=0,
        name=node.name,
        code=node.code,
        kind=node.kind,
        parent_path=tuple(step.name for step in above),
        parent_code=above[-1].code if above else None,
        tree=units.tree,
    )


def _memberships(db: Session, people: list[int], on: date) -> dict[int, PartyMembership]:
    rows: list[PartyMembership] = list(db.exec(standing(PartyMembership, people)).all())
    return {row.person_id: row for row in rows if _holds(row, on)}


def _holds(row: Posting | PartyMembership, on: date) -> bool:
    return row.from_ <= on and (row.until is None or row.until > on)
