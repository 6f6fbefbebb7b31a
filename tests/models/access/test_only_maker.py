"""`Actor` and `Scope` are made in models/access alone, so nobody can act, or read, in another's name."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCES = sorted(
    path
    for folder in ("models", "pages", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if not path.is_relative_to(ROOT / "models" / "access")
) + [path for path in (ROOT / "app.py",) if path.exists()]


def makers(source: str) -> list[int]:
    """Return the lines on which an Actor or a Scope is made, renamed or copied with other values."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "models.rights":
            found += [node.lineno for name in node.names if name.name in ("Actor", "Scope") and name.asname]
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        copied = name == "replace" and any(
            word.arg in ("held", "roots", "everywhere", "party", "party_roots")
            and not (isinstance(word.value, ast.Constant) and word.value.value is None)
            for word in node.keywords
        )
        if name in ("Actor", "Scope") or copied:
            found.append(node.lineno)
    return found


def test_no_other_file_makes_one() -> None:
    made = {str(path.relative_to(ROOT)): makers(path.read_text("utf-8")) for path in SOURCES}
    assert {path: lines for path, lines in made.items() if lines} == {}
    assert "models/rights.py" in made


@pytest.mark.parametrize(
    "planted",
    [
        "Actor(person_id=1, name='', held=frozenset())",
        "rights.Scope(right, roots, everywhere=True)",
        "from models.rights import Scope as S",
        "dataclasses.replace(scope, everywhere=True)",
    ],
)
def test_a_planted_one_is_found(planted: str) -> None:
    assert makers(planted) == [1]
