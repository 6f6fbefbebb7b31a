"""Who a rule means and for how long: pure evaluation of rules over postings, on plain values.

Spans are half-open pairs of days; ``FOREVER`` stands for an end that is not known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from models import organisation, text
from models.workdays import Calendars

FOREVER = date.max
GRACE_DAYS = 14
GRACE_WORKING_DAYS = 10  # two weeks, too

Span = tuple[date, date]


class Whom(BaseModel):
    """Which postings a rule means: every field given must match, within a field any one value is enough.

    ``subtree`` names units, each with everything under it; ``positions`` are found anywhere in the position, without
    regard to accents and case; ``joined_after`` means people whose first posting ever known began after that day.
    ``party_member`` may be used by those only who may see membership. An empty `Whom` means everybody.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    subtree: tuple[int, ...] = ()
    categories: tuple[organisation.Category, ...] = ()
    positions: tuple[str, ...] = ()
    head: bool | None = None
    leader: bool | None = None
    people: tuple[int, ...] = ()
    joined_after: date | None = None
    party_member: bool = False

    def stored(self) -> dict[str, object]:
        """Return the JSON form that `Rule.whom` keeps: the fields given and no others."""
        return self.model_dump(mode="json", exclude_defaults=True)


class PathStep(BaseModel):
    """A course of a learning path as a rule gives it: by when, and from when until when it belonged to the path.

    ``since`` None: since the rule began; ``until`` None: it still does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    course: int
    due_on: date | None = None
    due_days: int | None = None
    working: bool = False
    since: date | None = None
    until: date | None = None

    def stored(self) -> dict[str, object]:
        """Return the JSON form that `Rule.steps` keeps."""
        return self.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True)
class Renewal:
    """How often a rule asks for its course again: every so many ``months`` (None: as long as the completion says).

    ``window`` days before a completion ends it can be renewed and the person is asked to; for ``grace`` days from its
    end on it must be, and only then it has expired.
    """

    months: int | None = None
    window: int = 0
    grace: int = 0


@dataclass(frozen=True, slots=True)
class PostingFact:
    """A posting, main or beside, that is not inactive; ``position`` is folded by `text.search_key`."""

    person: int
    unit: int
    category: organisation.Category | None
    position: str
    head: bool
    leader: bool
    from_: date
    until: date


@dataclass(frozen=True)
class Terms:
    """A rule as a plain value; of a learning path, one of its courses. ``working``: ``due_days`` are working days."""

    id: int
    course: int
    whom: Whom
    from_: date
    until: date = FOREVER
    due_on: date | None = None
    due_days: int | None = None
    not_before: date | None = None
    working: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A duty that follows from a rule: a maximal run of days, when it is due, and why."""

    person: int
    from_: date
    until: date
    due: date
    not_before: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Longer:
    """A later last day that one person has for one course, for duties that go on after the day it was given."""

    given: date
    due: date


class Places:
    """Where every unit stood through time, from unit versions (unit, parent, from, until) known at one moment."""

    def __init__(self, versions: Iterable[tuple[int, int | None, date, date]]) -> None:
        known = list(versions)
        self._within: dict[tuple[int, ...], dict[int, list[Span]]] = {}
        days = sorted({day for _, _, start, end in known for day in (start, end)})
        self._periods: list[tuple[Span, dict[int, list[int]], set[int]]] = []
        number = {day: i for i, day in enumerate(days)}
        below: list[dict[int, list[int]]] = [{} for _ in days[1:]]
        standing: list[set[int]] = [set() for _ in days[1:]]
        for unit, parent, start, end in known:
            for i in range(number[start], number[end]):
                standing[i].add(unit)
                if parent is not None:
                    below[i].setdefault(parent, []).append(unit)
        for i, start in enumerate(days[:-1]):
            self._periods.append(((start, days[i + 1]), below[i], standing[i]))

    def within(self, roots: Iterable[int]) -> dict[int, list[Span]]:
        """Return, for each unit that ever lay in one of the subtrees, the spans on which it did."""
        tops = tuple(roots)
        if tops not in self._within:
            self._within[tops] = self._found(tops)
        return self._within[tops]

    def _found(self, tops: tuple[int, ...]) -> dict[int, list[Span]]:
        found: dict[int, list[Span]] = {}
        for span, below, standing in self._periods:
            inside: set[int] = set()
            waiting = [root for root in tops if root in standing]
            while waiting:
                unit = waiting.pop()
                if unit not in inside:
                    inside.add(unit)
                    waiting.extend(below.get(unit, ()))
            for unit in inside:
                found.setdefault(unit, []).append(span)
        return {unit: joined_up(spans) for unit, spans in found.items()}


