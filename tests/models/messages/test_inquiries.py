"""Who writes what to whom, who may read it, and that nothing is lost or passed over."""

import contextlib
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import access, assessment, messages, notices, organisation, text
from models.audit import AuditLine
from models.messages import Kind
from models.messages.tables import Inquiry, Message
from models.rights import DomainError, Right, Role
from models.workdays import Calendar
from tests import factories
from tests.models.assessment.released import course, learner, quiz, release
from tests.models.learning.taking import pass_quiz
from tests.models.messages.office import NOW, Office, actor, assigning, office

DAY = timedelta(days=1)


@pytest.fixture
def world(db: Session) -> Office:
    text.use_language("en")
    return office(db)


@pytest.fixture(autouse=True)
def _vietnamese_again():  # type: ignore[no-untyped-def]
    yield
    text.use_language("vi")


def about_lesson(db: Session, world: Office, words: str = "What is a link?", **more: object) -> str:
    values: dict = {"release_id": world.release_id, "lesson": "01-why", "now": NOW, **more}
    return messages.ask(db, actor(db, world.an), Kind.QUESTION, words, **values)


def about_mark(db: Session, world: Office) -> str:
    return messages.ask(db, actor(db, world.an), Kind.MARK, "I was right.", attempt=world.attempt, place=1, now=NOW)


def about_figure(db: Session, world: Office) -> str:
    return messages.ask(db, actor(db, world.an), Kind.FIGURE, "I passed it.", release_id=world.release_id, now=NOW)


def readers(db: Session, world: Office, key: str) -> set[str]:
    """Which of the people can open a thread."""
    found = set()
    for name in ("an", "trainer", "other_trainer", "every_trainer", "officer", "other_officer", "city_officer"):
        with contextlib.suppress(DomainError):
            messages.thread(db, actor(db, getattr(world, name)), key, now=NOW)
            found.add(name)
    return found


def told(db: Session, person: int) -> list[tuple[str, str]]:
    return [(one.kind, one.link) for one in notices.of(db, person)]


def trail(db: Session) -> list[AuditLine]:
    return list(db.exec(select(AuditLine).where(AuditLine.subject_kind == "inquiry").order_by(AuditLine.id)))  # type: ignore[arg-type]


def code_of(act, *args, **values) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(DomainError) as refused:
        act(*args, **values)
    return refused.value.code


def test_a_question_is_for_the_courses_trainers_and_its_asker(db: Session, world: Office) -> None:
    key = about_lesson(db, world)
    assert readers(db, world, key) == {"an", "trainer", "every_trainer"}
    seen = messages.thread(db, actor(db, world.trainer), key, now=NOW)
    assert seen.line.about == "Safety · Why"
    assert [(one.words, one.by_asker, one.name) for one in seen.messages] == [("What is a link?", True, "")]
    assert (seen.line.asker, seen.may_answer, seen.mine) == ("", True, False)
    assert "Nguyễn Văn An" not in repr(seen)


def test_an_objection_to_a_mark_brings_question_and_answer_to_trainers_and_to_no_officer(
    db: Session, world: Office
) -> None:
    key = about_mark(db, world)
    assert readers(db, world, key) == {"an", "trainer", "every_trainer"}
    seen = messages.thread(db, actor(db, world.trainer), key, now=NOW)
    assert seen.question is not None
    assert seen.question.asked.question_id == "q-single"
    assert (seen.question.asked.answer, seen.question.earned) == ("b", 0)
    assert "Nguyễn Văn An" not in repr(seen)
    stored = db.exec(select(Inquiry)).one()
    assert (stored.question_id, stored.place, stored.course_id) == ("q-single", 1, world.course_id)
    assert stored.question_hash


def test_an_objection_to_a_whole_attempt_brings_its_result_and_no_question(db: Session, world: Office) -> None:
    """Where a quiz shows its result only, nobody could name the question."""
    key = messages.ask(db, actor(db, world.an), Kind.MARK, "Count again.", attempt=world.attempt, now=NOW)
    assert readers(db, world, key) == {"an", "trainer", "every_trainer"}
    seen = messages.thread(db, actor(db, world.trainer), key, now=NOW)
    assert (seen.question, seen.course_id) == (None, world.course_id)
    assert next((one.asked.place, one.asked.answer) for one in seen.paper) == (1, "b")
    assert messages.thread(db, actor(db, world.an), key, now=NOW).paper == ()
    assert seen.result is not None
    assert seen.result.key == world.attempt
    assert seen.line.about == f"Safety · {seen.result.title} · attempt 1"
    assert "Nguyễn Văn An" not in repr(seen)


