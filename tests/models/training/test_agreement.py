"""The fast columns and `reconcile` against the slow counter, on random organisations.

250 worlds in the ordinary run; ``KNS_WORLDS=5000`` asks for as many of each kind, and `make prove` for 1,000.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
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
from models.rights import DomainError, Right
from models.training import PathFact
from tests.models.training import facts as plain
from tests.models.training import reference, worlds
from tests.models.training.facts import Facts
from tests.models.training.worlds import MOMENTS, Question

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
        path=None if question.path is None else PathFact("p", "P", tuple(f"c{one}" for one in question.path)),
    )


def fast(held: training.Held, question: training.Question) -> reference.Coverage | None:
    """What the columns say, in the form of the reference; None for a unit that has no place then."""
    try:
        found = training.coverage(held, EVERYTHING, question)
    except DomainError as error:
        if error.code != "not-found":
            raise
        return None
    states = {state.value: number for state, number in found.total.states.items() if state in training.REQUIRED}
    return reference.Coverage(
        found.total.required,
        found.total.valid,
        found.people_required,
        found.people_all_valid,
        {state: number for state, number in states.items() if number},
        found.total.flags[training.Flag.RENEWING],
    )


def slow(facts: Facts, question: Question) -> reference.Coverage | None:
    tree, on, known_at = question.tree, question.on, question.known_at
    if question.root is not None:
        own = [unit.tree for unit in facts.units if unit.id == question.root]
        if own != [tree] or reference.version_of(facts, question.root, on, known_at) is None:
            return None
    return reference.coverage(
        facts, question.root, tree, on, known_at, question.course, question.category, question.path
    )


def listed(db: Session, question: training.Question) -> dict[tuple[str, str], tuple[str, str, date | None]]:
    page = training.names(db, EVERYTHING, question, size=1000)
    assert page.total == len(page.rows)
    return {(row.person, row.course): (row.unit, row.state.value, row.due) for row in page.rows}


def agree(facts: Facts, questions: Iterable[Question]) -> None:
    """Each figure, its splits and the names behind it are what the slow counter says."""
    with database.reading() as db:
        held = training.Figures().refresh(db)
        for question in questions:
            ask, expected = asked(question), slow(facts, question)
            assert fast(held, ask) == expected
            if expected is None:
                continue
            for by in training.By:
                rows = training.coverage(held, EVERYTHING, training.Question(**{**vars(ask), "by": by})).rows
                assert sum(row.count.required for row in rows) == expected.required
                assert sum(row.count.valid for row in rows) == expected.valid
            if question.root is None and (question.course, question.category, question.path) == (None,) * 3:
                required = {key: row for key, row in listed(db, ask).items() if row[1] not in reference.NOT_COUNTED}
                assert required == named(facts, question)


def named(facts: Facts, question: Question) -> dict[tuple[str, str], tuple[str, str, date | None]]:
    """The names that the counter would list; a unit that has no place on that day is not named."""
    on, known_at = question.on, question.known_at
    found = {}
    for (person, course), (unit, state) in reference.pairs(facts, question.tree, on, known_at).items():
        stands = reference.version_of(facts, unit, on, known_at) is not None
        due = reference.due_of(facts, person, course, on, known_at)
        found[f"p{person}", f"c{course}"] = (f"u{unit}" if stands else "", state, due)
    return found


@many(150)
@given(st.data())
def test_states_and_coverage_agree(own_database: None, data: st.DataObject) -> None:
    facts = data.draw(worlds.worlds(ruled=False))
    with database.writing() as db:
        worlds.write(emptied(db), facts, None, END)
    few = [data.draw(worlds.questions(facts)) for _ in range(3)]
    agree(facts, [*few, few[0]._replace(root=None, course=None, category=None, path=None)])


@many(60)
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


@many(40)
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
        ask = asked(question)
        assert fast(renewed, ask) == fast(afresh, ask) == slow(stored, question)
        with database.reading() as db:
            happens = data.draw(st.sampled_from(("nothing", "settled", "kept", "started again")))
            if happens == "settled":
                figures.settle()
            elif happens == "kept":
                figures.keep(db, at_once=True)
            elif happens == "started again":
                figures = training.Figures()
                figures.folder = folder
            assert fast(figures.refresh(db), ask) == slow(stored, question)


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
    for kind, subject in sorted(lines):
        changes.note(db, kind, subject, now=by)
    db.flush()
