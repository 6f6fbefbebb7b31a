"""An attempt is shown as it was, whatever became of its course, its question, its picture."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models import assessment, courses, database, learning
from models.assessment.tables import AttemptItem
from models.courses.tables import CourseRecord, Release
from models.rights import Actor, DomainError
from tests.models.assessment.released import NOW, RIGHT, answer_all, course, learner, release

SLUG, QUIZ = "an-toan-thong-tin", "cuoi-khoa"
SHIPPED = Path(__file__).resolve().parents[3] / "content"
DAY = timedelta(days=1)


def taken_up(folder: Path, *, at: int) -> None:
    with database.writing() as db:
        courses.take_up(db, folder, now=NOW + at * DAY, deep=False)


def sat(actor: Actor, slug: str) -> str:
    with database.writing() as db:
        release = db.exec(select(Release.id).join(CourseRecord).where(CourseRecord.slug == slug)).one()
        key = learning.start_quiz(db, actor, release or 0, QUIZ, now=NOW)
        learning.finish(db, actor, key, now=NOW)
    return key


def shown(actor: Actor, key: str) -> tuple[assessment.Review, dict[str, str]]:
    """The review, and which file each of the attempt's course's pictures is, by its path."""
    with database.reading() as db:
        review = assessment.review(db, actor, key)
        course = courses.course_at(db, review.view.release_id)
        return review, {one.path: one.hash for one in course.media if courses.media_at(db, one.hash) is not None}


@pytest.mark.usefixtures("sqlite_database")
def test_after_renames_a_removed_question_a_removed_picture_and_a_retired_course(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(SHIPPED, content)
    for other in (content / "courses").iterdir():
        if other.name != SLUG:
            shutil.rmtree(other)
    taken_up(content, at=0)
    with database.writing() as db:
        actor = learner(db)
    key = sat(actor, SLUG)
    before, pictures = shown(actor, key)
    assert len(before.questions) > 5
    assert pictures

    folder = content / "courses" / SLUG
    with database.reading() as db:
        can_go = spare(courses.course_at(db, before.view.release_id))
    asked = {one.asked.question_id for one in before.questions} & can_go
    victim, file = next(
        (name, path)
        for path in sorted((folder / "questions").glob("*.yaml"))
        for name in sorted(asked)
        if f"\n- id: {name}\n" in path.read_text()
    )
    file.write_text(without(file.read_text(), victim), encoding="utf-8")
    picture = sorted((folder / "media").rglob("*.svg"))[0]
    picture.write_text(picture.read_text().replace("<svg", '<svg data-new="1"', 1), encoding="utf-8")
    renamed = content / "courses" / "an-toan-so"
    folder.rename(renamed)
    about = (renamed / "course.yaml").read_text()
    about = about.replace("status: published", f"status: retired\nformerly: [{SLUG}]", 1)
    (renamed / "course.yaml").write_text(about, encoding="utf-8")
    taken_up(content, at=1)

    with database.reading() as db:
        newest = db.exec(select(Release).order_by(col(Release.id).desc())).first()
        assert newest is not None
        assert newest.status == "retired"
        assert courses.course_at(db, newest.id or 0).question(victim) is None
    assert shown(actor, key) == (before, pictures)
    with database.reading() as db:
        found = learning.result(db, actor, key, now=NOW + 2 * DAY)
        assert found.result.key == key
    with database.reading() as db, pytest.raises(DomainError, match="not-found"):
        assessment.review(db, actor, "anothers")


def spare(course: courses.Course) -> set[str]:
    """The questions that a course can do without: each line of a quiz that may draw them has more than it takes."""
    found = {one.id for one in course.questions}
    for quiz in course.quizzes:
        for line in quiz.draw:
            pool = {one.id for one in courses.pool(course.questions, line)}
            if line.is_fixed or len(pool) <= (line.take or 0) + 1:
                found -= pool
    return found


def without(yaml: str, question_id: str) -> str:
    """A file of questions without one of them: its block up to the next '- id:' or '---'."""
    blocks = yaml.split("\n- id: ")
    return "\n- id: ".join(block for block in blocks if not block.startswith(question_id))


def test_what_a_rule_of_ours_says_since_moves_no_mark_of_an_attempt(db: Session) -> None:
    """The answer was marked by an older rule, which gave it nothing; the review adds up to the result as ever."""
    _, release_id = release(db, course())
    actor = learner(db)
    key = assessment.start(db, actor, release_id, "final", now=NOW)
    answer_all(db, actor, key, RIGHT, now=NOW)
    assessment.submit(db, actor, key, now=NOW)
    item = db.exec(select(AttemptItem).where(AttemptItem.question_id == "q-multiple")).one()
    item.marks = 0.5
    db.add(item)
    db.flush()
    shown = assessment.review(db, actor, key).questions[item.place - 1]
    assert (shown.earned, shown.most, shown.feedback.right, shown.feedback.fraction) == (0.5, 2, False, 0.25)
