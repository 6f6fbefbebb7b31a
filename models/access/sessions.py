"""Who is this? Sessions in the database, known by the digest of a token that only the browser holds."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, exists, or_, select, update
from sqlmodel import Session, col

from models import audit, choices, notices, settings, text
from models.access.grants import actor_of, in_force, roles_of
from models.access.tables import Account, Grant, ProviderSession, SecondFactor, SignInSession, Way
from models.database import UtcMoment, reading, writing
from models.organisation import Person, Posting, Status
from models.rights import Actor, Unavailable

TOUCH = timedelta(minutes=1)
HALF = timedelta(minutes=10)  # for the second step
FRESH = timedelta(minutes=15)  # since signing in: so long a second step may be set up without signing in anew


@dataclass(frozen=True)
class SignedIn:
    """Somebody signed in. ``session`` is their session's digest, ``seen_at`` when that was last written down.

    ``shared``: they said at sign-in that others use this computer too. ``unread``: how many notices they have not seen.
    ``since``: when they signed in.
    """

    actor: Actor
    person_id: int
    person_key: str
    full_name: str
    language: str
    session: str
    seen_at: datetime
    since: datetime
    shared: bool = False
    text_size: int = 100
    unread: int = 0
    way: Way = Way.PASSWORD


@dataclass(frozen=True)
class HalfWay:
    """Somebody who signed in and has the second step still before them: nobody yet, with no rights at all.

    ``enrolled``: they have an app that gives codes; otherwise it is their duty to set one up.
    """

    person_id: int
    full_name: str
    language: str
    text_size: int
    session: str
    shared: bool
    since: datetime
    enrolled: bool


@dataclass(frozen=True)
class _Seen:
    me: SignedIn
    needs_second: bool
    enrolled: bool
    second_at: datetime | None

    @property
    def whole(self) -> bool:
        by_provider = self.me.way is Way.PROVIDER  # whose word for it was taken when the session began
        return not self.needs_second or (self.second_at is not None and (self.enrolled or by_provider))


def may_sign_in(db: Session, person_id: int, *, now: datetime) -> bool:
    """Return whether a person has a main posting today that is not inactive, or a grant in force."""
    ways = select(or_(_placed(person_id, _TODAY), exists().where(col(Grant.person_id) == person_id, *in_force(_TODAY))))
    return bool(db.connection().execute(ways, {"today": text.local_day(now)}).scalar())


def asks_second_step(db: Session, person_id: int, *, now: datetime) -> bool:
    """Return whether a person signs in with a second step: they have set one up, or hold a role that demands it."""
    asked = select(_enrolled(person_id), choices.value_of("second_step_roles"))
    enrolled, duty = db.connection().execute(asked).one()
    return bool(enrolled) or not choices.roles_in(duty or "").isdisjoint(roles_of(db, person_id, now=now))


def open_session(
    db: Session, person_id: int, *, shared: bool, now: datetime, second: bool = False, way: Way = Way.PASSWORD
) -> str:
    """Begin a session with a token never used before, and return the token (256 random bits, kept as a digest).

    ``second``: the second step was passed. Without it, the session of somebody who needs one lasts for that step only.
    """
    token = secrets.token_urlsafe(32)
    half = not second and asks_second_step(db, person_id, now=now)
    expires = now + (HALF if half else timedelta(days=settings.current().session_days))
    db.add(
        SignInSession(
            token_hash=digest_of(token),
            person_id=person_id,
            created_at=now,
            seen_at=now,
            expires_at=expires,
            shared=shared,
            second_at=now if second else None,
            way=way,
        )
    )
    db.flush()
    return token


def keep_provider(db: Session, before: str, token: str) -> None:
    """Let a session's ties to the provider of single sign-on go over to the session that takes its place."""
    mine = update(ProviderSession).where(col(ProviderSession.token_hash) == before)
    db.connection().execute(mine.values(token_hash=digest_of(token)))


