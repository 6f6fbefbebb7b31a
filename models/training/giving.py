"""Letting duties follow a rule: at once, or by the worker when the rule reaches very many (`models.staging`)."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from models import audit, changes, staging
from models.rights import Actor, DomainError, Scope
from models.staging import Batch, Kind, State
from models.training.bounds import Bounds
from models.training.reconciling import reconcile
from models.training.rules import Whom
from models.training.tables import Duty, Rule

AT_ONCE = 1000  # so many people's duties are written while somebody waits


def holds_many(db: Session, rule_id: int) -> bool:
    """Return whether a rule gives more duties than are written while somebody waits."""
    known = select(func.count(col(Duty.id))).where(Duty.rule_id == rule_id, col(Duty.voided_at).is_(None))
    return db.exec(known).one() > AT_ONCE


def clocks(now: datetime, *, later: bool) -> dict[str, Any]:
    """Return the moments of a rule that is known now, or not yet."""
    return {"recorded_at": staging.NOT_YET if later else now, "voided_at": staging.NOT_YET if later else None}


def follow(
    db: Session,
    actor: Actor,
    act: str,
    old: Rule | None,
    new: Rule | None,
    *,
    now: datetime,
    later: bool,
    **details: Any,
) -> None:
    """Let one rule stand instead of another (either may be none), with the duties that follow, and record the act."""
    if new is not None:
        db.add(new)
        db.flush()
    rules = [row.id for row in (old, new) if row is not None and row.id is not None]
    if later:
        _ask(db, actor, act, old, new, {"rules": rules, "act": act, "details": details}, now=now)
        return
    if old is not None:
        old.voided_at = now
        db.add(old)
    done = reconcile(db, rules=rules, now=now)
    audit.record(db, actor, act, "rule", _subject(act, rules), now=now, duties=done.written, **details)


def check_rules(db: Session, scope: Scope, batch: Batch, *, now: datetime) -> None:
    """Return if a batch's rules still lie in the scope of whoever asked. Raises `DomainError` 'outside-scope'."""
    inside = Bounds(db, scope, now=now)
    for rule in db.exec(select(Rule).where(col(Rule.id).in_(batch.asked["rules"]))).all():
        if not inside(Whom.model_validate(rule.whom)):
            raise DomainError("outside-scope")


def flip_rule(db: Session, actor: Actor, batch: Batch, *, duties: int, at: datetime) -> None:
    """Let a rule and all its duties be known: the one step that everybody sees."""
    batch.flipped_at, batch.state, batch.done = at, State.SETTLING, 0
    db.add(batch)
    asked = batch.asked
    subject = _subject(asked["act"], asked["rules"])
    audit.record(db, actor, asked["act"], "rule", subject, now=at, duties=duties, **asked["details"])
    for rule in asked["rules"]:
        changes.note(db, changes.Kind.RULE, rule, now=at)


def _ask(
    db: Session, actor: Actor, act: str, old: Rule | None, new: Rule | None, asked: dict[str, Any], *, now: datetime
) -> None:
    named = new or old
    batch = Batch(
        kind=Kind.RULE,
        state=State.WAITING,
        by_id=actor.person_id,
        asked_at=now,
        name=named.title if named else "",
        asked={**asked, "place": changes.place(db)},
    )
    db.add(batch)
    db.flush()
    assert batch.id is not None
    if new is not None:
        staging.claim(db, Rule, new.id, batch.id)
    if old is not None:
        staging.claim(db, Rule, old.id, batch.id)


def _subject(act: str, rules: list[int]) -> int:
    """Return the rule that an act is recorded of: the one that it ended, or the one that it wrote."""
    return rules[0] if act == "training.end-rule" else rules[-1]
