"""Big writes: rows that are written in small steps and become known all at once (docs/decisions/0007).

A row of a `marked` table that belongs to a `Batch` stands in the database before anybody may see it. Written by a
batch, it is known from never to never; voided by a batch, it still stands. When the batch flips, one row changes, its
own, and from then on both read as if they had been written and voided at that moment. The filter for that is `_seen`,
the one place that says how ``recorded_at`` and ``voided_at`` of these tables read; whoever reads them need not know.
Afterwards the rows are settled in small steps: they get the values they have been read with, and the mark goes.

One batch at a time is between its first row and its last settled one. May use: settings, text, database.
"""

import json
import zlib
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    FromClause,
    Integer,
    LargeBinary,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy import text as sql
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Field, Session, SQLModel, col

from models import database
from models.database import EnumText, UtcMoment, new_key

NOT_YET = datetime(9999, 1, 1, tzinfo=UTC)
_FAR = "'9000-01-01'"  # whatever is later is `NOT_YET`, as both databases read it
SEEN = f"seen_at < {_FAR}"  # the condition on `rows_seen` that somebody may see a row, now or earlier

Row = TypeVar("Row", bound=SQLModel)


class Kind(StrEnum):
    """What a batch writes."""

    LIST = "list"  # a staff list and the duties that follow
    UNDO = "undo"  # a staff list taken back
    UNITS = "units"  # units moved, merged or split, with their people
    RULE = "rule"  # a rule, and the duties that it gives
    CALENDAR = "calendar"  # a day off, and the duties whose last day it moves


class State(StrEnum):
    """How far a batch is."""

    READING = "reading"  # the list waits to be read and compared, or is just being
    READY = "ready"  # its preview waits for somebody's word
    WAITING = "waiting"  # to be written
    WRITING = "writing"  # some rows are there, none of them known
    SETTLING = "settling"  # all of it is known
    DONE = "done"
    REFUSED = "refused"  # ``wrong`` says why; nothing of it is there
    DROPPED = "dropped"  # by whoever had asked for it


OPEN = (State.READING, State.READY, State.WAITING, State.WRITING, State.SETTLING)
FAILING = "failing"  # in what a batch is asked: that it fails, why, how often in a row and since which step
TOLD_AFTER = 3  # tries in a row
AT_WORK = (State.READING, State.WAITING, State.WRITING, State.SETTLING)


class Batch(SQLModel, table=True):
    """A big write: who asked for it, what for, how far it is. ``flipped_at``: from when on all of it is known."""

    __tablename__ = "batch"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    kind: Kind = Field(sa_type=EnumText(Kind))
    state: State = Field(sa_type=EnumText(State), index=True)
    by_id: int | None = None
    asked_at: datetime = Field(sa_type=UtcMoment)
    name: str = Field(default="", description="the file's name, the rule's title, what the day off is called")
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, description="what is to be done, in ids and days")
    told: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, description="the preview, or what was refused")
    wrong: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="a DomainError's code and values")
    steps: int = Field(default=0, description="of how many steps")
    done: int = 0
    flipped_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class BatchPart(SQLModel, table=True):
    """Something a batch works from: its file (number 0), then what is to be written for some hundred people each."""

    __tablename__ = "batch_part"

    batch_id: int = Field(primary_key=True, foreign_key="batch.id")
    number: int = Field(primary_key=True)
    body: bytes = Field(sa_type=LargeBinary)


class _Seen(Column[Any]):
    """A moment of a marked table, which reads as `_seen` says; what is written to it is written as it is."""

    inherit_cache = True


def moment(name: str, *, nullable: bool = False) -> Any:
    """Return the column for ``recorded_at`` or ``voided_at`` of a marked table."""
    return _Seen(name, UtcMoment(), nullable=nullable)


_marked: list[type[SQLModel]] = []


def marked(table: type[Row]) -> type[Row]:
    """Let rows of a table belong to a batch. Its class has no attribute for it: no copy of a row takes it along."""
    # no foreign key: two million rows would each be looked up
    stored(table).append_column(Column("batch_id", Integer))
    _marked.append(table)
    return table


