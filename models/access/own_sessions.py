"""Where somebody is signed in: to look at, and to end one or all others. Never the token, nor all its digest."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, select
from sqlmodel import Session, col

from models import audit, database, notices
from models.access.grants import roles_of
from models.access.reach import answers_for
from models.access.sessions import digest_of, end_session, end_sessions, is_over
from models.access.tables import SignInSession, Way
from models.database import writing
from models.rights import Actor, DomainError, Scope

NAME = 16  # so much of a digest names a session among its owner's
_SHOWN = ("token_hash", "browser", "created_at", "seen_at", "shared", "way")
_OPEN = select(*(col(getattr(SignInSession, name)) for name in _SHOWN)).where(
    col(SignInSession.person_id) == bindparam("person", type_=Integer),
    col(SignInSession.ended_at).is_(None),
    col(SignInSession.expires_at) > bindparam("now"),
)
_BROWSERS = (  # the first that fits: what calls itself by several names stands before those names
    ("Zalo", "Zalo"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("Chrome/|CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class OwnSession:
    """A browser in which somebody is signed in; ``browser`` '' where it told nothing that is known."""

    name: str
    browser: str
    since: datetime
    seen_at: datetime
    shared: bool
    way: Way
    this: bool


def browser_words(user_agent: str) -> str:
    """Return which browser on which system a browser says it is, without versions, which would tell people apart."""
    found = (
        next((name for pattern, name in known if re.search(pattern, user_agent)), "") for known in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(filter(None, found))


def note_browser(token: str, user_agent: str) -> None:
    """Keep with a session that has just begun in which browser it is, in a transaction of its own."""
    with writing() as db:
        row = db.get(SignInSession, digest_of(token))
        if row is not None:
            row.browser = browser_words(user_agent[:1000])
            db.add(row)


def own_sessions(db: Session, person_id: int, session: str, *, now: datetime) -> list[OwnSession]:
    """Return where somebody is signed in, this ``session`` first, then the one used last."""
    holds_a_role = bool(roles_of(db, person_id, now=now))
    rows = database.rows(db, _OPEN, person=person_id, now=now)
    return sorted(
        (
            OwnSession(
                name=row.token_hash[:NAME],
                browser=row.browser,
                since=row.created_at,
                seen_at=row.seen_at,
                shared=row.shared,
                way=row.way,
                this=row.token_hash == session,
            )
            for row in rows
            if not is_over(row, now, holds_a_role=holds_a_role)
        ),
        key=lambda one: (not one.this, -one.seen_at.timestamp()),
    )


def end_own_session(db: Session, actor: Actor, name: str, *, now: datetime) -> None:
    """End one of the actor's own sessions. Raises `DomainError` 'not-found' (none of theirs that is open)."""
    rows = database.rows(db, _OPEN, person=actor.person_id or 0, now=now)
    found = next((row for row in rows if row.token_hash[:NAME] == name), None)
    if found is None:
        raise DomainError("not-found")
    end_session(db, found.token_hash, now=now)
    audit.record(db, actor, "access.end-session", "person", actor.person_id, now=now)


def end_other_sessions(db: Session, actor: Actor, session: str, *, now: datetime) -> None:
    """End all of the actor's sessions but this one."""
    end_sessions(db, actor.person_id or 0, now=now, but=session)
    audit.record(db, actor, "access.end-other-sessions", "person", actor.person_id, now=now)


def end_sessions_of(db: Session, actor: Actor, scope: Scope, person_id: int, *, now: datetime) -> None:
    """End all sessions of somebody else, who lost a phone, say; they are told. Raises as `give_code` does."""
    answers_for(db, actor, scope, person_id, now=now)
    end_sessions(db, person_id, now=now)
    audit.record(db, actor, "access.end-sessions-of", "person", person_id, now=now)
    notices.tell(db, person_id, "sessions-ended", now=now, link="/account", by=actor.name)
