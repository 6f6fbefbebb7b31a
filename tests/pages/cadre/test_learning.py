"""A cadre learns: lessons follow one another, answers are saved as they are given, the result and the duty follow."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl

import pytest
from sqlmodel import select

from models import assessment, courses, database, learning, text, training
from models.assessment.tables import Attempt, AttemptState, Response
from models.audit import AuditLine
from models.courses.questions.single.question import Single
from models.learning.tables import LessonProgress
from models.training import State
from pages.parts import states
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

FIRST, SECOND = "01-vi-sao-can-bo-la-dich", "02-thu-lua-dao"


def attempt_of(login: str) -> Attempt:
    with database.reading() as db:
        return db.exec(select(Attempt).where(Attempt.person_id == city.person_id(db, login))).one()


def lessons_of(login: str) -> dict[str, bool]:
    """Return the lessons that an account opened, and whether each was finished."""
    with database.reading() as db:
        rows = db.exec(select(LessonProgress).where(LessonProgress.person_id == city.person_id(db, login))).all()
        return {row.lesson: row.finished_at is not None for row in rows}


def start_quiz(visitor: Visitor) -> courses.Course:
    visitor.open("quiz", course=city.SLUG, quiz=city.QUIZ).press("Start the quiz").well()
    with database.reading() as db:
        return city.shipped(db).course


def give(visitor: Visitor, course: courses.Course, place: int, *, right: bool = True) -> str:
    """Answer the question that is shown; return its id."""
    attempt = attempt_of(visitor.login or "")
    with database.reading() as db:
        actor = city.actor(db, visitor.login or "")
        asked = assessment.view(db, actor, attempt.key).questions[place - 1]
    question = course.question(asked.question_id)
    assert question is not None
    given = question.right_answer() if right else question.wrong_answers()[0]
    visitor.answer(f"answer:{attempt.key}:{place}", given).well()
    return asked.question_id


def answers_saved(login: str) -> int:
    with database.reading() as db:
        rows = db.exec(select(Response).where(Response.attempt_id == attempt_of(login).id)).all()
        return sum(row.answer is not None for row in rows)


def test_the_way_from_home_through_the_lessons() -> None:
    canbo = Visitor("canbo").open("").well()
    with database.reading() as db:
        lessons = city.shipped(db).course.lessons
    titles = {one.name: str(one.title) for one in lessons}
    minutes = sum(one.minutes or 0 for one in lessons)
    assert "An toàn thông tin cơ bản cho cán bộ" in [one.value for one in canbo.at.header]
    whole = (
        text.translate("{done} of {total} lessons", done=0, total=8),
        text.translate("{minutes} minutes left", minutes=minutes),
    )
    assert ", ".join(whole) in canbo.everything()

    canbo.press("Begin").well()
    assert canbo.title == titles[FIRST]
    assert lessons_of("canbo") == {FIRST: False}

    canbo.press("Next lesson").well()
    assert canbo.address["lesson"] == SECOND
    assert canbo.title == titles[SECOND]
    assert lessons_of("canbo") == {FIRST: True, SECOND: False}

    canbo.press("Previous lesson").well()
    assert canbo.title == titles[FIRST]
    assert lessons_of("canbo") == {FIRST: True, SECOND: False}

    assert Visitor("canbo").open("").press("Go on learning").well().address["lesson"] == SECOND

    with database.writing() as db:
        for one in lessons:
            learning.finish_lesson(
                db, city.actor(db, "canbo"), city.shipped(db).release_id, one.name, now=text.utc_now()
            )
    read = canbo.open("").well().everything()
    assert text.translate("The lessons are read; the quiz is left.") in read
    assert text.translate("{minutes} minutes left", minutes=0) not in read


def test_a_check_in_a_lesson_tells_at_once_and_keeps_nothing() -> None:
    canbo = Visitor("canbo").open("lesson", course=city.SLUG, lesson=FIRST).well()
    with database.reading() as db:
        question = city.shipped(db).course.lesson(FIRST).checks[0]  # type: ignore[union-attr]
        before = city.how_many(db, Response)
    assert isinstance(question, Single)
    chosen = question.options[0]
    said = courses.to_plain(str(chosen.feedback))
    assert said not in canbo.everything()

    canbo.answer(f"check:{city.SLUG}:{question.id}", chosen.id).well()

    assert said in canbo.everything()
    with database.reading() as db:
        assert city.how_many(db, Response) == before


def test_each_answer_is_in_the_database_before_the_page_says_so() -> None:
    canbo = Visitor("canbo")
    course = start_quiz(canbo)
    assert canbo.address == {"course": city.SLUG, "quiz": city.QUIZ, "question": "1"}
    assert answers_saved("canbo") == 0
    assert text.translate("Not answered yet") in canbo.everything()

    give(canbo, course, 1)

    assert answers_saved("canbo") == 1
    saved_at = text.translate("Saved at {time}").split("{")[0]
    assert saved_at in canbo.everything()

    canbo.press("Next question").well()
    assert canbo.address["question"] == "2"
    give(canbo, course, 2, right=False)
    assert answers_saved("canbo") == 2

    elsewhere = Visitor("canbo").open("quiz", course=city.SLUG, quiz=city.QUIZ).well()
    assert text.translate("{n} of {total} answered", n=2, total=15) in elsewhere.everything()


def test_a_quiz_answered_rightly_is_passed_and_lessons_left_are_named_or_the_course_is_completed() -> None:
    canbo = Visitor("canbo")
    course = start_quiz(canbo)
    with database.reading() as db:
        total = len(assessment.view(db, city.actor(db, "canbo"), attempt_of("canbo").key).questions)
    for place in range(1, total + 1):
        give(canbo, course, place)
        if place < total:
            canbo.press("Next question").well()
    canbo.press("Look over and hand in").press("Hand in").well()

    assert attempt_of("canbo").state is AttemptState.SUBMITTED
    assert canbo.title.startswith("Đạt: 100")
    with database.reading() as db:
        person = city.person_id(db, "canbo")
        duty = training.person_courses(db, person, on=text.local_day(text.utc_now()))[0]
        completed = learning.achieved(db, person)
    assert (duty.state is State.COMPLETED) is bool(completed)
    assert bool(completed) is course.test_out
    assert canbo.address["attempt"] == attempt_of("canbo").key
    done = [one.value for one in canbo.open("quiz", course=city.SLUG, quiz=city.QUIZ).well().at.success]
    today = text.local_day(text.utc_now())
    said = text.translate("You have completed this course on {day}. Another attempt takes nothing away.", day=today)
    assert done == ([said] if completed else [])


def test_handing_in_wrong_answers_shows_each_with_its_lesson() -> None:
    canbo = Visitor("canbo")
    course = start_quiz(canbo)
    question = give(canbo, course, 1, right=False)
    canbo.press("Look over and hand in").press("Hand in").well()

    assert canbo.title.startswith("Chưa đạt: 0")
    said = canbo.everything()
    asked = course.question(question)
    assert asked is not None
    assert asked.lesson is not None
    assert f"lesson={asked.lesson.partition('#')[0]}" in said
    shown = canbo.open("results").well().at.markdown
    assert any(one.value.startswith(f"## {course.title}\n") for one in shown)
    assert "lượt 1</a>: 0" in canbo.everything()


def offered_at_home(visitor: Visitor) -> list[str]:
    """Return what the buttons of the first page offer, beside the notice that is there until it was read."""
    notice = text.translate("I have read this")
    return [button.label for button in visitor.open("").well().at.button if button.label != notice]


def test_practice_gives_no_verdict_and_stands_behind_lessons_and_what_counts() -> None:
    canbo = Visitor("canbo").open("quiz", course=city.SLUG, quiz="on-tap").press("Start the quiz").well()
    assert offered_at_home(canbo) == [text.translate("Begin")]

    start_quiz(canbo)
    assert offered_at_home(canbo) == [text.translate("Go on with the quiz")]

    canbo.open("quiz", course=city.SLUG, quiz="on-tap").press("Look over and hand in").press("Hand in").well()
    assert canbo.title == "Luyện tập: đúng 0\u00a0%"
    assert "cần 70" not in canbo.everything()
    assert text.translate("not passed") not in canbo.open("results").well().everything()


def test_an_attempt_of_somebody_else_is_not_found() -> None:
    start_quiz(Visitor("canbo"))
    key = attempt_of("canbo").key
    for other in ("giangvien", "nhansu", "thutruong", "quantri"):
        seen = Visitor(other).open("result", attempt=key).well()
        assert seen.errors == [text.translate("This was not found, or it lies outside what you may see.")]


def test_an_open_attempt_has_no_result_yet() -> None:
    canbo = Visitor("canbo")
    start_quiz(canbo)
    seen = canbo.open("result", attempt=attempt_of("canbo").key).well()
    assert seen.errors == [text.translate("This attempt is still open. Hand it in to see the result.")]


def test_an_answer_that_comes_too_late_is_refused_in_words() -> None:
    canbo = Visitor("canbo")
    course = start_quiz(canbo)
    with database.writing() as db:
        attempt = db.exec(select(Attempt).where(Attempt.id == attempt_of("canbo").id)).one()
        assert attempt.closes_at is not None
        attempt.closes_at = text.utc_now() - timedelta(minutes=5)
        db.add(attempt)
    give(canbo, course, 1)
    assert answers_saved("canbo") == 0
    said = [text.translate("The time is over. What you had saved counts; this answer came too late.")]
    assert canbo.errors in (said, [])


def test_searching_finds_a_lesson_without_accents() -> None:
    seen = Visitor("canbo").open("courses", q="mat khau").well()
    assert f"/lesson?course={city.SLUG}&amp;lesson=03-mat-khau-va-xac-thuc" in seen.everything()
    nothing = Visitor("canbo").open("courses", q="zzzzqqq").well()
    assert [one.value for one in nothing.at.info]


def test_another_quiz_can_be_opened_while_one_is_open() -> None:
    canbo = Visitor("canbo")
    start_quiz(canbo)
    canbo.at.query_params.update({"course": city.SLUG, "quiz": "on-tap"})
    canbo.run().well()
    assert canbo.title == "Ôn tập"
    assert canbo.errors == []


def test_a_hit_leads_to_its_paragraph_where_the_words_are_marked() -> None:
    said = Visitor("canbo").open("courses", q="dia chi that").well().everything()
    assert "<mark>Địa chỉ thật</mark>" in said
    address = re.search(r'href="(/lesson\?[^"]*)"', said)
    assert address is not None
    asks = dict(parse_qsl(unescape(address[1]).partition("?")[2].partition("#")[0]))
    place = unescape(address[1]).partition("#")[2]

    there = Visitor("canbo").open("lesson", **asks).well().everything()

    marked = re.search(rf'<(\w+) id="{place}">(.*?)</\1>', there, re.DOTALL)
    assert marked is not None
    assert "<mark>Địa chỉ thật</mark>" in marked[2]


def test_the_catalogue_is_narrowed_by_what_the_address_says() -> None:
    title = "An toàn thông tin cơ bản cho cán bộ"

    def shown(**asks: str) -> bool:
        return any(title in one.value for one in Visitor("canbo").open("courses", **asks).well().at.markdown)

    assert shown()
    assert shown(topic="task-5", competence="4.1", state="not-started")
    assert not shown(state="completed")
    assert not Visitor("canbo").open("courses", q="mat khau", state="completed").well().at.html[-1].value.count("<li>")


def test_choosing_in_the_catalogue_changes_the_address() -> None:
    canbo = Visitor("canbo").open("courses").unfold().well()
    canbo.fill(canbo.at.selectbox(key="choose:state"), "in-progress").well()
    assert canbo.address == {"state": "in-progress"}
    canbo.fill(canbo.at.selectbox(key="choose:state"), "").well()
    assert canbo.address == {}


def test_the_course_page_names_by_when_what_it_serves_its_rules_and_its_competences() -> None:
    said = Visitor("canbo").open("course", course=city.SLUG).well().everything()
    today = text.local_day(text.utc_now())
    with database.reading() as db:
        (duty,) = training.person_courses(db, city.person_id(db, "canbo"), on=today)
    assert duty.due is not None
    for words in (
        states.due_words(duty.due, today),
        "An toàn, bảo mật; kiểm tra, giám sát",
        "4.2 Bảo vệ dữ liệu cá nhân và quyền riêng tư · bậc 3 (Trung cấp)",
        "Luật Bảo vệ dữ liệu cá nhân, 91/2025/QH15",
        "có giá trị 12 tháng",
        f"/k/{city.SLUG}",
        'src="data:image/svg+xml',
    ):
        assert words in said, words


def test_a_lesson_link_without_a_lesson_goes_on_where_one_stopped() -> None:
    assert Visitor("canbo").open("lesson", course=city.SLUG).well().address["lesson"] == FIRST
    Visitor("canbo").open("lesson", course=city.SLUG, lesson=SECOND).well()
    with database.writing() as db:
        released = city.shipped(db)
        learning.keep_place(db, city.actor(db, "canbo"), released.release_id, SECOND, "bon-dau-hieu")
    elsewhere = Visitor("canbo").open("lesson", course=city.SLUG).well()
    assert elsewhere.address["lesson"] == SECOND
    assert '"stopped":"bon-dau-hieu"' in elsewhere.everything().replace(" ", "")


def test_a_trial_leaves_no_trace_and_tells_no_key_before_the_answer() -> None:
    with database.reading() as db:
        course = city.shipped(db).course
        before = [city.how_many(db, table) for table in (Attempt, Response, LessonProgress, AuditLine)]
    canbo = Visitor("canbo").open("trial", course=city.SLUG).well()
    for _question in range(3):
        said = canbo.everything()
        question = next(one for one in asked_by(course) if courses.to_html(str(one.stem)) in said)
        secrets = [str(option.feedback) for option in getattr(question, "options", ()) if option.feedback]
        assert [one for one in secrets if courses.to_inline_html(one) in said] == []
        canbo.press("Check my answer").well()
        assert [one.value for one in canbo.at.warning] == [
            text.translate("Answer first; then you see what is right and why.")
        ]
        canbo.press("End the trial" if _question == 2 else "Next question").well()
    assert text.translate("Try other questions") in [one.label for one in canbo.at.button]
    with database.reading() as db:
        assert [city.how_many(db, table) for table in (Attempt, Response, LessonProgress, AuditLine)] == before


def asked_by(course: courses.Course) -> list[courses.Question]:
    """Return every question that a trial may ask, in no order."""
    return [*course.questions, *(check for lesson in course.lessons for check in lesson.checks)]
