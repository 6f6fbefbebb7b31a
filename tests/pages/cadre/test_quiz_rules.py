"""A quiz by its rules: which clock decides, flags and the look over it all, practice, closed lessons, extra time."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from models import assessment, database, learning, text
from models.assessment.tables import Allowance, Attempt, AttemptItem, Response
from models.courses import Completion, Draw, Quiz, Scenario
from models.rights import DomainError
from pages.parts import live
from tests import city
from tests.models.assessment import released
from tests.models.assessment.questions import words
from tests.models.courses.library import read_bank
from tests.pages.offering import SLUG, offer
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def at_quiz(name: str = "final", login: str = "canbo") -> Visitor:
    return Visitor(login).open("quiz", course=SLUG, quiz=name).well()


def begun(name: str = "final") -> Visitor:
    return at_quiz(name).press("Start the quiz").well()


def attempt() -> Attempt:
    with database.reading() as db:
        return db.exec(select(Attempt).order_by(Attempt.id.desc())).first()  # type: ignore[union-attr,return-value]


def said(visitor: Visitor) -> str:
    return "\n".join(one.value for one in (*visitor.at.markdown, *visitor.at.warning, *visitor.at.info))


def hanoi(moment: datetime) -> str:
    return moment.astimezone(text.HANOI).strftime("%H:%M")


def test_the_clock_that_decides_is_told_before_the_start() -> None:
    now = text.utc_now()
    closes = now + timedelta(minutes=12, seconds=30)
    offer(released.quiz(minutes=20, closes=closes, grace=2, attempts=3, keep="average"))
    told = said(at_quiz())
    assert "bắt đầu bây giờ thì có 12 phút" in told
    assert f"đến {hanoi(closes)}" in told
    assert "thay vì 20 phút" in told
    assert text.translate("When the time is over you have {n} minutes more to finish what you are at.", n=2) in told
    assert text.translate_n("{n} question.", "{n} questions.", 5) in told
    assert text.translate("The average of your attempts counts.") in told
    begun()
    assert attempt().closes_at == closes + timedelta(minutes=2)


def test_a_quiz_that_is_not_open_yet_or_any_more_says_so_and_has_no_start() -> None:
    opens = text.utc_now() + timedelta(minutes=30)
    offer(released.quiz(opens=opens, minutes=20))
    for visitor in (at_quiz(),):
        assert hanoi(opens) in said(visitor)
        assert text.translate("Start the quiz") not in [one.label for one in visitor.at.button]
    offer(released.quiz(closes=text.utc_now() - timedelta(minutes=1), minutes=20))
    visitor = at_quiz()
    assert "Bài đã đóng lúc" in said(visitor)
    assert text.translate("Start the quiz") not in [one.label for one in visitor.at.button]


def test_extra_time_is_told_before_the_start_and_an_outage_in_it() -> None:
    offer(released.quiz(minutes=20))
    with database.writing() as db:
        person, course = city.person_id(db, "canbo"), live.catalogue().released(SLUG)
        assert course is not None
        db.add(
            Allowance(
                person_id=person,
                course_id=course.course_id,
                minutes=10,
                reason="x",
                from_=text.local_day(text.utc_now()),
                recorded_at=text.utc_now(),
            )
        )
    told = said(at_quiz())
    assert "có 30 phút" in told
    assert "thêm 10 phút" in told
    canbo = begun()
    with database.writing() as db:
        row = db.get_one(Attempt, attempt().id)
        row.given_back = 185
        db.add(row)
    canbo.run().well()
    assert "gián đoạn 3 phút 5 giây" in said(canbo)


def test_several_questions_on_a_page_flags_and_the_look_over_it_all() -> None:
    offer(released.quiz(per_page=2, confidence=True))
    canbo = begun()
    assert canbo.title == "Câu 1 đến 2 trên 5"
    assert canbo.everything().count("Câu này: 2 điểm") == 1  # the others count the usual one mark
    key = attempt().key
    canbo.answer(f"answer:{key}:1", "a").well()
    canbo.fill(canbo.at.checkbox(key=f"flag:{key}:2"), True).well()
    canbo.fill(canbo.at.radio(key=f"sure:{key}:1"), "sure").well()
    canbo.press("Next page").well()
    assert canbo.title == "Câu 3 đến 4 trên 5"

    elsewhere = at_quiz()
    assert elsewhere.at.checkbox(key=f"flag:{key}:2").value is True
    assert elsewhere.at.radio(key=f"sure:{key}:1").value == "sure"
    with database.reading() as db:
        assert db.exec(select(AttemptItem.place).where(AttemptItem.flagged)).all() == [2]
        assert db.exec(select(Response.confidence).where(Response.confidence != None)).all() == ["sure"]  # noqa: E711

    canbo.press("Look over and hand in").well()
    assert canbo.title == "Còn 4 câu chưa trả lời"
    assert [one.value for one in canbo.at.header] == ["Chưa trả lời (4)", "Đã đánh dấu để xem lại (1)"]
    assert canbo.address["step"] == "end"
    canbo.press("Back to the questions").well()
    assert canbo.title == "Câu 1 đến 2 trên 5"
    assert canbo.address["question"] == "2"
    assert "step" not in canbo.address
    canbo.press("Next page").press("Next page").press("Look over and hand in").press("Hand in").well()
    assert canbo.title.startswith("Chưa đạt: 16,6")
    assert "1/1" in canbo.everything()


def test_who_comes_back_goes_on_at_the_first_question_without_an_answer_and_stays_there() -> None:
    offer(released.quiz())
    canbo = begun()
    key = attempt().key
    assert canbo.address["question"] == "1"
    canbo.answer(f"answer:{key}:1", "a").well()
    assert canbo.title == "Câu 1 trên 5"

    again = at_quiz()
    assert again.title == "Câu 2 trên 5"
    again.answer(f"answer:{key}:2", ["r1"]).well()
    assert again.title == "Câu 2 trên 5"
    assert Visitor("canbo").open("quiz", course=SLUG, quiz="final", question="1").well().title == "Câu 1 trên 5"
    answer_the_rest(key)
    assert at_quiz().title == "Câu 5 trên 5"


def answer_the_rest(key: str) -> None:
    with database.writing() as db:
        released.answer_all(db, city.actor(db, "canbo"), key, released.RIGHT | WRONG, now=text.utc_now())


WRONG = {"q-truefalse": True, "q-short": "<b>another word</b>"}


def test_a_result_says_what_was_typed_and_that_the_clock_handed_it_in() -> None:
    offer(released.quiz(minutes=20, attempts=2))
    begun()
    one = attempt()
    answer_the_rest(one.key)
    by_hand = Visitor("canbo").open("quiz", course=SLUG, quiz="final", step="end").press("Hand in").well()
    shown = by_hand.everything()
    assert "<strong>Đã trả lời:</strong> &lt;b&gt;another word&lt;/b&gt;" in shown
    assert "<strong>Đã trả lời:</strong> Đúng" in shown
    assert "nộp tự động" not in said(by_hand)

    begun()
    with database.writing() as db:
        row = db.get_one(Attempt, attempt().id)
        row.started_at -= timedelta(minutes=25)
        row.closes_at = over = text.utc_now() - timedelta(minutes=5)
        db.add(row)
    at_quiz()
    with database.writing() as db:
        learning.finish(db, city.actor(db, "canbo"), attempt().key, now=text.utc_now())
    late = Visitor("canbo").open("result", attempt=attempt().key).well()
    assert f"Hết giờ lúc {text.moment(over)}. Những câu đã trả lời đến lúc đó được nộp tự động." in said(late)
    assert text.translate("All your attempts are used. Ask your officer if you need another one.") in said(late)

    none_left = at_quiz()
    assert none_left.at.warning[0].value in said(late)
    assert "Còn 0" not in said(none_left)
    assert attempt().key in none_left.everything()  # the way to the last result


def test_a_typed_number_that_cannot_be_read_as_one_is_told_at_once() -> None:
    offer(released.quiz(per_page=None))
    begun()
    key, place = attempt().key, 5  # the bank's fifth question asks for a number

    def typed(words: str) -> str:
        with database.writing() as db:
            assessment.answer(db, city.actor(db, "canbo"), key, place, words, now=text.utc_now())
        return said(at_quiz())

    sorry = "chưa đọc được số nào"
    assert sorry in typed("tám nghìn")
    assert sorry in typed("8125 byte")
    assert sorry not in typed("8.125 bit")
    assert sorry not in typed("1")


def test_by_what_a_person_judges_is_told_while_answering_and_what_only_they_may_know_is_not() -> None:
    bank = read_bank(
        """\
