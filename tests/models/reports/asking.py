"""A small city in which an officer asks for files, and what tests of them look at."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import update
from sqlmodel import Session, col, select

from models import access, database, reports, settings, text, training
from models.access.tables import Grant
from models.reports import CoverageWanted, Export
from models.rights import Actor, Right, Role
from models.training import Question
from tests import factories
from tests.models.training.making import CONSOLE, START, City, city, scope

TODAY = date(2026, 3, 2)  # the day of factories.NOW in Hanoi
EVERYBODY = CoverageWanted(Question(on=TODAY))


@dataclass(frozen=True)
class Scene:
    """The small city, a course asked of everybody, and an officer of all of it who works in its ward."""

    city: City
    officer: int


def scene() -> Scene:
    """Write it."""
    with database.writing() as db:
        made = city(db)
        officer = factories.person(db, "Lê Thu Hương")
        factories.posting(db, officer, made.ward)
        factories.grant(db, officer, Role.HR, made.city)
        everybody = training.Whom()
        training.create_rule(
            db, CONSOLE, scope(), course_id=made.course, whom=everybody, from_=START, due_on=TODAY, now=factories.NOW
        )
    return Scene(made, officer)


def grant(db: Session, person: int, unit: int | None, role: Role = Role.HR) -> None:
    """Give a role from long ago."""
    factories.grant(db, person, role, unit)


def take_roles_away(person: int) -> None:
    """End every role of somebody."""
    with database.writing() as db:
        db.execute(update(Grant).where(col(Grant.person_id) == person).values(voided_at=text.utc_now()))


def actor(db: Session, person: int) -> Actor:
    """Return somebody as an actor with the rights of this moment."""
    return access.actor_for(db, person, "Lê Thu Hương", now=text.utc_now())


def ask(person: int, wanted: CoverageWanted = EVERYBODY, *, name: str = "Thành phố") -> str:
    """Ask for a file as somebody and return its key."""
    with database.writing() as db:
        me = actor(db, person)
        reports.ask(db, me, access.scope_of(me, Right.SEE_COVERAGE), wanted, name=name, now=text.utc_now())
    return export().key


def export(key: str | None = None) -> Export:
    """Return an export by its key, or the newest."""
    with database.reading() as db:
        read = select(Export).order_by(col(Export.id).desc()).limit(1)
        return db.exec(read if key is None else read.where(Export.key == key)).one()


def fetched(person: int, key: str) -> dict[str, list[list[Any]]]:
    """Fetch a file as somebody and return its sheets."""
    with database.writing() as db:
        path = reports.fetch(db, actor(db, person), key, now=text.utc_now()).path
    return sheets(path)


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    """Return the sheets of a workbook."""
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def files() -> list[str]:
    """Return what lies in the folder of exports."""
    folder = settings.current().exports_dir
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
