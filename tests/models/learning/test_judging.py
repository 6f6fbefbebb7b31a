"""From handing in to a person's judgement: what waits, what counts meanwhile, and what follows in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import access, assessment, changes, choices, learning, notices, training
from models.assessment import Verdict
from models.assessment.tables import Attempt, AttemptItem, Marking
from models.audit import AuditLine
from models.courses import Feedback, Keep, Mode
from models.learning import Decision, Source, Standing
from models.learning.tables import Completion
from models.organisation import Posting
from models.rights import Actor, DomainError, Right, Role
from tests import factories
from tests.models.assessment.judged import ALL, NOTHING, SAID, judged_course, pdf, quiz
from tests.models.assessment.released import NOW, learner, release
from tests.models.training import facts, reference

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = date(2026, 3, 2)


def verdict(levels: tuple[int | None, ...] = ALL, comment: str = "") -> Verdict:
    return Verdict(levels, ("",) * len(levels), comment)


def trainer(db: Session, course_id: int, name: str = "Trần Thị Giảng") -> Actor:
    person = factories.person(db, name)
    factories.grant(db, person, Role.TRAINER, course_id=course_id)
    return access.actor_for(db, person, name, now=NOW)


def hand_in(
    db: Session, actor: Actor, release_id: int, *, name: str = "final", right: bool = True, now: Any = NOW
) -> assessment.Result:
    """Answer all that the quiz asks and hand it in."""
    key = learning.start_quiz(db, actor, release_id, name, now=now)
    for asked in assessment.view(db, actor, key).questions:
        if asked.type == "task":
            assessment.add_file(db, actor, key, asked.place, "bai.pdf", pdf(key.encode()), now=now)
        else:
            said = {"q-single": "a" if right else "b", "q-written": SAID}[asked.question_id]
            assessment.answer(db, actor, key, asked.place, said, now=now)
    return learning.finish(db, actor, key, now=now).result


def judge(
    db: Session, actor: Actor, key: str, place: int, said: Verdict, *, reason: str = "", now: Any = NOW
) -> learning.Settled:
    assessment.begin_marking(db, actor, key, place, now=now)
    return learning.judge(db, actor, key, place, said, reason=reason, now=now)


def kinds(db: Session, person_id: int | None) -> list[str]:
    return [one.kind for one in notices.of(db, person_id or 0)]


def completions(db: Session) -> list[tuple[date, bool]]:
    return [(one.achieved_on, one.voided_at is None) for one in db.exec(select(Completion).order_by(Completion.id))]


def test_what_a_person_has_to_judge_neither_passes_nor_fails_before(db: Session) -> None:
    course_id, release_id = release(db, judged_course())
    keeper, actor = trainer(db, course_id), learner(db)
    result = hand_in(db, actor, release_id)
    assert (result.passed, result.waits, result.marks, result.max_marks) == (None, True, 2, 10)
    assert kinds(db, keeper.person_id) == ["marking-new"]
    assert completions(db) == []
    items = db.exec(select(AttemptItem).order_by(AttemptItem.place)).all()
    assert [(one.waits, one.marks) for one in items] == [(False, 2.0), (True, None), (True, None)]
    standing = assessment.standing([result], Keep.HIGHEST)
    assert (standing.passed, standing.percent, standing.passed_by) == (False, 0, None)
    reviewed = learning.result(db, actor, result.key, now=NOW).review.questions
    assert [one.feedback.mark.waits for one in reviewed] == [False, True, True]


def test_with_the_last_judgement_all_that_follows_is_done(db: Session) -> None:
    """2 of 2, then 5/5 of 3, then 3.5/5 of 5: 8.5 of 10 marks."""
    course_id, release_id = release(db, judged_course())
    keeper, actor = trainer(db, course_id), learner(db)
    key = hand_in(db, actor, release_id).key
    first = judge(db, keeper, key, 2, verdict(), now=NOW + DAY)
    assert (first.result.waits, first.completion) == (True, None)
    assert kinds(db, actor.person_id) == []
    done = judge(db, keeper, key, 3, Verdict((2, 1), ("Tốt.", ""), "Cần đúng thứ tự."), now=NOW + 2 * DAY)
    assert (done.result.passed, done.result.marks, done.result.percent) == (True, 8.5, 85)
    assert done.completion is not None
    assert done.completion.achieved_on == TODAY, "the day of handing in, not of the judgement"
    assert kinds(db, actor.person_id) == ["marked", "completed"] or kinds(db, actor.person_id) == [
        "completed",
        "marked",
    ]
    news = db.exec(select(changes.Change).order_by(changes.Change.sequence)).all()
    assert (news[-1].kind, news[-1].subject_id) == (changes.Kind.PERSON, actor.person_id)
    told = learning.result(db, actor, key, now=NOW).review.questions[2]
    assert [(float(one.points), float(one.most), one.comment) for one in told.feedback.mark.criteria] == [
        (2, 2, "Tốt."),
        (1.5, 3, ""),
    ]
    assert (told.earned, told.feedback.mark.comment) == (3.5, "Cần đúng thứ tự.")
    acts = [line.act for line in db.exec(select(AuditLine).order_by(AuditLine.id))]
    assert acts[-3:] == ["assessment.mark", "assessment.mark", "learning.complete"]


def test_a_judgement_leaves_the_marks_of_what_nobody_judges_as_they_were(db: Session) -> None:
    """An older rule gave the choice 1 1/3 of its 2 marks where today's gives all: 4/3 + 3 + 5 of 10."""
    course_id, release_id = release(db, judged_course())
    keeper, actor = trainer(db, course_id), learner(db)
    key = hand_in(db, actor, release_id).key
    attempt, first = db.exec(select(Attempt)).one(), db.exec(select(AttemptItem).where(AttemptItem.place == 1)).one()
    attempt.vector = [[*attempt.vector[0][:2], 4 / 3, *attempt.vector[0][3:]], *attempt.vector[1:]]  # type: ignore[index]
    first.marks, attempt.marks = 4 / 3, 4 / 3
    db.add_all([attempt, first])
    db.flush()
    judge(db, keeper, key, 2, verdict(), now=NOW + DAY)
    done = judge(db, keeper, key, 3, verdict(), now=NOW + DAY)
    assert done.result.marks == float(Fraction(28, 3))
    assert (attempt.vector[0][2], first.marks) == (4 / 3, 4 / 3)


