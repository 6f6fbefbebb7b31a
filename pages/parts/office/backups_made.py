"""Backups as administrators see them: is there one of last night, how large is it, when does the next one come?"""

import streamlit as st

from models import backups, database, sentences, settings, text
from models.backups import Standing, Trouble
from models.text import translate as _
from models.text import translate_n
from pages.parts import live, tables
from pages.parts.plain import plain

COMMAND = "python -m models backup"


def warn() -> Standing:
    """Say at once what somebody has to see to, and return how the backups stand."""
    with database.reading() as db:
        found = backups.standing(db, now=text.utc_now())
    if found.trouble is Trouble.FAILED and found.wrong is not None and found.failed_at is not None:
        why = sentences.sentence(found.wrong)
        said = _("The backup of {moment} failed. {why}", moment=text.moment(found.failed_at), why=why)
        st.error(plain(said), icon=":material/error:")
    elif found.trouble is Trouble.OLD:
        said = _("The last backup is too old. Is the worker running, and is the machine on at that hour?")
        st.error(said, icon=":material/error:")
    disk = live.check.condition()
    if disk.low:
        said = _("The server's disk is nearly full: {free} MB left. Please make room.", free=disk.free // 1_000_000)
        st.error(said, icon=":material/error:")
    return found


def show(found: Standing) -> None:
    """Show the last backup and the next."""
    now = text.utc_now()
    st.header(_("Backups"), anchor=False)
    if found.trouble is Trouble.NEVER:
        st.info(_("There is no backup yet. The first one is made at the hour set above."))
    elif found.trouble is Trouble.OFF and settings.current().demo:
        st.info(_("A demonstration is not backed up by itself. By hand: {command}", command=f"`{COMMAND}`"))
    elif found.trouble is Trouble.OFF:
        st.info(_("The nightly backup is switched off (KNS_BACKUPS). Something else has to make one."))
    last = found.last
    made = [(_("Last backup"), _("none so far"))]
    if last is not None:
        hours = int((now - last.begun_at).total_seconds() // 3600)
        ago = translate_n("{n} hour ago", "{n} hours ago", hours) if hours else _("less than an hour ago")
        made = [
            (_("Last backup"), f"{text.moment(last.begun_at)} ({ago})"),
            (_("Its size"), f"{backups.megabytes(last.size or 0)} MB"),
            (_("Where it is"), f"{last.folder}/{last.name}"),
        ]
    kind = backups.source_of(settings.current()).kind.named
    made.append((_("Can be put back into"), _("{kind} only", kind=kind)))
    if found.next_at is not None:
        soon = _("in a moment") if found.next_at <= now else text.moment(found.next_at)
        made.append((_("Next backup"), soon))
    if last is None:
        made.append((_("Backups are kept in"), str(settings.current().backups_dir)))
    tables.show(
        [_("Backup"), _("State")],
        [[tables.words(name), tables.long(value)] for name, value in made],
        caption=_("Backups"),
    )
