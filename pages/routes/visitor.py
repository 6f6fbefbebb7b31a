"""Who sends this request: their session cookie, their network address, and a thread for work that blocks."""

import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from models import access, settings, text
from models.database import writing
from pages.routes import forms

P = ParamSpec("P")
T = TypeVar("T")
SESSION_DAY = 24 * 3600
_limiter: RunVar[CapacityLimiter] = RunVar("threads that hash passwords")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a thread."""
    return await run_in_threadpool(work, *args, **kwargs)


async def in_turn(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run work that hashes a password in a thread, few at once: a morning's sign-ins leave threads for all else."""
    try:
        limiter = _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(4)
        _limiter.set(limiter)
    return await to_thread.run_sync(lambda: work(*args, **kwargs), limiter=limiter)


def session_cookie() -> str:
    """Return the name of the cookie that holds a session's token."""
    return forms.cookie_name("kns")


async def signed_in(request: Request) -> access.SignedIn | None:
    """Return who is signed in in this browser, and speak their language from here on."""
    token = request.cookies.get(session_cookie())
    me = await in_thread(access.recognise, token, now=text.utc_now()) if token else None
    text.use_language(forms.language_of(request, me.language if me else None))
    request.state.text_size = me.text_size if me else 100
    return me


async def half_way(request: Request) -> access.HalfWay | None:
    """Return who has signed in in this browser but for the second step, and speak their language from here on."""
    half = await in_thread(access.half_way, request.cookies.get(session_cookie()), now=text.utc_now())
    if half is not None:
        text.use_language(forms.language_of(request, half.language))
        request.state.text_size = half.text_size
    return half


def begin(request: Request, response: Response, token: str, *, shared: bool) -> None:
    """Hand the browser its session token, gone on a shared computer when the browser closes, and a new form token.

    It writes, so it is called in a thread.
    """
    access.note_browser(token, request.headers.get("user-agent", ""))
    lasting = None if shared else settings.current().session_days * SESSION_DAY
    forms.set_cookie(response, session_cookie(), token, max_age=lasting)
    forms.keep_token(response, secrets.token_urlsafe(24))


async def welcome(request: Request, outcome: access.Outcome, wanted: str, *, shared: bool) -> Response:
    """End the session that this browser had, begin the new one, and lead on."""
    old = request.cookies.get(session_cookie())
    if old:
        await in_thread(_over, old, text.utc_now())
    response = onward(wanted, half=outcome.half)
    await in_thread(begin, request, response, outcome.token or "", shared=shared)
    return response


def onward(wanted: str, *, half: bool = False) -> Response:
    """Return the way on after signing in: to what was asked for, or first to the second step."""
    return forms.go(f"/second-step?{urlencode({'next': wanted})}", own_forms=True) if half else forms.go(wanted)


def end(response: Response) -> None:
    """Take the session token away from the browser."""
    forms.clear_cookie(response, session_cookie())


def is_proxy(request: HTTPConnection) -> bool:
    """Return whether a request comes from a proxy that is believed."""
    address = request.client.host if request.client else ""
    return _lies_in(address, _networks(settings.current().trusted_proxies))


def address_of(request: HTTPConnection) -> str:
    """Return the client's network address; what a proxy says about it counts only when the proxy is a trusted one."""
    trusted = _networks(settings.current().trusted_proxies)
    address = request.client.host if request.client else ""
    for hop in reversed(",".join(request.headers.getlist("x-forwarded-for")).split(",")):
        if not _lies_in(address, trusted) or _parsed(hop.strip()) is None:
            break
        address = hop.strip()
    return address


@lru_cache(maxsize=4)
def _networks(listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks of a list of addresses (10.0.0.7) and networks (10.0.0.0/24); what is none is left out."""
    found = []
    for part in listed.split(","):
        with suppress(ValueError):
            found.append(ip_network(part.strip(), strict=False))
    return tuple(found)


def _lies_in(address: str, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def _parsed(value: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(value)
    except ValueError:
        return None


def _over(token: str, now: datetime) -> None:
    me = access.recognise(token, now=now)
    with writing() as db:
        if me is not None:
            access.sign_out(db, me.actor, me.session, now=now)
        else:
            access.drop(db, token, now=now)
