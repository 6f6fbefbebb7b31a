"""From one figure to another: both are what `coverage` says, the steps between add up, each pair stands in one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from models import database, organisation, training
from models.learning.tables import Completion, Source
from models.organisation import Tree, Unit
from models.rights import DomainError, Right
from models.training import Attribute, Bridge, Question, Step
from tests import factories
from tests.factories import NOW
from tests.models.training import making, worlds
from tests.models.training.making import CONSOLE, START, managing
from tests.models.training.test_agreement import END, EVERYTHING, asked, emptied, many, note_changes
from tests.models.training.test_agreement import own_database as own_database

SEE = making.scope(right=Right.SEE_COVERAGE)
JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


def steps(found: Bridge) -> dict[Step, tuple[int, int, int]]:
    """Required, valid and people of each step."""
    return {one.step: (one.required, one.valid, one.people) for one in found.changes}


def check(held: training.Held, first: Question, second: Question) -> None:
    """What holds of every bridge: its ends are figures, and its steps add up."""
    figures = []
    for question in (first, second):
        try:
            figures.append(training.coverage(held, EVERYTHING, question).total)
        except DomainError:
            with pytest.raises(DomainError):
                training.bridge(held, EVERYTHING, first, second)
            return
    found = training.bridge(held, EVERYTHING, first, second)
    ends = [(one.required, one.valid) for one in (found.before, found.after)]
    assert ends == [(one.required, one.valid) for one in figures]
    assert sum(one.required for one in found.changes) == figures[1].required - figures[0].required
    assert sum(one.valid for one in found.changes) == figures[1].valid - figures[0].valid
    for one in found.changes:
        assert one.people > 0
        comes = list(Step).index(one.step) < list(Step).index(Step.LEFT)
        goes = not comes and list(Step).index(one.step) < list(Step).index(Step.COMPLETED)
        assert (one.required > 0) == comes
        assert (one.required < 0) == goes
        assert abs(one.valid) <= abs(one.required) or not (comes or goes)
    for one in found.changes:
        with database.reading() as db:
            listed = training.bridge_names(db, held, EVERYTHING, first, second, one.step, size=500)
        assert len({row.person for row in listed.rows}) == one.people
        assert len({(row.person, row.course) for row in listed.rows}) == listed.total == len(listed.rows)
        assert abs(one.required) in (0, listed.total)
        assert abs(one.valid) <= listed.total
    back = training.bridge(held, EVERYTHING, second, first)
    assert [(one.required, one.valid) for one in (back.after, back.before)] == ends
    assert sum(one.required for one in back.changes) == -sum(one.required for one in found.changes)


@pytest.mark.slow
@many(75)
@given(st.data())
def test_the_steps_add_up_in_any_world(own_database: None, data: st.DataObject) -> None:
    facts = data.draw(worlds.worlds(ruled=False))
    middle, figures = data.draw(st.sampled_from((None, *worlds.MOMENTS[:-1]))), training.Figures()
    for after, by in ((None, middle), (middle, END)) if middle else ((None, END),):
        with database.writing() as db:
            worlds.write(db if after else emptied(db), facts, after, by)
            note_changes(db, facts, after, by)
        with database.reading() as db:
            held = figures.refresh(db)
    for _ in range(2):
        second = asked(data.draw(worlds.questions(facts)))
        second = replace(second, attribute=data.draw(st.sampled_from((None, None, Attribute.HEADS))))
        other = data.draw(worlds.questions(facts))
        first = replace(second, on=other.on, known_at=data.draw(st.sampled_from((second.known_at, other.known_at))))
        check(held, first, second)


class Town:
    """city ⊃ A, B; Dung in B, Em nowhere yet, five others in A; and the course that all of A and B have to take.

    The rule was given in January to A and B. On 31 January An and Chi have completed the course, in A.
    """

    def __init__(self, db: Session) -> None:
        self.db = db
        self.city = factories.unit(db, "Thành phố")
        self.a, self.b = (factories.unit(db, f"Phường {name}", self.city) for name in "AB")
        self.course = factories.bare_course(db, "an-toan")
        names = ("An", "Binh", "Chi", "Dung", "Em", "Giang", "Hoa")
        self.people = {name: factories.person(db, name) for name in names}
        for name in names:
            if name not in ("Em",):
                factories.posting(db, self.people[name], self.b if name == "Dung" else self.a)
        training.create_rule(
            db,
            CONSOLE,
            making.scope(),
            course_id=self.course,
            whom=training.Whom(subtree=(self.a, self.b)),
            from_=START,
            due_on=date(2026, 6, 30),
            now=at(1, 5),
        )
        self.completed("An", 10, 1)
        self.completed("Chi", 15, 1)

    def completed(self, name: str, day: int, month: int, *, until: date | None = None) -> None:
        clock = {"achieved_on": date(2026, month, day), "valid_until": until, "recorded_at": at(month, day)}
        proof = {"person_id": self.people[name], "course_id": self.course, "edition": 1, "source": Source.EARNED}
        self.db.add(Completion(**proof, **clock))
        self.db.flush()

    def moved(self, name: str, unit: int, day: date) -> None:
        organisation.place(self.db, CONSOLE, managing(), self.people[name], unit_id=unit, from_=day, now=NOW)

    def bridge(self, unit: int | None = None, *, mergers: Any = (), scope: Any = SEE, **asked: Any) -> Bridge:
        key = None if unit is None else self.db.get_one(Unit, unit).key
        first, second = (Question(day, unit=key, **asked) for day in (JANUARY, FEBRUARY))
        held = training.Figures().refresh(self.db)
        return training.bridge(held, scope, first, second, mergers=mergers)

    def names(self, unit: int, step: Step, **asked: Any) -> list[tuple[str, str]]:
        first, second = (Question(day, unit=self.db.get_one(Unit, unit).key) for day in (JANUARY, FEBRUARY))
        held = training.Figures().refresh(self.db)
        listed = training.bridge_names(self.db, held, SEE, first, second, step, **asked)
        return [(row.full_name, row.unit_name) for row in listed.rows]


def at(month: int, day: int) -> Any:
    return NOW.replace(month=month, day=day)


@pytest.fixture
def told(db: Session) -> Town:
    return Town(db)


def test_each_fate_is_a_step_of_its_own(told: Town) -> None:
    """In A on 31 January: An, Binh, Chi, Giang, Hoa, of whom two have completed: 2 of 5.

    An goes to B with her completion; Binh completes; Chi's completion runs out; Dung comes from B, where he completed;
    Em is new; Giang is exempt from 10 February; Hoa is on leave from the 12th: 28 February is 2 of 4.
    """
    db, people = told.db, told.people
    told.moved("An", told.b, date(2026, 2, 5))
    told.completed("Binh", 8, 2)
    told.completed("Dung", 3, 2)
    told.moved("Dung", told.a, date(2026, 2, 15))
    factories.posting(db, people["Em"], told.a, from_=date(2026, 2, 9), recorded_at=at(2, 9))
    training.exempt(
        db,
        CONSOLE,
        making.scope(),
        people["Giang"],
        told.course,
        from_=date(2026, 2, 10),
        reason="Đã giảng dạy",
        now=at(2, 10),
    )
    leave: Any = {"from_": date(2026, 2, 12), "until": None, "now": NOW}
    organisation.take_leave(db, CONSOLE, managing(), people["Hoa"], Tree.ADMINISTRATION, **leave)
    chi = db.exec(select(Completion).where(Completion.person_id == people["Chi"])).one()
    chi.valid_until = date(2026, 2, 20)
    db.add(chi)
    training.reconcile(db, now=NOW)
    found = told.bridge(told.a)
    assert (found.before.valid, found.before.required) == (2, 5)
    assert (found.after.valid, found.after.required) == (2, 4)
    assert steps(found) == {
        Step.JOINED: (2, 1, 2),  # Dung with his completion, and Em
        Step.LEFT: (-1, -1, 1),
        Step.ON_LEAVE: (-1, 0, 1),
        Step.EXEMPT: (-1, 0, 1),
        Step.COMPLETED: (0, 1, 1),
        Step.EXPIRED: (0, -1, 1),
    }
    assert told.names(told.a, Step.JOINED) == [("Dung", "Phường A"), ("Em", "Phường A")]
    assert told.names(told.a, Step.LEFT) == [("An", "Phường A")]  # as she was then, not where she is
    assert told.names(told.a, Step.COMPLETED) == [("Binh", "Phường A")]
    assert told.names(told.a, Step.EXPIRED) == [("Chi", "Phường A")]
    assert told.names(told.a, Step.GIVEN) == []
    assert told.names(told.a, Step.JOINED, page=2, size=1) == [("Em", "Phường A")]
    whole = told.bridge(None)
    assert (whole.before.valid, whole.before.required, whole.after.valid, whole.after.required) == (2, 6, 3, 5)
    assert Step.LEFT not in steps(whole)  # who moves inside the city leaves it for nobody
    assert steps(whole)[Step.JOINED] == (1, 0, 1)


def test_what_is_given_released_withdrawn_and_due_again(told: Town) -> None:
    """A second course is given to B in February; a new edition asks Chi again; An's completion is taken back."""
    db = told.db
    other = factories.bare_course(db, "du-lieu")
    training.create_rule(
        db,
        CONSOLE,
        making.scope(),
        course_id=other,
        whom=training.Whom(subtree=(told.b,)),
        from_=date(2026, 2, 1),
        due_on=MARCH,
        now=at(2, 1),
    )
    factories.bare_release(db, told.course, edition=2, renews=True, at=at(2, 18))
    row = db.exec(select(Completion).where(Completion.person_id == told.people["An"])).one()
    row.voided_at = at(2, 12)
    db.add(row)
    db.flush()
    then = {"known_at": None}
    first = Question(JANUARY, known_at=training.end_of(JANUARY))
    second = Question(date(2026, 2, 19), known_at=training.end_of(FEBRUARY))
    found = training.bridge(training.Figures().refresh(db), SEE, first, second)
    assert steps(found) == {Step.GIVEN: (1, 0, 1), Step.DUE_AGAIN: (0, -1, 1), Step.WITHDRAWN: (0, -1, 1)}
    now = training.bridge(training.Figures().refresh(db), SEE, replace(first, **then), replace(second, **then))
    assert (now.before.valid, steps(now)[Step.DUE_AGAIN]) == (1, (0, -1, 1))  # An's never counted, as is known now
    assert Step.WITHDRAWN not in steps(now)


