"""What the provider of single sign-on says (OpenID Connect): its addresses, its keys, and tokens that are checked.

Nothing in a token counts before its signature is right, by a key and an algorithm of the provider's, and it says that
it comes from this provider, is for this platform, and is of now.
"""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any

from models import settings
from models.access import web
from models.rights import DomainError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
KEPT_SECONDS, LEAST_SECONDS = 3600, 30
LEEWAY_SECONDS = 60
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class Provider:
    """The provider's addresses; ``end_session`` is empty where it cannot be signed out of."""

    authorize: str
    token: str
    keys: str
    end_session: str


@dataclass
class _Kept:
    found: dict[str, Any]
    at: float


_kept: dict[str, _Kept] = {}
_lock = Lock()


def is_set() -> bool:
    """Return whether single sign-on is set up; the address of the platform belongs to it."""
    now = settings.current()
    return bool(now.oidc_issuer and now.oidc_client_id and now.public_url)


def provider() -> Provider:
    """Return the provider as it describes itself. Raises `DomainError` 'provider-away'."""
    issuer = settings.current().oidc_issuer
    told = _fetched(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if told.get("issuer") != issuer:
        raise DomainError("provider-away", why="another issuer")
    found = [str(told.get(f"{name}_endpoint") or "") for name in ("authorization", "token", "end_session")]
    keys = str(told.get("jwks_uri") or "")
    if not all(map(web.is_safe, (*found[:2], keys))) or (found[2] and not web.is_safe(found[2])):
        raise DomainError("provider-away", why="no safe addresses")
    return Provider(found[0], found[1], keys, found[2])


def checked(token: str, *, required: tuple[str, ...]) -> dict[str, Any]:
    """Return what a token of the provider's says. Raises `DomainError`: 'provider-token' (``why``), 'provider-away'."""
    import jwt

    now = settings.current()
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise DomainError("provider-token", why="algorithm")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(str(header.get("kid") or ""), str(header["alg"])),
            algorithms=[str(header["alg"])],
            audience=now.oidc_client_id,
            issuer=now.oidc_issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "aud", "iat", *required]},
        )
    except jwt.PyJWTError as error:
        raise DomainError("provider-token", why=type(error).__name__) from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else now.oidc_client_id) != now.oidc_client_id:
        raise DomainError("provider-token", why="azp")
    return claims


def _key(kid: str, algorithm: str) -> Any:
    """Return the key of this name; keys that changed at the provider are fetched anew, every half minute at most."""
    import jwt

    where = provider().keys
    for told in (_fetched(where), _fetched(where, least=LEAST_SECONDS)):
        for one in told.get("keys") or []:
            fits = isinstance(one, dict) and one.get("use", "sig") == "sig" and one.get("kty") != "oct"
            if fits and (one.get("kid", "") == kid or (not kid and len(told["keys"]) == 1)):
                return jwt.PyJWK(one, algorithm)
    raise DomainError("provider-token", why="key")


def _fetched(address: str, *, least: int = KEPT_SECONDS) -> dict[str, Any]:
    with _lock:
        known = _kept.get(address)
    if known is not None and known.at > time.monotonic() - least:
        return known.found
    found = web.ask(address)
    with _lock:
        _kept[address] = _Kept(found, time.monotonic())
    return found
