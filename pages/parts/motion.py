"""Two small components: a page that begins at its top when its content changes, and a clock in the browser."""

from collections.abc import Callable

import streamlit as st

_top = st.components.v2.component(
    "kns_top",
    html="<div tabindex='-1' style='outline:none'></div>",
    js="""
export default function ({ data, parentElement }) {
  if (parentElement.shown !== undefined && parentElement.shown !== data.id) {
    const host = parentElement.host ?? parentElement
    host.style.scrollMarginTop = "4.5rem"  // the page's bar lies over its first lines
    host.scrollIntoView({ block: "start" })
    parentElement.querySelector("div").focus({ preventScroll: true })
  }
  parentElement.shown = data.id
}
""",
)

_clock = st.components.v2.component(
    "kns_clock",
    html="<div role='timer' aria-live='off'></div>",
    css="""
div { font: inherit; color: var(--st-text-color); font-variant-numeric: tabular-nums; }
div.last { color: var(--st-red-text-color); font-weight: 650; }
""",
    js="""
export default function ({ data, parentElement, setTriggerValue }) {
  const face = parentElement.querySelector("div")
  const end = Date.now() + data.left * 1000
  clearInterval(parentElement.ticking)
  const tick = () => {
    const left = Math.max(0, Math.round((end - Date.now()) / 1000))
    const minutes = Math.floor(left / 60), seconds = String(left % 60).padStart(2, "0")
    face.textContent = data.words.replace("{time}", minutes + ":" + seconds)
    face.classList.toggle("last", left <= 60)
    if (left === 0) { clearInterval(parentElement.ticking); setTriggerValue("zero", data.id) }
  }
  parentElement.ticking = setInterval(tick, 1000)
  tick()
  return () => clearInterval(parentElement.ticking)
}
""",
)


def begin_at_top(content: str) -> None:
    """Scroll to here, and put the focus here, when ``content`` differs from what this page showed before."""
    _top(data={"id": content}, key="top", height=1)


def clock(seconds_left: float, *, words: str, attempt: str, on_zero: Callable[[], None]) -> None:
    """Show the time left ('{time}' in ``words``); at zero ``on_zero`` is called once. The server has its own clock."""
    _clock(
        data={"left": max(0, seconds_left), "words": words, "id": attempt},
        key=f"clock:{attempt}",
        width="content",
        on_zero_change=on_zero,
    )
