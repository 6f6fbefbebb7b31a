"""Signing in at the organisation's provider (OpenID Connect: authorization code with PKCE), and out of it.

The provider says who it is; everything else is ours: nobody is made, nobody gets a right, and whoever has no place
here today stays outside. A trip is good once, in the browser that began it.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

from sqlalchemy import update
from sqlmodel import Session, col, select

from models import audit, settings
from models.access import provider, server_key, web
from models.access.anew import Means, is_of, means_of, note_shown
from models.access.grants import actor_for, operator
from models.access.knowing import known_as
from models.access.sessions import SignedIn, digest_of, may_sign_in
from models.access.signing_in import Outcome, begin
from models.access.tables import ProviderSession, ProviderTrip, SignInSession, Way
from models.database import reading, writing
from models.organisation import Person
from models.rights import DomainError

TRIP = timedelta(minutes=10)
AHEAD = timedelta(seconds=60)  # so far the provider's clock may be behind ours
LONGEST_HINT = 3000
BACK = "/sign-in/provider/back"


@dataclass(frozen=True)
class Departure:
    """Where to send a browser, and what it keeps until it comes back."""

    address: str
    browser: str


def provider_name() -> str:
    """Return what people call the provider; empty: single sign-on is not set up."""
    return settings.current().oidc_name or settings.current().oidc_client_id if provider.is_set() else ""


def depart_to_provider(wanted: str, *, shared: bool, now: datetime, shows: SignedIn | None = None) -> Departure:
    """Begin a trip to the provider that is set up. Raises `DomainError` 'provider-away'.

    ``shows``: whoever is signed in here only shows anew who they are, by signing in there once more. Raises
    'anew-otherwise' where that is not how they do (`means_of`): a password there would do for their second step here.
    """
    if shows is not None:
        with reading() as db:
            if means_of(db, shows) is not Means.PROVIDER:
                raise DomainError("anew-otherwise")
    there = provider.provider()
    state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    with writing() as db:
        trip = ProviderTrip(
            state_hash=digest_of(state),
            browser_hash=digest_of(browser),
            wanted=wanted,
            shared=shared,
            shows=None if shows is None else shows.session,
            expires_at=now + TRIP,
        )
        db.add(trip)
    challenge = base64.urlsafe_b64encode(sha256(_verifier(state).encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": settings.current().oidc_client_id,
        "redirect_uri": _own(BACK),
        "scope": "openid profile email",
        "state": state,
        "nonce": _nonce(state),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if shared or shows is not None:
        asked["prompt"] = "login"  # whoever sat here before may still be signed in there
    if shows is not None:
        asked["max_age"] = "0"  # then the token says when they signed in there
    return Departure(_with(there.authorize, asked), browser)


def come_back(state: str, code: str, browser: str, issuer: str | None, *, now: datetime) -> tuple[Outcome, bool, str]:
    """End a trip: return what became of it, whether the computer is shared, and the path that was asked for.

    Raises `DomainError`: 'provider-trip' (unknown, over, used, or another browser's), 'provider-away',
    'provider-token' (what it said is not to be trusted), 'provider-unverified' (its e-mail address is not), and
    'provider-unknown' (nobody, or nobody with a place today, is called that here); of who shows anew who they are
    'anew-silent', 'anew-other'.
    """
    trip = _used(state, browser, now=now)
    if issuer is not None and issuer != settings.current().oidc_issuer:
        raise DomainError("provider-token", why="issuer of the answer")
    token = _exchanged(code, state)
    claims = provider.checked(token, required=("exp", "sub", "nonce"))
    if not secrets.compare_digest(str(claims["nonce"]).encode(), _nonce(state).encode()):
        raise DomainError("provider-token", why="nonce")
    with writing() as db:
        person = _person(db, claims)
        if person is None or person.id is None or not may_sign_in(db, person.id, now=now):
            raise DomainError("provider-unknown")
        if trip.shows is not None:
            _shown(db, trip, trip.shows, person.id, person.full_name, claims, now=now)
            return Outcome(shown=True), trip.shared, trip.wanted
        terms = {"shared": trip.shared, "second": _second_passed(claims)}
        act = "access.sign-in-provider"
        outcome = begin(db, person.id, person.full_name, act, now=now, way=Way.PROVIDER, **terms)
        hint = token if len(token) <= LONGEST_HINT else None
        ours, sid = digest_of(outcome.token or ""), claims.get("sid")
        tied = ProviderSession(
            token_hash=ours, subject=str(claims["sub"]), sid=None if sid is None else str(sid), id_token=hint
        )
        db.add(tied)
    return outcome, trip.shared, trip.wanted


def way_out(session: str) -> str:
    """Return the address at which a session's person signs out of the provider, too; empty: there is none."""
    with reading() as db:
        tied = db.get(ProviderSession, session)
    if tied is None or not provider.is_set():
        return ""
    try:
        there = provider.provider().end_session
    except DomainError:
        return ""  # it is away: signing out here is what can be done
    asked = {"client_id": settings.current().oidc_client_id, "post_logout_redirect_uri": _own("/sign-in")}
    return _with(there, asked | ({"id_token_hint": tied.id_token} if tied.id_token else {})) if there else ""


def signed_out_there(token: str, *, now: datetime) -> None:
    """End the sessions that the provider says are over (back-channel logout).

    Raises `DomainError`: 'not-found' (none is set up), 'provider-token', 'provider-away'.
    """
    if not provider.is_set():
        raise DomainError("not-found")
    claims = provider.checked(token, required=("exp", "jti", "events"))
    events = claims["events"]
    if not isinstance(events, dict) or provider.LOGOUT not in events or "nonce" in claims:
        raise DomainError("provider-token", why="no logout")
    which = [
        column == str(claims[claim])
        for claim, column in (("sid", col(ProviderSession.sid)), ("sub", col(ProviderSession.subject)))
        if claims.get(claim)
    ]
    if not which:
        raise DomainError("provider-token", why="nobody named")
    with writing() as db:
        theirs = select(ProviderSession.token_hash).where(*which)
        still = (col(SignInSession.token_hash).in_(theirs), col(SignInSession.ended_at).is_(None))
        ended = db.connection().execute(update(SignInSession).where(*still).values(ended_at=now)).rowcount
        audit.record(db, operator("provider"), "access.sign-out-provider", "installation", now=now, rows=ended)


def _used(state: str, browser: str, *, now: datetime) -> ProviderTrip:
    good = (
        col(ProviderTrip.state_hash) == digest_of(state),
        col(ProviderTrip.browser_hash) == digest_of(browser),
        col(ProviderTrip.used_at).is_(None),
        col(ProviderTrip.expires_at) > now,
    )
    with reading() as db:  # what was made up takes nobody's turn to write
        if db.exec(select(ProviderTrip.state_hash).where(*good)).first() is None:
            raise DomainError("provider-trip")
    with writing() as db:
        if db.connection().execute(update(ProviderTrip).where(*good).values(used_at=now)).rowcount != 1:
            raise DomainError("provider-trip")
        trip = db.get_one(ProviderTrip, digest_of(state))
        db.expunge(trip)
    return trip


def _exchanged(code: str, state: str) -> str:
    """Return the ID token that the provider gives for a code."""
    now = settings.current()
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _own(BACK),
        "code_verifier": _verifier(state),
    }
    authorization = ""
    if now.oidc_client_secret:
        pair = f"{quote_plus(now.oidc_client_id)}:{quote_plus(now.oidc_client_secret)}"
        authorization = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        fields["client_id"] = now.oidc_client_id
    token = web.ask(provider.provider().token, fields, authorization=authorization).get("id_token")
    if not isinstance(token, str):
        raise DomainError("provider-token", why="no ID token")
    return token


