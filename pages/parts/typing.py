"""A text field that loses nothing: what is typed is sent while one types, again if it was not heard, and on leaving.

Streamlit's own field sends what was typed after a pause only: a tab closed within it takes the words along, and words
sent while the server restarts stay on the screen and are stored nowhere.
"""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

_field = st.components.v2.component(
    "kns_typed",
    html="<label><span></span><input autocomplete='off'></label>",
    css="""
label { display: block; font: inherit; font-size: .9rem; color: var(--st-text-color); }
input {
  box-sizing: border-box; width: 100%; min-height: 2.6rem; margin-top: .35rem; padding: .4rem .8rem;
  font: inherit; font-size: 1rem; color: var(--st-text-color); background: var(--st-secondary-background-color);
  border: 1px solid var(--st-gray-text-color); border-radius: var(--st-base-radius);
}
input:focus { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
""",
    js="""
const PAUSE = 400, UNHEARD = 3000

export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input")
  const mine = (parentElement.typed ??= { timer: 0 })
  const first = mine.saved === undefined
  mine.saved = data.saved
  parentElement.querySelector("span").textContent = data.label
  if (first) {
    input.maxLength = data.limit
    input.inputMode = data.number ? "decimal" : "text"
    input.value = data.saved
  }
  const send = () => {
    clearTimeout(mine.timer)
    if (input.value === mine.saved) return
    setTriggerValue("typed", { text: input.value })  // an empty text alone would count as no event
    mine.timer = setTimeout(send, UNHEARD)
  }
  const leave = () => {
    if (input.value === mine.saved) return
    const told = JSON.stringify({ attempt: data.attempt, place: data.place, answer: input.value })
    navigator.sendBeacon("/api/draft", new Blob([told], { type: "application/json" }))
  }
  const hidden = () => { if (document.visibilityState === "hidden") leave() }
  if (input.value === mine.saved) clearTimeout(mine.timer)
  input.oninput = () => { clearTimeout(mine.timer); mine.timer = setTimeout(send, PAUSE) }
  input.onblur = send
  input.onkeydown = (event) => { if (event.key === "Enter") send() }
  mine.forget?.()
  document.addEventListener("visibilitychange", hidden)
  window.addEventListener("pagehide", leave)
  mine.forget = () => {
    document.removeEventListener("visibilitychange", hidden)
    window.removeEventListener("pagehide", leave)
  }
  return () => { mine.forget(); clearTimeout(mine.timer); leave() }
}
""",
)


def field(
    label: str,
    *,
    saved: str,
    limit: int,
    number: bool,
    attempt: str,
    place: int,
    key: str,
    on_typed: Callable[[], None],
) -> None:
    """Show a field for a typed answer to a question of an attempt.

    ``saved``: what the server has of it, exactly as it was typed; the field sends again until it hears that back.
    ``on_typed`` is called for each text that arrives, and `typed` then reads it.
    """
    data: dict[str, Any] = {"label": label, "saved": saved, "limit": limit, "number": number}
    _field(data={**data, "attempt": attempt, "place": place}, key=key, on_typed_change=on_typed)


def typed(key: str) -> str | None:
    """Return the text that has just arrived from the field of this key; None when none has."""
    event = getattr(st.session_state.get(key), "typed", None)
    found = event.get("text") if isinstance(event, Mapping) else None
    return found if isinstance(found, str) else None
