"""What is made once says what Streamlit says each time."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import Config, CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from models import settings
from pages.parts import unchanging

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar")


@pytest.fixture(autouse=True)
def _our_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(settings.ROOT)
    config.get_config_options(force_reparse=True)


def themed(populate: unchanging.Populate) -> bytes:
    """Return the theme as a run begins with it: every section, as Streamlit fills them."""
    whole = CustomThemeConfig()
    populate(whole)
    for section in SECTIONS[1:]:
        part = whole
        for name in section.split(".")[1:]:
            part = getattr(part, name)
        populate(part, section)
    return whole.SerializeToString(deterministic=True)


def test_the_theme_is_the_same_the_first_and_every_other_time() -> None:
    own = app_session._populate_theme_msg
    kept = unchanging.once(own)
    expected = themed(own)
    assert len(expected) > 500
    assert [themed(kept) for _ in range(3)] == [expected] * 3


def test_there_is_no_hint_for_developers() -> None:
    session = SimpleNamespace(_script_data=SimpleNamespace(is_hello=False, main_script_path="pages/main.py"), id="1")
    assert app_session.AppSession._compute_skills_nudge_state(session) == unchanging._no_nudge(session) == (False, "")  # type: ignore[arg-type]


def test_the_options_are_the_same() -> None:
    kept = unchanging.once(app_session._populate_config_msg)
    expected, first, second = Config(), Config(), Config()
    app_session._populate_config_msg(expected)
    kept(first)
    kept(second)
    assert expected == first == second


def test_a_script_stays_compiled_when_the_last_tab_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_populate_theme_msg", "_populate_config_msg"):
        monkeypatch.setattr(app_session, name, getattr(app_session, name))  # put back at the end
    monkeypatch.setattr(app_session.AppSession, "_compute_skills_nudge_state", None)
    monkeypatch.setattr(ScriptCache, "clear", ScriptCache.clear)
    script = tmp_path / "page.py"
    script.write_text("shown = 1\n", encoding="utf-8")
    cache = ScriptCache()
    first = cache.get_bytecode(str(script))
    unchanging.keep()
    cache.clear()
    assert cache.get_bytecode(str(script)) is first
