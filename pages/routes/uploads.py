"""Files for an answer: sent by a page of ours, taken away again, downloaded by who may; never through /media.

The body of a request is the file itself. Who sends it, and whether it may come at all, is asked before it is read.
"""

import json
from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import assessment, database, sentences, settings, text
from models.access import SignedIn
from models.assessment import HandedFile
from models.rights import DomainError
from pages.parts import asked, handed, who
from pages.routes import forms

_SAFE = {
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
}
Act = Callable[[SignedIn], tuple[HandedFile, ...]]


async def add(request: Request) -> Response:
    """POST /api/upload: ``attempt``, ``place``, ``name``; answers with the files that are there, or why not."""
    refused = _not_from_here(request)
    if refused is not None:
        return refused
    attempt, place = _where(request)
    most = settings.current().task_file_mb
    answer = await run_in_threadpool(_doing, request, lambda me: _may(me, attempt, place, most, request))
    if answer.status_code != 200:
        return answer
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most * 1_000_000:
            return _refusal(DomainError("file-large", most=most))
    name = request.query_params.get("name", "")

    def act(me: SignedIn) -> tuple[HandedFile, ...]:
        with database.writing() as db:
            return assessment.add_file(db, me.actor, attempt, place, name, bytes(data), now=text.utc_now())

    return await run_in_threadpool(_doing, request, act)


async def remove(request: Request) -> Response:
    """POST /api/upload/remove: ``attempt``, ``place``, ``file``; answers with the files that are left."""
    refused = _not_from_here(request)
    if refused is not None:
        return refused
    attempt, place = _where(request)
    file = request.query_params.get("file", "")

    def act(me: SignedIn) -> tuple[HandedFile, ...]:
        with database.writing() as db:
            return assessment.remove_file(db, me.actor, attempt, place, file, now=text.utc_now())

    return await run_in_threadpool(_doing, request, act)


async def download(request: Request) -> Response:
    """GET /handed/{key}/{name}: a file for its owner, or for who judges it; 404 to anybody else."""
    return await run_in_threadpool(_download, request)


def _may(me: SignedIn, attempt: str, place: int, most: int, request: Request) -> tuple[HandedFile, ...]:
    told = request.headers.get("content-length", "")
    size = int(told[:18]) if told.isascii() and told.isdigit() else 0
    if size > most * 1_000_000:
        raise DomainError("file-large", most=most)
    with database.reading() as db:
        assessment.may_add(db, me.actor, attempt, place, size=size, now=text.utc_now())
    return ()


def _download(request: Request) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None:
        return Response(status_code=404)
    try:
        with database.reading() as db:
            found = assessment.download(db, me.actor, request.path_params["key"])
    except DomainError:
        return Response(status_code=404)
    named = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return Response(found.data, media_type=found.media_type, headers={**_SAFE, "content-disposition": named})


def _not_from_here(request: Request) -> Response | None:
    """Return the answer to what no page of ours sends: a form of another site cannot send this kind of content."""
    if request.headers.get("origin") is None or not forms.is_from_here(request):
        return Response(status_code=403)
    return None if request.headers.get("content-type") == "application/octet-stream" else Response(status_code=415)


def _where(request: Request) -> tuple[str, int]:
    return request.query_params.get("attempt", ""), asked.place(request.query_params, "place")


def _doing(request: Request, act: Act) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None:
        return Response(status_code=403)
    text.use_language(me.language)
    try:
        files = act(me)
    except DomainError as error:
        return _refusal(error)
    return _json({"files": handed.listed(files)}, 200)


def _refusal(error: DomainError) -> Response:
    return _json({"said": sentences.sentence(error)}, 413 if error.code == "file-large" else 409)


def _json(told: dict[str, object], status: int) -> Response:
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, status_code=status, media_type="application/json", headers={"cache-control": "no-store"})


routes = [
    Route("/api/upload", add, methods=["POST"]),
    Route("/api/upload/remove", remove, methods=["POST"]),
    Route("/handed/{key}/{name}", download),
]
