"""Every page for every role on PostgreSQL: the queries and types of the pages, not only those of the models."""

from pathlib import Path

import pytest
from streamlit import config

from models import database, sentences, text, training
from models.rights import Right
from pages.parts import live
from tests import city, menu
from tests.pages.test_every_page import NONSENSE, PARAMETERS, made_for, rights
from tests.pages.visiting import Visitor
from tests.server import PROVING

SORRY = "Something went wrong on our side. What you saved before is kept. Please try again."
SPOILT = NONSENSE[1:4] if PROVING else NONSENSE[1:2]


@pytest.fixture
def on_postgresql(city_file: Path, postgresql_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration city in PostgreSQL, as a process that has just started serves it."""
    city.poured(city_file, database.connect(postgresql_database))
    monkeypatch.setattr(live, "_figures", training.Figures())
    monkeypatch.setattr(live, "_library", {})
    monkeypatch.setattr(live, "_place", {"courses": -1})
    text.use_language("vi")
    config.set_option("client.showErrorDetails", "full")
    config.set_option("logger.enableRich", False)


@pytest.mark.slow
@pytest.mark.usefixtures("on_postgresql")
def test_every_page_opens_for_every_role_and_bears_nonsense() -> None:
    failed: list[tuple[str, str, str]] = []
    sorry = {*sentences.sentences().values(), text.translate(SORRY)}
    for login in city.NAMES:
        may = rights(login)
        for page in menu.pages():
            if page.right not in may or (login not in ("canbo", "nhansu") and page.right is Right.LEARN):
                continue
            parameters = PARAMETERS | made_for(login, page.address)
            for asked in (parameters, *SPOILT) if login == "nhansu" else (parameters,):
                seen = Visitor(login).open(page.address, **asked)
                failed += [(login, page.address, one.value) for one in seen.at.exception]
                if asked is parameters:
                    failed += [(login, page.address, one) for one in set(seen.errors) & sorry]
                    failed += [] if seen.title else [(login, page.address, "no title")]
    assert failed == []


@pytest.mark.slow
@pytest.mark.usefixtures("on_postgresql")
def test_the_acts_of_a_day_are_done() -> None:
    """A cadre finishes the course, the head gives more time and looks for people, the administrator looks it up."""
    with database.writing() as db:
        city.completed(db, "canbo", city.shipped(db))
        key = city.person_key(db, "giangvien")
    hr = Visitor("nhansu").open("person", person=key).unfold().well()
    hr.fill(hr.at.text_area(key=f"longer:why:{city.SLUG}"), "Đi công tác").well()
    hr.press_key(f"longer:{city.SLUG}").well()
    assert hr.errors == []
    for asked in ({}, {"state": "all"}, {"find": "nguyen"}, {"by": "course"}, {"flag": "stuck"}, {"on": "2026-01-01"}):
        seen = Visitor("nhansu").open("coverage", **asked).well()
        assert seen.title, asked
    admin = Visitor("quantri").open("audit", act="training.extend").well()
    assert text.translate("gave somebody more time for a course") in admin.everything()
    for asked in ({"q": "hạnh"}, {"q": "Nguyễn Thị"}):
        for address in ("people", "roles", "units"):
            Visitor("quantri").open(address, **asked).well()
    assert Right.ADMINISTER in rights("quantri")
