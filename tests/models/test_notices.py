"""What a person is told in the app: once, newest first, in their own language, and seen only by them."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from models import access, database, notices, text, training
from models.database import writing
from models.rights import Right, Role
from tests import factories
from tests.factories import NOW
from tests.models.learning.test_races import together
from tests.models.training.making import CONSOLE, City, city, scope

DAY = timedelta(days=1)


def test_the_newest_comes_first_and_reading_is_remembered(db: Session) -> None:
    an, binh = factories.person(db), factories.person(db, "Trần Thị Bình")
    notices.tell(db, an, "completed", now=NOW, course="Một")
    notices.tell(db, an, "completed", now=NOW + DAY, course="Hai")
    notices.tell(db, binh, "completed", now=NOW, course="Ba")
    assert [one.values["course"] for one in notices.of(db, an)] == ["Hai", "Một"]
    assert [one.values["course"] for one in notices.of(db, an, limit=1)] == ["Hai"]
    assert (notices.unread(db, an), notices.unread(db, binh)) == (2, 1)
    notices.mark_read(db, an, now=NOW + DAY)
    assert (notices.unread(db, an), notices.unread(db, binh)) == (0, 1)
    assert [one.read for one in notices.of(db, an)] == [True, True]


def test_a_sentence_is_made_in_the_readers_language(db: Session) -> None:
    an = factories.person(db)
    notices.tell(db, an, "completed", now=NOW, course={"vi": "Chữ ký số", "en": "Digital signatures"})
    notices.tell(db, an, "completed", now=NOW - DAY, course={"vi": "Văn bản điện tử"})
    told, untranslated = notices.of(db, an)
    assert notices.sentence(told) == "Anh/chị đã hoàn thành Chữ ký số. Chứng nhận đã sẵn sàng."
    text.use_language("en")
    try:
        assert notices.sentence(told) == "You have completed Digital signatures. Your certificate is ready."
        assert notices.sentence(untranslated) == "You have completed Văn bản điện tử. Your certificate is ready."
    finally:
        text.use_language("vi")


@pytest.mark.usefixtures("any_database")
def test_two_who_tell_the_same_at_once_tell_it_once() -> None:
    with writing() as db:
        an = factories.person(db)
    for number in range(5):
        outcome = together(
            *[lambda db, n=number: notices.tell(db, an, "completed", now=NOW, once=str(n), course="x")] * 3
        )
        assert outcome == [None, None, None]
    with database.reading() as db:
        assert notices.unread(db, an) == 5


def given(db: Session, world: City, due_days: int) -> None:
    training.create_rule(
        db,
        CONSOLE,
        scope(),
        course_id=world.course,
        whom=training.Whom(subtree=(world.ward,)),
        from_=text.local_day(NOW),
        due_days=due_days,
        now=NOW,
    )


def untold(db: Session, person: int) -> list[training.PersonCourse]:
    return training.untold(db, person, training.person_courses(db, person, on=text.local_day(NOW)))


def test_a_rule_writes_no_notice_and_a_visit_tells_once_for_each_due_day(db: Session) -> None:
    world = city(db)
    given(db, world, 30)
    assert [notices.unread(db, person) for person in (world.in_ward, world.in_office, world.in_other)] == [0, 0, 0]
    assert untold(db, world.in_other) == []
    (duty,) = untold(db, world.in_office)
    for _visit in range(2):
        training.tell_given(db, world.in_office, duty, slug="an-toan", title="An toàn", now=NOW)
    told = notices.of(db, world.in_office)
    # 30 days from 2 March 2026
    assert [(one.link, one.values) for one in told] == [
        ("/course?course=an-toan", {"course": "An toàn", "due": "01/04/2026"})
    ]
    assert untold(db, world.in_office) == []
    given(db, world, 20)  # the earliest due day counts
    assert [one.due for one in untold(db, world.in_office)] == [text.local_day(NOW) + 20 * DAY]


def test_whoever_gets_a_code_or_is_unlocked_by_somebody_reads_by_whom(db: Session) -> None:
    world = city(db)
    reach = scope(world.ward, right=Right.GIVE_CODES)
    hr = factories.person(db, "Lê Thu Hương")
    factories.grant(db, hr, Role.HR, world.ward)
    actor = access.actor_for(db, hr, "Lê Thu Hương", now=NOW)
    access.give_code(db, actor, reach, world.in_office, now=NOW)
    access.unlock(db, actor, reach, world.in_office, now=NOW)
    told = notices.of(db, world.in_office)
    assert [(one.kind, one.values) for one in told] == [
        ("unlocked", {"by": "Lê Thu Hương"}),
        ("code-given", {"by": "Lê Thu Hương"}),
    ]
    assert notices.of(db, hr) == []


def test_the_count_above_every_page_is_found_by_an_index(sqlite_database: str) -> None:
    asked: list[tuple[str, object]] = []
    hear = lambda _c, _cursor, statement, values, *_more: asked.append((statement, values))  # noqa: E731
    event.listen(database.engine(), "before_cursor_execute", hear)
    with database.reading() as db:
        notices.unread(db, 1)
        notices.of(db, 1)
        notices.told_of(db, 1, ("completed",), ["1"])
        statements = [one for one in asked if one[0].startswith("SELECT")]
        plans = [
            db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", values).all() for one, values in statements
        ]
    steps = [row[3] for plan in plans for row in plan]
    assert len(plans) == 3
    assert all(step.startswith("SEARCH notice USING") for step in steps), steps
