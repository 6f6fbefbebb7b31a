"""Asking a server of the organisation's own by HTTPS: with a limit in time and size, and never led elsewhere."""

import json
import ssl
from email.message import Message
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from models import settings
from models.rights import DomainError

SECONDS, MOST = 5, 1024 * 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        return None


def _trust() -> ssl.SSLContext:
    """Return which certificates are believed: the system's, and those of the organisation's own authority."""
    context = ssl.create_default_context()
    if settings.current().ca_file:
        context.load_verify_locations(settings.current().ca_file)
    return context


def is_safe(address: str) -> bool:
    """Return whether an address is of HTTPS; on this very machine plain HTTP will do."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def ask(address: str, fields: dict[str, str] | None = None, *, authorization: str = "") -> dict[str, Any]:
    """Return the JSON object at an address, fetched or (with ``fields``) posted for.

    Raises `DomainError` 'provider-away' (``why``): no answer in time, none that is JSON, or a refusal.
    """
    if not is_safe(address):
        raise DomainError("provider-away", why="not https")
    request = Request(address, urlencode(fields).encode() if fields is not None else None)  # noqa: S310 (asked above)
    request.add_header("accept", "application/json")
    if authorization:
        request.add_header("authorization", authorization)
    try:
        with build_opener(_NoRedirect, HTTPSHandler(context=_trust())).open(request, timeout=SECONDS) as answer:
            body = answer.read(MOST + 1)
    except HTTPError as error:
        error.close()
        raise DomainError("provider-away", why=f"HTTP {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise DomainError("provider-away", why=type(error).__name__) from error
    if len(body) > MOST:
        raise DomainError("provider-away", why="too long")
    try:
        found = json.loads(body)
    except ValueError as error:
        raise DomainError("provider-away", why="no JSON") from error
    if not isinstance(found, dict):
        raise DomainError("provider-away", why="no JSON object")
    return found
