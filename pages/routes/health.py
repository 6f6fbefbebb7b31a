"""`/health`: 200 and a small JSON document once the platform can serve; 503 before, and while the database is away.

A database whose file is damaged is 503, too. A disk that is nearly full is told, and people are served on.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from models import changes, condition, database
from models.rights import Unavailable
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
    except Unavailable as error:
        return JSONResponse({"status": "no database", "why": error.code}, status_code=503)
    now = live.check.condition()
    damaged = now.integrity is condition.Integrity.DAMAGED
    told = {
        "status": "damaged" if damaged else "ok",
        "courses": len(live.catalogue().releases),
        "changes": place,
        "integrity": now.integrity.value,
        "disk": "low" if now.low else "ok",
        "free_mb": now.free // 1_000_000,
    }
    return JSONResponse(told, status_code=503 if damaged else 200, headers={"cache-control": "no-store"})


def _place() -> int:
    with database.reading() as db:
        return changes.place(db)


routes = [Route("/health", health)]
