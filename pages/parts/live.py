"""What each page process holds in memory and keeps up to date from the change log: courses and figures."""

import logging
import time
from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from models import (
    access,
    assessment,
    changes,
    condition,
    courses,
    database,
    measures,
    preparing,
    settings,
    text,
    training,
)
from models.database import Session
from models.rights import Unavailable
from models.text import translate as _
from pages.parts import errors

log = logging.getLogger("kns.pages")
_figures = training.Figures()
_library: dict[str, courses.Catalogue] = {}
_place = {"courses": -1}
_beside: dict[str, courses.References] = {}
_beats = {"next": 0.0}
check = condition.Check()  # of the database, once after the start


def start(*, served: bool) -> None:
    """Make ready and load everything; raise `DomainError` when the database is damaged or does not fit the code.

    ``served``: this process was started by `serve`, so it greets, and gives the first administrator their link.
    """
    try:
        greeting = preparing.prepare(served=served, meanwhile=_load_courses)
        check.begin()
        beat(starting=True)  # before the first answer: what an outage took is given back
        _figures.folder = settings.current().figures_dir
        refresh()
    except Unavailable as error:
        if error.code == "database-damaged":  # met before the check came to it
            condition.refuse_broken()
        raise
    check.refuse_damaged()
    if greeting:
        preparing.say(greeting)


def refresh() -> bool:
    """Take up what changed since the last look and return whether courses did; cheap when nothing changed."""
    moved = _load_courses()
    with database.reading() as db:
        _figures.refresh(db, wait=True).warm(db, text.local_day(text.utc_now()))
    _look_beside()
    if not moved:
        _library["now"].prepare()  # not while courses still arrive
    measures.looked_at.value = time.time()
    return moved


def _load_courses(as_read: Mapping[str, courses.Course] = MappingProxyType({})) -> bool:
    with database.reading() as db:
        news = changes.since(db, _place["courses"]) if _library else None
        moved = news is None or any(kind is changes.Kind.COURSE for kind, _subject in news.lines)
        end = changes.place(db) if news is None else news.place
        if moved:
            _library["now"] = courses.load_catalogue(db, _library.get("now"), as_read=as_read)
        _place["courses"] = end
    return moved


def refresh_quietly() -> bool:
    """Refresh; a database that is away for a moment is tried again at the next look."""
    try:
        if time.monotonic() >= _beats["next"]:
            beat()
        moved = refresh()
        _keep()
        _figures.rest()
        return moved
    except Unavailable as error:
        log.warning("could not refresh: %s: %s", error.code, error.__cause__)
    except Exception:
        log.exception("could not refresh")
    return False


def stop() -> None:
    """Keep the figures as they are for the next start; where that fails, it reads the rows."""
    try:
        _keep(at_once=True)
    except Exception:
        log.exception("the figures could not be kept")


def _keep(*, at_once: bool = False) -> None:
    with database.reading() as db:
        _figures.keep(db, at_once=at_once)


def beat(*, starting: bool = False) -> None:
    """Say that the pages answer, and give back the time of an outage that lies between this and the last time."""
    with database.writing() as db:
        given = assessment.beat(db, access.operator("pages"), now=text.utc_now(), starting=starting)
    if given:
        log.warning("the time of an outage was given back to %d attempts", given)
    _beats["next"] = time.monotonic() + assessment.BEAT.total_seconds()


def catalogue() -> courses.Catalogue:
    """Return the courses as they are served now: one frozen object."""
    if not _library:
        refresh()
    return _library["now"]


def references() -> courses.References:
    """Return frameworks, laws and glossary as they are now: one frozen object."""
    if not _beside:
        _look_beside()
    return _beside["now"]


def _look_beside() -> None:
    """Read the files beside the courses anew if one changed; what is wrong with them is told by the check."""
    folder = settings.current().content_dir
    if not _beside or _beside["now"].version != courses.references_mark(folder):
        _beside["now"] = courses.read_references(folder)[0]


def held(db: Session | None = None) -> training.Held:
    """Return the columns behind every figure, as of this moment, or of the transaction of a page's own read."""
    if db is not None:
        return _figures.refresh(db)
    with database.reading() as own:
        return _figures.refresh(own)


def rest() -> None:
    """Give back the memory that was reckoned in, days past among it."""
    held().forget_past()
    _figures.rest(at_once=True)


def say_sorry(error: BaseException) -> bool:
    """Show words instead of a stack trace; the trace goes to the log."""
    if isinstance(error, Unavailable):
        log.warning("a page could not be served: %s: %s", error.code, error.__cause__)
        st.error(errors.sentence(error), icon=":material/error:")
        return True
    log.error("a page failed", exc_info=error)
    st.error(sorry())
    return True


def sorry() -> str:
    """Return the words for what went wrong through nobody's doing."""
    return _("Something went wrong on our side. What you saved before is kept. Please try again.")
