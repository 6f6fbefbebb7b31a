"""The way back in from the machine itself, for an administrator whom nobody else can give a code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models import access, audit, database, settings, text
from models.__main__ import main
from models.rights import DomainError, Right, Role
from models.sentences import sentences
from tests import factories

OLD, NEW = "mưa rơi trên phố cổ", "nắng lên giữa hồ xanh"


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """An installation whose only administrator has forgotten the password; the person's id."""
    monkeypatch.setenv("KNS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.current.cache_clear()
    assert main(["migrate"]) == 0
    with database.writing() as db:
        person = factories.person(db, "Hoàng Minh Sơn", staff_code="QT-1")
        factories.grant(db, person, Role.ADMINISTRATOR)
        factories.password(db, person, OLD, now=text.utc_now())
    yield person
    database.engine().dispose()
    monkeypatch.undo()
    settings.current.cache_clear()


def signs_in(password: str) -> bool:
    return access.sign_in("QT-1", password, "10.0.0.1", shared=False, now=text.utc_now()).token is not None


def refused_to_hr(db: Session, person: int) -> str:
    """What another officer is told who would give the administrator a code."""
    clerk = factories.person(db, "Lê Thu Hương")
    factories.grant(db, clerk, Role.HR)
    actor = access.actor_for(db, clerk, "Lê Thu Hương", now=text.utc_now())
    with pytest.raises(DomainError) as refused:
        access.give_code(db, actor, access.scope_of(actor, Right.GIVE_CODES), person, now=text.utc_now())
    return refused.value.code


def test_an_only_administrator_comes_back_by_a_code_from_the_machine(
    alone: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.writing() as db:
        assert refused_to_hr(db, alone) == "code-more-rights"
    capsys.readouterr()
    assert main(["give-code", "qt-1"]) == 0
    said = capsys.readouterr().out
    assert "Hoàng Minh Sơn" in said
    (code,) = re.findall(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", said)
    access.redeem(code, NEW, "10.0.0.1", now=text.utc_now())
    assert (signs_in(OLD), signs_in(NEW)) == (False, True)
    with database.reading() as db:
        (line,) = audit.lines(db, act="access.give-code")
        assert (line.subject_id, line.actor_id) == (alone, None)
        assert code not in str(db.exec(select(audit.AuditLine)).all())


@pytest.mark.parametrize("command", ["give-code", "reset-second-step"])
def test_nobody_of_that_name_is_told(alone: int, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "khong-co"]) == 1
    assert capsys.readouterr().err.strip() == sentences()["not-found"]
