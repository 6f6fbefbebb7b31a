"""Units as trees with a history, people, where each was when; staff lists in and out.

May use: settings, text, database, rights, audit, changes. To remember: intervals are half-open and rows are never
changed but voided; one main posting in each tree decides where a person counts; whoever moves people calls `moved`
(the acts here do), so that duties follow in the same transaction.
"""

from models.organisation import tables
from models.organisation.following import followed_by, moved
from models.organisation.people import (
    Job,
    add_person,
    depart,
    find_person,
    names,
    person_row,
    phone_key,
    place,
    scope_units,
    staff_code_key,
    take_leave,
)
from models.organisation.tables import (
    Category,
    PartyMembership,
    Person,
    Posting,
    Status,
    Succession,
    Tree,
    Unit,
    UnitVersion,
)
from models.organisation.units import (
    UnitNode,
    UnitTree,
    create_unit,
    merge_units,
    move_unit,
    rename_unit,
    unit_tree,
)

__all__ = [
    "Category",
    "Job",
    "PartyMembership",
    "Person",
    "Posting",
    "Status",
    "Succession",
    "Tree",
    "Unit",
    "UnitNode",
    "UnitTree",
    "UnitVersion",
    "add_person",
    "create_unit",
    "depart",
    "find_person",
    "followed_by",
    "merge_units",
    "move_unit",
    "moved",
    "names",
    "person_row",
    "phone_key",
    "place",
    "rename_unit",
    "scope_units",
    "staff_code_key",
    "tables",
    "take_leave",
    "unit_tree",
]
