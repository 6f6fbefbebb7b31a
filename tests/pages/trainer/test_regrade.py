"""A trainer mends a key through the pages, from figures and from an objection; HR decides; the cadre reads it."""

import pytest
from sqlmodel import select

from models import access, assessment, changes, database, learning, messages, text
from models.assessment import Treatment
from models.assessment.tables import AttemptItem, Regrade
from models.courses.questions.single.question import Single
from models.messages import Kind
from models.rights import Role
from tests import city
from tests.models.assessment.released import release
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def passed_once() -> tuple[str, assessment.AskedQuestion]:
    """Let the cadre complete the course; return the attempt's key and a single choice that it asked."""
    with database.writing() as db:
        released, me = city.shipped(db), city.actor(db, "canbo")
        city.completed(db, "canbo", released)
        attempt = assessment.results(db, me.person_id or 0)[-1].key
        view = assessment.view(db, me, attempt)
        return attempt, next(one for one in view.questions if one.type == "single")


def mended(question_id: str) -> None:
    """Release the course with another right option in a question, so that what was right is wrong."""
    with database.writing() as db:
        released = city.shipped(db)
        old = released.course.question(question_id)
        assert isinstance(old, Single)
        others = [option.id for option in old.options if not option.right]
        options = tuple(one.model_copy(update={"right": one.id == others[0]}) for one in old.options)
        new = old.model_copy(update={"options": options})
        bank = tuple(new if one.id == question_id else one for one in released.course.questions)
        release(db, released.course.model_copy(update={"questions": bank}), at=text.utc_now())
        changes.note(db, changes.Kind.COURSE, released.course_id, now=text.utc_now())
    from pages.parts import live

    live.refresh()


def harder(pass_mark: int) -> None:
    """Release the course with another pass mark, so that one question decides, and with versions nobody was asked."""
    with database.writing() as db:
        released = city.shipped(db)
        quizzes = tuple(
            one.model_copy(update={"pass_mark": pass_mark}) if one.name == city.QUIZ else one
            for one in released.course.quizzes
        )
        fresh = tuple(one.model_copy(update={"tags": (*one.tags, "moi")}) for one in released.course.questions)
        release(db, released.course.model_copy(update={"quizzes": quizzes, "questions": fresh}), at=text.utc_now())
        changes.note(db, changes.Kind.COURSE, released.course_id, now=text.utc_now())


def version_asked(attempt: str, place: int) -> str:
    """The version of a question that an attempt asked, as an address names it."""
    with database.reading() as db:
        item, tried = AttemptItem, assessment.tables.Attempt
        wanted = select(item.question_hash).join(tried).where(tried.key == attempt, item.place == place)
        return db.exec(wanted).one()[:12]


def test_a_mended_key_is_previewed_stored_decided_and_read_by_those_concerned() -> None:
    harder(100)
    attempt, asked = passed_once()
    mended(asked.question_id)
    address = {"course": city.SLUG, "question": asked.question_id, "asked": version_asked(attempt, asked.place)}
    trainer = Visitor("giangvien").open("regrade", **address).well()
    treatments = trainer.at.radio[0]
    trainer.fill(treatments, Treatment.KEY).well()
    said = trainer.everything()
    assert "1 lượt không còn đủ điểm đạt" in said
    assert city.NAMES["canbo"] not in said
    with database.reading() as db:
        assert db.exec(select(Regrade)).all() == []
    trainer.press("Mark it anew").well()
    assert text.translate("Please say why; the reason stays on record.") in trainer.errors
    trainer.at.text_area(key="why").set_value("Đáp án in nhầm")
    trainer.press("Mark it anew").well()
    with database.reading() as db:
        assert [one.why for one in db.exec(select(Regrade)).all()] == ["Đáp án in nhầm"]
    again = Visitor("giangvien").open("regrade", course=city.SLUG, question=asked.question_id).well()
    assert "Đáp án in nhầm" in again.everything()
    assert city.NAMES["canbo"] not in again.everything()

    canbo = Visitor("canbo").open("result", attempt=attempt).well()
    assert canbo.title.startswith("Đạt")
    assert "Đáp án in nhầm" in canbo.everything()
    assert "Đơn vị sẽ quyết định chậm nhất ngày" in canbo.everything()
    assert "không còn đủ điểm đạt" in Visitor("canbo").open("notices").well().everything()

    for login in ("nhansu", "thutruong"):
        officer = Visitor(login).open("lost-passes").well()
        assert officer.title == "1 kết quả chờ anh/chị quyết định"
        assert city.NAMES["canbo"] in officer.everything()
    officer.press("Let the passes stand").well()
    assert text.translate("Please say why; the reason stays on record.") in officer.errors
    reason = next(one for one in officer.at.text_input if (one.key or "").startswith("why:"))
    reason.set_value("Đã học đủ các bài")
    officer.press("Let the passes stand").well()
    assert officer.title == text.translate("No pass waits for your decision")
    assert text.translate("the pass stands") in officer.everything()
    canbo.open("result", attempt=attempt).well()
    assert canbo.title.startswith("Đạt")
    assert "Đã học đủ các bài" in canbo.everything()
    assert text.translate("recognised by the unit") in canbo.open("results").well().everything()


