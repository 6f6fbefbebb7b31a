"""An ordinary week in the small city, so that no page is empty: made by the acts that people use."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models import access, assessment, courses, learning, messages, organisation, text, training
from models.messages import Kind
from models.rights import Right
from tests import city, judged

DOCUMENTS = "van-ban-dien-tu-chu-ky-so"
WARD = "Phường Hoàn Kiếm"


@dataclass(frozen=True)
class Scene:
    """The public keys of what was made, as addresses take them."""

    attempt: str
    certificate: str
    inquiry: str
    person: str
    unit: str
    rule: str
    question: str
    work: str


def set_scene(db: Session) -> Scene:
    """Let the cadre fail one course, complete another and ask; a course be overdue; the head hand over to a deputy.

    A written answer is being judged, another waits, and the cadre is at a third.
    """
    now = text.utc_now()
    first, documents = city.shipped(db), released(db, DOCUMENTS)
    late = overdue(db, DOCUMENTS, WARD)
    cadre = city.actor(db, "canbo")
    learning.finish_lesson(db, cadre, first.release_id, first.course.lessons[0].name, now=now)
    attempt = answered(db, "canbo", first, wrong=12)
    certificate = complete(db, "canbo", documents)
    learning.start_quiz(db, cadre, first.release_id, city.QUIZ, now=now)
    work = judged.essay(db, "quantri", now=now - timedelta(days=8))
    judged.essay(db, "nhansu", now=now)
    judged.begun(db, "canbo", city.SLUG, judged.ESSAY_QUIZ, now=now)
    assessment.begin_marking(db, city.actor(db, "giangvien"), work, 1, now=now)
    lesson = first.course.lessons[0].name
    asked = messages.ask(
        db, cadre, Kind.QUESTION, "Thư này có nên mở không?", release_id=first.release_id, lesson=lesson, now=now
    )
    messages.answer(db, city.actor(db, "giangvien"), asked, "Không nên, chị ạ.", seen=1, now=now)
    words = "Câu này có hai đáp án đúng."
    messages.ask(db, cadre, Kind.MARK, words, attempt=attempt, place=1, now=now)
    messages.ask(db, cadre, Kind.FIGURE, "Tôi đã học khóa này ở đơn vị cũ.", release_id=first.release_id, now=now)
    head = city.actor(db, "thutruong")
    today = text.local_day(now)
    access.hand_over(
        db, head, city.grant_id(db, "thutruong"), "giangvien", from_=today, until=today + timedelta(days=5), now=now
    )
    db.flush()
    return Scene(
        attempt=attempt,
        certificate=certificate,
        inquiry=asked,
        person=city.person_key(db, "canbo"),
        unit=city.unit_key(db, WARD),
        rule=late,
        question=first.course.questions[0].id,
        work=work,
    )


def released(db: Session, slug: str) -> courses.Released:
    """Return a shipped course as it is released."""
    found = courses.load_catalogue(db).released(slug)
    assert found is not None
    return found


def overdue(db: Session, slug: str, unit: str, *, since: int = 40, ago: int = 5) -> str:
    """Let a course have been given to a unit some days ago, to be done some days ago; return the rule's key."""
    now, console = text.utc_now(), access.operator()
    today: date = text.local_day(now)
    course = released(db, slug)
    rule = training.create_rule(
        db,
        console,
        access.scope_of(console, Right.ASSIGN),
        course_id=course.course_id,
        whom=training.Whom(subtree=(city.unit_id(db, unit),)),
        from_=today - timedelta(days=since),
        due_on=today - timedelta(days=ago),
        title=str(course.course.title.vi),
        now=now - timedelta(days=since),
    )
    return rule.key


def answered(db: Session, login: str, course: courses.Released, *, wrong: int = 0, now: datetime | None = None) -> str:
    """Let an account take a course's final quiz with the first answers left out; return the attempt's key."""
    me, now = city.actor(db, login), now or text.utc_now()
    key = learning.start_quiz(db, me, course.release_id, city.QUIZ, now=now)
    for asked in assessment.view(db, me, key).questions[wrong:]:
        assessment.answer(db, me, key, asked.place, city.right_answer(course.course, asked.question_id), now=now)
    learning.finish(db, me, key, now=now)
    return key


def complete(db: Session, login: str, course: courses.Released, *, now: datetime | None = None) -> str:
    """Let an account complete a course, now or at another moment; return its certificate's key."""
    me, now = city.actor(db, login), now or text.utc_now()
    for lesson in course.course.lessons:
        learning.finish_lesson(db, me, course.release_id, lesson.name, now=now)
    answered(db, login, course, now=now)
    mine = {one.course_id: one for one in learning.history(db, me.person_id or 0, now=now)}
    found = mine[course.course_id].completions[0].certificate
    assert found is not None
    return found


def colleague(db: Session, top: str, office: str) -> organisation.Person:
    """Return somebody who works in an office of a ward or department and is none of the demonstration's accounts."""
    named = select(organisation.UnitVersion.unit_id).where(organisation.UnitVersion.name == office)
    units = city.below(db, city.unit_id(db, top)) & set(db.exec(named))
    return db.exec(
        select(organisation.Person)
        .join(organisation.Posting, col(organisation.Posting.person_id) == col(organisation.Person.id))
        .where(
            col(organisation.Posting.unit_id).in_(units),
            col(organisation.Posting.voided_at).is_(None),
            col(organisation.Posting.until).is_(None),
            col(organisation.Person.staff_code).not_in(city.NAMES),
        )
        .order_by(col(organisation.Person.id))
        .limit(1)
    ).one()
