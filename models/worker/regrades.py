"""Regrades of many people: a few at a time, each in a short transaction, so that answers get through between."""

import time
from datetime import datetime

from models import access, database, learning, text

PAUSE = 0.15  # seconds between two batches: whoever waits for SQLite looks every tenth of a second


def follow_regrades(now: datetime) -> None:
    """Let everybody follow the regrades who has not yet; one that was killed goes on where it was."""
    with database.reading() as db:
        waiting = learning.left_to_follow(db)
    for number, people in waiting:
        for begin in range(0, max(1, len(people)), learning.BATCH):
            batch = people[begin : begin + learning.BATCH]
            with database.writing() as db:
                last = begin + learning.BATCH >= len(people)
                learning.follow_some(db, number, batch, now=text.utc_now(), last=last)
            time.sleep(PAUSE)


def withdraw_lapsed(now: datetime) -> None:
    """Withdraw the lost passes about which no office decided in time, each in a transaction of its own."""
    with database.reading() as db:
        keys = learning.lapsed(db, now=now)
    for key in keys:
        with database.writing() as db:
            learning.lapse(db, access.operator("worker"), key, now=now)
