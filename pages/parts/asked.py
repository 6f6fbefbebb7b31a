"""What an address asks: the one place where its parameters become typed values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from models import text, training
from models.organisation import Category, Tree
from models.rights import Scope
from pages.parts import live

Member = TypeVar("Member", bound=StrEnum)
NOT_DONE, EVERYBODY = "open", "all"  # in an address, in place of states
MAP, WEEKS, BRIDGE = "map", "weeks", "compare"
WEEK_NUMBERS = (13, 26, 52)
EARLIEST = date(2000, 1, 1)
SPLITS = (training.By.UNIT, training.By.COURSE, training.By.CATEGORY)  # these add up, the topics overlap


def question(address: Mapping[str, str], held: training.Held, scope: Scope, *, now: datetime) -> training.Question:
    """Return the question of an address; a parameter that makes no sense counts as left out, the tree as the scope's.

    Parameters: unit (public key), course (slug), path (a learning path's name), tree, category, attribute, on
    (yyyy-mm-dd), known (a moment with its zone, not one still to come), by (unit, course, category, task, pillar or
    competence).
    """
    on, known = day(address.get("on", "")) or text.local_day(now), _moment(address.get("known", ""))
    return training.Question(
        on=on,
        tree=_member(Tree, address.get("tree", "")) or training.trees_of(held, scope, on)[0],
        unit=address.get("unit") or None,
        course=address.get("course") or None,
        category=_member(Category, address.get("category", "")),
        attribute=_member(training.Attribute, address.get("attribute", "")),
        by=split(address),
        known_at=known if known is not None and known < now else None,
        path=_path(address.get("path", "")),
    )


def states(address: Mapping[str, str]) -> tuple[training.State, ...]:
    """Return the states whose people an address asks for (state: one, or several with commas, or all that are
    not done); none means all.
    """
    written = address.get("state", "")
    if written == NOT_DONE:
        return training.OPEN
    return tuple(state for state in training.State if state.value in written.split(",")) if len(written) < 200 else ()


def listed(address: Mapping[str, str]) -> tuple[training.State, ...]:
    """Return the states whose people a page lists: what an address asks for; of one that asks nothing and
    searches nobody, all that is not done.
    """
    plain = not (address.get("state") or address.get("find") or flag(address))
    return training.OPEN if plain else states(address)


def flag(address: Mapping[str, str]) -> training.Flag | None:
    """Return the flag whose people an address asks for."""
    return _member(training.Flag, address.get("flag", ""))


def split(address: Mapping[str, str]) -> training.By:
    """Return by what an address asks a figure to be split."""
    by = _member(training.By, address.get("by", ""))
    return by if by in (*SPLITS, *training.TOPICS) else training.By.UNIT


def by_course(address: Mapping[str, str]) -> bool:
    """Return whether an address asks for each part's courses, as a map, in place of bars."""
    return address.get("view") == MAP and split(address) in (training.By.UNIT, training.By.CATEGORY)


def past(address: Mapping[str, str], on: date) -> str | None:
    """Return which look back an address asks for: `WEEKS`, `BRIDGE`, or None."""
    wanted = address.get("past")
    return wanted if wanted in (WEEKS, BRIDGE) and on >= EARLIEST else None


def weeks(address: Mapping[str, str]) -> int:
    """Return how many weeks an address asks for."""
    written = address.get("weeks", "")
    return int(written) if written in map(str, WEEK_NUMBERS) else WEEK_NUMBERS[0]


def week_days(asked_on: date, number: int, *, now: datetime) -> tuple[date, ...]:
    """Return the ends of the weeks before a day, or before today where that is earlier."""
    return training.week_ends(min(asked_on, text.local_day(now)), number)


def known_then(address: Mapping[str, str]) -> bool:
    """Return whether past days are shown as they were known when they ended."""
    return address.get("look") != "now"


def alone(address: Mapping[str, str]) -> bool:
    """Return whether a comparison counts each day by the units as they stood, without those that were merged later."""
    return address.get("alone") == "1"


def step(address: Mapping[str, str]) -> training.Step | None:
    """Return the step of a comparison whose people an address asks for."""
    return _member(training.Step, address.get("step", ""))


def compared(address: Mapping[str, str], second: training.Question) -> training.Question:
    """Return the question of the day that an address compares with: 30 days before, if it names none before."""
    first = day(address.get("from", ""))
    if first is None or not EARLIEST <= first <= second.on:
        first = second.on - timedelta(days=30)
    ended = training.end_of(first)
    known = ended if second.known_at is None else min(ended, second.known_at)
    return replace(second, on=first, known_at=known if known_then(address) else second.known_at)


def place(address: Mapping[str, str], name: str) -> int:
    """Return the place that a parameter names, counted from 1; what is no such number counts as 1."""
    written = address.get(name, "")
    return max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 10 else 1


def day(written: str) -> date | None:
    """Return a day written yyyy-mm-dd, or None."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _path(written: str) -> training.PathFact | None:
    """Return the learning path of a name; one that there is not any more is of no course, so that it is not found."""
    found = (training.path_fact(path) for path in live.references().paths if path.id == written)
    return next(found, training.PathFact(written, written, ()) if written else None)


def _moment(written: str) -> datetime | None:
    try:
        return text.on_both_clocks(datetime.fromisoformat(written))
    except ValueError:
        return None


def _member(kind: type[Member], written: str) -> Member | None:
    return kind(written) if written in list(kind) else None
