"""The demonstration city as a database file, made once for a run and copied for each test; and what is known of it."""

import shutil
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, func, insert
from sqlmodel import Session, SQLModel, col, or_, select

from models import access, assessment, courses, database, demo, learning, migrations, settings, text, training
from models.access.tables import Grant
from models.courses import Course, Question
from models.organisation import Person, Posting, Tree, Unit, UnitVersion
from models.rights import Actor, Right

SLUG = "an-toan-thong-tin"
QUIZ = "cuoi-khoa"
NAMES = {
    "canbo": "Nguyễn Thị Hạnh",
    "giangvien": "Trần Quang Đạt",
    "nhansu": "Lê Thu Hương",
    "thutruong": "Phạm Đức Long",
    "tochucdang": "Vũ Thị Ngọc Lan",
    "quantri": "Hoàng Minh Sơn",
}


def make(path: Path) -> Path:
    """Write the city with the shipped courses into a database file and return the file."""
    engine = database.connect(f"sqlite:///{path}")
    migrations.upgrade(engine)
    now = text.utc_now()
    with database.writing() as db:
        courses.take_up(db, settings.current().content_dir, now=now, deep=False)
        demo.make_small(db, now=now)
    engine.dispose()
    return path


def copied(template: Path, folder: Path) -> Path:
    """Put a copy of the city where the platform looks for its database, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(template, folder / "ky-nang-so.db")
    return folder


def poured(template: Path, into: Engine) -> None:
    """Write every row of the city's file into an empty, migrated PostgreSQL database."""
    source = database.make_engine(f"sqlite:///{template}")
    with source.connect() as old, into.begin() as new:
        new.exec_driver_sql("SET LOCAL session_replication_role = replica")  # tables refer to each other in circles
        for table in SQLModel.metadata.tables.values():
            rows = old.execute(select(table)).mappings().all()
            if not rows:
                continue
            new.execute(insert(table), [dict(row) for row in rows])
            number = table.autoincrement_column
            if number is not None:
                sequence = func.pg_get_serial_sequence(table.name, number.name)
                new.execute(select(func.setval(sequence, max(row[number] for row in rows))))
    source.dispose()


def person_id(db: Session, login: str) -> int:
    """Return who signs in with this name."""
    found = db.exec(select(Person.id).where(Person.staff_code_key == login.casefold())).one()
    assert found is not None
    return found


def person_key(db: Session, login: str) -> str:
    """Return the public key of who signs in with this name."""
    return db.exec(select(Person.key).where(Person.staff_code_key == login.casefold())).one()


def grant_id(db: Session, login: str) -> int:
    """Return the one role in force of a demonstration account."""
    found = db.exec(
        select(Grant.id).where(Grant.person_id == person_id(db, login), col(Grant.voided_at).is_(None))
    ).one()
    assert found is not None
    return found


def rights_of(db: Session, login: str | None) -> frozenset[Right]:
    """Return what an account may do; nobody may do nothing."""
    if login is None:
        return frozenset()
    return access.actor_for(db, person_id(db, login), login, now=text.utc_now()).rights


def actor(db: Session, login: str) -> Actor:
    """Return an account as an actor, with the rights of today."""
    return access.actor_for(db, person_id(db, login), NAMES[login], now=text.utc_now())


def unit_id(db: Session, name: str) -> int:
    """Return the one unit of this name."""
    found = db.exec(select(UnitVersion.unit_id).where(UnitVersion.name == name)).one()
    return int(found)


def unit_key(db: Session, name: str) -> str:
    """Return the public key of the one unit of this name."""
    unit = db.get(Unit, unit_id(db, name))
    assert unit is not None
    return unit.key


def unit_keys(db: Session) -> dict[int, str]:
    """Return every unit's public key, in every tree."""
    return {unit.id: unit.key for unit in db.exec(select(Unit)) if unit.id is not None}


def names_by_unit(db: Session, tree: Tree = Tree.ADMINISTRATION) -> dict[int, list[str]]:
    """Return the full names of who is placed in each unit today."""
    found: dict[int, list[str]] = {}
    for unit, name in db.exec(
        select(Posting.unit_id, Person.full_name)
        .join(Person, col(Person.id) == col(Posting.person_id))
        .where(Posting.tree == tree, col(Posting.voided_at).is_(None), *_on(text.local_day(text.utc_now())))
    ):
        found.setdefault(unit, []).append(name)
    return found


def below(db: Session, top: int) -> frozenset[int]:
    """Return a unit and everything under it, found by asking for children again and again."""
    found, waiting = {top}, [top]
    while waiting:
        children = select(UnitVersion.unit_id).where(UnitVersion.parent_id == waiting.pop())
        fresh = [child for child in db.exec(children) if child not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return frozenset(found)


def people_below(db: Session, unit_name: str) -> list[str]:
    """Return the names of all who work in a unit or under it, with repetitions."""
    by_unit = names_by_unit(db)
    return [name for unit in below(db, unit_id(db, unit_name)) for name in by_unit.get(unit, ())]


def how_many(db: Session, table: type) -> int:
    """Return how many rows a table has."""
    return int(db.exec(select(func.count()).select_from(table)).one())


def everybodys_rule(db: Session) -> training.Rule:
    """Return the rule that gives the course to the whole city."""
    rule = training.Rule
    return db.exec(select(rule).where(rule.title == "An toàn thông tin", col(rule.voided_at).is_(None))).one()


def shipped(db: Session) -> courses.Released:
    """Return the shipped course as it is released."""
    found = courses.load_catalogue(db).released(SLUG)
    assert found is not None
    return found


def right_answer(course: Course, question_id: str) -> object:
    """Return the right answer of a question, as a learner gives it."""
    question: Question | None = course.question(question_id)
    assert question is not None
    return question.right_answer()


def asked_question(db: Session) -> str:
    """Return the id of a question that somebody was asked in the shipped course."""
    item, attempt = assessment.tables.AttemptItem, assessment.tables.Attempt
    asked = select(item.question_id).join(attempt).where(attempt.course_id == shipped(db).course_id)
    return str(db.exec(asked.order_by(item.question_id).limit(1)).one())


def completed(db: Session, login: str, released: courses.Released) -> str:
    """Let an account complete the shipped course, if it has not yet; return its certificate's key."""
    me, now = actor(db, login), text.utc_now()
    for lesson in released.course.lessons:
        learning.finish_lesson(db, me, released.release_id, lesson.name, now=now)
    key = learning.start_quiz(db, me, released.release_id, QUIZ, now=now)
    for asked in assessment.view(db, me, key).questions:
        assessment.answer(db, me, key, asked.place, right_answer(released.course, asked.question_id), now=now)
    learning.finish(db, me, key, now=now)
    found = learning.history(db, me.person_id or 0, now=now)[0].completions[0].certificate
    assert found is not None
    return found


def units_of(db: Session) -> dict[int, str]:
    """Return every unit's name, in every tree."""
    return dict(db.exec(select(UnitVersion.unit_id, UnitVersion.name)).all())


def _on(day: date) -> tuple[object, ...]:
    return col(Posting.from_) <= day, or_(col(Posting.until).is_(None), col(Posting.until) > day)
