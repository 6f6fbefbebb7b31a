"""Finding people to name in a rule, by name or by a pasted list of staff codes, within the scope for assigning."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col, or_

from models import database, organisation, text
from models.organisation import Person, Posting, Tree
from models.rights import DomainError, Right, Scope
from models.training.bounds import units_of

BATCH = 500
MOST_CODES = 5000


@dataclass(frozen=True)
class Found:
    """A person who may be named."""

    id: int
    key: str
    full_name: str
    staff_code: str | None
    unit: str


@dataclass(frozen=True)
class Pasted:
    """What a pasted list of staff codes means: people of the scope, and the codes that name nobody in it."""

    found: tuple[Found, ...]
    unknown: tuple[str, ...]


def find_to_name(db: Session, scope: Scope, search: str, *, now: datetime, limit: int = 8) -> list[Found]:
    """Return people of a scope for assigning whose name or staff code holds every word, by given name."""
    words = text.search_key(search).split()
    if not words:
        return []
    wanted = [
        or_(
            col(Person.search_key).contains(word, autoescape=True),
            col(Person.staff_code_key).contains(word, autoescape=True),
        )
        for word in words
    ]
    return _read(db, scope, wanted, now=now, limit=limit)


def named(db: Session, scope: Scope, keys: list[str], *, now: datetime) -> list[Found]:
    """Return the people with these public keys who lie in the scope, by given name; others are left out."""
    return _in_batches(db, scope, col(Person.key), keys, now=now)


def pasted(db: Session, scope: Scope, written: str, *, now: datetime) -> Pasted:
    """Return whom a pasted list of staff codes means, one a line or with commas, semicolons, tabs or spaces between.

    A code of somebody outside the scope is unknown, like one that nobody has.
    """
    codes = list(dict.fromkeys(code for code in re.split(r"[\s,;]+", text.nfc(written)) if code))[:MOST_CODES]
    keys = {organisation.staff_code_key(code): code for code in codes}
    found = _in_batches(db, scope, col(Person.staff_code_key), list(keys), now=now)
    seen = {organisation.staff_code_key(one.staff_code or "") for one in found}
    return Pasted(tuple(found), tuple(code for key, code in keys.items() if key not in seen))


def _in_batches(db: Session, scope: Scope, column: Any, values: list[str], *, now: datetime) -> list[Found]:
    found = [
        one
        for start in range(0, len(values), BATCH)
        for one in _read(db, scope, [column.in_(values[start : start + BATCH])], now=now)
    ]
    return sorted(found, key=lambda one: (text.name_sort_key(one.full_name), one.id))


def _read(db: Session, scope: Scope, wanted: list[Any], *, now: datetime, limit: int | None = None) -> list[Found]:
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    today = text.local_day(now)
    units = units_of(db, scope, now=now)
    secret = or_(col(Posting.tree) != Tree.PARTY, database.among(col(Posting.unit_id), units))
    read = (
        columns(col(Person.id), col(Person.key), col(Person.full_name), col(Person.staff_code), col(Posting.unit_id))
        .join(Posting, col(Posting.person_id) == col(Person.id))
        .where(
            *wanted,
            secret,
            col(Person.same_as_id).is_(None),
            col(Posting.main).is_(True),
            col(Posting.voided_at).is_(None),
            col(Posting.from_) <= today,
            or_(col(Posting.until).is_(None), col(Posting.until) > today),
            *([] if scope.everywhere else [database.among(col(Posting.unit_id), units)]),
        )
        .order_by(col(Person.sort_key), col(Person.id), col(Posting.tree))
    )
    rows = db.execute(read if limit is None else read.limit(limit * len(Tree))).all()
    first: dict[int, Any] = {}
    for row in rows:
        first.setdefault(row[0] or 0, row)  # 'administration' comes first in the alphabet
    kept = list(first.values())[:limit]
    names = organisation.unit_names(db, {row[4] for row in kept})
    return [Found(row[0], row[1], row[2], row[3], names.get(row[4], "")) for row in kept]
