"""Kỹ Năng Số as one ASGI application: pages, plain routes, middleware. `python -m models serve` starts it."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator

import streamlit as st
from starlette.middleware import Middleware

from models import sentences, serving, settings
from models.rights import DomainError
from pages.parts import delivery, early, lean, live, turns, unchanging
from pages.parts.coverage import ahead
from pages.routes import bundle, health, table, watching
from pages.routes.shell import Shell

SECONDS_BETWEEN_LOOKS = 2.0
GARBAGE = (10_000, 20, 20)  # a page makes thousands of objects; Python's usual 700 looks through them at every run
SOON = 0.3  # the seconds while courses are arriving


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load what every page needs before the first request is answered, then keep it up to date."""
    watching.begin_log()
    serving.allow_many_files()
    lean.begin()
    gc.disable()  # what is loaded now stays: it need not be walked again and again
    try:
        await asyncio.to_thread(live.start, served=serving.is_child())
    except DomainError as error:
        serving.give_up(sentences.sentence(error))
    bundle.prepare()
    unchanging.keep()
    turns.take()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()
    health.ready()
    officers = ahead.Ahead()
    beside = [asyncio.create_task(one) for one in (_keep_up(), officers.keep_up())]
    yield
    officers.stop()
    for task in beside:
        task.cancel()
    await asyncio.to_thread(live.stop)


async def _keep_up() -> None:
    await asyncio.to_thread(early.prepare)
    moved = True
    while True:
        await asyncio.sleep(SOON if moved else SECONDS_BETWEEN_LOOKS)
        if serving.orphaned():
            signal.raise_signal(signal.SIGTERM)
        moved = await asyncio.to_thread(live.refresh_quietly)


app = st.App(
    settings.ROOT / "pages" / "main.py",
    lifespan=lifespan,
    routes=table.routes,
    middleware=[Middleware(Shell)],
    on_script_error=live.say_sorry,
)

if __name__ == "__main__":
    delivery.together()
    now = settings.current()
    app.run(
        config={
            "server.port": now.port,
            "server.address": now.address,
            "server.maxUploadSize": now.upload_mb,
            "logger.hideWelcomeMessage": True,  # our own greeting says where and how to enter
        }
    )
