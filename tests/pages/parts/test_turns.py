"""Runs that take turns: never more than so many at once, all of them done, and one that fails gives its turn back."""

import threading
import time

import pytest

from pages.parts import turns


def test_never_more_than_so_many_at_once_and_all_are_done() -> None:
    at_work, most, done = set[int](), 0, list[int]()
    lock = threading.Lock()

    def run(number: int) -> int:
        nonlocal most
        with lock:
            at_work.add(number)
            most = max(most, len(at_work))
        time.sleep(0.01)
        with lock:
            at_work.discard(number)
            done.append(number)
        return number

    running = turns.in_turns(run, 3)
    threads = [threading.Thread(target=running, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 3
    assert sorted(done) == list(range(12))


def test_a_run_that_fails_gives_its_turn_back() -> None:
    def run(*, fails: bool) -> str:
        if fails:
            raise RuntimeError
        return "drawn"

    running = turns.in_turns(run, 1)
    with pytest.raises(RuntimeError):
        running(fails=True)
    assert running(fails=False) == "drawn"


def test_what_is_done_beside_pages_waits_until_none_is_drawn_but_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, over = threading.Event(), threading.Event()

    def run() -> None:
        begun.set()
        over.wait(10)

    page = threading.Thread(target=turns.in_turns(run, 1))
    page.start()
    begun.wait(10)
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    before = time.monotonic()
    turns.stand_aside()
    assert time.monotonic() - before >= 0.1

    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    threading.Timer(0.1, over.set).start()
    turns.stand_aside()
    assert over.is_set()
    page.join()
    before = time.monotonic()
    turns.stand_aside()
    assert time.monotonic() - before < 30
