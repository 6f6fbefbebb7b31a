"""Duties follow from rules: at once, in the transaction of whatever moved, and never otherwise than evaluated anew."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from models import changes, database, organisation, training
from models.courses.tables import Release
from models.organisation import Category, Status, Tree
from models.rights import DomainError
from models.training import Duty, Rule, Whom
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, city, duties, managing, scope

DUE = date(2026, 3, 31)


def give(db: Session, course: int, whom: Whom, **extra: Any) -> Rule:
    values: dict[str, Any] = {"from_": START, "due_on": DUE, "now": NOW, **extra}
    return training.create_rule(db, CONSOLE, scope(), course_id=course, whom=whom, **values)


def test_a_transfer_moves_the_duty_in_the_same_transaction_and_the_past_stays_known(db: Session) -> None:
    c = city(db)
    give(db, c.course, Whom(subtree=(c.ward,)))
    later = NOW + timedelta(days=30)
    organisation.place(db, CONSOLE, managing(), c.in_ward, unit_id=c.other, from_=date(2026, 4, 1), now=later)
    assert duties(db, c.in_ward) == [(c.in_ward, START, date(2026, 4, 1), DUE)]
    rows = db.exec(select(Duty.until, Duty.recorded_at, Duty.voided_at).where(Duty.person_id == c.in_ward)).all()
    assert sorted(rows, key=lambda row: row[1]) == [(None, NOW, later), (date(2026, 4, 1), later, None)]


def test_a_newcomer_gets_the_duties_of_the_unit_with_days_of_grace(db: Session) -> None:
    c = city(db)
    give(db, c.course, Whom(subtree=(c.city,)))
    organisation.place(db, CONSOLE, managing(), c.in_other, unit_id=c.ward, from_=date(2026, 6, 1), now=NOW)
    assert duties(db, c.in_other) == [(c.in_other, START, None, DUE)]  # inside the city: nothing changes
    new = organisation.add_person(
        db, CONSOLE, managing(), "Lê Thị Mới", unit_id=c.ward, from_=date(2026, 6, 1), now=NOW
    )
    assert duties(db, new) == [(new, date(2026, 6, 1), None, date(2026, 6, 15))]


def test_leave_keeps_a_duty_and_departure_ends_it(db: Session) -> None:
    c = city(db)
    give(db, c.course, Whom(subtree=(c.city,)))
    tree = Tree.ADMINISTRATION
    organisation.take_leave(
        db, CONSOLE, managing(), c.in_ward, tree, from_=date(2026, 2, 1), until=date(2026, 8, 1), now=NOW
    )
    assert duties(db, c.in_ward) == [(c.in_ward, START, None, DUE)]
    organisation.depart(db, CONSOLE, managing(), c.in_ward, tree, on=date(2026, 9, 1), now=NOW)
    assert duties(db, c.in_ward) == [(c.in_ward, START, date(2026, 9, 1), DUE)]


def test_a_merger_ends_a_rule_that_names_the_old_unit(db: Session) -> None:
    c = city(db)
    give(db, c.course, Whom(subtree=(c.ward,)))
    organisation.merge_units(db, CONSOLE, [c.ward], c.other, on=date(2026, 7, 1), now=NOW)
    ends = [(c.in_ward, START, date(2026, 7, 1), DUE), (c.in_office, START, date(2026, 7, 1), DUE)]
    assert duties(db) == ends


def test_a_concurrent_post_gives_a_duty_too(db: Session) -> None:
    c = city(db)
    give(db, c.course, Whom(subtree=(c.ward,)))
    organisation.place(
        db,
        CONSOLE,
        managing(),
        c.in_other,
        unit_id=c.ward,
        from_=date(2026, 2, 1),
        until=date(2026, 5, 1),
        main=False,
        now=NOW,
    )
    assert duties(db, c.in_other) == [(c.in_other, date(2026, 2, 1), date(2026, 5, 1), DUE)]


def test_a_retired_course_ends_its_duties(db: Session) -> None:
    c = city(db)
    give(db, c.course, Whom(subtree=(c.ward,)))
    release = db.get_one(Release, factories.bare_release(db, c.course, edition=2, at=NOW))
    release.status = "retired"
    other = factories.bare_course(db, "khac")
    assert training.reconcile(db, courses=[other], now=NOW) == training.Reconciled(0, 0)
    done = training.reconcile(db, courses=[c.course], now=NOW)
    assert (done.voided, done.written) == (2, 2)
    assert duties(db, c.in_ward) == [(c.in_ward, START, date(2026, 3, 2), DUE)]
    assert set(db.exec(select(Duty.reason).where(col(Duty.voided_at).is_(None))).all()) == {"retired"}


def test_a_rule_for_newcomers_in_a_category_leaves_those_who_came_before(db: Session) -> None:
    c = city(db)
    new, old = factories.person(db, "Vũ Thị Mới"), factories.person(db, "Vũ Văn Cũ")
    posted = {"category": Category.VIENCHUC, "position": "Giáo viên"}
    factories.posting(db, new, c.ward, from_=date(2026, 2, 1), **posted)
    factories.posting(db, old, c.other, until=date(2026, 2, 1), **posted)
    factories.posting(db, old, c.ward, from_=date(2026, 2, 1), **posted)  # a transfer is no joining
    whom = Whom(
        subtree=(c.ward,),
        categories=(Category.VIENCHUC,),
        positions=("giao vien",),
        joined_after=date(2026, 1, 31),
    )
    give(db, c.course, whom)
    assert duties(db) == [(new, date(2026, 2, 1), None, DUE)]
    assert training.reconcile(db, people=[new, old], now=NOW) == training.Reconciled(0, 0)


def test_reconciling_again_changes_nothing_and_notes_nothing(db: Session) -> None:
    c = city(db)
    give(db, c.course, Whom(subtree=(c.city,)))
    before = changes.place(db)
    assert training.reconcile(db, now=NOW) == training.Reconciled(0, 0)
    assert db.exec(select(func.count()).select_from(Duty)).one() == 3
    if db.get_bind().dialect.name == "sqlite":
        assert changes.place(db) == before


def test_one_line_of_the_change_log_stands_for_a_whole_rule(db: Session) -> None:
    c = city(db)
    before = changes.place(db)
    rule = give(db, c.course, Whom(subtree=(c.city,)))
    lines = db.exec(select(changes.Change.kind, changes.Change.subject_id)).all()
    assert lines == [(changes.Kind.RULE, rule.id)]
    assert before is not None


def test_a_duty_written_wrongly_is_voided_and_a_missing_one_written(db: Session) -> None:
    c = city(db)
    rule = give(db, c.course, Whom(subtree=(c.ward,)))
    row = db.exec(select(Duty).where(Duty.person_id == c.in_ward)).one()
    row.due = date(2027, 1, 1)
    db.add(Duty(person_id=c.in_other, course_id=c.course, rule_id=rule.id or 0, from_=START, due=DUE, recorded_at=NOW))
    assert training.reconcile(db, people=[c.in_ward], now=NOW) == training.Reconciled(1, 1)
    assert training.reconcile(db, rules=[rule.id or 0], now=NOW) == training.Reconciled(1, 0)
    assert [row[0] for row in duties(db)] == [c.in_ward, c.in_office]


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["place", "beside", "leave", "depart", "move-unit", "merge", "rule", "end-rule"]),
        st.integers(0, 5),
        st.integers(0, 5),
        st.integers(0, 400),
        st.integers(1, 300),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@settings(max_examples=60)
@given(moves=MOVES)
def test_after_any_acts_the_duties_known_are_the_rules_evaluated_anew(sqlite_database: str, moves: Any) -> None:
    with database.reading() as db:
        units = [factories.unit(db, "Thành phố")]
        for n in range(5):
            units.append(factories.unit(db, f"Đơn vị {n}", units[n // 2]))
        people = [factories.person(db) for _ in range(6)]
        for person, unit in zip(people, units, strict=True):
            factories.posting(db, person, unit)
        course = factories.bare_course(db, "an-toan")
        rules: list[int] = []
        for number, (act, a, b, offset, length) in enumerate(moves):
            now = NOW + timedelta(days=number)
            on = START + timedelta(days=offset)
            until = on + timedelta(days=length)
            with suppress(DomainError), db.begin_nested():
                _do(db, act, people[a], units[a], units[b], course, rules, on, until, now)
        before = duties(db)
        assert training.reconcile(db, now=NOW + timedelta(days=99)) == training.Reconciled(0, 0)
        assert duties(db) == before
        _nobody_has_a_rule_twice_on_a_day(db)


def _do(
    db: Session,
    act: str,
    person: int,
    unit: int,
    other: int,
    course: int,
    rules: list[int],
    on: date,
    until: date,
    now: Any,
) -> None:
    tree = Tree.ADMINISTRATION
    if act in ("place", "beside"):
        organisation.place(
            db, CONSOLE, managing(), person, unit_id=other, from_=on, until=until, main=act == "place", now=now
        )
    elif act == "leave":
        organisation.take_leave(db, CONSOLE, managing(), person, tree, from_=on, until=until, now=now)
    elif act == "depart":
        organisation.depart(db, CONSOLE, managing(), person, tree, on=on, now=now)
    elif act == "move-unit":
        organisation.move_unit(db, CONSOLE, unit, other, on=on, now=now)
    elif act == "merge":
        organisation.merge_units(db, CONSOLE, [unit], other, on=on, now=now)
    elif act == "rule":
        rule = give(db, course, Whom(subtree=(other,)), from_=on, due_on=on, until=until, now=now)
        rules.append(rule.id or 0)
    elif rules:
        training.end_rule(db, CONSOLE, scope(), rules.pop(), on=on, now=now)


def _nobody_has_a_rule_twice_on_a_day(db: Session) -> None:
    rows = db.exec(
        select(Duty.person_id, Duty.rule_id, Duty.from_, Duty.until).where(col(Duty.voided_at).is_(None))
    ).all()
    for one in rows:
        for two in rows:
            if one is not two and one[:2] == two[:2]:
                assert (one[3] or date.max) < two[2] or (two[3] or date.max) < one[2]


@pytest.mark.slow
def test_two_thousand_people_under_five_rules_are_reconciled_in_time(sqlite_database: str) -> None:
    with database.writing() as db:
        top = factories.unit(db, "Thành phố")
        units = [factories.unit(db, f"Phường {n}", top) for n in range(40)]
        course = factories.bare_course(db, "an-toan")
        person, posting = organisation.Person, organisation.Posting
        db.add_all(
            person(id=n, full_name=f"A {n}", sort_key=f"{n}", search_key=f"{n}", recorded_at=factories.BEFORE)
            for n in range(1, 2001)
        )
        db.flush()
        db.add_all(
            posting(
                person_id=n,
                unit_id=units[n % 40],
                tree=Tree.ADMINISTRATION,
                status=Status.ACTIVE,
                from_=factories.LONG_AGO,
                recorded_at=factories.BEFORE,
            )
            for n in range(1, 2001)
        )
        db.add_all(
            Rule(course_id=course, whom=Whom(subtree=(top,)).stored(), due_on=DUE, from_=START, recorded_at=NOW)
            for _ in range(5)
        )
        db.flush()
        assert training.reconcile(db, now=NOW) == training.Reconciled(0, 10_000)
