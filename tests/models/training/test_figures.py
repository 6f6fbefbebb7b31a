"""Columns brought up to date from the change log are what a fresh reading gives; queries behind names use indexes."""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from threading import Thread

import numpy as np
import pytest
from sqlalchemy import text as sql
from sqlmodel import Session, select

from models import changes, database, organisation, training
from models.courses.tables import Release
from models.learning.tables import Completion, LessonProgress, Source
from models.organisation import Tree
from models.rights import Right
from models.training import Exemption, Question, Whom
from models.training.columns import Columns, Completions, Duties, Postings, load
from models.training.names import people_condition
from models.training.states import Pairs, states
from tests import factories
from tests.factories import NOW
from tests.models.training import making
from tests.models.training.making import CONSOLE, START, City

TODAY = date(2026, 3, 2)
MOMENTS = (None, NOW - timedelta(days=1), NOW, NOW + timedelta(days=2))


def give(db: Session, course: int, whom: Whom, now: datetime = NOW) -> training.Rule:
    return training.create_rule(
        db, CONSOLE, making.scope(), course_id=course, whom=whom, from_=START, due_on=date(2026, 3, 31), now=now
    )


def complete(db: Session, person: int, course: int, now: datetime = NOW) -> None:
    db.add(
        Completion(
            person_id=person,
            course_id=course,
            edition=1,
            achieved_on=TODAY,
            source=Source.EARNED,
            recorded_at=now,
        )
    )
    changes.note(db, changes.Kind.PERSON, person, now=now)


def assert_as_read_anew(db: Session, columns: Columns) -> None:
    fresh = load(db)
    for known_at in MOMENTS:
        for on in (TODAY, date(2026, 6, 1)):
            some, other = (states(each, Tree.ADMINISTRATION, on, known_at) for each in (columns, fresh))
            for name in Pairs.__dataclass_fields__:
                np.testing.assert_array_equal(getattr(some, name), getattr(other, name), err_msg=name)
    assert columns.around.units.facts == fresh.around.units.facts
    assert columns.courses == fresh.courses


