"""The rules in force, whom they mean in words, how many people they hold, and what changing or ending one moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from sqlalchemy import Date, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models import database, organisation, text
from models.rights import DomainError, Scope
from models.text import translate as _
from models.training.bounds import Bounds
from models.training.columns import NEVER, Duties, Flags, PersonTables
from models.training.figures import Held
from models.training.rules import GRACE_DAYS, Whom
from models.training.states import FIRST_REQUIRED
from models.training.tables import Rule
from models.training.wording import category_word

SHOWN_NAMES = 3


@dataclass(frozen=True)
class RuleWords:
    """A rule in words: what it is called, whom it means, and who gave it."""

    title: str
    whom: str
    given_by: str


@dataclass(frozen=True)
class RuleLine:
    """A rule in force or to come; ``people`` it holds today (of the reader's own), ``own``: theirs to change."""

    id: int
    key: str
    course_id: int
    words: RuleWords
    due_on: date | None
    due_days: int | None
    not_before: date | None
    from_: date
    until: date | None
    campaign: str
    people: int
    own: bool


@dataclass(frozen=True)
class Moved:
    """What ending a rule, or another due day, does: people it holds, released by it, and not yet done among those.

    ``late``: who would be overdue at once by the new due day.
    """

    people: int
    released: int
    open: int
    late: int


def rules_reaching(db: Session, held: Held, scope: Scope, *, now: datetime) -> list[RuleLine]:
    """Return the rules of a scope for assigning, then those of others that reach its people, each newest first.

    A rule of others that names people, or the Party's, is not told.
    """
    today = text.local_day(now)
    known = db.exec(
        select(Rule)
        .where(col(Rule.voided_at).is_(None), or_(col(Rule.until).is_(None), col(Rule.until) > today))
        .order_by(col(Rule.id).desc())
    ).all()
    bounds = Bounds(db, scope, now=now)
    own = {rule.id for rule in known if bounds(Whom.model_validate(rule.whom))}
    counts = held.answer(("rules in force", today), lambda: _in_force(held.people, today, None))
    counts_inside = held.answer(
        ("rules in force", today, bounds.units),
        lambda: _in_force(held.people, today, _inside(held, bounds.units, today)),
    )
    shown = [rule for rule in known if rule.id in own or (bounds.may_read(rule) and counts_inside.get(rule.id or 0))]
    words = rule_words(db, scope, shown, now=now)
    lines = [
        RuleLine(
            id=rule.id or 0,
            key=rule.key,
            course_id=rule.course_id,
            words=words[rule.id or 0],
            due_on=rule.due_on,
            due_days=rule.due_days,
            not_before=rule.not_before,
            from_=rule.from_,
            until=rule.until,
            campaign=rule.campaign,
            people=(counts if rule.id in own else counts_inside).get(rule.id or 0, 0),
            own=rule.id in own,
        )
        for rule in shown
    ]
    return sorted(lines, key=lambda line: not line.own)


def moved_by(
    db: Session,
    held: Held,
    scope: Scope,
    rule_id: int,
    *,
    now: datetime,
    due_on: date | None = None,
    due_days: int | None = None,
) -> Moved:
    """Return what ending a rule of the scope today would release, and whom a new due day would make overdue at once.

    Raises `DomainError` 'not-found': no such rule known now, or one that reaches beyond the scope.
    """
    rule = db.get(Rule, rule_id)
    if rule is None or rule.voided_at is not None or not Bounds(db, scope, now=now)(Whom.model_validate(rule.whom)):
        raise DomainError("not-found", rule=rule_id)
    today = text.local_day(now)
    day = today.toordinal()
    duties = held.people.duties
    force = _force(duties, today) & (duties.course == rule.course_id)
    mine = force & (duties.rule == rule_id)
    elsewhere = np.unique(duties.person[force & ~mine])
    people = np.unique(duties.person[mine])
    released = people[~np.isin(people, elsewhere)]
    pairs = held.pairs(organisation.Tree.ADMINISTRATION, today, None)
    open_ = pairs.person[(pairs.course == rule.course_id) & (pairs.state > FIRST_REQUIRED)]
    late = np.zeros(0, dtype=np.int32)
    if due_on is not None or due_days is not None:
        start = duties.from_[mine]
        asked = start + (due_days or 0) if due_on is None else np.full(len(start), due_on.toordinal())
        late = duties.person[mine][np.maximum(asked, start + GRACE_DAYS) < day]
    return Moved(
        people=len(people),
        released=len(released),
        open=int(np.isin(released, open_).sum()),
        late=int(np.isin(np.unique(late), open_).sum()),
    )


def rule_words(db: Session, scope: Scope, rules: Iterable[Rule], *, now: datetime) -> dict[int, RuleWords]:
    """Return rules in words in the current language, by id; the caller has asked who may read them.

    Who gave a rule is named to those whose scope they work in; to others it came from another office.
    """
    known = [(rule, Whom.model_validate(rule.whom)) for rule in rules]
    units = organisation.unit_names(db, {unit for _rule, whom in known for unit in whom.subtree})
    named = {person for _rule, whom in known for person in whom.people[:SHOWN_NAMES]}
    givers = {rule.created_by for rule, _whom in known if rule.created_by is not None}
    givers &= _placed_inside(db, scope, givers, now=now)
    people = organisation.names(db, named | givers)
    by = {person: people.get(person, "") for person in givers}
    return {
        rule.id or 0: RuleWords(rule.title, whom_words(whom, units, people), by.get(rule.created_by or 0, ""))
        for rule, whom in known
    }


def _placed_inside(db: Session, scope: Scope, people: set[int], *, now: datetime) -> set[int]:
    """Return those of some people whose main place today lies in a scope."""
    if scope.everywhere or not people:
        return people
    today = text.local_day(now)
    inside = organisation.scope_units(db, scope, organisation.Tree.ADMINISTRATION, today)
    return {person for person, unit in database.rows(db, _PLACES, people=list(people), today=today) if unit in inside}


def whom_words(whom: Whom, units: Mapping[int, str], people: Mapping[int, str]) -> str:
    """Return whom a rule means, in words; ``units`` and ``people`` name those it names."""
    parts = []
    if whom.people:
        shown = ", ".join(people.get(person, "?") for person in whom.people[:SHOWN_NAMES])
        rest = len(whom.people) - SHOWN_NAMES
        parts.append(shown if rest <= 0 else _("{names} and {n} more", names=shown, n=rest))
        where = _("while they work in {units}")
    else:
        where = _("everybody in {units}")
    if whom.subtree:
        named = ", ".join(units.get(unit, "?") for unit in whom.subtree[:SHOWN_NAMES])
        rest = len(whom.subtree) - SHOWN_NAMES
        more = named if rest <= 0 else _("{names} and {n} more units", names=named, n=rest)
        parts.append(where.format(units=more))
    elif not whom.people:
        parts.append(_("everybody"))
    if whom.categories:
        parts.append(", ".join(category_word(one.value) for one in whom.categories))
    if whom.head is not None:
        parts.append(_("heads of units only") if whom.head else _("without heads of units"))
    if whom.leader is not None:
        parts.append(_("leaders only") if whom.leader else _("without leaders"))
    if whom.positions:
        parts.append(_("position with the words {words}", words=_(" or ").join(f"“{one}”" for one in whom.positions)))
    if whom.joined_after is not None:
        parts.append(_("joined after {day}", day=whom.joined_after))
    if whom.party_member:
        parts.append(_("party members"))
    return "; ".join(parts)


def _force(duties: Duties, today: date) -> Flags:
    day = today.toordinal()
    flags: Flags = (duties.from_ <= day) & (duties.until > day) & (duties.voided == NEVER)
    return flags


def _in_force(tables: PersonTables, today: date, people: Flags | None) -> dict[int, int]:
    """Return how many people each rule holds today: all, or of some people by id."""
    duties = tables.duties
    force = _force(duties, today)
    if people is not None:
        force &= people[duties.person]
    rules, counts = np.unique(duties.rule[force], return_counts=True)
    return dict(zip(rules.tolist(), counts.tolist(), strict=True))


def _inside(held: Held, units: frozenset[int], today: date) -> Flags:
    """Return by person id who has a main place in one of the units today."""
    postings, day = held.people.postings, today.toordinal()
    here = (postings.from_ <= day) & (postings.until > day) & (postings.voided == NEVER)
    here &= np.isin(postings.unit, list(units))
    flags: Flags = np.zeros(held.people_end, dtype=np.bool_)
    flags[postings.person[here]] = True
    return flags


def grace_end(start: date) -> date:
    """Return the earliest due day of somebody whose duty begins on a day."""
    return start + timedelta(days=GRACE_DAYS)


_POSTING, _TODAY = organisation.Posting, bindparam("today", type_=Date)
_PLACES = columns(col(_POSTING.person_id), col(_POSTING.unit_id)).where(
    col(_POSTING.person_id).in_(bindparam("people", expanding=True)),
    col(_POSTING.main).is_(True),
    col(_POSTING.voided_at).is_(None),
    col(_POSTING.from_) <= _TODAY,
    or_(col(_POSTING.until).is_(None), col(_POSTING.until) > _TODAY),
)
