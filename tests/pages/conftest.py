"""The demonstration city behind the pages: one database made for the run, a copy for each test."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner

from models import changes, courses, database, text, training
from pages.parts import live
from tests import city

# A server looks once through all installed packages for components; Streamlit's AppTest does at every page it opens,
# which took as long as the page itself.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@dataclass(frozen=True)
class Template:
    """The city's database, and what a process of the pages holds of it."""

    path: Path
    catalogue: courses.Catalogue
    place: int


@pytest.fixture(scope="session")
def city_template(city_file: Path) -> Template:
    """The city, made once."""
    engine = database.connect(f"sqlite:///{city_file}")
    with database.reading() as db:
        made = Template(city_file, courses.load_catalogue(db), changes.place(db))
    engine.dispose()
    return made


@pytest.fixture
def pages_of_city(city_template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A city of the test's own, as a process that has just started serves it."""
    folder = city.copied(city_template.path, tmp_path / "data")
    engine = database.connect(f"sqlite:///{folder / 'ky-nang-so.db'}")
    monkeypatch.setattr(live, "_figures", training.Figures())
    monkeypatch.setattr(live, "_library", {"now": city_template.catalogue})
    monkeypatch.setattr(live, "_place", {"courses": city_template.place})
    text.use_language("vi")
    config.set_option("client.showErrorDetails", "full")
    config.set_option("logger.enableRich", False)
    yield folder
    engine.dispose()