@pytest.mark.parametrize("many", [20_000, 1])
def test_after_every_kind_of_act_the_columns_are_as_read_anew(
    any_database: str, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Also where a rule that hits this city is one that hits very many, while single people were touched before it."""
    monkeypatch.setattr(sys.modules[training.Figures.__module__], "MANY", many)
    figures = training.Figures()
    later = NOW + timedelta(days=1)
    with database.writing() as db:
        c = making.city(db)

    def looked() -> None:
        with database.reading() as db:
            held = figures.refresh(db)
            assert_as_read_anew(db, held.columns)

    def opened(db: Session) -> None:
        db.add(LessonProgress(person_id=c.in_ward, course_id=c.course, lesson="1", opened_at=later, seen_at=later))
        changes.note(db, changes.Kind.PERSON, c.in_ward, now=later)

    def released(db: Session) -> None:
        factories.bare_release(db, c.course, edition=2, renews=True, at=later)
        changes.note(db, changes.Kind.COURSE, c.course, now=later)

    def retired(db: Session) -> None:
        db.get_one(Release, factories.bare_release(db, c.course, edition=3, at=later)).status = "retired"
        changes.note(db, changes.Kind.COURSE, c.course, now=later)
        training.reconcile(db, now=later)

    def merged_record(db: Session) -> None:
        factories.same(db, c.in_other, c.in_ward)
        changes.note(db, changes.Kind.PERSON, c.in_other, now=later)

    def ended(db: Session) -> None:
        first = db.exec(select(training.Rule)).first()
        assert first is not None
        assert first.id is not None
        training.end_rule(db, CONSOLE, making.scope(), first.id, on=date(2026, 5, 1), now=later)

    def moved(db: Session) -> None:
        organisation.place(db, CONSOLE, making.managing(), c.in_ward, unit_id=c.other, from_=TODAY, now=later)

    def exempted(db: Session) -> None:
        given = {"from_": START, "reason": "Lý do", "now": later}
        training.exempt(db, CONSOLE, making.scope(), c.in_office, c.course, **given)  # type: ignore[arg-type]

    acts: tuple[Callable[[Session], object], ...] = (
        lambda db: give(db, c.course, Whom(subtree=(c.city,))),
        lambda db: complete(db, c.in_ward, c.course),
        opened,
        moved,
        exempted,
        lambda db: organisation.rename_unit(db, CONSOLE, c.ward, "Phường Mới", on=TODAY, now=later),
        lambda db: organisation.merge_units(db, CONSOLE, [c.ward], c.other, on=date(2026, 5, 1), now=later),
        released,
        lambda db: give(db, c.course, Whom(people=(c.in_office,)), later),
        ended,
        merged_record,
        retired,
    )
    looked()
    for act in acts:
        with database.writing() as db:
            act(db)
        looked()


def test_when_columns_are_put_together_the_states_of_days_past_make_room(sqlite_database: str) -> None:
    with database.writing() as db:
        c = making.city(db)
        give(db, c.course, Whom())
    figures = training.Figures()
    with database.reading() as db:
        figures.refresh(db).pairs(Tree.ADMINISTRATION, TODAY, None)
    with database.writing() as db:
        complete(db, c.in_ward, c.course)
    with database.reading() as db:
        held = figures.refresh(db)
        today = held.pairs(Tree.ADMINISTRATION, TODAY, None)
        held.pairs(Tree.ADMINISTRATION, TODAY - timedelta(days=7), None)
        figures.settle()
        settled = figures.refresh(db)
        assert settled.newer is None
        assert list(settled._pairs) == [(Tree.ADMINISTRATION, TODAY, None)]
        assert settled.pairs(Tree.ADMINISTRATION, TODAY, None) is today
        assert settled.base.pair_person is held.base.pair_person  # which pairs there are is held once
        assert settled.base.people.duties is held.base.people.duties  # who completes something has the same duties
        assert settled.base.duty_pair is held.base.duty_pair
        assert len(settled.base.people.completions.person) == len(held.base.people.completions.person) + 1
        assert_as_read_anew(db, settled.columns)


def test_only_rows_of_whoever_was_touched_come_from_beside_the_columns(sqlite_database: str) -> None:
    with database.writing() as db:
        c = making.city(db)
        rule = give(db, c.course, Whom()).id
    figures = training.Figures()
    with database.reading() as db:
        figures.refresh(db)
    with database.writing() as db:
        complete(db, c.in_ward, c.course)
        complete(db, c.in_ward, c.course, NOW + timedelta(days=1))
    with database.reading() as db:
        held = figures.refresh(db)
    assert held.newer is not None
    done = held.rows(Completions, lambda rows: rows.course == c.course)
    assert done.person.tolist() == [c.in_ward, c.in_ward]
    asked = held.rows(Duties, lambda rows: rows.rule == rule)
    assert sorted(asked.person.tolist()) == sorted([c.in_ward, c.in_other, c.in_office])
    assert not len(held.rows(Duties, lambda rows: rows.rule != rule).person)


def test_a_number_too_large_for_its_column_is_refused() -> None:
    row = (1, 65_535, 1, 1, 1, 1, 0, 0, 0)
    assert Duties.of([row]).course.tolist() == [65_535]
    with pytest.raises(OverflowError):
        Duties.of([(1, 65_536, *row[2:])])


def test_what_is_not_committed_is_seen_by_its_own_transaction_and_held_by_nobody(any_database: str) -> None:
    figures = training.Figures()
    with database.writing() as db:
        c = making.city(db)
    with suppress(ZeroDivisionError), database.writing() as db:
        give(db, c.course, Whom())
        assert len(figures.refresh(db).columns.pair_person) == 3
        raise ZeroDivisionError
    with database.reading() as db:
        assert len(figures.refresh(db).columns.pair_person) == 0


@pytest.fixture
def given(sqlite_database: str) -> City:
    """The small city, where everybody has been given the course."""
    with database.writing() as db:
        city = making.city(db)
        give(db, city.course, Whom())
    return city


def test_nothing_new_keeps_columns_and_results(given: City) -> None:
    figures = training.Figures()
    with database.reading() as db:
        first = figures.refresh(db)
        again = figures.refresh(db)
        assert again.columns is first.columns
        kept = first.pairs(Tree.ADMINISTRATION, TODAY, None)
        assert again.pairs(Tree.ADMINISTRATION, TODAY, None) is kept
        assert again.pairs(Tree.ADMINISTRATION, TODAY, NOW) is first.pairs(Tree.ADMINISTRATION, TODAY, NOW)
    with database.writing() as db:
        complete(db, given.in_ward, given.course)
    with database.reading() as db:
        changed = figures.refresh(db)
    assert changed.columns is not first.columns
    assert int(kept.valid.sum()) == 0  # who began with the old figures keeps them
    assert int(changed.pairs(Tree.ADMINISTRATION, TODAY, None).valid.sum()) == 1


@pytest.mark.usefixtures("given")
def test_the_states_of_today_outlive_those_of_days_past() -> None:
    with database.reading() as db:
        held = training.Figures().refresh(db)
    today = held.pairs(Tree.ADMINISTRATION, TODAY, None)
    past = [held.pairs(Tree.ADMINISTRATION, TODAY - timedelta(days=back), None) for back in range(1, 6)]
    assert held.pairs(Tree.ADMINISTRATION, TODAY, None) is today
    assert held.pairs(Tree.ADMINISTRATION, TODAY - timedelta(days=5), None) is past[-1]
    assert held.pairs(Tree.ADMINISTRATION, TODAY - timedelta(days=1), None) is not past[0]  # memory has its bounds


def test_days_from_before_a_change_count_among_those_that_are_kept(given: City) -> None:
    figures = training.Figures()
    with database.reading() as db:
        before = figures.refresh(db)
    days = [TODAY - timedelta(days=back) for back in range(4)]
    for day in days[2::-1]:
        before.pairs(Tree.ADMINISTRATION, day, None)
    with database.writing() as db:
        complete(db, given.in_ward, given.course)
    with database.reading() as db:
        after = figures.refresh(db)
    for day in (days[0], days[3], days[1]):
        after.pairs(Tree.ADMINISTRATION, day, None)
    kept = [key[1] for key in (*after._older, *after._pairs) if len(key) == 3]
    assert sorted(kept) == sorted((days[0], days[1], days[3]))


def test_where_very_much_changed_the_figures_say_as_of_when_and_names_are_of_this_moment(
    given: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys.modules[training.Figures.__module__], "LARGE", 0
    )  # even this city takes too long to read for who waits
    figures, see = training.Figures(), making.scope(right=Right.SEE_COVERAGE)
    with database.reading() as db:
        assert figures.refresh(db).as_of is None
    with database.writing() as db:
        complete(db, given.in_ward, given.course)
        changes.note(db, changes.Kind.PEOPLE, None, now=NOW)
    asked = Question(on=TODAY)
    with database.reading() as db:
        before = figures.refresh(db)
        assert before.as_of is not None
        assert training.coverage(before, see, asked).total.valid == 0
        listed = training.names(db, see, asked, held=before)
        assert sorted(row.state for row in listed.rows).count(training.State.COMPLETED) == 1
        late = training.names(db, see, asked, state=training.State.NOT_STARTED, held=before)
        assert (late.total, len(late.rows)) == (3, 2)  # the number of the figure, and who it is true of now
        now = figures.refresh(db, wait=True)
        assert now.as_of is None
        assert figures.refresh(db) is now
        assert training.coverage(now, see, asked).total.valid == 1


@pytest.mark.usefixtures("given")
def test_another_database_is_read_from_its_beginning(sqlite_database: str) -> None:
    figures = training.Figures()
    with database.reading() as db:
        assert len(figures.refresh(db).columns.pair_person) == 3
    database.connect(sqlite_database)
    with database.reading() as db:
        assert figures.refresh(db).database is database.engine().pool
        assert len(figures.refresh(db).columns.pair_person) == 3


@pytest.mark.usefixtures("given")
def test_threads_share_one_set_of_columns() -> None:
    figures = training.Figures()
    seen: list[Columns] = []

    def look() -> None:
        with database.reading() as db:
            seen.append(figures.refresh(db).columns)

    threads = [Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert all(columns is seen[0] for columns in seen)


def test_days_and_moments_are_read_to_the_microsecond(db: Session) -> None:
    c: City = making.city(db)
    at = NOW.replace(microsecond=123_457)
    db.add(
        Exemption(
            person_id=c.in_ward,
            course_id=c.course,
            from_=date(2026, 2, 28),
            until=date(2028, 2, 29),
            reason="x",
            recorded_at=at,
        )
    )
    db.flush()
    read = load(db).people.exemptions
    assert read.from_[0] == date(2026, 2, 28).toordinal()
    assert read.until[0] == date(2028, 2, 29).toordinal()
    assert read.recorded[0] == int(at.timestamp()) * 1_000_000 + 123_457
    assert read.voided[:][0] == np.iinfo(np.int64).max


@pytest.mark.parametrize("table", [Postings, Duties, Completions])
def test_the_rows_behind_names_are_found_by_index(db: Session, table: type[Postings | Duties | Completions]) -> None:
    c = making.city(db)
    where = people_condition(Question(on=TODAY), {c.ward, c.office})
    query = f"SELECT * FROM {table.source} WHERE {where}"
    if db.get_bind().dialect.name == "sqlite":
        plan = "\n".join(str(row[3]) for row in db.execute(sql(f"EXPLAIN QUERY PLAN {query}")))
        assert "ix_posting_unit_id" in plan, plan
        assert "SCAN duty" not in plan, plan
        assert "SCAN completion" not in plan, plan
    else:
        db.execute(
            sql("SET LOCAL enable_seqscan = off")
        )  # a table of three rows would be scanned whatever indexes it has
        plan = "\n".join(str(row[0]) for row in db.execute(sql(f"EXPLAIN {query}")))
        assert "Index" in plan, plan
        assert "Seq Scan" not in plan, plan
