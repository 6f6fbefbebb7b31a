"""A question marked anew, computed by hand for a few people: marks, passes, completions, certificates, who decides.

The course has five questions, 6 marks in all, and asks for 70 %: 4.2 marks. An's answer to the single choice is 'b'.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, col, select

from models import access, assessment, audit, database, learning, notices, text, training
from models.assessment import Treatment
from models.assessment.tables import Attempt, AttemptItem, Regrade, Regraded, Response
from models.courses import Completion as Rules
from models.courses import Course, Duration
from models.learning import Decision, Source, Standing
from models.learning.tables import Certificate, Completion, LostPass
from models.rights import Actor, DomainError, Right, Role
from tests import factories
from tests.models.assessment.questions import option, single
from tests.models.assessment.released import BANK, NOW, RIGHT, answer_all, course, learner, quiz, release

DAY = timedelta(days=1)
LATER = NOW + 10 * DAY
EASY = Rules(lessons=(), quiz="final")
YEAR = Duration(count=12, unit="month")

B_FOR_A: dict[str, Any] = {**RIGHT, "q-single": "b"}  # 5 of 6
LOW: dict[str, Any] = {"q-single": "b", "q-multiple": ["r1", "r2"], "q-truefalse": False}  # 3 of 6
EDGE: dict[str, Any] = {"q-single": "a", "q-multiple": ["r1", "r2"], "q-truefalse": False, "q-short": "x"}  # 4 of 6


def with_key(key: str, *, keep: str = "highest", **extra: Any) -> Course:
    """The course, its single choice with another right option."""
    mended = single("q-single").model_copy(
        update={"options": tuple(option(name, right=name == key) for name in ("a", "b", "c"))}
    )
    rules = {"completion": EASY, "valid_for": YEAR, **extra}
    return course("safety", quiz(pass_mark=70, keep=keep), questions=(mended, *BANK[1:]), **rules)


class Story:
    """A course whose first release has the key 'a', its trainer, and a unit with its head and an HR officer."""

    def __init__(self, db: Session, *, keep: str = "highest", **extra: Any) -> None:
        self.db = db
        self.extra = {"keep": keep, **extra}
        made = course("safety", quiz(pass_mark=70, keep=keep), **{"completion": EASY, "valid_for": YEAR, **extra})
        self.course_id, self.release_id = release(db, made)
        self.unit = factories.unit(db, "Phường Hoàn Kiếm")
        self.elsewhere = factories.unit(db, "Phường Ba Đình")
        self.trainer = self.officer("Trần Quang Đạt", Role.TRAINER, course_id=self.course_id)
        self.hr = self.officer("Lê Thu Hương", Role.HR, unit_id=self.unit)

    def officer(self, name: str, role: Role, **over: Any) -> Actor:
        person = factories.person(self.db, name)
        factories.posting(self.db, person, self.unit)
        factories.grant(self.db, person, role, **over)
        return access.actor_for(self.db, person, name, now=NOW)

    def sits(self, name: str, answers: dict[str, Any], at: Any = NOW, actor: Actor | None = None) -> tuple[Actor, str]:
        """Somebody of the unit takes the quiz; returns them and the attempt's key."""
        if actor is None:
            actor = learner(self.db, name)
            factories.posting(self.db, actor.person_id or 0, self.unit)
        key = learning.start_quiz(self.db, actor, self.release_id, "final", now=at)
        answer_all(self.db, actor, key, answers, now=at)
        learning.finish(self.db, actor, key, now=at)
        return actor, key

    def mends(self, key: str, at: Any = LATER) -> None:
        """A newer release has another right option."""
        release(self.db, with_key(key, **self.extra), at=at)

    def plan(self, treatment: Treatment, question: str = "q-single") -> assessment.Plan:
        found = assessment.regradable(self.db, self.trainer, self.course_id, question)
        asked = [one.digest for one in found.versions if treatment is not Treatment.KEY or not one.current]
        return assessment.plan(self.db, self.trainer, self.course_id, question, treatment, asked)

    def regrades(self, treatment: Treatment, question: str = "q-single", at: Any = LATER) -> str:
        """Look at the preview, regrade, and compare what was said with what was done."""
        planned = self.plan(treatment, question)
        said = learning.preview(self.db, planned)
        key = learning.regrade(self.db, self.trainer, planned, "Đáp án sai", now=at)
        assert said.counts == self.counts(key)
        return key

    def takes_back(self, key: str, at: Any = LATER) -> str:
        planned = assessment.plan_back(self.db, self.trainer, key)
        said = learning.preview(self.db, planned)
        back = learning.regrade(self.db, self.trainer, planned, "Nhầm", now=at)
        assert said.counts == self.counts(back)
        return back

    def counts(self, key: str) -> dict[str, int]:
        return self.db.exec(select(Regrade).where(Regrade.key == key)).one().counts

    def result(self, actor: Actor, key: str, at: Any = LATER) -> learning.QuizResult:
        return learning.result(self.db, actor, key, now=at)

    def scope(self, actor: Actor | None = None) -> Any:
        return access.scope_of(actor or self.hr, Right.ASSIGN)

    def lost(self, *, decided: bool = False, at: Any = LATER, actor: Actor | None = None) -> list[learning.LostLine]:
        who = actor or self.hr
        return learning.lost_passes(self.db, who, self.scope(who), now=at, decided=decided)[1]


