"""How a quiz does, computed by hand for three people: facility, choices, first attempts only, versions kept apart."""

import pytest
from sqlmodel import Session

from models import access, assessment, database
from models.assessment import QuizStatistics
from models.assessment.correlation import Pairs
from models.courses import Course, Draw, to_plain
from models.rights import Actor, DomainError, Role
from tests import factories
from tests.models.assessment.questions import single
from tests.models.assessment.released import BANK, MINUTE, NOW, RIGHT, answer_all, course, learner, quiz, release

FIRST = {**RIGHT}  # 6 of 6
SECOND = {"q-single": "b", "q-multiple": ["r1", "r2"], "q-truefalse": True, "q-short": "phishing"}  # 2 of 6
THIRD = {"q-single": "b"}  # 0 of 6


def sat(db: Session, name: str, release_id: int, *papers: dict[str, object]) -> None:
    """Let a new person take the quiz once a day, each time for ten minutes."""
    actor = learner(db, name)
    for day, answers in enumerate(papers):
        at = NOW + day * 1440 * MINUTE
        key = assessment.start(db, actor, release_id, "final", now=at)
        answer_all(db, actor, key, answers, now=at + MINUTE)
        assessment.submit(db, actor, key, now=at + 10 * MINUTE)


def trainer(db: Session, course_id: int) -> Actor:
    """Somebody who keeps this one course."""
    person = factories.person(db, "Trần Quang Đạt")
    factories.grant(db, person, Role.TRAINER, course_id=course_id)
    return access.actor_for(db, person, "Trần Quang Đạt", now=NOW)


def told(db: Session, course_id: int, made: Course) -> QuizStatistics:
    return assessment.quiz_statistics(db, trainer(db, course_id), course_id, made, "final")


def test_how_often_those_who_were_sure_were_right(db: Session) -> None:
    made = course("safety", quiz(confidence=True))
    course_id, release_id = release(db, made)
    papers: list[tuple[str, dict[str, object], dict[int, str]]] = [
        ("Lê An", FIRST, {1: "sure", 2: "sure", 3: "guess"}),
        ("Lê Bình", SECOND, {1: "sure", 2: "unsure", 5: "sure"}),  # wrong, right, not answered
    ]
    for name, answers, said in papers:
        actor = learner(db, name)
        for answered in (answers, FIRST):  # a second attempt is not counted
            key = assessment.start(db, actor, release_id, "final", now=NOW)
            answer_all(db, actor, key, answered, now=NOW)
            for place, sure in said.items():
                assessment.rate(db, actor, key, place, sure, now=NOW)
            assessment.submit(db, actor, key, now=NOW)
    found = told(db, course_id, made).calibration
    counts = {one.confidence.value: (one.given, one.right) for one in found}
    assert counts == {"sure": (3, 2), "unsure": (1, 1), "guess": (1, 1)}


def test_without_such_words_nothing_is_said_of_them(db: Session) -> None:
    made = course("safety", quiz())
    course_id, release_id = release(db, made)
    sat(db, "Lê An", release_id, FIRST)
    assert told(db, course_id, made).calibration == ()


def test_first_attempts_give_facility_and_choices(db: Session) -> None:
    made = course("safety", quiz(pass_mark=70))
    course_id, release_id = release(db, made)
    sat(db, "Lê An", release_id, FIRST)
    sat(db, "Lê Bình", release_id, SECOND, FIRST)
    sat(db, "Lê Chi", release_id, THIRD)
    assessment.start(db, learner(db, "Lê Dung"), release_id, "final", now=NOW)

    found = told(db, course_id, made)

    assert (found.attempts, found.open_attempts, found.people) == (4, 1, 3)
    assert (found.passed_first, found.passed) == (1, 2)
    assert found.percent == pytest.approx((100 + 100 / 3 + 0) / 3)
    assert found.histogram == (1, 0, 0, 1, 0, 0, 0, 0, 0, 1)
    assert found.minutes == 10
    items = {item.question_id: item for item in found.items}
    assert {name: item.facility for name, item in items.items()} == pytest.approx(
        {"q-single": 1 / 3, "q-multiple": 2 / 3, "q-truefalse": 1 / 3, "q-short": 1 / 3, "q-number": 1 / 3}
    )
    assert (items["q-multiple"].asked, items["q-multiple"].answered) == (3, 2)
    assert [(str(one.text), one.right, one.count) for one in items["q-single"].counts[0].choices] == [
        (str(option.text), option.right, {"a": 1, "b": 2}.get(option.id, 0))
        for option in BANK[0].options  # type: ignore[union-attr]
    ]
    assert [(to_plain(str(one.text)), one.right, one.count) for one in items["q-short"].counts[0].choices] == [
        ("Secret-Short-Key", True, 1),
        ("phishing", False, 1),
    ]
    assert sorted((str(one.text), one.right, one.count) for one in items["q-truefalse"].counts[0].choices) == [
        ("Sai", True, 1),
        ("Đúng", False, 1),
    ]
    assert items["q-single"].seconds == 60
    assert not items["q-single"].enough
    assert found.items[-1].question_id == "q-multiple"


