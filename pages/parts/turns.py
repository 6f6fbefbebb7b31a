"""How many pages are drawn at the same moment: few, so that each is soon done, however many people click at once.

Streamlit gives every click a thread at once. A hundred of them share one processor in slices, so all are done late,
each holds what it has read meanwhile, and whoever writes keeps the others waiting until the database gives up. In turns
a click waits before it has begun (docs/performance.md says what that bought).
"""

import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from streamlit.runtime.scriptrunner import ScriptRunner

AT_ONCE = 8  # more than a processor works at, since some wait for the database
PATIENCE, LOOK = 1.0, 0.02  # seconds: what is done beside pages waits so long for them, and looks so often

Run = Callable[..., Any]
_drawn_by = set[int]()  # the threads that draw a page at this moment


def take() -> None:
    """Let the runs of this process take turns."""
    ScriptRunner._run_script = in_turns(ScriptRunner._run_script, AT_ONCE)  # type: ignore[method-assign]


def in_turns(run: Run, at_once: int) -> Run:
    """Return what runs like ``run``, but never more than so many at the same moment; the others wait."""
    turns = threading.BoundedSemaphore(at_once)

    @wraps(run)
    def running(*args: Any, **kwargs: Any) -> Any:
        with turns:
            _drawn_by.add(threading.get_ident())
            try:
                return run(*args, **kwargs)
            finally:
                _drawn_by.discard(threading.get_ident())

    return running


def stand_aside() -> None:
    """Wait until no page is being drawn, for a moment at most: for what is done beside them."""
    end = time.monotonic() + PATIENCE
    while _drawn_by and time.monotonic() < end:
        time.sleep(LOOK)