@pytest.fixture
def story(db: Session) -> Story:
    return Story(db)


def standing(db: Session) -> list[tuple[date, Source]]:
    rows = db.exec(select(Completion).where(col(Completion.voided_at).is_(None)).order_by(col(Completion.id))).all()
    return [(row.achieved_on, row.source) for row in rows]


def rows_of(db: Session) -> dict[str, list[Any]]:
    """What was asked and answered, and the first results: never changed by anything that comes later."""
    found = {}
    for table in (Attempt, AttemptItem, Response):
        rows = select(table).order_by(*inspect(table).primary_key)
        found[str(table.__tablename__)] = [row.model_dump() for row in db.exec(rows).all()]
    return found


def test_a_mended_key_moves_whom_it_should_and_keeps_what_was(story: Story) -> None:
    db = story.db
    an, an_key = story.sits("Lê An", EDGE)  # 4 of 6 = 66.7 %: not passed; a is no longer right: 3 of 6
    binh, binh_key = story.sits("Lê Bình", LOW)  # 3 of 6; b is right now: 4 of 6, not passed
    chi, chi_key = story.sits("Lê Chi", {**LOW, "q-short": "secret-short-key"})  # 4 of 6; now 5 of 6: passed
    _dung, dung_key = story.sits("Lê Dung", {"q-number": "8125"})  # 1 of 6, nothing chosen: stays
    before = rows_of(db)
    story.mends("b")

    story.regrades(Treatment.KEY)

    assert rows_of(db) == before
    told = {key: story.result(who, key).result for who, key in ((an, an_key), (binh, binh_key), (chi, chi_key))}
    assert [(one.marks, one.max_marks, one.passed) for one in told.values()] == [
        (3.0, 6.0, False),
        (4.0, 6.0, False),
        (5.0, 6.0, True),
    ]
    assert [one.first and (one.first.marks, one.first.passed) for one in told.values()] == [
        (4.0, False),
        (3.0, False),
        (4.0, False),
    ]
    assert assessment.results(db, _dung.person_id or 0)[0].first is None
    assert standing(db) == [(date(2026, 3, 2), Source.EARNED)]  # Chi, as of the day on which she handed in
    assert db.exec(select(Completion)).one().recorded_at == LATER
    assert dung_key


