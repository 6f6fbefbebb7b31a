"""A real Chromium in front of the running platform, in two sizes; pictures go to artefacts/pictures."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import city
from tests.browser.seat import Office
from tests.conftest import once
from tests.server import PROVING, ROOT, Platform, running

expect.set_options(timeout=15_000)  # two browsers and two platforms share two cores

PICTURES = ROOT / "artefacts" / "pictures"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, so that a quick run can leave it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, started once: in a quick run the one without windows, which takes a third of the time."""
    names = ["chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"]
    found = next((one for name in (names if PROVING else names[::-1]) if (one := shutil.which(name))), None)
    if found is None:
        pytest.fail("Chromium is missing; `make test` installs it")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared(city_file: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The data folder of a platform with the small city that was started once in this run, to be copied."""

    def start(data: Path) -> None:
        with running(city.copied(city_file, data)):
            pass

    return once(tmp_path_factory, worker_id, "prepared", start)


@pytest.fixture
def fresh_platform(prepared: Path, tmp_path: Path) -> Iterator[Platform]:
    """The platform in demonstration mode, for one test alone."""
    data = tmp_path / "data"
    shutil.copytree(prepared, data)
    with running(data) as started:
        yield started


@pytest.fixture(scope="module")
def platform(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform in demonstration mode, fresh for each file of tests."""
    data = tmp_path_factory.mktemp("platform")
    shutil.copytree(prepared, data, dirs_exist_ok=True)
    with running(data) as started:
        yield started


@pytest.fixture
def office(chromium: Browser, platform: Platform, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Seats before the platform; whatever a browser complained about there fails the test at its end."""
    rooms = Office(chromium, platform, PICTURES / request.node.name)
    yield rooms
    rooms.close()
    assert not rooms.faults, "the browser complained:\n" + "\n".join(rooms.faults)
