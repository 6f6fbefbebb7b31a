"""Judging at the pages: the list, the rubric as rows to choose from, a draft at each choice, and what follows."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import assessment, courses, database, text
from models.access.tables import Grant
from models.assessment.tables import Attempt, AttemptItem, Marking
from tests import city, judged
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

DAY = timedelta(days=1)


def essay(login: str = "canbo", *, days: int = 0) -> str:
    with database.writing() as db:
        return judged.essay(db, login, now=text.utc_now() - days * DAY)


def answer_page(login: str, key: str) -> Visitor:
    return Visitor(login).open("judge", attempt=key, question="1").well()


def drafts() -> list[list[int | None]]:
    with database.reading() as db:
        return list(db.exec(select(Marking.levels)).all())


def test_the_list_is_led_by_what_waits_longest_and_names_nobody() -> None:
    essay("nhansu")
    essay("canbo", days=8)
    seen = Visitor("giangvien").open("marking").well()
    assert seen.title == "2 bài chờ anh/chị chấm"
    said = seen.everything()
    assert said.index("chờ 8 ngày") < said.index("nộp hôm nay")
    assert not [name for login, name in city.NAMES.items() if name in said and login != "giangvien"]
    seen.press("Judge the oldest").well()
    with database.reading() as db:
        taken = db.exec(select(Attempt.person_id).join(Marking, Marking.attempt_id == Attempt.id)).one()  # type: ignore[arg-type]
        assert taken == city.person_id(db, "canbo")


def test_an_answer_is_judged_by_choosing_and_one_press() -> None:
    key = essay()
    seen = answer_page("giangvien", key)
    assert judged.ESSAY.split("\n")[0] in seen.everything()
    assert city.NAMES["canbo"] not in seen.everything()
    seen.press("Begin to judge").well()
    assert [len(one.options) for one in seen.at.radio] == [4, 3, 2]
    seen.fill(seen.at.radio[0], 3).well()
    assert drafts() == [[3, None, None]], "each choice is kept at once"
    seen.press("Finish judging").well()
    assert "Hãy chọn mức cho mọi tiêu chí trước. Những gì đã chọn vẫn được giữ." in seen.errors
    seen.fill(seen.at.radio[1], 1)
    seen.fill(seen.at.radio[2], 0)
    seen.fill(seen.at.text_area[3], "Gọn, rõ.").well()
    assert "4 trên 7 điểm" in seen.everything()
    seen.press("Finish judging").well()
    assert seen.title == "Không có bài chờ chấm"
    result = Visitor("canbo").open("result", attempt=key).well()
    assert result.title.startswith("Luyện tập: đúng 57,1")
    said = result.everything()
    assert "3 trên 3 điểm" in said
    assert "Gọn, rõ." in said
    assert city.NAMES["giangvien"] not in said


def test_whoever_comes_second_sees_who_is_judging_and_can_change_nothing() -> None:
    key = essay()
    with database.writing() as db:
        other = city.person_id(db, "nhansu")
        mine = db.exec(select(Grant).where(Grant.person_id == city.person_id(db, "giangvien"))).first()
        assert mine is not None
        db.add(Grant(**{**mine.model_dump(exclude={"id", "key"}), "person_id": other}))
    first = answer_page("giangvien", key).press("Begin to judge").well()
    second = answer_page("nhansu", key)
    assert f"{city.NAMES['giangvien']} đang chấm bài này từ" in second.everything().replace("\\", "")
    assert not second.at.radio
    stale = first
    with database.writing() as db:
        assessment.drop_marking(db, city.actor(db, "giangvien"), key, 1, now=text.utc_now())
    stale.fill(stale.at.radio[0], 1).well()
    assert stale.errors == ["Anh/chị không còn giữ bài này: bài đã được chấm hoặc trả lại. Hãy mở lại bài."]
    assert drafts() == []


def test_a_name_is_shown_on_record() -> None:
    seen = answer_page("giangvien", essay()).press("Show the name").well()
    assert city.NAMES["canbo"] in seen.everything()


def test_the_cadre_sees_that_it_waits_and_may_go_on() -> None:
    key = essay()
    seen = Visitor("canbo").open("result", attempt=key).well()
    assert seen.title == "Chờ chấm điểm"
    assert judged.ESSAY.split("\n")[0] in seen.everything()
    for _more in range(2):
        essay()
    cover = Visitor("canbo").open("quiz", course=city.SLUG, quiz=judged.ESSAY_QUIZ).well()
    assert "đang chờ chấm. Chấm xong thì làm lại được" in cover.everything()
    assert text.translate("Start the quiz") not in [one.label for one in cover.at.button]


def test_a_scenario_is_shown_with_each_of_its_questions() -> None:
    with database.writing() as db:
        key = judged.begun(db, "canbo", city.SLUG, "on-tap")
        places = [
            place
            for place, name in db.exec(select(AttemptItem.place, AttemptItem.question_id).order_by(AttemptItem.place))
            if name.startswith("mot-cua-")
        ]
        assert key
    assert places == [11, 12, 13]
    for place in places:
        seen = Visitor("canbo").open("quiz", course=city.SLUG, quiz="on-tap", question=str(place)).well()
        said = seen.everything()
        assert "9.07" in said
        assert ("Xem lại tình huống" in said) is (place != 11)


@pytest.mark.parametrize("login", ["canbo", "nhansu", "thutruong", "quantri"])
def test_nobody_else_gets_there(login: str) -> None:
    key = essay("canbo")
    for page, parameters in (("marking", {}), ("judge", {"attempt": key, "question": "1"})):
        seen = Visitor(login).open(page, **parameters).well()
        assert judged.ESSAY.split("\n")[0] not in seen.everything()
        assert text.translate("Begin to judge") not in [one.label for one in seen.at.button]


def test_what_the_author_says_to_who_judges_is_not_told_to_who_answers() -> None:
    with database.reading() as db:
        course = city.shipped(db).course
    question = course.question("viet-bao-su-co")
    assert question is not None
    hidden = courses.to_plain(str(question.explanation))[:40]
    with database.writing() as db:
        judged.begun(db, "canbo", city.SLUG, judged.ESSAY_QUIZ)
    assert hidden not in Visitor("canbo").open("quiz", course=city.SLUG, quiz=judged.ESSAY_QUIZ).well().everything()
    assert hidden in answer_page("giangvien", essay("nhansu")).everything()
