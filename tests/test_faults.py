"""Faults under a running platform: people get words, what was called saved is kept, and it heals by itself."""

import contextlib
import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from models import courses, database, migrations, sentences, text
from models.access.tables import SignInSession
from models.assessment.tables import Attempt, Response
from models.rights import DomainError
from models.worker.tables import Lease
from tests import city, disks, faults, probing, quizzing
from tests.postgres import Postgres
from tests.server import PROVING, Page, Platform, free_port, running, text_of

pytestmark = [pytest.mark.server, pytest.mark.slow]
TRACES = ("Traceback", "sqlalchemy", "sqlite3.", "psycopg", "OperationalError")


class Learner:
    """Somebody at a quiz who answers, and remembers what was called saved."""

    def __init__(self, platform: Platform, engine: Engine) -> None:
        self.platform, self.engine = platform, engine
        with Session(engine) as db:
            self.person, self.cookie = quizzing.newcomer(db)
            db.commit()
        self.saved: dict[int, Any] = {}
        with Page(platform, self.cookie) as page:
            shown = page.open("quiz", quizzing.QUIZ)
            probing.forge(page, shown, {probing.widget(shown, "button"): True}, quizzing.QUIZ)
        with Session(engine) as db:
            attempt = db.exec(select(Attempt).where(Attempt.person_id == self.person)).one()
            self.attempt = attempt.id
            items = quizzing.items_of(db, attempt)
            self.asked = {place: courses.question_at(db, digest) for place, digest, _order in items}

    def answers(self, place: int, meanwhile: Callable[[], object] = lambda: None) -> list[ForwardMsg]:
        """Open a question, let something happen, and answer; return what the page says then."""
        query = f"{quizzing.QUIZ}&question={place}"
        answer = quizzing.answers_of(self.asked[place])[0]
        with Page(self.platform, self.cookie) as page:
            shown = page.open("quiz", query)
            meanwhile()
            told = probing.forge(page, shown, quizzing.widget_states(shown, answer), query)
        if quizzing.is_saved(told):
            self.saved[place] = self.asked[place].parse(answer)
        return told

    def stored(self) -> dict[int, Any]:
        """Return the answers that are in the database."""
        with Session(self.engine) as db:
            mine = select(Response.place, Response.answer).where(col(Response.attempt_id) == self.attempt)
            return dict(db.exec(mine).all())


def says(told: list[ForwardMsg], *codes: str) -> bool:
    """Whether a page says one of these faults in words, and shows nothing of a program."""
    said = text_of(told)
    assert not [one for one in TRACES if one in said]
    return any(sentences.sentence(DomainError(code)) in said for code in codes)


def refuses(platform: Platform, cookie: str, *codes: str) -> None:
    """A page asked for anew, and a form, answer with words and say when to come back."""
    status, headers, body = platform.get("/", cookie)
    said = body.decode()
    assert status == 503, said
    assert headers["retry-after"]
    assert not [one for one in TRACES if one in said]
    assert any(html(code) in said for code in codes)


def html(code: str) -> str:
    return escape(sentences.sentence(DomainError(code)))


def health(platform: Platform) -> tuple[int, dict[str, Any]]:
    status, _headers, body = platform.get("/health")
    return status, json.loads(body)


