"""A browser without a screen: sends requests to an ASGI application and keeps its cookies."""

import asyncio
import re
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from typing import Any, TypeVar
from urllib.parse import urlencode

from starlette.types import ASGIApp

Awaited = TypeVar("Awaited")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def header(self, name: str) -> str:
        """Return a header's first value, '' when it is missing."""
        return next((value for key, value in self.headers if key == name), "")

    def cookie(self, name: str) -> str:
        """Return the whole set-cookie line of one cookie, '' when it was not set."""
        return next((v for key, v in self.headers if key == "set-cookie" and v.startswith(f"{name}=")), "")

    def value(self, name: str) -> str:
        """Return what a field of the page is filled with, '' when it is empty or missing."""
        found = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', self.text)
        return unescape(found[1]) if found else ""


def awaited(work: Coroutine[Any, Any, Awaited]) -> Awaited:
    """Run a coroutine to its end, in a thread of its own: where a real browser is open, a loop runs in this one."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(copy_context().run, asyncio.run, work).result()


class Browser:
    """One browser at one address; follows no redirect by itself."""

    def __init__(self, app: ASGIApp, *, address: str = "203.0.113.7", scheme: str = "http") -> None:
        self.app, self.address, self.scheme = app, address, scheme
        self.cookies: dict[str, str] = {}
        self.form_token = ""

    def get(self, path: str, **headers: str) -> Answer:
        """Fetch a page."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, fields: Mapping[str, str], *, token: str | None = None, **headers: str) -> Answer:
        """Send a form as a browser would, with the token of the page seen last (or the given one)."""
        body = urlencode({"form_token": self.form_token if token is None else token, **fields}).encode()
        told = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self.send("POST", path, headers=told, body=body)

    def send(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Send one request and take up the cookies that come back."""
        answer = awaited(self._send(method, path, headers, body))
        for key, line in answer.headers:
            if key == "set-cookie":
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
                    if morsel["max-age"] == "0":
                        del self.cookies[name]
        self.form_token = answer.value("form_token") or self.form_token
        return answer

    async def _send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        bare, _, query = path.partition("?")
        raw: Sequence[tuple[bytes, bytes]] = [
            (b"host", b"hoc.example.vn"),
            *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()),
            (b"cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()).encode()),
        ]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": self.scheme,
            "path": bare,
            "raw_path": bare.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": raw,
            "client": (self.address, 40000),
            "server": ("hoc.example.vn", 80),
        }
        sent: list[dict[str, Any]] = []
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start = sent[0]
        return Answer(
            status=start["status"],
            headers=[(key.decode("latin-1"), value.decode("latin-1")) for key, value in start["headers"]],
            text=b"".join(message.get("body", b"") for message in sent[1:]).decode("utf-8", "replace"),
        )