def test_an_objection_to_a_figure_is_for_the_officers_of_the_askers_unit(db: Session, world: Office) -> None:
    key = about_figure(db, world)
    assert readers(db, world, key) == {"an", "officer", "city_officer"}
    seen = messages.thread(db, actor(db, world.officer), key, now=NOW)
    assert (seen.line.about, seen.line.asker) == ("Safety · Not assigned", "Nguyễn Văn An")
    assert seen.question is None


def test_who_is_transferred_takes_their_objection_along(db: Session, world: Office) -> None:
    key = about_figure(db, world)
    everywhere = access.scope_of(access.operator(), Right.MANAGE_PEOPLE)
    organisation.place(
        db, access.operator(), everywhere, world.an, unit_id=world.other_ward, from_=text.local_day(NOW), now=NOW
    )
    assert readers(db, world, key) == {"an", "other_officer", "city_officer"}
    lists = {
        name: [one.key for one in listed(db, getattr(world, name))]
        for name in ("officer", "other_officer", "city_officer")
    }
    assert lists == {"officer": [], "other_officer": [key], "city_officer": [key]}


def listed(db: Session, officer: int, **which: bool) -> list[messages.Line]:
    return messages.objections(db, actor(db, officer), assigning(db, officer), now=NOW, **which)[1]


def test_each_list_holds_what_its_reader_may_open(db: Session, world: Office) -> None:
    keys = {"lesson": about_lesson(db, world), "mark": about_mark(db, world), "figure": about_figure(db, world)}
    assert {one.key for one in messages.mine(db, actor(db, world.an))} == set(keys.values())
    for trainer, expected in ((world.trainer, 2), (world.other_trainer, 0), (world.every_trainer, 2)):
        total, lines = messages.inbox(db, actor(db, trainer))
        assert (total, len(lines)) == (expected, expected)
        assert {one.asker for one in lines} <= {""}
    assert [one.key for one in listed(db, world.officer)] == [keys["figure"]]
    assert listed(db, world.other_officer) == []
    for stranger in (world.an, world.trainer):
        assert (
            code_of(messages.objections, db, actor(db, stranger), assigning(db, world.officer), now=NOW) == "forbidden"
        )
    assert code_of(messages.inbox, db, actor(db, world.officer)) == "forbidden"


@pytest.mark.parametrize("key", ["", "x", "A" * 12, "' OR 1=1 --", "\x00", "đ" * 5000, "%"])
def test_a_forged_key_is_not_found(db: Session, world: Office, key: str) -> None:
    about_lesson(db, world)
    an = actor(db, world.an)
    assert code_of(messages.thread, db, an, key, now=NOW) == "not-found"
    assert code_of(messages.say, db, an, key, "x", seen=1, now=NOW) == "not-found"
    assert code_of(messages.answer, db, actor(db, world.trainer), key, "x", seen=1, now=NOW) == "not-found"


def test_nobody_writes_about_anothers_attempt_or_what_is_not_there(db: Session, world: Office) -> None:
    stranger = actor(db, world.officer)
    ask = messages.ask
    assert code_of(ask, db, stranger, Kind.MARK, "x", attempt=world.attempt, place=1, now=NOW) == "not-found"
    an = actor(db, world.an)
    assert code_of(ask, db, stranger, Kind.MARK, "x", attempt=world.attempt, now=NOW) == "not-found"
    for place in (0, 6, -1):
        assert code_of(ask, db, an, Kind.MARK, "x", attempt=world.attempt, place=place, now=NOW) == "not-found"
    assert code_of(ask, db, an, Kind.MARK, "x", release_id=world.release_id, lesson="01-why", now=NOW) == "not-found"
    assert code_of(ask, db, an, Kind.QUESTION, "x", release_id=world.release_id, lesson="99", now=NOW) == "not-found"
    assert code_of(ask, db, an, Kind.QUESTION, "x", now=NOW) == "not-found"
    assert db.exec(select(Inquiry)).all() == []


