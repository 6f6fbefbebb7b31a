"""The one process beside the pages: time-outs, content, sealing; it owns its work by a lease in the database.

May use: every subject. To remember: everything here runs once in the whole installation, may be cut off at any
moment, and is safe to run again; it never shares an interpreter with the pages.
"""

from models.worker import tables
from models.worker.backups import make_backup
from models.worker.batches import keep, work_off
from models.worker.content import Courses, take_up_all
from models.worker.exports import make_exports
from models.worker.lease import give_back, hold
from models.worker.list_command import Listed, import_command, undo_command
from models.worker.work import NAME, work

__all__ = [
    "NAME",
    "Courses",
    "Listed",
    "give_back",
    "hold",
    "import_command",
    "keep",
    "make_backup",
    "make_exports",
    "tables",
    "take_up_all",
    "undo_command",
    "work",
    "work_off",
]