def stored(table: type[SQLModel]) -> Any:
    """Return the table itself, its mark included."""
    return getattr(table, "__table__")  # noqa: B009 (SQLModel does not declare it)


@compiles(_Seen)
def _compile_seen(column: Any, compiler: Any, **more: Any) -> str:
    plain: str = compiler.visit_column(column, **more)
    owner: FromClause | None = column.table
    mark = None if owner is None else owner.c.get("batch_id")
    if mark is None:  # of a subquery, which has seen already
        return plain
    shown = {name: value for name, value in more.items() if name in ("include_table", "ambiguous_table_name_map")}
    return _seen(column.name, plain, compiler.visit_column(mark, **shown))


def _seen(name: str, plain: str, mark: str) -> str:
    """Return how a moment of a row reads, from the column as it stands and the row's mark."""
    flipped = f"(SELECT batch.flipped_at FROM batch WHERE batch.id = {mark})"  # noqa: S608 (columns)
    if name == "recorded_at":
        return f"CASE WHEN {plain} > {_FAR} THEN COALESCE({flipped}, {plain}) ELSE {plain} END"
    return (
        f"CASE WHEN {mark} IS NULL THEN {plain} WHEN {flipped} IS NULL THEN {plain}"
        f" WHEN {plain} > {_FAR} THEN NULL ELSE COALESCE({plain}, {flipped}) END"
    )


def rows_seen(table: str) -> str:
    """Return a marked table for SQL written by hand: its moments, as they read, are ``seen_at`` and ``gone_at``."""
    shown = f'{table}.*, {_of(table, "recorded_at")} AS "seen_at", {_of(table, "voided_at")} AS "gone_at"'
    return f"(SELECT {shown} FROM {table}) AS {table}"  # noqa: S608 (names of ours)


def _of(table: str, name: str) -> str:
    return _seen(name, f"{table}.{name}", f"{table}.batch_id")


def known(table: Any, batch: int | None = None) -> ColumnElement[bool]:
    """Return the condition that a row is known now, or (``batch``) will be when that batch has flipped."""
    if batch is None:
        gone: ColumnElement[bool] = col(table.voided_at).is_(None)
        return gone
    raw = stored(table)
    mark, voided = raw.c.batch_id, _plain(raw, "voided_at")
    return or_(
        and_(mark == batch, voided == NOT_YET), and_(or_(mark.is_(None), mark != batch), col(table.voided_at).is_(None))
    )


def _plain(raw: Any, name: str) -> Any:
    """Return a moment's column as it stands in the database."""
    return literal_column(f"{raw.name}.{name}", UtcMoment())


def new(batch: int | None, now: datetime) -> dict[str, Any]:
    """Return the clocks and the mark of a row that is written now, or by a batch."""
    if batch is None:
        return {"recorded_at": now, "voided_at": None, "batch_id": None}
    return {"recorded_at": NOT_YET, "voided_at": NOT_YET, "batch_id": batch}


def write(
    db: Session,
    table: type[SQLModel],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    batch: int | None,
    now: datetime,
) -> None:
    """Write rows of a marked table (values in the order of the columns' names), known from now or as a batch's."""
    clocks = {name: value for name, value in new(batch, now).items() if name in stored(table).c}
    if rows:
        db.flush()
        added = list(clocks.values())
        _write_told(db, stored(table), [*names, *clocks], [[*row, *added] for row in rows])


def _write_told(db: Session, table: Any, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows handed over as one JSON text: a statement's own parameters take ten times as long."""
    dialect = db.get_bind().dialect
    columns = ", ".join(f'"{name}"' for name in names)
    if dialect.name == "postgresql":
        kinds = [table.c[name].type.compile(dialect).partition(" COLLATE")[0] for name in names]
        values = ", ".join(f"CAST(value->>{place} AS {kind})" for place, kind in enumerate(kinds))
        source, zone = "json_array_elements(CAST(:told AS JSON))", "+00"
    else:
        values = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(names)))
        source, zone = "json_each(:told)", ""

    def told(value: date) -> str:
        """Return a day or a moment in the form that the database keeps or reads."""
        if isinstance(value, datetime):
            return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") + zone
        return value.isoformat()

    insert = f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM {source}"  # noqa: S608 (names of ours)
    db.execute(sql(insert), {"told": json.dumps(rows, ensure_ascii=False, default=told)})