- {id: viet, type: written, stem: "Phân tích.", rubric: rubrics/mau.yaml, explanation: "secret-of-those-who-judge"}
- {id: nop, type: task, stem: "Nộp tệp.", files: [pdf], rubric: rubrics/mau.yaml, explanation: "secret-of-the-task"}
"""
    )
    draw = Draw(questions=("viet", "nop"))
    offer(Quiz(name="final", title=words("Final"), draw=(draw,), per_page=None), questions=bank)
    sent = begun().everything()
    assert sent.count("<details><summary>Người chấm xét những gì") == 2
    for told in ("Nêu đúng dấu hiệu", "2 điểm: Từ hai dấu hiệu, có giải thích", "1,5 điểm: Đúng việc, sai thứ tự"):
        assert sent.count(told) == 2
    assert "secret-of" not in sent


def test_practice_tells_at_once_and_again_after_a_refresh_and_counts_the_first_answer() -> None:
    offer(released.practice(), released.quiz())
    canbo = begun("practice")
    key = attempt().key
    check = next(one for one in canbo.at.button if one.key == "check:1")
    assert check.disabled
    canbo.answer(f"answer:{key}:1", "b").well()
    assert "slip-of-b" not in canbo.everything()
    canbo.press_key("check:1").well()
    again = Visitor("canbo").open("quiz", course=SLUG, quiz="practice", question="1").well()
    for visitor in (canbo, again):
        shown = visitor.everything()
        assert "slip-of-b" in shown
        assert "key-of-a" not in shown
        assert "why-of-single" not in shown
    canbo.press_key("whole:1").well()
    assert "why-of-single" in canbo.everything()
    canbo.answer(f"answer:{key}:1", "a").well()
    assert "why-of-single" not in canbo.everything()
    canbo.press_key("check:1").well()
    assert "key-of-a" in canbo.everything()
    canbo.open("quiz", course=SLUG, quiz="practice", step="end").press("Hand in").well()
    assert canbo.title == "Luyện tập: đúng 0\u00a0%"
    assert "2 lần xem nhận xét" in canbo.everything()


def test_while_an_exam_closes_them_lessons_are_closed_everywhere_and_lead_back() -> None:
    rules = {"minutes": 20, "lessons": "closed"}
    release_id = offer(released.quiz(**rules), released.practice(), completion=Completion(quiz="final"))
    canbo = begun("practice")
    canbo.answer(f"answer:{attempt().key}:1", "a").well()
    canbo.open("quiz", course=SLUG, quiz="practice", step="end").press("Hand in").well()
    earlier = attempt().key
    assert "why-of-single" in Visitor("canbo").open("result", attempt=earlier).well().everything()
    assert "Because." in Visitor("canbo").open("lesson", course=SLUG, lesson="01-why").well().everything()
    assert "<mark>Because</mark>" in Visitor("canbo").open("courses", q="because").well().everything()

    begun()
    closed = text.translate("Closed while you are at the quiz")
    for address in ({"lesson": "01-why"}, {}):
        seen = Visitor("canbo").open("lesson", course=SLUG, **address).well()
        assert seen.title == closed
        assert "Because." not in seen.everything()
    assert Visitor("canbo").open("trial", course=SLUG).well().title == closed
    assert at_quiz("practice").title == closed
    assert "<mark>" not in Visitor("canbo").open("courses", q="because").well().everything()
    assert "why-of-single" not in Visitor("canbo").open("result", attempt=earlier).well().everything()
    assert at_quiz().title == "Câu 1 trên 5"
    with database.writing() as db:
        me = city.actor(db, "canbo")
        for act in (learning.open_lesson, learning.finish_lesson, learning.start_quiz):
            with pytest.raises(DomainError, match="lessons-closed"):
                act(db, me, release_id, "practice" if act is learning.start_quiz else "01-why", now=text.utc_now())
    assert "Because." in Visitor("thutruong").open("lesson", course=SLUG, lesson="01-why").well().everything()

    Visitor("canbo").open("quiz", course=SLUG, quiz="final", step="end").press("Hand in").well()
    assert "Because." in Visitor("canbo").open("lesson", course=SLUG, lesson="01-why").well().everything()
    assert "why-of-single" in Visitor("canbo").open("result", attempt=earlier).well().everything()


def test_testing_out_is_offered_where_it_is_possible_and_uses_an_attempt() -> None:
    line = Draw(questions=("q-single",))
    final = Quiz(name="final", title=words("Final quiz"), draw=(line,), attempts=2)
    offered = text.translate("Do you know this already?")
    release_id = offer(final, completion=Completion(quiz="final"))
    assert offered not in Visitor("canbo").open("course", course=SLUG).well().everything()
    offer(final, completion=Completion(quiz="final"), test_out=True, edition=2)
    shown = Visitor("canbo").open("course", course=SLUG).well().everything()
    assert offered in shown
    assert "anh/chị còn 2 lượt" in shown
    with database.writing() as db:
        me, newest = city.actor(db, "canbo"), live.catalogue().released(SLUG)
        assert newest is not None
        assert newest.release_id != release_id
        key = learning.start_quiz(db, me, newest.release_id, "final", now=text.utc_now())
        assessment.answer(db, me, key, 1, "a", now=text.utc_now())
        finished = learning.finish(db, me, key, now=text.utc_now())
    assert finished.completion is not None
    assert finished.completion.source is learning.Source.TESTED_OUT
    assert offered not in Visitor("canbo").open("course", course=SLUG).well().everything()
    record = Visitor("nhansu").open("person", person=key_of("canbo")).well().everything()
    assert text.translate("passed the test without the lessons") in record or text.translate("tested out") in record


def key_of(login: str) -> str:
    with database.reading() as db:
        return city.person_key(db, login)


@pytest.mark.parametrize(("per_page", "titles"), [(1, ["Câu 1 trên 5", "Câu 2 trên 5"]), (2, ["Câu 1 đến 3 trên 5"])])
def test_questions_about_one_text_stand_together_where_a_page_has_several(per_page: int, titles: list[str]) -> None:
    about = Scenario(id="mail", text=words("the-shared-text"))
    bank = tuple(
        question.model_copy(update={"scenario": about}) if place < 3 else question
        for place, question in enumerate(released.BANK)
    )
    line = Draw(questions=("mail", *(question.id for question in bank[3:])))
    offer(Quiz(name="final", title=words("Final quiz"), draw=(line,), per_page=per_page), questions=bank)
    canbo = begun()
    for title in titles:
        assert canbo.title == title
        assert "the-shared-text" in canbo.everything()
        canbo.press("Next question" if per_page == 1 else "Next page").well()
    assert per_page == 1 or canbo.title == "Câu 4 đến 5 trên 5"


def test_what_another_tab_saved_stands_beside_saved_and_a_late_message_does_not_come_over_it() -> None:
    """A tab that still showed its own choice would say of it that it is saved."""
    offer(released.quiz(per_page=None))
    one = begun()
    single, several = (f"answer:{attempt().key}:{place}" for place in (1, 2))
    phone = {"device": "aphone00", "sequence": 1}
    one.answer(single, "a", **phone).answer(several, ["r1"]).well()
    other = at_quiz()
    assert (other.held(single), other.held(several)) == ("a", ["r1"])
    other.answer(single, "b", device="thedesk0", sequence=1).answer(several, ["r2"]).well()
    one.run().well()
    assert (one.held(single), one.held(several)) == ("b", ["r2"])

    one.answer(
        single, "c", device="aphone00", sequence=2, age=600_000
    ).well()  # clicked without a line, sent when it is back
    assert one.held(single) == "b"
    assert stored(1) == "b"
    one.answer(single, "c", device="aphone00", sequence=3).well()  # and a choice made after that counts
    assert one.held(single) == "c"
    assert stored(1) == "c"


def stored(place: int) -> object:
    with database.reading() as db:
        response = db.get(Response, (attempt().id, place))
    return response and response.answer


def test_one_good_try_is_not_called_a_pass_where_the_average_counts() -> None:
    offer(released.quiz(keep="average", attempts=3, pass_mark=70))
    visitor = begun()
    visitor.press("Look over and hand in").press("Hand in").well()
    assert visitor.title == "Chưa đạt: trung bình 0\u00a0%"
    with database.writing() as db:
        mine = city.actor(db, "canbo")
        key = assessment.start(db, mine, attempt().release_id, "final", now=text.utc_now())
        released.answer_all(db, mine, key, released.RIGHT, now=text.utc_now())
        learning.finish(db, mine, key, now=text.utc_now())
    seen = Visitor("canbo").open("result", attempt=key).well()
    assert seen.title == "Chưa đạt: trung bình 50\u00a0%"
    assert "Lần này: 100\u00a0%, 6 trên 6 điểm; cần trung bình 70 %" in said(seen)
    assert "Còn 1 lượt làm" in said(seen)


def test_where_the_last_attempt_counts_it_is_said_before_and_after_a_worse_one() -> None:
    rules = released.quiz(keep="last", pass_mark=70)
    release_id = offer(rules, completion=Completion(lessons=(), quiz="final"))
    rule = "The last attempt counts, even if it is worse. A course that is completed stays completed."
    assert text.translate(rule) in said(at_quiz())
    keys = []
    for answers in (released.RIGHT, {}):
        with database.writing() as db:
            mine = city.actor(db, "canbo")
            keys.append(learning.start_quiz(db, mine, release_id, "final", now=text.utc_now()))
            released.answer_all(db, mine, keys[-1], answers, now=text.utc_now())
            learning.finish(db, mine, keys[-1], now=text.utc_now())
    first, worse = (Visitor("canbo").open("result", attempt=key).well() for key in keys)
    assert text.translate("You have taken this quiz again since; the last attempt counts.") in said(first)
    assert worse.title == "Chưa đạt: 0\u00a0%"
    assert "Làm lại không làm mất kết quả đó" in "\n".join(one.value for one in worse.at.success)


@pytest.mark.parametrize("course", [{"quizzes": (released.quiz("another"),)}, {"status": "retired"}])
def test_what_became_of_its_course_keeps_nobody_from_finishing_an_attempt(course: dict[str, object]) -> None:
    """The quiz is taken out of the course, or the course is retired, while somebody is at it."""
    offer(released.quiz())
    begun().answer(f"answer:{attempt().key}:1", "b").well()
    after = {"quizzes": (released.quiz(),), **course}
    offer(*after.pop("quizzes"), **after)  # type: ignore[misc]
    home = Visitor("canbo").open("").well().press("Go on with the quiz").well()
    assert home.address == {"course": SLUG, "quiz": "final"}
    assert home.press("Previous question").held(f"answer:{attempt().key}:1") == "b"
    home.at.query_params["step"] = "end"
    home.run().well().press("Hand in").well()
    assert home.title == text.translate("Not passed yet: {percent}", percent="0\u00a0%")
