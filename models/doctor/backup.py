"""Backups: is there one of last night, is its file where it was put, and is every byte of it as it was written?"""

from collections.abc import Iterator
from pathlib import Path

from models import backups, database
from models.backups import Trouble
from models.doctor.found import Asked, Found, careful, good, unseen, wrong
from models.rights import DomainError
from models.sentences import sentence
from models.text import moment
from models.text import translate as _


def look(asked: Asked) -> Iterator[Found]:
    """Look at the last backup, and read it."""
    with database.reading() as db:
        standing = backups.standing(db, now=asked.now)
    by_hand = _("Make one now: python -m models backup.")
    if standing.wrong is not None:
        yield wrong(_("The last backup failed: {why}", why=sentence(standing.wrong)), by_hand)
    if standing.trouble is Trouble.OFF:
        if asked.chosen.demo:
            yield unseen(_("A demonstration has no backups"), "")
            return
        yield careful(
            _("Nightly backups are switched off"),
            _("Set KNS_BACKUPS=1, or make sure that something else backs database and data folder up every night."),
        )
    if standing.last is None:
        if standing.trouble is not Trouble.OFF:
            yield careful(_("No backup was ever made here"), by_hand)
        return
    made = moment(standing.last.begun_at)
    if standing.trouble is Trouble.OLD:
        yield wrong(
            _("The last backup is of {made}, more than a day and a half ago", made=made),
            _("Look whether the worker runs and its disk has room, and make one now: python -m models backup."),
        )
    file = Path(standing.last.folder) / standing.last.name
    try:
        with backups.opened(file):
            yield good(
                _("The backup of {made} was read again, all of it as it was written: {file}", made=made, file=file)
            )
    except DomainError as error:
        yield wrong(
            _("The backup of {made} cannot be used: {why}", made=made, why=sentence(error)),
            _("Find out who moved or changed it, and make another one now: python -m models backup."),
        )