def void(db: Session, table: type[SQLModel], ids: Collection[int], batch: int | None, now: datetime) -> None:
    """Void rows now, or let a batch void them: then what it wrote itself goes, and what stood is marked."""
    raw = stored(table)
    if not ids:
        return
    these = database.among(raw.c.id, ids)
    if batch is None:
        db.execute(update(raw).where(these).values(voided_at=now))
        return
    db.execute(delete(raw).where(these, raw.c.batch_id == batch, _plain(raw, "voided_at") == NOT_YET))
    db.execute(update(raw).where(these).values(batch_id=batch))


def claim(db: Session, table: type[SQLModel], row_id: int | None, batch: int) -> None:
    """Make a row that was written as known from never to never a batch's."""
    raw = stored(table)
    db.execute(update(raw).where(raw.c.id == row_id).values(batch_id=batch))


def is_marked(db: Session, table: type[SQLModel], row_id: int) -> bool:
    """Return whether a row belongs to a batch, so that nobody else may void it."""
    raw = stored(table)
    return db.execute(select(raw.c.batch_id).where(raw.c.id == row_id)).scalar() is not None


def not_written_by(table: type[SQLModel], batch: int | None) -> ColumnElement[bool]:
    """Return the condition that a row was not written by a batch; what it voids is no row of its own."""
    raw = stored(table)
    mark = raw.c.batch_id
    return or_(mark.is_(None), mark.is_distinct_from(batch), _plain(raw, "recorded_at") != NOT_YET)


def put(db: Session, batch: int, number: int, value: Any) -> None:
    """Keep what a batch works from: bytes as they are (number 0), anything else as compressed JSON."""
    body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    db.execute(delete(BatchPart).where(col(BatchPart.batch_id) == batch, col(BatchPart.number) == number))
    db.add(BatchPart(batch_id=batch, number=number, body=zlib.compress(body, 1)))
    db.flush()


def take(db: Session, batch: int, number: int) -> bytes | None:
    """Return what was kept under a number, None where nothing was."""
    body = db.execute(
        select(col(BatchPart.body)).where(col(BatchPart.batch_id) == batch, col(BatchPart.number) == number)
    ).scalar()
    return None if body is None else zlib.decompress(body)


def forget(db: Session, batch: int, *, from_: int = 0) -> None:
    """Let what a batch worked from go."""
    db.execute(delete(BatchPart).where(col(BatchPart.batch_id) == batch, col(BatchPart.number) >= from_))


def parts(db: Session, batch: int) -> int:
    """Return how many parts there are beside the file."""
    found = select(func.count()).where(col(BatchPart.batch_id) == batch, col(BatchPart.number) > 0)
    return int(db.execute(found).scalar_one())


def of_person(db: Session, person_id: int | None, kind: Kind, *, since: datetime) -> list[Batch]:
    """Return what somebody asked for that is not at its end, or was refused since a moment, the oldest first."""
    return list(db.execute(_OF_PERSON, {"by": person_id, "kind": kind, "since": since}).scalars())


_OF_PERSON = (  # written once: it is asked at every click
    select(Batch)
    .where(
        col(Batch.by_id) == bindparam("by"),
        col(Batch.kind) == bindparam("kind"),
        or_(
            col(Batch.state).in_(OPEN),
            and_(col(Batch.state) == State.REFUSED, col(Batch.ended_at) > bindparam("since")),
        ),
    )
    .order_by(col(Batch.id))
)


def failing(db: Session) -> list[Batch]:
    """Return the batches that have failed several times in a row and are tried again, the oldest first."""
    at_work = rows(db, [col(Batch.state).in_(AT_WORK)])
    return [one for one in at_work[::-1] if one.asked.get(FAILING, {}).get("tries", 0) >= TOLD_AFTER]


