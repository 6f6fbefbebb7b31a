"""What follows from attempts marked or judged anew: passes, completions, what an office has to decide. Pure rules.

docs/decisions/0005-regrading.md is their text. The preview and what is stored both come from `consequences`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from models import assessment, courses, text
from models.assessment import Marked, Result, Tried
from models.learning.completing import Earned, earned
from models.learning.tables import Completion, Decision, LostPass, Source


@dataclass(frozen=True)
class Remarked:
    """An attempt and what it comes to by now; ``kept``: its pass counts in spite of its marks."""

    tried: Tried
    marked: Marked
    kept: bool = False

    @property
    def percent(self) -> float:
        """The percentage that it comes to."""
        return assessment.percent_of(self.marked.marks, self.marked.max_marks)

    @property
    def passed(self) -> bool:
        """Whether it is passed by itself."""
        return bool(self.marked.passed) or (self.kept and bool(self.tried.attempt.passed))

    @property
    def moved(self) -> bool:
        """Whether its marks are others than before."""
        before = self.tried.result
        return (self.marked.marks, self.marked.max_marks) != (before.marks, before.max_marks)

    def result(self) -> Result:
        """Return its result as it will be."""
        return replace(
            self.tried.result,
            marks=self.marked.marks,
            max_marks=self.marked.max_marks,
            percent=self.percent,
            passed=self.passed,
            kept=self.kept,
        )


@dataclass(frozen=True)
class Facts:
    """What is known of a person and a course besides the attempts.

    ``finished``: when each lesson was finished; ``completions``: all, voided ones too; ``lost``: lost passes that
    stand, by attempt.
    """

    finished: Mapping[str, datetime]
    completions: Sequence[Completion]
    lost: Mapping[int, LostPass]


@dataclass
class Consequences:
    """What becomes of one person's passes and completions in one edition of a course.

    ``won``, ``in_doubt`` (an office decides), ``taken`` (given by the very regrade that is taken back) and
    ``regained`` are attempts; ``kept`` says of which the pass counts in spite of the marks. Completions to void, to
    take up again (the first of the chain, and how it now counts), and to write.
    """

    kept: dict[int, bool] = field(default_factory=dict)
    won: list[int] = field(default_factory=list)
    in_doubt: list[int] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    regained: list[int] = field(default_factory=list)
    void: list[Completion] = field(default_factory=list)
    restore: list[tuple[Completion, Source]] = field(default_factory=list)
    write: list[Earned] = field(default_factory=list)

    @property
    def withdrawn(self) -> list[Completion]:
        """The completions that are voided and not gone on with."""
        again = {first.id for first, _ in self.restore}
        return [row for row in self.void if first_of(row) not in again]


def first_of(row: Any) -> int | None:
    """Return the id of the first completion of a chain: the one with the attempt and the certificate."""
    first: int | None = row.restores_id or row.id
    return first


def newest_of_each(rows: Sequence[Any]) -> list[Any]:
    """Return the last of each chain of completions (or of their ids): what became of it, without the in-between."""
    newest: dict[int | None, Any] = {}
    for row in sorted(rows, key=lambda one: one.id or 0):
        newest[first_of(row)] = row
    return [row for row in rows if newest[first_of(row)] is row]


def consequences(
    course: courses.Course,
    marks: Sequence[Remarked],
    facts: Facts,
    *,
    taking_back: bool,
    fresh: Collection[int] = (),
) -> Consequences:
    """Return what follows from attempts at the quiz that completes this edition, the oldest first.

    ``taking_back``: a regrade is being taken back, and what it alone had given goes with it. ``fresh``: attempts that
    have just got their first result, and counted for nothing before.
    """
    found = Consequences()
    quiz = completing_quiz(course)
    if quiz is None:
        return found
    marks = [one for one in marks if not one.tried.result.waits]  # those follow when they are judged
    counted = [one.tried.result for one in marks if one.tried.result.attempt_id not in fresh]
    passed = assessment.passed_with([assessment.as_it_counts(result) for result in counted], quiz.keep)
    before = {result.attempt_id for result, is_passed in zip(counted, passed, strict=True) if is_passed}
    first = assessment.passed_with([_first(one.tried) for one in marks], quiz.keep)
    alone = assessment.passed_with(
        [
            (one.marked.marks, one.marked.max_marks, one.tried.quiz.pass_mark, bool(one.marked.passed), False)
            for one in marks
        ],
        quiz.keep,
    )
    passing: list[bool] = []
    new: set[int] = set()  # passes that did not count before
    for one, at_first, is_passed, counts in zip(
        marks, first, alone, _counting(course, quiz, marks, facts), strict=True
    ):
        number = one.tried.result.attempt_id
        lost, was = facts.lost.get(number), counts and number in before
        if is_passed:
            if lost is not None:
                found.regained.append(number)
            if counts and not was:
                found.won.append(number)
        elif lost is not None:
            found.kept[number] = lost.decision is not Decision.WITHDRAWN
        elif was and taking_back and not at_first:
            found.taken.append(number)
        elif was:
            found.in_doubt.append(number)
            found.kept[number] = True
        passing.append(counts and (is_passed or found.kept.get(number, False)))
        if passing[-1] and not was:
            new.add(number)
    ends = [replace(one, kept=found.kept.get(one.tried.result.attempt_id, False)) for one in marks]
    _completions(found, course, ends, passing, new, facts)
    return found


def _counting(course: courses.Course, quiz: courses.Quiz, marks: Sequence[Remarked], facts: Facts) -> Iterator[bool]:
    """Say of each attempt whether a pass by it counts for anything.

    Where the last attempt counts, one that was followed by another counts if it completed the course before that, or
    would have, had it been passed then.
    """
    brought = {row.attempt_id for row in facts.completions}
    finished = _as_read_by_then(facts)
    for one, later in zip_longest(marks, marks[1:]):
        if quiz.keep is not courses.Keep.LAST or later is None or one.tried.result.attempt_id in brought:
            yield True
        else:
            done = earned(course, finished, [replace(one.tried.result, passed=True)])
            yield done is not None and done.at < later.tried.result.submitted_at


def completing_quiz(course: courses.Course) -> courses.Quiz | None:
    """Return the quiz that a course's completion asks for."""
    return course.quiz(course.completion.quiz) if course.completion.quiz else None


