"""The prepared file that is shipped: it fits this code, obeys its rules, and has something of everything to show."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import col, select

from models import access, assessment, courses, database, demo, learning, migrations, organisation, text, training
from models.courses.tables import CourseRecord
from models.demo import mended
from models.organisation import Category, Person, Posting, Status, Tree
from models.rights import Right
from models.training import STATES, State
from tests import city
from tests.models.training import facts as plain
from tests.models.training import reference

pytestmark = pytest.mark.slow
NOW = datetime(2027, 5, 5, 3, 0, tzinfo=UTC)
TODAY = text.local_day(NOW)
EVERYTHING = access.scope_of(access.operator(), Right.SEE_COVERAGE)


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """The file, loaded once; the tests of this file only read, or roll back."""
    engine = database.connect(f"sqlite:///{tmp_path_factory.mktemp('prepared') / 'demo.db'}")
    migrations.upgrade(engine)
    demo.ensure(now=NOW)
    yield
    engine.dispose()


def test_it_fits_the_tables_and_is_small() -> None:
    assert demo.misfits(demo.stored()) == []
    assert demo.FILE.stat().st_size < 3_000_000


def test_it_has_hanois_wards_and_communes_and_bodies_in_both_trees() -> None:
    with database.reading() as db:
        administration = organisation.unit_tree(db, Tree.ADMINISTRATION, TODAY)
        party = organisation.unit_tree(db, Tree.PARTY, TODAY)
    kinds = Counter(node.kind for node in administration.nodes.values())
    assert (kinds["phường"], kinds["xã"], kinds["sở"]) == (51, 75, 13)
    (top,) = administration.children[None]
    assert len(administration.children[top]) == 126 + 17
    assert Counter(node.kind for node in party.nodes.values())["đảng ủy"] == 126 + 2


def test_two_thousand_people_none_of_them_in_two_main_places() -> None:
    with database.reading() as db:
        assert len(db.exec(select(Person.id)).all()) >= 2000
        rows = db.exec(select(Posting).where(col(Posting.main).is_(True), col(Posting.voided_at).is_(None))).all()
    by_person: dict[tuple[int, Tree], list[Posting]] = {}
    for row in rows:
        by_person.setdefault((row.person_id, row.tree), []).append(row)
    for several in by_person.values():
        several.sort(key=lambda row: row.from_)
        assert all(a.until is not None and a.until <= b.from_ for a, b in pairwise(several))
    assert {row.category for row in rows} >= {Category.CANBO, Category.CONGCHUC, Category.VIENCHUC, Category.HOPDONG}
    assert {row.status for row in rows} == set(Status)


def test_duties_are_what_the_rules_give() -> None:
    with database.reading() as db:
        done = training.reconcile(db, now=NOW)
    assert (done.voided, done.written) == (0, 0)


def test_every_state_occurs_today() -> None:
    with database.reading() as db:
        pairs = training.figures(db).pairs(Tree.ADMINISTRATION, TODAY, None)
    assert {STATES[code] for code in set(pairs.state.tolist())} == set(State)


@pytest.mark.parametrize("unit", ["Phường Hoàn Kiếm", "Xã Sóc Sơn", "Sở Khoa học và Công nghệ"])
def test_the_slow_counter_gives_the_same_figures(unit: str) -> None:
    with database.reading() as db:
        held, facts, number = training.figures(db), plain.read(db), city.unit_id(db, unit)
        below, key = city.below(db, number), city.unit_key(db, unit)
    people = {row.person for row in facts.postings if row.unit in below}
    units = {row.unit for row in facts.postings if row.person in people} | below
    while wider := {row.parent for row in facts.versions if row.unit in units and row.parent} - units:
        units |= wider
    near = replace(
        facts,
        people=[row for row in facts.people if row.id in people],
        versions=[row for row in facts.versions if row.unit in units],
        **{
            name: [row for row in getattr(facts, name) if row.person in people]
            for name in ("postings", "duties", "exemptions", "completions", "openings")
        },
    )
    for on in (TODAY, TODAY - timedelta(days=160)):
        fast = training.coverage(held, EVERYTHING, training.Question(on=on, unit=key))
        slow = reference.coverage(near, number, "administration", on, NOW, None, None)
        assert (fast.total.required, fast.total.valid) == (slow.required, slow.valid)
        assert (fast.people_required, fast.people_all_valid) == (slow.people_required, slow.people_all_valid)


def test_units_differ_so_that_a_ranking_tells_something() -> None:
    with database.reading() as db:
        found = training.coverage(training.figures(db), EVERYTHING, training.Question(on=TODAY))
    rates = sorted(row.count.valid / row.count.required for row in found.rows if row.count.required >= 10)
    assert len(rates) > 60
    assert rates[0] < 0.25
    assert rates[-1] > 0.75
    assert 0.3 < found.total.valid / found.total.required < 0.7


def test_the_cadre_has_something_done_something_due_soon_and_an_open_attempt() -> None:
    with database.reading() as db:
        canbo = city.person_id(db, "canbo")
        mine = training.person_courses(db, canbo, TODAY)
        tries = assessment.results(db, canbo)
        attempts = assessment.open_attempts(db, canbo)
        _ways, going_on = learning.progresses_and_continue(db, canbo, (), courses.load_catalogue(db), now=NOW)
        done = learning.achieved(db, canbo)
    if demo.DOCUMENTS in demo.stored().courses:  # played with the course that is due soon
        assert any(one.due_soon for one in mine)
        assert any(one.assigned and not one.started for one in mine)
    assert done
    assert [one.passed for one in tries].count(True) >= 1
    assert len(attempts) == 1
    assert attempts[0].closes_at is None
    assert going_on


def test_a_key_that_was_wrong_was_mended_and_an_office_has_still_to_decide_about_passes() -> None:
    with database.reading() as db:
        trainer, officer, head = (city.actor(db, login) for login in ("giangvien", "nhansu", "thutruong"))
        course = db.exec(select(CourseRecord.id).where(CourseRecord.slug == demo.SECURITY)).one() or 0
        (regrade,) = assessment.regradable(db, trainer, course, mended.QUESTION).regrades
        scope = access.scope_of(officer, Right.ASSIGN)
        waiting = learning.lost_passes(db, officer, scope, now=NOW)[1]
        (decided,) = learning.lost_passes(db, officer, scope, now=NOW, decided=True)[1]
        (of_head,) = learning.lost_passes(db, head, access.scope_of(head, Right.ASSIGN), now=NOW)[1]
        valid = [
            any(done.is_valid(NOW) for done in learning.achieved(db, one.result.person_id, course)) for one in waiting
        ]
    assert regrade.finished_at is not None
    assert regrade.counts["up"] > 2 * regrade.counts["down"] > 0, "most had answered what is right"
    assert regrade.counts["lost"] == len(waiting) + 1 >= 2
    assert all(one.doubt.decide_by > TODAY and one.result.kept for one in waiting)
    assert all(valid), "until it is decided about, it counts"
    assert of_head.key in {one.key for one in waiting}
    assert of_head.unit.endswith(", Phường Hoàn Kiếm")
    assert (decided.doubt.decision, decided.decided_by) == (learning.Decision.STANDS, city.NAMES["nhansu"])


def test_works_were_judged_and_three_wait_for_the_trainer() -> None:
    with database.reading() as db:
        trainer = city.actor(db, "giangvien")
        queue = assessment.queue(db, trainer, now=NOW)
        lately = assessment.judged_lately(db, trainer)
        works = [assessment.work(db, trainer, one.key, one.place, now=NOW) for one in lately]
        waiting = [assessment.work(db, trainer, one.key, one.place, now=NOW) for one in queue.lines]
    assert (queue.count, len(lately)) == (3, 4)
    assert sorted(len(one.history) for one in works) == [1, 1, 1, 2]
    assert next(one for one in works if len(one.history) == 2).history[1].reason
    for one in waiting:
        assert one.files or 80 <= len(str(one.reviewed.asked.answer).split()) <= 250


def test_the_accounts_have_their_roles() -> None:
    with database.reading() as db:
        held = {
            login: access.actor_for(db, city.person_id(db, login), login, now=NOW).rights
            for login in access.DEMO_LOGINS + access.DEMO_SECONDS
        }
        head = city.actor(db, "thutruong")
        ward = city.unit_id(db, "Phường Hoàn Kiếm")
    assert held["canbo"] == {Right.LEARN}
    assert Right.AUTHOR in held["giangvien"]
    assert {Right.ASSIGN, Right.MANAGE_PEOPLE} <= held["nhansu"]
    assert access.scope_of(head, Right.SEE_COVERAGE).roots == {ward}
    assert Right.ADMINISTER in held["quantri"]
    for one in ("nhansu", "giangvien", "quantri"):
        assert held[one] == held[f"{one}2"]
    assert held["thanhtra"] == {Right.LEARN, Right.SEE_COVERAGE, Right.READ_AUDIT, Right.INSPECT}


def test_people_can_be_told_to_be_invented() -> None:
    with database.reading() as db:
        rows = db.exec(select(Person.email, Person.phone, Person.national_id)).all()
    assert all(email is None or email.endswith("@example.vn") for email, _, _ in rows)
    assert all(phone is None or phone.startswith("090000") for _, phone, _ in rows)
    assert {number for _, _, number in rows} == {None}
