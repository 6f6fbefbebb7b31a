"""Marking anew, from the preview to the last person's completion: who would move, then the same, stored.

A regrade is in force once it stands in the database. Those who handed in before follow one after the other, each in
whole: marks, pass, completion, certificate and notice in one transaction. A few people make a batch, so that answers
get through between two of them; a process that is killed is taken over at the person that it had reached. What follows
from a judgement of one answer goes the same way, for one person.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import access, assessment, courses
from models.assessment import Marked, Marker, Plan, Tried
from models.assessment.tables import Attempt, Regrade, Treatment
from models.courses.tables import Release
from models.learning.completing import by_lesson
from models.learning.consequences import Consequences, Facts, Remarked, completing_quiz, consequences
from models.learning.following import Cause, Settled, carry_out, cause_of, complete_again, store
from models.learning.tables import Completion, LessonProgress, LostPass
from models.organisation import Person
from models.rights import Actor

BATCH = 40  # people in one transaction
SHOWN = 100  # attempts that a preview lists
_AT_ONCE = 500  # people whose attempts a preview reads together


@dataclass(frozen=True)
class Move:
    """One attempt whose marks or pass would change. ``person`` is a number that says nothing about who it is."""

    person: int
    number: int
    submitted_at: datetime
    before: tuple[float, float]
    after: tuple[float, float]
    passed_before: bool
    passed_after: bool
    in_doubt: bool


@dataclass(frozen=True)
class Preview:
    """What a regrade would do, and did: both are counted by `counted`.

    ``counts``: attempts 'moved', 'up', 'down' (by their share of the marks), 'people' of them, passes 'won', 'lost'
    (an office decides), 'regained' (lost before), 'taken' (given by the regrade that is taken back), 'completed' and
    'voided' completions.
    ``attempts`` and ``people`` were asked it; ``unreadable``: answers that say nothing to the new key.
    ``moves``: those whose pass changes first, then the largest; not all of them where there are very many.
    """

    plan: Plan
    attempts: int
    people: int
    counts: dict[str, int]
    unreadable: int
    moves: tuple[Move, ...]


def preview(db: Session, planned: Plan) -> Preview:
    """Return what a regrade would do; nothing is stored. `assessment.plan` has asked who may."""
    counts: Counter[str] = Counter()
    moves: list[Move] = []
    attempts = people = unreadable = 0
    by = None if planned.marked_by is None else assessment.question(db, planned.marked_by)
    for settled in _would_be(db, planned):
        people += 1
        counts.update(counted(settled.marks, settled.by_edition))
        for one in settled.marks:
            asked = [entry for entry in one.tried.attempt.vector or () if entry[0] in planned.asked]
            attempts += bool(asked)
            unreadable += sum(by is not None and not assessment.fits(by, entry[1]) for entry in asked)
        moves += _moves(people, settled)
        if len(moves) > 20 * SHOWN:
            moves = sorted(moves, key=_importance)[:SHOWN]
    shown = tuple(sorted(moves, key=_importance)[:SHOWN])
    return Preview(planned, attempts, people, dict(counts), unreadable, shown)


def regrade(db: Session, actor: Actor, planned: Plan, why: str, *, now: datetime) -> str:
    """Make a regrade, let the first people follow, and return its key; the worker goes on with `follow_some`.

    Raises what `assessment.begin_regrade` raises.
    """
    row = assessment.begin_regrade(db, actor, planned, why, now=now)
    assert row.id is not None
    people = assessment.asked_people(db, row.course_id, row.asked)
    follow_some(db, row.id, people[:BATCH], now=now, last=len(people) <= BATCH)
    return row.key


def regrade_as_planned(db: Session, actor: Actor, terms: Mapping[str, Any], *, now: datetime) -> str:
    """Make a regrade that was prepared for a second person; raises as `regrade` and `assessment.plan` do."""
    return regrade(db, actor, assessment.plan_again(db, actor, terms), terms["why"], now=now)


@dataclass(frozen=True)
class Followed:
    """How many of the ``people`` concerned have followed some regrades; ``running``: not all of these are finished."""

    done: int
    people: int
    running: bool


def followed(db: Session, regrade_ids: Sequence[int]) -> Followed:
    """Return how far some regrades have come; the caller has asked who may know."""
    done = people = 0
    running = False
    for row in db.exec(select(Regrade).where(col(Regrade.id).in_(regrade_ids))).all():
        everybody = assessment.asked_people(db, row.course_id, row.asked)
        finished = row.finished_at is not None
        done += sum(finished or person <= row.reached for person in everybody)
        people += len(everybody)
        running |= not finished
    return Followed(done, people, running)


def left_to_follow(db: Session) -> list[tuple[int, list[int]]]:
    """Return the regrades that are not finished, each with the records that it has still to reach."""
    found = []
    for number in assessment.unfinished_regrades(db):
        row = db.get_one(Regrade, number)
        found.append((number, assessment.asked_people(db, row.course_id, row.asked, after=row.reached)))
    return found


def follow_some(db: Session, regrade_id: int, people: Sequence[int], *, now: datetime, last: bool) -> None:
    """Let some people's attempts follow a regrade, in the order of their records; ``last``: nobody is left after them.

    Done again, or by two processes at once, it changes nothing.
    """
    row = assessment.held_regrade(db, regrade_id)
    if row.finished_at is not None:
        return
    records = [person for person in people if person > row.reached]
    rules = _Rules.of(db, row.course_id, assessment.rulings(db, row.course_id))
    found = settle(db, rules, records, taking_back=row.treatment is Treatment.BACK)
    counts = Counter(row.counts)
    for settled in found:
        counts.update(counted(settled.marks, settled.by_edition))
    cause = Cause(row.course_id, row.key, regrade_id=row.id)
    carry_out(db, _on_behalf_of(db, row, now=now), cause, found, now=now)
    row.counts = dict(counts)
    row.reached = max(records, default=row.reached)
    if last:
        row.finished_at = now
    db.add(row)
    db.flush()


def follow_judgement(db: Session, actor: Actor, judged: assessment.Judgement, *, now: datetime) -> None:
    """Let a person's attempts follow a verdict, of which nothing is left to judge, as they follow a regrade."""
    before = judged.before
    assessment.apart_from_regrades(db, before.course_id, alone=False)
    rules = _Rules.of(db, before.course_id, assessment.rulings(db, before.course_id))
    fresh = (before.attempt_id,) if before.waits else ()
    found = settle(db, rules, [before.person_id], taking_back=False, anyway=True, fresh=fresh)
    cause = Cause(before.course_id, f"marking:{judged.marking_id}", marking_id=judged.marking_id)
    carry_out(db, actor, cause, found, now=now)


