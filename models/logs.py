"""What the platform writes down of its own running: one JSON document a line where the setting asks for that.

A line says when, how bad, from where and what, and of which request and session it is; never a cookie's value, a
password, a form's content or an answer: whoever logs passes words of our own and numbers.
"""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from models import settings

request_id: ContextVar[str] = ContextVar("request_id", default="")
session_id: ContextVar[str] = ContextVar("session_id", default="")
_SERVERS = ("uvicorn", "uvicorn.error", "uvicorn.access")


def begin() -> None:
    """Let everything that this process logs be written as the setting says; called once, when it starts."""
    if not as_json():
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_AsJson())
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.WARNING
    logging.getLogger("kns").setLevel(logging.INFO)
    for name in _SERVERS:
        hand_up(logging.getLogger(name))


def as_json() -> bool:
    """Return whether the setting asks for JSON."""
    return settings.current().log == "json"


def hand_up(logger: logging.Logger) -> None:
    """Let a logger that has a way of its own go the way of all others."""
    logger.handlers, logger.propagate = [], True


def told(logger: logging.Logger, what: str, **values: object) -> None:
    """Write down that something ordinary happened, with numbers and words of our own; nothing where JSON is off."""
    if logger.isEnabledFor(logging.INFO) and as_json():
        logger.info(what, extra={"values": values})


class _AsJson(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        said |= {name: one for name, one in (("request", request_id.get()), ("session", session_id.get())) if one}
        said |= getattr(record, "values", {})
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)
