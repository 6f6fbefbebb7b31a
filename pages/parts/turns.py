"""How many pages are drawn at the same moment: few, so that each is soon done, however many people click at once.

Streamlit gives every click a thread at once. A hundred of them share one processor in slices, so all are done late,
each holds what it has read meanwhile, and whoever writes keeps the others waiting until the database gives up. In turns
a click waits before it has begun (docs/performance.md says what that bought).
"""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from streamlit.runtime.scriptrunner import ScriptRunner

AT_ONCE = 8  # more than a processor works at, since some wait for the database

Run = Callable[..., Any]


def take() -> None:
    """Let the runs of this process take turns."""
    ScriptRunner._run_script = in_turns(ScriptRunner._run_script, AT_ONCE)  # type: ignore[method-assign]


def in_turns(run: Run, at_once: int) -> Run:
    """Return what runs like ``run``, but never more than so many at the same moment; the others wait."""
    turns = threading.BoundedSemaphore(at_once)

    @wraps(run)
    def running(*args: Any, **kwargs: Any) -> Any:
        with turns:
            return run(*args, **kwargs)

    return running