def test_the_same_day_as_known_then_and_as_known_later(told: Town) -> None:
    told.db.add(
        Completion(
            person_id=told.people["Hoa"],
            course_id=told.course,
            edition=1,
            source=Source.IMPORTED,
            achieved_on=date(2026, 1, 20),
            recorded_at=at(2, 3),
        )
    )
    told.db.flush()
    held = training.Figures().refresh(told.db)
    found = training.bridge(held, SEE, Question(JANUARY, known_at=training.end_of(JANUARY)), Question(JANUARY))
    assert (found.before.valid, found.after.valid, steps(found)) == (2, 3, {Step.COMPLETED: (0, 1, 1)})


def test_after_a_merger_both_trees_can_be_read(told: Town) -> None:
    """B goes into A on 10 February; nothing else happens."""
    organisation.merge_units(told.db, CONSOLE, [told.b], told.a, on=date(2026, 2, 10), now=at(2, 9))
    mergers = organisation.mergers(told.db, JANUARY, FEBRUARY)
    assert mergers == ((told.b, told.a),)
    assert organisation.mergers(told.db, date(2026, 2, 10), FEBRUARY) == ()
    alone = told.bridge(told.a)
    assert (alone.before.required, alone.after.required, steps(alone)) == (5, 6, {Step.JOINED: (1, 0, 1)})
    like_with_like = told.bridge(told.a, mergers=mergers)
    assert (like_with_like.before.required, like_with_like.after.required) == (6, 6)
    assert like_with_like.changes == ()
    assert [unit.name for unit in like_with_like.merged] == ["Phường B"]
    with pytest.raises(DomainError, match="not-found"):
        told.bridge(told.b)
    key = told.db.get_one(Unit, told.b).key  # which is still read on the days when it stood
    old = [Question(day, unit=key) for day in (date(2026, 1, 15), date(2026, 2, 9))]
    assert training.bridge(training.Figures().refresh(told.db), SEE, *old).after.required == 1


