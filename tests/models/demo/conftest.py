"""The year of the small city, played once for a run."""

import pytest

from models import database, demo, migrations, settings


def play(folder) -> demo.Prepared:  # type: ignore[no-untyped-def]
    """Play the small city's year in a database of its own and return its rows."""
    engine = database.connect(f"sqlite:///{folder / 'played.db'}")
    migrations.upgrade(engine)
    with database.writing() as db:
        story = demo.played(db, settings.current().content_dir, demo.small())
    engine.dispose()
    return story


@pytest.fixture(scope="session")
def small_story(tmp_path_factory) -> demo.Prepared:  # type: ignore[no-untyped-def]
    """The rows of the small city's year."""
    return play(tmp_path_factory.mktemp("story"))