def _person(db: Session, claims: dict[str, Any]) -> Person | None:
    claim = settings.current().oidc_staff_code_claim
    if claim:
        return known_as(db, claims.get(claim), by_email=False)
    if claims.get("email_verified") is not True:
        raise DomainError("provider-unverified")
    return known_as(db, claims.get("email"), by_email=True)


def _second_passed(claims: dict[str, Any]) -> bool:
    """Return whether the provider says that a second step was passed, in words that were set to count for it."""
    amr = claims.get("amr")
    said = {str(one) for one in (*(amr if isinstance(amr, list) else ()), claims.get("acr")) if one}
    return not said.isdisjoint(filter(None, map(str.strip, settings.current().oidc_second_step.split(","))))


def _shown(
    db: Session, trip: ProviderTrip, session: str, person_id: int, name: str, claims: dict[str, Any], *, now: datetime
) -> None:
    """Keep that a session's person signed in at the provider during this trip, and not some time before it.

    Raises `DomainError`: 'anew-silent' (it does not say so), 'anew-other' (somebody else did, or the session is over).
    """
    when = claims.get("auth_time")
    if not isinstance(when, int) or when < (trip.expires_at - TRIP - AHEAD).timestamp():
        raise DomainError("anew-silent")
    if not is_of(db, session, person_id, now=now):
        raise DomainError("anew-other")
    note_shown(db, actor_for(db, person_id, name, now=now), session, by=Means.PROVIDER, now=now)


def _nonce(state: str) -> str:
    """Return the nonce of a trip: it follows from the state, so nothing secret of a trip is stored."""
    return server_key.derive("nonce", state).hex()


def _verifier(state: str) -> str:
    return server_key.derive("verifier", state).hex()


def _own(path: str) -> str:
    return settings.current().public_url.rstrip("/") + path


def _with(address: str, asked: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
