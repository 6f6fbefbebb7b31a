"""Who took lists of names along, and what for: kept with whom they held, so that everybody can ask about themselves.

Whom a list held is kept as bits, 256 neighbouring people to a row: people of one unit came with one list, so a list of
a ward is a row or two, one of a city of 200,000 some 800, and what is asked for one person is read by an index.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from models import organisation
from models.organisation import Person
from models.reports.tables import BulkLook, BulkLookPart, Purpose
from models.text import translate as _

BLOCK = 256
STEP = 500  # keys asked for at once


@dataclass(frozen=True)
class Looks:
    """How often lists with somebody's name were taken along, by how many people, and what for."""

    times: int
    people: int
    purposes: tuple[tuple[str, int], ...]


def note_look(db: Session, by_id: int | None, act: str, people: Iterable[int], purpose: str, *, now: datetime) -> None:
    """Write that somebody took a list of these people along; one of nobody is not written."""
    blocks: dict[int, int] = {}
    for person in people:
        blocks[person // BLOCK] = blocks.get(person // BLOCK, 0) | 1 << person % BLOCK
    if not blocks:
        return
    count = sum(bits.bit_count() for bits in blocks.values())
    look = BulkLook(at=now, by_id=by_id, kind=act, purpose=known_purpose(purpose).value, people=count)
    db.add(look)
    db.flush()
    rows = [{"look_id": look.id, "block": block, "bits": bits.to_bytes(BLOCK // 8)} for block, bits in blocks.items()]
    db.connection().execute(BulkLookPart.__table__.insert(), rows)  # type: ignore[attr-defined]


def looks_at(db: Session, person_id: int, *, since: datetime) -> Looks:
    """Return how often lists with a person's name were taken along since a moment."""
    records = set(db.execute(organisation.records_of(person_id)).scalars())
    read = (
        select(
            col(BulkLook.id),
            col(BulkLook.by_id),
            col(BulkLook.purpose),
            col(BulkLookPart.block),
            col(BulkLookPart.bits),
        )
        .join(BulkLookPart, col(BulkLookPart.look_id) == col(BulkLook.id))
        .where(col(BulkLookPart.block).in_({one // BLOCK for one in records}), col(BulkLook.at) >= since)
        .order_by(col(BulkLook.id))
    )
    found: dict[int, tuple[int | None, str]] = {}
    for number, by, purpose, block, bits in db.execute(read):
        held = int.from_bytes(bits)
        if any(one // BLOCK == block and held >> one % BLOCK & 1 for one in records):
            found[number] = by, purpose
    purposes = Counter(purpose for _by, purpose in found.values())
    return Looks(len(found), len({by for by, _purpose in found.values()}), tuple(purposes.most_common()))


def ids_of_keys(db: Session, keys: Iterable[str]) -> set[int]:
    """Return the ids of people by their public keys."""
    return _ids(db, Person.key, keys)


def ids_of_codes(db: Session, codes: Iterable[str | None]) -> set[int]:
    """Return the ids of people by their staff codes."""
    return _ids(db, Person.staff_code, [code for code in codes if code])


def _ids(db: Session, column: object, wanted: Iterable[str]) -> set[int]:
    names, found = sorted(set(wanted)), set[int]()
    for begin in range(0, len(names), STEP):
        these = col(column).in_(names[begin : begin + STEP])
        found.update(one for one in db.execute(select(col(Person.id)).where(these)).scalars() if one is not None)
    return found


def known_purpose(asked: str | None) -> Purpose:
    """Return a purpose by its code; whatever is none counts as another."""
    return Purpose(asked) if asked in list(Purpose) else Purpose.OTHER


def purpose_word(purpose: str) -> str:
    """Return what a list is taken along for, in the current language."""
    return {
        Purpose.FOLLOW_UP: _("to follow up who has not completed"),
        Purpose.REPORT: _("to report upwards"),
        Purpose.CORRECT: _("to compare and correct records"),
        Purpose.EVALUATE: _("to evaluate staff"),
        Purpose.OTHER: _("another purpose"),
    }[known_purpose(purpose)]
