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
from models.training.command import coverage_command
from models.training.coverage import By, Count, Coverage, Crumb, Question, Row, RowKind, coverage
from models.training.exempting import end_exemption, exempt
from models.training.figures import Figures, Held
from models.training.joining import Joining, preview_joining
from models.training.names import NamesPage, PersonCourse, PersonRow, most_urgent_first, names, person_courses
from models.training.naming import NamingRule, rules_naming
from models.training.reconciling import Reconciled, reconcile
from models.training.rules import GRACE_DAYS, Whom
from models.training.states import DUE_SOON_DAYS, REQUIRED, STATES, State
from models.training.tables import Duty, Exemption, Rule
from models.training.telling import tell_given, untold
from models.training.wording import definition, state_word

__all__ = [
    "DUE_SOON_DAYS",
    "GRACE_DAYS",
    "REQUIRED",
    "STATES",
    "By",
    "Count",
    "Coverage",
    "Crumb",
    "Duty",
    "Exemption",
    "Figures",
    "Held",
    "Joining",
    "NamesPage",
    "NamingRule",
    "PersonCourse",
    "PersonRow",
    "Preview",
    "Question",
    "Reconciled",
    "Row",
    "RowKind",
    "Rule",
    "State",
    "UnitCount",
    "Whom",
    "coverage",
    "coverage_command",
    "create_rule",
    "definition",
    "end_exemption",
    "end_rule",
    "exempt",
    "figures",
    "most_urgent_first",
    "names",
    "person_courses",
    "preview",
    "preview_joining",
    "reconcile",
    "rules_in_scope",
    "rules_naming",
    "state_word",
    "tables",
    "tell_given",
    "untold",
]

_figures = Figures()


def figures(db: Session) -> Held:
    """Return this process's columns, brought up to date with this transaction; `coverage` is computed on them."""
    return _figures.refresh(db)


@organisation.followed_by
def _duties_follow(db: Session, people: Collection[int] | None, now: datetime) -> None:
    reconcile(db, people=people, now=now)
