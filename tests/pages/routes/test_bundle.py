"""Streamlit's files as our people get them: our words in them, small, whole, and never more than there is."""

import gzip
import re
import tomllib
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont

from models import settings, text
from pages.routes.bundle import icons, making, ready, serving
from pages.routes.bundle.habits import HABITS
from pages.routes.bundle.looks import LOOKS
from pages.routes.bundle.words import words

FROM = re.compile(r"\bfrom[`\"]\./([^`\"/]+\.js)[`\"]")


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "copies"
    making.make(folder)
    return folder


def original(name: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in making.SOURCE.rglob(f"{name}.*.js")]


def test_every_word_stands_in_the_installed_version() -> None:
    text.use_language("vi")
    every = [*words(), *LOOKS, *HABITS, *ready.PARTS]
    missing = [word.found for word in every if not any(word.found in content for content in original(word.file))]
    assert missing == []


def test_parts_made_ready_beforehand_are_those_that_streamlit_fetches_later() -> None:
    later = re.compile(r"lazy\)\(\(\)=>\w+\(\(\)=>import\(`\./(\w+)\.")
    fetched = {part for index in original("index") for part in later.findall(index)}
    assert {*ready.AT_ONCE, *ready.IN_LESSONS, *ready.IN_FORMS} <= fetched
    assert all(f"./static/js/{part}." in serving.head() for part in (*ready.AT_ONCE, *ready.BENEATH))


def test_what_everybody_fetches_is_whole() -> None:
    first = making.first_visit()
    assert len(first) == len(set(first))
    imported = {name for path in first if path.suffix == ".js" for name in FROM.findall(path.read_text("utf-8"))}
    assert imported
    assert imported <= {path.name for path in first}
    stems = {path.name.partition(".")[0] for path in first}
    assert {"index", "protobuf", "react-dom", *ready.AT_ONCE, *ready.BENEATH, *ready.IN_LESSONS} <= stems
    assert not stems & {"PlotlyChart", "DataFrame", "arrowFormatUtils", "embed"}  # what is heavy and rare


def test_what_everybody_fetches_fits_a_slow_line(copies: Path) -> None:
    names = (copies / making.FIRST).read_text("utf-8").split("\n")
    for ending, most in ((".br", 510_000), (".gz", 600_000)):
        sizes = [
            (small if (small := copies / "vi" / f"{name}{ending}").exists() else copies / "vi" / name) for name in names
        ]
        assert sum(path.stat().st_size for path in sizes) < most


def test_streamlits_own_font_is_named_by_nothing_that_draws(copies: Path) -> None:
    naming = [path.name for path in copies.rglob("*.js") if '"Source Sans"' in path.read_text(encoding="utf-8")]
    assert naming == []
    theme = tomllib.loads((settings.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert theme["font"] in {word.put for word in LOOKS}  # or the first text drawn would be set anew


def test_no_word_of_ours_ends_the_literal_it_stands_in() -> None:
    for language in text.LANGUAGES:
        text.use_language(language)
        for word in words():
            assert word.put.count("`") <= word.found.count("`"), word.put
            assert word.put.count("${") <= word.found.count("${"), word.put


def test_a_list_without_hits_says_so_in_each_language(copies: Path) -> None:
    said = {}
    for language in text.LANGUAGES:
        (path,) = (copies / language / "js").glob("Selectbox.*.js")
        said[language] = path.read_text(encoding="utf-8")
    assert "`Không tìm thấy`" in said["vi"]
    assert "`No results`" not in said["vi"]
    assert "`No results`" in said["en"]


def test_the_compressed_forms_hold_the_same_text(copies: Path) -> None:
    plain = sorted(path for path in copies.rglob("*.js"))
    assert len(plain) > 100
    for path in plain[::20]:
        whole = path.read_bytes()
        assert brotli.decompress(path.with_name(path.name + ".br").read_bytes()) == whole
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == whole


def test_the_icon_font_has_the_icons_in_use_and_is_small(copies: Path) -> None:
    (path,) = (copies / "vi" / "media").glob(f"{icons.FONT}*.woff2")
    assert path.stat().st_size < 20_000
    (whole,) = (making.SOURCE / "media").glob(f"{icons.FONT}*.woff2")
    place = {name: code for code, name in TTFont(whole).getBestCmap().items()}
    kept = TTFont(path)
    assert {place[name] for name in ("check_circle", "error", "expand_more", "upload")} <= set(kept.getBestCmap())
    assert len(kept.getGlyphOrder()) < 250


def test_the_mark_changes_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    before = making.mark()
    monkeypatch.setattr(making, "words", lambda: [making.Word("index", "`a`", "`b`")])
    assert re.fullmatch(r"[0-9a-f]{16}", before)
    assert making.mark() != before


STRANGE = ["../../../app.py", "js/../../index.html", "/etc/passwd", "", "js", "js/none.js", "js/a\0b.js", "x" * 5000]


@pytest.mark.parametrize("rest", STRANGE)
def test_nothing_but_the_files_is_served(copies: Path, rest: str) -> None:
    assert serving.Bundle(copies, "m").find("vi", rest) is None


def test_what_was_not_copied_comes_from_streamlit(copies: Path) -> None:
    (plotly,) = (making.SOURCE / "js").glob("PlotlyChart.*.js")
    assert serving.Bundle(copies, "m").find("vi", f"js/{plotly.name}") == plotly
