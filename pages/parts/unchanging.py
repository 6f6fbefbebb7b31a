"""What Streamlit tells a browser at the beginning of every run though it never changes: theme and options, made once.

It reads some 300 options by their names for that, each time: a good third of what an empty page costs. A test compares
what is sent with what Streamlit would send.
"""

from collections.abc import Callable
from typing import Any

from streamlit.runtime import app_session

Populate = Callable[..., None]  # fills a message, of one section of the options where there are several


def keep() -> None:
    """Let this process make these messages once."""
    app_session._populate_theme_msg = once(app_session._populate_theme_msg)
    app_session._populate_config_msg = once(app_session._populate_config_msg)
    app_session.AppSession._compute_skills_nudge_state = _no_nudge  # type: ignore[assignment, method-assign]


def _no_nudge(_session: object) -> tuple[bool, str]:
    """Return what Streamlit finds out each time anew where ``server.headless`` is set: no hint for developers."""
    return False, ""


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