def test_an_answer_closes_tells_the_asker_and_a_word_of_theirs_opens_again(db: Session, world: Office) -> None:
    key = about_lesson(db, world)
    an, trainer = actor(db, world.an), actor(db, world.trainer)
    messages.answer(db, trainer, key, "It is an address.", seen=1, now=NOW + DAY)
    assert told(db, world.an) == [("inquiry-answered", f"/inquiry?inquiry={key}")]
    assert messages.inbox(db, trainer)[0] == 0
    assert [one.key for one in messages.inbox(db, trainer, closed=True)[1]] == [key]
    seen = messages.thread(db, an, key, now=NOW + DAY)
    assert seen.line.closed
    assert [(one.words, one.by_asker, one.mine) for one in seen.messages] == [
        ("What is a link?", True, True),
        ("It is an address.", False, False),
    ]
    assert code_of(messages.answer, db, trainer, key, "More.", seen=2, now=NOW + DAY) == "changed-meanwhile"

    messages.say(db, an, key, "And a QR code?", seen=2, now=NOW + 2 * DAY)
    assert messages.inbox(db, trainer)[0] == 1
    messages.answer(db, trainer, key, "I ask a colleague.", seen=3, close=False, now=NOW + 2 * DAY)
    assert messages.inbox(db, trainer)[0] == 1
    assert messages.inbox(db, trainer)[1][0].waiting_since is None
    assert [line.act for line in trail(db)] == ["messages.ask", "messages.close", "messages.reopen", "messages.answer"]
    assert [row.words for row in db.exec(select(Message).order_by(Message.id))] == [
        "What is a link?",
        "It is an address.",
        "And a QR code?",
        "I ask a colleague.",
    ]


def test_the_trail_holds_no_words_and_no_names(db: Session, world: Office) -> None:
    key = about_mark(db, world)
    messages.answer(db, actor(db, world.trainer), key, "Thank you.", seen=1, now=NOW)
    assert [line.details for line in trail(db)] == [{"kind": "mark", "course_id": world.course_id}, {}]


def test_whoever_answers_second_sees_the_first_answer_before_their_own_counts(db: Session, world: Office) -> None:
    key = about_lesson(db, world)
    messages.answer(db, actor(db, world.trainer), key, "First.", seen=1, close=False, now=NOW)
    second = actor(db, world.every_trainer)
    assert code_of(messages.answer, db, second, key, "Second.", seen=1, now=NOW) == "changed-meanwhile"
    assert code_of(messages.say, db, actor(db, world.an), key, "And?", seen=1, now=NOW) == "changed-meanwhile"
    messages.answer(db, second, key, "Second.", seen=2, now=NOW)
    assert [one.words for one in messages.thread(db, second, key, now=NOW).messages][1:] == ["First.", "Second."]


def test_nobody_answers_their_own(db: Session, world: Office) -> None:
    factories.grant(db, world.an, Role.TRAINER)
    factories.grant(db, world.an, Role.HR, world.ward)
    for key in (about_lesson(db, world), about_figure(db, world)):
        an = actor(db, world.an)
        assert code_of(messages.answer, db, an, key, "Fine.", seen=1, now=NOW) == "own-inquiry"
        assert not messages.thread(db, an, key, now=NOW).may_answer
    assert told(db, world.an) == []


def test_who_may_not_read_may_not_answer(db: Session, world: Office) -> None:
    for key, people in (
        (about_lesson(db, world), (world.other_trainer, world.officer)),
        (about_figure(db, world), (world.other_officer, world.trainer)),
    ):
        for person in people:
            assert code_of(messages.answer, db, actor(db, person), key, "No.", seen=1, now=NOW) == "not-found"
            assert code_of(messages.say, db, actor(db, person), key, "No.", seen=1, now=NOW) == "not-found"


def test_those_who_must_answer_are_told_once_until_they_have_looked(db: Session, world: Office) -> None:
    about_lesson(db, world)
    about_lesson(db, world, "Another one")
    about_figure(db, world)
    assert told(db, world.trainer) == told(db, world.every_trainer) == [("inquiry-new", "/inbox")]
    assert told(db, world.officer) == told(db, world.city_officer) == [("inquiry-new", "/objections")]
    assert told(db, world.other_trainer) == told(db, world.other_officer) == []
    notices.mark_read(db, world.trainer, now=NOW)
    about_lesson(db, world, "A third")
    assert len(told(db, world.trainer)) == 2
    assert len(told(db, world.every_trainer)) == 1


