"""What people read tells of everything there is: each page, command, setting and rule; and of nothing that is gone."""

import argparse
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import choices, courses, settings
from models.__main__ import _parser
from tests import menu

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GUIDES = DOCS / "huong-dan"
LINK = re.compile(r"(?<!`)\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
LARGEST, MOST = 120_000, 17


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def guides() -> str:
    return "\n".join(read(path) for path in sorted(GUIDES.glob("*.md")))


def commands() -> Iterator[tuple[str, list[str]]]:
    """Yield each command with its options and arguments as the command line takes them."""
    made = next(one for one in _parser()._actions if isinstance(one, argparse._SubParsersAction))
    for name, parser in made.choices.items():
        told = (one.option_strings[-1] if one.option_strings else one.dest for one in parser._actions)
        yield name, [one for one in told if one != "--help"]


def rows(said: str, command: str) -> str:
    """Return the lines of a table that begin with a command."""
    return "\n".join(line for line in said.splitlines() if re.match(rf"\| `python -m models {command}\b", line))


def test_every_page_is_explained_by_its_title() -> None:
    said = guides()
    titles = {page.titles()[0] for page in menu.pages()}
    assert sorted(title for title in titles if f"*{title}*" not in said) == []


@pytest.mark.parametrize("place", [ROOT / "README.md", GUIDES / "quan-tri.md"], ids=lambda path: path.name)
def test_every_command_is_told_with_all_it_takes(place: Path) -> None:
    said = read(place)
    known = dict(commands())
    missing = []
    for name, options in known.items():
        row = rows(said, name)
        missing += [name] if not row else [f"{name} {option}" for option in options if not _told(row, option)]
    assert missing == []
    told = set(re.findall(r"python -m models ([a-z][a-z-]+)", said))
    assert sorted(told - set(known)) == []


def _told(row: str, option: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", row, re.IGNORECASE) is not None


def test_every_option_of_all_commands_is_told() -> None:
    general = [one.option_strings[-1] for one in _parser()._actions if one.option_strings]
    assert [one for one in general if one != "--help" and one not in read(GUIDES / "quan-tri.md")] == []


def test_the_page_of_settings_is_what_the_settings_say() -> None:
    """After a change of the settings: python docs/settings.py."""
    written = runpy.run_path(str(DOCS / "settings.py"))["page"]()
    assert read(DOCS / "settings.md") == written
    names = [one.variable for one in settings.shown(settings.Settings())] + list(vars(choices.Choices()))
    assert [name for name in names if f"`{name}`" not in written] == []


def test_every_rule_for_content_stands_on_the_page_for_authors() -> None:
    said = read(DOCS / "content-rules.md")
    assert [name for name in courses.RULES if f"### {name} " not in said] == []


def test_links_of_what_people_read_lead_somewhere() -> None:
    broken = []
    for path in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        prose = re.sub(r"^(~~~|```).*?^\1", "", read(path), flags=re.MULTILINE | re.DOTALL)
        for target in LINK.findall(re.sub(r"`[^`\n]*`", "", prose)):
            if ":" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


def test_pictures_are_few_small_and_each_is_shown() -> None:
    """After a change of a page: python docs/pictures.py."""
    pictures = sorted((DOCS / "pictures").glob("*.png"))
    said = guides() + read(ROOT / "README.md")
    assert [one.name for one in pictures if one.stat().st_size >= LARGEST] == []
    assert [one.name for one in pictures if f"pictures/{one.name}" not in said] == []
    assert len(pictures) <= MOST


@pytest.mark.parametrize("document", ["threat-model.md", "asvs.md"])
def test_every_test_that_a_document_names_is_there(document: str) -> None:
    """By file and name, or by a file alone; what is called met names something that is there to be looked at."""
    said = read(DOCS / document)
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", said)
    assert len(named) > 40
    gone = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file() or (name and f"\ndef {name}(" not in read(ROOT / file))
    ]
    assert gone == []


def test_each_requirement_of_the_standard_is_spoken_of_once() -> None:
    """Standing is one of three words; what is met is shown by a test or a file of ours; no number stands twice."""
    rows = [line.strip("| ").split(" | ") for line in read(DOCS / "asvs.md").splitlines() if re.match(r"\| \d", line)]
    assert {row[1] for row in rows} == {"met", "not met", "not applicable"}
    assert [row[0] for row in rows if row[1] == "met" and not re.search(r"[`\[]|see \d|as in \d", row[2])] == []
    numbers = [number for row in rows for number in re.findall(r"\b\d+\.\d+\.\d+\b", row[0])]
    assert sorted({number for number in numbers if numbers.count(number) > 1}) == []
