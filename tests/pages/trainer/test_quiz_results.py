"""What a trainer reads of a quiz: figures of their own courses, with every choice, and nobody's name."""

import re

import pytest

from models import access, assessment, courses, database, learning, text
from models.courses import Draw, Quiz, Translated
from models.rights import Role
from pages.parts import live
from tests import city
from tests.models.assessment import released
from tests.models.assessment.released import answer_all
from tests.models.courses.library import read_bank
from tests.pages.offering import SLUG, offer
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def test_a_trainer_sees_which_answers_were_chosen_and_no_name() -> None:
    seen = Visitor("giangvien").open("quiz-results", course=city.SLUG, quiz=city.QUIZ).well()
    with database.reading() as db:
        question = city.shipped(db).course.questions[0]
    chooser = next(one for one in seen.at.selectbox if one.label == text.translate("Look at one question"))

    seen.fill(chooser, question.id).well()

    assert seen.address["item"] == question.id
    table = seen.everything().split(f'aria-label="{text.translate("Chosen by")}"')[1].split("</table>")[0]
    shares = re.findall(r'<td class="figure">(.*?)</td>', table)
    assert len(shares) >= 2
    assert all("%" in share for share in shares)
    with database.reading() as db:
        names = {name for names in city.names_by_unit(db).values() for name in names}
    assert len(names) > 50
    said = seen.everything()
    assert [name for name in names - {city.NAMES["giangvien"]} if name in said] == []


@pytest.mark.parametrize(("people", "told"), [(29, None), (30, "20\u00a0% câu trả lời chắc chắn là sai (6 trên 30)")])
def test_what_people_are_sure_of_and_wrong_about_is_told_once_there_is_enough(people: int, told: str | None) -> None:
    question = released.BANK[0]
    line = Draw(questions=(question.id,))
    quiz = Quiz(name="final", title=Translated(vi="Bài cuối"), draw=(line,), confidence=True)
    with database.writing() as db:
        now = text.utc_now()
        _, release_id = released.release(db, released.course("safety", quiz), at=now)
        for number in range(people):
            me = released.learner(db, f"Người {number}")
            key = learning.start_quiz(db, me, release_id, "final", now=now)
            assessment.answer(db, me, key, 1, "a" if number >= 6 else "b", now=now)
            assessment.rate(db, me, key, 1, "sure", now=now)
            learning.finish(db, me, key, now=now)
    with database.reading() as db:
        live._library["now"] = courses.load_catalogue(db)

    seen = Visitor("giangvien").open("quiz-results", course="safety", quiz="final").well()

    shown = seen.everything()
    assert text.translate("How sure, and how often right") in shown
    assert ("câu trả lời chắc chắn là sai" in shown) == bool(told)
    assert told is None or told in shown
    assert (f"{people - 6}/{people}") in shown