def test_a_judgement_leaves_the_answer_that_counts_in_practice(db: Session) -> None:
    """The choice was wrong when its person asked for feedback; what they chose then earns nothing, judged or not."""
    practice = quiz("q-single", "q-written", mode=Mode.PRACTICE, feedback=Feedback.AT_ONCE)
    course_id, release_id = release(db, judged_course(practice))
    keeper, actor = trainer(db, course_id), learner(db)
    key = learning.start_quiz(db, actor, release_id, "final", now=NOW)
    assessment.answer(db, actor, key, 1, "b", now=NOW)
    assessment.check_now(db, actor, key, 1, now=NOW)
    assessment.answer(db, actor, key, 1, "a", now=NOW)
    assessment.answer(db, actor, key, 2, SAID, now=NOW)
    assert learning.finish(db, actor, key, now=NOW).result.marks == 0
    assert judge(db, keeper, key, 2, verdict()).result.marks == 3


def test_nothing_to_judge_is_worth_nothing_at_once(db: Session) -> None:
    course_id, release_id = release(db, judged_course())
    keeper, actor = trainer(db, course_id), learner(db)
    key = learning.start_quiz(db, actor, release_id, "final", now=NOW)
    assessment.answer(db, actor, key, 2, "  \n ", now=NOW)
    result = learning.finish(db, actor, key, now=NOW).result
    assert (result.passed, result.marks) == (False, 0)
    assert kinds(db, keeper.person_id) == []
    with pytest.raises(DomainError) as refused:
        assessment.begin_marking(db, keeper, key, 2, now=NOW)
    assert refused.value.code == "not-found"


@pytest.mark.parametrize(("mode", "most"), [(Mode.EXAM, 1), (Mode.PRACTICE, 3)])
def test_another_attempt_waits_until_what_was_handed_in_is_judged(db: Session, mode: Mode, most: int) -> None:
    course_id, release_id = release(db, judged_course(quiz("q-written", mode=mode, name="other"), quiz("q-single")))
    keeper, actor = trainer(db, course_id), learner(db)
    results = [hand_in(db, actor, release_id, name="other", now=NOW + one * HOUR) for one in range(most)]
    with pytest.raises(DomainError) as refused:
        learning.start_quiz(db, actor, release_id, "other", now=NOW + DAY)
    assert refused.value.code == "attempt-marking"
    assert refused.value.values["since"] == NOW
    found = learning.result(db, actor, results[0].key, now=NOW).chance
    assert found is not None
    assert (found.used, found.marking_since) == (most, NOW)
    judge(db, keeper, results[0].key, 1, verdict(NOTHING), now=NOW + DAY)
    assert learning.start_quiz(db, actor, release_id, "other", now=NOW + DAY)


