"""Slow-down and lock-out, counted by hand."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models.access import tries
from models.access.tables import SignInTry
from tests.factories import NOW

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def test_waits_grow_from_the_fifth_failure_and_the_tenth_locks() -> None:
    seconds = [tries.delay(n).total_seconds() for n in range(11)]
    assert seconds == [0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 900]


def test_four_failures_cost_nothing_and_the_fifth_fifteen_seconds(db: Session) -> None:
    for n in range(4):
        tries.fail(db, "account:x", now=NOW + n * SECOND)
    assert tries.waits_until(db, "account:x", "address:y", now=NOW + 4 * SECOND) is None
    tries.fail(db, "account:x", now=NOW + 4 * SECOND)
    assert tries.waits_until(db, "account:x", "address:y", now=NOW + 5 * SECOND) == NOW + 19 * SECOND
    assert tries.waits_until(db, "account:x", "address:y", now=NOW + 19 * SECOND) is None


def test_failures_a_quarter_of_an_hour_apart_do_not_add_up(db: Session) -> None:
    for n in range(20):
        tries.fail(db, "account:x", now=NOW + n * 4 * MINUTE)
    assert tries.waits_until(db, "account:x", "address:y", now=NOW + 77 * MINUTE) is None


def test_ten_failures_lock_for_the_whole_quarter_of_an_hour_although_the_first_grow_old(db: Session) -> None:
    for n in range(10):
        tries.fail(db, "account:x", now=NOW + n * MINUTE)
    assert tries.is_locked(db, "account:x", now=NOW + 9 * MINUTE)
    assert tries.waits_until(db, "account:x", "address:y", now=NOW + 23 * MINUTE) == NOW + 24 * MINUTE
    assert tries.waits_until(db, "account:x", "address:y", now=NOW + 24 * MINUTE) is None


def test_a_failure_that_a_neighbour_dated_a_moment_later_makes_nobody_wait(db: Session) -> None:
    tries.fail(db, "account:x", "address:y", now=NOW + SECOND)
    assert tries.waits_until(db, "account:x", "address:y", now=NOW) is None


def test_thirty_failures_from_one_address_stop_it_for_every_account(db: Session) -> None:
    for n in range(29):
        tries.fail(db, f"account:{n}", "address:y", now=NOW + n * SECOND)
    assert tries.waits_until(db, "account:new", "address:y", now=NOW + 29 * SECOND) is None
    tries.fail(db, "account:29", "address:y", now=NOW + 29 * SECOND)
    assert tries.waits_until(db, "account:new", "address:y", now=NOW + 30 * SECOND) == NOW + 29 * SECOND + 15 * MINUTE
    assert tries.waits_until(db, "account:new", "address:z", now=NOW + 30 * SECOND) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("", "testclient", False),
    ],
)
def test_an_ipv6_household_is_one_address(one: str, other: str, same: bool) -> None:
    assert (tries.address_name(one) == tries.address_name(other)) is same


def test_names_hold_no_login_and_no_address() -> None:
    assert "0912345678" not in tries.account_name(None, "0912345678")
    assert "203.0.113.7" not in tries.address_name("203.0.113.7")


def test_old_failures_are_dropped(db: Session) -> None:
    tries.fail(db, "account:x", now=NOW - 31 * MINUTE)
    tries.fail(db, "account:x", now=NOW - 29 * MINUTE)
    tries.prune(db, now=NOW)
    assert len(db.exec(select(SignInTry)).all()) == 1
