"""Notices in the app: what happened that a person should know, told once, in their language when they read it.

An act writes a notice in its own transaction. The text is not stored: ``kind`` and ``values`` become a sentence in
`models.sentences` when it is shown, so that a person who changes the language reads it in the new one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Index, Integer, ScalarSelect, bindparam, func, update
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import database, text
from models.database import UtcMoment, new_key
from models.text import translate as _


class Notice(SQLModel, table=True):
    """One notice to one person. ``once`` makes a second notice about the same thing impossible."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person_at", "person_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    link: str = Field(default="", description="address within the platform, such as /course?course=…")
    once: str | None = Field(default=None, unique=True)
    at: datetime = Field(sa_type=UtcMoment)
    read_at: datetime | None = Field(default=None, sa_type=UtcMoment)


@dataclass(frozen=True)
class Told:
    """A notice as a list shows it."""

    key: str
    kind: str
    values: dict[str, Any]
    link: str
    at: datetime
    read: bool


def tell(
    db: Session, person_id: int, kind: str, *, now: datetime, link: str = "", once: str | None = None, **values: Any
) -> None:
    """Write a notice to a person; nothing when one with the same ``once`` was written before.

    ``values`` are text, numbers or days as text: what the sentence of ``kind`` names. A text that has a form in each
    language comes as these by language, since who reads it may speak another than who acts.
    """
    row = {"person_id": person_id, "kind": kind, "values": values, "link": link, "at": now, "key": new_key()}
    if once is not None:
        row["once"] = _once(person_id, kind, once)
    _write(db, [row])


def tell_each(
    db: Session, told: Sequence[tuple[int, str, dict[str, Any]]], kind: str, *, now: datetime, once: str
) -> None:
    """Tell several people, each with a link and values of their own, as `tell` does, in one statement."""
    rows = [
        {"person_id": person, "kind": kind, "values": values, "link": link, "at": now, "key": new_key()}
        | {"once": _once(person, kind, once)}
        for person, link, values in told
    ]
    if rows:
        _write(db, rows)


def _write(db: Session, rows: list[dict[str, Any]]) -> None:
    db.flush()
    db.connection().execute(_insert(db.get_bind().dialect.name), rows)


@cache
def _insert(dialect: str) -> Any:
    """Return how notices are written: made once, since making it costs more than writing."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(Notice).on_conflict_do_nothing(index_elements=["once"])


def tell_all(db: Session, people: Iterable[int], kind: str, *, now: datetime, link: str) -> None:
    """Tell several people that their list has something new; who has not read the last such notice gets no second."""
    wanted = list(people)
    unread_yet = select(Notice.person_id).where(
        col(Notice.person_id).in_(wanted), Notice.kind == kind, Notice.link == link, col(Notice.read_at).is_(None)
    )
    known = set(db.exec(unread_yet).all())
    db.add_all(Notice(person_id=person, kind=kind, link=link, at=now) for person in wanted if person not in known)


def told_of(db: Session, person_id: int, kinds: Collection[str], onces: Iterable[str]) -> set[str]:
    """Return which of these ``once`` a person has been told of already, by a notice of any of these kinds."""
    by_key = {_once(person_id, kind, one): one for one in onces for kind in kinds}
    return {by_key[row[0]] for row in database.rows(db, _TOLD, onces=list(by_key))}


def of(db: Session, person_id: int, *, limit: int = 50) -> list[Told]:
    """Return a person's own notices, the newest first."""
    newest = (col(Notice.at).desc(), col(Notice.id).desc())
    rows = db.exec(select(Notice).where(Notice.person_id == person_id).order_by(*newest).limit(limit)).all()
    return [Told(row.key, row.kind, row.values, row.link, row.at, row.read_at is not None) for row in rows]


def unread(db: Session, person_id: int) -> int:
    """Return how many of a person's notices they have not seen."""
    return int(database.rows(db, _UNREAD, person=person_id)[0][0])


def unread_of(person: Any) -> ScalarSelect[int]:
    """Return the count of `unread` for the person in a column, as part of a larger read."""
    return _count_unread(person).scalar_subquery()


def mark_read(db: Session, person_id: int, *, now: datetime) -> None:
    """Remember that a person has seen all their notices."""
    mine = update(Notice).where(col(Notice.person_id) == person_id, col(Notice.read_at).is_(None))
    db.connection().execute(mine.values(read_at=now))


def sentence(told: Told) -> str:
    """Return a notice in the current language; a kind without a sentence gives its name."""
    known = sentences().get(told.kind)
    return told.kind if known is None else known.format(**{name: _read(value) for name, value in told.values.items()})


def _read(value: Any) -> Any:
    return value.get(text.language(), value["vi"]) if isinstance(value, dict) else value


