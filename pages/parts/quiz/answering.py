"""The widget of a question's type: drawn by the type's own script, sent by one that loses nothing.

Streamlit's own fields send what was typed after a pause only: a tab closed within it takes the words along. And what is
typed or clicked while the server restarts stays on the screen and is stored nowhere. `answering.js` sends while one
types, again if it was not heard, and on leaving.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from models import courses
from models.assessment import AskedQuestion, Stamp
from pages.parts import handed, telling
from pages.parts.courses import prose

_HERE = Path(__file__).parent
_SCRIPT, _STYLE = ((_HERE / f"answering.{ending}").read_text(encoding="utf-8") for ending in ("js", "css"))


def _component(kind: str) -> telling.Mount:
    script, style = courses.widget(kind)
    return telling.component(
        f"kns_{kind}",
        html="<div class='answer'></div>",
        css=_lean(f"{_STYLE}\n{style}"),
        js=_lean(f"{script}\n{_SCRIPT}"),
    )


def _lean(source: str) -> str:
    """Leave out indents and lines of comment: script and style travel to the browser at every click."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


_COMPONENTS = {kind: _component(kind) for kind in courses.KINDS}


def show(
    course: courses.Course,
    asked: AskedQuestion,
    *,
    saved: courses.Answer,
    turn: int,
    late: list[Any] | None,
    attempt: str,
    key: str,
    on_given: Callable[[], None],
) -> None:
    """Show the widget of a question, holding what is saved.

    ``saved``: what the server has, exactly as it arrived; the widget sends again until it hears that back. ``turn``
    grows with each answer that came from elsewhere, which the widget then shows unless something else is typed into it;
    ``late``: what has just arrived from it and was overtaken by such a one, in a list.
    ``attempt``: whose question it is, '' where nothing is stored. ``on_given`` is called for each answer that
    arrives, and `given` then reads it.
    """
    groups = {
        name: [[piece.id, prose.inline(course, piece.text)] for piece in pieces]
        for name, pieces in asked.groups.items()
    }
    data = {
        "id": key,
        "saved": saved,
        "turn": turn,
        "late": late,
        "attempt": attempt,
        "place": asked.place,
        "groups": groups,
        "body": "" if asked.body is None else prose.html(course, asked.body),
        "settings": dict(asked.settings),
        "words": dict(asked.words),
        "files": handed.listed(asked.files),
    }
    _COMPONENTS[asked.type]([data], key=key, on={"given": on_given})  # in a list: so a question's is known from others


def given(key: str) -> tuple[bool, Any]:
    """Return whether an answer has just arrived from the widget of this key, and which: JSON, not yet checked."""
    event = _arrived(key)
    return "answer" in event, event.get("answer")


def stamp(key: str) -> Stamp | None:
    """Return how the message that has just arrived from the widget of this key is numbered; None when it is not."""
    device, sequence, age = (_arrived(key).get(name) for name in ("device", "sequence", "age"))
    if not isinstance(device, str) or not isinstance(sequence, int):
        return None
    return Stamp(device, sequence, age if isinstance(age, int) else 0)


def _arrived(key: str) -> Mapping[str, Any]:
    event = telling.told(key, "given")
    return event if isinstance(event, Mapping) else {}
