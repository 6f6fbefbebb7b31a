"""The map of a quiz: every question's number, with what is answered and what is flagged; a press goes there.

Each number is a button whose name says its state in words. A question that stands on the same page is gone to in the
browser; another page is asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.assessment import QuestionState
from models.text import translate as _
from pages.parts import telling

_map = telling.component(
    "kns_quiz_map",
    html="<nav><ol></ol></nav><p></p>",
    css="""
ol { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 0; padding: 0; }
button {
  min-width: 2.75rem; min-height: 2.75rem; padding: .2rem .45rem; font: inherit; font-variant-numeric: tabular-nums;
  color: var(--st-text-color); background: transparent; cursor: pointer;
  border: 1px dashed var(--st-gray-text-color); border-radius: var(--st-base-radius);
}
button.answered { border: 1px solid var(--st-green-text-color); background: var(--st-secondary-background-color); }
button[aria-current] { outline: 2px solid var(--st-primary-color); outline-offset: 1px; font-weight: 700; }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
p { margin: .6rem 0 0; font: inherit; font-size: .85rem; color: var(--st-gray-text-color); }
""",
    js="""
export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.querySelector("nav").setAttribute("aria-label", data.label)
  parentElement.querySelector("p").textContent = data.legend
  parentElement.querySelector("p").hidden = !data.legend
  const list = parentElement.querySelector("ol")
  data.places.forEach((one, number) => {
    let button = list.children[number]?.firstChild
    if (!button) {
      button = document.createElement("button")
      button.type = "button"
      list.appendChild(document.createElement("li")).appendChild(button)
    }
    button.textContent = one.mark
    button.setAttribute("aria-label", one.words)
    button.classList.toggle("answered", one.answered)
    if (one.here) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current")
    button.onclick = () => {
      const there = document.getElementById("cau-" + one.place)
      if (!there) { setTriggerValue("go", { place: one.place }); return }
      there.style.scrollMarginTop = "4.5rem"
      there.scrollIntoView({ block: "start" })
      there.focus({ preventScroll: true })
    }
  })
  while (list.children.length > data.places.length) list.lastChild.remove()
}
""",
)


def show(
    states: Sequence[QuestionState],
    here: Sequence[int],
    *,
    key: str,
    on_go: Callable[[int], None],
    label: str | None = None,
) -> None:
    """Show the map; ``here``: the places of the page that is shown. ``on_go`` is called with the place pressed.

    ``label``: what some of the questions have in common that are shown alone; the marks then need no legend.
    """
    places = [_place(state, state.place in here) for state in states]
    legend = _("✓ answered · ⚑ to look at again") if label is None else ""
    data = {"label": label or _("Go to a question"), "legend": legend, "places": places}

    def pressed() -> None:
        event = telling.told(key, "go")
        place = event.get("place") if isinstance(event, Mapping) else None
        if isinstance(place, int) and place in [state.place for state in states]:
            on_go(place)

    _map(data, key=key, on={"go": pressed})


def words(state: QuestionState) -> str:
    """Return a question's number and where it stands, as a screen reader says it."""
    parts = [_("Question {n}", n=state.place), _("answered") if state.answered else _("not answered")]
    return ", ".join([*parts, _("to look at again")] if state.flagged else parts)


def _place(state: QuestionState, here: bool) -> dict[str, Any]:
    mark = f"{state.place}{' ✓' if state.answered else ''}{' ⚑' if state.flagged else ''}"
    return {"place": state.place, "mark": mark, "words": words(state), "answered": state.answered, "here": here}
