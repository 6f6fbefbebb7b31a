"""The staff list of a part of the tree as a file that an import takes back unchanged."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from models import organisation, text, workbooks
from models.organisation import RosterRow, Tree, UnitRow
from models.reports.looks import purpose_word
from models.reports.wanted import StaffWanted
from models.rights import Scope
from models.text import translate as _


@dataclass(frozen=True)
class StaffList:
    """People and units of one day, and the name under which their file is saved."""

    people: list[RosterRow]
    units: list[UnitRow]
    file_name: str

    @property
    def total(self) -> int:
        """How many rows it has."""
        return len(self.people)


def staff_list(db: Session, scope: Scope, wanted: StaffWanted) -> StaffList:
    """Return the list that is asked for; raises `DomainError` as `organisation.list_people` does."""
    people, units = organisation.list_people(db, scope, on=wanted.on, unit_id=wanted.unit_id)
    node = None
    if wanted.unit_id is not None:
        node = organisation.unit_tree(db, Tree.ADMINISTRATION, wanted.on).nodes.get(wanted.unit_id)
    place = "tat-ca" if node is None else text.slug(node.name)
    return StaffList(people, units, f"danh-sach-can-bo-{place}-{wanted.on:%Y%m%d}.xlsx")


def write_staff(
    staff: StaffList, path: Path, *, made_by: str, purpose: str, now: datetime, progress: workbooks.Progress
) -> None:
    """Write a list; by whom, when and what for stands in the file's properties, not on a sheet: those are the list."""
    said = f"{_('Made by {name} at {when}', name=made_by, when=text.moment(now))}; {purpose_word(purpose)}"
    about = {"author": made_by, "created": now.astimezone(text.HANOI).replace(tzinfo=None), "comments": said}
    party = any(row.party is not None for row in staff.people)
    organisation.write_roster(path, staff.people, staff.units, party=party, about=about, progress=progress)
