"""The fast columns and `reconcile` against the slow counter, on random organisations.

Some 180 worlds in the ordinary run; ``KNS_WORLDS=5000`` asks for as many of each kind, and `make prove` for 1,000.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlmodel import Session, SQLModel

from models import access, changes, database, training
from models.organisation import Category, Tree
from models.rights import DomainError, Right, Scope
from models.training import PathFact, pairing
from tests.models.training import facts as plain
from tests.models.training import reference, small_world, worlds
from tests.models.training import reference_parts as parts
from tests.models.training.facts import Facts
from tests.models.training.worlds import MOMENTS, Question, Reach

EVERYTHING = access.scope_of(access.operator(), Right.SEE_COVERAGE)
END = MOMENTS[-1] + timedelta(days=200)
pytestmark = pytest.mark.slow
ASKED = os.environ.get("KNS_WORLDS")


def many(number: int) -> settings:
    """The same worlds in every ordinary run; other ones each time, and shrunk, where more were asked for."""
    return settings(
        max_examples=int(ASKED or number),
        deadline=None,
        database=None,
        derandomize=ASKED is None,
        phases=[Phase.generate, Phase.shrink] if ASKED else [Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    )


@pytest.fixture
def own_database(tmp_path: Path, _sqlite_template: Path) -> Iterator[None]:
    """One database for all worlds of a test, which loses nothing worth a wait for the disk."""
    path = tmp_path / "worlds.db"
    copy(_sqlite_template, path)
    engine = database.connect(f"sqlite:///{path}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    yield
    engine.dispose()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are reckoned a few at a time, as those of a city are a few hundred thousand at a time."""
    monkeypatch.setattr(pairing, "PART", 5)


def emptied(db: Session) -> Session:
    db.execute(text("PRAGMA defer_foreign_keys=ON"))
    for table in reversed(SQLModel.metadata.sorted_tables):
        db.execute(table.delete())
    return db


def asked(question: Question) -> training.Question:
    return training.Question(
        on=question.on,
        tree=Tree(question.tree),
        unit=None if question.root is None else f"u{question.root}",
        course=None if question.course is None else f"c{question.course}",
        category=None if question.category is None else Category(question.category),
        known_at=question.known_at,
        attribute=None if question.attribute is None else training.Attribute(question.attribute),
        path=None if question.path is None else PathFact("p", "P", tuple(f"c{one}" for one in question.path)),
    )


def scope_of(reach: Reach) -> Scope:
    """The scope of whoever asks."""
    return Scope(
        right=Right.SEE_COVERAGE,
        roots=frozenset(reach.roots or ()),
        everywhere=reach.roots is None,
        party=reach.party,
        party_roots=None if reach.party_roots is None else frozenset(reach.party_roots),
    )


EVERY_SPLIT = tuple(training.By)
SOME_SPLITS = (training.By.UNIT, training.By.SOURCE)


def fast(held: training.Held, question: Question, splits: Sequence[training.By]) -> parts.Figure | None:
    """What the columns say, in the form of the counter; None for what is not found by whoever asks."""
    ask, scope = asked(question), scope_of(question.reach)
    try:
        found = {by: training.coverage(held, scope, replace(ask, by=by)) for by in splits}
    except DomainError as error:
        if error.code != "not-found":
            raise
        return None
    rows = {
        by.value: {(row.kind.value, row.key): tallied(row.count) for row in figure.rows} for by, figure in found.items()
    }
    whole = {(str(tallied(one.total)), one.people_required, one.people_all_valid) for one in found.values()}
    assert len(whole) == 1  # by whatever it is split
    one = found[splits[0]]
    return parts.Figure(tallied(one.total), one.people_required, one.people_all_valid, rows)


def slow(facts: Facts, question: Question, splits: Sequence[training.By]) -> parts.Figure | None:
    found = parts.figure(facts, question)
    if found is None:
        return None
    # by a topic: by its courses, which are grouped afterwards
    return found._replace(splits={by.value: found.splits.get(by.value, found.splits["course"]) for by in splits})


def tallied(count: training.Count) -> parts.Tally:
    states = {state.value: number for state, number in count.states.items() if number}
    flags = {flag.value: number for flag, number in count.flags.items() if number}
    return parts.Tally(count.required, count.valid, states, flags)


Named = dict[tuple[str, str], tuple[Any, ...]]


def listed(db: Session, scope: Scope, question: training.Question, held: training.Held | None) -> Named:
    """The names behind a figure: read from the rows, or (``held``) found by the columns."""
    page = training.names(db, scope, question, size=500, held=held)
    assert page.total == len(page.rows)
    return {
        (row.person, row.course): (
            *(row.unit, row.state.value, row.due, row.due_soon, row.started),
            *(row.source and row.source.value, row.completed_on, row.valid_until),
        )
        for row in page.rows
    }


def named(facts: Facts, question: Question) -> Named:
    """The names that the counter would list; a unit that has no place on that day is not named."""
    found = {}
    for line in parts.lines(facts, question) or ():
        stands = reference.version_of(facts, line.unit, question.on, question.known_at) is not None
        soon = "due-soon" in line.flags
        told = (line.source, line.completed_on, line.valid_until)
        unit = f"u{line.unit}" if stands else ""
        found[f"p{line.person}", f"c{line.course}"] = (unit, line.state, line.due, soon, line.started, *told)
    return found