def test_an_objection_leads_to_the_regrade_and_tells_what_changed() -> None:
    attempt, asked = passed_once()
    with database.writing() as db:
        me = city.actor(db, "canbo")
        key = messages.ask(
            db, me, Kind.MARK, "Đáp án chưa đúng.", attempt=attempt, place=asked.place, now=text.utc_now()
        )
        digest = db.exec(select(AttemptItem.question_hash).where(AttemptItem.question_id == asked.question_id)).first()
    trainer = Visitor("giangvien").open("inquiry", inquiry=key).well()
    assert text.translate("Wrong key, or a bad question? Mark it anew") in trainer.everything()
    address = {"course": city.SLUG, "question": asked.question_id, "asked": (digest or "")[:12], "inquiry": key}
    trainer.open("regrade", **address).well()
    assert text.translate("Back to the objection, to answer it") in trainer.everything()
    trainer.fill(trainer.at.radio[0], Treatment.DROPPED).well()
    trainer.at.text_area(key="why").set_value("Câu hỏi gây hiểu nhầm")
    trainer.press("Mark it anew").well()
    trainer.open("inquiry", inquiry=key).well()
    assert trainer.at.text_area(key="inquiry:words").value.endswith("Lý do: Câu hỏi gây hiểu nhầm")
    trainer.press("Send the answer").well()
    canbo = Visitor("canbo").open("inquiry", inquiry=key).well()
    said = canbo.everything()
    assert "Câu hỏi gây hiểu nhầm" in said
    assert "không tính" in said


def test_a_regrade_is_taken_back_through_the_page() -> None:
    attempt, asked = passed_once()
    with database.writing() as db:
        trainer_actor = city.actor(db, "giangvien")
        released = city.shipped(db)
        found = assessment.regradable(db, trainer_actor, released.course_id, asked.question_id)
        digests = [one.digest for one in found.versions]
        plan = assessment.plan(db, trainer_actor, released.course_id, asked.question_id, Treatment.DROPPED, digests)
        key = learning.regrade(db, trainer_actor, plan, "Nhầm", now=text.utc_now())
    trainer = Visitor("giangvien").open("regrade", course=city.SLUG, question=asked.question_id, back=key).well()
    assert text.translate("What taking it back would do") in trainer.everything()
    trainer.at.text_area(key="why").set_value("Câu hỏi vẫn tốt")
    trainer.press("Take the regrade back").well()
    with database.reading() as db:
        me = city.person_id(db, "canbo")
        assert next(one for one in assessment.results(db, me) if one.key == attempt).first is None


def test_who_keeps_another_course_finds_no_question_of_this_one() -> None:
    _attempt, asked = passed_once()
    visitor = Visitor("canbo")
    with database.writing() as db:
        person = city.person_id(db, "canbo")
        access.grant_role(db, access.operator("test"), person, Role.TRAINER, course_id=999_999, now=text.utc_now())
    seen = visitor.open("regrade", course=city.SLUG, question=asked.question_id).well()
    assert seen.errors == [text.translate("This was not found, or it lies outside what you may see.")]
    assert seen.title == text.translate("This page cannot be opened")


def test_how_far_a_regrade_has_come_is_shown_until_all_have_followed() -> None:
    _attempt, asked = passed_once()
    with database.writing() as db:
        trainer_actor, course_id = city.actor(db, "giangvien"), city.shipped(db).course_id
        found = assessment.regradable(db, trainer_actor, course_id, asked.question_id)
        digests = [one.digest for one in found.versions]
        plan = assessment.plan(db, trainer_actor, course_id, asked.question_id, Treatment.DROPPED, digests)
        people = assessment.asked_people(db, course_id, plan.asked)
        number = assessment.begin_regrade(db, trainer_actor, plan, "Câu hỏi chưa rõ", now=text.utc_now()).id or 0
    page = Visitor("giangvien").open("regrade", course=city.SLUG, question=asked.question_id).well()
    assert f"đã áp dụng cho 0 trong {len(people)} người" in page.everything()
    with database.writing() as db:
        learning.follow_some(db, number, people, now=text.utc_now(), last=True)
    page.run().well()
    assert "đã áp dụng cho" not in page.everything()
