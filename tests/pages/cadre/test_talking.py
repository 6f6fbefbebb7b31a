"""Asking from a lesson and a result, answering, objecting: through the pages, as the people concerned see them."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import access, database, learning, messages, notices, text
from models.messages import Kind
from models.messages.tables import Inquiry, Message
from models.rights import DomainError
from models.sentences import sentence
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

LESSON = "01-vi-sao-can-bo-la-dich"
WORDS = "Vì sao không nên <b>bấm</b> vào *liên kết* lạ?"
NOT_FOUND = "This was not found, or it lies outside what you may see."


def written() -> list[tuple[Kind, str]]:
    with database.reading() as db:
        rows = db.exec(select(Inquiry.kind, Message.words).join(Message).order_by(Message.id)).all()
        return [(kind, words) for kind, words in rows]


def asked_by(login: str, words: str = WORDS) -> str:
    with database.writing() as db:
        released = city.shipped(db)
        where = {"release_id": released.release_id, "lesson": LESSON}
        return messages.ask(db, city.actor(db, login), Kind.QUESTION, words, **where, now=text.utc_now())


def objected_by(login: str) -> str:
    with database.writing() as db:
        return messages.ask(db, city.actor(db, login), Kind.FIGURE, "Tôi đã học.", now=text.utc_now())


def test_a_question_goes_from_a_lesson_to_the_trainer_and_its_answer_back() -> None:
    canbo = Visitor("canbo").open("lesson", course=city.SLUG, lesson=LESSON).well()
    assert text.translate("Ask the trainers, or report a mistake") in canbo.everything()

    canbo.open("ask", course=city.SLUG, lesson=LESSON).well()
    canbo.at.text_area(key="ask:words").set_value(WORDS)
    canbo.press("Send it").well()
    assert written() == [(Kind.QUESTION, WORDS)]
    assert canbo.title == text.translate("A question")
    assert "&lt;b&gt;bấm&lt;/b&gt;" in canbo.everything()

    trainer = Visitor("giangvien").open("inbox").well()
    assert trainer.title == "1 nội dung chờ anh/chị trả lời"
    assert city.NAMES["canbo"] not in trainer.everything()
    key = messages_key()
    trainer.open("inquiry", inquiry=key).well()
    assert WORDS.split(" <")[0] in trainer.everything()
    assert city.NAMES["canbo"] not in trainer.everything()
    trainer.at.text_area(key="inquiry:words").set_value("Vì có thể là bẫy.")
    trainer.press("Send the answer").well()
    assert trainer.at.title[0].value == text.translate("A question")

    canbo.open("").well()
    canbo.open("courses").well()
    assert text.translate("{n} new", n=2) in canbo.everything()  # the course that was given, and the answer
    canbo.open("notices").well()
    assert "đã có trả lời" in canbo.everything()
    canbo.open("inquiry", inquiry=key).well()
    assert "Vì có thể là bẫy." in canbo.everything()
    assert text.translate("Answered") in canbo.everything()


def messages_key() -> str:
    with database.reading() as db:
        return db.exec(select(Inquiry.key)).one()


def test_nothing_typed_is_lost_when_it_is_refused() -> None:
    canbo = Visitor("canbo").open("ask", course=city.SLUG, lesson=LESSON).well()
    canbo.press("Send it").well()
    assert canbo.errors == [text.translate("Nothing is written yet.")]
    long = "dài " * 600
    canbo.at.text_area(key="ask:words").set_value(long)
    canbo.press("Send it").well()
    assert "2.399" in canbo.errors[0]
    assert canbo.at.text_area(key="ask:words").value == long
    assert written() == []


def test_an_answer_that_came_too_late_is_kept_in_its_field() -> None:
    key = asked_by("canbo")
    trainer = Visitor("giangvien").open("inquiry", inquiry=key).well()
    with database.writing() as db:
        messages.say(db, city.actor(db, "canbo"), key, "Xin hỏi thêm.", seen=1, now=text.utc_now())
    trainer.at.text_area(key="inquiry:words").set_value("Trả lời của tôi")
    trainer.press("Send the answer").well()
    assert trainer.errors == [
        text.translate(
            "Somebody changed this while you were working on it; nothing of yours was stored. Look at it anew."
        )
    ]
    assert "Xin hỏi thêm." in trainer.everything()
    assert trainer.at.text_area(key="inquiry:words").value == "Trả lời của tôi"
    trainer.press("Send the answer").well()
    assert [words for _kind, words in written()] == [WORDS, "Xin hỏi thêm.", "Trả lời của tôi"]
    assert trainer.errors == []


def test_an_objection_to_a_mark_leads_from_the_result_and_brings_the_question_along() -> None:
    with database.writing() as db:
        released, me = city.shipped(db), city.actor(db, "canbo")
        attempt = learning.start_quiz(db, me, released.release_id, city.QUIZ, now=text.utc_now())
        learning.finish(db, me, attempt, now=text.utc_now())
    canbo = Visitor("canbo").open("result", attempt=attempt).well()
    assert text.translate("Ask about this question, or object to the mark") in canbo.everything()
    canbo.open("ask", attempt=attempt, question="2").well()
    assert "Câu 2" in canbo.everything()
    canbo.fill(canbo.at.radio(key="ask:kind"), Kind.MARK)
    canbo.at.text_area(key="ask:words").set_value("Đề chưa rõ.")
    canbo.press("Send it").well()
    assert written() == [(Kind.MARK, "Đề chưa rõ.")]
    trainer = Visitor("giangvien").open("inquiry", inquiry=messages_key()).well()
    assert text.translate("The question as it was asked, and the answer as it was given") in trainer.everything()
    assert text.translate("Not answered") in trainer.everything()
    assert Visitor("nhansu").open("inquiry", inquiry=messages_key()).errors == [text.translate(NOT_FOUND)]
    assert Visitor("thutruong").open("ask", attempt=attempt, question="2").errors == [text.translate(NOT_FOUND)]


def test_an_objection_to_a_figure_reaches_the_officers_of_the_unit() -> None:
    key = objected_by("canbo")
    with database.reading() as db:
        asker = city.person_key(db, "canbo")
    for login in ("nhansu", "thutruong"):
        officer = Visitor(login).open("objections").well()
        assert officer.title == "1 khiếu nại chờ anh/chị trả lời"
        assert city.NAMES["canbo"] in officer.everything()
        assert officer.open("inquiry", inquiry=key).well().title == text.translate("An objection to my state or figure")
        (way,) = [one for one in officer.at.get("page_link") if one.proto.page == "person"]
        assert way.proto.query_string == f"person={asker}"  # to see what is asked of them, and mend it
    assert not [
        one for one in Visitor("canbo").open("inquiry", inquiry=key).at.get("page_link") if "person" in one.proto.page
    ]
    for login in ("giangvien", "quantri"):
        assert Visitor(login).open("inquiry", inquiry=key).errors == [text.translate(NOT_FOUND)]


def test_nobody_is_offered_to_answer_their_own() -> None:
    for login, key in (("giangvien", asked_by("giangvien")), ("nhansu", objected_by("nhansu"))):
        mine = Visitor(login).open("inquiry", inquiry=key).well()
        labels = [one.label for one in mine.at.button]
        assert text.translate("Send the answer") not in labels
        assert text.translate("Send more words") in labels


def test_a_late_answer_is_marked_with_words() -> None:
    with database.writing() as db:
        released = city.shipped(db)
        where = {"release_id": released.release_id, "lesson": LESSON}
        long_ago = text.utc_now() - timedelta(days=30)
        messages.ask(db, city.actor(db, "canbo"), Kind.QUESTION, WORDS, **where, now=long_ago)
    assert "trả lời muộn" in Visitor("giangvien").open("inbox").well().everything()


def test_notices_are_counted_until_they_are_seen_and_are_ones_own() -> None:
    canbo = Visitor("canbo").open("").well()
    assert text.translate("{n} new", n=1) in canbo.everything()  # home told of the course that a rule gave
    canbo.open("notices").well()
    assert canbo.title == "1 thông báo mới"
    assert "An toàn thông tin cơ bản cho cán bộ" in canbo.everything()
    canbo.open("notices").well()
    assert canbo.title == text.translate("No new notices")
    canbo.open("").well()
    with database.reading() as db:
        assert len(notices.of(db, city.person_id(db, "canbo"))) == 1
    assert Visitor("giangvien").open("notices").well().title == text.translate("No new notices")


def test_a_shared_computer_says_whose_account_it_is_and_leads_out() -> None:
    canbo = Visitor("canbo")
    sign_out = text.translate("That is not me")
    assert sign_out not in canbo.open("").well().everything()
    with database.writing() as db:
        canbo.token = access.open_session(db, city.person_id(db, "canbo"), shared=True, now=text.utc_now())
    said = canbo.open("").well().everything()
    assert sign_out in said
    assert 'action="/sign-out"' in said
    assert city.NAMES["canbo"] in said


def test_results_tell_a_courses_way_and_lead_to_the_certificate() -> None:
    with database.writing() as db:
        released = city.shipped(db)
        key = city.completed(db, "canbo", released)
    canbo = Visitor("canbo").open("results").well()
    assert canbo.title == "1 khóa học hoàn thành đang có hiệu lực"
    said = canbo.everything()
    assert learning.number_of(key) in said
    assert "lượt 1</a>: 100" in said
    canbo.open("certificate", certificate=key).well()
    assert canbo.title == "Chứng nhận: An toàn thông tin cơ bản cho cán bộ"
    assert f"/print/certificate/{key}" in canbo.everything()
    assert Visitor("nhansu").open("certificate", certificate=key).errors == [text.translate(NOT_FOUND)]


def test_whom_to_ask_is_named_by_the_officer_and_read_by_the_cadre() -> None:
    canbo = Visitor("canbo").open("help").well()
    assert "024 3825 1234" not in canbo.everything()
    head = Visitor("thutruong").open("contact").well()
    unit = head.at.selectbox[0].value
    head.at.text_input(key=f"contact:{unit}:name").set_value("Phạm Thị Giúp")
    head.press("Store the contact").well()
    assert head.errors == [text.translate("Give a phone number or an e-mail address, so that people can ask.")]
    head.at.text_input(key=f"contact:{unit}:phone").set_value("024 3825 1234")
    head.press("Store the contact").well()
    assert head.errors == []
    said = canbo.open("help").well().everything()
    assert "024 3825 1234" in said
    assert "Phạm Thị Giúp" in said
    assert "024 3825 1234" in canbo.open("account").well().everything()


def test_of_two_who_name_a_contact_the_second_sees_what_the_first_named() -> None:
    first, second = (Visitor("thutruong").open("contact").well() for _one in range(2))
    unit = first.at.selectbox[0].value
    for visitor, phone in ((first, "024 3825 1111"), (second, "024 3825 2222")):
        visitor.at.text_input(key=f"contact:{unit}:name").set_value("Phạm Thị Giúp")
        visitor.at.text_input(key=f"contact:{unit}:phone").set_value(phone)
        visitor.run().press("Store the contact").well()
    assert second.errors == [sentence(DomainError("changed-meanwhile"))]
    assert "024 3825 1111" in second.everything()
    assert second.at.text_input(key=f"contact:{unit}:phone").value == "024 3825 2222"
    assert second.press("Store the contact").well().errors == []
    assert "024 3825 2222" in Visitor("canbo").open("help").well().everything()