def who(db: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Return who holds this token, with the rights of this moment; None when the session, or the person, is over.

    Somebody with a second step still before them is nobody: see `half_way`. One statement: every click asks.
    """
    seen = _look(db, token, now=now)
    return seen.me if seen is not None and seen.whole else None


def half_way(token: str | None, *, now: datetime) -> HalfWay | None:
    """Return who holds this token and has only the second step before them, in a transaction of its own."""
    if not token:
        return None
    with reading() as db:
        seen = _look(db, token, now=now)
    if seen is None or seen.whole:
        return None
    me = seen.me
    return HalfWay(
        person_id=me.person_id,
        full_name=me.full_name,
        language=me.language,
        text_size=me.text_size,
        session=me.session,
        shared=me.shared,
        since=me.since,
        enrolled=seen.enrolled,
    )


def is_fresh(me: SignedIn | HalfWay, *, now: datetime) -> bool:
    """Return whether somebody signed in a moment ago, as one who sets a second step up must have."""
    return me.since > now - FRESH


def _look(db: Session, token: str, *, now: datetime) -> _Seen | None:
    rows = db.connection().execute(_WHO, {"token": digest_of(token), "now": now, "today": text.local_day(now)}).all()
    if not rows:
        return None
    first = rows[0]
    granted = [(row.role, row.unit_id, row.course_id) for row in rows if row.role is not None]
    if is_over(first, now, holds_a_role=bool(granted)) or (not granted and not first.placed):
        return None
    me = SignedIn(
        actor=actor_of(first.id, first.full_name, granted, shown_at=_shown_at(first)),
        person_id=first.id,
        person_key=first.key,
        full_name=first.full_name,
        language=first.language or "vi",
        session=first.token_hash,
        seen_at=first.seen_at,
        text_size=first.text_size or 100,
        shared=bool(first.shared),
        unread=first.unread,
        since=first.created_at,
        way=first.way,
    )
    duty = not choices.roles_in(first.duty or "").isdisjoint(role for role, _unit, _course in granted)
    return _Seen(me, duty or bool(first.enrolled), bool(first.enrolled), first.second_at)


def _shown_at(row: Any) -> datetime | None:
    """Return when a session's person last showed who they are; None for who came into the demonstration by a click."""
    if settings.current().demo and not row.has_password:
        return None
    shown: datetime = row.shown_at or row.created_at
    return shown


def is_over(row: Any, now: datetime, *, holds_a_role: bool) -> bool:
    """Return whether a session was idle, or has lasted, too long: less is given to whoever may do more than learn."""
    given = settings.current()
    idle = given.shared_idle_minutes if row.shared else given.session_idle_hours * 60
    if holds_a_role:
        idle = min(idle, given.role_idle_minutes)
        if row.created_at + timedelta(hours=given.role_session_hours) <= now:
            return True
    return bool(row.seen_at + timedelta(minutes=idle) <= now)


def recognise(token: str | None, *, now: datetime) -> SignedIn | None:
    """Answer `who` for a cookie's value, in transactions of its own; once a minute, write down that they are here."""
    if not token:
        return None
    with reading() as db:
        found = who(db, token, now=now)
    if found is not None and found.seen_at <= now - TOUCH:
        with suppress(Unavailable), writing() as db:  # a disk that is full can still be read
            mine = (col(SignInSession.token_hash) == found.session, col(SignInSession.seen_at) <= now - TOUCH)
            db.connection().execute(update(SignInSession).where(*mine).values(seen_at=now))
    return found


def sign_out(db: Session, actor: Actor, session: str, *, now: datetime) -> None:
    """End one of the actor's own sessions, named by its digest."""
    _end(db, col(SignInSession.token_hash) == session, col(SignInSession.person_id) == actor.person_id, now=now)
    audit.record(db, actor, "access.sign-out", "person", actor.person_id, now=now)


def sign_out_everywhere(db: Session, actor: Actor, *, now: datetime) -> None:
    """End all of the actor's sessions; the next click on any device asks to sign in."""
    assert actor.person_id is not None
    end_sessions(db, actor.person_id, now=now)
    audit.record(db, actor, "access.sign-out-everywhere", "person", actor.person_id, now=now)


def end_sessions(db: Session, person_id: int, *, now: datetime, but: str | None = None) -> None:
    """End a person's sessions, all but one where its digest is given."""
    others = () if but is None else (col(SignInSession.token_hash) != but,)
    _end(db, col(SignInSession.person_id) == person_id, *others, now=now)


def end_session(db: Session, session: str, *, now: datetime) -> None:
    """End the session with this digest; the caller has asked whose it is."""
    _end(db, col(SignInSession.token_hash) == session, now=now)


def drop(db: Session, token: str, *, now: datetime) -> None:
    """End the session of a token: whoever holds it may, also half way."""
    _end(db, col(SignInSession.token_hash) == digest_of(token), now=now)


def end_all_sessions(db: Session, *, now: datetime) -> None:
    """End everybody's sessions: after a restore, those that were ended since the backup would be alive again."""
    _end(db, now=now)


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _end(db: Session, *which: ColumnElement[bool], now: datetime) -> None:
    still = col(SignInSession.ended_at).is_(None)
    db.connection().execute(update(SignInSession).where(*which, still).values(ended_at=now))


def _placed(person_id: Any, today: Any) -> ColumnElement[bool]:
    return exists().where(
        col(Posting.person_id) == person_id,
        col(Posting.main).is_(True),
        col(Posting.status) != Status.INACTIVE,
        col(Posting.voided_at).is_(None),
        col(Posting.from_) <= today,
        or_(col(Posting.until).is_(None), col(Posting.until) > today),
    )


def _enrolled(person_id: Any) -> ColumnElement[bool]:
    return exists().where(col(SecondFactor.person_id) == person_id, col(SecondFactor.voided_at).is_(None))


_TODAY = bindparam("today", type_=Date)
_WHO = (
    select(
        col(SignInSession.token_hash),
        col(SignInSession.seen_at),
        col(SignInSession.shared),
        col(SignInSession.created_at),
        col(SignInSession.second_at),
        col(SignInSession.shown_at),
        col(SignInSession.way),
        _enrolled(col(Person.id)).label("enrolled"),
        choices.value_of("second_step_roles").label("duty"),
        col(Person.id),
        col(Person.key),
        col(Person.full_name),
        col(Account.language),
        col(Account.text_size),
        col(Account.password_hash).is_not(None).label("has_password"),
        _placed(col(Person.id), _TODAY).label("placed"),
        notices.unread_of(col(Person.id)).label("unread"),
        col(Grant.role),
        col(Grant.unit_id),
        col(Grant.course_id),
    )
    .join(Person, col(Person.id) == col(SignInSession.person_id))
    .outerjoin(Account, col(Account.person_id) == col(Person.id))
    .outerjoin(Grant, and_(col(Grant.person_id) == col(Person.id), *in_force(_TODAY)))
    .where(
        col(SignInSession.token_hash) == bindparam("token"),
        col(SignInSession.ended_at).is_(None),
        col(SignInSession.expires_at) > bindparam("now", type_=UtcMoment),
        col(Person.same_as_id).is_(None),
    )
)
