"""An author sees a course as its files are now, and as a learner will see it; nothing of that is kept anywhere."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from models import access, courses, database, settings, text
from models.assessment.tables import AttemptItem
from models.rights import Role
from pages.parts import live
from pages.routes import files
from tests import city
from tests.pages.routes.seats import browser_of
from tests.pages.trainer import drafts
from tests.pages.visiting import Visitor

DRAFT = "ban-nhap"
FIRST, SECOND = "01-dat-ten-tep", "02-noi-luu"
NOT_FOUND = "This was not found, or it lies outside what you may see."


@pytest.fixture
def content(pages_of_city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content folder with a draft that nobody took up yet."""
    return drafts.content(monkeypatch, tmp_path / "content")


def stored(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table but those of sessions, which say when somebody was last seen."""
    opened = sqlite3.connect(f"file:{data / 'ky-nang-so.db'}?mode=ro", uri=True)
    try:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: opened.execute(f'SELECT * FROM "{name}"').fetchall() for name in names if "session" not in name}
    finally:
        opened.close()


def keeper_of_another_course() -> Visitor:
    visitor = Visitor("canbo")
    with database.writing() as db:
        person = city.person_id(db, "canbo")
        access.grant_role(db, access.operator("test"), person, Role.TRAINER, course_id=999_999, now=text.utc_now())
    return visitor


def choose_first(visitor: Visitor) -> None:
    """Choose the first option of the first question that is shown, if it is one to choose from."""
    for shown in visitor.questions()[:1]:
        if "true" in shown["words"]:
            visitor.answer(shown["id"], True).well()
        elif options := shown["groups"].get("options"):
            first = options[0][0]
            visitor.answer(shown["id"], [first] if "several" in shown["settings"] else first).well()


def test_a_draft_is_shown_whole_and_says_that_nothing_is_stored(content: Path) -> None:
    trainer = Visitor("giangvien").open("preview", course=DRAFT).well()
    assert trainer.title == "Đặt tên tệp để ai cũng tìm thấy"
    said = trainer.everything()
    assert "Xem trước, không lưu kết quả" in said
    assert "Bản nháp: học viên chưa thấy." in said
    assert f"/preview?course={DRAFT}&amp;lesson={SECOND}" in said
    assert f"/preview?course={DRAFT}&amp;quiz=cuoi-khoa" in said
    assert "/lesson?" not in said

    lesson = Visitor("giangvien").open("preview", course=DRAFT, lesson=FIRST).well()
    assert lesson.title == "Đặt tên tệp"
    assert f"/draft/{DRAFT}/" in lesson.everything()
    assert "/print/" not in lesson.everything()


def test_a_quizs_preview_tells_its_rules_as_a_learner_reads_them(content: Path) -> None:
    rules = content / "courses" / DRAFT / "quizzes" / "cuoi-khoa.yaml"
    kept = [line for line in rules.read_text(encoding="utf-8").splitlines() if not line.startswith(("minutes", "att"))]
    rules.write_text("\n".join(["minutes: 150", "grace: 3", "attempts: 2", *kept, ""]), encoding="utf-8")
    said = Visitor("giangvien").open("preview", course=DRAFT, quiz="cuoi-khoa").well().everything()
    assert "Bắt đầu bây giờ thì có 2 giờ 30 phút" in said
    assert "Hết giờ, có thêm 3 phút để làm nốt câu đang làm." in said
    assert "Còn 2 lượt làm. Tính điểm của lượt cao nhất." in said


def test_a_learner_finds_nothing_of_a_draft(content: Path) -> None:
    assert Visitor("canbo").open("course", course=DRAFT).well().errors == [text.translate(NOT_FOUND)]
    assert "Đặt tên tệp" not in Visitor("canbo").open("preview", course=DRAFT).well().everything()


def test_nothing_is_written_whatever_is_read_answered_and_ended(content: Path, pages_of_city: Path) -> None:
    trainer = Visitor("giangvien")
    before = stored(pages_of_city)
    assert sum(map(len, before.values())) > 1000

    told = 0
    for slug in (DRAFT, city.SLUG):
        seen = courses.preview(content, slug, live.catalogue())
        assert seen is not None
        assert seen.course is not None
        trainer.open("preview", course=slug).well()
        for lesson in seen.course.lessons:
            trainer.open("preview", course=slug, lesson=lesson.name).well()
            choose_first(trainer)
            told += len(trainer.at.success) + len(trainer.at.error)
        trainer.press("To the final quiz").well()
        assert trainer.address["quiz"] == "cuoi-khoa"
        rehearse(trainer, choose_first)
        assert trainer.title.startswith(("Đạt", "Chưa đạt"))
        trainer.press("Question by question, each told at once").well()
        told += one_by_one(trainer)
    assert told > 10

    assert stored(pages_of_city) == before


def rehearse(trainer: Visitor, answer: Callable[[Visitor], None]) -> None:
    """Take the quiz that is shown from its start to its end."""
    trainer.press("Start the quiz").well()
    for _turn in range(60):
        answer(trainer)
        if text.translate("Next question") not in [one.label for one in trainer.at.button]:
            break
        trainer.press("Next question").well()
    trainer.press("Look over and hand in").well()
    trainer.press("Hand in").well()


def one_by_one(trainer: Visitor) -> int:
    """Try the questions of the quiz that is shown to the last one; return how many were told right or wrong."""
    told = 0
    for _turn in range(60):
        choose_first(trainer)
        if text.translate("Check my answer") not in [one.label for one in trainer.at.button]:
            break
        trainer.press("Check my answer").well()
        told += len(trainer.at.success) + len(trainer.at.error)
        last = text.translate("End the trial") in [one.label for one in trainer.at.button]
        trainer.press("End the trial" if last else "Next question").well()
    assert text.translate("Try other questions") in [one.label for one in trainer.at.button]
    return told


def shape(visitor: Visitor, *apart: str) -> dict[str, object]:
    """Return what of a quiz's page does not depend on which questions were drawn; buttons ``apart`` are left out."""
    return {
        "title": visitor.title,
        "outline": visitor.outline(),
        "buttons": [one.label for one in visitor.at.button if one.label not in apart],
        "ticks": [(one.label, one.value) for one in visitor.at.checkbox],
        "folds": [one.label for one in visitor.at.expander if one.label != text.translate("Hint")],
        "questions": len(visitor.questions()),
    }


def test_a_rehearsal_is_the_page_its_learners_meet(content: Path) -> None:
    learner = Visitor("canbo").open("quiz", course=city.SLUG, quiz="cuoi-khoa").well()
    trainer = Visitor("giangvien").open("preview", course=city.SLUG, quiz="cuoi-khoa").well()

    def same() -> None:
        assert shape(trainer, "An toàn thông tin cơ bản cho cán bộ") == shape(learner)

    for visitor in (learner, trainer):
        visitor.press("Start the quiz").well()
    same()
    for visitor in (learner, trainer):
        choose_first(visitor)
    same()
    for visitor in (learner, trainer):
        visitor.fill(visitor.at.checkbox[0], True).well().press("Next question").well()
    same()
    for visitor in (learner, trainer):
        visitor.press("Look over and hand in").well()
    same()
    assert text.translate("You wanted to look at these again") in trainer.everything()


def test_a_rehearsal_passed_brings_what_it_brings_a_learner(content: Path) -> None:
    def answer(visitor: Visitor) -> None:
        _version, _quiz, rehearsal = visitor.at.session_state["rehearsal"]
        shown = visitor.questions()[0]
        with rehearsal.writing() as db:
            asked = db.exec(select(AttemptItem).where(AttemptItem.place == shown["place"])).one()
            question = courses.question_at(db, asked.question_hash)
        visitor.answer(shown["id"], question.right_answer()).well()

    trainer = Visitor("giangvien").open("preview", course=DRAFT, quiz="cuoi-khoa").well()
    rehearse(trainer, answer)
    assert trainer.title == text.translate("Passed: {percent}", percent=text.percent(1, 1, None))
    assert text.translate("With this the course is completed and counts for your unit.") in trainer.everything()
    assert "/ask?" not in trainer.everything()
    trainer.press("Rehearse it from the beginning").well()
    assert text.translate("Start the quiz") in [one.label for one in trainer.at.button]


def test_a_rehearsal_ends_when_a_file_changes_or_the_course_is_kept_no_more(content: Path) -> None:
    trainer = Visitor("giangvien").open("preview", course=DRAFT, quiz="cuoi-khoa").press("Start the quiz").well()
    drafts.change(content / "courses" / DRAFT / "course.yaml", "title:", "# changed\ntitle:")
    trainer.run().well()
    assert text.translate("Start the quiz") in [one.label for one in trainer.at.button]

    trainer.press("Start the quiz").well()
    with database.writing() as db:
        person, now = city.person_id(db, "giangvien"), text.utc_now()
        for grant in access.grants(db, access.operator("test"), now=now):
            if grant.person_id == person:
                access.end_grant(db, access.operator("test"), grant.id, now=now)
    choose_first(trainer)  # the draw may begin with one to type into
    trainer.run()
    assert not trainer.questions()


def test_what_is_kept_back_stands_there_with_file_line_and_remedy(content: Path) -> None:
    folder = content / "courses" / DRAFT
    question = drafts.change(folder / "questions" / "noi-luu.yaml", "      right: true", "      rigth: true")
    picture = drafts.change(folder / "lessons" / f"{FIRST}.md", "media/ten-tep.svg", "media/ten-tepp.svg")

    seen = Visitor("giangvien").open("preview", course=DRAFT).well()

    said = seen.everything()
    assert f">questions/noi-luu.yaml:{question}:" in said
    assert f">lessons/{FIRST}.md:{picture}:" in said
    assert "Bị giữ lại: câu hỏi ban-nhap" in said
    assert "/authors-guide?rule=Q012" in said
    lesson = Visitor("giangvien").open("preview", course=DRAFT, lesson=FIRST).well()
    assert lesson.title == f"Bị giữ lại: bài học {FIRST}"
    assert f"{FIRST}.md:{picture}:" in lesson.everything()


def test_a_saved_file_is_seen_at_the_next_look_while_learners_keep_the_release(content: Path) -> None:
    path = content / "courses" / city.SLUG / "lessons" / "01-vi-sao-can-bo-la-dich.md"
    trainer = Visitor("giangvien").open("preview", course=city.SLUG, lesson=path.stem).well()
    assert "Câu vừa viết thêm" not in trainer.everything()
    with path.open("a", encoding="utf-8") as file:
        file.write("\nCâu vừa viết thêm.\n")

    assert "Câu vừa viết thêm" in trainer.open("preview", course=city.SLUG, lesson=path.stem).well().everything()
    assert "Câu vừa viết thêm" not in Visitor("canbo").open("lesson", course=city.SLUG, lesson=path.stem).everything()


def test_a_course_of_which_nothing_can_be_shown_says_why(content: Path) -> None:
    line = drafts.change(content / "courses" / DRAFT / "course.yaml", "title:", "titel:")
    seen = Visitor("giangvien").open("preview", course=DRAFT).well()
    assert seen.title == DRAFT
    assert f">course.yaml:{line}:" in seen.everything()


@pytest.mark.parametrize("slug", [DRAFT, city.SLUG, "khong-co", "../courses/ban-nhap", ".", ""])
def test_who_keeps_another_course_sees_neither_a_draft_nor_a_release(content: Path, slug: str) -> None:
    seen = keeper_of_another_course().open("preview", course=slug).well()
    assert seen.errors == [text.translate(NOT_FOUND)]
    assert seen.title == text.translate("This page cannot be opened")


@pytest.mark.parametrize("slug", ["khong-co", "../courses/ban-nhap", "..", ".", "", "ban-nhap/../ban-nhap"])
def test_what_is_no_folder_of_a_course_is_not_found(content: Path, slug: str) -> None:
    assert Visitor("giangvien").open("preview", course=slug).well().errors == [text.translate(NOT_FOUND)]


def test_a_link_out_of_the_content_folder_shows_nothing(content: Path, tmp_path: Path) -> None:
    (content / "courses" / DRAFT).rename(tmp_path / "anderswo")
    (content / "courses" / DRAFT).symlink_to(tmp_path / "anderswo")
    said = Visitor("giangvien").open("preview", course=DRAFT).well()
    assert said.title == DRAFT
    assert "Đặt tên tệp" not in said.everything()


def test_pictures_of_a_draft_are_for_its_keepers_and_for_nobody_else(content: Path) -> None:
    picture = content / "courses" / DRAFT / "media" / "ten-tep.svg"
    seen = courses.preview(settings.current().content_dir, DRAFT, courses.Catalogue())
    assert seen is not None
    assert seen.course is not None
    path = f"/draft/{DRAFT}/{seen.course.media[0].hash}/ten-tep.svg"

    answer = browser_of("giangvien", files.routes).get(path)
    assert (answer.status, answer.header("content-type")) == (200, "image/svg+xml")
    assert answer.text == picture.read_text(encoding="utf-8")
    assert "sandbox" in answer.header("content-security-policy")

    keeper_of_another_course()  # gives canbo the right over another course
    for login in (None, "canbo", "nhansu", "thutruong"):
        assert browser_of(login, files.routes).get(path).status == 404, login
    trainer = browser_of("giangvien", files.routes)
    for wrong in (
        path.replace(DRAFT, city.SLUG),
        path.replace(DRAFT, ".."),
        path.replace(path.split("/")[3], "0" * 64),
    ):
        assert trainer.get(wrong).status == 404, wrong
    assert trainer.get(f"/draft/{DRAFT}/course.yaml/x").status == 404

    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    assert trainer.get(path).status == 404  # the files have moved on; the page shows another address
