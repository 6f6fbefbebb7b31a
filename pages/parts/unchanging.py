"""What Streamlit makes again and again though it never changes, made once.

Theme and options, which a browser is told at the beginning of every run: some 300 of them are read by their names for
that, a good third of what an empty page costs. A test compares what is sent with what Streamlit would send. And the
pages' scripts, which it forgets whenever the last tab is closed.
"""

from collections.abc import Callable
from typing import Any

from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

Populate = Callable[..., None]  # fills a message, of one section of the options where there are several


def keep() -> None:
    """Let this process make these messages once."""
    app_session._populate_theme_msg = once(app_session._populate_theme_msg)
    app_session._populate_config_msg = once(app_session._populate_config_msg)
    app_session.AppSession._compute_skills_nudge_state = _no_nudge  # type: ignore[assignment, method-assign]
    ScriptCache.clear = _stay  # type: ignore[assignment, method-assign]


def _no_nudge(_session: object) -> tuple[bool, str]:
    """Return what Streamlit finds out each time anew where ``server.headless`` is set: no hint for developers."""
    return False, ""


def _stay(_cache: ScriptCache) -> None:
    """Keep what is compiled: no file of ours is read anew while a process runs."""


def once(populate: Populate) -> Populate:
    """Return what fills a message as ``populate`` filled the first one of the same section."""
    made: dict[tuple[str, ...], Any] = {}

    def fill(message: Any, *section: str) -> None:
        if section not in made:
            fresh = type(message)()
            populate(fresh, *section)
            made[section] = fresh
        if made[section].ByteSize():  # merging nothing would still say that the message is there
            message.MergeFrom(made[section])

    return fill
