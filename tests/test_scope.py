"""The head of a ward sees their ward: whatever they ask for, nobody from outside is in what the server sends."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from models import database, text
from models.organisation import Category, Tree
from models.training import State
from tests import city, probing
from tests.server import Page, Platform, running

pytestmark = pytest.mark.server

WARD = "Phường Hoàn Kiếm"


@pytest.fixture(scope="module")
def platform(city_file, tmp_path_factory) -> Iterator[Platform]:  # type: ignore[no-untyped-def]
    """The platform over the demonstration city."""
    folder = city.copied(city_file, tmp_path_factory.mktemp("scope") / "data")
    with running(folder, KNS_WORKER="false") as started, probing.database_of(started):
        yield started


@pytest.fixture(scope="module")
def inside(platform: Platform) -> frozenset[str]:
    with database.reading() as db:
        return frozenset(city.people_below(db, WARD))


@pytest.fixture(scope="module")
def outside(platform: Platform, inside: frozenset[str]) -> probing.Secrets:
    """Names of people and units that lie outside the ward and share their name with nobody and nothing inside."""
    with database.reading() as db:
        known = probing.secrets_of(db)
        mine = city.below(db, city.unit_id(db, WARD))
        units = city.units_of(db)
        ours = {units[unit] for unit in mine}
    strange = tuple(
        name for name in known.people if name not in inside and not any(name in other for other in (*inside, *ours))
    )
    places = tuple(name for name in known.units if name not in ours and not any(name in other for other in ours))
    assert len(strange) > 80
    return probing.Secrets(strange, places)


@pytest.fixture(scope="module")
def head(platform: Platform) -> Iterator[Page]:
    with Page(platform, platform.sign_in("thutruong")) as socket:
        yield socket


def test_their_own_people_are_there(head: Page, inside: frozenset[str]) -> None:
    seen = "".join(probing.bytes_of(head.open("coverage", f"state=all&page={page}")) for page in (1, 2, 3))
    assert sorted(name for name in inside if name not in seen) == []


def test_every_state_category_and_day_stays_inside(head: Page, outside: probing.Secrets) -> None:
    asked: list[dict[str, str]] = [{"state": state.value} for state in State]
    asked += [{"category": category.value} for category in Category]
    asked += [{"on": day} for day in ("2020-01-01", "2025-06-30", "2099-01-01")]
    asked += [{"known": "2025-03-01T00:00"}, {"tree": "nonsense"}, {"page": "2"}, {"page": "99"}]
    for address in asked:
        assert outside.found_in(probing.bytes_of(head.open("coverage", urlencode(address)))) == [], address


def test_no_unit_from_outside_opens(head: Page, outside: probing.Secrets) -> None:
    refusal = text.translate("This was not found, or it lies outside what you may see.")
    with database.reading() as db:
        mine = city.below(db, city.unit_id(db, WARD))
        keys = [key for unit, key in city.unit_keys(db).items() if unit not in mine]
    assert len(keys) > 30
    extras: list[dict[str, str]] = [{}, {"state": "overdue"}, {"tree": Tree.PARTY.value}, {"on": "2025-06-30"}]
    for number, key in enumerate(keys):
        address = urlencode({"unit": key, **extras[number % len(extras)]})
        said = probing.bytes_of(head.open("coverage", address))
        assert refusal in said, address
        assert outside.found_in(said) == [], address


def test_the_partys_tree_is_shut(head: Page, outside: probing.Secrets) -> None:
    said = probing.bytes_of(head.open("coverage", "tree=party"))
    assert text.translate("This was not found, or it lies outside what you may see.") in said
    assert outside.found_in(said) == []


def test_searching_finds_nobody_from_outside(head: Page, outside: probing.Secrets, inside: frozenset[str]) -> None:
    for search in (*outside.people[:4], "nguyen", "HN0", "a", "%", "_", ""):
        for address, name in (("coverage", "find"), ("codes", "q")):
            said = probing.bytes_of(head.open(address, urlencode({name: search})))
            but = (search,)  # the field shows what was typed
            assert outside.found_in(said, but=but) == [], (address, search)
    mine = sorted(inside)[0]
    head.open("")  # a search in the address counts when a page is opened
    assert mine in probing.bytes_of(head.open("codes", urlencode({"q": mine})))


def test_giving_a_course_shows_the_own_units_and_people_only(head: Page, outside: probing.Secrets) -> None:
    said = probing.bytes_of(head.open("assign"))
    assert WARD in said
    above = ("UBND thành phố Hà Nội",)  # the rule that reaches the ward from above says whom it means
    assert outside.found_in(said, but=above) == []
