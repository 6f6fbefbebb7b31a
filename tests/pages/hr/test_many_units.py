"""A city of many units reads well: the neediest first, some at a time, by kind, found by name; and as of when."""

import re
import sys
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from models import changes, database, text, training
from pages.parts.coverage import comparison, lights
from tests import city
from tests.pages.hr.reading import tables_of
from tests.pages.visiting import Visitor

BARS = 3  # of the eight units beneath the city
FIGURES = "Figures as a table, charts as pictures"


@pytest.fixture(autouse=True)
def few_at_a_time(pages_of_city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "BARS", BARS)


def parts(visitor: Visitor) -> list[tuple[str, int, int]]:
    """Return the units that the page compares, in their order: name, completed, required."""
    found = next(table for table in tables_of(visitor) if table[0][0] == text.translate("Part"))
    return [(row[0].split("\n")[0], *(int(cell.replace(".", "")) for cell in row[1:3])) for row in found[1:]]  # type: ignore[misc]


def opened(**address: str) -> Visitor:
    return Visitor("nhansu").open("coverage", **address).unfold(FIGURES).well()


def all_parts() -> list[tuple[str, int, int]]:
    """Return the units of all pages of the comparison."""
    found: list[tuple[str, int, int]] = []
    for page in range(1, 99):
        shown = parts(opened(units=str(page)))
        if found[-len(shown) :] == shown:  # a page beyond the last shows the last
            return found
        assert len(shown) <= BARS
        found += shown
    return found


def test_units_are_ranked_over_all_pages_each_once_the_lowest_share_first() -> None:
    with database.writing() as db:
        city.completed(db, "canbo", city.shipped(db))
    found = all_parts()
    assert len(found) > BARS
    assert len({name for name, _valid, _required in found}) == len(found)
    shares = [valid / required for _name, valid, required in found]
    assert shares == sorted(shares)
    assert shares[-1] > 0
    assert all(one[2] >= two[2] for one, two in pairwise(found) if one[1] == two[1] == 0)  # of equals the larger first


def test_a_unit_is_found_by_its_name_without_accents_and_units_by_their_kind() -> None:
    assert [name for name, _valid, _required in parts(opened(named="hoan kiem"))] == ["Phường Hoàn Kiếm"]
    kinds = next(one for one in opened().at.pills if one.label == text.translate("Kind of unit"))
    kind, number = re.fullmatch(r"(.+) \((\d+)\)", kinds.options[0]).groups()  # type: ignore[union-attr]
    of_kind = parts(opened(kind=kind))
    assert len(of_kind) == min(int(number), BARS)
    assert {name for name, _valid, _required in of_kind} < {name for name, _valid, _required in all_parts()}


def as_of(visitor: Visitor) -> tuple[str, str]:
    """Return the day that the figures are of, and the moment as known at, as the page says them."""
    pattern = re.escape(text.translate("As of {day}, as known on {when}.")).replace(r"\{day\}", "(.+)")
    said = [re.fullmatch(pattern.replace(r"\{when\}", "(.+)"), one.value) for one in visitor.at.caption]
    (found,) = [one for one in said if one]
    return found[1], found[2]


def test_the_page_says_as_of_which_day_and_as_known_when_its_figures_are() -> None:
    now = text.utc_now()
    day, when = as_of(Visitor("nhansu").open("coverage").well())
    assert day == text.day(text.local_day(now))
    assert when in {text.moment(now + timedelta(minutes=later)) for later in (0, 1)}
    then = datetime(2026, 2, 3, 4, 5, tzinfo=text.HANOI)
    past = Visitor("nhansu").open("coverage", on="2026-01-31", known=then.isoformat()).well()
    assert as_of(past) == (text.day(then.date().replace(month=1, day=31)), text.moment(then))
    assert training.definition() in " ".join(one.proto.help for one in past.at.markdown)


def test_while_very_much_is_being_counted_the_page_says_that_the_list_may_be_shorter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = Visitor("nhansu").open("coverage").well()
    assert not any("may be shorter" in one.value or "có thể ngắn hơn" in one.value for one in before.at.info)
    monkeypatch.setattr(sys.modules[training.Figures.__module__], "LARGE", 0)  # too much to read for who waits
    with database.writing() as db:
        changes.note(db, changes.Kind.PEOPLE, None, now=text.utc_now())
    seen = before.run().well()
    assert any("có thể ngắn hơn" in one.value for one in seen.at.info)


def test_the_rule_of_the_colours_is_a_press_away_from_the_figure() -> None:
    seen = Visitor("nhansu").open("coverage").unfold("What this figure means").well()
    said = [one.value for one in seen.at.markdown]
    assert lights.rule() in said
    assert lights.rule().startswith("Xanh:")
    assert training.definition() in said
