"""The server-rendered pages around Streamlit: one small HTML shell, its fields, and the guard of its forms.

No script, no picture, no font: under 12 kB, so that sign-in works on an old phone over a slow line; where it names what
a browser may fetch meanwhile, under 30. Everything shown passes `html.escape`.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models import settings, text

_ = text.translate
PRODUCT = "Kỹ Năng Số"
TOKEN_FIELD = "form_token"  # noqa: S105
LONGEST_FIELD = 2000
LARGEST_FORM = 64 * 1024
OWN_FORMS = frozenset(
    (
        "/sign-in",
        "/sign-out",
        "/sign-out-everywhere",
        "/password",
        "/code",
        "/first",
        "/language",
        "/text-size",
        "/anew",
    )
)
STYLE = re.sub(r"\s+", " ", (Path(__file__).parent / "forms.css").read_text("utf-8")).strip()
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
}


def page(
    request: Request,
    title: str,
    body: str,
    *,
    status: int = 200,
    languages: bool = True,
    retry_after: int = 0,
    onward: str = "",
    ahead: str = "",
) -> Response:
    """Return a whole page around ``body`` (HTML already escaped), with the cookie that its forms need.

    ``onward``: where the browser goes by itself once the page is there. ``ahead``: links to what it may fetch then.
    """
    chooser = _language_chooser(request) if languages else ""
    leads = f'<meta http-equiv="refresh" content="0;url={escape(onward)}">' if onward else ""
    content = (
        f'<!doctype html><html lang="{text.language()}"{_size_class(request)}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" '
        f'content="light dark"><meta name="robots" content="noindex">{leads}<title>{escape(title)} · {PRODUCT}</title>'
        f'<style>{STYLE}</style></head><body><header><span class="mark">{PRODUCT}</span>{chooser}</header>'
        f"<main><h1>{escape(title)}</h1>{body}</main>{ahead}</body></html>"
    )
    response = HTMLResponse(content, status_code=status, headers=HEADERS)
    if ahead:  # a browser may fetch what some rule lets it fetch, and without scripts this one lets nothing else
        response.headers["content-security-policy"] += "; connect-src 'self'"
    if retry_after:
        response.headers["retry-after"] = str(retry_after)
    keep_token(response, form_token(request))
    return response


def form(request: Request, action: str, fields: str, submit: str, *, hidden: Mapping[str, str] | None = None) -> str:
    """Return a form that posts to ``action``, with the token that says it came from here."""
    return (
        f'<form method="post" action="{escape(action)}" novalidate>{_hidden(request, hidden or {})}{fields}'
        f'<button type="submit">{escape(submit)}</button></form>'
    )


def field(
    name: str,
    label: str,
    *,
    kind: str = "text",
    value: str = "",
    autocomplete: str = "off",
    error: str = "",
    hint: str = "",
    first: bool = False,
    digits: bool = False,
) -> str:
    """Return a labelled input; an error or a hint is tied to it for screen readers, and an error takes the focus.

    ``digits``: a phone shows its keys for numbers.
    """
    told = [part for part, there in (("error", error), ("hint", hint)) if there]
    described = f' aria-describedby="{" ".join(f"{name}-{part}" for part in told)}"' if told else ""
    plain = "" if kind == "text" and autocomplete == "name" else ' autocapitalize="none" spellcheck="false"'
    return (
        f'<p class="field"><label for="{name}">{escape(label)}</label>'
        + (f'<span class="hint" id="{name}-hint">{escape(hint)}</span>' if hint else "")
        + f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{autocomplete}"{plain} required'
        + (f' value="{escape(value)}"' if value else "")
        + (' inputmode="numeric"' if digits else "")
        + (' aria-invalid="true"' if error else "")
        + (" autofocus" if first or error else "")
        + f"{described}>"
        + (f'<span class="error" id="{name}-error">{escape(error)}</span>' if error else "")
        + "</p>"
    )


def tick(name: str, label: str, *, checked: bool = False) -> str:
    """Return a box to tick with its label."""
    mark = " checked" if checked else ""
    return f'<p class="tick"><input id="{name}" name="{name}" type="checkbox" value="1"{mark}><label for="{name}">{escape(label)}</label></p>'  # noqa: E501


def notice(message: str, *, kind: str = "info") -> str:
    """Return a message above a form ('info', 'done' or 'error')."""
    role = "alert" if kind == "error" else "status"
    return f'<p class="notice {kind}" role="{role}">{escape(message)}</p>' if message else ""


def missing(request: Request, *, status: int = 404, said: str = "") -> Response:
    """Return the page of what is not there, or not for whoever asks: with a heading, words (or why) and a way on."""
    words = notice(said or _("This was not found, or it lies outside what you may see."), kind="error")
    way_on = f'<p class="second"><a href="/">{escape(_("Back to my learning"))}</a></p>'
    return page(request, _("This page cannot be opened"), words + way_on, status=status, languages=False)


async def read_form(request: Request, *, longest: int = LONGEST_FIELD) -> dict[str, str]:
    """Return a posted form's fields, cut to a sane length; nothing at all of a body that no form of ours could send."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return {}
    try:
        fields = parse_qsl(body.decode("latin-1"), keep_blank_values=True, errors="replace", max_num_fields=20)
    except ValueError:
        return {}
    return {name: value[:longest] for name, value in fields}