def test_a_pass_that_is_lost_counts_until_an_office_decides_and_then_as_it_decided(story: Story) -> None:
    db = story.db
    an, key = story.sits("Lê An", {**RIGHT, "q-multiple": None, "q-number": None, "q-short": "secret-short-key"})
    assert not story.result(an, key).result.passed  # 3 of 6
    binh, binh_key = story.sits("Lê Bình", {**RIGHT, "q-number": "9"})  # 5 of 6: passed; loses 1 and passes no more
    number = db.exec(select(Certificate.key)).one()
    story.mends("c")
    story.regrades(Treatment.KEY)

    in_doubt = story.result(binh, binh_key)
    assert (in_doubt.result.marks, in_doubt.result.passed, in_doubt.result.kept) == (4.0, True, True)
    assert in_doubt.doubt is not None
    assert (in_doubt.doubt.decision, in_doubt.doubt.decide_by) == (None, text.local_day(LATER) + 30 * DAY)
    assert learning.check_certificate(db, number, now=LATER).standing is Standing.VALID
    assert [one.full_name for one in story.lost()] == ["Lê Bình"]

    line = story.lost()[0]
    with pytest.raises(DomainError, match="reason-missing"):
        learning.decide(db, story.hr, story.scope(), line.key, Decision.STANDS, " ", now=LATER)
    learning.decide(db, story.hr, story.scope(), line.key, Decision.STANDS, "Đã học đủ", now=LATER + DAY)

    assert standing(db) == [(date(2026, 3, 2), Source.RECOGNISED)]
    assert learning.check_certificate(db, number, now=LATER + DAY).standing is Standing.VALID
    assert story.result(binh, binh_key).result.passed
    assert [(one.full_name, one.decided_by) for one in story.lost(decided=True)] == [("Lê Bình", "Lê Thu Hương")]
    with pytest.raises(DomainError, match="changed-meanwhile"):
        learning.decide(db, story.hr, story.scope(), line.key, Decision.WITHDRAWN, "", now=LATER + DAY)

    line = story.lost(decided=True)[0]
    learning.decide(db, story.hr, story.scope(), line.key, Decision.WITHDRAWN, "", now=LATER + 2 * DAY)

    assert standing(db) == []
    gone = story.result(binh, binh_key)
    assert (gone.result.passed, gone.result.kept, gone.completion) == (False, False, None)
    assert learning.check_certificate(db, number, now=LATER + 2 * DAY).standing is Standing.REVOKED
    history = learning.history(db, binh.person_id or 0, now=LATER + 2 * DAY)[0]
    assert [(one.standing, one.certificate) for one in history.completions] == [(Standing.REVOKED, number)]
    assert [one.kind for one in notices.of(db, binh.person_id or 0)] == [
        "pass-withdrawn",
        "pass-stands",
        "pass-in-doubt",
        "completed",
    ]
    assert an


def test_a_regrade_that_is_taken_back_leaves_everything_as_it_was(story: Story) -> None:
    db = story.db
    an, an_key = story.sits("Lê An", {**RIGHT, "q-number": "9"})  # 5 of 6, passed; loses it
    binh, binh_key = story.sits("Lê Bình", {**LOW, "q-single": "c", "q-short": "secret-short-key"})  # wins a pass
    certificate = db.exec(select(Certificate.key)).one()
    was = [assessment.results(db, one.person_id or 0) for one in (an, binh)]
    done = standing(db)
    story.mends("c")
    first = story.regrades(Treatment.KEY)
    assert len(standing(db)) == 2
    learning.decide(db, story.hr, story.scope(), story.lost()[0].key, Decision.WITHDRAWN, "", now=LATER)
    assert len(standing(db)) == 1
    won = next(key for key in db.exec(select(Certificate.key)).all() if key != certificate)

    story.takes_back(first, at=LATER + DAY)

    assert [assessment.results(db, one.person_id or 0) for one in (an, binh)] == was
    assert standing(db) == done
    assert learning.check_certificate(db, certificate, now=LATER + DAY).standing is Standing.VALID
    assert learning.check_certificate(db, won, now=LATER + DAY).standing is Standing.REVOKED
    assert (story.lost(), story.lost(decided=True)) == ([], [])
    assert story.result(an, an_key).completion is not None
    assert story.result(binh, binh_key).completion is None
    with pytest.raises(DomainError, match="not-found"):
        assessment.plan_back(db, story.trainer, first)
    assert len(db.exec(select(Completion)).all()) == 3  # none was rewritten: voided, voided, and the one taken up again


def test_a_dropped_question_counts_neither_in_the_marks_nor_in_the_most(story: Story) -> None:
    an, an_key = story.sits("Lê An", {**RIGHT, "q-multiple": None})  # 4 of 6 = 66.7 %; without q-single 3 of 5 = 60 %
    binh, binh_key = story.sits("Lê Bình", {**RIGHT, "q-single": "b", "q-short": "x"})  # 4 of 6; 4 of 5: passed
    story.regrades(Treatment.DROPPED)
    assert [(one.marks, one.max_marks, one.passed) for one in (story.result(an, an_key).result,)] == [(3.0, 5.0, False)]
    found = story.result(binh, binh_key)
    assert (found.result.marks, found.result.max_marks, found.result.percent, found.result.passed) == (
        4.0,
        5.0,
        80,
        True,
    )
    dropped = found.review.questions[0]
    assert (dropped.earned, dropped.most, dropped.anew and dropped.anew.treatment) == (0, 0, Treatment.DROPPED)


