"""POST /api/draft: the last words of an answer, sent by a page that is just being left."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import assessment, database, text
from models.rights import DomainError
from pages.parts import who
from pages.routes import beacons

LARGEST = 64 * 1024  # bytes; more no browser sends


class Draft(BaseModel):
    """What the page sends: an answer to one question of the sender's own open attempt, not yet checked."""

    model_config = ConfigDict(extra="forbid", strict=True)

    attempt: str = Field(max_length=64)
    place: int = Field(ge=1, le=10_000)
    answer: Any
    device: str | None = Field(default=None, max_length=64)
    sequence: int | None = None
    age: int = 0


async def draft(request: Request) -> Response:
    """Store the answer; 204 when it is in the database, 403 from another site or nobody, 409 when it is refused.

    The sender's page is gone, so nobody reads the answer: what counts is that nothing but an own page's words, of
    somebody signed in, to their own open attempt, gets in.
    """
    sent = await beacons.read(request, Draft, largest=LARGEST)
    if isinstance(sent, Response):
        return sent
    return Response(status_code=await run_in_threadpool(_store, request, sent))


def _store(request: Request, sent: Draft) -> int:
    me = who.from_cookies(request.cookies)
    if me is None:
        return 403
    numbered = sent.device is not None and sent.sequence is not None
    stamp = assessment.Stamp(sent.device or "", sent.sequence or 0, sent.age) if numbered else None
    try:
        with database.writing() as db:
            assessment.answer(db, me.actor, sent.attempt, sent.place, sent.answer, now=text.utc_now(), stamp=stamp)
    except DomainError:
        return 409
    return 204


routes = [Route("/api/draft", draft, methods=["POST"])]
