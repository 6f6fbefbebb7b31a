"""`python -m models give-code` and `reset-second-step`: the way back in when no other administrator can open it."""

from datetime import datetime
from typing import TextIO

from sqlmodel import Session

from models import organisation, settings
from models.access.codes import give_code
from models.access.grants import operator, scope_of
from models.access.second_step import reset_second_step
from models.rights import DomainError, Right
from models.text import translate as _


def code_command(db: Session, login: str, out: TextIO, *, now: datetime) -> int:
    """Print a one-time code for a new password; return 0. Raises `DomainError` 'not-found', as `give_code` does."""
    person_id, name = _known(db, login)
    console = operator()
    code = give_code(db, console, scope_of(console, Right.GIVE_CODES), person_id, now=now)
    days, address = settings.current().code_days, f"{settings.current().public_url.rstrip('/')}/code"
    told = {"name": name, "code": code, "days": days, "address": address}
    print(_("{name}: {code}, good once, for {days} days, at {address}", **told), file=out)
    return 0


def second_step_command(db: Session, login: str, out: TextIO, *, now: datetime) -> int:
    """Take a second step away and print whose; return 0. Raises `DomainError` 'not-found', 'second-missing'."""
    person_id, name = _known(db, login)
    reset_second_step(db, operator(), person_id, now=now)
    print(name, file=out)
    return 0


def _known(db: Session, login: str) -> tuple[int, str]:
    person = organisation.find_person(db, login=login)
    if person is None or person.id is None:
        raise DomainError("not-found")
    return person.id, person.full_name
