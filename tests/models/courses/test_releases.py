"""From files to releases: what a release keeps, what never touches it, and that it stays readable."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlmodel import Session, select

from models import changes, courses
from models.courses.questions.multiple.question import Multiple
from models.courses.tables import CourseRecord, Release
from models.rights import DomainError
from tests.models.courses.library import BANK, COURSE, LESSON, PICTURE, put, write

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_a_course_is_released_once_and_again_when_it_changes(db: Session, tmp_path: Path) -> None:
    write(tmp_path)
    assert courses.take_up(db, tmp_path, now=NOW).released == ("an-toan",)
    assert courses.take_up(db, tmp_path, now=NOW).unchanged == ("an-toan",)
    first = courses.load_catalogue(db).released("an-toan")
    assert first is not None
    write(tmp_path, course=COURSE + "# chỉ là chú thích\n")
    assert courses.take_up(db, tmp_path, now=NOW).released == ()
    write(tmp_path, lesson=LESSON.replace("16 giờ", "17 giờ"))
    assert courses.take_up(db, tmp_path, now=NOW).released == ("an-toan",)
    second = courses.load_catalogue(db).released("an-toan")
    assert first.hash == courses.version(first.course)
    assert second is not None
    assert second.course_id == first.course_id
    assert second.release_id > first.release_id
    assert courses.course_at(db, first.release_id) == first.course
    assert db.exec(select(changes.Change.kind)).all() == [changes.Kind.COURSE] * 2


def test_numbers_of_courses_are_used_for_new_courses_alone(db: Session, tmp_path: Path) -> None:
    """The figures have room for 65,535 of them: a course that is saved a hundred times a day takes no more than one."""
    for hour in range(16, 20):
        write(tmp_path, lesson=LESSON.replace("16 giờ", f"{hour} giờ"))
        assert courses.take_up(db, tmp_path, now=NOW).released == ("an-toan",)
    write(tmp_path, "khac")
    courses.take_up(db, tmp_path, now=NOW)
    library = courses.load_catalogue(db)
    assert [library.released(slug).course_id for slug in ("an-toan", "khac")] == [1, 2]  # type: ignore[union-attr]


def test_a_course_beyond_what_the_figures_can_hold_is_refused_in_words(db: Session, tmp_path: Path) -> None:
    write(tmp_path)
    db.add(CourseRecord(id=65_535, slug="xua", first_seen_at=NOW))
    db.flush()
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sql("SELECT setval(pg_get_serial_sequence('course', 'id'), 65535)"))
    with pytest.raises(DomainError, match="courses-too-many"):
        courses.take_up(db, tmp_path, now=NOW)


def test_what_was_asked_can_be_read_for_ever(db: Session, tmp_path: Path) -> None:
    write(tmp_path)
    courses.take_up(db, tmp_path, now=NOW)
    course = courses.load_catalogue(db).course("an-toan")
    assert course is not None
    question = course.question("so-bit")
    check = course.question("soi-dia-chi")
    assert question is not None
    assert check is not None
    write(tmp_path, bank=BANK.replace("answer: 8", "answer: 9"))
    courses.take_up(db, tmp_path, now=NOW)
    assert courses.question_at(db, courses.version(question)) == question
    assert courses.question_at(db, courses.version(check)) == check
    with pytest.raises(DomainError, match="unknown-question"):
        courses.question_at(db, "0")


def test_a_broken_course_changes_nothing_released_and_hides_no_other(db: Session, tmp_path: Path) -> None:
    folder = write(tmp_path)
    write(tmp_path, "khac")
    courses.take_up(db, tmp_path, now=NOW)
    before = courses.load_catalogue(db)
    for broken in (BANK.replace("answer: 8", "answer: tám"), "- [", ""):
        write(tmp_path, bank=broken)
        write(tmp_path, "khac", lesson=LESSON + broken.count("t") * "\nThêm một câu.\n")
        taken = courses.take_up(db, tmp_path, now=NOW)
        assert taken.refused == ("an-toan",)
        after = courses.load_catalogue(db)
        assert after.course("an-toan") == before.course("an-toan")
        assert after.course("khac") is not None
    errors = {check.slug: check.errors for check in courses.checks(db)}
    assert errors["an-toan"] > 0
    assert errors["khac"] == 0
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    folder.rmdir()
    courses.take_up(db, tmp_path, now=NOW)
    assert courses.load_catalogue(db).course("an-toan") == before.course("an-toan")


def test_a_new_course_is_shown_without_what_is_broken(db: Session, tmp_path: Path) -> None:
    bank = BANK.replace("type: truefalse", "type: match")
    write(tmp_path, bank=bank)
    assert courses.take_up(db, tmp_path, now=NOW).released == ("an-toan",)
    course = courses.load_catalogue(db).course("an-toan")
    assert course is not None
    assert course.question("https-an-toan") is None
    assert len(course.questions) == 4


def test_drafts_are_not_released_and_retired_courses_are_not_offered(db: Session, tmp_path: Path) -> None:
    write(tmp_path, course=COURSE.replace("published", "draft"))
    assert courses.take_up(db, tmp_path, now=NOW).released == ()
    write(tmp_path)
    courses.take_up(db, tmp_path, now=NOW)
    write(tmp_path, course=COURSE.replace("published", "retired"))
    courses.take_up(db, tmp_path, now=NOW)
    catalogue = courses.load_catalogue(db)
    assert catalogue.courses == ()
    assert catalogue.course("an-toan") is not None


def test_a_renamed_course_keeps_its_identity(db: Session, tmp_path: Path) -> None:
    folder = write(tmp_path)
    courses.take_up(db, tmp_path, now=NOW)
    before = courses.load_catalogue(db).released("an-toan")
    folder.rename(folder.parent / "an-toan-so")
    put(folder.parent / "an-toan-so/course.yaml", COURSE + "formerly: [an-toan]\n")
    courses.take_up(db, tmp_path, now=NOW)
    catalogue = courses.load_catalogue(db)
    after = catalogue.released("an-toan")
    assert before is not None
    assert after is not None
    assert after.course_id == before.course_id
    assert after.course.slug == "an-toan-so"
    assert len(catalogue.releases) == 1


def test_a_copied_course_takes_the_identity_and_the_one_it_was_copied_from_goes_on(db: Session, tmp_path: Path) -> None:
    write(tmp_path, "cu")
    courses.take_up(db, tmp_path, now=NOW)
    before = courses.load_catalogue(db).released("cu")
    write(tmp_path, "cu", lesson=LESSON.replace("16 giờ", "17 giờ"))
    write(tmp_path, "moi", course=COURSE + "formerly: [cu]\n")
    assert courses.take_up(db, tmp_path, now=NOW).released == ("cu", "moi")
    catalogue = courses.load_catalogue(db)
    copied, original = catalogue.released("moi"), catalogue.released("cu")
    assert before is not None
    assert copied is not None
    assert original is not None
    assert copied.course_id == before.course_id
    assert (original.course.slug, original.course_id == before.course_id) == ("cu", False)


def test_what_was_read_before_another_release_came_follows_that_one(db: Session, tmp_path: Path) -> None:
    write(tmp_path)
    early = courses.read_changes(db, tmp_path)
    write(tmp_path, bank=BANK.replace("Xóa thư", "Xóa thư ngay"))
    late = courses.read_changes(db, tmp_path)
    ids = []
    for read in (early, late):
        assert courses.take_up(db, tmp_path, now=NOW, read=read).released == ("an-toan",)
        course = courses.load_catalogue(db).course("an-toan")
        question = course.question("viec-can-lam") if course is not None else None
        assert isinstance(question, Multiple)
        ids.append([option.id for option in question.options])
    assert ids[0] == ids[1]
    assert courses.take_up(db, tmp_path, now=NOW, read=late).released == ()


def test_a_circle_by_way_of_a_released_course_is_refused(db: Session, tmp_path: Path) -> None:
    write(tmp_path, "mot", course=COURSE + "requires: [hai]\n")
    write(tmp_path, "hai")
    assert courses.take_up(db, tmp_path, now=NOW).released == ("hai", "mot")
    write(tmp_path, "hai", course=COURSE + "requires: [mot]\n")
    assert courses.take_up(db, tmp_path, now=NOW).refused == ("hai",)
    catalogue = courses.load_catalogue(db)
    assert [(course.slug, course.requires) for course in catalogue.courses] == [("hai", ()), ("mot", ("hai",))]
    write(tmp_path, "hai", course=COURSE + "requires: [ba]\n")
    write(tmp_path, "ba", course="title: [")
    write(tmp_path, "mot", course="title: [")
    assert courses.take_up(db, tmp_path, now=NOW).refused == ("ba", "mot")
    write(tmp_path, "ba", course=COURSE + "requires: [mot]\n")
    write(tmp_path, "mot", course="title: [ ")
    assert courses.take_up(db, tmp_path, now=NOW).refused == ("ba", "mot")  # the release of "mot" requires "hai"


def test_pictures_are_kept_with_the_release(db: Session, tmp_path: Path) -> None:
    write(tmp_path)
    courses.take_up(db, tmp_path, now=NOW)
    course = courses.load_catalogue(db).course("an-toan")
    assert course is not None
    old = course.media[0].hash
    write(tmp_path, picture=PICTURE.replace("10", "20"))
    courses.take_up(db, tmp_path, now=NOW)
    assert courses.media_at(db, old) == ("image/svg+xml", PICTURE.encode())
    assert courses.media_at(db, "0") is None
    assert courses.media_at(db, "\x00") is None


def test_unchanged_files_are_not_read_again(db: Session, tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "khac")
    courses.take_up(db, tmp_path, now=NOW)
    write(tmp_path, "khac", lesson=LESSON + "\nThêm.\n")
    _, drafts = courses.read_changes(db, tmp_path)
    assert list(drafts) == ["khac"]


def test_the_quick_pass_is_followed_by_the_deep_one(db: Session, tmp_path: Path) -> None:
    write(tmp_path, lesson=LESSON.replace("![Thư mô phỏng]", "![]"))
    assert courses.take_up(db, tmp_path, now=NOW, deep=False).released == ("an-toan",)
    assert {check.slug: check.warnings for check in courses.checks(db)}["an-toan"] == 0
    assert courses.take_up(db, tmp_path, now=NOW).released == ()
    assert {check.slug: check.warnings for check in courses.checks(db)}["an-toan"] == 1
    assert courses.read_changes(db, tmp_path, deep=False)[1] == {}
    assert len(db.exec(select(Release)).all()) == 1


def test_the_watcher_speaks_once_when_files_have_been_quiet(tmp_path: Path) -> None:
    folder = write(tmp_path)
    watcher = courses.Watcher(tmp_path)
    assert not watcher.changed(NOW)
    put(folder / "lessons/02-moi.md", "---\ntitle: Mới\n---\nMới.")
    assert not watcher.changed(NOW)
    os.utime(folder / "lessons/02-moi.md", (1, 1))
    assert not watcher.changed(NOW + timedelta(seconds=1.5))
    assert not watcher.changed(NOW + timedelta(seconds=2))
    assert watcher.changed(NOW + timedelta(seconds=2.5))
    assert not watcher.changed(NOW + timedelta(seconds=9))