def test_an_attempt_that_waits_does_not_take_an_earlier_pass_away(db: Session) -> None:
    course_id, release_id = release(db, judged_course(quiz("q-single", "q-written", keep=Keep.LAST)))
    keeper, actor = trainer(db, course_id), learner(db)
    first = hand_in(db, actor, release_id)
    judge(db, keeper, first.key, 2, verdict())
    hand_in(db, actor, release_id, now=NOW + DAY)
    tries = assessment.results(db, actor.person_id or 0, course_id)
    standing = assessment.standing(tries, Keep.LAST)
    assert [one.passed for one in tries] == [True, None]
    assert (standing.passed, standing.percent) == (True, 100)


def test_two_who_judge_at_once(db: Session) -> None:
    course_id, release_id = release(db, judged_course())
    first, second, actor = trainer(db, course_id, "Một"), trainer(db, course_id, "Hai"), learner(db)
    key = hand_in(db, actor, release_id).key
    assessment.begin_marking(db, first, key, 2, now=NOW)
    assessment.save_marking(db, first, key, 2, verdict((1, None), "Nháp"), now=NOW)
    for act in (
        lambda: assessment.begin_marking(db, second, key, 2, now=NOW + HOUR / 2),
        lambda: assessment.save_marking(db, second, key, 2, verdict(), now=NOW),
        lambda: learning.judge(db, second, key, 2, verdict(), now=NOW),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert (refused.value.code, refused.value.values["name"]) == ("marking-taken", "Một")
    seen = assessment.work(db, second, key, 2, now=NOW)
    assert (seen.marker, seen.mine, seen.stale) == ("Một", False, False)
    assessment.begin_marking(db, second, key, 2, now=NOW + HOUR)  # left untouched: taken over as it is
    mine = assessment.work(db, second, key, 2, now=NOW + HOUR)
    assert (mine.mine, mine.levels, mine.comment) == (True, (1, None), "Nháp")
    learning.judge(db, second, key, 2, verdict(), now=NOW + HOUR)
    with pytest.raises(DomainError) as refused:
        learning.judge(db, second, key, 2, verdict(NOTHING), now=NOW + HOUR)
    assert refused.value.code == "marking-missing"
    with pytest.raises(DomainError) as refused:
        assessment.save_marking(db, first, key, 2, verdict(NOTHING), now=NOW + HOUR)
    assert refused.value.code == "marking-missing"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Verdict((2, None), ("", "")), "marking-incomplete"),
        (Verdict((2,), ("",)), "marking-invalid"),
        (Verdict((2, 9), ("", "")), "marking-invalid"),
        (Verdict((2, 0), ("",)), "marking-invalid"),
        (Verdict((2, 0), ("", 5)), "marking-invalid"),  # type: ignore[arg-type]
        (Verdict((2, 0), ("", "đ" * 2001)), "words-long"),
    ],
)
def test_a_judgement_that_no_page_could_send_changes_nothing(db: Session, said: Verdict, code: str) -> None:
    course_id, release_id = release(db, judged_course())
    keeper, actor = trainer(db, course_id), learner(db)
    key = hand_in(db, actor, release_id).key
    assessment.begin_marking(db, keeper, key, 2, now=NOW)
    with pytest.raises(DomainError) as refused, db.begin_nested():
        learning.judge(db, keeper, key, 2, said, now=NOW)
    assert refused.value.code == code
    assert db.exec(select(Marking.finished_at)).all() == [None]


