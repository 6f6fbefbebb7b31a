"""Making the copies: `python -m pages.routes.bundle FOLDER` runs this in a process beside the pages."""

import gzip
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import streamlit

from models import text
from pages.routes.bundle import icons, ready
from pages.routes.bundle.habits import HABITS
from pages.routes.bundle.looks import LOOKS
from pages.routes.bundle.words import Word, words

INDEX = Path(streamlit.__file__).resolve().parent / "static" / "index.html"
SOURCE = INDEX.parent / "static"
HERE = Path(__file__).parent
# Parts of Streamlit that no page uses and that would take most of the time to compress.
NEVER_USED = re.compile(
    r"(Plotly|DeckGl|GraphViz|ECharts|elk-|AudioInput|CameraInput|Graphviz|balloon|snow|fire|flake)"
)
SQUEEZED = (".js", ".css")
FIRST = "first-visit.txt"  # the names of what everybody fetches, a line each
QUALITY, BEST = 9, 11  # the best takes six times as long: for what everybody fetches
_NAMED = re.compile(r"\./static/([^\"]+)")
_IMPORTED = re.compile(r"(?:from|import) ?[`\"]\./([\w.~-]+\.js)[`\"]")


def mark() -> str:
    """Return a mark of all that goes into the copies: Streamlit's version, the words in every language, the icons."""
    told = [streamlit.__version__, *(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.py")))]
    told += [f"{language}:{word}" for language in text.LANGUAGES for word in _words(language)]
    told += sorted(icons.in_use([]))
    return sha256("\n".join(told).encode()).hexdigest()[:16]


def make(folder: Path) -> None:
    """Make the copies of every language in ``folder``; it appears whole or not at all."""
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as place:
        made = Path(place) / "made"
        _write(made)
        try:
            made.rename(folder)
        except OSError:  # another process was quicker
            if not folder.exists():
                raise
    for old in folder.parent.iterdir():
        if old.is_dir() and old != folder and not old.name.startswith("."):
            shutil.rmtree(old, ignore_errors=True)


def first_visit() -> list[Path]:
    """Return the files that everybody fetches until they are in a lesson, in the order in which they are needed."""
    page = (SOURCE.parent / "index.html").read_text(encoding="utf-8")
    named = [SOURCE / name for name in _NAMED.findall(page) if name.startswith(("js/", "css/"))]
    parts = (*ready.AT_ONCE, *ready.BENEATH, *ready.IN_LESSONS)
    named += [path for stem in parts for path in sorted(SOURCE.glob(f"js/{stem}.*.js"))]
    named += SOURCE.glob(f"media/{icons.FONT}.*")
    found: dict[Path, None] = dict.fromkeys(named)
    for path in named:  # grows by what each of them imports
        if path.suffix == ".js":
            beneath = [path.with_name(name) for name in _IMPORTED.findall(path.read_text(encoding="utf-8"))]
            named += [one for one in beneath if one not in found]
            found |= dict.fromkeys(beneath)
    return list(found)


def _write(made: Path) -> None:
    used = [path for path in _files() if not NEVER_USED.match(path.name)]
    wanted = first_visit()
    made.mkdir()
    (made / FIRST).write_text("\n".join(str(path.relative_to(SOURCE)) for path in wanted), encoding="utf-8")
    texts = {path: path.read_text(encoding="utf-8") for path in used if path.suffix in SQUEEZED}
    first = text.LANGUAGES[0]
    for language in text.LANGUAGES:
        for path in used:
            target = made / language / path.relative_to(SOURCE)
            target.parent.mkdir(parents=True, exist_ok=True)
            twin = made / first / path.relative_to(SOURCE)
            if path in texts:
                said = translated(path.name, texts[path], _words(language))
                if language != first and said == translated(path.name, texts[path], _words(first)):
                    _link(twin, target)
                else:
                    _squeeze(target, said.encode(), BEST if path in wanted else QUALITY)
            elif language != first:
                os.link(twin, target)
            elif path.name.startswith(icons.FONT):
                target.write_bytes(icons.cut_down(path, icons.in_use(texts.values())))
            else:
                shutil.copyfile(path, target)


def translated(name: str, content: str, said: list[Word]) -> str:
    """Return the text of a file with our words in the place of Streamlit's."""
    stem = name.partition(".")[0]
    for word in said:
        if word.file == stem:
            content = content.replace(word.found, word.put)
    return content


def _squeeze(target: Path, data: bytes, quality: int) -> None:
    import brotli

    target.write_bytes(data)
    target.with_name(target.name + ".br").write_bytes(brotli.compress(data, quality=quality))
    # a browser takes Brotli over TLS and from its own machine only; inside an agency's network it is gzip
    target.with_name(target.name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))


def _link(twin: Path, target: Path) -> None:
    for ending in ("", ".br", ".gz"):
        os.link(twin.with_name(twin.name + ending), target.with_name(target.name + ending))


def _files() -> Iterator[Path]:
    yield from sorted(path for path in SOURCE.rglob("*") if path.is_file())


def _words(language: str) -> list[Word]:
    before = text.language()
    text.use_language(language)
    try:
        return [*words(), *LOOKS, *HABITS, *ready.PARTS]
    finally:
        text.use_language(before)
