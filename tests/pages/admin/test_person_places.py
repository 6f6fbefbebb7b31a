"""What an officer does about somebody's places on their page: move, a second post, put a place right, take it back."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models import database, text
from models.organisation import Posting, Tree
from tests import city, factories
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")
DAY = timedelta(days=1)


def at_the_page() -> Visitor:
    with database.reading() as db:
        key = city.person_key(db, "canbo")
    return Visitor("quantri").open("people", person=key).unfold().well()


def put(officer: Visitor, kind: str, name: str, value: object) -> None:
    """Fill in the field whose key ends so: keys hold the person and what was seen of them."""
    widget: Any = next(one for one in getattr(officer.at, kind) if (one.key or "").endswith(name))
    widget.set_value(value)


def places(*, main: bool) -> list[tuple[int, str, date, date | None]]:
    """Return the unit, position and days of every posting that stands, in order."""
    with database.reading() as db:
        whose = col(Posting.person_id) == city.person_id(db, "canbo")
        standing = whose, col(Posting.main).is_(main), col(Posting.voided_at).is_(None)
        rows = db.exec(select(Posting).where(*standing, Posting.tree == Tree.ADMINISTRATION).order_by(Posting.from_))
        return [(one.unit_id, one.position, one.from_, one.until) for one in rows]


def test_somebody_moves_from_a_day_on_and_the_place_before_ends_then() -> None:
    day = text.local_day(text.utc_now()) - 3 * DAY
    with database.reading() as db:
        unit = city.unit_id(db, "Phòng Cải cách hành chính")
    before = places(main=True)
    officer = at_the_page()
    put(officer, "selectbox", ":t:unit", "Phòng Cải cách hành chính")
    put(officer, "date_input", ":t:day", day)
    put(officer, "text_input", ":t:position", "  Phó   trưởng phòng ")
    officer.press("Save the new place").well()
    assert officer.at.success, officer.errors
    assert places(main=True) == [*before[:-1], (*before[-1][:3], day), (unit, "Phó trưởng phòng", day, None)]


def test_a_move_without_its_day_is_not_begun() -> None:
    before = places(main=True)
    officer = at_the_page()
    put(officer, "date_input", ":t:day", None)
    officer.press("Save the new place").well()
    assert officer.errors == [text.translate("Choose the unit and the day first.")]
    assert places(main=True) == before


def test_a_second_post_is_given_until_its_last_day() -> None:
    today = text.local_day(text.utc_now())
    with database.reading() as db:
        unit = city.unit_id(db, "Phòng Cải cách hành chính")
    officer = at_the_page()
    officer.press("Save the second post").well()
    assert officer.errors == [text.translate("Choose the unit and the day first.")]
    put(officer, "selectbox", ":p:unit", "Phòng Cải cách hành chính")
    put(officer, "date_input", ":p:end", today + 9 * DAY)
    put(officer, "text_input", ":p:position", "Tổ trưởng")
    officer.press("Save the second post").well()
    assert officer.at.success, officer.errors
    assert places(main=False) == [(unit, "Tổ trưởng", today, today + 10 * DAY)]


@pytest.fixture
def second_post() -> int:
    """A second post of the person that began thirty days ago; its unit."""
    with database.writing() as db:
        unit = city.unit_id(db, "Phòng Cải cách hành chính")
        began = text.local_day(text.utc_now()) - 30 * DAY
        factories.posting(db, city.person_id(db, "canbo"), unit, main=False, from_=began, position="Tổ viên")
    return unit


def wrong_one(officer: Visitor) -> Visitor:
    """Choose the second post among the places that may be wrong."""
    put(officer, "selectbox", ":m:line", next(one for one in _lines(officer) if "Tổ viên" in one))
    return officer.run().well()


def _lines(officer: Visitor) -> list[str]:
    return next(list(one.options) for one in officer.at.selectbox if (one.key or "").endswith(":m:line"))


def test_a_place_is_put_right_and_the_wrong_one_stays_in_the_history(second_post: int) -> None:
    today = text.local_day(text.utc_now())
    officer = wrong_one(at_the_page())
    line = next(one.key for one in officer.at.text_input if (one.key or "").endswith(":position") and ":m" in one.key)
    prefix = line.removesuffix("position")[line.rindex(":m") :]
    put(officer, "date_input", f"{prefix}day", today - 20 * DAY)
    put(officer, "date_input", f"{prefix}end", today)
    officer.press("Save the right one").well()
    assert officer.at.success, officer.errors
    assert places(main=False) == [(second_post, "Tổ viên", today - 20 * DAY, today + DAY)]
    assert text.translate("We believed it") in officer.everything()


def test_a_place_that_never_was_is_taken_back(second_post: int) -> None:
    assert [unit for unit, *_rest in places(main=False)] == [second_post]
    officer = wrong_one(at_the_page()).press("It never was so: take it back").well()
    assert officer.at.success, officer.errors
    assert places(main=False) == []
