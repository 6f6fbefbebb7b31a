"""Units as trees with a history, people, where each was when; staff lists in and out.

May use: settings, text, database, rights, audit, changes. To remember: intervals are half-open and rows are never
changed but voided; one main posting in each tree decides where a person counts; whoever moves people calls `moved`
(the acts here do), so that duties follow in the same transaction.
"""

from models.organisation import tables
from models.organisation.command import counts_words, obstacle_word, undo_command, undo_lines
from models.organisation.correcting import changes_of, correct_person, masked
from models.organisation.exporting import list_people
from models.organisation.following import followed_by, moved
from models.organisation.import_runs import ImportLine, import_runs
from models.organisation.import_types import (
    FieldChange,
    ImportPlan,
    ImportReport,
    Outcome,
    PersonChange,
    UnitAddition,
)
from models.organisation.importing import apply_import, plan_import
from models.organisation.merging import counting, join_records, joined_to, records_of, separate_records
from models.organisation.people import (
    Job,
    add_person,
    depart,
    end_leave,
    find_person,
    names,
    person_row,
    phone_key,
    place,
    placed,
    staff_code_key,
    take_leave,
)
from models.organisation.placing import PlaceLine, correct_posting, end_post, places_of, transfer, void_posting
from models.organisation.reach import in_reach, person_in_scope, scope_units, trees_of
from models.organisation.roster import Roster, RosterProblem, RosterRow, UnitRow, read_roster_file
from models.organisation.roster_export import write_roster
from models.organisation.roster_wording import field_word, outcome_word, place_words, problem_sentence, report_lines
from models.organisation.searching import PeoplePage, PersonLine, search_people
from models.organisation.seen import DETAILS, fingerprint
from models.organisation.tables import (
    Category,
    PartyMembership,
    Person,
    Posting,
    SamePerson,
    Status,
    Succession,
    Tree,
    Unit,
    UnitVersion,
)
from models.organisation.undoing import Obstacle, Undoing, plan_undo, undo_import
from models.organisation.units import (
    UnitNode,
    UnitTree,
    create_unit,
    merge_units,
    move_unit,
    rename_unit,
    unit_named,
    unit_tree,
)

__all__ = [
    "DETAILS",
    "Category",
    "FieldChange",
    "ImportLine",
    "ImportPlan",
    "ImportReport",
    "Job",
    "Obstacle",
    "Outcome",
    "PartyMembership",
    "PeoplePage",
    "Person",
    "PersonChange",
    "PersonLine",
    "PlaceLine",
    "Posting",
    "Roster",
    "RosterProblem",
    "RosterRow",
    "SamePerson",
    "Status",
    "Succession",
    "Tree",
    "Undoing",
    "Unit",
    "UnitAddition",
    "UnitNode",
    "UnitRow",
    "UnitTree",
    "UnitVersion",
    "add_person",
    "apply_import",
    "changes_of",
    "correct_person",
    "correct_posting",
    "counting",
    "counts_words",
    "create_unit",
    "depart",
    "end_leave",
    "end_post",
    "field_word",
    "find_person",
    "fingerprint",
    "followed_by",
    "import_runs",
    "in_reach",
    "join_records",
    "joined_to",
    "list_people",
    "masked",
    "merge_units",
    "move_unit",
    "moved",
    "names",
    "obstacle_word",
    "outcome_word",
    "person_in_scope",
    "person_row",
    "phone_key",
    "place",
    "place_words",
    "placed",
    "places_of",
    "plan_import",
    "plan_undo",
    "problem_sentence",
    "read_roster_file",
    "records_of",
    "rename_unit",
    "report_lines",
    "scope_units",
    "search_people",
    "separate_records",
    "staff_code_key",
    "tables",
    "take_leave",
    "transfer",
    "trees_of",
    "undo_command",
    "undo_import",
    "undo_lines",
    "unit_named",
    "unit_tree",
    "void_posting",
    "write_roster",
]