@pytest.mark.parametrize("words", ["", "   \n ", "\x00\x01"])
def test_nothing_written_is_refused(db: Session, world: Office, words: str) -> None:
    assert code_of(about_lesson, db, world, words) == "words-missing"
    key = about_lesson(db, world)
    assert code_of(messages.answer, db, actor(db, world.trainer), key, words, seen=1, now=NOW) == "words-missing"


def test_words_are_kept_as_written_up_to_a_length(db: Session, world: Office) -> None:
    long = "ế" * messages.LONGEST
    key = about_lesson(db, world, long)
    assert messages.thread(db, actor(db, world.an), key, now=NOW).messages[0].words == long
    assert code_of(about_lesson, db, world, long + "x") == "words-long"
    odd = "Dòng 1\r\n<b>*x*</b> \x00'; DROP TABLE\n"
    key = about_lesson(db, world, odd)
    seen = messages.thread(db, actor(db, world.an), key, now=NOW).messages[0].words
    assert seen == "Dòng 1\n<b>*x*</b> '; DROP TABLE"


def test_the_button_pressed_twice_writes_one(db: Session, world: Office) -> None:
    assert about_lesson(db, world) == about_lesson(db, world)
    assert about_lesson(db, world) != about_lesson(db, world, now=NOW + DAY)
    assert about_lesson(db, world, lesson="02-mails") != about_lesson(db, world)


def test_a_day_holds_twenty_messages_of_a_person(db: Session, world: Office) -> None:
    for number in range(19):
        about_lesson(db, world, f"Question {number}")
    key = about_lesson(db, world, "The twentieth")
    assert code_of(about_lesson, db, world, "One more") == "too-many-today"
    an = actor(db, world.an)
    assert code_of(messages.say, db, an, key, "One more", seen=1, now=NOW) == "too-many-today"
    messages.answer(db, actor(db, world.trainer), key, "Yes.", seen=1, now=NOW)
    midnight = datetime(2026, 3, 2, 17, 0, tzinfo=NOW.tzinfo)  # 00:00 on 3 March in Hanoi
    assert code_of(messages.say, db, an, key, "x", seen=2, now=midnight - timedelta(seconds=1)) == "too-many-today"
    messages.say(db, an, key, "Thanks", seen=2, now=midnight)


@pytest.mark.parametrize(
    ("kind", "since", "expected"),
    [
        (Kind.FIGURE, datetime(2026, 3, 2, 2, 0, tzinfo=NOW.tzinfo), date(2026, 3, 4)),  # Monday → Wednesday
        (Kind.FIGURE, datetime(2026, 3, 5, 2, 0, tzinfo=NOW.tzinfo), date(2026, 3, 9)),  # Thursday → Monday
        (Kind.QUESTION, datetime(2026, 3, 6, 2, 0, tzinfo=NOW.tzinfo), date(2026, 3, 11)),  # Friday → Wednesday
        (Kind.MARK, datetime(2026, 3, 7, 2, 0, tzinfo=NOW.tzinfo), date(2026, 3, 13)),  # Saturday → Friday
        (Kind.FIGURE, datetime(2026, 3, 1, 18, 0, tzinfo=NOW.tzinfo), date(2026, 3, 4)),  # already Monday in Hanoi
    ],
)
def test_an_answer_is_due_after_working_days(kind: Kind, since: datetime, expected: date) -> None:
    assert messages.answer_by(kind, since, Calendar()) == expected


def test_a_day_off_is_no_working_day_for_an_answer_either() -> None:
    """Wednesday 29 April 2026: Thursday and Friday are off, so Monday and Tuesday are the two days."""
    off = Calendar(off=frozenset({date(2026, 4, 30), date(2026, 5, 1)}))
    assert messages.answer_by(Kind.FIGURE, datetime(2026, 4, 29, 2, 0, tzinfo=NOW.tzinfo), off) == date(2026, 5, 5)


