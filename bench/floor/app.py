"""The floor: an empty page with a menu, served exactly as the platform is."""

import contextlib
import gc
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Freeze what is imported, as the platform does."""
    gc.collect()
    gc.freeze()
    yield


app = st.App(Path(__file__).parent / "main.py", lifespan=lifespan)

if __name__ == "__main__":
    app.run(config={"server.port": int(sys.argv[1]), "server.address": "127.0.0.1"})
