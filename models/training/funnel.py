"""From the roster to everything done, unit by unit: so that nothing begun can be told from nobody let in yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlmodel import Session

from models import organisation, text
from models.organisation import UnitTree
from models.rights import DomainError, Scope
from models.training.columns import Flags, Ints, PersonTables
from models.training.coverage import Coverage, Question, RowKind, tree_on
from models.training.coverage import select as selected
from models.training.events import units_of_people
from models.training.held import Held


@dataclass(frozen=True)
class Steps:
    """How many people of a part are on the roster (at work or on leave), and how many of them came how far.

    ``account``: have opened their account (have a password, or have learned here); ``asked``: have a required course;
    ``started`` one of those, ``done`` all of them. Everybody is counted once, where their main post is. ``listed_at``:
    when a staff list that covers the unit was last brought in (None: never).
    """

    kind: RowKind
    key: str
    name: str
    roster: int
    account: int
    asked: int
    started: int
    done: int
    listed_at: datetime | None


def funnel(db: Session, held: Held, scope: Scope, question: Question, *, now: datetime) -> tuple[Steps, ...]:
    """Return the steps of a question's part as a whole, then of the units in it; as of today.

    Who has an account is known as it is now only. Raises `DomainError`: as `coverage` does; 'past-unknown' (a day past,
    or as known before).
    """
    if question.on != text.local_day(now) or question.known_at is not None:
        raise DomainError("past-unknown")
    counted = held.answer(("funnel", scope, question), lambda: _counted(held, scope, question))
    lists = _lists(db, selected(held, scope, question).part.tree, (key for _kind, key, *_rest in counted))
    return tuple(Steps(*row, lists.get(row[1])) for row in counted)


def _counted(held: Held, scope: Scope, question: Question) -> list[tuple[RowKind, str, str, int, int, int, int, int]]:
    chosen = selected(held, scope, question)
    part, pairs = chosen.part, chosen.pairs
    units = units_of_people(held, question.tree, question.on.toordinal())
    end = 1 + max((*part.tree.nodes, int(units.max(initial=0))), default=0)
    group_of = np.full(end, -1, dtype=np.int32)
    for number, (_kind, _node, inside) in enumerate(part.groups):
        group_of[list(inside)] = number
    groups: Ints = group_of[units]
    size = held.people_end
    begun = np.flatnonzero(chosen.inside & pairs.required & (pairs.started | pairs.valid))
    asked, started, lacking = (_people(size, pairs.person[rows]) for rows in (chosen.required, begun, chosen.open))
    steps = (groups >= 0, accounts_opened(held), asked, started, asked & ~lacking)
    table = [np.bincount(groups[(groups >= 0) & step], minlength=len(part.groups)).tolist() for step in steps]
    lines = zip(part.groups, zip(*table, strict=True), strict=True)
    found = [(kind, node.key if node else "", node.name if node else "", *step) for (kind, node, _), step in lines]
    whole = [sum(column) for column in table]
    key, name = ("", "") if part.unit is None else (part.unit.key, part.unit.name)
    return [(RowKind.UNIT, key, name, *whole), *(row for row in found if row[3] or row[0] is RowKind.UNIT)]


def accounts_opened(held: Held) -> Flags:
    """Return, by person id, who has opened their account: a password was set, or something was opened with it."""
    size = held.people_end
    found = _let_in(size, held.base.people)
    if held.newer is not None:
        ids = np.fromiter(held.newer.people, dtype=np.int32, count=len(held.newer.people))
        found[ids[ids < size]] = False
        found |= _let_in(size, held.newer.columns.people)
    return found


def _let_in(size: int, tables: PersonTables) -> Flags:
    found = np.zeros(size, dtype=np.bool_)
    for rows in (tables.accounts, tables.openings, tables.attempts):
        found |= _people(size, rows.person)
    return found


def _people(size: int, people: Ints) -> Flags:
    marks = np.zeros(size, dtype=np.bool_)
    marks[people[people < size]] = True  # an account may be of somebody who never had a place
    return marks


def oldest_list(db: Session, held: Held, figure: Coverage) -> tuple[int, datetime | None]:
    """Return of how many units of a figure's split no staff list was ever brought in (for them or for one above them),
    and when the oldest of the others' was; of a figure without such parts of its own unit.
    """
    keys = [row.key for row in figure.rows if row.kind is RowKind.UNIT]
    keys = keys or ([] if figure.unit is None else [figure.unit.key])
    found = _lists(db, tree_on(held, figure.question), keys)
    return len(keys) - len(found), min(found.values(), default=None)


def _lists(db: Session, tree: UnitTree, keys: Iterable[str]) -> dict[str, datetime]:
    """Return when a staff list was last brought in for some units or for one above them, by key."""
    last = organisation.last_lists(db)
    found = {}
    for key in keys:
        node = tree.by_key(key)
        path = () if node is None else tree.path(node.id)
        moments = [last[unit] for unit in (None, *(step.id for step in path)) if unit in last]
        if moments:
            found[key] = max(moments)
    return found
