"""What the first visitor would wait for is there before they come."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit import delta_generator
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from pages.parts import early, menu
from pages.parts.coverage import bridge, charts, heat_map, trend


def test_every_page_is_compiled_and_the_charts_of_figures_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = ScriptCache()
    monkeypatch.setattr(early, "get_instance", lambda: SimpleNamespace(_script_cache=pages))
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    specs = (charts.state_spec, charts.coverage_spec, bridge.spec, heat_map.spec, trend.spec)
    for spec in specs:
        spec.cache_clear()

    early.prepare()

    assert {Path(page) for page in pages._cache} == {menu.HOME / f"{entry.file}.py" for entry in menu.entries()}
    assert delta_generator._use_warning_has_been_displayed
    made = [spec.cache_info().misses for spec in specs]
    charts.state_spec("vi")
    for theme in ("light", "dark"):
        charts.coverage_spec(theme, "vi", True)
        for part in (bridge, heat_map, trend):
            part.spec(theme, "vi")
    assert [spec.cache_info().misses for spec in specs] == made


def test_what_fails_is_left_to_the_first_visitor(caplog: pytest.LogCaptureFixture) -> None:
    early.prepare()  # outside of a server there is nothing that keeps compiled pages

    assert "done at the first opening" in caplog.text
