"""What a screen reader says of charts: a sentence for each bar and cell, and nothing of what is only drawn."""

from typing import Any

import pytest

from models import access, database, text, training
from models.rights import Right
from models.training import Share
from pages.parts.coverage import bridge, charts, heat_map, trend
from tests import city
from tests.pages.hr.test_coverage import WARD
from tests.pages.visiting import Visitor


def heard(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of a chart that are read aloud: every mark that is not hidden from it."""
    return [one for one in spec["layer"] if one["mark"].get("aria") is not False]


@pytest.mark.parametrize(
    "spec",
    [
        charts.coverage_spec("light", "vi", clickable=True),
        charts.coverage_spec("dark", "vi", clickable=False),
        charts.state_spec("vi"),
        charts.tenths_spec("light", "vi", "Người"),
        heat_map.spec("light", "vi"),
    ],
)
def test_of_each_chart_one_layer_is_read_and_has_a_sentence(spec: dict[str, Any]) -> None:
    (layer,) = heard(spec)
    assert layer["encoding"]["description"]["field"] == "said"
    axes = [
        one["axis"]
        for layer in spec["layer"]
        for one in layer["encoding"].values()
        if isinstance(one, dict) and one.get("axis")
    ]
    assert all(axis["aria"] is False for axis in axes), "Vega would read them in English"


def told_under_the_pointer(spec: Any) -> list[str]:
    """Return the fields that a chart's tooltips tell, wherever in it they stand."""
    if isinstance(spec, list):
        return [field for one in spec for field in told_under_the_pointer(one)]
    if not isinstance(spec, dict):
        return []
    mine = [one["field"] for one in spec.get("tooltip", ()) if isinstance(one, dict)] if "tooltip" in spec else []
    return mine + [field for one in spec.values() for field in told_under_the_pointer(one)]


@pytest.mark.parametrize(
    ("spec", "fields"),
    [
        (charts.coverage_spec("light", "vi", clickable=True), {"name", "label"}),
        (charts.state_spec("vi"), {"word", "told"}),
        (heat_map.spec("light", "vi"), {"name", "title", "told"}),
        (bridge.spec("light", "vi"), {"name", "label"}),
        (trend.spec("light", "vi"), {"named", "told"}),
    ],
    ids=["bars", "states", "map", "bridge", "weeks"],
)
def test_each_chart_of_figures_says_under_the_pointer_what_it_is_of_and_how_much(
    spec: dict[str, Any], fields: set[str]
) -> None:
    assert set(told_under_the_pointer(spec)) == fields


def test_a_line_stands_at_the_target_across_each_bar() -> None:
    bars = charts.coverage_spec("light", "vi", clickable=True)["layer"]
    (line,) = [layer for layer in bars if layer["mark"]["type"] == "tick"]
    (bar,) = [layer for layer in bars if layer["encoding"]["x"].get("field") == "rate"]
    assert line["encoding"]["x"]["field"] == "target"
    assert line["encoding"]["y"]["field"] == bar["encoding"]["y"]["field"]


def test_the_sentence_has_the_name_the_rate_and_the_counts() -> None:
    text.use_language("vi")
    assert charts.spoken("➤ Phường A", 120, 139) == "Phường A: hoàn thành 86,3\xa0%, 120 trên 139 lượt phải học"
    assert charts.spoken("Phường B", 3, 9) == "Phường B: hoàn thành 3 trên 9 lượt phải học"
    assert heat_map.spoken(Share(0, 0), "Phường B", "An toàn") == "Phường B, An toàn: chưa ai phải học khóa nào"


@pytest.mark.usefixtures("pages_of_city")
def test_the_page_sends_them_with_its_bars_and_cells() -> None:
    with database.reading() as db:
        held = training.Figures().refresh(db)
        scope = access.scope_of(access.operator(), Right.SEE_COVERAGE)
        figure = training.coverage(held, scope, training.Question(text.local_day(text.utc_now())))
        title = str(city.shipped(db).course.title)
    (count,) = [row.count for row in figure.rows if row.name == WARD]
    bars = Visitor("nhansu").open("coverage").well().everything()
    assert f"{charts.spoken(WARD, count.valid, count.required)}; chỉ tiêu 90\xa0%" in bars
    cells = Visitor("nhansu").open("coverage", view="map").well().everything()
    assert charts.spoken(f"{WARD}, {title}", count.valid, count.required) in cells