def sentences() -> dict[str, str]:
    """Return the sentence of every kind of notice in the current language, with the names of the values it takes."""
    return {
        "code-given": _("{by} gave you a one-time code for a new password. If you did not ask for it, tell them."),
        "password-changed": _("Your password was changed. If that was not you, tell whoever runs the platform."),
        "second-set-up": _("Your sign-in has a second step now. If that was not you, tell whoever runs the platform."),
        "second-taken-off": _(
            "Your sign-in has no second step any more. If that was not you, tell whoever runs the platform."
        ),
        "second-reset": _("{by} took your second step at sign-in away. If you did not ask for it, tell them."),
        "second-recovery": _("A recovery code of yours was used at sign-in. You have {left} more."),
        "second-locked": _(
            "Somebody knew your password and typed wrong codes of the second step. If it was not you, change it."
        ),
        "inquiry-answered": _("Your question about {about} has been answered."),
        "unlocked": _("{by} lifted the lock on your account. If you did not ask for it, tell them."),
        "sessions-ended": _("{by} signed you out on all devices. If you did not ask for it, tell them."),
        "inquiry-new": _("Something new waits for your answer."),
        "second-waits": _("{by} has prepared something that touches very many people. It waits for your word."),
        "second-done": _("{by} has confirmed what you prepared. It is done."),
        "second-open": _("{by} has confirmed what you prepared. You can do it now."),
        "second-refused": _("{by} has refused what you prepared. The page says why."),
        "second-failed": _("What you prepared could not be done. The page says why."),
        "second-lapsed": _("What you prepared was not confirmed in time. Nothing was done."),
        "deputy": _("You stand in for {who} from {start} to {end}."),
        "course-given": _("You have a new course: {course}, due on {due}."),
        "renewal": _("It is time to renew {course}: by {due}. What you achieved stays on record."),
        "extended": _("{by} gave you more time for {course}: it is now due on {due}."),
        "exempted": _("{by} let you off {course} from {start} on. The page of the course says why."),
        "exemption-ended": _("{by} ended your exemption from {course}: it is asked of you again, due on {due}."),
        "extension-ended": _("{by} took the longer time for {course} back: it is due on {due}."),
        "allowance": _("{by} allowed you {minutes} more minutes and {attempts} more attempts for a quiz."),
        "reminder": _("Your course {course} is waiting: due on {due}. {by} reminds you of it."),
        "marking-new": _("An answer waits for your judgement."),
        "marked": _("{quiz} has been marked: {percent}."),
        "regraded": _("Your quiz result in {course} was marked anew: {before} before, {after} now."),
        "pass-in-doubt": _(
            "Marked anew, your result in {course} no longer passes. It counts until your unit decides, by {day}."
        ),
        "pass-stands": _("Your unit has decided: your pass in {course} stands."),
        "pass-withdrawn": _("Your pass in {course} no longer counts. You can take the quiz again."),
        "completion-voided": _("A regrade was taken back: what it had given you in {course} no longer counts."),
        "lost-pass-new": _("Marked anew, results of people of your units no longer pass. Decide which passes stand."),
        "export-ready": _("Your Excel file is ready: {name}."),
        "export-not-made": _("Your Excel file could not be made: {name}. The page says why."),
        "big-write-done": _("{name} is written and holds for everybody."),
        "big-write-left": _(
            "{name} is written and holds for everybody. Details of {n} people were left as somebody else has set them."
        ),
        "transfer-asked": _("Another unit asks for a person of yours, or offers you one. Answer on the page."),
        "transfer-answered": _("A transfer request of your unit has an answer."),
        "transfer-withdrawn": _("A transfer request that waited for you was taken back."),
        "transfer-waits": _("Transfer requests wait for your answer: {n}. They have waited for a while."),
        "role-given": _("{by} gave you a role. The menu shows what you can do here from now on."),
        "role-ended": _("{by} took a role of yours away. Your own learning stays as it is."),
        "role-outlived": _("{name} has moved or left and still holds a role. Look whether it should end."),
        "big-write-failing": _("{name} cannot be finished and is tried again and again. The page says why."),
        "big-write-refused": _("{name} could not be written; nothing was changed. The page says why."),
        "data-request-new": _("Somebody asks about their own data. Answer within two working days."),
        "data-request-answered": _("Your request about your data has been answered."),
        "backup-failed": _("Last night's backup could not be made. The page of settings says why."),
        "backup-old": _("The last backup is too old. The page of settings says more."),
        "completed": _("You have completed {course}. Your certificate is ready."),
    }


def _count_unread(person: Any) -> SelectOfScalar[int]:
    return select(func.count()).select_from(Notice).where(Notice.person_id == person, col(Notice.read_at).is_(None))


def _once(person_id: int, kind: str, once: str) -> str:
    return f"{person_id}:{kind}:{once}"


_UNREAD = _count_unread(bindparam("person", type_=Integer))
_TOLD = columns(col(Notice.once)).where(col(Notice.once).in_(bindparam("onces", expanding=True)))
