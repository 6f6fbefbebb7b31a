"""Roles whose holders have moved away or left: shown to administrators and told to them; nothing ends by itself.

Whoever moves may be wanted to answer for the old unit until somebody follows. So a move takes no role away, and nobody
is left to remember that it should.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import notices, organisation, text
from models.access.granting import GrantLine, grants
from models.access.grants import operator
from models.access.holding import holders
from models.organisation import Posting, Status, Tree
from models.rights import Right

KIND = "role-outlived"


@dataclass(frozen=True)
class Away:
    """Since which day a role's holder works elsewhere, and in which unit; None: they have left."""

    since: date
    unit_id: int | None


def moved_away(db: Session, lines: Sequence[GrantLine], *, now: datetime) -> dict[int, Away]:
    """Return which of these grants are of people who worked in the grant's unit under it and no longer do, by id.

    A role over no unit is outlived only by who has left; a deputy's goes with the one that was handed over.
    """
    own = [line for line in lines if line.deputy_for_id is None]
    places = _places(db, {line.person_id for line in own}, text.local_day(now))
    found = {}
    for line in own:
        unit = None if line.unit_id is None else db.get(organisation.Unit, line.unit_id)
        tree = Tree.ADMINISTRATION if unit is None else unit.tree
        known = places.get((line.person_id, tree), [])
        part = None if unit is None else organisation.unit_tree(db, tree, text.local_day(now)).subtree(unit.id or 0)
        if away := _away(known, part, line.from_):
            found[line.id] = away
    return found


def tell_moved_away(db: Session, *, now: datetime) -> None:
    """Tell every administrator of each such role, once for each move."""
    lines = grants(db, operator("worker"), now=now)
    away = moved_away(db, lines, now=now)
    if not away:
        return
    administrators = holders(db, Right.ADMINISTER, now=now)
    for line in lines:
        if line.id in away:
            once = f"{line.id}-{away[line.id].since}"
            for person in administrators:
                notices.tell(db, person, KIND, now=now, link="/roles", once=once, name=line.full_name)


def _places(db: Session, people: set[int], today: date) -> dict[tuple[int, Tree], list[Posting]]:
    """Return the main places of people up to today, in the order in which they came to them."""
    rows = db.exec(
        select(Posting)
        .where(
            col(Posting.person_id).in_(people),
            col(Posting.main).is_(True),
            col(Posting.voided_at).is_(None),
            col(Posting.from_) <= today,
        )
        .order_by(col(Posting.from_))
    ).all()
    found: dict[tuple[int, Tree], list[Posting]] = {}
    for row in rows:
        found.setdefault((row.person_id, row.tree), []).append(row)
    return found


def _away(known: Sequence[Posting], part: frozenset[int] | None, given: date) -> Away | None:
    """Return where somebody with these places went, if that was out of a part of the tree after ``given``."""

    def inside(row: Posting) -> bool:
        return row.status is not Status.INACTIVE and (part is None or row.unit_id in part)

    if not known or inside(known[-1]):
        return None
    since = max((row.until for row in known if inside(row) and row.until is not None), default=None)
    if since is None or since <= given:
        return None
    return Away(since, None if known[-1].status is Status.INACTIVE else known[-1].unit_id)
