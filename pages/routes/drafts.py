"""POST /api/draft: the last words of a typed answer, sent by a page that is just being left."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import assessment, database, text
from models.rights import DomainError
from pages.parts import who
from pages.routes import forms

LARGEST = 8 * 1024


class Draft(BaseModel):
    """What the page sends: a typed answer to one question of the sender's own open attempt."""

    model_config = ConfigDict(extra="forbid", strict=True)

    attempt: str = Field(max_length=64)
    place: int = Field(ge=1, le=10_000)
    answer: str = Field(max_length=assessment.TEXT_LIMIT)


async def draft(request: Request) -> Response:
    """Store the answer; 204 when it is in the database, 403 from another site or nobody, 409 when it is refused.

    The sender's page is gone, so nobody reads the answer: what counts is that nothing but an own page's words, of
    somebody signed in, to their own open attempt, gets in.
    """
    if request.headers.get("origin") is None or not forms.is_from_here(request):
        return Response(status_code=403)
    if request.headers.get("content-type") != "application/json":  # what a form of another site cannot send
        return Response(status_code=415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return Response(status_code=413)
    try:
        sent = Draft.model_validate_json(body)
    except ValidationError:
        return Response(status_code=422)
    return Response(status_code=await run_in_threadpool(_store, request, sent))


def _store(request: Request, sent: Draft) -> int:
    me = who.from_cookies(request.cookies)
    if me is None or me.must_change:
        return 403
    try:
        with database.writing() as db:
            assessment.answer(db, me.actor, sent.attempt, sent.place, sent.answer, now=text.utc_now())
    except DomainError:
        return 409
    return 204


routes = [Route("/api/draft", draft, methods=["POST"])]