def test_what_was_asked_too_seldom_to_judge_stands_behind_what_was_not(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """q-single was wrong once, in one attempt only: chance, however hard it looks."""
    monkeypatch.setattr("models.assessment.statistics.ENOUGH", 2)
    few = quiz().model_copy(update={"draw": (Draw(questions=("q-short", "q-multiple")),)})
    course_id, release_id = release(db, course("safety", few))
    sat(db, "Lê An", release_id, {"q-short": FIRST["q-short"], "q-multiple": FIRST["q-multiple"]})
    sat(db, "Lê Bình", release_id, {"q-short": "phishing", "q-multiple": ["r1", "r2"]})
    made = course("safety", quiz())
    _, release_id = release(db, made, at=NOW)
    sat(db, "Lê Chi", release_id, THIRD)
    found = [(item.question_id, item.asked, item.enough) for item in told(db, course_id, made).items]
    assert found[:2] == [("q-short", 3, True), ("q-multiple", 3, True)]
    assert {one[1:] for one in found[2:]} == {(1, False)}


def test_where_the_average_counts_who_passed_by_now_goes_by_it(db: Session) -> None:
    made = course("safety", quiz(pass_mark=60, keep="average", attempts=2))
    course_id, release_id = release(db, made)
    sat(db, "Lê An", release_id, FIRST)
    sat(db, "Lê Bình", release_id, SECOND, FIRST)  # 33 and 100: on average 67
    sat(db, "Lê Chi", release_id, THIRD, FIRST)  # 0 and 100: on average 50, though the second is passed by itself
    found = told(db, course_id, made)
    assert (found.people, found.passed_first, found.passed) == (3, 1, 2)


def test_a_changed_question_has_figures_of_its_own(db: Session) -> None:
    before = course("safety", quiz())
    course_id, old_release = release(db, before)
    sat(db, "Lê An", old_release, THIRD)
    mended = single("q-single", tags=("mended",))
    after = course("safety", quiz(), questions=(mended, *BANK[1:]))
    _, new_release = release(db, after, at=NOW)
    sat(db, "Lê Bình", new_release, FIRST)

    found = [item for item in told(db, course_id, after).items if item.question_id == "q-single"]

    assert [(item.current, item.asked, item.facility) for item in found] == [(True, 1, 1.0), (False, 1, 0.0)]


def test_a_quiz_that_nobody_took_has_no_figures(db: Session) -> None:
    made = course("safety", quiz())
    course_id, _ = release(db, made)
    found = told(db, course_id, made)
    assert (found.people, found.percent, found.minutes, found.items) == (0, None, None, ())


def test_only_who_keeps_the_course_sees_its_figures(db: Session) -> None:
    made = course("safety", quiz())
    course_id, _ = release(db, made)
    other, _ = release(db, course("other"))
    for asker in (learner(db, "Lê Em"), trainer(db, other)):
        with pytest.raises(DomainError) as refused:
            assessment.quiz_statistics(db, asker, course_id, made, "final")
        assert refused.value.code == "forbidden"
    with pytest.raises(DomainError) as missing:
        assessment.quiz_statistics(db, trainer(db, course_id), course_id, made, "none")
    assert missing.value.code == "not-found"


def test_figures_move_with_every_attempt_that_is_handed_in(db: Session) -> None:
    made = course("safety", quiz(pass_mark=70))
    course_id, release_id = release(db, made)
    sat(db, "Lê An", release_id, THIRD)
    late = learner(db, "Lê Bình")
    begun = assessment.start(db, late, release_id, "final", now=NOW)
    keeper = trainer(db, course_id)
    db.commit()

    def read() -> QuizStatistics:
        with database.reading() as seen:
            return assessment.quiz_statistics(seen, keeper, course_id, made, "final")

    before = read()
    assert (before.people, before.attempts, before.open_attempts, before.passed) == (1, 1, 1, 0)

    answer_all(db, late, begun, FIRST, now=NOW + MINUTE)
    assessment.submit(db, late, begun, now=NOW + 2 * MINUTE)
    db.commit()
    handed_in = read()
    assert (handed_in.people, handed_in.attempts, handed_in.open_attempts, handed_in.passed) == (2, 2, 0, 1)
    assert {item.question_id: item.asked for item in handed_in.items}["q-single"] == 2

    again = assessment.start(db, late, release_id, "final", now=NOW + 1440 * MINUTE)
    assessment.submit(db, late, again, now=NOW + 1441 * MINUTE)
    db.commit()
    second = read()
    assert (second.people, second.attempts, second.open_attempts) == (2, 3, 0)
    assert {item.question_id: item.asked for item in second.items}["q-single"] == 2


def test_what_is_not_committed_is_not_kept(db: Session) -> None:
    made = course("safety", quiz())
    course_id, release_id = release(db, made)
    keeper = trainer(db, course_id)
    db.commit()
    sat(db, "Lê An", release_id, FIRST)
    assert assessment.quiz_statistics(db, keeper, course_id, made, "final").people == 1
    db.rollback()
    with database.reading() as seen:
        assert assessment.quiz_statistics(seen, keeper, course_id, made, "final").people == 0


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        ([(1, 5)], None),
        ([(1, 5), (1, 7)], None),  # everybody earned the same on it
        ([(0, 1), (1, 0)], -1),
        ([(1, 1), (2, 2), (3, 4)], 3 / (28 / 3) ** 0.5),  # covariance 3, spreads 2 and 14/3
    ],
)
def test_how_two_figures_go_together(pairs: list[tuple[float, float]], expected: float | None) -> None:
    sums = Pairs()
    for pair in pairs:
        sums.add(*pair)
    assert sums.correlation == (None if expected is None else pytest.approx(expected))


def test_a_question_is_compared_with_all_others_and_not_with_itself(db: Session) -> None:
    """Each earns one of two marks, the first or the second: the total is the same for all, the rest is not."""
    line = Draw(questions=("q-single", "q-truefalse"))
    made = course("safety", quiz().model_copy(update={"draw": (line,)}))
    course_id, release_id = release(db, made)
    sat(db, "Lê An", release_id, {"q-single": "a", "q-truefalse": True})
    sat(db, "Lê Bình", release_id, {"q-single": "b", "q-truefalse": False})
    items = told(db, course_id, made).items
    assert [item.discrimination for item in items] == pytest.approx([-1, -1])
    assert [item.turned for item in items] == [False, False]  # two people are chance
