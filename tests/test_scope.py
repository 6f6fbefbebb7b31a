"""The head of a ward sees their ward: whatever they ask for, nobody from outside is in what the server sends."""

from collections.abc import Iterator
from html import unescape
from io import BytesIO
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from sqlmodel import Session, select

from models import access, database, text, training
from models.organisation import Category, Person, Tree
from models.rights import Right, Role
from models.training import State
from pages.routes import exports, readings
from tests import city, menu, probing
from tests.server import Page, Platform, running

pytestmark = pytest.mark.server

WARD, OTHER = "Phường Hoàn Kiếm", "Phường Ba Đình"
ABOVE = ("UBND thành phố Hà Nội",)  # whom a rule of the city means may be read by those whom it reaches
OWN = (WARD, "Đảng ủy phường Hoàn Kiếm")  # the ward in which one's office is; one's own place, in one's own record
GIVER = city.NAMES["quantri"]  # who gave a role is named to who got it, in their notices and in their own record


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
def outside(platform: Platform) -> probing.Secrets:
    with database.reading() as db:
        return beyond(db, city.unit_id(db, WARD))


def beyond(db: Session, top: int) -> probing.Secrets:
    """Names of people and units that lie outside a unit and share their name with nobody and nothing inside."""
    known, units, placed = probing.secrets_of(db), city.units_of(db), city.names_by_unit(db)
    mine = city.below(db, top)
    inside = {name for unit in mine for name in placed.get(unit, ())}
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
    assert outside.found_in(said, but=ABOVE) == []


@pytest.fixture(scope="module")
def office(platform: Platform) -> int:
    """The office of the account 'canbo', within the ward, for which that account answers as HR from now on."""
    now = text.utc_now()
    with database.writing() as db:
        mine = city.names_by_unit(db)
        unit = next(one for one in city.below(db, city.unit_id(db, WARD)) if city.NAMES["canbo"] in mine.get(one, ()))
        admin = city.actor(db, "quantri")
        access.grant_role(db, admin, city.person_id(db, "canbo"), Role.HR, unit_id=unit, now=now)
    return unit


@pytest.mark.parametrize("login", ["thutruong", "canbo"])
def test_no_page_or_download_shows_anybody_from_outside(platform: Platform, office: int, login: str) -> None:
    """Each page as the menu opens it and by an address with a unit, a person and a rule of another ward in it."""
    now = text.utc_now()
    with database.writing() as db:
        top = office if login == "canbo" else city.unit_id(db, WARD)
        elsewhere, console = city.unit_id(db, OTHER), access.operator()
        theirs = training.create_rule(
            db,
            console,
            access.scope_of(console, Right.ASSIGN),
            course_id=city.shipped(db).course_id,
            whom=training.Whom(subtree=(elsewhere,)),
            from_=text.local_day(now),
            due_days=30,
            now=now,
        )
        stranger = next(iter(city.people_below(db, OTHER)))
        person = db.exec(select(Person.key).where(Person.full_name == stranger)).first() or ""
        secrets, unit, rights = beyond(db, top), city.unit_key(db, OTHER), city.rights_of(db, login)
    crafted = urlencode({"unit": unit, "units": elsewhere, "person": person, "rule": theirs.key, "q": "nguyen"})
    plain = urlencode({"course": city.SLUG})
    cookie = platform.sign_in(login)
    with Page(platform, cookie) as page:
        mine = [one.address for one in menu.pages() if one.right in rights]
        assert {"coverage", "assign", "codes"} <= set(mine)
        for address in mine:
            for query in (plain, f"{plain}&{crafted}"):
                said = probing.bytes_of(page.open(address, query))
                told = (GIVER,) if address == "notices" else ()
                assert secrets.found_in(said, but=(*ABOVE, *OWN, *told)) == [], (address, query)
    files = [route.path for route in (*exports.routes, *readings.routes) if "{" not in route.path]
    assert len(files) > 6
    for path in files:
        for query in ("", crafted):
            status, _headers, body = platform.get(f"{path}?{query}", cookie)
            assert status in (200, 303, 403, 404), path
            told = (GIVER,) if "my-record" in path else ()
            assert secrets.found_in(opened(body), but=(*ABOVE, *OWN, *told)) == [], (path, query)


def opened(body: bytes) -> str:
    """Return what stands in an answer, out of all files of an archive where it is one."""
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "ignore")
    with ZipFile(BytesIO(body)) as archive:
        return "\n".join(unescape(archive.read(name).decode("utf-8", "ignore")) for name in archive.namelist())
