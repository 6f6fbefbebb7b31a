"""One owner of the timed work, and a successor when it dies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from models import worker
from models.worker.lease import LASTS
from tests.factories import NOW


def test_one_owner_at_a_time_and_a_successor_when_it_is_silent(any_database: str) -> None:
    assert worker.hold("work", "a", now=NOW)
    assert not worker.hold("work", "b", now=NOW + timedelta(seconds=5))
    assert worker.hold("work", "a", now=NOW + timedelta(seconds=10))
    assert not worker.hold("work", "b", now=NOW + timedelta(seconds=10) + LASTS - timedelta(seconds=1))
    assert worker.hold("work", "b", now=NOW + timedelta(seconds=10) + LASTS)
    assert not worker.hold("work", "a", now=NOW + timedelta(seconds=11) + LASTS)


def test_a_lease_given_back_is_free_at_once(any_database: str) -> None:
    assert worker.hold("work", "a", now=NOW)
    worker.give_back("work", "a", now=NOW + timedelta(seconds=1))
    assert worker.hold("work", "b", now=NOW + timedelta(seconds=1))


def test_of_many_that_ask_in_the_same_moment_one_gets_it(any_database: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda name: worker.hold("work", f"w{name}", now=NOW), range(8)))
    assert sum(got) == 1
