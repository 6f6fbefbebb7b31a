"""Ten stories with figures computed by hand: page, command, names and the slow counter tell them alike.

A figure is (required pairs, valid pairs, people with a required pair, people with all of theirs valid). The town is in
`telling`: A has three people, B two, and everybody must take the course by 31 March 2026.
"""

from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlmodel import Session

from models import access, backups, changes, database, learning, organisation, training
from tests import factories
from tests.models.assessment import released
from tests.models.learning import taking
from tests.models.organisation import samples
from tests.models.training.small_world import at, on
from tests.models.training.telling import (
    ADMINISTRATION,
    CONSOLE,
    COVERAGE,
    PEOPLE,
    Town,
    figure,
    finished,
    give,
    lost,
    state,
    town,
)


@pytest.fixture
def told(any_database: str) -> Town:
    """The town; An finished the course on 10 February, Dung on the 20th."""
    made = town()
    finished(made.an, made.course, at(2, 10))
    finished(made.dung, made.course, at(2, 20))
    return made


def test_late_transfer(told: Town) -> None:
    """On 10 March it becomes known that Bình has been in B since 1 February."""
    with database.writing() as db:
        organisation.place(db, CONSOLE, PEOPLE, told.binh, unit_id=told.b, from_=on(2, 1), now=at(3, 10))
    assert figure(told.a, on(1, 31)) == (3, 0, 3, 0)
    assert figure(told.b, on(1, 31)) == (2, 0, 2, 0)
    assert figure(told.a, on(2, 15)) == (2, 1, 2, 1)
    assert figure(told.b, on(2, 15)) == (3, 0, 3, 0)
    assert figure(told.b, on(2, 20)) == (3, 1, 3, 1)
    assert figure(told.city, on(2, 20)) == (5, 2, 5, 2)
    # As handed up before it was known.
    assert figure(told.a, on(2, 15), at(3, 10, 8)) == (3, 1, 3, 1)
    assert figure(told.b, on(2, 15), at(3, 10, 8)) == (2, 0, 2, 0)
    assert figure(told.city, on(2, 15), at(3, 10, 8)) == (5, 1, 5, 1)
    # The transfer stays inside the rule's subtree: the due day is the old one.
    assert [state(told, told.binh, day) for day in (on(3, 31), on(4, 1))] == ["not-started", "overdue"]


def test_merger(told: Town) -> None:
    """A goes into B on 1 May, decided on 20 April. Another course was asked of A alone, and A is no more."""
    with database.writing() as db:
        other = factories.bare_course(db, "du-lieu")
        give(db, other, told.a, now=at(1, 5), due_days=30)
    with database.writing() as db:
        organisation.merge_units(db, CONSOLE, [told.a], told.b, on=on(5, 1), now=at(4, 20))
    assert figure(told.a, on(4, 30)) == (6, 1, 3, 0)
    assert figure(told.b, on(4, 30)) == (2, 1, 2, 1)
    assert figure(told.city, on(4, 30)) == (8, 2, 5, 1)
    assert figure(told.a, on(5, 1)) is None
    assert figure(told.b, on(5, 1)) == (5, 2, 5, 2)
    assert figure(told.city, on(5, 1)) == (5, 2, 5, 2)
    assert figure(told.b, on(5, 1), course="du-lieu") == (0, 0, 0, 0)
    assert [state(told, told.an, day, course="du-lieu") for day in (on(2, 4), on(2, 5), on(4, 30), on(5, 1))] == [
        *("not-started", "overdue", "overdue", "not-assigned"),
    ]
    assert figure(told.a, on(5, 1), at(4, 19)) == (6, 1, 3, 0)
    assert figure(told.b, on(5, 1), at(4, 19)) == (2, 1, 2, 1)


def test_leave(told: Town) -> None:
    """Chi is on leave from 1 March until 1 September; both ends are written on 25 February."""
    with database.writing() as db:
        until = on(9, 1)
        organisation.take_leave(
            db, CONSOLE, PEOPLE, told.chi, ADMINISTRATION, from_=on(3, 1), until=until, now=at(2, 25)
        )
    found = [figure(told.a, day) for day in (on(2, 28), on(3, 1), on(8, 31), on(9, 1))]
    assert found == [(3, 1, 3, 1), (2, 1, 2, 1), (2, 1, 2, 1), (3, 1, 3, 1)]
    assert [state(told, told.chi, day) for day in (on(2, 28), on(3, 1), on(8, 31), on(9, 1))] == [
        *("not-started", "on-leave", "on-leave", "overdue"),
    ]
    assert figure(told.a, on(3, 1), at(2, 24)) == (3, 1, 3, 1)