def eventually(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.2)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 60 megabytes."""
    with disks.small(tmp_path / "disk", "60m") as place:
        yield place


def test_a_full_disk_is_said_and_what_was_saved_is_kept(small_disk: Path, city_file: Path, tmp_path: Path) -> None:
    file = city.copied(city_file, small_disk / "data") / "ky-nang-so.db"
    filling = small_disk / "filling"

    def fill() -> None:
        with contextlib.suppress(OSError), filling.open("wb", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(bytes(size))

    engine = database.make_engine(f"sqlite:///{file}")
    with closed(engine), running(tmp_path, DATABASE_URL=f"sqlite:///{file}") as platform:
        one = Learner(platform, engine)
        one.answers(1)
        assert 1 in one.saved
        with engine.begin() as connection:  # whoever comes is written down once a minute: that may fail
            connection.execute(update(SignInSession).values(seen_at=text.utc_now() - timedelta(minutes=2)))
        told = one.answers(2, fill)
        assert says(told, "database-full", "database-disk")
        assert 2 not in one.saved
        assert health(platform)[1]["disk"] == "low"
        assert platform.get("/", one.cookie)[0] == 200  # reading goes on
        filling.unlink()
        one.answers(2)
        one.answers(3)
        assert {1, 2, 3} <= set(one.saved)
        assert one.stored() | one.saved == one.stored()
    faults.survived("full disk (tmpfs) under a running platform", "an answer before, during and after; pages; /health")


def test_a_postgresql_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="kns-pg-", dir="/tmp"))
    server = Postgres(folder, free_port())
    server.start()
    engine = database.make_engine(server.url)
    try:
        migrations.upgrade(engine)
        with running(tmp_path, DATABASE_URL=server.url) as platform:
            one = Learner(platform, engine)
            one.answers(1)
            assert 1 in one.saved
            server_gone = one.answers(2, server.stop)
            assert says(server_gone, "database-gone")
            assert 2 not in one.saved
            refuses(platform, one.cookie, "database-gone")
            assert health(platform) == (503, {"status": "no database", "why": "database-gone"})
            assert platform.process.poll() is None
            server.start()
            eventually(lambda: health(platform)[0] == 200)
            one.answers(2)
            assert {1, 2} <= set(one.saved)
            assert one.stored() | one.saved == one.stored()
            eventually(lambda: held(engine))  # the worker may come up after the pages
            before = lease(engine)
            eventually(lambda: lease(engine).until > before.until)
            assert lease(engine).owner == before.owner  # the same worker, which was never started anew
        faults.survived(
            "PostgreSQL stopped and started again under a running platform",
            "an answer before, during and after; a page asked anew; /health; the same worker goes on",
        )
    finally:
        engine.dispose()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def closed(engine: Engine) -> Iterator[None]:
    yield
    engine.dispose()


def held(engine: Engine) -> bool:
    with Session(engine) as db:
        return db.exec(select(Lease).where(Lease.name == "work")).first() is not None


def lease(engine: Engine) -> Lease:
    with Session(engine) as db:
        return db.exec(select(Lease).where(Lease.name == "work")).one()


@pytest.mark.skipif(not PROVING, reason="waits as long as people do")
def test_a_database_that_another_program_locks_is_busy_and_then_goes_on(city_file: Path, tmp_path: Path) -> None:
    data = city.copied(city_file, tmp_path / "data")
    with running(data) as platform, probing.database_of(platform) as engine:
        one = Learner(platform, engine)
        with closing(sqlite3.connect(data / "ky-nang-so.db", isolation_level=None)) as other:
            told = one.answers(1, lambda: other.execute("BEGIN IMMEDIATE"))
            assert says(told, "database-busy")
            assert one.saved == {}
            other.execute("ROLLBACK")
        one.answers(1)
        assert one.stored() | one.saved == one.stored()
    faults.survived("SQLite locked by another program for longer than anybody waits", "an answer during and after")


def test_a_damaged_database_and_a_newer_one_are_not_started_with_and_the_way_on_is_named(
    city_file: Path, tmp_path: Path
) -> None:
    data = city.copied(city_file, tmp_path / "data")
    file = data / "ky-nang-so.db"
    size = file.stat().st_size
    with file.open("r+b") as broken:
        broken.seek(size // 2 // 4096 * 4096)
        broken.write(b"\xff" * 8192)
    with pytest.raises(AssertionError, match="models restore") as refused, running(data):
        pass
    assert "Traceback" not in str(refused.value)
    city.copied(city_file, data)
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    newer_words = sentences.sentence(DomainError("schema-unknown"))
    with pytest.raises(AssertionError, match=newer_words) as refused, running(data):
        pass
    assert "Traceback" not in str(refused.value)
    faults.survived("damaged SQLite file at the start", "the start is refused, and the command that restores is named")
