"""Charts: Altair makes a specification once for a shape, language and theme; Vega-Lite draws it with the data.

Converting and validating a chart at every run costs more than five empty pages; a kept specification costs two.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from models import text

SMALL = 10  # below this many required pairs a bar shows its count and no coloured rate
_COLOURS = {
    "light": {"valid": "#00795A", "small": "#75808E", "rest": "#E3E8ED", "text": "#1B232C", "target": "#5F6B7A"},
    "dark": {"valid": "#3CC49A", "small": "#8C97A4", "rest": "#2A343F", "text": "#E8EDF2", "target": "#A3AEBB"},
}


def coverage_bars(
    rows: list[tuple[str, str, int, int]],
    *,
    finding: str,
    key: str,
    on_pick: Callable[[], None],
    clickable: bool = True,
) -> None:
    """Draw one bar a unit, ranked as given; a click on a bar selects its key.

    ``rows``: (unit key, name, valid, required); ``finding`` is the sentence that a screen reader hears.
    """
    frame = pd.DataFrame(
        {
            "key": [row[0] for row in rows],
            "name": [row[1] for row in rows],
            "rate": [row[2] / row[3] if row[3] else 0.0 for row in rows],
            "label": [label(row[2], row[3]) for row in rows],
            "kind": ["small" if row[3] < SMALL else "valid" for row in rows],
        }
    )
    spec = coverage_spec(st.context.theme.type or "light", text.language(), clickable)
    st.vega_lite_chart(
        frame,
        spec,
        key=key,
        on_select=on_pick if clickable else "ignore",
        selection_mode="unit" if clickable else None,
        width="stretch",
        alt=finding,
    )


def label(valid: int, required: int) -> str:
    """Return what stands at a bar: the rate with its base, the count first where numbers are small."""
    base = f"{text.number(valid)}/{text.number(required)}"
    if not required:
        return "–"
    return base if required < SMALL else f"{text.percent(valid, required)} ({base})"


@lru_cache(maxsize=8)
def coverage_spec(theme: str, _language: str, clickable: bool) -> dict[str, Any]:
    """Return the Vega-Lite specification of `coverage_bars`, without data."""
    colours = _COLOURS.get(theme, _COLOURS["light"])
    names = alt.Y(
        "name:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelLimit=150, labelFlush=False, labelBound=False, ticks=False, domain=False, labelFontSize=13),
    )
    whole = alt.Scale(domain=[0, 1])
    bare = alt.Axis(format="%", values=[0, 0.5, 1], title=None, grid=True, labelFontSize=12)
    rest = (
        alt.Chart().mark_bar(color=colours["rest"], height=18).encode(y=names, x=alt.X("one:Q", scale=whole, axis=bare))
    )
    rest = rest.transform_calculate(one="1")
    bars = (
        alt.Chart()
        .mark_bar(height=18, cursor="pointer" if clickable else "default")
        .encode(
            y=names,
            x=alt.X("rate:Q", scale=whole, axis=bare),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=["valid", "small"], range=[colours["valid"], colours["small"]]),
                legend=None,
            ),
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("label:N", title="  ")],
        )
    )
    if clickable:
        bars = bars.add_params(alt.selection_point("unit", fields=["key"], toggle=False))
    words = (
        alt.Chart()
        .mark_text(align="left", dx=6, fontSize=13, color=colours["text"])
        .encode(y=names, x=alt.value(0), text="label:N")
        .transform_calculate(place="0")
    )
    layers = alt.layer(rest, bars, words).properties(height=alt.Step(44))
    spec: dict[str, Any] = layers.to_dict(validate=False)
    spec.pop("$schema", None)
    return spec