def test_a_unit_made_by_a_merger_is_compared_with_what_went_into_it(told: Town) -> None:
    new = factories.unit(told.db, "Phường mới", told.city, from_=date(2026, 2, 10), recorded_at=at(2, 1))
    organisation.merge_units(told.db, CONSOLE, [told.a, told.b], new, on=date(2026, 2, 10), now=at(2, 9))
    training.reconcile(told.db, now=at(2, 9))
    with pytest.raises(DomainError, match="unit-not-then"):
        told.bridge(new)
    found = told.bridge(new, mergers=organisation.mergers(told.db, JANUARY, FEBRUARY))
    assert (found.before.valid, found.before.required) == (2, 6)
    assert {unit.name for unit in found.merged} == {"Phường A", "Phường B"}
    # the head of the new unit answers for nobody before it began, and sees nobody of the old ones
    mine = making.scope(new, right=Right.SEE_COVERAGE)
    with pytest.raises(DomainError, match="unit-not-then"):
        told.bridge(new, scope=mine, mergers=organisation.mergers(told.db, JANUARY, FEBRUARY))


def test_an_officer_is_told_nothing_of_elsewhere(told: Town) -> None:
    mine = making.scope(told.b, right=Right.SEE_COVERAGE)
    with pytest.raises(DomainError, match="not-found"):
        told.bridge(told.a, scope=mine)
    organisation.merge_units(told.db, CONSOLE, [told.a], told.b, on=date(2026, 2, 10), now=at(2, 9))
    mergers = organisation.mergers(told.db, JANUARY, FEBRUARY)
    found = told.bridge(told.b, scope=mine, mergers=mergers)
    assert (found.before.required, found.merged) == (1, ())  # A was not theirs then
    assert told.bridge(told.b, mergers=mergers).before.required == 6


def test_it_narrows_as_the_figure_does(told: Town) -> None:
    other = factories.bare_course(told.db, "du-lieu")
    training.create_rule(
        told.db,
        CONSOLE,
        making.scope(),
        course_id=other,
        whom=training.Whom(),
        from_=START,
        due_on=MARCH,
        now=at(2, 1) - timedelta(days=20),
    )
    assert told.bridge(told.a, course="an-toan").before.required == 5
    assert told.bridge(told.a, course="du-lieu").before.required == 5
    assert told.bridge(told.a).before.required == 10
    with pytest.raises(DomainError, match="not-found"):
        told.bridge(told.a, course="khong-co")
