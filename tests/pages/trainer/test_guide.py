"""The guide for authors: its examples are right, every rule and type is in it, and its template course is faultless."""

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from models import courses, text
from pages.parts.courses import manual
from pages.routes import exports
from tests.pages.routes.seats import browser_of
from tests.pages.visiting import Visitor


def examples(language: str) -> list[str]:
    return [said for one in manual.chapters() for kind, said in one.pieces if kind == language]


def check(folder: Path) -> list[str]:
    return [
        f"{one.place.path}:{one.place.line} {one.rule.id} {one.message}"
        for one in courses.check_folder(folder).findings
    ]


def test_the_template_course_has_no_fault_where_an_author_puts_it(tmp_path: Path) -> None:
    assert check(courses.TEMPLATE) == []
    content = courses.TEMPLATE.parent.parent
    for name in ("laws.yaml", "glossary.yaml"):
        shutil.copy(content / name, tmp_path / name)
    shutil.copytree(content / "frameworks", tmp_path / "frameworks")
    shutil.copytree(courses.TEMPLATE, tmp_path / "courses" / "ky-nang-tim-kiem")
    assert check(tmp_path) == []


def test_every_example_of_the_guide_makes_a_faultless_course(tmp_path: Path) -> None:
    whole = examples("yaml")
    questions = [one for one in whole if re.match(r"- id: ", one)]
    (course,) = [one for one in whole if "completion:" in one]
    (rubric,) = [one for one in whole if "criteria:" in one]
    (quiz,) = [one for one in whole if "draw:" in one]
    (terms,) = [one for one in whole if one.startswith("- term:")]
    (in_order,) = [one for one in whole if "- course:" in one]
    assert len(whole) == len(questions) + 5
    lesson, *parts = examples("markdown")
    files = {
        "course.yaml": course,
        "lessons/01-mo-dau.md": "\n\n".join([lesson, *parts]),
        "lessons/02-nguon.md": lesson.replace("(02-nguon.md)", "(01-mo-dau.md)"),
        "questions/tu-khoa.yaml": re.sub(
            r"(?m)^  type:", "  outcome: chon-tu-khoa\n  difficulty: 1\n  type:", "\n".join(questions)
        ),
        "rubrics/phan-tich.yaml": rubric,
        "quizzes/cuoi-khoa.yaml": quiz,
        "media/o-tim-kiem.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 200"/>',
    }
    for name, said in files.items():
        path = tmp_path / "courses" / "ky-nang-tim-kiem" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said + "\n", encoding="utf-8")
    (tmp_path / "glossary.yaml").write_text(terms + "\n", encoding="utf-8")
    (tmp_path / "paths").mkdir()
    (tmp_path / "paths" / "lanh-dao.yaml").write_text(in_order + "\n", encoding="utf-8")
    named = re.findall(r"- course: (\S+)", in_order)
    for course_named in named:  # a path's courses have to be there
        copied = tmp_path / "courses" / course_named
        shutil.copytree(tmp_path / "courses" / "ky-nang-tim-kiem", copied)
    assert check(tmp_path) == []
    assert {found[1] for one in questions if (found := re.search(r"type: (\w+)", one))} >= {*courses.KINDS, "scenario"}


@pytest.mark.usefixtures("pages_of_city")
def test_every_rule_is_explained_and_found_by_number_or_words() -> None:
    trainer = Visitor("giangvien").open("authors-guide", part="quy-tac").well()
    said = trainer.everything()
    assert [name for name in courses.RULES if f"<strong>{name}</strong>" not in said] == []
    trainer.fill(trainer.at.text_input[0], "q012").well()
    said = trainer.everything()
    assert [name for name in courses.RULES if f"<strong>{name}</strong>" in said] == ["Q012"]
    trainer.fill(trainer.at.text_input[0], "phu de").well()
    assert "<strong>L018</strong>" in trainer.everything()
    assert "<strong>F001</strong>" not in trainer.everything()


@pytest.mark.usefixtures("pages_of_city")
def test_every_chapter_opens_and_leads_to_the_next() -> None:
    trainer = Visitor("giangvien").open("authors-guide").well()
    for chapter in manual.chapters():
        assert trainer.at.header[0].value == chapter.title
        trainer.at.button[-1].click()
        trainer.run().well()
    assert trainer.at.header[0].value == text.translate("All rules of the check")


@pytest.mark.usefixtures("pages_of_city")
def test_the_template_is_handed_to_trainers_only() -> None:
    assert browser_of("canbo", exports.routes).get("/export/khoa-hoc-mau.zip").status == 403
    assert browser_of(None, exports.routes).get("/export/khoa-hoc-mau.zip").status == 303
    names = zipfile.ZipFile(io.BytesIO(courses.template_archive())).namelist()
    assert sorted(names) == sorted(
        f"khoa-hoc-mau/{path.relative_to(courses.TEMPLATE).as_posix()}"
        for path in courses.TEMPLATE.rglob("*")
        if path.is_file()
    )
