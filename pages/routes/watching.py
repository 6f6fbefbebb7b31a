"""For machines that look after this one: `/ready`, whether people can be sent here now, and `/metrics`, what it counts.

`/metrics` is there for who holds the token of the settings only, and for nobody while none is set.
"""

import secrets
import time

import streamlit.logger
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from models import logs, measures, settings
from pages.routes import health

LATEST = 30.0  # seconds since the last look at the change log, after which figures and courses may be old
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


async def ready(request: Request) -> JSONResponse:
    """Answer 200 when people can be sent here, 503 with the reason when not: a proxy then asks another process."""
    answer = await health.health(request)
    age = time.time() - measures.looked_at.value
    if answer.status_code != 200:
        return answer
    if age > LATEST:
        return JSONResponse({"status": "figures are old"}, status_code=503)
    return JSONResponse({"status": "ready"}, headers={"cache-control": "no-store"})


async def metrics(request: Request) -> Response:
    """Answer with what the pages of this process and the worker beside it counted, for who sends the token."""
    token = settings.current().metrics_token
    sent = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or not secrets.compare_digest(sent.encode(), token.encode()):
        return Response(status_code=404)
    return PlainTextResponse(await run_in_threadpool(_told), media_type=PROMETHEUS)


def _told() -> str:
    return measures.text() + measures.of_process() + measures.left(settings.current().data_dir)


def begin_log() -> None:
    """Let the log be written as the setting says, Streamlit's own lines too, which otherwise go a way of their own."""
    logs.begin()
    if logs.as_json():
        streamlit.logger.setup_formatter = logs.hand_up
        streamlit.logger.update_formatter()


routes = [Route("/ready", ready), Route("/metrics", metrics)]
