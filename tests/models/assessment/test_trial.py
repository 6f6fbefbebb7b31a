"""A trial shows what a quiz is like, and never a question that an exam asks."""

from models import assessment, courses
from models.courses import Course, Draw, Mode
from tests.models.assessment import judged
from tests.models.assessment.questions import truefalse
from tests.models.assessment.released import BANK, course, practice, quiz

EXTRA = tuple(truefalse(answer=True, id=f"open-{n}") for n in range(4))


def ids(drawn: tuple[assessment.Drawn, ...]) -> list[str]:
    return [one.question.id for one in drawn]


def test_no_question_of_an_exam_is_in_a_sample() -> None:
    made = course(questions=(*BANK, *EXTRA))
    for seed in range(50):
        assert set(ids(assessment.sample(made, seed))) <= {one.id for one in EXTRA}


def test_a_course_that_keeps_all_questions_for_its_exam_has_no_sample() -> None:
    assert assessment.sample(course(), 1) == ()


def test_a_practice_quiz_keeps_nothing_back_and_different_types_come_first() -> None:
    line = Draw(questions=tuple(one.id for one in BANK))
    practice = quiz("practice", mode=Mode.PRACTICE).model_copy(update={"draw": (line,)})
    made = course("open", practice, questions=(*BANK, *EXTRA))
    for seed in range(20):
        types = [one.question.type for one in assessment.sample(made, seed, most=5)]
        assert sorted(types) == ["multiple", "number", "short", "single", "truefalse"]


def test_practice_that_completes_the_course_keeps_its_questions_back() -> None:
    made = course("by-practice", practice(), completion=courses.Completion(quiz="practice"), questions=(*BANK, *EXTRA))
    for seed in range(20):
        assert set(ids(assessment.sample(made, seed))) <= {one.id for one in EXTRA}


def test_what_a_person_marks_comes_last_as_a_trial_cannot_tell_about_it() -> None:
    written = next(one for one in judged.BANK if one.type == "written")
    made = course(questions=(*BANK, *EXTRA, written))
    for seed in range(30):
        assert written.id not in ids(assessment.sample(made, seed, most=len(EXTRA)))
        assert ids(assessment.sample(made, seed, most=9))[-1] == written.id


def test_the_same_seed_asks_the_same_another_asks_others() -> None:
    made = course(questions=(*BANK, *EXTRA))
    assert ids(assessment.sample(made, 7)) == ids(assessment.sample(made, 7))
    assert len({tuple(ids(assessment.sample(made, seed, most=2))) for seed in range(30)}) > 3


def test_the_whole_quiz_is_what_an_attempt_would_ask_without_its_key() -> None:
    made = course()
    drawn = assessment.whole_quiz(made, made.quizzes[0], 3)
    assert ids(drawn) == [one.id for one in BANK]
    first = assessment.asked(drawn, 1, 3)
    assert (first.place, first.question_id, first.answer) == (1, "q-single", None)
    assert [option.id for option in first.options] == list(drawn[0].option_order)
    assert not hasattr(first, "explanation")


def test_checks_in_lessons_can_be_tried() -> None:
    check = courses.Check(question=EXTRA[0])
    lessons = tuple(one.model_copy(update={"parts": (*one.parts, check)}) for one in course().lessons[:1])
    made: Course = course(lessons=lessons)
    assert ids(assessment.sample(made, 1)) == ["open-0"]
