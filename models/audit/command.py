"""`python -m models audit verify` and `audit head`, for a terminal."""

from collections.abc import Mapping
from datetime import datetime
from typing import TextIO

from sqlmodel import Session

from models import text
from models.audit.chain import head
from models.audit.checking import Broken, How, verify
from models.audit.heads import told
from models.text import translate as _


def verify_command(db: Session, out: TextIO, kept: Mapping[int, str]) -> int:
    """Print what a look at the whole chain finds; return 0 if it holds, else 1."""
    found = verify(db, kept)
    if found.broken is not None:
        print(how_word(found.broken.how, found.broken.number), file=out)
        if found.broken.line_id is not None:
            print(_told(found.broken), file=out)
    else:
        print(_("The trail holds: {n} entries, each follows from the one before.", n=found.head.number), file=out)
    print(_("Heads kept elsewhere that were compared: {n}.", n=len(kept)), file=out)
    print(_("Entries that wait for their seal: {n}.", n=found.waiting), file=out)
    print(_("Entries whose personal values were erased: {n}.", n=found.erased), file=out)
    return 1 if found.broken else 0


def head_command(db: Session, out: TextIO, *, now: datetime) -> int:
    """Print the head of the chain as a line to keep elsewhere."""
    out.write(told(head(db), now))
    return 0


def how_word(how: str, number: int) -> str:
    """Return in the current language what is wrong with the first entry that does not hold."""
    return {
        How.CHANGED: _("Entry {n} is not what was sealed: it was changed, put in, or put elsewhere.", n=number),
        How.MISSING: _("Entry {n} is missing, though later ones are there.", n=number),
        How.CUT: _("The end is missing, from entry {n} on. It was sealed once.", n=number),
        How.VALUE: _("The personal values beside entry {n} are not those that were written with it.", n=number),
        How.OTHER: _("Entry {n} has another seal than the one kept elsewhere: the chain was made anew.", n=number),
    }[How(how)]


def _told(broken: Broken) -> str:
    when = text.moment(broken.at) if broken.at else ""
    return _("It is line {line} in the database: {act}, {when}.", line=broken.line_id, act=broken.act, when=when)
