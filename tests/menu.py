"""The pages of the platform as the menu lists them, and the right each file asks for: a new one is tested by itself."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models import text
from models.rights import Right
from pages.parts.menu import entries

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "pages"
_TRANSLATING = ("_", "translate_n", "text.translate")


@dataclass(frozen=True)
class Listed:
    """A page: its file below pages/, its title's English text, its address, the right that it asks for, the menu's."""

    file: str
    title: str
    address: str
    right: Right
    gate: Right

    @property
    def path(self) -> Path:
        """The page's script."""
        return PAGES / f"{self.file}.py"

    def titles(self) -> tuple[str, ...]:
        """Return the title in the menu, in every language."""
        return tuple(_in(language, self.title) for language in ("vi", "en"))


@cache
def pages() -> tuple[Listed, ...]:
    """Return every page of the menu."""
    with _speaking("en"):
        return tuple(Listed(one.file, one.title, one.address, _asked_by(one.file), one.right) for one in entries())


@cache
def phrases(page: Listed) -> tuple[str, ...]:
    """Return what the page's own file says, in every language, and no other file says: none of it is for others."""
    mine = set(_messages(page.path))
    others = {said for path in PAGES.rglob("*.py") if path != page.path for said in _messages(path)}
    found = {_in(language, said).split("{")[0].strip() for language in ("vi", "en") for said in mine - others}
    shared = {_in(language, said) for language in ("vi", "en") for said in others}
    return tuple(sorted(said for said in found if len(said) >= 10 and not any(said in other for other in shared)))


def _in(language: str, message: str) -> str:
    with _speaking(language):
        return text.translate(message)


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    before = text.language()
    text.use_language(language)
    try:
        yield
    finally:
        text.use_language(before)


def _asked_by(file: str) -> Right:
    """Return the right that a page's own file asks for."""
    script = ast.parse((PAGES / f"{file}.py").read_text(encoding="utf-8"))
    asks = next(node for node in ast.walk(script) if isinstance(node, ast.Call) and "signed_in" in ast.unparse(node))
    return _right(asks) or Right.LEARN


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
