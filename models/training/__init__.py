"""A unit's duty: rules, the duties they give, exemptions, extensions, and coverage, for which everybody answers.

Holds Rule, Duty, Exemption and Extension. May use: settings, text, database, rights, audit, changes, organisation,
access, courses, assessment, learning. To remember: only `reconcile` writes duties, so that they always equal the rules
and extensions evaluated anew; the states and the rate are defined once (docs/decisions/0001), in `states`, for screen,
command, export and report; figures are computed on columns in memory, names are always read from the database, both
within a `Scope`.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from models import organisation
from models.training import tables
from models.training.assigning import change_due, create_rule, end_rule, preview, rules_in_scope
from models.training.bridge import Bridge, Change, Share, Step, bridge, bridge_names
from models.training.command import coverage_command
from models.training.coverage import (
    Attribute,
    By,
    Count,
    Coverage,
    Crumb,
    Flag,
    Question,
    Row,
    RowKind,
    coverage,
    trees_of,
)
from models.training.crossing import Cross, CrossRow, cross
from models.training.exempting import end_exemption, exempt
from models.training.extending import MOST_DAYS, MOST_PEOPLE, extend, take_back_extension
from models.training.figures import Figures, Held
from models.training.finding import Found, Pasted, find_to_name, named, pasted
from models.training.giving import AT_ONCE, check_rules, flip_rule, holds_many
from models.training.joining import Joining, preview_joining
from models.training.names import OPEN, NamesPage, PersonCourse, PersonRow, most_urgent_first, names, person_courses
from models.training.naming import NamingRule, rules_naming
from models.training.overview import Need, Overview, Reason, Standing, Upcoming, coverage_then, end_of, overview
from models.training.places import own_units
from models.training.previewing import Preview, UnitCount
from models.training.reconciling import (
    Reconciled,
    compare_duties,
    known_places,
    lock_duties,
    reconcile,
    write_duties,
)
from models.training.record import Asked, CourseRecord, Freed, Longer, Place, Proof, Record, Try, person_record
from models.training.reminding import Reminded, remind
from models.training.rules import GRACE_DAYS, Places, Whom
from models.training.standing_rules import Moved, RuleLine, RuleWords, moved_by, rules_reaching
from models.training.states import DUE_SOON_DAYS, REQUIRED, STATES, State
from models.training.tables import Duty, Exemption, Extension, Rule
from models.training.telling import tell_given, untold
from models.training.use import Use, uses
from models.training.weeks import Point, by_week, week_ends
from models.training.whole_lists import AllNames, all_names, reach
from models.training.wording import (
    attribute_word,
    category_word,
    definition,
    filters_in_words,
    flag_word,
    source_word,
    state_word,
    step_word,
)

__all__ = [
    "AT_ONCE",
    "DUE_SOON_DAYS",
    "GRACE_DAYS",
    "MOST_DAYS",
    "MOST_PEOPLE",
    "OPEN",
    "REQUIRED",
    "STATES",
    "AllNames",
    "Asked",
    "Attribute",
    "Bridge",
    "By",
    "Change",
    "Count",
    "CourseRecord",
    "Coverage",
    "Cross",
    "CrossRow",
    "Crumb",
    "Duty",
    "Exemption",
    "Extension",
    "Figures",
    "Flag",
    "Found",
    "Freed",
    "Held",
    "Joining",
    "Longer",
    "Moved",
    "NamesPage",
    "NamingRule",
    "Need",
    "Overview",
    "Pasted",
    "PersonCourse",
    "PersonRow",
    "Place",
    "Places",
    "Point",
    "Preview",
    "Proof",
    "Question",
    "Reason",
    "Reconciled",
    "Record",
    "Reminded",
    "Row",
    "RowKind",
    "Rule",
    "RuleLine",
    "RuleWords",
    "Share",
    "Standing",
    "State",
    "Step",
    "Try",
    "UnitCount",
    "Upcoming",
    "Use",
    "Whom",
    "all_names",
    "attribute_word",
    "bridge",
    "bridge_names",
    "by_week",
    "category_word",
    "change_due",
    "check_rules",
    "compare_duties",
    "coverage",
    "coverage_command",
    "coverage_then",
    "create_rule",
    "cross",
    "definition",
    "end_exemption",
    "end_of",
    "end_rule",
    "exempt",
    "extend",
    "figures",
    "filters_in_words",
    "find_to_name",
    "flag_word",
    "flip_rule",
    "holds_many",
    "known_places",
    "lock_duties",
    "most_urgent_first",
    "moved_by",
    "named",
    "names",
    "overview",
    "own_units",
    "pasted",
    "person_courses",
    "person_record",
    "preview",
    "preview_joining",
    "reach",
    "reconcile",
    "remind",
    "rules_in_scope",
    "rules_naming",
    "rules_reaching",
    "source_word",
    "state_word",
    "step_word",
    "tables",
    "take_back_extension",
    "tell_given",
    "trees_of",
    "untold",
    "uses",
    "week_ends",
    "write_duties",
]

_figures = Figures()


def figures(db: Session) -> Held:
    """Return this process's columns, brought up to date with this transaction; `coverage` is computed on them."""
    return _figures.refresh(db)


@organisation.followed_by
def _duties_follow(db: Session, people: Collection[int] | None, now: datetime) -> None:
    reconcile(db, people=people, now=now)
