"""The rules in force, whom they mean in words, how many people they hold, and what changing or ending one moves."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from sqlalchemy import Date, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models import database, organisation, text, workdays
from models.rights import DomainError, Scope
from models.text import translate as _
from models.training.bounds import Bounds
from models.training.columns import Duties, Flags, Ints, Postings
from models.training.due_days import due_days as days_due
from models.training.held import Held
from models.training.masks import marked
from models.training.pairing import COURSE_BITS, pair_key
from models.training.rules import PathStep, Renewal, Whom
from models.training.states import FIRST_REQUIRED
from models.training.steps import standing, steps_of
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
    """A rule in force or to come; ``people`` it holds today (of the reader's own), ``own``: theirs to change.

    ``steps``: what it gives now, one course or those of a learning path in their order, each with its due day.
    """

    id: int
    key: str
    path: str
    steps: tuple[PathStep, ...]
    words: RuleWords
    not_before: date | None
    renewal: Renewal
    from_: date
    until: date | None
    campaign: str
    people: int
    own: bool


@dataclass(frozen=True)
class Moved:
    """What ending a rule, or another due day, does: people it holds, released by it, and not yet done among those.

    Whoever a learning path holds is released by its end if one of its courses is asked of them by nothing else.
    ``late``: who would be overdue at once by the new due day.
    """

    people: int
    released: int
    open: int
    late: int


def anything_given(db: Session) -> bool:
    """Return whether anybody was ever given a course here: until then, an installation is being set up."""
    return db.exec(select(Rule.id).limit(1)).first() is not None


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
    meant = {rule.id: Whom.model_validate(rule.whom) for rule in known}
    own = {rule for rule, whom in meant.items() if bounds(whom)}
    paths = tuple(rule.id or 0 for rule in known if rule.path)
    counts = held.answer(("rules in force", today, paths), lambda: _in_force(held, today, None, paths))
    counts_inside = held.answer(
        ("rules in force", today, paths, bounds.units),
        lambda: _in_force(held, today, _inside(held, bounds.units, today), paths),
    )
    shown = [rule for rule in known if rule.id in own or (bounds.may_read(rule) and counts_inside.get(rule.id or 0))]
    words = rule_words(db, scope, shown, now=now)
    lines = [
        RuleLine(
            id=rule.id or 0,
            key=rule.key,
            path=rule.path,
            steps=standing(steps_of(rule)),
            words=words[rule.id or 0],
            not_before=rule.not_before,
            renewal=Renewal(rule.renew_months, rule.renew_window, rule.renew_grace),
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
    working: bool = False,
    course_id: int | None = None,
) -> Moved:
    """Return what ending a rule of the scope today would release, and whom a new due day would make overdue at once.

    ``course_id``: of which course of a learning path the due day is.
    Raises `DomainError` 'not-found': no such rule known now, or one that reaches beyond the scope.
    """
    rule = own_rule(db, scope, rule_id, now=now)
    today = text.local_day(now)
    courses = [step.course for step in standing(steps_of(rule))]
    duties = held.rows(Duties, lambda rows: _force(rows, today) & np.isin(rows.course, courses))
    mine = duties.rule == rule_id
    asked = pair_key(duties.person[mine], duties.course[mine])
    freed = asked[~np.isin(asked, pair_key(duties.person[~mine], duties.course[~mine]))]
    pairs = held.pairs(organisation.Tree.ADMINISTRATION, today, None)
    open_ = np.isin(pairs.course, courses) & (pairs.state > FIRST_REQUIRED)
    unfinished = pair_key(pairs.person[open_], pairs.course[open_])
    late = unfinished[:0]
    if due_on is not None or due_days is not None:
        course = course_id or rule.course_id
        new = PathStep(course=course, due_on=due_on, due_days=due_days, working=working)
        one = mine & (duties.course == course)
        due = days_due(new, duties.from_[one], duties.until[one], workdays.known(db))
        late = pair_key(duties.person[one], duties.course[one])[due < today.toordinal()]
    return Moved(
        people=len(np.unique(duties.person[mine])),
        released=len(np.unique(freed >> COURSE_BITS)),
        open=len(np.unique(freed[np.isin(freed, unfinished)] >> COURSE_BITS)),
        late=int(np.isin(late, unfinished).sum()),
    )


def own_rule(db: Session, scope: Scope, rule_id: int, *, now: datetime) -> Rule:
    """Return a rule known now that lies wholly within a scope. Raises `DomainError` 'not-found'."""
    rule = db.get(Rule, rule_id)
    if rule is None or rule.voided_at is not None or not Bounds(db, scope, now=now)(Whom.model_validate(rule.whom)):
        raise DomainError("not-found", rule=rule_id)
    return rule


def rule_titles(db: Session, rules: Collection[int]) -> dict[int, tuple[str, int, str]]:
    """Return the title and the course of rules, and whom they mean, by id; the caller has asked who may read them."""
    read = columns(col(Rule.id), col(Rule.title), col(Rule.course_id), col(Rule.whom)).where(col(Rule.id).in_(rules))
    known = [(number, title, course, Whom.model_validate(whom)) for number, title, course, whom in db.execute(read)]
    units, people = _names_in(db, [whom for *_told, whom in known])
    return {number: (title, course, whom_words(whom, units, people)) for number, title, course, whom in known}


def rule_words(
    db: Session, scope: Scope, rules: Iterable[Rule], *, now: datetime, near: Collection[int] = ()
) -> dict[int, RuleWords]:
    """Return rules in words in the current language, by id; the caller has asked who may read them.

    Of many units those ``near`` are named first: if none are given, those of the scope.

    Who gave a rule is named to those whose scope they work in; to others it came from another office.
    """
    known = [(rule, Whom.model_validate(rule.whom)) for rule in rules]
    givers = {rule.created_by for rule, _whom in known if rule.created_by is not None}
    givers &= _placed_inside(db, scope, givers, now=now)
    units, people = _names_in(db, [whom for _rule, whom in known], givers)
    by = {person: people.get(person, "") for person in givers}
    near = near or _near(db, scope, [whom for _rule, whom in known], now=now)
    return {
        rule.id or 0: RuleWords(rule.title, whom_words(whom, units, people, near), by.get(rule.created_by or 0, ""))
        for rule, whom in known
    }


def _near(db: Session, scope: Scope, meant: Sequence[Whom], *, now: datetime) -> frozenset[int]:
    """Return the units of a scope, which its reader looks for, where a rule means more units than are named."""
    if scope.everywhere or all(len(whom.subtree) <= SHOWN_NAMES for whom in meant):
        return frozenset()
    return organisation.scope_units(db, scope, organisation.Tree.ADMINISTRATION, text.local_day(now))


def _names_in(
    db: Session, meant: Sequence[Whom], others: Collection[int] = ()
) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Return the names of the units and of the people that rules name, and of ``others``."""
    units = organisation.unit_names(db, {unit for whom in meant for unit in whom.subtree})
    named = {person for whom in meant for person in whom.people[:SHOWN_NAMES]}
    return units, organisation.names(db, named | set(others))


def _placed_inside(db: Session, scope: Scope, people: set[int], *, now: datetime) -> set[int]:
    """Return those of some people whose main place today lies in a scope."""
    if scope.everywhere or not people:
        return people
    today = text.local_day(now)
    inside = organisation.scope_units(db, scope, organisation.Tree.ADMINISTRATION, today)
    return {person for person, unit in database.rows(db, _PLACES, people=list(people), today=today) if unit in inside}


def whom_words(whom: Whom, units: Mapping[int, str], people: Mapping[int, str], near: Collection[int] = ()) -> str:
    """Return whom a rule means, in words; ``units`` and ``people`` name those it names, units ``near`` come first."""
    parts = []
    if whom.people:
        shown = ", ".join(people.get(person, "?") for person in whom.people[:SHOWN_NAMES])
        rest = len(whom.people) - SHOWN_NAMES
        parts.append(shown if rest <= 0 else _("{names} and {n} more", names=shown, n=rest))
        where = _("while they work in {units}")
    else:
        where = _("everybody in {units}")
    if whom.subtree:
        nearest = sorted(whom.subtree, key=lambda unit: unit not in near)
        named = ", ".join(units.get(unit, "?") for unit in nearest[:SHOWN_NAMES])
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
    flags: Flags = (duties.from_ <= day) & (duties.until > day) & (duties.voided.never)
    return flags


def _in_force(held: Held, today: date, people: Flags | None, paths: Sequence[int]) -> dict[int, int]:
    """Return how many people each rule holds today: all, or of some people by id. ``paths`` give several courses."""

    def counted(duties: Duties) -> Flags:
        force = _force(duties, today)
        return force if people is None else force & people[duties.person]

    counts: Counter[int] = Counter()
    of_path: dict[int, list[Ints]] = {rule: [] for rule in paths}
    for duties in held.parts(Duties, counted):
        numbers = np.bincount(duties.rule)
        counts.update({rule: int(numbers[rule]) for rule in np.flatnonzero(numbers).tolist()})
        for rule, holders in of_path.items():
            holders.append(duties.person[duties.rule == rule])
    several = {rule: len(np.unique(np.concatenate(holders))) for rule, holders in of_path.items() if counts[rule]}
    return {**counts, **several}


def _inside(held: Held, units: frozenset[int], today: date) -> Flags:
    """Return by person id who has a main place in one of the units today."""
    day = today.toordinal()

    def there(rows: Postings) -> Flags:
        known: Flags = (rows.from_ <= day) & (rows.until > day) & (rows.voided.never)
        return known & np.isin(rows.unit, list(units))

    return marked(held.people_end, held.rows(Postings, there).person)


_POSTING, _TODAY = organisation.Posting, bindparam("today", type_=Date)
_PLACES = columns(col(_POSTING.person_id), col(_POSTING.unit_id)).where(
    col(_POSTING.person_id).in_(bindparam("people", expanding=True)),
    col(_POSTING.main).is_(True),
    col(_POSTING.voided_at).is_(None),
    col(_POSTING.from_) <= _TODAY,
    or_(col(_POSTING.until).is_(None), col(_POSTING.until) > _TODAY),
)