def runs(
    rule: Terms,
    postings: Iterable[PostingFact],
    places: Places,
    *,
    joined: Mapping[int, date] | None = None,
    members: Mapping[int, Sequence[Span]] | None = None,
    retired: Sequence[Span] = (),
    longer: Mapping[int, Sequence[Longer]] | None = None,
    calendars: Calendars | None = None,
) -> list[Run]:
    """Return the duties that a rule gives, evaluated over all time, by person and first day.

    ``joined``: the first day of each person's first posting (needed for ``joined_after``); ``members``: spans of party
    membership (for ``party_member``); ``retired``: spans on which the course is retired, which end every duty;
    ``longer``: the extensions of the rule's course, by person; ``calendars``: for days counted as working days.
    """
    whom = rule.whom
    wanted = _Wanted(whom, joined or {})
    inside = places.within(whom.subtree) if whom.subtree else None
    found: dict[int, list[Span]] = {}
    for posting in postings:
        start, end = max(posting.from_, rule.from_), min(posting.until, rule.until)
        if start >= end or not wanted.matches(posting):
            continue
        spans = [(start, end)] if inside is None else common([(start, end)], inside.get(posting.unit, ()))
        if whom.party_member:
            spans = common(spans, (members or {}).get(posting.person, ()))
        if spans:
            found.setdefault(posting.person, []).extend(spans)
    reason = "named" if whom.people else "subtree" if whom.subtree else "everybody"
    ends = {start for start, _ in retired}
    calendars = calendars or Calendars()
    made: list[Run] = []
    for person in sorted(found):
        more = (longer or {}).get(person, ())
        for start, end in without(joined_up(found[person]), retired):
            due = max([due_day(rule, start, end, calendars), *(one.due for one in more if one.given < end)])
            made.append(Run(person, start, end, due, rule.not_before, "retired" if end in ends else reason))
    return made


def due_day(rule: Terms, start: date, until: date, calendars: Calendars) -> date:
    """Return the last day in time for a run from ``start``: never before the grace of 14 days."""
    if rule.due_on is not None:
        asked = rule.due_on
    elif rule.working:
        asked = calendars.due(start, rule.due_days or 0, until)
    else:
        asked = start + timedelta(days=rule.due_days or 0)
    return max(asked, start + timedelta(days=GRACE_DAYS))


def retired_spans(releases: Iterable[tuple[date, str]]) -> list[Span]:
    """Return when a course was retired, from its releases (day, status) in the order they were made."""
    known = list(releases)
    ends = [day for day, _ in known[1:]] + [FOREVER]
    return joined_up(
        (day, end) for (day, status), end in zip(known, ends, strict=True) if status == "retired" and day < end
    )


def joined_up(spans: Iterable[Span]) -> list[Span]:
    """Return the same days as the fewest spans, in order: those that touch or overlap are one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def common(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return the days that lie in both."""
    rest = list(others)
    return [(max(a, c), min(b, d)) for a, b in some for c, d in rest if max(a, c) < min(b, d)]


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return the days of ``spans`` that lie in none of ``taken``."""
    left = list(spans)
    for c, d in taken:
        left = [part for a, b in left for part in ((a, min(b, c)), (max(a, d), b)) if part[0] < part[1]]
    return left


class _Wanted:
    """A `Whom` made ready to be asked very often."""

    def __init__(self, whom: Whom, joined: Mapping[int, date]) -> None:
        self._whom = whom
        self._categories = frozenset(whom.categories)
        self._people = frozenset(whom.people)
        self._positions = tuple(text.search_key(position) for position in whom.positions)
        self._joined = joined

    def matches(self, posting: PostingFact) -> bool:
        whom = self._whom
        if self._people and posting.person not in self._people:
            return False
        if self._categories and posting.category not in self._categories:
            return False
        if whom.head is not None and posting.head != whom.head:
            return False
        if whom.leader is not None and posting.leader != whom.leader:
            return False
        if self._positions and not any(position in posting.position for position in self._positions):
            return False
        return whom.joined_after is None or self._joined.get(posting.person, whom.joined_after) > whom.joined_after
