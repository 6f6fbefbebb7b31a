"""What follows at once if a rule asks for its courses again in another way: the states of today, computed with it."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from sqlmodel import Session

from models import organisation, text
from models.rights import Scope
from models.training.columns import Flags, Renewals
from models.training.held import Held
from models.training.rules import Renewal
from models.training.standing_rules import own_rule
from models.training.states import CODE, State


@dataclass(frozen=True)
class Renewed:
    """For how many people something is another today: a completion of theirs no longer counts, or counts again.

    ``lapsed``: it would have expired; ``again``: be in its days of grace; ``back``: what has run out would count;
    ``asked``: it counts before and after, and its renewal would be asked for from today on.
    """

    lapsed: int
    again: int
    back: int
    asked: int


def renewed_by(db: Session, held: Held, scope: Scope, rule_id: int, renewal: Renewal, *, now: datetime) -> Renewed:
    """Return what `assigning.change_renewal` would do to today's figures, without writing anything.

    Raises `DomainError` 'not-found': no such rule known now, or one that reaches beyond the scope.
    """
    own_rule(db, scope, rule_id, now=now)
    today = text.local_day(now)
    return held.answer(("renewed by", rule_id, renewal, today), lambda: _renewed(held, rule_id, renewal, today))


def _renewed(held: Held, rule_id: int, renewal: Renewal, today: date) -> Renewed:
    tree = organisation.Tree.ADMINISTRATION
    before = held.pairs(tree, today, None)
    after = held.supposing(_with(held.around.renewals, rule_id, renewal)).pairs(tree, today, None)
    completed = before.state == CODE[State.COMPLETED], after.state == CODE[State.COMPLETED]

    def people(where: Flags) -> int:
        return len(np.unique(before.person[where]))

    return Renewed(
        lapsed=people(completed[0] & (after.state == CODE[State.EXPIRED])),
        again=people(completed[0] & (after.state == CODE[State.DUE_AGAIN])),
        back=people(~completed[0] & completed[1]),
        asked=people(completed[0] & completed[1] & after.renewing & ~before.renewing),
    )


def _with(renewals: Renewals, rule_id: int, renewal: Renewal) -> Renewals:
    """Return what rules say of renewing, with other words of one of them."""
    others = renewals.rule != rule_id
    columns = (renewals.rule, renewals.months, renewals.window, renewals.grace)
    said = (rule_id, renewal.months or 0, renewal.window, renewal.grace)
    return Renewals(*(np.append(one[others], value).astype(np.int32) for one, value in zip(columns, said, strict=True)))
