"""What every answer tells the browser that it may do: the content security policy and the headers beside it.

An answer that says nothing gets the strictest policy: it may load nothing, run nothing, and stand in no frame. Plain
pages (`forms`, `paper`) name the one style that they have. Streamlit's page runs the files of Streamlit and the few
lines that stand in its head, by their digests; what somebody smuggled into a page is neither. What was measured, and
why it is no stricter, is told in docs/decisions/0016-what-a-browser-may-do.md.
"""

import base64
import hashlib
import re
from functools import lru_cache

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import Message, Send

from models import settings
from pages.routes import visitor

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
A_YEAR = "max-age=31536000"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
_HEADERS = {
    "content-security-policy": NOTHING,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
# What is no document gets what still counts for it: eighty of them at a first visit would carry 35 kB of the others.
_FILES = ("text/javascript", "text/css", "font/")
_FILE_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def guarded(send: Send, request: HTTPConnection) -> Send:
    """Return a ``send`` that adds what an answer does not say itself; over TLS no cookie leaves without Secure."""
    tls = over_tls(request)

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            plain = headers.get("content-type", "").startswith(_FILES)
            for name, value in (_FILE_HEADERS if plain else _HEADERS).items():
                headers.setdefault(name, value)
            if tls:
                headers["strict-transport-security"] = A_YEAR
                message["headers"] = [(name, _secured(name, value)) for name, value in message["headers"]]
        await send(message)

    return sending


def _secured(name: bytes, value: bytes) -> bytes:
    secure = name.lower() != b"set-cookie" or b"secure" in [part.strip().lower() for part in value.split(b";")]
    return value if secure else value + b"; Secure"


def over_tls(request: HTTPConnection) -> bool:
    """Return whether people come over TLS: here, or as the settings say, or as a proxy says that is believed."""
    said = request.headers.get("x-forwarded-proto", "").lower() == "https" and visitor.is_proxy(request)
    return said or request.url.scheme in ("https", "wss") or settings.current().secure_cookies


def page_policy(html: str, host: str) -> str:
    """Return the policy of Streamlit's page ``html``, whose socket is at ``host``."""
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""  # older browsers: 'self' is no socket
    return (
        f"default-src 'none'; script-src 'self' blob: {_scripts(html)}; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:; font-src 'self' data:; media-src 'self'; connect-src 'self'{sockets}; "
        "form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
    )


@lru_cache(maxsize=64)
def _scripts(html: str) -> str:
    """Return the digests of the scripts that stand in a page."""
    found = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(html))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in found)
