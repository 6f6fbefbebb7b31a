"""Giving courses: rules and the people they would hit, ending a rule. A rule never reaches beyond its giver's scope."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import courses, organisation, seconding, staging, text, workdays
from models.rights import Actor, DomainError, Right, Scope, check
from models.training.bounds import Bounds, members_told, units_of
from models.training.giving import clocks, follow
from models.training.previewing import Preview, preview_of
from models.training.reconciling import known_postings
from models.training.rules import GRACE_DAYS, GRACE_WORKING_DAYS, PathStep, Renewal, Whom
from models.training.steps import standing, steps_of
from models.training.tables import Duty, Rule

MOST_MONTHS, MOST_DAYS_ASKED = 120, 180  # of a renewal: ten years, half a year
MOST_DUE_DAYS, MOST_WORKING_DAYS = 730, 500  # until a course is due: two years


def create_rule(
    db: Session,
    actor: Actor,
    scope: Scope,
    *,
    whom: Whom,
    from_: date,
    now: datetime,
    course_id: int | None = None,
    due_on: date | None = None,
    due_days: int | None = None,
    working: bool = False,
    path: str = "",
    steps: Sequence[PathStep] = (),
    until: date | None = None,
    not_before: date | None = None,
    renewal: Renewal | None = None,
    title: str = "",
    campaign: str = "",
    later: bool = False,
) -> Rule:
    """Give a course to whom a rule means, now and later, within the giver's scope; their duties are written at once.

    With ``later`` the worker writes them, as of very many people, and the rule holds when all of them are there.
    With ``path`` (the name of a learning path) its courses are given, each of ``steps`` with its own due day.

    ``scope`` is the giver's for Right.ASSIGN. Exactly one of ``due_on`` and ``due_days`` (from the first day of each
    person's duty; ``working``: working days) is given; nobody's due day is earlier than 14 days after their first.
    Raises `DomainError`: 'forbidden'; 'course-unknown'; 'outside-scope' (a unit or a named person); 'due-missing';
    'due-too-short' (fewer than 14 days, or 10 working days); 'due-too-long' (more than two years); 'interval-empty'
    (``until`` or ``due_on`` not after ``from_``); 'day-impossible'; 'path-invalid' (no course, or one twice);
    'renewal-invalid'.
    """
    check(actor, Right.ASSIGN)
    given = (
        list(steps) if path else [PathStep(course=course_id or 0, due_on=due_on, due_days=due_days, working=working)]
    )
    _check_steps(db, given, from_, until)
    workdays.check_days(from_, until, not_before, *(step.due_on for step in given), now=now)
    renewal = renewal or Renewal()
    _check_renewal(renewal)
    rule = Rule(
        title=text.tidy(title),
        course_id=given[0].course,
        whom=within_scope(db, scope, whom, now=now).stored(),
        due_on=None if path else due_on,
        due_days=None if path else due_days,
        working=not path and working,
        path=path,
        steps=[step.stored() for step in given] if path else [],
        not_before=not_before,
        renew_months=renewal.months,
        renew_window=renewal.window,
        renew_grace=renewal.grace,
        from_=from_,
        until=until,
        campaign=text.tidy(campaign),
        created_by=actor.person_id,
        **clocks(now, later=later),
    )
    db.add(rule)
    db.flush()
    what: dict[str, Any] = {"path": path} if path else {"course": course_id}
    follow(db, actor, "training.create-rule", None, rule, now=now, later=later, key=rule.key, **what)
    return rule


def preview(db: Session, scope: Scope, whom: Whom, *, from_: date, now: datetime, **terms: Any) -> Preview:
    """Return whom a rule would hit on its first day (today, if that has passed), without writing anything.

    ``terms`` are `previewing.preview_of`'s: what the rule says beside whom, the columns, which page of names.
    Raises `DomainError` as `create_rule` does for ``whom`` and for days that are impossible.
    """
    asked = terms.get("steps") or (PathStep(course=0, due_on=terms.get("due_on"), due_days=terms.get("due_days")),)
    workdays.check_days(from_, terms.get("until"), terms.get("not_before"), *(one.due_on for one in asked), now=now)
    for step in asked:
        _check_number(step.model_copy(update={"working": step.working or bool(terms.get("working"))}))
    return preview_of(db, scope, within_scope(db, scope, whom, now=now), from_=from_, now=now, **terms)


def end_rule(
    db: Session, actor: Actor, scope: Scope, rule_id: int, *, on: date, now: datetime, later: bool = False
) -> Rule | None:
    """Let a rule end on a day (the first on which it asks nothing more) and return the row that now stands.

    ``later`` as in `create_rule`. A rule that ends before it began is taken back wholly; None is returned then.
    Raises `DomainError`: 'forbidden'; 'not-found' (no such rule, or one that reaches beyond the scope);
    'changed-meanwhile' (it was changed or ended since ``rule_id`` was read); 'own-duty' (it holds the actor alone);
    what `seconding.guard` raises.
    """
    workdays.check_days(on, now=now)
    old = _standing(db, actor, scope, rule_id, now=now)
    _guard(db, actor, "training.end-rule", old, {"on": on.isoformat(), "later": later}, now=now)
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
    working: bool = False,
    course_id: int | None = None,
    later: bool = False,
) -> Rule:
    """Give a rule another due day, for everybody it holds, and return the row that now stands (of the same key).

    ``course_id``: of a learning path, which of its courses. ``later`` as in `create_rule`. Nobody's due day is earlier
    than 14 days after their first. Raises `DomainError` as `create_rule` does for the due day, and as `end_rule` does
    for the rule; 'not-found' for a course that does not belong to the path.
    """
    old = _standing(db, actor, scope, rule_id, now=now)
    due: dict[str, Any] = {"due_on": due_on, "due_days": due_days, "working": working and due_days is not None}
    _check_due(PathStep(course=0, **due), old.from_, old.until)
    workdays.check_days(due_on, now=now)
    before, changed = _due_of(old, course_id), due
    if old.path:
        steps = steps_of(old)
        if course_id not in [step.course for step in standing(steps)]:
            raise DomainError("not-found", course=course_id)
        mine = [step.course == course_id and step.until is None for step in steps]
        anew = [one.model_copy(update=due) if its else one for one, its in zip(steps, mine, strict=True)]
        changed = {"steps": [step.stored() for step in anew]}
    said = {"due_on": None if due_on is None else due_on.isoformat(), "due_days": due_days, "working": working}
    _guard(db, actor, "training.change-due", old, {**said, "course_id": course_id, "later": later}, now=now)
    new = Rule(**{**old.model_dump(exclude={"id"}), **changed, **clocks(now, later=later)})
    follow(
        db,
        actor,
        "training.change-due",
        old,
        new,
        now=now,
        later=later,
        key=old.key,
        before=before,
        after=_due_of(new, course_id),
        **({"working": True} if due["working"] else {}),
        **({"course": course_id} if old.path else {}),
    )
    return new


def change_renewal(
    db: Session, actor: Actor, scope: Scope, rule_id: int, renewal: Renewal, *, now: datetime, later: bool = False
) -> Rule:
    """Let a rule ask for its courses again in another way, of everybody it holds; return the row that now stands.

    Due days, completions and certificates stay as they are; what was shown before stays known as it was then.
    ``later`` as in `create_rule`. Raises `DomainError` 'renewal-invalid', and as `end_rule` does for the rule.
    """
    old = _standing(db, actor, scope, rule_id, now=now)
    _check_renewal(renewal)
    asked = {"renewal": [renewal.months, renewal.window, renewal.grace], "later": later}
    _guard(db, actor, "training.change-renewal", old, asked, now=now)
    said = {"renew_months": renewal.months, "renew_window": renewal.window, "renew_grace": renewal.grace}
    new = Rule(**{**old.model_dump(exclude={"id"}), **said, **clocks(now, later=later)})
    details: dict[str, Any] = {}
    for name, value in said.items():
        if value != getattr(old, name):
            details |= {f"{name}_before": getattr(old, name), name: value}
    follow(db, actor, "training.change-renewal", old, new, now=now, later=later, key=old.key, **details)
    return new


def within_scope(db: Session, scope: Scope, whom: Whom, *, now: datetime) -> Whom:
    """Return ``whom`` as it may be given: units are the scope's, and where none is named the scope's roots are.

    Raises `DomainError` 'outside-scope' (unit or person), 'forbidden' (party membership where it may not be
    read, or a scope of another right than assigning).
    """
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    workdays.check_days(whom.joined_after, now=now)
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


def _guard(db: Session, actor: Actor, act: str, rule: Rule, terms: dict[str, Any], *, now: datetime) -> None:
    """Ask for a second person where a change reaches very many of those whom a rule holds from today on.

    Raises `DomainError` 'own-duty' where it holds the actor alone: that is a matter for another officer.
    """
    still = or_(col(Duty.until).is_(None), col(Duty.until) > text.local_day(now))
    held = select(Duty.person_id).where(Duty.rule_id == rule.id, col(Duty.voided_at).is_(None), still).distinct()
    whom = Whom.model_validate(rule.whom)
    party = bool(whom.party_member or organisation.units_of_tree(db, organisation.Tree.PARTY, whom.subtree))
    people = db.exec(held).all()
    mine = () if actor.person_id is None else db.execute(organisation.records_of(actor.person_id)).scalars()
    if people and set(people).issubset(mine):
        raise DomainError("own-duty")
    seconding.guard(db, actor, act, Right.ASSIGN, people, {"rule": rule.id, **terms}, now=now, party=party)


def _check_steps(db: Session, steps: Sequence[PathStep], from_: date, until: date | None) -> None:
    wanted = [step.course for step in steps]
    if not wanted or len(set(wanted)) < len(wanted):
        raise DomainError("path-invalid")
    for step in steps:
        if db.get(courses.tables.CourseRecord, step.course) is None:
            raise DomainError("course-unknown", course=step.course)
        _check_due(step, from_, until)


def _check_due(step: PathStep, from_: date, until: date | None) -> None:
    if (step.due_on is None) == (step.due_days is None):
        raise DomainError("due-missing")
    _check_number(step)
    if (until is not None and until <= from_) or (step.due_on is not None and step.due_on < from_):
        raise DomainError("interval-empty")


def _check_number(step: PathStep) -> None:
    least = GRACE_WORKING_DAYS if step.working else GRACE_DAYS
    most = MOST_WORKING_DAYS if step.working else MOST_DUE_DAYS
    if step.due_days is not None and step.due_days < least:
        raise DomainError("due-too-short", days=least)
    if step.due_days is not None and step.due_days > most:
        raise DomainError("due-too-long", days=most)


def _check_renewal(renewal: Renewal) -> None:
    months, asked = renewal.months, (renewal.window, renewal.grace)
    if (months is not None and not 1 <= months <= MOST_MONTHS) or not all(0 <= one <= MOST_DAYS_ASKED for one in asked):
        raise DomainError("renewal-invalid", months=MOST_MONTHS, days=MOST_DAYS_ASKED)


def _due_of(rule: Rule, course_id: int | None) -> str | int | None:
    """Return by when a rule asks for its course, or for one of its path, as the trail keeps it."""
    for step in standing(steps_of(rule)):
        if not rule.path or step.course == course_id:
            return step.due_days if step.due_on is None else step.due_on.isoformat()
    return None
