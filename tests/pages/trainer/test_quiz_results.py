"""What a trainer reads of a quiz: figures of their own courses, with every choice, and nobody's name."""

import re

import pytest

from models import access, assessment, courses, database, learning, text
from models.courses import Draw, Quiz, Translated
from models.rights import Role
from pages.parts import live
from tests import city
from tests.models.assessment import released
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


def test_who_keeps_another_course_sees_no_figures_of_this_one() -> None:
    visitor = Visitor("canbo")
    with database.writing() as db:
        person = city.person_id(db, "canbo")
        access.grant_role(db, access.operator("test"), person, Role.TRAINER, course_id=999_999, now=text.utc_now())

    seen = visitor.open("quiz-results", course=city.SLUG, quiz=city.QUIZ).well()

    assert seen.title == text.translate("Quiz results")
    assert text.translate("None of the courses you keep has a quiz yet.") in seen.everything()
    assert "<table" not in seen.everything()
