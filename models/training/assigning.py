"""Giving courses: rules and the people they would hit, ending a rule. A rule never reaches beyond its giver's scope."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import courses, staging, text
from models.rights import Actor, DomainError, Right, Scope, check
from models.training.bounds import Bounds, members_told, units_of
from models.training.giving import clocks, follow
from models.training.previewing import Preview, preview_of
from models.training.reconciling import known_postings
from models.training.rules import GRACE_DAYS, Whom
from models.training.tables import Rule


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
    later: bool = False,
) -> Rule:
    """Give a course to whom a rule means, now and later, within the giver's scope; their duties are written at once.

    With ``later`` the worker writes them, as of very many people, and the rule holds when all of them are there.

    ``scope`` is the giver's for Right.ASSIGN. Exactly one of ``due_on`` and ``due_days`` (from the first day of each
    person's duty) is given; nobody's due day is earlier than 14 days after their first.
    Raises `DomainError`: 'forbidden'; 'course-unknown'; 'outside-scope' (a unit or a named person); 'due-missing';
    'due-too-short' (fewer than 14 days); 'interval-empty' (``until`` or ``due_on`` not after ``from_``).
    """
    check(actor, Right.ASSIGN)
    if db.get(courses.tables.CourseRecord, course_id) is None:
        raise DomainError("course-unknown", course=course_id)
    _check_due(due_on, due_days, from_, until)
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
        **clocks(now, later=later),
    )
    db.add(rule)
    db.flush()
    follow(db, actor, "training.create-rule", None, rule, now=now, later=later, course=course_id, key=rule.key)
    return rule


def preview(db: Session, scope: Scope, whom: Whom, *, from_: date, now: datetime, **terms: Any) -> Preview:
    """Return whom a rule would hit on its first day (today, if that has passed), without writing anything.

    ``terms`` are `previewing.preview_of`'s: what the rule says beside whom, the columns, which page of names.
    Raises `DomainError` as `create_rule` does for ``whom``.
    """
    return preview_of(db, scope, within_scope(db, scope, whom, now=now), from_=from_, now=now, **terms)


def end_rule(
    db: Session, actor: Actor, scope: Scope, rule_id: int, *, on: date, now: datetime, later: bool = False
) -> Rule | None:
    """Let a rule end on a day (the first on which it asks nothing more) and return the row that now stands.

    ``later`` as in `create_rule`. A rule that ends before it began is taken back wholly; None is returned then.
    Raises `DomainError`: 'forbidden'; 'not-found' (no such rule, or one that reaches beyond the scope);
    'changed-meanwhile' (it was changed or ended since ``rule_id`` was read).
    """
    old = _standing(db, actor, scope, rule_id, now=now)
    new: Rule | None = None
    if on > old.from_:
        new = Rule(**{**old.model_dump(exclude={"id"}), "until": on, **clocks(now, later=later)})
    follow(db, actor, "training.end-rule", old, new, now=now, later=later, key=old.key, on=on.isoformat())
    return new


def change_due(
    db: Session,
    actor: Actor,
    scope: Scope,
    rule_id: int,
    *,
    now: datetime,
    due_on: date | None = None,
    due_days: int | None = None,
    later: bool = False,
) -> Rule:
    """Give a rule another due day, for everybody it holds, and return the row that now stands (of the same key).

    ``later`` as in `create_rule`. Nobody's due day is earlier than 14 days after their first. Raises `DomainError` as
    `create_rule` does for the due day, and as `end_rule` does for the rule.
    """
    old = _standing(db, actor, scope, rule_id, now=now)
    _check_due(due_on, due_days, old.from_, old.until)
    new = Rule(**{**old.model_dump(exclude={"id"}), "due_on": due_on, "due_days": due_days, **clocks(now, later=later)})
    follow(
        db,
        actor,
        "training.change-due",
        old,
        new,
        now=now,
        later=later,
        key=old.key,
        before=old.due_on.isoformat() if old.due_on else old.due_days,
        after=due_on.isoformat() if due_on else due_days,
    )
    return new


def rules_in_scope(db: Session, scope: Scope, *, now: datetime) -> list[Rule]:
    """Return the rules known now that lie wholly within a scope, newest first."""
    rows = db.exec(select(Rule).where(col(Rule.voided_at).is_(None)).order_by(col(Rule.id).desc())).all()
    lies_within = Bounds(db, scope, now=now)
    return [rule for rule in rows if lies_within(Whom.model_validate(rule.whom))]


def within_scope(db: Session, scope: Scope, whom: Whom, *, now: datetime) -> Whom:
    """Return ``whom`` as it may be given: units are the scope's, and where none is named the scope's roots are.

    Raises `DomainError` 'outside-scope' (unit or person), 'forbidden' (party membership where it may not be
    read, or a scope of another right than assigning).
    """
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    inside = units_of(db, scope, now=now)
    for unit in whom.subtree:
        if unit not in inside:
            raise DomainError("outside-scope", unit=unit)
    if not whom.subtree and not scope.everywhere:
        roots = tuple(sorted(scope.roots & inside))
        if not roots:
            raise DomainError("outside-scope")
        whom = whom.model_copy(update={"subtree": roots})
    if whom.party_member and not members_told(db, scope, whom, now=now):
        raise DomainError("forbidden", right=Right.SEE_PARTY.value)
    if whom.people and not scope.everywhere:
        today = text.local_day(now)
        postings = known_postings(db, whom.people)
        here = {fact.person for fact in postings if fact.unit in inside and fact.until > today}
        for person in whom.people:
            if person not in here:
                raise DomainError("outside-scope", person=person)
    return whom


def _standing(db: Session, actor: Actor, scope: Scope, rule_id: int, *, now: datetime) -> Rule:
    """Return the rule to be changed, locked: of two who change it at once the second finds it changed."""
    check(actor, Right.ASSIGN)
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    locked = select(Rule).where(Rule.id == rule_id).with_for_update().execution_options(populate_existing=True)
    rule = db.exec(locked).first()
    if rule is None or not Bounds(db, scope, now=now)(Whom.model_validate(rule.whom)):
        raise DomainError("not-found", rule=rule_id)
    if rule.voided_at is not None or staging.is_marked(db, Rule, rule_id):
        raise DomainError("changed-meanwhile", rule=rule_id)
    return rule


def _check_due(due_on: date | None, due_days: int | None, from_: date, until: date | None) -> None:
    if (due_on is None) == (due_days is None):
        raise DomainError("due-missing")
    if due_days is not None and due_days < GRACE_DAYS:
        raise DomainError("due-too-short", days=GRACE_DAYS)
    if (until is not None and until <= from_) or (due_on is not None and due_on < from_):
        raise DomainError("interval-empty")
