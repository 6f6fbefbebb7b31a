"""Courses taken up in batches, by several processes at once, with the same outcome as all together."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlmodel import select

from models import courses, database, worker
from models.courses.tables import CourseRecord, Release
from models.worker.content import BATCH, take_up_changes
from tests.factories import NOW
from tests.models.courses.library import COURSE, LESSON, write

SLUGS = [f"khoa-{number:02}" for number in range(2 * BATCH + 3)]


def test_two_that_start_together_release_every_course_once(any_database: str, tmp_path: Path) -> None:
    for slug in SLUGS:
        write(tmp_path, slug)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda from_end: worker.take_up_all(tmp_path, from_end=from_end), (False, True)))
    with database.reading() as db:
        rows = db.exec(select(CourseRecord.slug).join(Release)).all()
        marks = {check.slug: check.fingerprint for check in courses.checks(db)}
    assert sorted(rows) == SLUGS
    assert all(marks[slug].startswith("quick:") for slug in SLUGS)


def test_what_a_process_took_up_it_need_not_read_from_the_database(sqlite_database: str, tmp_path: Path) -> None:
    write(tmp_path, "mot")
    as_read: dict[str, courses.Course] = {}
    worker.take_up_all(tmp_path, after_each=as_read.update)
    with database.reading() as db:
        stored = courses.load_catalogue(db).releases
        known = courses.load_catalogue(db, as_read=as_read).releases
    assert [one.course for one in known] == [one.course for one in stored] == [as_read[stored[0].hash]]
    assert known[0].course is as_read[stored[0].hash]


def test_the_worker_looks_deeper_batch_by_batch_and_then_rests(sqlite_database: str, tmp_path: Path) -> None:
    for slug in SLUGS:
        write(tmp_path, slug, lesson=LESSON.replace("![Thư mô phỏng]", "![]"))
    worker.take_up_all(tmp_path)
    looked_at = [len(take_up_changes(tmp_path)) for _ in range(4)]
    assert looked_at == [BATCH, BATCH, 3, 0]
    with database.reading() as db:
        assert {check.warnings for check in courses.checks(db) if check.slug in SLUGS} == {1}


def test_what_another_process_took_up_meanwhile_is_not_read_again(sqlite_database: str, tmp_path: Path) -> None:
    write(tmp_path, "mot")
    write(tmp_path, "hai")
    with database.reading() as db:
        content, found = courses.find_changes(db, tmp_path, deep=False)
    assert [one.slug for one in found] == ["hai", "mot"]
    worker.take_up_all(tmp_path)
    with database.reading() as db:
        _, drafts = courses.read_changes(db, tmp_path, deep=False, found=(content, found))
    assert drafts == {}


def test_a_circle_is_refused_in_whichever_batch_its_courses_are(sqlite_database: str, tmp_path: Path) -> None:
    write(tmp_path, "mot", course=COURSE + "requires: [hai]\n")
    write(tmp_path, "hai", course=COURSE + "requires: [ba]\n")
    write(tmp_path, "ba", course=COURSE + "requires: [mot]\n")
    with database.reading() as db:
        content, found = courses.find_changes(db, tmp_path)
    for one in found:
        with database.writing() as db:
            read = courses.read_changes(db, tmp_path, found=(content, [one]))
            assert courses.take_up(db, tmp_path, now=NOW, read=read).refused == (one.slug,)


def test_a_folder_that_is_gone_takes_nothing_released_away(sqlite_database: str, tmp_path: Path) -> None:
    folder = write(tmp_path, "mot")
    worker.take_up_all(tmp_path)
    shutil.rmtree(folder)
    assert take_up_changes(tmp_path, look_anyway=True) == frozenset()
    with database.reading() as db:
        assert [check.slug for check in courses.checks(db)] == ["*"]
        assert [course.slug for course in courses.load_catalogue(db).courses] == ["mot"]