def test_full_marks_are_for_everybody_who_was_asked_even_without_an_answer(story: Story) -> None:
    an, an_key = story.sits("Lê An", {})
    binh, binh_key = story.sits("Lê Bình", RIGHT)
    key = story.regrades(Treatment.FULL, "q-multiple")
    assert {name: number for name, number in story.counts(key).items() if number} == {"moved": 1, "up": 1, "people": 1}
    assert story.result(an, an_key).result.marks == 2
    assert story.result(binh, binh_key).result.first is None


def test_where_every_question_is_dropped_they_count_in_full(story: Story) -> None:
    an, an_key = story.sits("Lê An", {})
    for question in RIGHT:
        story.regrades(Treatment.DROPPED, question)
    found = story.result(an, an_key).result
    assert (found.marks, found.max_marks, found.passed) == (6.0, 6.0, True)


def test_an_attempt_that_was_open_follows_when_it_is_handed_in(story: Story) -> None:
    db = story.db
    an = learner(db, "Lê An")
    key = learning.start_quiz(db, an, story.release_id, "final", now=NOW)
    answer_all(db, an, key, {**LOW, "q-short": "secret-short-key"}, now=NOW)
    story.sits("Lê Bình", RIGHT)
    story.mends("b")
    story.regrades(Treatment.KEY)
    finished = learning.finish(db, an, key, now=LATER)
    assert (finished.result.marks, finished.result.passed) == (5.0, True)
    assert finished.result.first is not None
    assert finished.result.first.marks == 4.0
    assert finished.completion is not None
    assert story.lost() == []  # she never had a pass by the old key


def test_options_are_the_same_by_their_id_and_one_that_is_gone_is_no_answer(story: Story) -> None:
    an, an_key = story.sits("Lê An", {**RIGHT, "q-single": "c"})  # c goes
    binh, binh_key = story.sits("Lê Bình", {**RIGHT, "q-single": "b"})  # b is right and has another text
    mended = single("q-single").model_copy(
        update={"options": (option("b", right=True).model_copy(update={"text": option("x").text}), option("a"))}
    )
    made = course("safety", quiz(pass_mark=70), completion=EASY, valid_for=YEAR, questions=(mended, *BANK[1:]))
    release(story.db, made, at=LATER)
    said = learning.preview(story.db, story.plan(Treatment.KEY))
    assert (said.attempts, said.unreadable) == (2, 1)
    story.regrades(Treatment.KEY)
    assert story.result(an, an_key).result.marks == 5
    assert story.result(binh, binh_key).result.marks == 6
    shown = story.result(binh, binh_key).review.questions[0]
    assert str(shown.asked.options[0].text).startswith("option ")  # as it was asked
    assert (shown.earned, shown.anew and shown.anew.earned) == (1.0, 0.0)


def test_the_unchanged_key_moves_nobody(story: Story) -> None:
    story.sits("Lê An", EDGE)
    story.sits("Lê Bình", RIGHT)
    release(story.db, with_key("a", hours=None), at=LATER)
    key = story.regrades(Treatment.KEY)
    assert set(story.counts(key).values()) == {0}
    assert story.lost() == []


def test_only_who_keeps_the_course_regrades_and_only_what_there_is(story: Story) -> None:
    db = story.db
    an, _ = story.sits("Lê An", RIGHT)
    for stranger in (an, story.hr):
        with pytest.raises(DomainError, match="forbidden"):
            assessment.regradable(db, stranger, story.course_id, "q-single")
    with pytest.raises(DomainError, match="not-found"):
        assessment.regradable(db, story.trainer, story.course_id, "no-such-question")
    with pytest.raises(DomainError, match="regrade-nothing-chosen"):
        assessment.plan(db, story.trainer, story.course_id, "q-single", Treatment.DROPPED, ["x"])
    asked = [one.digest for one in assessment.regradable(db, story.trainer, story.course_id, "q-single").versions]
    with pytest.raises(DomainError, match="regrade-no-other-key"):
        assessment.plan(db, story.trainer, story.course_id, "q-single", Treatment.KEY, asked)
    planned = story.plan(Treatment.DROPPED)
    for why, code in (("", "reason-missing"), ("x" * 501, "words-long")):
        with pytest.raises(DomainError, match=code):
            learning.regrade(db, story.trainer, planned, why, now=LATER)
    story.sits("Lê Bình", RIGHT)
    with pytest.raises(DomainError, match="changed-meanwhile"):
        learning.regrade(db, story.trainer, planned, "Sai", now=LATER)
    story.regrades(Treatment.DROPPED)
    with pytest.raises(DomainError, match="regrade-in-force"):
        story.plan(Treatment.DROPPED)