def test_renewal(any_database: str) -> None:
    """An's proof ends on 10 August and a rule of 1 July asks A for a newer one; An renews on 1 August."""
    told = town()
    finished(told.an, told.course, at(2, 10), until=on(8, 10))
    finished(told.dung, told.course, at(2, 20), until=on(8, 20))
    with database.writing() as db:
        give(db, told.course, told.a, now=at(6, 15), from_=on(7, 1), not_before=on(7, 1), due_on=on(9, 30))
    finished(told.an, told.course, at(8, 1))
    days = (on(6, 30), on(7, 1), on(7, 31), on(8, 1), on(8, 10))
    assert [figure(told.a, day) for day in days] == [
        *((3, 1, 3, 1), (3, 0, 3, 0), (3, 0, 3, 0), (3, 1, 3, 1), (3, 1, 3, 1)),
    ]
    assert [state(told, told.an, day) for day in days] == [
        *("completed", "due-again", "due-again", "completed", "completed"),
    ]
    assert [figure(told.b, day) for day in (on(8, 19), on(8, 20))] == [(2, 1, 2, 1), (2, 0, 2, 0)]
    assert state(told, told.dung, on(8, 20)) == "expired"
    assert figure(told.city, on(8, 10)) == (5, 2, 5, 2)
    # Before the renewal was known, its day looked different.
    assert [state(told, told.an, day, at(7, 31)) for day in (on(8, 9), on(8, 10))] == ["due-again", "expired"]
    assert figure(told.city, on(8, 10), at(7, 31)) == (5, 1, 5, 1)


def test_regrade(told: Town) -> None:
    """On 5 March a mended key takes An's pass away; what was known before stays as it was."""
    lost(told.an, at(3, 5))
    assert figure(told.a, on(2, 15)) == (3, 0, 3, 0)
    assert figure(told.a, on(2, 15), at(3, 5, 8)) == (3, 1, 3, 1)
    assert figure(told.a, on(2, 15), at(3, 5)) == (3, 0, 3, 0)
    assert figure(told.city, on(4, 1)) == (5, 1, 5, 1)
    assert figure(told.city, on(4, 1), at(3, 5, 8)) == (5, 2, 5, 2)
    assert [state(told, told.an, on(4, 1), known) for known in (at(3, 5, 8), None)] == ["completed", "overdue"]
    # Passing again is one more completion.
    finished(told.an, told.course, at(4, 10))
    assert [state(told, told.an, day) for day in (on(2, 15), on(4, 9), on(4, 10))] == [
        *("not-started", "overdue", "completed"),
    ]


def test_new_edition_that_renews(told: Town) -> None:
    """On 4 May edition 2 asks everybody anew; An takes it on the 20th."""
    with database.writing() as db:
        factories.bare_release(db, told.course, edition=2, renews=True, at=at(5, 4))
        changes.note(db, changes.Kind.COURSE, told.course, now=at(5, 4))
        training.reconcile(db, courses=[told.course], now=at(5, 4))
    finished(told.an, told.course, at(5, 20), edition=2)
    found = [figure(told.city, day) for day in (on(5, 3), on(5, 4), on(5, 19), on(5, 20))]
    assert found == [(5, 2, 5, 2), (5, 0, 5, 0), (5, 0, 5, 0), (5, 1, 5, 1)]
    assert [state(told, told.dung, day) for day in (on(5, 3), on(5, 4))] == ["completed", "due-again"]
    assert figure(told.city, on(5, 4), at(5, 4, 8)) == (5, 2, 5, 2)
    assert figure(told.city, on(5, 20), at(5, 19)) == (5, 0, 5, 0)
    # Edition 1 achieved after that day counts, and a typing mistake mended in edition 2 on 1 June asks nobody again.
    finished(told.em, told.course, at(5, 25), edition=1)
    with database.writing() as db:
        factories.bare_release(db, told.course, edition=2, renews=True, at=at(6, 1))
        changes.note(db, changes.Kind.COURSE, told.course, now=at(6, 1))
    assert [figure(told.city, day) for day in (on(5, 24), on(5, 25), on(6, 1))] == [
        *((5, 1, 5, 1), (5, 2, 5, 2), (5, 2, 5, 2)),
    ]


def test_restore(sqlite_database: str, tmp_path: Path) -> None:
    """A copy made on 1 March and opened again says what was said then, whatever came after."""
    told = town()
    finished(told.an, told.course, at(2, 10))
    assert figure(told.a, on(2, 15)) == (3, 1, 3, 1)
    copied = tmp_path / "copied.db"
    backups.copy_sqlite(Path(str(database.engine().url.database)), copied)
    lost(told.an, at(3, 5))
    with database.writing() as db:
        organisation.place(db, CONSOLE, PEOPLE, told.binh, unit_id=told.b, from_=on(2, 1), now=at(3, 10))
    assert figure(told.a, on(2, 15)) == (2, 0, 2, 0)
    database.connect(f"sqlite:///{copied}")
    assert figure(told.a, on(2, 15)) == (3, 1, 3, 1)
    assert figure(told.b, on(2, 15)) == (2, 0, 2, 0)
    assert figure(told.city, on(4, 1)) == (5, 1, 5, 1)
    assert state(told, told.binh, on(4, 1)) == "overdue"
    # And it goes on from there.
    finished(told.binh, told.course, at(4, 2))
    assert figure(told.a, on(4, 2)) == (3, 2, 3, 2)
    database.engine().dispose()