def settle_decision(db: Session, actor: Actor, person_id: int, lost: LostPass, *, now: datetime) -> None:
    """Let a person's result and completions follow what an office decided about a lost pass."""
    rules = _Rules.of(db, lost.course_id, assessment.rulings(db, lost.course_id))
    for settled in settle(db, rules, [person_id], taking_back=False, anyway=True):
        store(db, [settled], now=now)
        for course, follows in settled.by_edition:
            complete_again(db, actor, person_id, course, follows, cause_of(lost), now=now)


def settle(
    db: Session,
    rules: "_Rules",
    records: Sequence[int],
    *,
    taking_back: bool,
    anyway: bool = False,
    fresh: Collection[int] = (),
) -> list[Settled]:
    """Return what the attempts of some people come to, with those of all their records, nobody else changing them.

    ``anyway``: look at completions even where no pass seems to change. ``fresh``: attempts that have just got their
    first result.
    """
    people = sorted(set(_counting(db, records).values()))
    for person in people:
        assessment.one_at_a_time(db, person, rules.course_id)
    return _settled(db, people, rules, taking_back=taking_back, anyway=anyway, fresh=fresh)


def counted(marks: Sequence[Remarked], by_edition: Sequence[tuple[courses.Course, Consequences]]) -> Counter[str]:
    """Return what one person's attempts add to the figures of a regrade."""
    moved = [one for one in marks if one.moved]
    found = Counter(
        moved=len(moved),
        up=sum(one.percent > one.tried.result.percent for one in moved),
        down=sum(one.percent < one.tried.result.percent for one in moved),
        people=bool(moved),
    )
    for _, follows in by_edition:
        found["won"] += len(follows.won)
        found["lost"] += len(follows.in_doubt)
        found["taken"] += len(follows.taken)
        found["regained"] += len(follows.regained)
        found["completed"] += len(follows.write) + sum(_comes_back(follows, first) for first, _ in follows.restore)
        found["voided"] += len(follows.withdrawn)
    return found


