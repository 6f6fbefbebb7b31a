"""Charts: Altair makes a specification once for a shape, language and theme; Vega-Lite draws it with the data.

Converting and validating a chart at every run costs more than five empty pages; a kept specification costs two.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st

from models import text
from models.text import translate as _
from pages.parts import states

BAR, HIGH = 50, 30  # pixels: a bar with its words above it; the one bar of all states
SMALL = 10  # below this many required pairs a bar shows its count and no coloured rate
LINE = 0.02  # of the bar of states: a smaller part is a mere line
OWN = "➤ "  # before the name of one's own unit: to be seen, not heard
_COLOURS = {
    "light": {"valid": "#00795A", "small": "#75808E", "rest": "#E3E8ED", "text": "#1B232C", "target": "#5F6B7A"},
    "dark": {"valid": "#3CC49A", "small": "#8C97A4", "rest": "#2A343F", "text": "#E8EDF2", "target": "#A3AEBB"},
}
_DRAWN = ("completed", "due-again", "in-progress", "not-started", "overdue", "expired")
STATE_COLOURS = {
    theme: {state: states.SHADES[state][place] for state in _DRAWN} for place, theme in enumerate(("light", "dark"))
}
_GROUNDS = {"light": "#FFFFFF", "dark": "#12181F"}  # of the page, and what is written on full colours
_PALE = 0.2  # of a state's colour in a pale part, the rest is the page's ground


@dataclass(frozen=True)
class Bar:
    """A bar as it is drawn: ``shade`` is the state whose colour it has ('': none), ``target`` where its mark stands.

    ``said`` is what a screen reader says of it.
    """

    key: str
    name: str
    rate: float
    label: str
    shade: str
    target: float
    said: str


def coverage_bars(
    rows: list[Bar], *, finding: str, key: str, on_pick: Callable[[], None], clickable: bool = True
) -> None:
    """Draw one bar a unit, ranked as given, each with a mark at its target; a click on a bar selects its key.

    ``finding`` is the sentence that a screen reader says of the whole.
    """
    frame = pa.table({column.name: [getattr(row, column.name) for row in rows] for column in fields(Bar)})
    kept = coverage_spec(st.context.theme.type or "light", text.language(), clickable)
    st.vega_lite_chart(
        spec={**kept, "data": {"name": "rows"}, "datasets": {"rows": frame}},  # only named data reaches every layer
        key=key,
        on_select=on_pick if clickable else "ignore",
        selection_mode="unit" if clickable else None,
        width="stretch",
        height=BAR * len(rows) + 52,  # said beforehand, so that nothing beneath moves when it is drawn
        alt=finding,
    )


def tenths(counts: Sequence[int], *, title: str, finding: str) -> None:
    """Draw how many fall into each tenth of a whole, from 0–10 % to 90–100 %; ``finding`` is for screen readers."""
    size = 100 // len(counts)
    frame = pa.table(
        {
            "score": (scores := [f"{size * place}–{size * (place + 1)} %" for place in range(len(counts))]),
            "people": list(counts),
            "said": [f"{title}, {score}: {text.number(n)}" for score, n in zip(scores, counts, strict=True)],
        }
    )
    kept = tenths_spec(st.context.theme.type or "light", text.language(), title)
    st.vega_lite_chart(
        spec={**kept, "data": {"name": "rows"}, "datasets": {"rows": frame}}, width="stretch", height=220, alt=finding
    )


@lru_cache(maxsize=8)
def tenths_spec(theme: str, _language: str, title: str) -> dict[str, Any]:
    """Return the Vega-Lite specification of `tenths`, without data."""
    colours = _COLOURS.get(theme, _COLOURS["light"])
    place = alt.X(
        "score:N", sort=None, title=title, axis=alt.Axis(labelAngle=-45, aria=False, labelColor=colours["text"])
    )
    tall = alt.Y("people:Q", axis=None)
    bars = alt.Chart().mark_bar(color=colours["valid"]).encode(x=place, y=tall, description="said:N")
    counts = (
        alt.Chart()
        .mark_text(aria=False, baseline="bottom", dy=-2, color=colours["text"], fontSize=14)
        .encode(x=place, y=tall, text="people:Q")
    )
    spec: dict[str, Any] = alt.layer(bars, counts).to_dict(validate=False)
    spec.pop("$schema", None)
    for layer in spec["layer"]:
        layer.pop("data", None)
    return spec


def picked(key: str) -> str | None:
    """Return the key of the bar that was clicked in the chart of this key; None when what came names none."""
    match st.session_state.get(key):
        case {"selection": {"unit": [{"key": str(found)}, *_rest]}}:
            return found
    return None


def label(valid: int, required: int) -> str:
    """Return what stands at a bar: the rate with its base, the count first where numbers are small."""
    base = f"{text.number(valid)}/{text.number(required)}"
    if not required:
        return "–"
    return base if required < SMALL else f"{text.percent(valid, required)} ({base})"


def spoken(name: str, valid: int, required: int) -> str:
    """Return a part's figure as a sentence to be read aloud; of small numbers the count alone."""
    name = name.removeprefix(OWN)
    if required < SMALL:
        return _("{name}: {valid} of {required} required courses completed", name=name, valid=valid, required=required)
    return _(
        "{name}: {rate} completed, {valid} of {required} required courses",
        name=name,
        rate=text.percent(valid, required),
        valid=valid,
        required=required,
    )


