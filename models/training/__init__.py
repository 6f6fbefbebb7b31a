"""A unit's duty: rules, the duties they give, exemptions, extensions, and coverage, for which everybody answers.

Holds Rule, Duty, Exemption, Extension, Target, Explanation and LastLook. May use: settings, text, database, rights,
audit, changes, choices, workdays, organisation, access, courses, assessment, learning. To remember: only `reconcile`
writes duties, so that they always equal rules, extensions and calendar evaluated anew; the states and the rate are
defined once (docs/decisions/0001), in `states`, for screen, command, export and report; figures are computed on
columns in memory, names are always read from the database, both within a `Scope`.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from models import organisation
from models.training import tables
from models.training.assigning import (
    MOST_DUE_DAYS,
    MOST_WORKING_DAYS,
    change_due,
    change_renewal,
    create_rule,
    end_rule,
    preview,
)
from models.training.bridge import Bridge, Change, Step, bridge, bridge_names
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
    target_for,
    trees_of,
)
from models.training.crossing import Cross, CrossRow, cross
from models.training.days_off import (
    add_calendar_day,
    flip_calendar,
    provide_calendar,
    rules_of,
    take_calendar_day,
)
from models.training.ended import Ended, ended
from models.training.events import Events
from models.training.exempting import end_exemption, exempt
from models.training.explaining import LONGEST as LONGEST_EXPLANATION
from models.training.explaining import Said, explain, explained, explanations, said_before
from models.training.extending import MOST_DAYS, MOST_PEOPLE, extend, take_back_extension
from models.training.figures import Figures
from models.training.finding import Found, Pasted, find_to_name, named, pasted
from models.training.funnel import Steps, funnel, oldest_list
from models.training.giving import AT_ONCE, check_rules, flip_rule, holds_many
from models.training.goals import Goal
from models.training.held import Held
from models.training.joining import Joining, preview_joining
from models.training.likes import Likes, likes
from models.training.looking import last_look, last_looks, note_list, note_look
from models.training.names import NamesPage, PersonRow, names
from models.training.naming import NamingRule, rules_naming
from models.training.naming_facts import PathFact
from models.training.outlook import SHORTEST, SMALL, Light, Outlook, Outlooks, Pace, Standing, judged
from models.training.overview import (
    Need,
    Overview,
    Reason,
    Since,
    Upcoming,
    coverage_then,
    days_before,
    end_of,
    goal_on,
    overview,
)
from models.training.own_courses import PersonCourse, most_urgent_first, person_courses
from models.training.paths import (
    PathProgress,
    PersonPath,
    follow_paths,
    in_path_order,
    path_fact,
    path_progress,
    path_steps,
    person_paths,
)
from models.training.places import own_units
from models.training.previewing import Preview, UnitCount
from models.training.reasons import exempt_reasons, ways
from models.training.reconciling import (
    Reconciled,
    compare_duties,
    known_places,
    lock_duties,
    reconcile,
    write_duties,
)
from models.training.record import (
    Asked,
    CourseRecord,
    Freed,
    Longer,
    Over,
    Place,
    Proof,
    Record,
    Try,
    exemption_of,
    person_record,
)
from models.training.releasing import EndedDuty, Release, ended_duties
from models.training.reminding import Reminded, remind
from models.training.renewal_preview import Renewed, renewed_by
from models.training.rules import GRACE_DAYS, GRACE_WORKING_DAYS, PathStep, Places, Renewal, Whom
from models.training.standing_rules import (
    Moved,
    RuleLine,
    RuleWords,
    anything_given,
    moved_by,
    rule_titles,
    rules_reaching,
)
from models.training.states import DUE_SOON_DAYS, OPEN, REQUIRED, STATES, Share, State
from models.training.tables import Duty, Exemption, Explanation, Extension, LastLook, Rule, Target
from models.training.targeting import TargetLine, end_target, set_target, targets_in_scope
from models.training.telling import tell_given, untold
from models.training.topics import TOPICS, grouped
from models.training.use import Use, uses
from models.training.weeks import Point, by_week, took_in, up_to_day, week_ends
from models.training.whole_lists import AllNames, all_names, reach
from models.training.wording import (
    attribute_word,
    category_word,
    definition,
    filters_in_words,
    flag_word,
    goal_words,
    release_word,
    source_word,
    standing_word,
    state_word,
    step_word,
    still_to_come,
)

__all__ = [
    "AT_ONCE",
    "DUE_SOON_DAYS",
    "GRACE_DAYS",
    "GRACE_WORKING_DAYS",
    "LONGEST_EXPLANATION",
    "MOST_DAYS",
    "MOST_DUE_DAYS",
    "MOST_PEOPLE",
    "MOST_WORKING_DAYS",
    "OPEN",
    "REQUIRED",
    "SHORTEST",
    "SMALL",
    "STATES",
    "TOPICS",
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
    "Ended",
    "EndedDuty",
    "Events",
    "Exemption",
    "Explanation",
    "Extension",
    "Figures",
    "Flag",
    "Found",
    "Freed",
    "Goal",
    "Held",
    "Joining",
    "LastLook",
    "Light",
    "Likes",
    "Longer",
    "Moved",
    "NamesPage",
    "NamingRule",
    "Need",
    "Outlook",
    "Outlooks",
    "Over",
    "Overview",
    "Pace",
    "Pasted",
    "PathFact",
    "PathProgress",
    "PathStep",
    "PersonCourse",
    "PersonPath",
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
    "Release",
    "Reminded",
    "Renewal",
    "Renewed",
    "Row",
    "RowKind",
    "Rule",
    "RuleLine",
    "RuleWords",
    "Said",
    "Share",
    "Since",
    "Standing",
    "State",
    "Step",
    "Steps",
    "Target",
    "TargetLine",
    "Try",
    "UnitCount",
    "Upcoming",
    "Use",
    "Whom",
    "add_calendar_day",
    "all_names",
    "anything_given",
    "attribute_word",
    "bridge",
    "bridge_names",
    "by_week",
    "category_word",
    "change_due",
    "change_renewal",
    "check_rules",
    "compare_duties",
    "coverage",
    "coverage_command",
    "coverage_then",
    "create_rule",
    "cross",
    "days_before",
    "definition",
    "end_exemption",
    "end_of",
    "end_rule",
    "end_target",
    "ended",
    "ended_duties",
    "exempt",
    "exempt_reasons",
    "exemption_of",
    "explain",
    "explained",
    "explanations",
    "extend",
    "figures",
    "filters_in_words",
    "find_to_name",
    "flag_word",
    "flip_calendar",
    "flip_rule",
    "follow_paths",
    "funnel",
    "goal_on",
    "goal_words",
    "grouped",
    "holds_many",
    "in_path_order",
    "judged",
    "known_places",
    "last_look",
    "last_looks",
    "likes",
    "lock_duties",
    "most_urgent_first",
    "moved_by",
    "named",
    "names",
    "note_list",
    "note_look",
    "oldest_list",
    "overview",
    "own_units",
    "pasted",
    "path_fact",
    "path_progress",
    "path_steps",
    "person_courses",
    "person_paths",
    "person_record",
    "preview",
    "preview_joining",
    "provide_calendar",
    "reach",
    "reconcile",
    "release_word",
    "remind",
    "renewed_by",
    "rule_titles",
    "rules_naming",
    "rules_of",
    "rules_reaching",
    "said_before",
    "set_target",
    "source_word",
    "standing_word",
    "state_word",
    "step_word",
    "still_to_come",
    "tables",
    "take_back_extension",
    "take_calendar_day",
    "target_for",
    "targets_in_scope",
    "tell_given",
    "took_in",
    "trees_of",
    "untold",
    "up_to_day",
    "uses",
    "ways",
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
