"""A page's run as it is counted and written down: which page, how long, and whether it failed; in whose session."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from streamlit.runtime.scriptrunner import get_script_run_ctx

from models import logs, measures
from models.rights import DomainError

log = logging.getLogger("kns.reruns")


@contextmanager
def run(page: str) -> Iterator[None]:
    """Count the run of a page within this block; Streamlit's own ends of a run, and what is refused, are no failures.

    The session is named by a digest: with Streamlit's own name for it somebody could take its place.
    """
    context = get_script_run_ctx()
    session = context.session_id if context else ""
    logs.session_id.set(sha256(session.encode()).hexdigest()[:12])
    begun, outcome = time.perf_counter(), "drawn"
    try:
        yield
    except DomainError:
        raise
    except Exception:
        outcome = "failed"
        raise
    finally:
        taken = time.perf_counter() - begun
        measures.reruns.took(taken, page, outcome)
        logs.told(log, "drawn", page=page, outcome=outcome, ms=round(1000 * taken, 1))
