"""Coverage within a scope: hand-computed figures, splits that add up, nothing from outside, and the names behind it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import changes, organisation, training
from models.learning.tables import Completion, Source
from models.organisation import Category, Status, Tree, Unit, UnitVersion
from models.rights import DomainError, Right, Scope
from models.training import By, Count, Coverage, Question, RowKind, State, Whom
from tests import factories
from tests.factories import BEFORE, NOW
from tests.models.training import making
from tests.models.training.making import CONSOLE, START

TODAY = date(2026, 3, 2)
ASK = Question(on=TODAY)


class World:
    """city ⊃ ward ⊃ office, city ⊃ other; two courses for all, a third for the ward only.

    An (other), Bình (ward), Đức (office), Hoa (ward, on leave), Yên (city itself). Bình has completed both courses of
    all, Đức one of them; Yên is exempt from the second. The third course was completed by nobody in the ward, but by An
    of his own accord.
    """

    def __init__(self, db: Session) -> None:
        self.db = db
        self.city = factories.unit(db, "Thành phố")
        self.ward = factories.unit(db, "Phường Hà Đông", self.city)
        self.office = factories.unit(db, "Phòng Kinh tế", self.ward)
        self.other = factories.unit(db, "Sở Nội vụ", self.city)
        self.first, self.second, self.third = (factories.bare_course(db, slug) for slug in ("mot", "hai", "ba"))
        self.an = self.person("Nguyễn Văn An", self.other, category=Category.VIENCHUC)
        self.binh = self.person("Trần Thị Bình", self.ward, category=Category.CONGCHUC)
        self.duc = self.person("Đỗ Văn Đức", self.office, category=Category.CONGCHUC)
        self.hoa = self.person("Lê Thị Hoa", self.ward, status=Status.ON_LEAVE)
        self.yen = self.person("Phạm Hải Yên", self.city)
        for course in (self.first, self.second):
            self.rule(course, Whom())
        self.rule(self.third, Whom(subtree=(self.ward,)), due_on=date(2026, 2, 15))
        self.completed(self.binh, self.first)
        self.completed(self.binh, self.second, Source.TESTED_OUT)
        self.completed(self.duc, self.first)
        self.completed(self.an, self.third)
        training.exempt(
            db, CONSOLE, making.scope(), self.yen, self.second, from_=START, reason="Đã giảng dạy môn này", now=NOW
        )
        db.flush()

    def person(self, name: str, unit: int, **extra: Any) -> int:
        made = factories.person(self.db, name)
        factories.posting(self.db, made, unit, **extra)
        return made

    def rule(self, course: int, whom: Whom, due_on: date = date(2026, 3, 31)) -> None:
        training.create_rule(
            self.db, CONSOLE, making.scope(), course_id=course, whom=whom, from_=START, due_on=due_on, now=NOW
        )

    def completed(self, person: int, course: int, source: Source = Source.EARNED) -> None:
        self.db.add(
            Completion(
                person_id=person,
                course_id=course,
                edition=1,
                achieved_on=date(2026, 2, 1),
                source=source,
                recorded_at=BEFORE,
            )
        )

    def key(self, unit: int) -> str:
        return self.db.get_one(Unit, unit).key

    def ask(self, scope: Scope | None = None, question: Question = ASK, **changed: Any) -> Coverage:
        return training.coverage(training.figures(self.db), scope or see(), replace(question, **changed))


def see(*units: int, party: bool = False) -> Scope:
    return making.scope(*units, right=Right.SEE_COVERAGE, party=party)


def brief(count: Count) -> tuple[int, int]:
    return count.required, count.valid


def rows(found: Coverage) -> dict[str, tuple[int, int]]:
    return {row.name or row.key: brief(row.count) for row in found.rows}


def test_the_city_by_unit(db: Session) -> None:
    world = World(db)
    found = world.ask()
    # An 2, Bình 3, Đức 3, Hoa on leave, Yên 1 (exempt from the other): 9 required; Bình 2, Đức 1 valid
    assert brief(found.total) == (9, 3)
    assert found.total.rate == pytest.approx(1 / 3)
    assert found.unit is not None
    assert found.unit.name == "Thành phố"
    assert [(row.kind, row.name, brief(row.count)) for row in found.rows] == [
        (RowKind.DIRECT, "Thành phố", (1, 0)),
        (RowKind.UNIT, "Phường Hà Đông", (6, 3)),
        (RowKind.UNIT, "Sở Nội vụ", (2, 0)),
    ]
    assert (found.people_required, found.people_all_valid) == (4, 0)
    assert {state: number for state, number in found.total.states.items() if number} == {
        State.COMPLETED: 3,
        State.OVERDUE: 2,
        State.NOT_STARTED: 4,
        State.ON_LEAVE: 3,
        State.EXEMPT: 1,
    }


def test_down_the_tree_with_a_way_back(db: Session) -> None:
    world = World(db)
    found = world.ask(unit=world.key(world.ward))
    assert [crumb.name for crumb in found.crumbs] == ["Thành phố", "Phường Hà Đông"]
    assert rows(found) == {"Phường Hà Đông": (3, 2), "Phòng Kinh tế": (3, 1)}
    leaf = world.ask(unit=world.key(world.office), course="mot")
    assert brief(leaf.total) == (1, 1)
    assert (leaf.people_required, leaf.people_all_valid) == (1, 1)


def test_by_course_category_source_and_state(db: Session) -> None:
    world = World(db)
    courses = {row.key: brief(row.count) for row in world.ask(by=By.COURSE).rows}
    assert courses == {"mot": (4, 2), "hai": (3, 1), "ba": (2, 0)}
    categories = {row.key: brief(row.count) for row in world.ask(by=By.CATEGORY).rows}
    assert categories == {"": (1, 0), "congchuc": (6, 3), "vienchuc": (2, 0)}
    sources = {row.key: brief(row.count) for row in world.ask(by=By.SOURCE).rows}
    assert sources == {"none": (6, 0), "earned": (2, 2), "tested-out": (1, 1)}
    states = {row.key: sum(row.count.states.values()) for row in world.ask(by=By.STATE).rows}
    assert states == {"completed": 3, "overdue": 2, "not-started": 4, "on-leave": 3, "exempt": 1}
    assert brief(world.ask(category=Category.CONGCHUC).total) == (6, 3)


@pytest.mark.parametrize("by", list(By))
def test_every_split_adds_up(db: Session, by: By) -> None:
    world = World(db)
    found = world.ask(by=by)
    assert sum(row.count.required for row in found.rows) == found.total.required == 9
    assert sum(row.count.valid for row in found.rows) == found.total.valid == 3
    for state in State:
        assert sum(row.count.states[state] for row in found.rows) == found.total.states[state]


def test_nothing_required_is_no_rate(db: Session) -> None:
    world = World(db)
    found = world.ask(on=date(2025, 1, 1))
    assert (brief(found.total), found.total.rate) == ((0, 0), None)
    assert (found.people_required, found.people_all_valid) == (0, 0)


def test_a_scope_sees_its_own_subtree_and_nothing_else(db: Session) -> None:
    world = World(db)
    mine = see(world.ward)
    found = world.ask(mine)
    assert brief(found.total) == (6, 3)
    assert [crumb.name for crumb in found.crumbs] == ["Phường Hà Đông"]
    assert [crumb.name for crumb in world.ask(mine, unit=world.key(world.office)).crumbs] == [
        "Phường Hà Đông",
        "Phòng Kinh tế",
    ]
    for unit in (world.key(world.city), world.key(world.other), "no-such-key"):
        for act in (world.ask, lambda s, unit: training.names(db, s, replace(ASK, unit=unit))):
            with pytest.raises(DomainError) as refused:
                act(mine, unit=unit)
            assert refused.value.code == "not-found"
    assert {row.unit_name for row in training.names(db, mine, ASK).rows} == {"Phường Hà Đông", "Phòng Kinh tế"}
    assert world.ask(see(world.ward), course="mot", by=By.COURSE).total.required == 2


def test_several_roots_are_rows_and_a_root_under_another_is_not_counted_twice(db: Session) -> None:
    world = World(db)
    found = world.ask(see(world.ward, world.other, world.office))
    assert found.unit is None
    assert rows(found) == {"Phường Hà Đông": (6, 3), "Sở Nội vụ": (2, 0)}
    assert training.names(db, see(world.ward, world.other, world.office), ASK).total == 11  # 8 required, 3 on leave


def test_an_empty_scope_sees_nothing(db: Session) -> None:
    World(db)
    nothing = Scope(right=Right.SEE_COVERAGE, roots=frozenset())
    held = training.figures(db)
    assert brief(training.coverage(held, nothing, ASK).total) == (0, 0)
    assert training.coverage(held, nothing, ASK).rows == ()
    assert training.names(db, nothing, ASK).rows == ()
    gone = Scope(right=Right.SEE_COVERAGE, roots=frozenset({99_999}))
    assert training.names(db, gone, ASK).total == 0


def test_a_scope_of_another_right_is_refused(db: Session) -> None:
    world = World(db)
    for act in (world.ask, lambda s: training.names(db, s, ASK)):
        with pytest.raises(DomainError) as refused:
            act(making.scope(right=Right.LEARN))
        assert refused.value.code == "forbidden"


def test_the_partys_tree_needs_its_own_right(db: Session) -> None:
    world = World(db)
    cell = factories.unit(db, "Chi bộ 1", tree=Tree.PARTY)
    factories.posting(db, world.binh, cell, tree=Tree.PARTY)
    with pytest.raises(DomainError) as refused:
        world.ask(see(), tree=Tree.PARTY)
    assert refused.value.code == "not-found"
    found = world.ask(see(party=True), tree=Tree.PARTY)
    assert brief(found.total) == (3, 2)
    assert brief(world.ask(see(world.ward, party=True), tree=Tree.PARTY).total) == (0, 0)


def test_a_person_whose_unit_has_ended_does_not_vanish_from_the_whole(db: Session) -> None:
    world = World(db)
    version = db.exec(select(UnitVersion).where(UnitVersion.unit_id == world.other)).one()
    version.until = date(2026, 2, 1)
    changes.note(db, changes.Kind.UNIT, world.other, now=NOW)
    organisation.moved(db, None, now=NOW + timedelta(hours=1))
    found = world.ask()
    assert brief(found.total) == (9, 3)
    assert [(row.kind, brief(row.count)) for row in found.rows][-1] == (RowKind.NO_PLACE, (2, 0))
    assert training.names(db, see(), ASK).total == 13


def test_the_past_is_counted_by_the_unit_of_then_and_as_known_then(db: Session) -> None:
    world = World(db)
    later = NOW + timedelta(days=30)
    organisation.place(db, CONSOLE, making.managing(), world.binh, unit_id=world.other, from_=TODAY, now=later)
    assert rows(world.ask(on=TODAY - timedelta(days=1)))["Phường Hà Đông"] == (6, 3)
    assert rows(world.ask()) == {"Thành phố": (1, 0), "Phường Hà Đông": (3, 1), "Sở Nội vụ": (4, 2)}
    before = world.ask(known_at=later - timedelta(seconds=1))
    assert rows(before)["Phường Hà Đông"] == (6, 3)
    assert rows(world.ask(known_at=datetime(2021, 1, 1, tzinfo=UTC)))["Phường Hà Đông"] == (0, 0)


QUESTIONS = [
    Question(on=TODAY),
    Question(on=TODAY, course="ba"),
    Question(on=TODAY, category=Category.CONGCHUC),
    Question(on=TODAY, known_at=NOW - timedelta(days=1)),
    Question(on=date(2026, 12, 1)),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_names_behind_every_number_are_as_many_as_it_says(db: Session, question: Question) -> None:
    world = World(db)
    for unit in (None, world.key(world.ward), world.key(world.office)):
        asked = replace(question, unit=unit)
        found = world.ask(question=asked)
        held = training.figures(db)
        assert training.names(db, see(), asked).total == sum(found.total.states.values())
        for state, number in found.total.states.items():
            listed = training.names(db, see(), asked, state=state)
            assert listed.total == number
            assert training.names(db, see(), asked, state=state, held=held) == listed
        assert training.names(db, see(), asked, state=training.REQUIRED).total == found.total.required
        for row in found.rows:
            inner = replace(asked, unit=row.key)
            listed = training.names(db, see(), inner, direct=row.kind is RowKind.DIRECT)
            assert listed.total == sum(row.count.states.values())


@pytest.mark.parametrize("search", ["", "n", "binh"])
def test_columns_at_hand_change_no_page_of_a_list(db: Session, search: str) -> None:
    world = World(db)
    held = training.figures(db)
    for unit, direct in ((None, False), (world.key(world.ward), False), (world.key(world.ward), True)):
        asked = replace(ASK, unit=unit)
        everyone = training.names(db, see(), asked, direct=direct, search=search)
        pages = [
            training.names(db, see(), asked, direct=direct, search=search, page=page, size=2, held=held)
            for page in range(1, 8)
        ]
        assert tuple(row for page in pages for row in page.rows) == everyone.rows
        assert {page.total for page in pages} == {everyone.total}


def test_the_most_urgent_come_first_with_columns_at_hand_and_without(db: Session) -> None:
    World(db)
    wanted: dict[str, Any] = {"state": training.OPEN, "urgent_first": True}
    listed = training.names(db, see(), ASK, **wanted)
    # The third course was due on 15 February; the others are due on 31 March.
    assert [(row.full_name.split()[-1], row.course) for row in listed.rows] == [
        *(("Bình", "ba"), ("Đức", "ba")),
        *(("An", "mot"), ("An", "hai"), ("Đức", "hai"), ("Yên", "mot")),
    ]
    held = training.figures(db)
    for size, lengths in (
        (1, [1] * 6 + [0]),
        (2, [2, 2, 2, 0]),
        (3, [3, 3, 0]),
    ):  # a page of 3 holds late ones and others
        numbers = range(1, len(lengths) + 1)
        pages = [training.names(db, see(), ASK, page=page, size=size, held=held, **wanted) for page in numbers]
        assert [len(page.rows) for page in pages] == lengths
        assert tuple(row for page in pages for row in page.rows) == listed.rows
        assert {page.total for page in pages} == {listed.total} == {6}


def test_names_are_listed_in_vietnamese_order_by_pages(db: Session) -> None:
    World(db)
    first = training.names(db, see(), replace(ASK, course="mot"), size=3)
    second = training.names(db, see(), replace(ASK, course="mot"), size=3, page=2)
    assert first.total == second.total == 5
    assert [row.full_name for row in first.rows] == ["Nguyễn Văn An", "Trần Thị Bình", "Đỗ Văn Đức"]
    assert [row.full_name for row in second.rows] == ["Lê Thị Hoa", "Phạm Hải Yên"]
    assert [row.course for row in training.names(db, see(), ASK, search="binh").rows] == ["mot", "hai", "ba"]
    assert training.names(db, see(), ASK, search="binh" * 50_000).rows == ()


def test_names_are_found_without_accents_and_by_staff_code(db: Session) -> None:
    world = World(db)
    person = db.get_one(organisation.Person, world.duc)
    for search in ("do van duc", "Đỗ Văn Đức", "ĐỨC", person.staff_code or ""):
        found = training.names(db, see(), replace(ASK, course="mot"), search=search)
        assert [row.full_name for row in found.rows] == ["Đỗ Văn Đức"]
    assert training.names(db, see(world.other), ASK, search="duc").total == 0
    assert training.names(db, see(), ASK, search="%").total == 0


def test_a_row_says_what_is_known_of_the_person_and_the_course(db: Session) -> None:
    world = World(db)
    row = training.names(db, see(), replace(ASK, course="hai"), state=State.COMPLETED).rows[0]
    assert (row.full_name, row.unit_name, row.state) == ("Trần Thị Bình", "Phường Hà Đông", State.COMPLETED)
    assert (row.due, row.completed_on, row.valid_until) == (date(2026, 3, 31), date(2026, 2, 1), None)
    assert row.source is Source.TESTED_OUT
    assert not row.due_soon
    late = training.names(db, see(), replace(ASK, on=date(2026, 3, 20), course="hai"), search="duc").rows[0]
    assert (late.state, late.due_soon) == (State.NOT_STARTED, True)
    voluntary = training.names(db, see(), replace(ASK, course="ba"), unassigned=True, state=State.NOT_ASSIGNED)
    assert [row.full_name for row in voluntary.rows] == ["Nguyễn Văn An"]
    assert world.ask(course="ba").total.states[State.NOT_ASSIGNED] == 0
