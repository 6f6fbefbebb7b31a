"""Courses released straight into the database, and people who take them."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from models import access, assessment, courses
from models.courses import Course, Draw, Lesson, Mode, Passage, Question, Quiz
from models.courses.tables import ContentText, CourseRecord, Release
from models.rights import Actor
from tests import factories
from tests.models.assessment.questions import multiple, number, short, single, truefalse, words

NOW = factories.NOW
MINUTE = timedelta(minutes=1)

#: One question of each type; the right answers are RIGHT. 2 marks for the multiple choice, 6 in all.
BANK: tuple[Question, ...] = (
    single("q-single", lesson="02-mails#signs", explanation=words("why-of-single"), hint=words("hint-of-single")),
    multiple(2, 2, id="q-multiple", marks=2, outcome="spot", explanation=words("why-of-multiple")),
    truefalse(answer=False, id="q-truefalse", explanation=words("why-of-truefalse")),
    short("secret-short-key", id="q-short", explanation=words("why-of-short")),
    number("8125", unit="bit", id="q-number", explanation=words("why-of-number")),
)
RIGHT: dict[str, Any] = {
    "q-single": "a",
    "q-multiple": ["r1", "r2"],
    "q-truefalse": False,
    "q-short": "Secret-Short-Key",
    "q-number": "8.125 bit",
}


def quiz(name: str = "final", **rules: Any) -> Quiz:
    """A quiz that asks the whole bank in its order."""
    line = Draw(questions=tuple(question.id for question in BANK))
    return Quiz(name=name, title=words("Final quiz"), draw=(line,), **rules)


def practice(**rules: Any) -> Quiz:
    """A practice quiz with feedback at once."""
    return quiz("practice", mode=Mode.PRACTICE, feedback="at-once", **rules)


def course(slug: str = "safety", *quizzes: Quiz, **extra: Any) -> Course:
    """A published course of two lessons."""
    lessons = (
        Lesson(name="01-why", title=words("Why"), minutes=5, parts=(Passage(markdown="Because."),)),
        Lesson(
            name="02-mails", title=words("Mails"), minutes=8, outcomes=("spot",), parts=(Passage(markdown="Look."),)
        ),
    )
    values: dict[str, Any] = {"lessons": lessons, "questions": BANK, "status": "published", **extra}
    return Course(slug=slug, title=words(slug.title()), quizzes=quizzes or (quiz(),), **values)


def release(db: Session, made: Course, *, at: datetime = factories.BEFORE, renews: bool = False) -> tuple[int, int]:
    """Release a course; return its id and the release's."""
    record = db.exec(select(CourseRecord).where(CourseRecord.slug == made.slug)).first()
    if record is None:
        record = CourseRecord(slug=made.slug, first_seen_at=at)
        db.add(record)
        db.flush()
    for value in (made, *made.questions):
        if db.get(ContentText, courses.version(value)) is None:
            db.add(ContentText(hash=courses.version(value), text=courses.canonical(value)))
    db.flush()
    row = Release(
        course_id=record.id,
        edition=made.edition,
        hash=courses.version(made),
        status=made.status,
        renews=renews,
        title=str(made.title),
        released_at=at,
    )
    db.add(row)
    db.flush()
    assert record.id is not None
    assert row.id is not None
    return record.id, row.id


def learner(db: Session, name: str = "Nguyễn Văn An") -> Actor:
    """A person who may learn."""
    return access.actor_for(db, factories.person(db, name), name, now=NOW)


def answer_all(db: Session, actor: Actor, key: str, answers: dict[str, Any], *, now: datetime) -> None:
    """Answer the questions of an attempt by their ids."""
    for asked in assessment.view(db, actor, key).questions:
        if asked.question_id in answers:
            assessment.answer(db, actor, key, asked.place, answers[asked.question_id], now=now)
