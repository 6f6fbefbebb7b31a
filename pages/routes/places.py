"""POST /api/place: the heading at which somebody leaves a lesson, so that it goes on there on any device."""

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import database, learning
from models.rights import DomainError
from pages.parts import live, who
from pages.routes import beacons


class Place(BaseModel):
    """What the page sends: a heading of a lesson, by its id."""

    model_config = ConfigDict(extra="forbid", strict=True)

    course: str = Field(max_length=100)
    lesson: str = Field(max_length=100)
    heading: str = Field(max_length=200)


async def place(request: Request) -> Response:
    """Keep the place; 204 when it is kept, 403 from another site or nobody, 409 when there is no such place."""
    sent = await beacons.read(request, Place)
    if isinstance(sent, Response):
        return sent
    return Response(status_code=await run_in_threadpool(_keep, request, sent))


def _keep(request: Request, sent: Place) -> int:
    me = who.from_cookies(request.cookies)
    if me is None:
        return 403
    released = live.catalogue().released(sent.course)
    if released is None:
        return 409
    try:
        with database.writing() as db:
            learning.keep_place(db, me.actor, released.release_id, sent.lesson, sent.heading)
    except DomainError:
        return 409
    return 204


routes = [Route("/api/place", place, methods=["POST"])]
