"""Reading rows as narrow columns: how each kind of value is asked for on both databases, and tables of them."""

from collections.abc import Sequence
from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models.training.days import NEVER, NO_DAY
from models.training.freed import give_back
from models.training.rare import Flags as Flags
from models.training.rare import Rare

FETCH = 20_000
MANY = 20  # parts


def number(name: str, otherwise: int | None = None, dtype: Any = np.int32) -> Any:
    """Return a column that reads a number; ``otherwise`` where it is empty."""
    shown = f'"{name}"' if otherwise is None else f'COALESCE("{name}", {otherwise})'
    return field(metadata={"sqlite": shown, "postgresql": shown, "dtype": dtype})


def course(name: str) -> Any:
    """Return a column that reads the id of a course."""
    return number(name, dtype=np.uint16)


def flag(condition: str) -> Any:
    """Return a column that reads whether a condition holds."""
    shown = f"CASE WHEN {condition} THEN 1 ELSE 0 END"
    return field(metadata={"sqlite": shown, "postgresql": shown, "dtype": np.bool_})


def code(name: str, values: tuple[StrEnum, ...]) -> Any:
    """Return a column that reads the place of a text among values; -1 for any other."""
    whens = " ".join(f"WHEN '{value.value}' THEN {number}" for number, value in enumerate(values))
    shown = f'CASE "{name}" {whens} ELSE -1 END'
    return field(metadata={"sqlite": shown, "postgresql": shown, "dtype": np.int8})


def day(name: str, otherwise: int = NO_DAY) -> Any:
    """Return a column that reads a day as an ordinal."""
    lite = f'COALESCE(CAST(julianday("{name}") - 1721424.5 AS INTEGER), {otherwise})'
    post = f"COALESCE(\"{name}\" - DATE '0001-01-01' + 1, {otherwise})"
    return field(metadata={"sqlite": lite, "postgresql": post, "dtype": np.int32})


def moment(name: str, wrap: str = "{}") -> Any:
    """Return a column that reads a moment as microseconds since 1970."""
    value = wrap.format(f'"{name}"')
    seconds, rest = f"CAST(strftime('%s', {value}) AS INTEGER)", f"CAST(substr({value}, 21, 6) AS INTEGER)"
    lite = f"COALESCE({seconds} * 1000000 + {rest}, {NEVER})"
    post = f"COALESCE(CAST(EXTRACT(EPOCH FROM {value}) * 1000000 AS BIGINT), {NEVER})"
    return field(metadata={"sqlite": lite, "postgresql": post, "dtype": np.int64})


def rare_moment(name: str) -> Any:
    """Return a column that reads a moment which hardly any row has."""
    read = moment(name)
    return field(metadata={**read.metadata, "rare": True})


@dataclass(frozen=True)
class Table:
    """Columns of one kind of row, all of one length."""

    source: ClassVar[str]
    ordered: ClassVar[str] = 'ORDER BY "id"'

    @classmethod
    def read(cls, db: Session, where: str = "TRUE") -> Self:
        """Read the rows for which an SQL condition (of our own making) holds."""
        dialect = db.get_bind().dialect.name
        asked = ", ".join(column.metadata[dialect] for column in fields(cls))
        width = len(fields(cls))
        parts = [[values] for values in cls._narrow(np.empty((0, width), dtype=np.int64))]
        with db.connection().exec_driver_sql(f"SELECT {asked} FROM {cls.source} WHERE {where} {cls.ordered}") as result:  # noqa: S608
            cursor = result.cursor  # the driver's own: rows stay plain tuples, in half the time
            assert cursor is not None
            while rows := cursor.fetchmany(FETCH):
                numbers = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(rows) * width)
                for part, values in zip(parts, cls._narrow(numbers.reshape(-1, width)), strict=True):
                    part.append(values)  # narrow at once: millions of rows are wide
        many = len(parts[0]) > MANY
        whole = cls(*(_one(parts.pop(0)) for _ in range(width)))  # what is put together needs no parts
        if many:
            give_back()
        return whole

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Self:
        """Return rows that were read already; what a row has beyond the columns is left out."""
        if not rows:
            return cls.nothing()
        width = len(fields(cls))
        return cls(*cls._narrow(np.array([row[:width] for row in rows], dtype=np.int64).reshape(-1, width)))

    @classmethod
    @cache
    def nothing(cls) -> Self:
        """Return the table without rows, made once: most tables of one person have none."""
        return cls(*cls._narrow(np.empty((0, len(fields(cls))), dtype=np.int64)))

    @classmethod
    def _narrow(cls, whole: NDArray[np.int64]) -> list[Any]:
        narrow = [whole[:, i].astype(column.metadata["dtype"]) for i, column in enumerate(fields(cls))]
        if any(np.any(values != whole[:, i]) for i, values in enumerate(narrow)):
            raise OverflowError(f"a number in {cls.__name__} is too large for its column")
        return [
            Rare.of(values) if is_rare(column) else values for values, column in zip(narrow, fields(cls), strict=True)
        ]

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the rows of several tables after one another."""
        return cls(*(_one([getattr(part, column.name) for part in parts]) for column in fields(cls)))

    def taken(self, chosen: Flags | slice) -> Self:
        """Return the rows that are chosen."""
        return type(self)(*(_some(getattr(self, column.name), chosen) for column in fields(self)))

    def equals(self, other: Self) -> bool:
        """Return whether another table has the same rows, in whatever order."""
        mine, theirs = self._in_order(), other._in_order()
        return all(np.array_equal(one, another) for one, another in zip(mine, theirs, strict=True))

    def _in_order(self) -> list[NDArray[Any]]:
        columns = [getattr(self, column.name)[:] for column in fields(self)]
        order = np.lexsort(columns)
        return [values[order] for values in columns]

    def replaced(self, gone: Flags, new: Self) -> Self:
        """Return the rows without those that are ``gone``, and the new ones after them; this very table where these are
        the same: who has completed a course has the same duties, and those of millions need not be held twice.
        """
        if new.equals(self.taken(gone)):
            return self
        stay, pairs = ~gone, ((getattr(self, column.name), getattr(new, column.name)) for column in fields(self))
        return type(self)(*(_one([_some(old, stay), more]) for old, more in pairs))


def is_rare(column: Field[Any]) -> bool:
    """Return whether a column holds only those moments that there are."""
    return "rare" in column.metadata


def _one(parts: Sequence[Any]) -> Any:
    """Return parts of a column after one another."""
    return Rare.joined(parts) if isinstance(parts[0], Rare) else np.concatenate(parts)


def _some(column: Any, chosen: Flags | slice) -> Any:
    """Return some rows of a column."""
    return column.taken(chosen) if isinstance(column, Rare) else column[chosen]