def test_who_may_judge(db: Session) -> None:
    course_id, release_id = release(db, judged_course())
    keeper, other = trainer(db, course_id), trainer(db, factories.bare_course(db, "another"))
    key = hand_in(db, learner(db), release_id).key
    own = hand_in(db, keeper, release_id).key
    for actor, attempt, place, code in (
        (other, key, 2, "not-found"),
        (learner(db, "Đỗ Lạ"), key, 2, "not-found"),
        (keeper, own, 2, "own-marking"),
        (keeper, key, 1, "not-found"),  # has a key, and was marked by it
        (keeper, key, 10**20, "not-found"),
        (keeper, "khong-co", 2, "not-found"),
    ):
        for act in (assessment.begin_marking, assessment.work):
            with pytest.raises(DomainError) as refused:
                act(db, actor, attempt, place, now=NOW)
            assert refused.value.code == code
    assert [(line.key, line.place) for line in assessment.queue(db, keeper, now=NOW).lines] == [(key, 2), (key, 3)]
    assert assessment.queue(db, other, now=NOW).count == assessment.how_many_wait(db, other) == 0
    assert assessment.how_many_wait(db, keeper) == 2


def test_the_queue_shows_the_oldest_first_and_how_many_wait(db: Session) -> None:
    course_id, release_id = release(db, judged_course())
    keeper = trainer(db, course_id)
    late = hand_in(db, learner(db, "Sau"), release_id, now=NOW + HOUR).key
    early = hand_in(db, learner(db, "Trước"), release_id).key
    found = assessment.queue(db, keeper, question="q-written", now=NOW + DAY, limit=1)
    assert (found.count, found.oldest, [one.key for one in found.lines]) == (2, NOW, [early])
    each = [((course_id, "final", "q-task"), 2), ((course_id, "final", "q-written"), 2)]
    assert list(found.counts.items()) == each, "in an order that stays, since people choose from it"
    assert late != early


def test_a_mark_is_changed_with_a_reason_and_what_was_said_first_stays_on_record(db: Session) -> None:
    course_id, release_id = release(db, judged_course(quiz("q-single", "q-written")))
    keeper, actor = trainer(db, course_id), learner(db)
    key = hand_in(db, actor, release_id).key
    judge(db, keeper, key, 2, verdict(NOTHING))
    assert completions(db) == []
    with pytest.raises(DomainError) as refused:
        judge(db, keeper, key, 2, verdict(), now=NOW + HOUR)
    assert refused.value.code == "reason-missing"
    done = judge(db, keeper, key, 2, verdict(), reason="Đọc sót đoạn hai.", now=NOW + HOUR)
    assert (done.result.passed, done.result.percent) == (True, 100)
    assert completions(db) == [(TODAY, True)]
    assert [(one.levels, one.reason) for one in assessment.work(db, keeper, key, 2, now=NOW).history] == [
        (NOTHING, ""),
        (ALL, "Đọc sót đoạn hai."),
    ]
    feedback = learning.result(db, actor, key, now=NOW).review.questions[1].feedback
    assert feedback.changed_because == "Đọc sót đoạn hai."
    (told,) = [one for one in notices.of(db, actor.person_id or 0) if one.kind == "regraded"]
    assert (told.values["before"], told.values["after"]) == (
        "40\N{NO-BREAK SPACE}%",
        "100\N{NO-BREAK SPACE}%",
    )  # 2 of 5 marks, then all of them
    assert done.result.first is not None
    assert (done.result.first.percent, done.result.first.passed) == (40, False)


def officer_over(db: Session, actor: Actor) -> Actor:
    """An HR officer of the unit that somebody works in."""
    unit, person = factories.unit(db, "Phường Hoàn Kiếm"), factories.person(db, "Phạm Tổ Chức")
    factories.posting(db, actor.person_id or 0, unit)
    factories.grant(db, person, Role.HR, unit_id=unit)
    return access.actor_for(db, person, "Phạm Tổ Chức", now=NOW)


def lost(db: Session, officer: Actor, *, decided: bool = False, now: Any = NOW) -> list[learning.LostLine]:
    scope = access.scope_of(officer, Right.ASSIGN)
    return learning.lost_passes(db, officer, scope, now=now, decided=decided)[1]


def decide(db: Session, officer: Actor, key: str, said: Decision, why: str, now: Any) -> None:
    learning.decide(db, officer, access.scope_of(officer, Right.ASSIGN), key, said, why, now=now)


def sources(db: Session) -> list[Source]:
    return list(db.exec(select(Completion.source).where(col(Completion.voided_at).is_(None))).all())


