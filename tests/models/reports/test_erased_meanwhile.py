"""A file asked for in the very moment of an erasure: it is begun after it, so it cannot hold who was erased."""

import threading

import pytest
from sqlalchemy import text as sql

from models import database, reports
from models.reports import State
from tests.factories import NOW
from tests.models.reports.asking import ask, export, scene


@pytest.mark.usefixtures("postgresql_database")
def test_who_asks_while_an_erasure_is_being_written_waits_for_it() -> None:
    city = scene()
    asked: list[str] = []
    asking = threading.Thread(target=lambda: asked.append(ask(city.officer)))
    with database.writing() as erasing:
        reports.close_all(erasing, now=NOW)
        asking.start()
        asking.join(0.5)
        assert asked == []  # nothing that an exporter could take, and read without the erasure
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'export'::regclass"
        with database.reading() as other:
            assert other.connection().execute(sql(waiting)).scalar() == 1
    asking.join(10)
    assert export(asked[0]).state is State.WAITING
