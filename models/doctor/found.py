"""What a check says: what was looked at, how it stands, and what to do about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models import settings


class State(StrEnum):
    """How something stands."""

    GOOD = "good"
    CAREFUL = "careful"  # it works, and will not for ever, or not for everybody
    WRONG = "wrong"
    UNSEEN = "unseen"  # not looked at: it was not asked for, or what it needs is not there


@dataclass(frozen=True)
class Found:
    """One line of the report; ``remedy`` is one sentence, '' where there is nothing to do."""

    state: State
    seen: str
    remedy: str = ""


@dataclass(frozen=True)
class Asked:
    """What is looked at: the settings of this machine, and what is asked of others only where they are named.

    ``address``: the public one; ``idle``: for how many seconds its socket is left alone; ``time_server`` and ``mail``:
    a host, with a port after a colon if it is not the usual one.
    """

    chosen: settings.Settings
    now: datetime
    address: str = ""
    idle: int = 0
    time_server: str = ""
    mail: str = ""


Look = Callable[[Asked], Iterable[Found]]


def good(seen: str) -> Found:
    """Return that something is as it should be."""
    return Found(State.GOOD, seen)


def careful(seen: str, remedy: str) -> Found:
    """Return that something works and wants attention."""
    return Found(State.CAREFUL, seen, remedy)


def wrong(seen: str, remedy: str) -> Found:
    """Return that something is wrong."""
    return Found(State.WRONG, seen, remedy)


def unseen(seen: str, remedy: str) -> Found:
    """Return that something was not looked at."""
    return Found(State.UNSEEN, seen, remedy)