@dataclass(frozen=True)
class Lost:
    """A pass with 100 % that a changed verdict took: 2 of 5 marks are left, 60 % are asked for."""

    keeper: Actor
    actor: Actor
    officer: Actor
    key: str

    @classmethod
    def by_a_changed_verdict(cls, db: Session) -> "Lost":
        course_id, release_id = release(db, judged_course(quiz("q-single", "q-written", pass_mark=60)))
        keeper, actor = trainer(db, course_id), learner(db)
        told = cls(keeper, actor, officer_over(db, actor), hand_in(db, actor, release_id).key)
        judge(db, keeper, told.key, 2, verdict())
        judge(db, keeper, told.key, 2, verdict(NOTHING), reason="Chép bài.", now=NOW + HOUR)
        return told

    def result(self, db: Session) -> assessment.Result:
        return learning.result(db, self.actor, self.key, now=NOW).result


def test_a_pass_that_goes_by_a_changed_verdict_counts_until_an_office_decides(db: Session) -> None:
    told = Lost.by_a_changed_verdict(db)
    (line,) = lost(db, told.officer)
    assert (line.full_name, line.doubt.why, line.doubt.decide_by) == ("Nguyễn Văn An", "Chép bài.", TODAY + 30 * DAY)
    assert (line.result.marks, line.result.max_marks, line.result.passed, line.result.kept) == (2, 5, True, True)
    assert completions(db) == [(TODAY, True)]
    certificate = learning.history(db, told.actor.person_id or 0, now=NOW)[0].completions[0].certificate or ""
    assert learning.certificate(db, told.actor, certificate, now=NOW).standing is Standing.VALID
    assert kinds(db, told.officer.person_id) == ["lost-pass-new"]
    assert sorted(kinds(db, told.actor.person_id)) == ["completed", "marked", "pass-in-doubt"]
    acts = [(line.act, line.actor_id) for line in db.exec(select(AuditLine).order_by(AuditLine.id))]
    assert acts[-2:] == [
        ("assessment.change-marking", told.keeper.person_id),
        ("learning.lose-pass", told.keeper.person_id),
    ]


def test_coverage_follows_what_the_office_decides_and_the_slow_counter_agrees(db: Session) -> None:
    told = Lost.by_a_changed_verdict(db)
    console = access.operator("test")
    everywhere = access.scope_of(console, Right.SEE_COVERAGE)
    unit = db.exec(select(Posting.unit_id).where(Posting.person_id == told.actor.person_id)).one()
    training.create_rule(
        db,
        console,
        access.scope_of(console, Right.ASSIGN),
        course_id=told.result(db).course_id,
        whom=training.Whom(subtree=(unit,)),
        from_=date(2026, 1, 1),
        due_on=date(2026, 12, 31),
        now=NOW,
    )

    def valid(known_at: datetime) -> tuple[int, int]:
        asked = training.Question(on=TODAY, known_at=known_at)
        fast = training.coverage(training.figures(db), everywhere, asked).total
        slow = reference.coverage(facts.read(db), None, "administration", TODAY, known_at, None, None)
        assert (slow.valid, slow.required) == (fast.valid, fast.required)
        return fast.valid, fast.required

    assert valid(NOW + DAY) == (1, 1), "in doubt, it counts"
    decide(db, told.officer, lost(db, told.officer)[0].key, Decision.WITHDRAWN, "", NOW + 2 * DAY)
    judge(db, told.keeper, told.key, 2, verdict(), reason="Không chép.", now=NOW + 4 * DAY)
    assert [valid(NOW + days * DAY) for days in (1, 2, 3, 4)] == [(1, 1), (0, 1), (0, 1), (1, 1)]


def test_an_office_lets_it_stand_and_it_is_recognised(db: Session) -> None:
    told = Lost.by_a_changed_verdict(db)
    (line,) = lost(db, told.officer)
    decide(db, told.officer, line.key, Decision.STANDS, "Bài làm tại lớp.", NOW + DAY)
    assert sources(db) == [Source.RECOGNISED]
    assert (told.result(db).passed, told.result(db).kept) == (True, True)
    (after,) = lost(db, told.officer, decided=True)
    assert (after.doubt.decision, after.doubt.why) == (Decision.STANDS, "Chép bài.")


