"""Every text that a person sees comes from the catalogue: nothing is missing in Vietnamese, nothing is left over."""

import ast
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from models import courses, text
from models.courses.markdown import CALLOUTS

ROOT = Path(__file__).resolve().parent.parent
CALLS = {"_": 1, "translate": 1, "translate_n": 2, "_n": 2, "N_": 1}


def test_every_text_in_the_code_has_its_vietnamese() -> None:
    missing = sorted(set(_used()) - set(_vietnamese()))
    assert not missing, "\n".join(["not in locale/vi:", *missing])


def test_no_entry_of_the_catalogue_is_unused() -> None:
    unused = sorted(set(_vietnamese()) - set(_used()))
    assert not unused, "\n".join(["in locale/vi, but nowhere in the code:", *unused])


def test_no_text_stands_twice() -> None:
    counted = Counter(_entries())
    assert [message for message, times in counted.items() if times > 1] == []


def test_vietnamese_names_the_same_values_as_english() -> None:
    wrong = [
        message for message, vietnamese in _vietnamese().items() if not _names(vietnamese) <= _names(message) | {"n"}
    ]
    assert wrong == []


def _names(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def _vietnamese() -> dict[str, str]:
    return {message: vietnamese for message, vietnamese in _pairs() if vietnamese}


def _entries() -> list[str]:
    return [message for message, _ in _pairs()]


def _pairs() -> Iterator[tuple[str, str]]:
    for path in sorted((text.LOCALE_DIR / "vi").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="vi"):
                if message.id:
                    ids = message.id if isinstance(message.id, str) else message.id[0]
                    yield ids, message.string if isinstance(message.string, str) else message.string[0]


def _used() -> Iterator[str]:
    """The first (for plurals: singular) message of every translating call in the source, and the rules' own texts."""
    for rule in courses.RULES.values():
        yield from (rule.title, rule.message, rule.why)
    yield from CALLOUTS.values()
    for folder in ("pages", "models"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                first = node.args[0]
                if name in CALLS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value