def _completions(
    found: Consequences,
    course: courses.Course,
    marks: Sequence[Remarked],
    passing: Sequence[bool],
    new: set[int],
    facts: Facts,
) -> None:
    """Say which completions go, come back and come about, so that they are those that the passes bring."""
    attempts = {row.id: row.attempt_id for row in facts.completions}
    chains: dict[int, list[Completion]] = {}
    for row in sorted(facts.completions, key=lambda one: one.id or 0):
        number = attempts.get(first_of(row))
        if number is not None:
            chains.setdefault(number, []).append(row)
    standing = [row for row in facts.completions if row.voided_at is None]
    wanting: list[int] = []  # places of passes that have no completion yet
    for place, (one, passes) in enumerate(zip(marks, passing, strict=True)):
        number = one.tried.result.attempt_id
        chain = chains.get(number, [])
        now = next((row for row in chain if row.voided_at is None), None)
        lost = facts.lost.get(number)
        stands_by_decision = number in found.kept and lost is not None and lost.decision is Decision.STANDS
        if not chain:
            if passes:
                wanting.append(place)
            continue
        source = Source.RECOGNISED if stands_by_decision else _by_itself(chain[0])
        if number in found.kept and not stands_by_decision and now is not None and passes:
            continue  # in doubt: it stays as it is until somebody decides
        if now is not None and not (passes and now.source is source):
            found.void.append(now)
            standing.remove(now)
        if passes and (now is None or now.source is not source):
            found.restore.append((chain[0], source))
            standing.append(chain[0])
    freed = {row.achieved_on for row in found.withdrawn}
    results = [one.result() for one in marks]
    finished = _as_read_by_then(facts)
    days: set[date] = {row.achieved_on for row in standing if row.edition >= course.edition}
    for place in wanting:
        done = earned(course, finished, results[: place + 1])
        number = results[place].attempt_id
        if done is None or done.attempt_id != number:
            continue
        day = text.local_day(done.at)
        if day not in days and (number in new or day in freed):
            found.write.append(done)
            days.add(day)


def _as_read_by_then(facts: Facts) -> dict[str, datetime]:
    """When lessons were finished, the first time: reading them again after a completion has moved the moment."""
    read = [row.recorded_at for row in facts.completions if row.source is Source.EARNED]
    return {name: min(at, *read) for name, at in facts.finished.items()} if read else dict(facts.finished)


def _by_itself(first: Completion) -> Source:
    return first.source if first.source is Source.TESTED_OUT else Source.EARNED


def _first(one: Tried) -> assessment.Counted:
    attempt = one.attempt
    return attempt.marks or 0.0, attempt.max_marks or 0.0, one.quiz.pass_mark, bool(attempt.passed), False