def test_an_office_withdraws_it_and_the_course_can_be_completed_again(db: Session) -> None:
    told = Lost.by_a_changed_verdict(db)
    certificate = learning.history(db, told.actor.person_id or 0, now=NOW)[0].completions[0].certificate or ""
    (line,) = lost(db, told.officer)
    decide(db, told.officer, line.key, Decision.WITHDRAWN, "", NOW + DAY)
    assert completions(db) == [(TODAY, False)]
    assert (told.result(db).passed, told.result(db).kept, told.result(db).percent) == (False, False, 40)
    assert learning.certificate(db, told.actor, certificate, now=NOW).standing is Standing.REVOKED
    judge(db, told.keeper, told.key, 2, verdict(), reason="Không chép.", now=NOW + 2 * DAY)
    assert sources(db) == [Source.EARNED]
    assert (told.result(db).percent, told.result(db).first) == (100, None)  # as it was first
    assert learning.certificate(db, told.actor, certificate, now=NOW).standing is Standing.VALID
    assert lost(db, told.officer, decided=True) == []


def test_a_verdict_that_is_changed_back_in_time_leaves_nothing_to_decide(db: Session) -> None:
    told = Lost.by_a_changed_verdict(db)
    judge(db, told.keeper, told.key, 2, verdict(), reason="Không chép.", now=NOW + 2 * HOUR)
    assert lost(db, told.officer) == []
    assert (sources(db), completions(db)) == ([Source.EARNED], [(TODAY, True)])
    judge(db, told.keeper, told.key, 2, verdict(NOTHING), reason="Có chép.", now=NOW + 3 * HOUR)
    assert [line.doubt.why for line in lost(db, told.officer)] == ["Có chép."]


def test_a_pass_that_a_changed_verdict_gave_is_not_taken_by_the_next_without_an_office(db: Session) -> None:
    course_id, release_id = release(db, judged_course(quiz("q-single", "q-written", pass_mark=60)))
    keeper, actor = trainer(db, course_id), learner(db)
    officer, key = officer_over(db, actor), hand_in(db, actor, release_id).key
    judge(db, keeper, key, 2, verdict(NOTHING))
    judge(db, keeper, key, 2, verdict(), reason="Đọc sót.", now=NOW + HOUR)
    assert completions(db) == [(TODAY, True)]
    judge(db, keeper, key, 2, verdict(NOTHING), reason="Nhầm bài.", now=NOW + 2 * HOUR)
    assert len(lost(db, officer)) == 1
    assert completions(db) == [(TODAY, True)]
    learning.lapse(db, access.operator("worker"), lost(db, officer)[0].key, now=NOW + 31 * DAY)
    assert completions(db) == [(TODAY, False)]


def test_how_long_an_office_has_is_what_an_administrator_set(db: Session) -> None:
    choices.choose(db, access.operator("test"), "days_to_decide", 10, now=NOW)
    told = Lost.by_a_changed_verdict(db)
    (line,) = lost(db, told.officer)
    assert line.doubt.decide_by == TODAY + 10 * DAY
    choices.choose(db, access.operator("test"), "days_to_decide", 60, now=NOW + DAY)
    assert lost(db, told.officer)[0].doubt.decide_by == TODAY + 10 * DAY, "what was told stays"
    assert learning.lapsed(db, now=NOW + 10 * DAY) == []
    assert learning.lapsed(db, now=NOW + 11 * DAY) == [line.key]


def test_where_the_mean_counts_a_late_verdict_puts_a_pass_in_doubt_and_takes_none(db: Session) -> None:
    """The second attempt alone has 100 %; with the first, judged after it with 0 of 3, the mean is 50 %."""
    practice = quiz("q-written", mode=Mode.PRACTICE, keep=Keep.AVERAGE, pass_mark=60)
    course_id, release_id = release(db, judged_course(practice))
    keeper, actor = trainer(db, course_id), learner(db)
    officer = officer_over(db, actor)
    first = hand_in(db, actor, release_id).key
    second = hand_in(db, actor, release_id, now=NOW + HOUR).key
    judge(db, keeper, second, 1, verdict(), now=NOW + DAY)
    assert completions(db) == [(TODAY, True)]
    judge(db, keeper, first, 1, verdict(NOTHING), now=NOW + DAY)
    assert [line.result.key for line in lost(db, officer)] == [second]
    assert completions(db) == [(TODAY, True)]