def test_a_list_starts_with_what_waits_longest_and_marks_what_is_late(db: Session, world: Office) -> None:
    second = about_lesson(db, world, "Second", now=NOW + DAY)
    first = about_lesson(db, world, "First")
    lines = messages.inbox(db, actor(db, world.trainer))[1]
    assert [one.key for one in lines] == [first, second]
    # asked on Monday 2 March: in time up to Thursday 5 March
    assert [lines[0].is_late(date(2026, 3, day)) for day in (5, 6)] == [False, True]


def test_a_question_whose_answers_come_after_closing_can_be_asked_about_then(db: Session) -> None:
    closes = NOW + timedelta(hours=1)
    _, release_id = release(db, course("dated", quiz(closes=closes, feedback="after-closing")))
    me = learner(db)
    attempt = pass_quiz(db, me, release_id, now=NOW, right=False).result.key
    asked = {"attempt": attempt, "place": 1}
    assert code_of(messages.ask, db, me, Kind.MARK, "I was right.", **asked, now=NOW) == "not-found"
    assert messages.ask(db, me, Kind.MARK, "I was right.", **asked, now=closes + timedelta(minutes=1))


def test_while_an_exam_closes_the_course_its_asker_does_not_see_the_answers(db: Session) -> None:
    rules = quiz(lessons="closed", minutes=20)
    course_id, release_id = release(db, course("shut", rules))
    keeper = factories.person(db, "Trần Giảng")
    factories.grant(db, keeper, Role.TRAINER, course_id=course_id)
    me = learner(db)
    attempt = pass_quiz(db, me, release_id, now=NOW, right=False).result.key
    asked = {"attempt": attempt, "place": 1}
    key = messages.ask(db, me, Kind.MARK, "I was right.", **asked, now=NOW)
    assert messages.thread(db, me, key, now=NOW).question is not None
    assessment.start(db, me, release_id, "final", now=NOW)
    shut = messages.thread(db, me, key, now=NOW)
    assert (shut.question, shut.shut, len(shut.messages)) == (None, True, 1)
    assert messages.thread(db, actor(db, keeper), key, now=NOW).question is not None
    assert code_of(messages.ask, db, me, Kind.MISTAKE, "Odd.", **asked, now=NOW) == "not-found"
    after = messages.thread(db, me, key, now=NOW + timedelta(minutes=21))
    assert (after.question is not None, after.shut) == (True, False)


def test_a_conversation_goes_on_under_the_record_that_counts(db: Session, world: Office) -> None:
    """An asked by a record that is joined to another of theirs: the other reads the answer, and nobody else does."""
    question, figure = about_lesson(db, world), about_figure(db, world)
    keep = factories.person(db, "Nguyễn Văn An", staff_code="AN-2")
    factories.posting(db, keep, world.ward)
    console = access.operator()
    everyone = access.scope_of(console, Right.MANAGE_PEOPLE)
    organisation.join_records(db, console, everyone, keep, world.an, reason="Nhập hai lần", now=NOW)
    me = actor(db, keep)
    assert {one.key for one in messages.mine(db, me)} == {question, figure}
    messages.answer(db, actor(db, world.trainer), question, "A way to a page.", seen=1, close=False, now=NOW)
    assert told(db, keep) == [("inquiry-answered", f"/inquiry?inquiry={question}")]
    assert [(one.words, one.mine) for one in messages.thread(db, me, question, now=NOW).messages] == [
        ("What is a link?", True),
        ("A way to a page.", False),
    ]
    messages.say(db, me, question, "Thank you.", seen=2, now=NOW)
    seen = messages.thread(db, actor(db, world.trainer), question, now=NOW)
    assert [one.by_asker for one in seen.messages] == [True, False, True]
    officer = actor(db, world.officer)
    assert [one.key for one in messages.objections(db, officer, assigning(db, world.officer), now=NOW)[1]] == [figure]
    assert messages.thread(db, officer, figure, now=NOW).may_answer
    other = assigning(db, world.other_officer)
    assert messages.objections(db, actor(db, world.other_officer), other, now=NOW)[0] == 0
    factories.grant(db, keep, Role.TRAINER, course_id=world.course_id)
    assert messages.inbox(db, actor(db, keep))[0] == 0  # not one's own, by whichever record
    answer = {"seen": 3, "close": True, "now": NOW}
    assert code_of(messages.answer, db, actor(db, keep), question, "Yes.", **answer) == "own-inquiry"
