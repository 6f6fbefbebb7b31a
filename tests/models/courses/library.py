"""A small course on disk, made anew for each test, and ways to break it."""

from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from models import courses
from models.courses import files, question_file
from models.courses.findings import Notes
from models.courses.known import Known, Surroundings
from models.courses.nodes import read_nodes
from models.courses.questions import kinds
from models.courses.questions.placing import Placing
from models.courses.questions.rubric.reading import read_rubric

COURSE = """\
title: {vi: An toàn thông tin, en: Information security}
summary: Nhận ra và tránh các rủi ro thường gặp.
status: published
outcomes:
  - id: nhan-dien
    text: Chỉ ra được ba dấu hiệu của một thư lừa đảo
completion:
  lessons: all
  quiz: cuoi-khoa
valid_for: 12 months
"""
LESSON = """\
---
title: Thư lừa đảo
minutes: 8
outcomes: [nhan-dien]
---
> [!EXAMPLE] Tình huống
> 16 giờ, chị nhận được thư gấp.

## Dấu hiệu

Tên người gửi khác địa chỉ thật.

![Thư mô phỏng](../media/thu.svg)

```question
id: soi-dia-chi
type: single
stem: Chị nên xem điều gì trước tiên?
options:
  - text: Địa chỉ thật của người gửi
    right: true
    feedback: Tên hiển thị ai cũng đặt được.
  - text: Chữ ký cuối thư
```

Sau đó báo cho bộ phận phụ trách.
"""
BANK = """\
- id: mat-khau-manh
  type: single
  stem: Mật khẩu nào khó đoán nhất?
  outcome: nhan-dien
  options:
    - text: Hanoi@2026
    - text: bốn từ ngẫu nhiên ghép lại
      right: true
- id: viec-can-lam
  type: multiple
  stem: Cần làm gì ngay?
  scoring: right-minus-wrong
  options:
    - text: Ngắt mạng
      right: true
    - text: Báo bộ phận phụ trách
      right: true
    - text: Xóa thư
- id: https-an-toan
  type: truefalse
  stem: Trang có https luôn là trang thật.
  answer: false
- id: ten-mien
  type: short
  stem: Tên miền quốc gia của Việt Nam?
  answers: [.vn, vn, "*.vn"]
- id: so-bit
  type: number
  stem: Một byte có bao nhiêu bit?
  answer: 8
  unit: bit
"""
QUIZ = """\
title: Bài kiểm tra cuối khóa
minutes: 20
attempts: 3
wait: 1 day
draw:
  - outcome: nhan-dien
    take: 1
  - questions: [so-bit, ten-mien]
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'


def write(content: Path, slug: str = "an-toan", **replaced: str) -> Path:
    """Write a course that breaks no rule, some of its files replaced; return its folder."""
    folder = content / "courses" / slug
    files = {
        "course.yaml": replaced.get("course", COURSE),
        "lessons/01-thu-lua-dao.md": replaced.get("lesson", LESSON),
        "questions/chung.yaml": replaced.get("bank", BANK),
        "quizzes/cuoi-khoa.yaml": replaced.get("quiz", QUIZ),
        "media/thu.svg": replaced.get("picture", PICTURE),
    }
    for path, content_text in files.items():
        put(folder / path, content_text)
    return folder


def put(path: Path, content: str) -> None:
    """Write a file, its folder too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def found(path: Path) -> list[str]:
    """Check a folder and return 'file:line rule' for each finding, the file from the course folder."""
    return [
        f"{finding.place.path.split('/', 2)[-1]}:{finding.place.line} {finding.rule.id}"
        for finding in courses.check_folder(path).findings
    ]


def read(content: Path, slug: str = "an-toan") -> courses.Course:
    """Return the course as it can be shown."""
    drafts = {draft.slug: draft for draft in courses.check_folder(content).drafts}
    course = drafts[slug].course
    assert course is not None, found(content)
    return course


def bank_findings(text: str) -> list[str]:
    """Read a file of the bank by itself and return 'line rule' for each finding."""
    return [f"{finding.place.line} {finding.rule.id}" for finding in _read_bank(text)[1].found]


def read_bank(text: str) -> tuple[courses.Question, ...]:
    """Return the questions of a bank's file as a release has them; whatever the check finds fails the test."""
    questions, notes = _read_bank(text)
    assert notes.found == []
    course = courses.Course(slug="tap", title=courses.Translated(vi="Tập"), questions=tuple(questions))
    return courses.with_option_ids(course, None)[0].questions


def made(kind: str, rest: str) -> courses.Question:
    """Return a question of a type, from what its file says beside id, type and stem."""
    (question,) = read_bank(f"- id: cau\n  type: {kind}\n  stem: Hỏi.\n  {rest}\n")
    return question


def worth(question: courses.Question, answer: Any) -> Fraction:
    """Return what part of a question's marks an answer earns."""
    return question.mark(answer).fraction


def ids_by_text(question: courses.Question) -> tuple[dict[str, str], dict[str, str]]:
    """Return the ids of what is placed, and of where it can be placed, by their texts."""
    assert isinstance(question, Placing)
    items, targets = ({piece.text.vi: piece.id for piece in found} for found in (question.items, question.targets))
    return items, targets


def every_placing_earns_its_share(question: courses.Question, *, each: bool) -> None:
    """Mark all answers there are, each item in one of the places or in none; ``each``: a part earns by itself."""
    items, targets = (list(found.values()) for found in ids_by_text(question))
    right = question.right_answer()
    assert isinstance(right, dict)
    for places in product([None, *targets], repeat=len(items)):
        said = {item: target for item, target in zip(items, places, strict=True) if target is not None}
        share = Fraction(sum(right[item] == target for item, target in said.items()), len(items))
        earned = worth(question, said)
        assert earned == (share if each else share == 1)
        assert (earned == 1) == (said == right)
        for item in items:  # one more right part never costs
            assert worth(question, {**said, item: right[item]}) >= earned


def rubric(text: str = (kinds.FOLDER / "rubric" / "example.yaml").read_text(encoding="utf-8")) -> courses.Rubric:
    """Return a rubric (that of the examples), whose file must be without a finding."""
    found, notes = _read_rubric(text)
    assert notes.found == []
    assert found is not None
    return found


def rubric_findings(text: str) -> list[str]:
    """Read a rubric and return 'line rule' for each finding."""
    return [f"{finding.place.line} {finding.rule.id}" for finding in _read_rubric(text)[1].found]


def _read_rubric(text: str) -> tuple[courses.Rubric | None, Notes]:
    notes = Notes("rubrics/mau.yaml", "rubric:mau", unknown_key=courses.RULES["Q012"], found=[])
    node = read_nodes(text, notes)
    assert node is not None
    return read_rubric("mau", node, notes), notes


def _read_bank(text: str) -> tuple[list[courses.Question], Notes]:
    notes = Notes("questions/chung.yaml", "questions:chung", unknown_key=courses.RULES["Q012"], found=[])
    rubrics = {"rubrics/mau.yaml": rubric(), "rubrics/hong.yaml": None}
    return question_file.read_bank(text, notes, Known(Surroundings(), media=_media(), rubrics=rubrics)), notes


def _media() -> dict[str, files.FoundFile]:
    """Return the pictures that examples of types show, as if they lay in the course's media."""
    found = (files.scan(path, "")[0] for path in kinds.FOLDER.iterdir() if path.is_dir())
    return {f"media/{file.path}": file for listed in found for file in listed if file.suffix == ".svg"}
