"""Pictures and documents: of lessons for who is signed in, of drafts for their keepers; the icon for everybody."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import courses, database, settings
from models.rights import Right
from pages.parts import live, who
from pages.parts.courses import kept

ICONS = ("/icon.svg", "/favicon.png")  # Streamlit asks for the second before a page has named the first
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0B5A8A"/>'
    '<path d="M8 17l5 5 11-12" fill="none" stroke="#fff" stroke-width="4"/></svg>'
)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_SAFE = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
}


async def media(request: Request) -> Response:
    """Answer with a file of a release by its hash; 404 without a sign-in, so that nobody learns what exists."""
    return _answer(request, await run_in_threadpool(_media, request))


async def draft(request: Request) -> Response:
    """Answer with a file of a course as it is on disk now, for those who keep the course; 404 to anybody else."""
    return _answer(request, await run_in_threadpool(_draft, request))


def _answer(request: Request, found: tuple[str, bytes] | None) -> Response:
    if found is None:
        return Response(status_code=404)
    kind, data = found
    headers = {**_SAFE, "cache-control": "private, max-age=31536000, immutable", "accept-ranges": "bytes"}
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return Response(data, media_type=kind, headers=headers)
    begin, end = _stretch(asked[1], asked[2], len(data))
    if begin >= end:
        return Response(status_code=416, headers={"content-range": f"bytes */{len(data)}"})
    headers["content-range"] = f"bytes {begin}-{end - 1}/{len(data)}"
    return Response(data[begin:end], status_code=206, media_type=kind, headers=headers)


def _stretch(first: str, last: str, size: int) -> tuple[int, int]:
    """Return where a range of bytes begins, and the byte after its end: browsers ask for a video bit by bit."""
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1 if last else size)


def _media(request: Request) -> tuple[str, bytes] | None:
    if who.from_cookies(request.cookies) is None:
        return None
    with database.reading() as db:
        return courses.media_at(db, request.path_params["hash"])


def _draft(request: Request) -> tuple[str, bytes] | None:
    me, slug, library = who.from_cookies(request.cookies), request.path_params["slug"], live.catalogue()
    if me is None or not me.actor.has(Right.AUTHOR) or not kept.keeps_draft(me, library, slug):
        return None
    seen = courses.preview(settings.current().content_dir, slug, library)
    return None if seen is None else seen.media(request.path_params["hash"])


async def icon(_request: Request) -> Response:
    """Answer with the platform's icon."""
    return Response(ICON, media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})


routes = [
    Route("/files/{hash}/{name}", media),
    Route("/draft/{slug}/{hash}/{name}", draft),
    *(Route(path, icon) for path in ICONS),
]
