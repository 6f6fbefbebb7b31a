"""What a click on coverage costs at city size: `python -m bench.coverage [people] [duties each]`.

Columns of 200,000 people in 700 units with 10 duties each are generated in memory. Beside each figure stands the floor:
a bare grouped count (unit × course × state) over ready columns of the same length, in the same run.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import numpy as np

from models import access, training
from models.organisation import Category, Tree, UnitNode
from models.rights import Right
from models.training.columns import (
    NEVER,
    NO_DAY,
    Attempts,
    Columns,
    Completions,
    CourseFact,
    Duties,
    Exemptions,
    Merged,
    Openings,
    PersonTables,
    Postings,
    Releases,
    UnitFact,
)
from models.training.figures import Held
from models.training.states import states

TODAY = date(2026, 11, 24)
DAY = TODAY.toordinal()
WARDS = 126
PARTS = 5
RUNS = 9


def main() -> None:
    """Generate, measure, print."""
    people, each = (int(text) for text in (sys.argv[1:] + ["200000", "10"][len(sys.argv) - 1 :])[:2])
    began = time.perf_counter()
    columns = generate(people, each)
    spent_making = time.perf_counter() - began
    print(f"{people:,} people, {people * each:,} duties, {len(columns.units)} units: made in {spent_making:.1f} s")
    held = Held(columns=columns, place=0, database=None)
    scope = access.scope_of(access.operator("bench"), Right.SEE_COVERAGE)
    ask = training.Question(on=TODAY)
    ward = next(fact.node.key for fact in columns.units if fact.node.parent_id == 1)
    known = datetime(2026, 11, 1, tzinfo=UTC)
    pairs = held.pairs(Tree.ADMINISTRATION, TODAY, None)
    key = (pairs.unit.astype(np.int64) * 16 + pairs.course) * 16 + pairs.state
    clicks: list[tuple[str, Callable[[], object]]] = [
        ("floor: one grouped count over ready columns", lambda: np.bincount(key)),
        ("the city by unit", lambda: training.coverage(held, scope, ask)),
        ("a ward by unit", lambda: training.coverage(held, scope, training.Question(on=TODAY, unit=ward))),
        ("one course by unit", lambda: training.coverage(held, scope, training.Question(on=TODAY, course="khoa-3"))),
        ("by course", lambda: training.coverage(held, scope, training.Question(on=TODAY, by=training.By.COURSE))),
        ("by category", lambda: training.coverage(held, scope, training.Question(on=TODAY, by=training.By.CATEGORY))),
        (
            "one category by source",
            lambda: training.coverage(
                held, scope, training.Question(on=TODAY, category=Category.CONGCHUC, by=training.By.SOURCE)
            ),
        ),
        ("states of all pairs, first question of a day", lambda: states(columns, Tree.ADMINISTRATION, TODAY)),
        (
            "time travel: as known three weeks ago",
            lambda: training.coverage(held, scope, training.Question(on=TODAY, known_at=known)),
        ),
        ("after a change: columns put together again", lambda: again(columns)),
    ]
    floor = None
    print(f"{'':48}{'median ms':>10}{'worst ms':>10}{'× floor':>9}")
    for name, click in clicks:
        spent = [measure(click) for _ in range(RUNS)]
        middle = statistics.median(spent)
        floor = floor or middle
        print(f"{name:48}{middle:10.1f}{max(spent):10.1f}{middle / floor:9.1f}")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def measure(click: Callable[[], object]) -> float:
    """Return the milliseconds that one click takes."""
    began = time.perf_counter()
    click()
    return (time.perf_counter() - began) * 1000


def again(columns: Columns) -> Columns:
    """Put the columns together as after a change of few people."""
    return Columns(columns.people, columns.units, columns.courses, columns.releases)


def generate(people: int, each: int) -> Columns:
    """Return columns of a made-up city: a third completed, some overdue, on leave, exempt, transferred."""
    chance = np.random.default_rng(7)
    units = _units()
    leaves = np.array([fact.node.id for fact in units if fact.node.id > WARDS + 1], dtype=np.int32)
    person = np.arange(1, people + 1, dtype=np.int32)
    early = np.full(people, 1_577_836_800_000_000, dtype=np.int64)  # 1 January 2020
    open_ = np.full(people, NEVER, dtype=np.int64)
    postings = Postings(
        person=person,
        unit=chance.choice(leaves, people),
        tree=np.zeros(people, dtype=np.int8),
        category=chance.integers(0, 4, people).astype(np.int8),
        status=(chance.random(people) < 0.03).astype(np.int8),
        head=np.zeros(people, dtype=np.bool_),
        leader=np.zeros(people, dtype=np.bool_),
        from_=np.full(people, DAY - 2000, dtype=np.int32),
        until=np.full(people, NO_DAY, dtype=np.int32),
        recorded=early,
        voided=open_,
    )
    count = people * each
    owner = np.repeat(person, each)
    course = np.tile(np.arange(1, each + 1, dtype=np.int32), people)
    recorded = np.full(count, 1_767_225_600_000_000, dtype=np.int64)  # 1 January 2026
    duties = Duties(
        person=owner,
        course=course,
        rule=course,
        from_=np.full(count, DAY - 300, dtype=np.int32),
        until=np.full(count, NO_DAY, dtype=np.int32),
        due=chance.integers(DAY - 60, DAY + 200, count).astype(np.int32),
        not_before=np.zeros(count, dtype=np.int32),
        recorded=recorded,
        voided=np.full(count, NEVER, dtype=np.int64),
    )
    done = np.flatnonzero(chance.random(count) < 0.4)
    achieved = chance.integers(DAY - 400, DAY, len(done)).astype(np.int32)
    completions = Completions(
        person=owner[done],
        course=course[done],
        edition=np.ones(len(done), dtype=np.int32),
        achieved=achieved,
        until=achieved + 365,
        origin=chance.integers(0, 5, len(done)).astype(np.int8),
        recorded=(achieved.astype(np.int64) - date(1970, 1, 1).toordinal()) * 86_400_000_000,
        voided=np.full(len(done), NEVER, dtype=np.int64),
    )
    begun = np.flatnonzero(chance.random(count) < 0.5)
    free = np.flatnonzero(chance.random(count) < 0.01)
    return Columns(
        PersonTables(
            postings=postings,
            duties=duties,
            exemptions=Exemptions(
                owner[free],
                course[free],
                duties.from_[free],
                duties.until[free],
                duties.recorded[free],
                duties.voided[free],
            ),
            completions=completions,
            openings=Openings(owner[begun], course[begun], recorded[begun]),
            attempts=Attempts(owner[done], course[done], recorded[done]),
            merged=Merged(*(np.zeros(0, dtype=kind) for kind in (np.int32, np.int32, np.int64, np.int64))),
        ),
        units,
        tuple(CourseFact(number, f"khoa-{number}", f"Khóa {number}") for number in range(1, each + 1)),
        Releases(
            course=np.arange(1, each + 1, dtype=np.int32),
            edition=np.ones(each, dtype=np.int32),
            renews=np.zeros(each, dtype=np.bool_),
            retired=np.zeros(each, dtype=np.bool_),
            at=np.full(each, 1_577_836_800_000_000, dtype=np.int64),
        ),
    )


def _units() -> tuple[UnitFact, ...]:
    nodes = [UnitNode(1, "u1", None, "Thành phố", "", None)]
    nodes += [UnitNode(n, f"u{n}", None, f"Phường {n}", "phường", 1) for n in range(2, WARDS + 2)]
    for ward in range(2, WARDS + 2):
        nodes += [
            UnitNode(number, f"u{number}", None, f"Phòng {number}", "phòng", ward)
            for number in range(len(nodes) + 1, len(nodes) + 1 + PARTS)
        ]
    return tuple(UnitFact(node, Tree.ADMINISTRATION, DAY - 4000, NO_DAY, 0, NEVER) for node in nodes)


if __name__ == "__main__":
    main()