def test_an_officer_decides_about_their_own_people_and_never_about_themselves(story: Story) -> None:
    db = story.db
    story.sits("Lê An", {**RIGHT, "q-number": "9"})
    story.sits("", {**RIGHT, "q-number": "9"}, actor=story.hr)
    story.mends("c")
    story.regrades(Treatment.KEY)
    assert {(one.full_name, one.own) for one in story.lost()} == {("Lê An", False), ("Lê Thu Hương", True)}
    other = story.officer("Vũ Minh", Role.HR, unit_id=story.elsewhere)
    assert story.lost(actor=other) == []
    key = next(one.key for one in story.lost() if not one.own)
    with pytest.raises(DomainError, match="not-found"):
        learning.decide(db, other, story.scope(other), key, Decision.WITHDRAWN, "", now=LATER)
    with pytest.raises(DomainError, match="forbidden"):
        learning.decide(db, story.trainer, story.scope(), key, Decision.WITHDRAWN, "", now=LATER)
    own = next(one.key for one in story.lost() if one.own)
    with pytest.raises(DomainError, match="own-lost-pass"):
        learning.decide(db, story.hr, story.scope(), own, Decision.STANDS, "Của tôi", now=LATER)
    for forged in ("", "x", "' OR 1=1", "\x00"):
        with pytest.raises(DomainError, match="not-found"):
            learning.decide(db, story.hr, story.scope(), forged, Decision.STANDS, "?", now=LATER)


def test_what_nobody_decided_is_withdrawn_when_the_time_is_over(story: Story) -> None:
    db = story.db
    an, key = story.sits("Lê An", {**RIGHT, "q-number": "9"})
    story.mends("c")
    story.regrades(Treatment.KEY)
    last = LATER + 30 * DAY
    assert learning.lapsed(db, now=last) == []
    assert len(learning.lapsed(db, now=last + DAY)) == 1
    for one in learning.lapsed(db, now=last + DAY):
        learning.lapse(db, access.operator("worker"), one, now=last + DAY)
    assert not story.result(an, key).result.passed
    assert standing(db) == []
    assert [(one.doubt.decision, one.decided_by) for one in story.lost(decided=True)] == [(Decision.WITHDRAWN, "")]
    with pytest.raises(DomainError, match="forbidden"):
        learning.lapse(db, story.hr, key, now=last)


def test_coverage_follows_and_what_was_reported_before_stays(story: Story) -> None:
    db = story.db
    scope = access.scope_of(story.hr, Right.SEE_COVERAGE)
    story.sits("Lê An", {**RIGHT, "q-number": "9"})  # passes, loses it
    story.sits("Lê Bình", {**LOW, "q-short": "secret-short-key", "q-single": "c"})  # fails, wins
    whom = training.Whom(subtree=(story.unit,))
    training.create_rule(
        db,
        access.operator(),
        access.scope_of(access.operator(), Right.ASSIGN),
        course_id=story.course_id,
        whom=whom,
        from_=date(2026, 1, 1),
        due_on=date(2026, 12, 31),
        now=NOW,
    )

    def valid(on: date, known_at: Any = None) -> tuple[int, int]:
        question = training.Question(on=on, known_at=known_at)
        found = training.coverage(training.figures(db), scope, question).total
        return found.valid, found.required

    day, later = date(2026, 3, 2), text.local_day(LATER + 2 * DAY)
    assert valid(day) == (1, 4)
    story.mends("c")
    story.regrades(Treatment.KEY)
    assert valid(day) == (2, 4)  # An's still counts, Bình's does as of that day
    learning.decide(db, story.hr, story.scope(), story.lost()[0].key, Decision.WITHDRAWN, "", now=LATER + DAY)
    assert valid(later) == (1, 4)
    assert valid(day) == (1, 4)
    assert valid(day, LATER - DAY) == (1, 4)  # as it was known then: An
    assert valid(day, LATER) == (2, 4)


