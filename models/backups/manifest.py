"""What a backup says of itself: when it was made, by which program and schema, and each part with size and digest."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MANIFEST = "manifest.json"
SETTINGS = "settings.json"
CONTENT = "content/"
BESIDE = "beside/"  # what stands beside the database and is needed again: erasures, heads of the trail
_ODD = re.compile(r"[\0-\x1f\\:]|^/|(?:^|/)\.{1,2}(?:/|$)|//|/$")


class Kind(StrEnum):
    """Which database it is of."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"

    @property
    def named(self) -> str:
        """Its name as people write it."""
        return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[self.value]


DATABASE = {Kind.SQLITE: "database.db", Kind.POSTGRESQL: "database.dump"}


class Part(BaseModel):
    """A file of the backup."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(max_length=1000)
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """The whole manifest. ``elsewhere``: settings that are secret, so that they are not in the backup."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    made_at: datetime
    program: str
    database: Kind
    revision: str | None
    parts: list[Part]
    elsewhere: list[str]


def part_name(name: str) -> str:
    """Return a part's name if it stays within the folder it is put into. Raises `ValueError`."""
    if not name or _ODD.search(name):
        raise ValueError(name)
    return name