def _comes_back(follows: Consequences, first: Completion) -> bool:
    return all((row.restores_id or row.id) != first.id for row in follows.void)


def _would_be(db: Session, planned: Plan) -> Iterator[Settled]:
    rules = _Rules.of(db, planned.course_id, planned.rulings)
    records = assessment.asked_people(db, planned.course_id, planned.asked)
    people = sorted(set(_counting(db, records).values()))
    for begin in range(0, len(people), _AT_ONCE):
        some = people[begin : begin + _AT_ONCE]
        yield from _settled(db, some, rules, taking_back=planned.treatment is Treatment.BACK)
        db.expunge_all()  # a hundred thousand attempts need not stand in memory at once


def _counting(db: Session, records: Sequence[int]) -> dict[int, int]:
    """The record that counts for each of some records."""
    found: dict[int, int] = {}
    for begin in range(0, len(records), _AT_ONCE):
        wanted = col(Person.id).in_(records[begin : begin + _AT_ONCE])
        rows = db.exec(select(Person.id, Person.same_as_id).where(wanted))
        found |= {person: into or person for person, into in rows if person is not None}
    return found


@dataclass(frozen=True)
class _Rules:
    """How a course's attempts are marked, and what completes each edition: the newest release of each says."""

    course_id: int
    marker: Marker
    editions: dict[int, courses.Course]

    @classmethod
    def of(cls, db: Session, course_id: int, ruled: assessment.Rulings) -> "_Rules":
        newest = db.exec(
            select(Release.edition, func.max(Release.id))
            .where(Release.course_id == course_id)
            .group_by(col(Release.edition))
        ).all()
        editions = {edition: assessment.released(db, release)[1] for edition, release in newest if release}
        return cls(course_id, Marker.of(db, ruled), editions)


def _settled(
    db: Session,
    people: Sequence[int],
    rules: _Rules,
    *,
    taking_back: bool,
    anyway: bool = False,
    fresh: Collection[int] = (),
) -> list[Settled]:
    """What the attempts of some people (`_AT_ONCE` at most) come to, in six queries."""
    joined = db.exec(select(Person.id, Person.same_as_id).where(col(Person.same_as_id).in_(people)))
    of = {person: person for person in people} | {person: into for person, into in joined if person and into}
    marks: dict[int, list[Remarked]] = {person: [] for person in people}
    for record, tries in assessment.tried(db, rules.course_id, list(of)).items():
        marks[of[record]] += [Remarked(one, _marked(one, rules.marker)) for one in tries]
    groups: dict[int, list[tuple[courses.Course, list[Remarked]]]] = {}
    for person, mine in marks.items():
        mine.sort(key=lambda one: (one.tried.result.submitted_at, one.tried.result.attempt_id))
        groups[person] = list(_at_completing_quizzes(mine, rules, anyway=anyway))
    known = _Known.of(db, rules.course_id, {record: person for record, person in of.items() if groups[person]})
    found = []
    for person, mine in marks.items():
        ends = [
            (course, consequences(course, asked, known.facts(person, course), taking_back=taking_back, fresh=fresh))
            for course, asked in groups[person]
        ]
        kept = {number for _, follows in ends for number, still in follows.kept.items() if still}
        told = tuple(Remarked(one.tried, one.marked, one.tried.result.attempt_id in kept) for one in mine)
        found.append(Settled(person, told, tuple(ends)))
    return found


