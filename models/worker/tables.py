"""What is stored of the worker: the lease by which one process in the whole installation owns the timed work."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.database import UtcMoment


class Lease(SQLModel, table=True):
    """A named piece of work, who owns it, and until when unless they renew it."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = Field(sa_type=UtcMoment)