def test_a_trainer_sees_which_part_of_a_question_is_hard_and_what_was_said_instead() -> None:
    """One of three has the text right; two have the order turned round, of which one also filled a gap wrong."""
    bank = read_bank(
        """\
- {id: xep, type: order, stem: Xếp., items: [Cô lập, Báo cáo, Khắc phục]}
- {id: khuyet, type: gaps, text: "Ký bằng khóa ((bí mật ~ công khai)) trong ((7 ngày))."}
"""
    )
    draw = courses.Draw(questions=("xep", "khuyet"))
    offer(courses.Quiz(name="final", title=courses.Translated(vi="Cuối"), draw=(draw,)), questions=bank)
    right, wrong = (one.right_answer() for one in bank), (one.wrong_answers()[0] for one in bank)
    papers = [dict(zip(("xep", "khuyet"), said, strict=True)) for said in (right, wrong)]
    papers.append({"xep": papers[1]["xep"], "khuyet": papers[0]["khuyet"]})
    visitor = Visitor("giangvien")
    now = text.utc_now()
    with database.writing() as db:
        found = courses.load_catalogue(db).released(SLUG)
        assert found is not None
        person = city.person_id(db, "giangvien")
        access.grant_role(db, access.operator("test"), person, Role.TRAINER, course_id=found.course_id, now=now)
        for login, paper in zip(("canbo", "nhansu", "thutruong"), papers, strict=True):
            learner = city.actor(db, login)
            key = assessment.start(db, learner, found.release_id, "final", now=now)
            answer_all(db, learner, key, paper, now=now)
            assessment.submit(db, learner, key, now=now)

    def rows(item: str) -> list[list[str]]:
        seen = visitor.open("quiz-results", course=SLUG, quiz="final", item=item).well().everything()
        table = seen.split(f'aria-label="{text.translate("The parts of this question")}"')[1].split("</table>")[0]
        cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in table.split("<tr>")[2:]]
        return [[re.sub("<.*?>", "", cell.replace("<br>", " | ")) for cell in row] for row in cells]

    assert rows("xep") == [
        ["Cô lập | sai: vị trí 2 (2)", "1/3"],
        ["Báo cáo | sai: vị trí 1 (2)", "1/3"],
        ["Khắc phục", "3/3"],
        ["Hay bị đảo thứ tự | “Báo cáo” đứng trước “Cô lập” (2)", "–"],
    ]
    (key, share), (days, all_of_them) = rows("khuyet")
    assert key.endswith(" | sai: công khai (1)")
    assert (share, all_of_them) == ("2/3", "3/3")
    assert "sai:" not in days


@pytest.mark.parametrize("people", [29, 30])
def test_what_is_wrong_with_a_question_is_said_in_words(people: int) -> None:
    """The key of q-single is wrong: those who have all else right say 'b', the others 'a', and nobody 'c'."""
    right = {**released.RIGHT, "q-single": "b"}
    wrong = {"q-single": "a", "q-multiple": ["w1"], "q-truefalse": False}
    with database.writing() as db:
        now = text.utc_now()
        _, release_id = released.release(db, released.course("safety", released.quiz()), at=now)
        for number in range(people):
            me = released.learner(db, f"Người {number}")
            key = assessment.start(db, me, release_id, "final", now=now)
            answer_all(db, me, key, right if number < 16 else wrong, now=now)
            assessment.submit(db, me, key, now=now)
    with database.reading() as db:
        live._library["now"] = courses.load_catalogue(db)

    seen = Visitor("giangvien").open("quiz-results", course="safety", quiz="final").well()

    table = seen.everything().split(f'aria-label="{text.translate("Questions, the hardest first")}"')[1]
    table = table.split("</table>")[0]
    cells = re.findall(r"<td>([^<]*)<br><small>([^<]*)</small><br><small>", table)
    if people < assessment.ENOUGH:
        assert cells == []
        return
    said = dict(cells)
    assert seen.title == "1 câu có thể sai đáp án"
    assert said["Which?"] == (
        "16 người chọn “option b”, 14 người chọn theo đáp án: xem lại đáp án và cách hỏi."
        " Người làm tốt các câu khác lại sai câu này nhiều hơn: xem lại đáp án. Không ai chọn: option c."
    )
    assert said["It is."] == "Gần như ai cũng đúng: câu này khó cho biết ai đã nắm được bài."
    assert said["How many?"] == "Bỏ trống 46\u00a0%."  # 14 of 30


def test_who_keeps_another_course_sees_no_figures_of_this_one() -> None:
    visitor = Visitor("canbo")
    with database.writing() as db:
        person = city.person_id(db, "canbo")
        access.grant_role(db, access.operator("test"), person, Role.TRAINER, course_id=999_999, now=text.utc_now())

    seen = visitor.open("quiz-results", course=city.SLUG, quiz=city.QUIZ).well()

    assert seen.title == text.translate("Quiz results")
    assert text.translate("None of the courses you keep has a quiz yet.") in seen.everything()
    assert "<table" not in seen.everything()
