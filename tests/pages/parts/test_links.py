"""What a notice leads to is a page of ours, and whoever was told stands on it at one click."""

import ast
from pathlib import Path

import pytest

from models import database, privacy, text
from pages.parts import menu
from tests import city
from tests.pages.visiting import Visitor

MODELS = Path(__file__).resolve().parents[3] / "models"


def links_of_the_source() -> set[str]:
    """Return every address that a notice is given as it stands, also by a constant of its module."""
    found = set()
    for path in MODELS.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        given = [one.value for one in ast.walk(tree) if isinstance(one, ast.keyword) and one.arg == "link"]
        given += [one.value for one in tree.body if isinstance(one, ast.Assign) and _named(one) in ("LINK", "PAGE")]
        found |= {one.value for one in given if isinstance(one, ast.Constant) and str(one.value).startswith("/")}
    return found


def _named(one: ast.Assign) -> str:
    return one.targets[0].id if isinstance(one.targets[0], ast.Name) else ""


def test_every_notice_leads_to_a_page() -> None:
    links = links_of_the_source()
    assert {"/account", "/data-requests", "/my-data", "/second-person", "/deputies", "/settings"} <= links
    assert links - {f"/{one.address}" for one in menu.entries()} == set()


@pytest.mark.usefixtures("pages_of_city")
def test_a_request_and_its_answer_are_one_click_from_their_notices() -> None:
    with database.writing() as db:
        asker = city.actor(db, "canbo")
        privacy.requests.ask(db, asker, privacy.RequestKind.ACCESS, "", now=text.utc_now())
    assert "data-requests" in linked(Visitor("quantri").open("notices").well())
    with database.writing() as db:
        administrator = city.actor(db, "quantri")
        key = privacy.requests.waiting(db, administrator, now=text.utc_now())[0].key
        privacy.requests.answer(db, administrator, key, True, "Ở trang này", now=text.utc_now())
    assert "my-data" in linked(Visitor("canbo").open("notices").well())


def linked(visitor: Visitor) -> list[str]:
    return [one.proto.page for one in visitor.at.get("page_link")]