def put_aside(db: Session, person_id: int | None, key: str, *, now: datetime) -> None:
    """Let somebody's own refused batch be spoken of no more."""
    for batch in rows(db, (col(Batch.key) == key, col(Batch.by_id) == person_id, col(Batch.state) == State.REFUSED)):
        batch.state, batch.ended_at = State.DROPPED, now
        db.add(batch)


def marked_tables(*, children_first: bool = True) -> list[type[SQLModel]]:
    """Return the tables whose rows may belong to a batch."""
    order = list(SQLModel.metadata.sorted_tables)
    found = sorted(_marked, key=lambda table: order.index(stored(table)))
    return found[::-1] if children_first else found


def last_id(db: Session, table: type[SQLModel]) -> int:
    """Return the highest id of a table, 0 when it has no row."""
    return int(db.execute(select(func.max(stored(table).c.id))).scalar() or 0)


def next_of(db: Session, table: type[SQLModel], batch: int, after: int, *, upto: int, most: int) -> list[int]:
    """Return the ids of a batch's next rows after an id, in order, up to an id; the mark has no index of its own."""
    raw = stored(table)
    here = (raw.c.id > after, raw.c.id <= upto, raw.c.batch_id == batch)
    return list(db.execute(select(raw.c.id).where(*here).order_by(raw.c.id).limit(most)).scalars())


def count(db: Session, table: type[SQLModel], batch: int) -> int:
    """Return how many rows of a table a batch has written."""
    raw = stored(table)
    written = _plain(raw, "recorded_at") == NOT_YET
    return int(db.execute(select(func.count()).where(raw.c.batch_id == batch, written)).scalar_one())


def settle(db: Session, table: type[SQLModel], batch: int, first: int, last: int) -> None:
    """Give a flipped batch's rows between two ids the values they are read with, and take the mark away.

    The voided ones come first: a unique index allows one open row.
    """
    raw = stored(table)
    here = and_(raw.c.id >= first, raw.c.id <= last, raw.c.batch_id == batch)
    if "recorded_at" not in raw.c:  # it is known by what refers to it
        db.execute(update(raw).where(here).values(batch_id=None))
        return
    flipped = select(col(Batch.flipped_at)).where(col(Batch.id) == batch).scalar_subquery()
    recorded = _plain(raw, "recorded_at")
    values: dict[str, Any] = {"recorded_at": case((recorded == NOT_YET, flipped), else_=recorded), "batch_id": None}
    if "voided_at" in raw.c:
        voided = _plain(raw, "voided_at")
        db.execute(update(raw).where(here, voided.is_(None)).values(voided_at=flipped, batch_id=None))
        values["voided_at"] = case((voided == NOT_YET, None), else_=voided)
    db.execute(update(raw).where(here).values(values))


def discard(db: Session, table: type[SQLModel], batch: int, first: int, last: int) -> None:
    """Take away what a batch wrote between two ids, and the mark from what it would have voided."""
    raw = stored(table)
    here = and_(raw.c.id >= first, raw.c.id <= last, raw.c.batch_id == batch)
    written = (_plain(raw, "recorded_at") == NOT_YET,) if "recorded_at" in raw.c else ()
    db.execute(delete(raw).where(here, *written))
    db.execute(update(raw).where(here).values(batch_id=None))


def steady(db: Session, *, alone: bool = False) -> None:
    """Let no batch flip until this transaction ends; ``alone``: wait for all who said so, and let nobody begin.

    Whoever moves people or changes rules says so before reading what they change (SQLite has one writer anyway).
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sql("SELECT pg_advisory_xact_lock(46)" if alone else "SELECT pg_advisory_xact_lock_shared(46)"))


def rows(db: Session, batches: Iterable[Any]) -> list[Batch]:
    """Return batches under conditions, the newest first."""
    return list(db.execute(select(Batch).where(*batches).order_by(col(Batch.id).desc())).scalars())
