"""On SQLite whoever writes in one process does so in turns, and nobody is sent away because many write at once."""

import threading
import time
from pathlib import Path

from sqlalchemy import text as sql

from models import database


def test_writers_of_one_process_wait_for_each_other_before_the_database_has_to(tmp_path: Path) -> None:
    database.connect(f"sqlite:///{tmp_path / 'turns.db'}")
    with database.writing() as db:
        db.connection().execute(sql("CREATE TABLE one (number INTEGER)"))
    inside, most = 0, 0

    def write(number: int) -> None:
        nonlocal inside, most
        with database.writing() as db:
            inside += 1
            most = max(most, inside)
            time.sleep(0.01)
            db.connection().execute(sql("INSERT INTO one VALUES (:number)"), {"number": number})
            inside -= 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    with database.reading() as db:
        assert db.connection().execute(sql("SELECT count(*) FROM one")).scalar() == 20
    database.engine().dispose()
