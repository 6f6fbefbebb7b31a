"""Showing once more who one is, in a session that goes on: by a code of the second step, or as one signed in.

What opens its own transactions here does so as `sign_in` does: a wrong password or code stays counted, and both slow
down and lock as at sign-in.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col, select

from models import audit
from models.access.second_step import is_set_up, proves
from models.access.sessions import SignedIn
from models.access.signing_in import password_fits
from models.access.tables import SignInSession, Way
from models.database import reading, writing
from models.rights import Actor, DomainError


class Means(StrEnum):
    """By what somebody shows anew who they are."""

    CODE = "code"  # of the app, or a recovery code
    PASSWORD = "password"  # noqa: S105
    DIRECTORY = "directory"  # login and password there
    PROVIDER = "provider"  # signing in there once more


def means_of(db: Session, me: SignedIn) -> Means:
    """Return by what somebody shows who they are: the second step if they have one, or else as they signed in."""
    if is_set_up(db, me.person_id):
        return Means.CODE
    return {Way.DIRECTORY: Means.DIRECTORY, Way.PROVIDER: Means.PROVIDER}.get(me.way, Means.PASSWORD)


def show_anew(me: SignedIn, typed: str, address: str, *, now: datetime, login: str = "") -> None:
    """Take what somebody typed; from now on their session has shown who it is.

    ``login``: of the directory. Raises `DomainError`: 'second-proof-wrong', 'password-wrong', 'anew-directory',
    'anew-provider' (nothing can be typed: `depart_to_provider` with their session), 'sign-in-wait', 'sign-in-away'.
    """
    with reading() as db:
        means = means_of(db, me)
    if means is Means.PROVIDER:
        raise DomainError("anew-provider")
    if means is Means.CODE:
        if not proves(me.person_id, typed, address, now=now):
            raise DomainError("second-proof-wrong")
    elif not password_fits(me, login, typed, address, now=now):
        raise DomainError("anew-directory" if means is Means.DIRECTORY else "password-wrong")
    with writing() as db:
        note_shown(db, me.actor, me.session, by=means, now=now)


def note_shown(db: Session, actor: Actor, session: str, *, by: Means, now: datetime) -> None:
    """Keep that a session's person has shown who they are."""
    mine = (col(SignInSession.token_hash) == session, col(SignInSession.ended_at).is_(None))
    db.connection().execute(update(SignInSession).where(*mine).values(shown_at=now))
    audit.record(db, actor, "access.shown-anew", "person", actor.person_id, now=now, by=by.value)


def is_of(db: Session, session: str, person_id: int, *, now: datetime) -> bool:
    """Return whether a session is this person's and still open."""
    mine = select(SignInSession.token_hash).where(
        SignInSession.token_hash == session,
        SignInSession.person_id == person_id,
        col(SignInSession.ended_at).is_(None),
        col(SignInSession.expires_at) > now,
    )
    return db.exec(mine).first() is not None
