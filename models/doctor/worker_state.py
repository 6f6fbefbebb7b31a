"""The worker: does one hold the lease, so that times run out, backups are made and long files come?"""

from collections.abc import Iterator

from sqlmodel import select

from models import database, worker
from models.doctor.found import Asked, Found, good, wrong
from models.text import moment
from models.text import translate as _


def look(asked: Asked) -> Iterator[Found]:
    """Look at the lease that the working one renews every half second."""
    with database.reading() as db:
        lease = db.exec(select(worker.tables.Lease).where(worker.tables.Lease.name == worker.NAME)).first()
    if lease is not None and lease.until > asked.now:
        yield good(_("A worker is at work: {owner}", owner=lease.owner.rpartition(":")[0]))
        return
    since = (
        _("no worker has ever been at work") if lease is None else _("the last sign is of {at}", at=moment(lease.until))
    )
    remedy = (
        _("Start the platform, or look into its log for why the worker ended.")
        if asked.chosen.worker
        else _("KNS_WORKER is off: start python -m models worker on one machine.")
    )
    yield wrong(_("No worker is at work: {since}", since=since), remedy)
