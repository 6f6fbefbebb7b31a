"""Whether a report's file says what it said when it was exported: by the code in it and the trail, sheet by sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from sqlmodel import Session

from models import audit, organisation, text
from models.audit import AuditLine
from models.organisation import Sheet
from models.reports.excel import MOST_ROWS
from models.reports.fingerprints import CODE, sheet_digest
from models.rights import Actor, DomainError, Right, check
from models.text import translate as _

ACTS = ("reports.export-coverage", "reports.export-reading", "reports.make-coverage")


@dataclass(frozen=True)
class Checked:
    """The export that a file was, and what of it is no longer so, by the titles of its sheets.

    ``by``: who exported it; '' where that is not the asker's to know. ``missing``: taken out or hidden, which leaves
    the others true. ``added``: of these the trail knows nothing.
    """

    at: datetime
    by: str
    kept: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every sheet that is there is as it was exported."""
        return not (self.changed or self.added)


def open_report(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a file that can be seen; it takes up to a minute, so do it outside a transaction.

    Raises `DomainError` as `organisation.open_workbook`.
    """
    opened = organisation.open_workbook(data, rows=1 + MOST_ROWS, moments=True)
    return tuple(one for one in opened if not one.hidden)


def check_report(db: Session, actor: Actor, sheets: Sequence[Sheet]) -> Checked:
    """Return what has become of an exported file (`open_report`), compared with the digests in the trail.

    Whoever holds the file may ask; by whom it was exported hear the console and whoever did it.
    Raises `DomainError`: 'forbidden'; 'report-no-code' (no export of figures, or its last sheet is gone);
    'report-unknown' (an export of another installation, or none).
    """
    check(actor, Right.SEE_COVERAGE)
    salt, first = _export_of(db, sheets)
    told: Mapping[str, str] = first.details["sheets"]
    found = {one.name: sheet_digest(salt, (row.cells for row in one.rows)) for one in sheets}
    by = first.actor_id if actor.person_id in (None, first.actor_id) else None
    return Checked(
        at=first.at,
        by="" if by is None else organisation.names(db, [by]).get(by, ""),
        kept=tuple(title for title in told if found.get(title) == told[title]),
        changed=tuple(title for title in told if title in found and found[title] != told[title]),
        missing=tuple(title for title in told if title not in found),
        added=tuple(title for title in found if title not in told),
    )


def _export_of(db: Session, sheets: Iterable[Sheet]) -> tuple[str, AuditLine]:
    """Return the salt that stands in a file, and the line of the export that its code belongs to."""
    cells = (cell.strip() for sheet in sheets for row in sheet.rows for cell in row.cells if isinstance(cell, str))
    codes = dict.fromkeys(found.groups() for cell in cells if (found := CODE.fullmatch(cell)))
    for salt, whole in codes:
        lines = audit.with_detail(db, ACTS, "hash", whole)
        if lines:
            return salt, lines[0]
    raise DomainError("report-unknown" if codes else "report-no-code")


def check_lines(found: Checked) -> list[str]:
    """Return what was found, in sentences."""
    who = _("Exported on {when} by {name}.", when=text.moment(found.at), name=found.by)
    lines = [who if found.by else _("Exported on {when}.", when=text.moment(found.at))]
    for words, titles in (
        (_("As it was exported: {sheets}."), found.kept),
        (_("Changed since: {sheets}."), found.changed),
        (_("Not part of what was exported: {sheets}."), found.added),
        (_("Taken out or hidden: {sheets}."), found.missing),
    ):
        if titles:
            lines.append(words.format(sheets=", ".join(titles)))
    return lines


def check_verdict(found: Checked) -> str:
    """Return the finding in one sentence."""
    if found.holds:
        return _("These figures are those that were exported.")
    return _("This file no longer says what was exported.")


def check_command(db: Session, actor: Actor, sheets: Sequence[Sheet], out: TextIO) -> int:
    """Print what has become of an exported file; return 0 if what is there is as it was exported, else 1."""
    found = check_report(db, actor, sheets)
    out.write("\n".join([check_verdict(found), *check_lines(found), ""]))
    return 0 if found.holds else 1