def _at_completing_quizzes(
    marks: Sequence[Remarked], rules: _Rules, *, anyway: bool
) -> Iterator[tuple[courses.Course, list[Remarked]]]:
    """Each edition with the attempts at the quiz that completes it, where a pass may hang on them."""
    for edition, group in groupby(sorted(marks, key=_edition), key=_edition):
        course = rules.editions[edition]
        quiz = completing_quiz(course)
        if quiz is not None:
            asked = [one for one in group if one.tried.result.quiz in (quiz.name, *quiz.formerly)]
            if asked and (anyway or any(_matters(one, quiz) for one in asked)):
                yield course, asked


def _marked(one: Tried, marker: Marker) -> Marked:
    """What an attempt comes to: what it was first, but for questions ruled about and verdicts changed since.

    One that waits to be judged stays as it is.
    """
    attempt = one.attempt
    if attempt.passed is not None and one.vector is not None and (one.judged_anew or marker.concerns(one.vector)):
        return marker(one.vector, one.quiz.pass_mark)
    return Marked(attempt.marks or 0.0, attempt.max_marks or 0.0, attempt.passed, attempt.vector)


def _matters(one: Remarked, quiz: courses.Quiz) -> bool:
    """Whether a pass could hang on it: most people's marks move and nothing else does."""
    if quiz.keep is courses.Keep.AVERAGE:
        return one.moved or one.tried.result.kept
    return one.marked.passed != one.tried.result.passed or one.tried.result.kept


def _edition(one: Remarked) -> int:
    return one.tried.result.edition


@dataclass(frozen=True)
class _Known:
    """What is known of some people and a course besides their attempts, by the record that counts."""

    lessons: dict[int, list[tuple[str, datetime | None]]]
    completions: dict[int, list[Completion]]
    lost: dict[int, LostPass]

    @classmethod
    def of(cls, db: Session, course_id: int, records: dict[int, int]) -> "_Known":
        found = cls(defaultdict(list), defaultdict(list), {})
        if not records:
            return found
        row, lost = LessonProgress, select(LostPass).join(Attempt, col(Attempt.id) == col(LostPass.attempt_id))
        for person, lesson, at in db.exec(
            select(row.person_id, row.lesson, row.finished_at).where(
                col(row.person_id).in_(records), row.course_id == course_id, col(row.finished_at).is_not(None)
            )
        ).all():
            found.lessons[records[person]].append((lesson, at))
        done = select(Completion).where(col(Completion.person_id).in_(records), Completion.course_id == course_id)
        for completion in db.exec(done.order_by(col(Completion.id))).all():
            found.completions[records[completion.person_id]].append(completion)
        mine = lost.where(col(Attempt.person_id).in_(records), LostPass.course_id == course_id)
        for each in db.exec(mine.where(col(LostPass.voided_at).is_(None))).all():
            found.lost[each.attempt_id] = each
        return found

    def facts(self, person_id: int, course: courses.Course) -> Facts:
        return Facts(by_lesson(course, self.lessons[person_id]), self.completions[person_id], self.lost)


def _moves(person: int, settled: Settled) -> list[Move]:
    doubted = {number for _, follows in settled.by_edition for number in follows.in_doubt}
    return [
        Move(
            person=person,
            number=one.tried.result.number,
            submitted_at=one.tried.result.submitted_at,
            before=(one.tried.result.marks, one.tried.result.max_marks),
            after=(one.marked.marks, one.marked.max_marks),
            passed_before=bool(one.tried.result.passed),
            passed_after=bool(one.marked.passed),
            in_doubt=one.tried.result.attempt_id in doubted,
        )
        for one in settled.marks
        if one.moved or one.marked.passed != one.tried.result.passed
    ]


def _importance(move: Move) -> tuple[bool, float, int, int]:
    before, after = assessment.percent_of(*move.before), assessment.percent_of(*move.after)
    return move.passed_before == move.passed_after, -abs(after - before), move.person, move.number


def _on_behalf_of(db: Session, row: Regrade, *, now: datetime) -> Actor:
    person = None if row.by_id is None else db.get(Person, row.by_id)
    if person is None or person.id is None:
        return access.operator("regrade")
    return access.actor_for(db, person.id, person.full_name, now=now)
