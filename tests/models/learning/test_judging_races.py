"""Two who judge, or hand files in, at the same moment: on both databases, from real threads."""

import pytest

from models import assessment, learning, settings
from models.assessment import Treatment, Verdict
from models.assessment.tables import Attempt, Handed, HandedContent, Marking, Regrade, Response
from models.courses import Quiz
from models.database import writing
from models.learning.tables import Certificate, Completion
from models.rights import Actor, DomainError
from tests.models.assessment.judged import ALL, judged_course, pdf, quiz
from tests.models.assessment.released import NOW, learner, release
from tests.models.learning.test_judging import hand_in, judge, trainer
from tests.models.learning.test_races import stored, together

pytestmark = pytest.mark.usefixtures("any_database")

FULL = Verdict(ALL, ("", ""))


def prepared(made: Quiz) -> tuple[Actor, Actor, Actor, int]:
    with writing() as db:
        course_id, release_id = release(db, judged_course(made))
        return trainer(db, course_id, "Một"), trainer(db, course_id, "Hai"), learner(db), release_id


def test_of_two_who_begin_at_once_one_holds_the_answer() -> None:
    one, two, actor, release_id = prepared(quiz("q-written"))
    with writing() as db:
        key = hand_in(db, actor, release_id).key
    done = together(*[lambda db, who=who: assessment.begin_marking(db, who, key, 1, now=NOW) for who in (one, two) * 2])
    assert sorted(str(each) for each in done) == ["None", "None", "marking-taken", "marking-taken"]
    assert len(stored(Marking)) == 1


def test_the_last_two_answers_judged_at_once_complete_the_course_once() -> None:
    one, two, actor, release_id = prepared(quiz("q-written", "q-task"))
    with writing() as db:
        key = hand_in(db, actor, release_id).key
        assessment.begin_marking(db, one, key, 1, now=NOW)
        assessment.begin_marking(db, two, key, 2, now=NOW)
    together(
        lambda db: learning.judge(db, one, key, 1, FULL, now=NOW),
        lambda db: learning.judge(db, two, key, 2, FULL, now=NOW),
    )
    assert [(row.passed, row.marks) for row in stored(Attempt)] == [(True, 8.0)]
    assert (len(stored(Completion)), len(stored(Certificate))) == (1, 1)


def test_finished_twice_at_once_it_is_judged_once() -> None:
    one, _, actor, release_id = prepared(quiz("q-written"))
    with writing() as db:
        key = hand_in(db, actor, release_id).key
        assessment.begin_marking(db, one, key, 1, now=NOW)
    done = together(*[lambda db: learning.judge(db, one, key, 1, FULL, now=NOW)] * 3)
    assert sorted(str(each) for each in done if isinstance(each, str)) == ["marking-missing"] * 2
    assert len(stored(Marking)) == len(stored(Completion)) == 1


def test_a_verdict_changed_while_a_question_is_left_out_counts_with_it() -> None:
    """2 of 2 and 3 of 3; the text is judged anew with four of five points, 2.4, and the choice counts no more."""
    one, two, actor, release_id = prepared(quiz("q-single", "q-written"))
    with writing() as db:
        result = hand_in(db, actor, release_id)
        judge(db, one, result.key, 2, FULL)
        assessment.begin_marking(db, one, result.key, 2, now=NOW)
        asked = [found.digest for found in assessment.regradable(db, two, result.course_id, "q-single").versions]
        plan = assessment.plan(db, two, result.course_id, "q-single", Treatment.DROPPED, asked)
    changed = Verdict((1, 0), ("", ""))
    done = together(
        lambda db: learning.judge(db, one, result.key, 2, changed, reason="Thiếu một ý.", now=NOW),
        lambda db: learning.regrade(db, two, plan, "Câu hỏi sai", now=NOW),
    )
    assert isinstance(done[0], learning.Settled)
    assert [row.key for row in stored(Regrade)] == [done[1]]
    with writing() as db:
        after = assessment.result_at(db, result.attempt_id)
    assert (after.marks, after.max_marks, after.passed) == (2.4, 3, True)


def test_an_error_in_the_middle_leaves_answer_result_and_completion_as_they_were() -> None:
    one, _, actor, release_id = prepared(quiz("q-written"))
    with writing() as db:
        key = hand_in(db, actor, release_id).key
        assessment.begin_marking(db, one, key, 1, now=NOW)

    def break_off() -> None:
        with writing() as db:
            learning.judge(db, one, key, 1, FULL, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert [row.passed for row in stored(Attempt)] == [None]
    assert [row.finished_at for row in stored(Marking)] == [None]
    assert stored(Completion) == []
    with writing() as db:
        assert learning.judge(db, one, key, 1, FULL, now=NOW).result.passed


def test_files_that_come_at_once_are_all_there_and_never_more_than_five() -> None:
    _, _, actor, release_id = prepared(quiz("q-task"))
    with writing() as db:
        key = learning.start_quiz(db, actor, release_id, "final", now=NOW)
    sent = (1, 1, 2, 3, 4, 5, 6)
    done = together(
        *[lambda db, n=n: len(assessment.add_file(db, actor, key, 1, "a.pdf", pdf(b"%d" % n), now=NOW)) for n in sent]
    )
    assert len({n for n, said in zip(sent, done, strict=True) if said == "file-too-many"}) == 1
    assert len(stored(Handed)) == len(stored(HandedContent)) == 5
    (response,) = stored(Response)
    assert sorted(response.answer) == sorted(row.key for row in stored(Handed))


def test_a_file_that_comes_while_the_attempt_is_handed_in_is_judged_or_refused() -> None:
    for _ in range(5):
        _, _, actor, release_id = prepared(quiz("q-task"))
        with writing() as db:
            key = learning.start_quiz(db, actor, release_id, "final", now=NOW)
        result, files = together(
            lambda db, k=key, a=actor: learning.finish(db, a, k, now=NOW).result,
            lambda db, k=key, a=actor: assessment.add_file(db, a, k, 1, "a.pdf", pdf(), now=NOW),
        )
        assert not isinstance(result, DomainError)
        assert result.waits is (files != "attempt-closed")


def test_files_for_several_attempts_at_once_stay_within_what_one_person_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "current", lambda: settings.Settings(task_person_mb=1))
    names = ("final", "other", "third")
    with writing() as db:
        _, release_id = release(db, judged_course(*(quiz("q-task", name=name) for name in names)))
        actor = learner(db)
        keys = [assessment.start(db, actor, release_id, name, now=NOW) for name in names]
    data = pdf(b"x" * 400_000)
    done = together(
        *[lambda db, key=key: assessment.add_file(db, actor, key, 1, "a.pdf", data, now=NOW) for key in keys]
    )
    assert sorted(each for each in done if isinstance(each, str)) == ["files-full"]
    assert len(stored(Handed)) == 2