def is_ours(request: Request, posted: Mapping[str, str]) -> bool:
    """Return whether a post came from one of our own forms in the same browser.

    The token in the form must equal the one in the cookie, and what the browser says about the sender must not
    name another site.
    """
    ours, sent = request.cookies.get(form_cookie(), ""), posted.get(TOKEN_FIELD, "")
    return is_from_here(request) and len(ours) >= 20 and secrets.compare_digest(ours.encode(), sent.encode())


def is_from_here(request: HTTPConnection) -> bool:
    """Return whether what the browser says about the sender names no other site (a form's, or a socket's)."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    public = urlsplit(settings.current().public_url).netloc
    sender = re.fullmatch(r"https?://([^/\\?#@\s]+)", origin or "")
    return origin is None or (sender is not None and sender[1] in {request.headers.get("host", ""), public})


def form_token(request: Request) -> str:
    """Return the browser's form token, made for this answer when it has none."""
    known = request.cookies.get(form_cookie(), "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{20,60}", known):
        known = getattr(request.state, "form_token", "") or secrets.token_urlsafe(24)
    request.state.form_token = known
    return str(known)


def keep_token(response: Response, token: str) -> None:
    """Hand the browser its form token for as long as a session may last, so that buttons on pages go on working."""
    set_cookie(response, form_cookie(), token, max_age=settings.current().session_days * 24 * 3600)


def form_cookie() -> str:
    """Return the name of the form token's cookie."""
    return cookie_name("kns_form")


def cookie_name(name: str) -> str:
    """Return a cookie's name; where TLS is certain, with the prefix that keeps other hosts from setting it."""
    return f"__Host-{name}" if settings.current().secure_cookies else name


def set_cookie(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set one of our cookies: unreadable for scripts, not sent along by other sites' forms."""
    response.set_cookie(
        name, value, max_age=max_age, path="/", httponly=True, samesite="lax", secure=settings.current().secure_cookies
    )


def clear_cookie(response: Response, name: str) -> None:
    """Take one of our cookies away."""
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=settings.current().secure_cookies)


def go(path: str, *, own_forms: bool = False) -> Response:
    """Return a redirect to a path of our own, to be fetched with GET."""
    return RedirectResponse(local_path(path, own_forms=own_forms), status_code=303, headers=HEADERS)


def local_path(wanted: str | None, *, own_forms: bool = False) -> str:
    """Return ``wanted`` if it is a path on this server, and '/' for anything that could lead elsewhere.

    Browsers take a backslash for a slash and drop tabs and line breaks, so each such thing is refused, also in its
    percent-encoded form, and so are our own forms, unless ``own_forms`` (nobody wants to be sent back to one).
    """
    wanted = wanted or "/"
    opened = wanted
    for _round in range(3):
        if not re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f-\x9f]*", opened) or "//" in opened.split("?")[0]:
            return "/"
        opened = unquote(opened).replace(" ", "+")
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or (parts.path in OWN_FORMS and not own_forms):
        return "/"
    return wanted


def language_of(request: Request, own: str | None = None) -> str:
    """Return the language to speak: the account's, else the cookie's, else Vietnamese."""
    wanted = own or request.cookies.get("kns_language", "")
    return wanted if wanted in text.LANGUAGES else "vi"


def list_of(parts: Sequence[str]) -> str:
    """Return pieces of HTML as a list."""
    return '<ul class="choices">' + "".join(f"<li>{part}</li>" for part in parts) + "</ul>"


def _hidden(request: Request, values: Mapping[str, str]) -> str:
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in {TOKEN_FIELD: form_token(request), **values}.items()
        if value
    )


def _size_class(request: Request) -> str:
    size = getattr(request.state, "text_size", 100)
    return "" if size == 100 else f' class="s{size}"'


def _language_chooser(request: Request) -> str:
    other, name = ("en", "English") if text.language() == "vi" else ("vi", "Tiếng Việt")
    query = f"?{request.url.query}" if request.url.query else ""
    fields = _hidden(request, {"language": other, "back": request.url.path + query})
    return f'<form method="post" action="/language" class="plain">{fields}<button lang="{other}">{name}</button></form>'
