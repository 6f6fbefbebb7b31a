"""A server that was away gives the time back to whoever was at a quiz: the platform itself, stopped and started."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import assessment, database, learning, text
from models.assessment.tables import Attempt, Heartbeat, Outage
from models.audit import AuditLine
from tests import city
from tests.server import running

pytestmark = pytest.mark.server
AWAY = timedelta(minutes=10)


def test_the_time_of_an_outage_is_given_back_before_anybody_is_answered(city_file: Path, tmp_path: Path) -> None:
    folder = city.copied(city_file, tmp_path / "data")
    engine = database.connect(f"sqlite:///{folder / 'ky-nang-so.db'}")
    stopped = text.utc_now() - AWAY
    with database.writing() as db:
        released = city.shipped(db)
        started = stopped - timedelta(minutes=15)  # five of its twenty minutes were left
        key = learning.start_quiz(db, city.actor(db, "canbo"), released.release_id, city.QUIZ, now=started)
        assessment.answer(db, city.actor(db, "canbo"), key, 1, None, now=started)
        db.add(Heartbeat(name="pages", at=stopped))
    engine.dispose()

    for _start in range(2):  # the second one gives back no more than its own silence
        with running(folder):
            database.connect(f"sqlite:///{folder / 'ky-nang-so.db'}")
            with database.reading() as db:
                row = db.exec(select(Attempt).where(Attempt.key == key)).one()
                beat = db.exec(select(Heartbeat.at)).one()
                outages = db.exec(select(Outage).order_by(col(Outage.id))).all()
                lines = db.exec(select(AuditLine).where(AuditLine.act == "assessment.give-back")).all()
            database.engine().dispose()
        assert row.state is assessment.AttemptState.OPEN
        assert row.closes_at == stopped + timedelta(minutes=5, seconds=row.given_back)
        assert AWAY.total_seconds() <= row.given_back <= (text.utc_now() - stopped).total_seconds()
        assert text.utc_now() - beat < timedelta(seconds=60)
        assert outages[0].began_at == stopped
        assert len(lines) == len(outages)
        assert sum(line.details["seconds"] for line in lines) == row.given_back
        assert {line.subject_id for line in lines} == {row.id}
