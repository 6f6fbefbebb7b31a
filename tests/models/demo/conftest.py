"""The year of two wards and two departments, played once for a run."""

from dataclasses import replace

import pytest

from models import database, demo, migrations, settings

SIZE = replace(demo.small(), wards=("Hoàn Kiếm", "Ba Đình"), people=70)


def play(folder) -> demo.Prepared:  # type: ignore[no-untyped-def]
    """Play their year in a database of its own and return its rows."""
    engine = database.connect(f"sqlite:///{folder / 'played.db'}")
    migrations.upgrade(engine)
    with database.writing() as db:
        story = demo.played(db, settings.current().content_dir, SIZE)
    engine.dispose()
    return story


@pytest.fixture(scope="session")
def small_story(tmp_path_factory) -> demo.Prepared:  # type: ignore[no-untyped-def]
    """The rows of that year."""
    return play(tmp_path_factory.mktemp("story"))
