"""The year as it is played and loaded: the same on every run, moved by weeks, obeying the platform's own rules."""

import shutil
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models import access, audit, courses, database, demo, organisation, settings, text, training
from models.courses.tables import CourseRecord, Release
from models.learning.tables import Completion
from models.organisation import Person, Tree, UnitVersion
from models.rights import DomainError, Right
from tests.models.demo.conftest import play
from tests.models.training import facts as plain
from tests.models.training import reference
from tests.server import PROVING

pytestmark = pytest.mark.slow
NOW = datetime(2027, 5, 5, 3, 0, tzinfo=UTC)  # a Wednesday in Hanoi
END = date(2027, 4, 29)  # the last Thursday: it was on a Thursday that the story ended when it was played
EVERYTHING = access.scope_of(access.operator(), Right.SEE_COVERAGE)


@pytest.fixture
def loaded(db: Session, small_story: demo.Prepared) -> Session:
    """A database of each kind with that year in it."""
    demo.load(db, small_story, now=NOW)
    db.flush()
    return db


@pytest.mark.skipif(not PROVING, reason="a part of make prove: the year is played once more")
def test_playing_it_again_gives_the_same_rows_and_bytes(small_story: demo.Prepared, tmp_path: Path) -> None:
    again = play(tmp_path)
    assert again == small_story
    assert demo.packed(again) == demo.packed(small_story)


def test_a_file_gives_the_rows_back(small_story: demo.Prepared, tmp_path: Path) -> None:
    file = tmp_path / "story"
    file.write_bytes(demo.packed(small_story))
    assert demo.stored(file) == small_story


def test_it_ends_less_than_a_week_ago_on_its_own_day_of_the_week(loaded: Session) -> None:
    assert demo.END.weekday() == END.weekday()
    days = [text.local_day(at) for at in loaded.exec(select(audit.AuditLine.at)).all()]
    assert END - timedelta(days=4) < max(days) < END
    rules = loaded.exec(select(training.Rule)).all()
    assert {(rule.due_on - END).days for rule in rules if rule.due_on is not None} >= {-366, -75}
    joined = next(rule.whom["joined_after"] for rule in rules if "joined_after" in rule.whom)
    assert date.fromisoformat(joined) == END - timedelta(days=180)


def test_birthdays_do_not_move(loaded: Session, small_story: demo.Prepared) -> None:
    born = loaded.exec(select(Person.birth_date).order_by(col(Person.id))).all()
    assert [None if one is None else one.isoformat() for one in born] == small_story.tables["person"]["birth_date"]


def test_duties_are_what_the_rules_give(loaded: Session) -> None:
    done = training.reconcile(loaded, now=NOW)
    assert (done.voided, done.written) == (0, 0)


@pytest.mark.parametrize("tree", [Tree.ADMINISTRATION, Tree.PARTY])
def test_the_slow_counter_gives_the_same_figures(loaded: Session, tree: Tree) -> None:
    facts, held = plain.read(loaded), training.figures(loaded)
    for on in (END, END - timedelta(days=100)):
        fast = training.coverage(held, EVERYTHING, training.Question(on=on, tree=tree))
        slow = reference.coverage(facts, None, tree.value, on, NOW, None, None)
        assert (fast.total.required, fast.total.valid) == (slow.required, slow.valid)
        assert (fast.people_required, fast.people_all_valid) == (slow.people_required, slow.people_all_valid)
        assert slow.required > 20


def test_life_goes_on_after_it(loaded: Session) -> None:
    console = access.operator()
    scope = access.scope_of(console, Right.MANAGE_PEOPLE)
    unit = loaded.exec(select(UnitVersion.unit_id).where(UnitVersion.name == "Phường Hoàn Kiếm")).one()
    before = len(loaded.exec(select(Person.id)).all())
    person = organisation.add_person(loaded, console, scope, "Lý Văn Mới", unit_id=unit, from_=END, now=NOW)
    assert person == before + 1
    duties = loaded.exec(select(training.Duty).where(training.Duty.person_id == person)).all()
    assert duties


def test_a_course_that_changed_since_gets_a_newer_release_and_keeps_what_people_achieved(
    loaded: Session, tmp_path: Path
) -> None:
    content = tmp_path / "content"
    shutil.copytree(settings.current().content_dir, content)
    changed = content / "courses" / demo.SECURITY / "course.yaml"
    changed.write_text(changed.read_text("utf-8").replace("hours: 2", "hours: 3"), "utf-8")
    shutil.copytree(content / "courses" / demo.SECURITY, content / "courses" / "khoa-moi")
    before = loaded.exec(select(CourseRecord.id).where(CourseRecord.slug == demo.SECURITY)).one()
    achieved = loaded.exec(select(Completion.id).where(Completion.course_id == before)).all()

    taken = courses.take_up(loaded, content, now=NOW, deep=False)

    assert set(taken.released) == {demo.SECURITY, "khoa-moi"}
    assert loaded.exec(select(CourseRecord.id).where(CourseRecord.slug == demo.SECURITY)).one() == before
    releases = loaded.exec(select(Release).where(Release.course_id == before).order_by(col(Release.id))).all()
    assert [text.local_day(one.released_at) < END for one in releases] == [True, True, True, False]
    assert loaded.exec(select(Completion.id).where(Completion.course_id == before)).all() == achieved
    held = training.figures(loaded)
    asked = training.Question(on=END, course=demo.SECURITY)
    assert training.coverage(held, EVERYTHING, asked).total.valid > 15


def test_courses_taken_up_before_it_are_taken_up_after_it(db: Session, small_story: demo.Prepared) -> None:
    content = settings.current().content_dir
    courses.take_up(db, content, now=NOW, deep=False)
    demo.load(db, small_story, now=NOW)
    assert courses.take_up(db, content, now=NOW, deep=False).released == ()
    slugs = db.exec(select(CourseRecord.slug)).all()
    assert sorted(slugs) == sorted(set(slugs)) == sorted(small_story.courses)


def test_what_the_tables_do_not_have_is_named_and_nothing_is_written(db: Session, small_story: demo.Prepared) -> None:
    strange = {**small_story.tables["unit"], "colour": ["red"] * small_story.rows("unit")}
    lacking = {name: values for name, values in small_story.tables["person"].items() if name != "sort_key"}
    tables = {**small_story.tables, "unit": strange, "person": lacking, "dream": {"id": [1]}}
    story = demo.Prepared(small_story.end, small_story.courses, tables)
    wrong = {"dream: no such table", "unit.colour: no such column", "person.sort_key: missing"}
    assert set(demo.misfits(story)) == wrong
    with pytest.raises(DomainError, match="demo-unfit"):
        demo.load(db, story, now=NOW)
    assert db.exec(select(Person.id)).first() is None


def test_two_processes_that_start_at_once_load_it_once(
    any_database: str, small_story: demo.Prepared, tmp_path: Path
) -> None:
    file = tmp_path / "story"
    file.write_bytes(demo.packed(small_story))
    at_once = threading.Barrier(2)
    faults: list[BaseException] = []

    def start() -> None:
        try:
            at_once.wait(10)
            demo.ensure(now=NOW, file=file)
        except BaseException as fault:
            faults.append(fault)

    starts = [threading.Thread(target=start) for _ in range(2)]
    for one in starts:
        one.start()
    for one in starts:
        one.join()
    assert faults == []
    with database.reading() as db:
        assert len(db.exec(select(Person.id)).all()) == small_story.rows("person")
    demo.ensure(now=NOW, file=file)
    with database.reading() as db:
        assert len(db.exec(select(Person.id)).all()) == small_story.rows("person")