def agree(facts: Facts, questions: Iterable[Question]) -> None:
    """Each figure, each row of its splits and the names behind it are what the slow counter says, for whoever asks."""
    with database.reading() as db:
        held = training.Figures().refresh(db)
        for number, question in enumerate(questions):
            expected = slow(facts, question, EVERY_SPLIT)
            assert fast(held, question, EVERY_SPLIT) == expected
            ask, scope, columns = asked(question), scope_of(question.reach), held if number % 2 else None
            if expected is None:
                with pytest.raises(DomainError, match="not-found"):
                    training.names(db, scope, ask, held=columns)
            else:
                assert listed(db, scope, ask, columns) == named(facts, question)


@many(90)
@given(st.data())
def test_states_and_coverage_agree(own_database: None, data: st.DataObject) -> None:
    facts = data.draw(worlds.worlds(ruled=False))
    with database.writing() as db:
        worlds.write(emptied(db), facts, None, END)
    few = [data.draw(worlds.questions(facts)) for _ in range(3)]
    agree(facts, [*few, few[0]._replace(root=None, course=None, category=None, path=None, attribute=None)])


def test_of_several_completions_of_one_day_one_tells_how_it_came_about(own_database: None) -> None:
    """Found by a random world: two of the person's own, the later one a class, and one of a record joined to theirs."""
    facts = small_world.world(people=[plain.Person(1), plain.Person(2)], same=[plain.Same(2, 1)], courses=[1])
    facts.duties = [plain.Duty(1, 1, worlds.FIRST, due=worlds.FIRST, rule=1)]
    facts.rules = [plain.Rule(1, "rule-1", 1, plain.Whom(), worlds.FIRST, due_days=30)]
    own, theirs = plain.Completion(1, 1, worlds.FIRST), plain.Completion(2, 1, worlds.FIRST, source="imported")
    asked_then = Question("administration", worlds.FIRST, MOMENTS[-1], None, None, None)
    for made in ([own, own._replace(source="class")], [own, theirs, own._replace(source="class")]):
        facts.completions = made
        with database.writing() as db:
            worlds.write(emptied(db), facts, None, END)
        agree(facts, [asked_then])


@many(52)
@given(st.data())
def test_duties_are_the_rules_evaluated_anew_after_every_change(own_database: None, data: st.DataObject) -> None:
    facts = data.draw(worlds.worlds(ruled=True))
    before = None
    for moment in MOMENTS:
        with database.writing() as db:
            worlds.write(db if before else emptied(db), facts, before, moment)
            training.reconcile(db, now=moment)
            again = training.reconcile(db, now=moment)
            assert (again.voided, again.written) == (0, 0)
        before = moment
    with database.reading() as db:
        stored = plain.read(db)
    keys = {rule.id: rule.key for rule in stored.rules}
    for moment in MOMENTS:
        written = [
            reference.Expected(row.person, row.course, keys[row.rule], row.from_, row.until, row.due, row.not_before)
            for row in stored.duties
            if reference.known(row, moment)
        ]
        note(f"as known at {moment}")
        assert len(written) == len(set(written))
        assert set(written) == reference.expected_duties(facts, moment)
    agree(stored, [data.draw(worlds.questions(facts))])


@many(34)
@given(st.data())
def test_columns_follow_the_change_log(own_database: None, tmp_path_factory: Any, data: st.DataObject) -> None:
    """Whatever moment of a world's history comes next, columns brought up to date are those read afresh.

    So they are after a start from the file in which they were kept at an earlier moment, and when what stood beside
    them was put together with them.
    """
    facts = data.draw(worlds.worlds(ruled=True))
    figures, before = training.Figures(), None
    figures.folder = folder = tmp_path_factory.mktemp("kept")
    for moment in MOMENTS:
        with database.writing() as db:
            worlds.write(db if before else emptied(db), facts, before, moment)
            note_changes(db, facts, before, moment)
            training.reconcile(db, now=moment)
        before = moment
        question = data.draw(worlds.questions(facts))
        with database.reading() as db:
            stored, renewed, afresh = plain.read(db), figures.refresh(db), training.Figures().refresh(db)
        expected = slow(stored, question, SOME_SPLITS)
        assert fast(renewed, question, SOME_SPLITS) == fast(afresh, question, SOME_SPLITS) == expected
        with database.reading() as db:
            happens = data.draw(st.sampled_from(("nothing", "settled", "kept", "started again")))
            if happens == "settled":
                figures.settle()
            elif happens == "kept":
                figures.keep(db, at_once=True)
            elif happens == "started again":
                figures = training.Figures()
                figures.folder = folder
            assert fast(figures.refresh(db), question, SOME_SPLITS) == expected


def note_changes(db: Session, facts: Facts, after: object, by: object) -> None:
    """Write the lines that the acts behind a step of a world would have written, and no more."""
    kinds = changes.Kind

    def touched(row: object) -> bool:
        moments = (getattr(row, "at", None), getattr(row, "recorded_at", None), getattr(row, "voided_at", None))
        return any(moment is not None and (after is None or moment > after) and moment <= by for moment in moments)

    people = {
        row.person
        for rows in (facts.postings, facts.exemptions, facts.completions, facts.openings)
        for row in rows
        if touched(row)
    }
    people |= {record for row in facts.same if touched(row) for record in (row.person, row.into)}
    if after is None:
        people = {person.id for person in facts.people}
    lines = {(kinds.PERSON, person) for person in people}
    lines |= {(kinds.UNIT, row.unit) for row in facts.versions if touched(row)}
    lines |= {(kinds.COURSE, row.course) for row in facts.releases if touched(row)}
    lines |= {(kinds.RULE, row.id) for row in facts.rules if touched(row)}  # what a rule says of renewing is read by it
    for kind, subject in sorted(lines):
        changes.note(db, kind, subject, now=by)
    db.flush()
