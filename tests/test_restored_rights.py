"""A backup put back over a newer database: a code that was used since is worth nothing, a lost role is named."""

import re
from pathlib import Path

import pytest
from sqlmodel import select

from models import access, backups, database, settings, text
from models.__main__ import main
from models.access.tables import Grant, OneTimeCode
from models.rights import DomainError, Right, Role
from tests import factories
from tests.test_restoring import Machine, machine

pytestmark = pytest.mark.slow
__all__ = ["machine"]
NEW = "nắng lên giữa hồ xanh"


def code_for(person: int) -> str:
    with database.writing() as db:
        console = access.operator()
        scope = access.scope_of(console, Right.GIVE_CODES)
        return access.give_code(db, console, scope, person, now=text.utc_now())


def test_codes_used_since_stay_used_and_roles_that_come_back_are_named(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = machine("rights")
    assert main(["migrate"]) == 0
    (folder / "content").mkdir()
    with database.writing() as db:
        used, kept, lost, stays = (factories.person(db, f"Người {name}") for name in ("Dùng", "Chờ", "Mất", "Còn"))
        factories.grant(db, lost, Role.ADMINISTRATOR)
        factories.grant(db, stays, Role.ADMINISTRATOR)
    codes = code_for(used), code_for(kept)
    database.engine().dispose()
    made: Path = backups.make(settings.current().backups_dir, now=text.utc_now()).path
    access.redeem(codes[0], NEW, "10.0.0.1", now=text.utc_now())
    with database.writing() as db:
        (grant,) = db.exec(select(Grant.id).where(Grant.person_id == lost)).all()
        access.end_grant(db, access.operator(), grant or 0, now=text.utc_now())
    database.engine().dispose()
    capsys.readouterr()
    assert main(["restore", str(made), "--overwrite"]) == 0
    said = capsys.readouterr().out
    (line,) = [one for one in said.splitlines() if re.search("Người (Mất|Còn)", one)]
    assert ("Người Mất" in line, "Người Còn" in line) == (True, False)
    database.connect()
    with database.reading() as db:
        assert access.actor_for(db, lost, "", now=text.utc_now()).has(Right.ADMINISTER)  # as the backup says
        assert len(db.exec(select(OneTimeCode)).all()) == 2
    with pytest.raises(DomainError, match="code-wrong"):
        access.redeem(codes[0], "mưa rơi trên phố cổ", "10.0.0.1", now=text.utc_now())
    assert access.redeem(codes[1], NEW, "10.0.0.1", now=text.utc_now()) == kept
