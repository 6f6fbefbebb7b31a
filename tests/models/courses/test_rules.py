"""Each rule, broken once: the finding names the right file, line and rule, and what is kept back."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import courses, settings, text
from models.courses.canonical import course_from
from models.courses.rules_page import rules_page
from tests.models.courses.library import BANK, COURSE, LESSON, QUIZ, found, put, read, write

QUESTION = "questions/chung.yaml"
HERE = "lessons/01-thu-lua-dao.md"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("      right: true\n- id: viec", "      rigth: true\n- id: viec", ":8 Q012"),
        ("      right: true\n- id: viec", "- id: viec", ":5 Q005"),
        ("    - text: Hanoi@2026", "    - text: Hanoi@2026\n      right: true", ":5 Q006"),
        ("    - text: Hanoi@2026", "    - text: BỐN  từ ngẫu nhiên ghép lại", ":7 Q008"),
        ("    - text: Hanoi@2026\n", "", ":1 Q009"),
        ("    - text: Hanoi@2026", "    - text: Hanoi@2026\n      right: có", ":7 F033"),
        ("    - text: Hanoi@2026", "    - Hanoi@2026", ":6 F037"),
        ("outcome: nhan-dien", "outcome: nhan-dienn", ":4 Q011"),
        ("outcome: nhan-dien", "lesson: 01-thu-lua-da", ":4 Q010"),
        ("outcome: nhan-dien", "lesson: 01-thu-lua-dao#dau-hieuu", ":4 L003"),
        ("outcome: nhan-dien", "outcome:", ":4 F024"),
        ("outcome: nhan-dien", "difficulty: 5", ":4 F031"),
        ("outcome: nhan-dien", "marks: một", ":4 F032"),
        ("outcome: nhan-dien", "marks: 0", ":4 Q065"),
        ('"*.vn"]', '"*"]', ":26 Q066"),
        ("outcome: nhan-dien", "tags: mật khẩu", ":4 F036"),
        ("outcome: nhan-dien", "hint: [a]", ":4 F035"),
        ("id: mat-khau-manh", "id: Mật khẩu", ":1 F021"),
        ("- id: mat-khau-manh\n  type", "- type", ":1 F015"),
        ("id: viec-can-lam", "id: mat-khau-manh", ":9 F041"),
        ("type: truefalse", "type: dungsai", ":20 F017"),
        ("answer: false", "answer: không", ":22 F033"),
        ("  answer: false\n", "", ":19 F015"),
        ("answer: 8", "answer: tám", ":30 F032"),
        ("answer: 8", "answer: 15.000", ":30 F046"),
        ("answer: 8", "answer: 2,500", ":30 F046"),
        ("    - text: Xóa thư\n", "", ":13 Q013"),
        ("scoring: right-minus-wrong", "scoring: all", ":12 F017"),
    ],
)
def test_question(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in BANK
    write(
        tmp_path,
        bank=BANK.replace(old, new),
        quiz=QUIZ.replace("outcome: nhan-dien\n    take: 1", "questions: [https-an-toan, viec-can-lam]\n    take: 1"),
    )
    assert QUESTION + expected in found(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("../media/thu.svg", "../media/thuu.svg", [":13 L004"]),
        ("![Thư mô phỏng]", "![]", [":13 L008"]),
        ("![Thư mô phỏng](../media/thu.svg)", "Xem <b>kỹ</b>.", [":13 L006"]),
        ("![Thư mô phỏng](../media/thu.svg)", "[bài](02-sau.md)", [":13 L002"]),
        ("![Thư mô phỏng](../media/thu.svg)", "[mục](#dau-hieuu)", [":13 L003"]),
        ("![Thư mô phỏng](../media/thu.svg)", "[mục](01-thu-lua-dao.md#dau-hieu)", []),
        ("![Thư mô phỏng](../media/thu.svg)", "[x](javascript:alert(1))", [":13 L007"]),
        ("![Thư mô phỏng](../media/thu.svg)", "[x](&#106;avascript:alert(1))", [":13 L007"]),
        ("![Thư mô phỏng](../media/thu.svg)", "![x](data:text/html;base64,PGI+)", [":13 L007"]),
        ("![Thư mô phỏng](../media/thu.svg)", "```mermaid\n\n```", [":13 L009"]),
        ("![Thư mô phỏng](../media/thu.svg)", "> ```question\n> id: a\n> ```", [":13 L014"]),
        ("![Thư mô phỏng](../media/thu.svg)", "![x](../media/a.bmp)", [":13 L004"]),
        ("[!EXAMPLE]", "[!CHUY]", [":6 L016"]),
        ("```\n\nSau đó", "\n\nSau đó", [":15 L017"]),
        ("type: single", "type: single\ntags: [a]\nmarks: 2\ndifficulty: 1", [":18 Q064", ":19 Q064", ":20 Q064"]),
        ("minutes: 8", "minute: 8", [":3 L012"]),
        ("outcomes: [nhan-dien]", "outcomes: [nhan]", [":4 L010"]),
        ("title: Thư lừa đảo\n", "", [":2 F015"]),
        ("---\ntitle", "title", [":1 F019"]),
    ],
)
def test_lesson(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert old in LESSON
    write(tmp_path, lesson=LESSON.replace(old, new, 1))
    assert [one for one in found(tmp_path) if one.startswith(HERE)] == [HERE + one for one in expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("status: published", "status: đăng", ":3 F017"),
        ("status: published", "staus: published", ":3 C012"),
        ("status: published", "edition: hai", ":3 F031"),
        ("status: published", "hours: -1", ":3 F032"),
        ("status: published", "renews: true", ":3 F040"),
        ("status: published", "renews: {by: 31/03/2027}", ":3 F039"),
        ("status: published", "requires: [khong-co]", ":3 C004"),
        ("status: published", "audience: [moi-nguoi]", ":3 F017"),
        ("valid_for: 12 months", "valid_for: một năm", ":10 F038"),
        ("quiz: cuoi-khoa", "quiz: cuoi-ky", ":9 C003"),
        ("lessons: all", "lessons: [02-khac]", ":8 C010"),
        ("    text: Chỉ", '    competence: "4.1"\n    text: Chỉ', ":6 C011"),
        ("  quiz: cuoi-khoa\n", "test_out: true\n", ":9 C013"),
    ],
)
def test_course(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in COURSE
    write(tmp_path, course=COURSE.replace(old, new, 1))
    assert "course.yaml" + expected in found(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[so-bit, ten-mien]", "[so-bit, ten-mienn]", ":8 Z001"),
        ("[so-bit, ten-mien]", "[so-bit, so-bit]", ":8 Z005"),
        ("take: 1", "take: 2", ":7 Z002"),
        ("outcome: nhan-dien", "outcome: khac", ":6 Z004"),
        ("    take: 1\n", "", ":6 Z008"),
        ("minutes: 20", "pass_marks: 70", ":2 Z012"),
        ("minutes: 20", "pass_mark: 170", ":2 F031"),
        ("minutes: 20", "mode: thi", ":2 F017"),
        ("minutes: 20", "shuffle: het", ":2 F017"),
        ("minutes: 20", "per_page: het", ":2 F044"),
        ("minutes: 20", "per_page: 0", ":2 F044"),
        ("minutes: 20", "confidence: có", ":2 F033"),
        ("minutes: 20", "opens: 31/03/2027 08:00", ":2 F042"),
        ("minutes: 20", "closes: 2027-02-29 08:00", ":2 F042"),
        ("minutes: 20", "closes: 2027-03-31", ":2 F042"),
        ("minutes: 20", "opens: 2027-03-31 17:00\ncloses: 2027-03-31 17:00", ":3 Z013"),
        ("minutes: 20", "minutes: 20\nopens: 2027-03-31 17:00\ncloses: 2027-03-31 17:19", ":4 Z018"),
        ("minutes: 20", "feedback: after-closing", ":2 Z014"),
        ("minutes: 20", "mode: exam\nfeedback: at-once", ":3 Z015"),
        ("minutes: 20", "grace: 2", ":2 Z016"),
        ("minutes: 20", "mode: practice\nlessons: closed", ":3 Z017"),
        ("minutes: 20", "lessons: closed", ":2 Z019"),
        ("wait: 1 day", "wait: hai giờ", ":4 F043"),
    ],
)
def test_quiz(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in QUIZ
    write(tmp_path, quiz=QUIZ.replace(old, new, 1))
    assert "quizzes/cuoi-khoa.yaml" + expected in found(tmp_path)


@pytest.mark.parametrize(
    ("completing", "formerly", "expected"),
    [
        ("khac", "", [":3 Z020", ":4 Z020"]),
        ("cuoi-khoa", "", []),  # practice that completes the course has a pass mark
        ("ten-cu", "formerly: [ten-cu]\n", []),
    ],
)
def test_practice_that_decides_nothing_has_nothing_to_pass(
    tmp_path: Path, completing: str, formerly: str, expected: list[str]
) -> None:
    course = write(
        tmp_path,
        course=COURSE.replace("quiz: cuoi-khoa", f"quiz: {completing}"),
        quiz=QUIZ.replace("minutes: 20", "mode: practice\npass_mark: 70\nkeep: last\nfeedback: at-once") + formerly,
    )
    put(course / "quizzes" / "khac.yaml", QUIZ)
    assert [one for one in found(tmp_path) if one.endswith("Z020")] == [
        "quizzes/cuoi-khoa.yaml" + one for one in expected
    ]


def test_a_quiz_says_all_its_rules(tmp_path: Path) -> None:
    rules = """\
