"""Copies of the whole installation: made while it runs, checked, kept by a rule, and seen by administrators.

May use: settings, database, rights, audit, choices, notices, access. To remember: a file without the ending ``.part``
is whole and was read again after it was written; no secret goes into it, so the manifest names what must be kept
elsewhere; what is asked for again (long Excel files) or made anew (columns, browser files) is left out.

`models.restoring` puts one back, since that needs the schema's revisions.
"""

from models.backups import tables
from models.backups.content import check_content_folder, put_content, same_content
from models.backups.dumping import ASIDE, Source, check, copy_sqlite, run, source_of, tool
from models.backups.keeping import Kept, dropped
from models.backups.making import Made, content_files, make, sync
from models.backups.manifest import CONTENT, SETTINGS, Kind, Manifest, Part
from models.backups.opening import Opened, opened
from models.backups.recording import note_failed, note_made, take_away_old
from models.backups.standing import Standing, Trouble, is_due, last_slot, standing, warn
from models.backups.wording import made_lines, megabytes

__all__ = [
    "ASIDE",
    "CONTENT",
    "SETTINGS",
    "Kept",
    "Kind",
    "Made",
    "Manifest",
    "Opened",
    "Part",
    "Source",
    "Standing",
    "Trouble",
    "check",
    "check_content_folder",
    "content_files",
    "copy_sqlite",
    "dropped",
    "is_due",
    "last_slot",
    "made_lines",
    "make",
    "megabytes",
    "note_failed",
    "note_made",
    "opened",
    "put_content",
    "run",
    "same_content",
    "source_of",
    "standing",
    "sync",
    "tables",
    "take_away_old",
    "tool",
    "warn",
]
