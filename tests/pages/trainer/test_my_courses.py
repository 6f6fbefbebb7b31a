"""A trainer sees what is wrong in the files, where, and what to write instead; learners go on with the last release."""

import shutil
from pathlib import Path

import pytest

from models import courses, database, settings, text
from pages.parts import live
from tests import city
from tests.pages.visiting import Visitor

BROKEN = "questions/rui-ro.yaml"


@pytest.fixture
def content(pages_of_city: Path, tmp_path: Path) -> Path:
    """A copy of the content folder, to break."""
    folder = tmp_path / "content"
    shutil.copytree(settings.current().content_dir, folder)
    return folder


def take_up(content: Path) -> None:
    with database.writing() as db:
        courses.take_up(db, content, now=text.utc_now())
    live.refresh()


def break_key(content: Path) -> int:
    """Misspell a key of the bank; return the line."""
    path = content / "courses" / city.SLUG / BROKEN
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if line.startswith("  outcome:"))
    lines[place] = lines[place].replace("outcome:", "outcom:")
    path.write_text("".join(lines), encoding="utf-8")
    return place + 1


def test_a_broken_course_is_shown_with_file_line_rule_and_remedy(content: Path) -> None:
    line = break_key(content)
    take_up(content)

    trainer = Visitor("giangvien").open("my-courses").well()

    assert trainer.title == text.translate_n("{n} course needs mending", "{n} courses need mending", 1)
    told = next(one for one in trainer.everything().split("<li>") if f"{BROKEN}:{line}:" in one)
    assert told.startswith(f"<strong>{text.translate('Error')}:</strong>")
    assert "<code>outcom</code>" in told
    assert "<code>outcome</code>" in told
    assert any(f">{rule}</a>" in told for rule in courses.RULES)
    assert text.translate("Learners still see the last release, unchanged, until the errors are mended.") in [
        one.value for one in trainer.at.info
    ]


def test_learners_go_on_with_the_last_release_of_a_broken_course(content: Path) -> None:
    before = Visitor("canbo").open("lesson", course=city.SLUG).well().everything()
    break_key(content)
    take_up(content)
    after = Visitor("canbo").open("lesson", course=city.SLUG).well()
    assert after.everything() == before


def test_mending_the_file_clears_the_page(content: Path) -> None:
    whole = (content / "courses" / city.SLUG / BROKEN).read_bytes()
    break_key(content)
    take_up(content)
    (content / "courses" / city.SLUG / BROKEN).write_bytes(whole)
    take_up(content)
    assert Visitor("giangvien").open("my-courses").well().title == text.translate("All courses work")


def test_a_new_broken_course_is_reported_and_hides_no_other(content: Path) -> None:
    fresh = content / "courses" / "moi-va-hong"
    fresh.mkdir()
    (fresh / "course.yaml").write_text("title: Khóa học mới và hỏng\nstatus: published\nlessson: x\n", encoding="utf-8")
    take_up(content)
    trainer = Visitor("giangvien").open("my-courses").well()
    assert "moi-va-hong" in trainer.everything()
    assert text.translate("Learners see this course as soon as the errors are mended.") in [
        one.value for one in trainer.at.warning
    ]
    learner = Visitor("canbo").open("course", course=city.SLUG).well()
    assert learner.title == "An toàn thông tin cơ bản cho cán bộ"