minutes: 20
opens: 2027-03-31 08:00
closes: 2027-03-31 08:20
grace: 2
shuffle: all
per_page: all
lessons: closed
confidence: true
feedback: after-closing
"""
    write(tmp_path, quiz=QUIZ.replace("minutes: 20\n", rules).replace("1 day", "2 hours"))
    assert found(tmp_path) == []
    quiz = read(tmp_path).quizzes[0]
    assert (quiz.opens, quiz.closes) == (
        datetime(2027, 3, 31, 1, 0, tzinfo=UTC),
        datetime(2027, 3, 31, 1, 20, tzinfo=UTC),
    )
    assert (quiz.grace, quiz.per_page, quiz.confidence) == (2, None, True)
    assert (quiz.shuffle, quiz.lessons) == (courses.Shuffle.ALL, courses.Meanwhile.CLOSED)
    assert quiz.wait == courses.Duration(count=2, unit="hour")
    course = read(tmp_path)
    assert course_from(courses.canonical(course)) == course


def test_a_completion_cannot_count_for_hours(tmp_path: Path) -> None:
    write(tmp_path, course=COURSE.replace("12 months", "12 hours"))
    assert found(tmp_path) == ["course.yaml:10 F038"]


def test_a_quiz_without_the_newer_keys_has_the_version_it_always_had(tmp_path: Path) -> None:
    write(tmp_path)
    said = courses.canonical(read(tmp_path).quizzes[0])
    assert json.loads(said).keys() == {
        *("name", "title", "mode", "minutes", "attempts", "wait", "keep"),
        *("pass_mark", "feedback", "draw", "formerly"),
    }


def test_draws_that_overlap_are_a_warning_while_both_can_be_filled(tmp_path: Path) -> None:
    bank = BANK.replace("type: multiple\n", "type: multiple\n  outcome: nhan-dien\n  difficulty: 1\n")
    two = QUIZ.replace("    take: 1\n", "    take: 1\n  - difficulty: 1\n    take: 1\n")
    write(tmp_path, bank=bank, quiz=two)
    assert found(tmp_path)[1:] == ["quizzes/cuoi-khoa.yaml:9 Z002"]  # the first line may take the only one that fits
    more = bank.replace("type: truefalse\n", "type: truefalse\n  difficulty: 1\n")
    write(tmp_path, bank=more, quiz=two)
    assert found(tmp_path) == ["quizzes/cuoi-khoa.yaml:8 Z003"]


@pytest.mark.parametrize(
    "unsafe",
    [
        "<script>alert(1)</script>",
        "<svg:script/>",
        "<foreignObject/>",
        '<rect onload="x()"/>',
        "<rect\nonclick='x()'/>",
        '<a href="javascript:x()"/>',
        '<image href="https://x.vn/a.png"/>',
        "<image xlink:href='//x.vn/a.png'/>",
        '<rect style="fill:url(https://x.vn)"/>',
        "<style>@import 'https://x.vn'</style>",
        '<a href="java&#115;cript:x()"/>',
        "<!DOCTYPE svg [<!ENTITY a 'b'>]>",
    ],
)
def test_unsafe_pictures_are_kept_back(tmp_path: Path, unsafe: str) -> None:
    write(tmp_path, picture=f"<svg>{unsafe}</svg>")
    assert [one.split(" ")[1] for one in found(tmp_path)] == ["L011"]
    assert read(tmp_path).media == ()


def test_pictures_may_refer_to_themselves(tmp_path: Path) -> None:
    write(tmp_path, picture='<svg><g id="a"/><use href="#a"/><rect fill="url(#g)"/><text>on = tắt</text></svg>')
    assert found(tmp_path) == []


def test_files_in_the_wrong_place_and_of_the_wrong_kind(tmp_path: Path) -> None:
    folder = write(tmp_path)
    put(folder / "questions/them.yml", "[]")
    put(folder / "media/a.exe", "")
    put(folder / "lessons/02-khac.en.md", "---\ntitle: x\n---\nx")
    put(folder / "lessons/Bài 2.md", "---\ntitle: x\n---\nx")
    put(folder / "README.md", "")
    assert found(tmp_path) == [
        "lessons/02-khac.en.md:1 L015",
        "lessons/Bài 2.md:1 F021",
        "media/a.exe:1 L013",
        "questions/them.yml:1 F020",
    ]


def test_laws_and_frameworks(tmp_path: Path) -> None:
    put(tmp_path / "laws.yaml", "- number: 116/2025/QH15\n  supersedes: [24/2018/QH14]\n")
    put(tmp_path / "frameworks/tt02-2025.yaml", 'items:\n  - id: "4.1"\n  - id: task-5\n')
    extra = 'framework: tt02-2025\nserves: [task-5, task-55]\nsources: [116/2025/QH15, 24/2018/QH14, "1/2"]\n'
    write(tmp_path, course=extra + COURSE.replace("    text: Chỉ", '    competence: "4.9"\n    text: Chỉ'))
    assert found(tmp_path) == [
        "course.yaml:2 C008",
        "course.yaml:3 C007",
        "course.yaml:3 C006",
        "course.yaml:9 C008",
    ]


def test_courses_that_require_each_other_are_refused_and_others_are_not(tmp_path: Path) -> None:
    write(tmp_path, "a", course=COURSE + "requires: [b]\n")
    write(tmp_path, "b", course=COURSE + "requires: [c]\n")
    write(tmp_path, "c", course=COURSE + "requires: [a]\n")
    write(tmp_path, "d", course=COURSE + "requires: [a]\n")
    report = courses.check_folder(tmp_path)
    assert [finding.rule.id for finding in report.findings] == ["C005"] * 3
    assert [draft.slug for draft in report.drafts if draft.course is not None] == ["d"]


def test_a_broken_question_keeps_back_only_itself_and_the_quiz_that_names_it(tmp_path: Path) -> None:
    write(tmp_path, bank=BANK.replace("answer: 8", "answer: tám"), course=COURSE.replace("  quiz: cuoi-khoa\n", ""))
    course = read(tmp_path)
    assert len(course.questions) == 4
    assert course.quizzes == ()
    assert len(course.lessons) == 1


def test_a_broken_question_in_the_text_leaves_its_lesson(tmp_path: Path) -> None:
    write(tmp_path, lesson=LESSON.replace("    right: true\n", ""))
    lesson = read(tmp_path).lessons[0]
    assert [part.kind for part in lesson.parts] == ["text", "text"]


def test_the_line_of_the_format_page(tmp_path: Path) -> None:
    text.use_language("en")
    write(tmp_path, bank=BANK.replace("    - text: Hanoi@2026", "    - text: Hanoi@2026\n      rigth: true"))
    finding = next(one for one in courses.check_folder(tmp_path).findings if one.rule.id == "Q012")
    said = finding.message
    text.use_language("vi")
    assert said == '`rigth` is not a key here ("Hanoi@2026"): did you mean `right`?'


def test_every_rule_has_its_texts_in_vietnamese() -> None:
    text.use_language("vi")
    for rule in courses.RULES.values():
        for message in (rule.title, rule.message, rule.why):
            assert text.translate(message) != message, f"{rule.id}: {message}"


def test_the_page_for_authors_says_what_the_rules_say() -> None:
    text.use_language("vi")
    page = (settings.ROOT / "docs/content-rules.md").read_text(encoding="utf-8")
    assert page == rules_page(), "run python -m models.courses.rules_page"


def test_the_command_says_what_is_wrong_and_how_many(tmp_path: Path) -> None:
    write(tmp_path)
    out = io.StringIO()
    assert courses.check_command(tmp_path, out) == 0
    write(tmp_path, lesson=LESSON.replace("thu.svg", "thuu.svg"))
    out = io.StringIO()
    assert courses.check_command(tmp_path, out) == 1
    first, *_, count, explain = out.getvalue().splitlines()
    assert first.startswith("courses/an-toan/course.yaml:1:1  C002  ")
    assert count.startswith("2 lỗi, 0 cảnh báo trong 1 khóa học (")
    assert explain.endswith("python -m models check --explain C002")
    out = io.StringIO()
    assert courses.check_command(tmp_path, out, as_json=True) == 1
    found_there = json.loads(out.getvalue())["findings"][1]
    assert (found_there["rule"], found_there["line"], found_there["holds"]) == ("L004", 13, "lesson:01-thu-lua-dao")
    assert courses.check_command(tmp_path / "nowhere", io.StringIO()) == 1


def test_a_rule_is_explained() -> None:
    out = io.StringIO()
    assert courses.explain_command("q012", out) == 0
    assert "rigth: true" in out.getvalue()
    assert courses.explain_command("Q999", io.StringIO()) == 1
