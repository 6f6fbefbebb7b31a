"""The house rules that no other tool checks: thin pages, one maker of rights, one reader of the environment."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import sentences

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "pages"
SQL = re.compile(r"(?<![.\w])(select|insert|update|delete)\(|\.(exec|execute|commit|flush)\(|\b(sqlmodel|sqlalchemy)\b")
MAY_READ_ENVIRONMENT = {
    "models/settings.py",
    "models/serving.py",
    "models/organisation/workbook.py",
    "models/backups/dumping.py",
}


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """Yield every source file below folders: its path from the root, and its text."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def scripts() -> list[Path]:
    """Return the files that are pages, in the folders beside main.py."""
    return [
        path
        for path in sorted(PAGES.glob("*/*.py"))
        if path.parent.name not in ("parts", "routes") and path.name != "__init__.py"
    ]


def test_no_page_speaks_to_the_database_by_itself() -> None:
    assert [name for name, source in sources("pages") if SQL.search(source)] == []


def test_settings_alone_read_the_environment() -> None:
    found = {name for name, source in sources("models", "pages") if re.search(r"os\.(environ|getenv)", source)}
    assert sorted(found - MAY_READ_ENVIRONMENT) == []


def test_what_is_installed_has_every_file_that_is_read() -> None:
    """The bundle and the image name their parts: one that is forgotten is missed by whoever installs, not here."""
    bundle, image = ((ROOT / "deploy" / name).read_text("utf-8") for name in ("bundle.py", "Containerfile"))
    read = {
        "/".join(re.findall(r'"([^"]+)"', found))
        for name, source in sources("models", "pages")
        for found in re.findall(r'settings\.ROOT((?: / "[^"]+")+)', source)
        if name != "models/courses/rules_page.py"  # writes a document for the sources
    }
    assert "pyproject.toml" in read
    for path in read:
        parts = {path, path.partition("/")[0]}
        assert any(f'"{part}"' in bundle for part in parts), path
        assert any(re.search(rf"^COPY .*(?<!\S){re.escape(part)} ", image, re.MULTILINE) for part in parts), path


def test_nothing_stands_beside_main_but_folders() -> None:
    files = {path.name for path in PAGES.iterdir() if path.is_file()}
    assert files == {"main.py", "__init__.py"}


def test_no_file_is_too_long() -> None:
    lengths = {name: source.count("\n") for name, source in sources("models", "pages") if "/versions/" not in name}
    long = {name: length for name, length in lengths.items() if length > 400}
    assert long == {}
    assert (ROOT / "app.py").read_text(encoding="utf-8").count("\n") < 80


@pytest.mark.parametrize("path", [*scripts(), PAGES / "main.py"], ids=lambda path: path.stem)
def test_every_page_asks_who_it_is_before_anything_else(path: Path) -> None:
    """Imports, plain constants and what a page is called may stand before; nothing that reads or shows."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        said = ast.unparse(node)
        if said.startswith("me = who.signed_in("):
            return
        quiet = isinstance(node, ast.Import | ast.ImportFrom) or said.startswith("st.set_page_config(")
        documented = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        assert quiet or documented, f"{path.name}:{node.lineno} comes before the page asks who it is"
    pytest.fail(f"{path.name} never asks who it is")


def test_no_field_puts_back_a_day_for_being_over() -> None:
    """A date field puts back what lies before its bound without a word: the act refuses it in words instead."""
    assert [name for name, source in sources("pages") if re.search(r"min_value=(min\()?today", source)] == []


def test_every_error_of_the_domain_has_a_sentence() -> None:
    raised = {
        node.args[0].value
        for _name, source in sources("models", "pages")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] == "DomainError"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(raised) > 40
    known = {*sentences.sentences(), "sign-in-wait"}  # `said.wait_sentence` counts the minutes
    assert sorted(code for code in raised if code not in known) == []


def test_no_page_calls_an_act_with_the_actor_it_was_drawn_with() -> None:
    """A callback runs before the page is drawn anew, so it asks who acts at that moment."""
    found = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in scripts()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and "database.writing()" in ast.unparse(node)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Attribute) and ast.unparse(inner) == "me.actor"
    ]
    assert found == []