def test_an_average_counts_the_marks_of_now(db: Session) -> None:
    story = Story(db)
    made = course("mean", quiz(pass_mark=70, keep="average"), completion=EASY)
    story.course_id, story.release_id = release(db, made)
    story.trainer = story.officer("Trần Hà", Role.TRAINER, course_id=story.course_id)
    an, _ = story.sits("Lê An", LOW)  # 50 %
    _, second = story.sits("", {**RIGHT, "q-short": "x"}, at=NOW + DAY, actor=an)  # 83.3 %: 66.7 on average
    assert not learning.achieved(db, an.person_id or 0)
    story.regrades(Treatment.FULL, "q-number")  # 66.7 and 83.3: 75 on average
    assert [one.achieved_on for one in learning.achieved(db, an.person_id or 0)] == [date(2026, 3, 3)]
    assert second


def test_nobody_marks_their_own_attempts_anew(story: Story) -> None:
    """The trainer took the quiz: a colleague marks it anew, and only they may take that back."""
    story.sits("Trần Quang Đạt", LOW, actor=story.trainer)
    with pytest.raises(DomainError, match="own-regrade"):
        story.regrades(Treatment.FULL)
    trainer, story.trainer = story.trainer, story.officer("Lý Thị Giảng", Role.TRAINER, course_id=story.course_id)
    key = story.regrades(Treatment.FULL)
    story.trainer = trainer
    with pytest.raises(DomainError, match="own-regrade"):
        story.takes_back(key)


def test_an_open_attempt_of_ones_own_is_marked_anew_by_a_colleague_too(story: Story) -> None:
    """It would follow what its maker decides while they sit at it."""
    story.sits("Lê An", LOW)
    assessment.start(story.db, story.trainer, story.release_id, "final", now=NOW)
    with pytest.raises(DomainError, match="own-regrade"):
        story.regrades(Treatment.FULL)


def test_the_trail_says_who_regraded_and_why(story: Story) -> None:
    story.sits("Lê An", RIGHT)
    key = story.regrades(Treatment.DROPPED)
    story.takes_back(key)
    lines = [line for line in audit.lines(story.db) if "regrade" in line.act]
    kept = {value.line_id: value.values["reason"] for value in story.db.exec(select(audit.AuditValue))}
    assert [(line.act, line.actor_id, kept[line.id or 0]) for line in lines] == [
        ("assessment.take-back-regrade", story.trainer.person_id, "Nhầm"),
        ("assessment.regrade", story.trainer.person_id, "Đáp án sai"),
    ]


def killed_at_the_end(number: int) -> None:
    with database.writing() as db:
        (_, left), *_none = learning.left_to_follow(db)
        learning.follow_some(db, number, left, now=LATER, last=True)
        raise KeyboardInterrupt


@pytest.mark.usefixtures("any_database")
def test_a_long_regrade_goes_on_where_it_was_killed_and_changes_nothing_twice() -> None:
    with database.writing() as db:
        story = Story(db)
        people = [story.sits(f"Người {number}", {**RIGHT, "q-number": "9"}) for number in range(12)]
        story.mends("c")
        said = learning.preview(db, story.plan(Treatment.KEY))
        row = assessment.begin_regrade(db, story.trainer, said.plan, "Sai", now=LATER)
        number = row.id or 0
    for _ in range(2):  # the second time, and a third from the start, change nothing
        with database.writing() as db:
            (_, left), *_none = learning.left_to_follow(db)
            learning.follow_some(db, number, left[:5], now=LATER, last=False)
            learning.follow_some(db, number, left[:5], now=LATER, last=False)
    with database.reading() as db:
        assert learning.followed(db, [number]) == learning.Followed(done=10, people=12, running=True)
    with pytest.raises(KeyboardInterrupt):
        killed_at_the_end(number)
    with database.writing() as db:
        (_, left), *_none = learning.left_to_follow(db)
        assert len(left) == 2
        learning.follow_some(db, number, left, now=LATER, last=True)
        assert learning.left_to_follow(db) == []
        assert learning.followed(db, [number]) == learning.Followed(done=12, people=12, running=False)
        assert db.get_one(Regrade, number).counts == said.counts
        assert len(db.exec(select(Regraded)).all()) == len(people)
        assert len(db.exec(select(LostPass)).all()) == len(people)