@dataclass(frozen=True)
class Part:
    """A part of the bar of states as it is drawn: filled with ``fill``, edged with the state's own ``edge``."""

    state: str
    word: str
    number: int
    fill: str
    edge: str
    ink: str


def state_parts(told: Sequence[tuple[str, str, int]]) -> list[Part]:
    """Return the parts of the bar of states, of (state, word, number) in their order; those without a number are left
    out. Full colour and pale take turns, so that neighbours differ in grey too, whichever states they are; a part that
    is a mere line takes no turn, or those on both sides of it would look alike.
    """
    shown = [one for one in told if one[2]]
    theme, whole, turn = _theme(), sum(number for *_word, number in shown), 0
    parts = []
    for state, word, number in shown:
        parts.append(Part(state, word, number, *state_ink(theme, state, pale=turn % 2 == 1)))
        turn += number / whole >= LINE
    return parts


def state_ink(theme: str, state: str, *, pale: bool) -> tuple[str, str, str]:
    """Return the fill, the edge and what is written with, of a part in full colour or pale."""
    full, ground = STATE_COLOURS[theme][state], _GROUNDS[theme]
    if not pale:
        return full, full, ground
    pairs = ((int(full[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    mixed = "".join(f"{round(_PALE * one + (1 - _PALE) * other):02X}" for one, other in pairs)
    return f"#{mixed}", full, _COLOURS[theme]["text"]


def state_bar(parts: Sequence[Part], *, finding: str, key: str) -> None:
    """Draw one bar of all required pairs, cut into parts, with gaps that show without colour; word and number stand in
    a part where there is room for them, or else the number.
    """
    whole = sum(part.number for part in parts) or 1
    gap = 0.004
    starts = [sum(part.number for part in parts[:place]) / whole for place in range(len(parts))]
    numbers = [text.number(part.number) for part in parts]
    told = [f"{said} ({text.percent(part.number, whole)})" for said, part in zip(numbers, parts, strict=True)]
    frame = pa.table(
        {
            "state": [part.state for part in parts],
            "word": [part.word for part in parts],
            "fill": [part.fill for part in parts],
            "edge": [part.edge for part in parts],
            "ink": [part.ink for part in parts],
            "start": starts,
            "end": [
                max(start + part.number / whole - gap, start + gap / 2)
                for start, part in zip(starts, parts, strict=True)
            ],
            "middle": [start + part.number / whole / 2 for start, part in zip(starts, parts, strict=True)],
            "long": [f"{part.word} {said}" for said, part in zip(numbers, parts, strict=True)],
            "label": numbers,
            "told": told,
            "said": [f"{part.word}: {said}" for said, part in zip(told, parts, strict=True)],
        }
    )
    kept = state_spec(text.language())
    st.vega_lite_chart(
        spec={**kept, "data": {"name": "rows"}, "datasets": {"rows": frame}},
        key=key,
        width="stretch",
        height=HIGH,
        alt=finding,
    )


@lru_cache(maxsize=8)
def state_spec(_language: str) -> dict[str, Any]:
    """Return the Vega-Lite specification of `state_bar`, without data."""
    across = alt.X("start:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
    bars = (
        alt.Chart()
        .mark_bar(height=26, strokeWidth=1.5)
        .encode(
            x=across,
            x2="end:Q",
            y=alt.value(15),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
            tooltip=[alt.Tooltip("word:N", title=" "), alt.Tooltip("told:N", title="  ")],
            description="said:N",
        )
    )
    room = "(datum.end - datum.start) * width"
    written = alt.ExprRef(
        f"{room} > 8.5 * length(datum.long) + 8 ? datum.long : "
        f"{room} > 8.5 * length(datum.label) + 6 ? datum.label : ''"
    )
    words = (
        alt.Chart()
        .mark_text(fontSize=15, baseline="middle", aria=False, text=written)
        .encode(x="middle:Q", y=alt.value(15), color=alt.Color("ink:N", scale=None))
    )
    return without_data(alt.layer(bars, words).properties(height=HIGH))


def _theme() -> str:
    kind = st.context.theme.type
    return kind if kind in STATE_COLOURS else "light"


@lru_cache(maxsize=8)
def coverage_spec(theme: str, _language: str, clickable: bool) -> dict[str, Any]:
    """Return the Vega-Lite specification of `coverage_bars`, without data."""
    colours = _COLOURS.get(theme, _COLOURS["light"])
    place = 1 if theme == "dark" else 0
    shades = {"": colours["small"], **{name: shade[place] for name, shade in states.SHADES.items()}}
    places = alt.Y("key:N", sort=None, axis=None)
    whole = alt.Scale(domain=[0, 1])
    lines = alt.Axis(
        values=[0, 0.5, 1], format="%", title=None, domain=False, ticks=False, aria=False, labelColor=colours["text"]
    )
    thin: dict[str, Any] = {"height": 10, "yOffset": 10, "aria": False}
    track = (
        alt.Chart().mark_bar(color=colours["rest"], **thin).encode(y=places, x=alt.XDatum(1, scale=whole, axis=lines))
    )
    bars = (
        alt.Chart()
        .mark_bar(cursor="pointer" if clickable else "default", **thin)
        .encode(
            y=places,
            x=alt.X("rate:Q", scale=whole, axis=lines),
            color=alt.Color(
                "shade:N",
                scale=alt.Scale(domain=list(shades), range=list(shades.values())),
                legend=None,
            ),
        )
    )
    room = alt.ExprRef("width - 8 * length(datum.label) - 8")  # a name ends where its figure begins
    words: dict[str, Any] = {
        "aria": False,
        "fontSize": 15,
        "color": colours["text"],
        "baseline": "middle",
        "yOffset": -8,
    }
    names = alt.Chart().mark_text(align="left", limit=room, **words).encode(y=places, x=alt.value(0), text="name:N")
    figures = alt.Chart().mark_text(align="right", **words).encode(y=places, x=alt.value("width"), text="label:N")
    goal = (
        alt.Chart()
        .mark_tick(color=colours["target"], thickness=3, size=18, yOffset=10, opacity=1, aria=False)
        .encode(y=places, x=alt.X("target:Q", scale=whole, axis=lines))
    )
    touch = (  # over all of a bar, so that it is what is clicked, and read aloud
        alt.Chart()
        .mark_bar(opacity=0.001, cursor="pointer" if clickable else "default")
        .encode(
            y=places,
            x=alt.XDatum(1, scale=whole, axis=lines),
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("label:N", title="  ")],
            description="said:N",
        )
    )
    if clickable:
        touch = touch.add_params(alt.selection_point("unit", fields=["key"], toggle=False))
    return without_data(alt.layer(track, bars, goal, names, figures, touch).properties(height=alt.Step(BAR)))


def colours(theme: str) -> dict[str, str]:
    """Return the colours of a theme by what they are for."""
    return _COLOURS.get(theme, _COLOURS["light"])


def without_data(chart: alt.LayerChart | alt.FacetChart) -> dict[str, Any]:
    """Return a chart's specification, to be drawn with data of its own each time."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec.pop("$schema", None)
    for layer in spec["layer"]:
        layer.pop("data", None)  # Altair's mark of a chart without data would hide the page's
    return spec
