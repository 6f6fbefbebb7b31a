"""The catalogue in memory: swapped whole, what did not change is neither parsed nor indexed again."""

import time
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bench.content import write_library
from models import courses
from models.courses.search import SearchIndex
from tests.models.courses.library import LESSON, write

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_a_changed_course_is_read_anew_and_the_others_are_kept(db: Session, tmp_path: Path) -> None:
    write(tmp_path, "mot")
    write(tmp_path, "hai")
    courses.take_up(db, tmp_path, now=NOW)
    before = courses.load_catalogue(db)
    assert before.search("thang muoi hai") == []
    write(tmp_path, "hai", lesson=LESSON.replace("16 giờ", "Tháng mười hai"))
    courses.take_up(db, tmp_path, now=NOW)
    after = courses.load_catalogue(db, before)
    assert after.released("mot") is before.released("mot")
    assert after.released("hai") is not before.released("hai")
    assert [hit.course for hit in after.search("thang muoi hai")] == ["hai"]
    assert {hit.course for hit in after.search("lua dao")} == {"mot", "hai"}
    assert before.search("thang muoi hai") == []


def test_titles_are_found_before_the_index_is_made(tmp_path: Path) -> None:
    write_library(tmp_path, 20)
    released = [
        courses.Released(number, number, "", draft.course)
        for number, draft in enumerate(courses.check_folder(tmp_path, deep=False).drafts, start=1)
        if draft.course is not None
    ]
    title = str(released[3].course.title)
    inside = released[3].course.lessons[0].blocks[0].split("\n")[2].split(".")[0]
    catalogue = courses.Catalogue(released)
    begun = time.perf_counter()
    assert catalogue.search(title)[0].course == released[3].course.slug
    titles = SearchIndex(((one.release_id, one.course) for one in released), titles_only=True)
    assert titles.search(title)[0].course == released[3].course.slug
    assert titles.search(inside) == []
    while not catalogue.is_indexed:
        assert time.perf_counter() - begun < 60
        time.sleep(0.05)
    assert catalogue.search(inside)[0].lesson == released[3].course.lessons[0].name
