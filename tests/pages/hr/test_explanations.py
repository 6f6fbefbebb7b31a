"""What units say about their figures: read beside the bar, on the unit's own page and from other pages of the bars."""

import pytest

from models import text
from pages.parts.coverage import comparison, explaining
from tests import city
from tests.pages.hr.reading import tables_of
from tests.pages.hr.test_coverage import OUTSIDE, WARD, key_of
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def test_a_head_explains_and_those_above_read_it_beside_the_bar() -> None:
    head = Visitor("thutruong").open("coverage").unfold().well()
    head.at.text_area(key="explain:words").set_value("Đang sắp xếp lại <b>hai</b> phòng.")
    next(one for one in head.at.button if one.key == "explain:do").click()
    head.run().well()
    assert [one.value for one in head.at.success] == [
        text.translate("Your explanation stands beside the figure, with your name and today's date.")
    ]
    officer = Visitor("nhansu").open("coverage").unfold().well()
    cells = [cell for table in tables_of(officer) for row in table for cell in row]
    told = next(cell for cell in cells if cell.startswith("Đang sắp xếp lại <b>hai</b> phòng."))
    assert city.NAMES["thutruong"] in told
    assert explaining.SIGN in officer.everything()
    there = Visitor("nhansu").open("coverage", unit=key_of(WARD)).well()  # nothing unfolded
    said = [one.value for one in there.at.markdown]
    assert any(one.startswith(f"{explaining.SIGN} Đang sắp xếp lại") for one in said)
    other = Visitor("nhansu").open("coverage", unit=key_of(OUTSIDE)).unfold().well()
    assert "Đang sắp xếp lại" not in other.everything()


def test_units_on_other_pages_of_the_bars_that_explained_their_figure_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(comparison, "BARS", 1)
    head = Visitor("thutruong").open("coverage").unfold().well()
    head.at.text_area(key="explain:words").set_value("Mới sáp nhập.")
    next(one for one in head.at.button if one.key == "explain:do").click()
    head.run().well()
    named = text.translate_n(
        "{sign} {n} unit on other pages has explained its figure: {units}",
        "{sign} {n} units on other pages have explained their figures: {units}",
        1,
        sign=explaining.SIGN,
        units=WARD,
    )
    officer, places = Visitor("nhansu"), []
    for page in range(1, 9):
        shown = officer.open("coverage", units=str(page)).well()
        beside = any("Mới sáp nhập." in cell for table in tables_of(shown) for row in table for cell in row)
        assert beside != (named in [one.value for one in shown.at.caption])
        places.append(beside)
    assert places.count(True) == 1
