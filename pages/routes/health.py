"""`/health`: 200 and a small JSON document once the platform can serve, 503 before and when the database is away."""

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from models import changes, database
from pages.parts import live

_state = {"ready": False}


def ready() -> None:
    """Say that everything is loaded."""
    _state["ready"] = True


async def health(_request: Request) -> JSONResponse:
    """Answer whether people can be served."""
    if not _state["ready"]:
        return JSONResponse({"status": "starting"}, status_code=503)
    try:
        place = await run_in_threadpool(_place)
    except SQLAlchemyError:
        return JSONResponse({"status": "no database"}, status_code=503)
    told = {"status": "ok", "courses": len(live.catalogue().releases), "changes": place}
    return JSONResponse(told, headers={"cache-control": "no-store"})


def _place() -> int:
    with database.reading() as db:
        return changes.place(db)


routes = [Route("/health", health)]
