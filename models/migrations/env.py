"""Alembic's entry: the tables of every subject, and the connection that the caller opened."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from models import (
    access,
    assessment,
    audit,
    backups,
    changes,
    choices,
    courses,
    learning,
    messages,
    notices,
    organisation,
    privacy,
    reports,
    seconding,
    staging,
    training,
    workdays,
    worker,
)
from models.database import EnumText, KeyText, UtcMoment

SUBJECTS = (
    access,
    assessment,
    audit,
    backups,
    changes,
    choices,
    courses,
    learning,
    messages,
    notices,
    organisation,
    privacy,
    reports,
    seconding,
    staging,
    training,
    workdays,
    worker,
)


def plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types into a revision as SQLAlchemy's own, so that old revisions never need our code."""
    if kind == "type":
        if isinstance(item, UtcMoment):
            return "sa.DateTime(timezone=True)"
        if isinstance(item, KeyText):
            return 'sa.String().with_variant(sa.String(collation="C"), "postgresql")'
        if isinstance(item, EnumText | AutoString):
            return "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