def test_import_while_a_rule_is_applied(told: Town) -> None:
    """At one moment a list brings Bình to B from 1 April and a rule asks another course of B: Bình has it from then."""
    moment, day = at(3, 20), on(4, 1)
    heading = ("Mã cán bộ", "Họ và tên", "Đơn vị công tác")
    listed = samples.csv_text((heading, ("CB-Bình", "Nguyễn Văn Bình", "Phường B"))).encode()
    roster = organisation.read_roster_file(listed, today=on(3, 20))
    with database.writing() as db:
        other = factories.bare_course(db, "du-lieu")

    def bring(db: Session) -> None:
        plan = organisation.plan_import(db, PEOPLE, roster, on=day, now=moment)
        organisation.apply_import(db, CONSOLE, PEOPLE, plan, now=moment)

    together, failed = Barrier(2), []

    def run(act: object) -> None:
        try:
            together.wait()
            with database.writing() as db:
                act(db)  # type: ignore[operator]
        except BaseException as error:
            failed.append(error)

    acts = (bring, lambda db: give(db, other, told.b, now=moment, due_days=30))
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [figure(told.a, when) for when in (on(3, 31), day)] == [(3, 1, 3, 1), (2, 1, 2, 1)]
    assert [figure(told.b, when) for when in (on(3, 19), on(3, 20), on(3, 31), day)] == [
        *((2, 1, 2, 1), (4, 1, 2, 0), (4, 1, 2, 0), (6, 1, 3, 0)),
    ]
    # Thirty days from the first in B: until 1 May.
    days = (on(3, 31), day, on(5, 1), on(5, 2))
    assert [state(told, told.binh, when, course="du-lieu") for when in days] == [
        *("not-assigned", "not-started", "not-started", "overdue"),
    ]


def test_concurrent_post(told: Town) -> None:
    """From 1 March until 1 June Em of B also works in A, of which another course is asked: Em has it, in B."""
    with database.writing() as db:
        give(db, factories.bare_course(db, "du-lieu"), told.a, now=at(1, 5), due_days=30)
    with database.writing() as db:
        beside = {"from_": on(3, 1), "until": on(6, 1), "main": False}
        organisation.place(db, CONSOLE, PEOPLE, told.em, unit_id=told.a, now=at(2, 25), **beside)  # type: ignore[arg-type]
    days = (on(2, 28), on(3, 1), on(5, 31), on(6, 1))
    assert [figure(told.b, day) for day in days] == [(2, 1, 2, 1), (3, 1, 2, 1), (3, 1, 2, 1), (2, 1, 2, 1)]
    assert [figure(told.a, day) for day in days] == [(6, 1, 3, 0)] * 4
    assert figure(told.b, on(3, 1), course="du-lieu") == (1, 0, 1, 0)
    assert figure(told.a, on(3, 1), course="du-lieu") == (3, 0, 3, 0)
    # Thirty days from the first in A: until 31 March.
    assert [state(told, told.em, day, course="du-lieu") for day in (on(2, 28), on(3, 31), on(4, 1), on(6, 1))] == [
        *("not-assigned", "not-started", "overdue", "not-assigned"),
    ]
    assert figure(told.b, on(3, 1), at(2, 24)) == (2, 1, 2, 1)


def test_testing_out(told: Town) -> None:
    """Bình passes the final quiz unread on 2 March, Chi reads and passes on the 3rd, Dung opens a lesson on the 4th."""
    made = released.course("safety", completion=taking.QUIZ_AND_LESSONS, test_out=True)
    with database.writing() as db:
        course, release = released.release(db, made, at=at(1, 5))
        changes.note(db, changes.Kind.COURSE, course, now=at(1, 5))
        give(db, course, told.city, now=at(1, 6), due_on=on(6, 30))
    for person, moment in ((told.binh, at(3, 2)), (told.chi, at(3, 3)), (told.dung, at(3, 4))):
        with database.writing() as db:
            me = access.actor_for(db, person, "me", now=moment)
            if person == told.dung:
                learning.open_lesson(db, me, release, "01-why", now=moment)
                continue
            if person == told.chi:
                taking.read_all(db, me, release, now=moment)
            taking.pass_quiz(db, me, release, now=moment)
    found = [figure(told.city, day, course="safety") for day in (on(3, 1), on(3, 2), on(3, 3), on(3, 4))]
    assert found == [(5, 0, 5, 0), (5, 1, 5, 1), (5, 2, 5, 2), (5, 2, 5, 2)]
    assert [state(told, told.dung, day, course="safety") for day in (on(3, 3), on(3, 4))] == [
        *("not-started", "in-progress"),
    ]
    assert figure(told.city, on(3, 3), at(3, 2, 12), course="safety") == (5, 1, 5, 1)
    with database.reading() as db:
        question = training.Question(on=on(3, 3), course="safety", by=training.By.SOURCE)
        rows = training.coverage(training.figures(db), COVERAGE, question).rows
    assert {row.key: row.count.required for row in rows if row.count.required} == {
        **{"tested-out": 1, "earned": 1},
        "none": 3,
    }
