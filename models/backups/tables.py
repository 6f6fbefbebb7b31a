"""What is stored of backups: each that was made or failed, for administrators on any machine to see."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, SQLModel

from models.database import UtcMoment


class BackupRun(SQLModel, table=True):
    """One backup that was tried. ``wrong``: why there is none; otherwise it stands in ``folder`` as ``name``."""

    __tablename__ = "backup_run"

    id: int | None = Field(default=None, primary_key=True)
    begun_at: datetime = Field(sa_type=UtcMoment, index=True)
    ended_at: datetime = Field(sa_type=UtcMoment)
    scheduled: bool = False
    name: str = ""
    folder: str = ""
    size: int | None = Field(default=None, sa_type=BigInteger, description="bytes")
    wrong: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="a DomainError's code and values")
