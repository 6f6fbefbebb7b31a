"""Giving courses: rules and the people they would hit, ending a rule. A rule never reaches beyond its giver's scope."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import audit, courses, organisation, text
from models.rights import Actor, DomainError, Right, Scope, check
from models.training.reconciling import known_joined, known_members, known_places, known_postings, reconcile
from models.training.rules import FOREVER, GRACE_DAYS, Terms, Whom, runs
from models.training.tables import Rule

SHOWN_NAMES = 20


@dataclass(frozen=True)
class UnitCount:
    """How many people of a unit a rule would hit."""

    name: str
    people: int


@dataclass(frozen=True)
class Preview:
    """Whom a rule would hit on its first day: how many, the first names in list order, and how many in each unit."""

    count: int
    names: tuple[str, ...]
    by_unit: tuple[UnitCount, ...]


def create_rule(
    db: Session,
    actor: Actor,
    scope: Scope,
    *,
    course_id: int,
    whom: Whom,
    from_: date,
    now: datetime,
    due_on: date | None = None,
    due_days: int | None = None,
    until: date | None = None,
    not_before: date | None = None,
    title: str = "",
    campaign: str = "",
) -> Rule:
    """Give a course to whom a rule means, now and later, within the giver's scope; their duties are written at once.

    ``scope`` is the giver's for Right.ASSIGN. Exactly one of ``due_on`` and ``due_days`` (from the first day of each
    person's duty) is given; nobody's due day is earlier than 14 days after their first.
    Raises `DomainError`: 'forbidden'; 'course-unknown'; 'outside-scope' (a unit or a named person); 'due-missing';
    'due-too-short' (fewer than 14 days); 'interval-empty' (``until`` or ``due_on`` not after ``from_``).
    """
    check(actor, Right.ASSIGN)
    if db.get(courses.tables.CourseRecord, course_id) is None:
        raise DomainError("course-unknown", course=course_id)
    if (due_on is None) == (due_days is None):
        raise DomainError("due-missing")
    if due_days is not None and due_days < GRACE_DAYS:
        raise DomainError("due-too-short", days=GRACE_DAYS)
    if (until is not None and until <= from_) or (due_on is not None and due_on < from_):
        raise DomainError("interval-empty")
    rule = Rule(
        title=text.tidy(title),
        course_id=course_id,
        whom=within_scope(db, scope, whom, now=now).stored(),
        due_on=due_on,
        due_days=due_days,
        not_before=not_before,
        from_=from_,
        until=until,
        campaign=text.tidy(campaign),
        created_by=actor.person_id,
        recorded_at=now,
    )
    db.add(rule)
    db.flush()
    assert rule.id is not None
    done = reconcile(db, rules=[rule.id], now=now)
    audit.record(
        db, actor, "training.create-rule", "rule", rule.id, now=now, course=course_id, key=rule.key, duties=done.written
    )
    return rule


def preview(db: Session, scope: Scope, whom: Whom, *, from_: date, now: datetime) -> Preview:
    """Return whom a rule would hit on its first day (today, if that has passed), without writing anything.

    Raises `DomainError` as `create_rule` does for ``whom``.
    """
    on = max(from_, text.local_day(now))
    meant = within_scope(db, scope, whom, now=now)
    trial = Terms(id=0, course=0, whom=meant, from_=on, until=date.fromordinal(on.toordinal() + 1), due_on=FOREVER)
    places = known_places(db)
    people = frozenset(meant.people) or None
    units = None
    if meant.subtree:
        inside = places.within(meant.subtree)
        units = frozenset(unit for unit, spans in inside.items() if any(start <= on < end for start, end in spans))
    known = known_postings(db, people, units)
    postings = [fact for fact in known if fact.from_ <= on < fact.until and (units is None or fact.unit in units)]
    joined = known_joined(db, people) if meant.joined_after else {}
    members = known_members(db, people) if meant.party_member else {}
    hit = {run.person for run in runs(trial, postings, places, joined=joined, members=members)}
    unit_of = {fact.person: fact.unit for fact in postings if fact.person in hit}
    names = {
        node.id: node.name for tree in organisation.Tree for node in organisation.unit_tree(db, tree, on).nodes.values()
    }
    counts = Counter(names.get(unit, "") for unit in unit_of.values())
    ordered = sorted(counts.items(), key=lambda item: (-item[1], text.sort_key(item[0])))
    return Preview(
        count=len(hit),
        names=_first_names(db, hit),
        by_unit=tuple(UnitCount(name, people) for name, people in ordered),
    )


def end_rule(db: Session, actor: Actor, scope: Scope, rule_id: int, *, on: date, now: datetime) -> Rule | None:
    """Let a rule end on a day (the first on which it asks nothing more) and return the row that now stands.

    A rule that ends before it began is taken back wholly; None is returned then.
    Raises `DomainError`: 'forbidden'; 'not-found' (no such rule known now, or one that reaches beyond the scope).
    """
    check(actor, Right.ASSIGN)
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    old = db.get(Rule, rule_id)
    if old is None or old.voided_at is not None or not _Bounds(db, scope, now=now)(Whom.model_validate(old.whom)):
        raise DomainError("not-found", rule=rule_id)
    old.voided_at = now
    db.add(old)
    new: Rule | None = None
    if on > old.from_:
        new = Rule(**{**old.model_dump(exclude={"id"}), "until": on, "recorded_at": now, "voided_at": None})
        db.add(new)
    db.flush()
    reconcile(db, rules=[row.id for row in (old, new) if row is not None and row.id is not None], now=now)
    audit.record(db, actor, "training.end-rule", "rule", rule_id, now=now, key=old.key, on=on.isoformat())
    return new


def rules_in_scope(db: Session, scope: Scope, *, now: datetime) -> list[Rule]:
    """Return the rules known now that lie wholly within a scope, newest first."""
    rows = db.exec(select(Rule).where(col(Rule.voided_at).is_(None)).order_by(col(Rule.id).desc())).all()
    lies_within = _Bounds(db, scope, now=now)
    return [rule for rule in rows if lies_within(Whom.model_validate(rule.whom))]


def within_scope(db: Session, scope: Scope, whom: Whom, *, now: datetime) -> Whom:
    """Return ``whom`` as it may be given: units are the scope's, and where none is named the scope's roots are.

    Raises `DomainError` 'outside-scope' (unit or person), 'forbidden' (party membership without the right to see it, or
    a scope of another right than assigning).
    """
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    if whom.party_member and not scope.party:
        raise DomainError("forbidden", right=Right.SEE_PARTY.value)
    inside = _units(db, scope, now=now)
    for unit in whom.subtree:
        if unit not in inside:
            raise DomainError("outside-scope", unit=unit)
    if not whom.subtree and not scope.everywhere:
        roots = tuple(sorted(scope.roots & inside))
        if not roots:
            raise DomainError("outside-scope")
        whom = whom.model_copy(update={"subtree": roots})
    if whom.people and not scope.everywhere:
        today = text.local_day(now)
        postings = known_postings(db, whom.people)
        here = {fact.person for fact in postings if fact.unit in inside and fact.until > today}
        for person in whom.people:
            if person not in here:
                raise DomainError("outside-scope", person=person)
    return whom


def _units(db: Session, scope: Scope, *, now: datetime) -> frozenset[int]:
    """Return the units of all trees that lie in a scope today; the Party's only for those who may see it."""
    today = text.local_day(now)
    trees = [tree for tree in organisation.Tree if tree is not organisation.Tree.PARTY or scope.party]
    return frozenset().union(*(organisation.scope_units(db, scope, tree, today) for tree in trees))


class _Bounds:
    """Says if a rule lies wholly within a scope; what would give Party matters away needs the right to see them."""

    def __init__(self, db: Session, scope: Scope, *, now: datetime) -> None:
        unit = organisation.Unit
        self._scope = scope
        self._inside = _units(db, scope, now=now)
        self._secret: set[int | None] = set()
        if not scope.party:
            self._secret = set(db.exec(select(unit.id).where(col(unit.tree) == organisation.Tree.PARTY)).all())

    def __call__(self, whom: Whom) -> bool:
        if (whom.party_member and not self._scope.party) or not self._secret.isdisjoint(whom.subtree):
            return False
        return self._scope.everywhere or (bool(whom.subtree) and self._inside.issuperset(whom.subtree))


def _first_names(db: Session, people: set[int]) -> tuple[str, ...]:
    person = organisation.Person
    wanted = sorted(people)
    rows = [
        row
        for start in range(0, len(wanted), 500)
        for row in db.exec(
            select(person.sort_key, person.full_name).where(col(person.id).in_(wanted[start : start + 500]))
        ).all()
    ]
    return tuple(name for _, name in sorted(rows)[:SHOWN_NAMES])
