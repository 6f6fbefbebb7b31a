"""A unit's duty: rules, the duties they give, exemptions, and coverage, the figure that everybody answers for.

Holds Rule, Duty and Exemption. May use: settings, text, database, rights, audit, changes, organisation, access,
courses, assessment, learning. To remember: only `reconcile` writes duties, so that they always equal the rules
evaluated anew; the states and the rate are defined once (docs/decisions/0001), in `states`, for screen, command,
export and report; figures are computed on columns in memory, names are always read from the database, both within a
`Scope`.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from models import organisation
from models.training import tables
from models.training.assigning import Preview, UnitCount, create_rule, end_rule, preview, rules_in_scope
from models.training.exempting import end_exemption, exempt
from models.training.reconciling import Reconciled, reconcile
from models.training.rules import GRACE_DAYS, Whom
from models.training.tables import Duty, Exemption, Rule

__all__ = [
    "GRACE_DAYS",
    "Duty",
    "Exemption",
    "Preview",
    "Reconciled",
    "Rule",
    "UnitCount",
    "Whom",
    "create_rule",
    "end_exemption",
    "end_rule",
    "exempt",
    "preview",
    "reconcile",
    "rules_in_scope",
    "tables",
]


@organisation.followed_by
def _duties_follow(db: Session, people: Collection[int] | None, now: datetime) -> None:
    reconcile(db, people=people, now=now)
