"""The pages of the platform as `pages/main.py` lists them, so that a new page is tested by itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models import text
from models.rights import Right

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "pages"
_TRANSLATING = ("_", "translate_n", "text.translate")


@dataclass(frozen=True)
class Listed:
    """A page of the menu: its file below pages/, its title's English text, its address, the right it asks for."""

    file: str
    title: str
    address: str
    right: Right
    gate: Right | None

    @property
    def path(self) -> Path:
        """The page's script."""
        return PAGES / f"{self.file}.py"

    def titles(self) -> tuple[str, ...]:
        """Return the title in the menu, in every language."""
        return tuple(_in(language, self.title) for language in ("vi", "en"))


@cache
def pages() -> tuple[Listed, ...]:
    """Return every page that main.py makes."""
    tree = ast.parse((PAGES / "main.py").read_text(encoding="utf-8"))
    return tuple(_listed(call, gate) for call, gate in _calls(tree, None))


@cache
def phrases(page: Listed) -> tuple[str, ...]:
    """Return what the page's own file says, in every language, and no other file says: none of it is for others."""
    mine = set(_messages(page.path))
    others = {said for path in PAGES.rglob("*.py") if path != page.path for said in _messages(path)}
    found = {_in(language, said).split("{")[0].strip() for language in ("vi", "en") for said in mine - others}
    shared = {_in(language, said) for language in ("vi", "en") for said in others}
    return tuple(sorted(said for said in found if len(said) >= 10 and not any(said in other for other in shared)))


def _in(language: str, message: str) -> str:
    before = text.language()
    text.use_language(language)
    try:
        return text.translate(message)
    finally:
        text.use_language(before)


def _calls(tree: ast.AST, gate: Right | None) -> Iterator[tuple[ast.Call, Right | None]]:
    """Yield the calls of ``page(…)`` with the right that the ``if`` around each of them asks for."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "page":
            yield node, gate
        yield from _calls(node, _right(node.test) or gate if isinstance(node, ast.If) else gate)


def _listed(call: ast.Call, gate: Right | None) -> Listed:
    file, title, address = call.args
    assert isinstance(file, ast.Constant)
    assert isinstance(title, ast.Call)
    assert isinstance(title.args[0], ast.Constant)
    assert isinstance(address, ast.Constant)
    script = ast.parse((PAGES / f"{file.value}.py").read_text(encoding="utf-8"))
    asks = next(node for node in ast.walk(script) if isinstance(node, ast.Call) and "signed_in" in ast.unparse(node))
    right = _right(asks) or Right.LEARN
    return Listed(str(file.value), str(title.args[0].value), str(address.value), right, gate)


def _right(node: ast.AST) -> Right | None:
    """Return the ``Right.…`` that an expression names."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "Right":
            return Right[part.attr]
    return None


@cache
def _messages(path: Path) -> frozenset[str]:
    """Return the English sentences that a file translates."""
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    said = (one for call in calls if ast.unparse(call.func) in _TRANSLATING for one in call.args[:2])
    return frozenset(
        one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str) and " " in one.value
    )