def test_another_attempt_that_passes_keeps_the_course_complete(db: Session) -> None:
    course_id, release_id = release(db, judged_course(quiz("q-single", "q-written", pass_mark=60)))
    keeper, actor = trainer(db, course_id), learner(db)
    officer, first = officer_over(db, actor), hand_in(db, actor, release_id).key
    judge(db, keeper, first, 2, verdict())
    second = hand_in(db, actor, release_id, now=NOW + HOUR).key
    judge(db, keeper, second, 2, verdict())
    assert completions(db) == [(TODAY, True)]
    judge(db, keeper, first, 2, verdict(NOTHING), reason="Nhầm.", now=NOW + 2 * HOUR)
    decide(db, officer, lost(db, officer)[0].key, Decision.WITHDRAWN, "", NOW + DAY)
    assert completions(db) == [(TODAY, False), (TODAY, True)]


def test_a_changed_verdict_and_a_question_left_out_count_together(db: Session) -> None:
    """2 of 2, 3 of 3, 5 of 5; the text is judged anew with 4/5 of 3 = 2.4, then the choice counts no more."""
    course_id, release_id = release(db, judged_course())
    keeper, actor = trainer(db, course_id), learner(db)
    key = hand_in(db, actor, release_id).key
    judge(db, keeper, key, 2, verdict())
    judge(db, keeper, key, 3, verdict())
    judge(db, keeper, key, 2, verdict((1, 0)), reason="Thiếu một ý.", now=NOW + HOUR)
    asked = [one.digest for one in assessment.regradable(db, keeper, course_id, "q-single").versions]
    plan = assessment.plan(db, keeper, course_id, "q-single", assessment.Treatment.DROPPED, asked)
    regrade = learning.regrade(db, keeper, plan, "Câu hỏi sai", now=NOW + 2 * HOUR)
    result = learning.result(db, actor, key, now=NOW).result
    assert (result.marks, result.max_marks) == (7.4, 8)
    learning.regrade(db, keeper, assessment.plan_back(db, keeper, regrade), "Vẫn tốt", now=NOW + 3 * HOUR)
    result = learning.result(db, actor, key, now=NOW).result
    assert (result.marks, result.max_marks) == (9.4, 10)
    assert db.exec(select(Attempt.marks)).one() == 10, "the first result is never written again"


def test_the_rubric_that_a_question_was_asked_with_judges_it(db: Session) -> None:
    """The rubric was cut down and the question taken out since; the old attempt is judged as it was asked."""
    course_id, release_id = release(db, judged_course(quiz("q-written")))
    keeper, actor = trainer(db, course_id), learner(db)
    key = hand_in(db, actor, release_id).key
    release(db, judged_course(quiz("q-single")), at=NOW)
    seen = assessment.work(db, keeper, key, 1, now=NOW)
    assert len(seen.question.rubric.criteria) == 2
    assert judge(db, keeper, key, 1, verdict()).result.passed


def test_statistics_count_judged_attempts_and_say_how_many_wait(db: Session) -> None:
    made = judged_course(quiz("q-single", "q-written"))
    course_id, release_id = release(db, made)
    keeper = trainer(db, course_id)
    key = hand_in(db, learner(db, "Một"), release_id).key
    hand_in(db, learner(db, "Hai"), release_id)
    judge(db, keeper, key, 2, verdict((1, 0)))  # 4 of 5 points
    found = assessment.quiz_statistics(db, keeper, course_id, made, "final")
    assert (found.attempts, found.wait, found.people, found.passed) == (2, 1, 1, 1)
    written = next(one for one in found.items if one.question_id == "q-written")
    assert (written.asked, round(written.facility or 0, 3)) == (1, 0.8)
    first, second = written.counts
    assert [(choice.right, choice.count) for choice in first.choices] == [(False, 1), (False, 0), (True, 0)]
    assert [(choice.right, choice.count) for choice in second.choices] == [(True, 1), (False, 0), (False, 0)]
    assert (first.right, second.right) == (0, 1)


def test_who_made_an_attempt_is_told_on_record_only(db: Session) -> None:
    course_id, release_id = release(db, judged_course())
    keeper, other = trainer(db, course_id), trainer(db, factories.bare_course(db, "another"))
    key = hand_in(db, learner(db, "Nguyễn Văn An"), release_id).key
    assert assessment.reveal(db, keeper, key, now=NOW) == "Nguyễn Văn An"
    with pytest.raises(DomainError):
        assessment.reveal(db, other, key, now=NOW)
    db.flush()
    assert [line.act for line in db.exec(select(AuditLine))].count("assessment.reveal-name") == 1
    assert db.exec(select(Attempt.passed)).all() == [None]
