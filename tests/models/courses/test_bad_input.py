"""Whatever stands in a course folder: a finding with file and line, never an exception, and nobody else is harmed."""

import os
import resource
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from models import courses, text
from models.courses.questions.short.question import Short
from tests.models.courses.library import BANK, COURSE, LESSON, QUIZ, found, put, read, write


def test_a_good_course_breaks_no_rule(tmp_path: Path) -> None:
    write(tmp_path)
    assert found(tmp_path) == []
    assert found(tmp_path / "courses") == []
    assert found(tmp_path / "courses" / "an-toan") == []


def test_not_utf8_names_line_and_byte(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "lessons/01-thu-lua-dao.md").write_bytes("---\ntitle: Thư\n".encode() + b"minutes: \xe9\n---\nx")
    assert found(tmp_path)[1:] == ["lessons/01-thu-lua-dao.md:3 F002"]


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    write(tmp_path, course="\ufeff" + COURSE, lesson="\ufeff" + LESSON, bank="\ufeff" + BANK)
    assert found(tmp_path) == []


def test_windows_line_ends_change_no_version(tmp_path: Path) -> None:
    before = read(write(tmp_path / "a").parent.parent)
    after = read(write(tmp_path / "b", lesson=LESSON.replace("\n", "\r\n"), bank=BANK.replace("\n", "\r\n")).parents[1])
    assert courses.version(before) == courses.version(after)


def test_tabs_are_named(tmp_path: Path) -> None:
    write(tmp_path, course="title: A\noutcomes:\n\t- id: a\n")
    assert "course.yaml:3 F005" in found(tmp_path)


@pytest.mark.parametrize(
    ("line", "rule", "remedy"),
    [
        ("stem: Lưu ý: không mở", "F006", 'stem: "Lưu ý: không mở"'),
        ('stem: "Gấp" nghĩa là gì?', "F007", "stem: '\"Gấp\" nghĩa là gì?'"),
        ("stem: @tencoquan là gì?", "F027", 'stem: "@tencoquan là gì?"'),
        ("stem: *vn", "F009", '"*vn"'),
        ("stem:Trang có https", "F026", "stem: Trang có https"),
        ("stem: Ký tự # dùng để làm gì?", "F008", 'stem: "Ký tự #…"'),
    ],
)
def test_yaml_traps_say_what_to_write(tmp_path: Path, line: str, rule: str, remedy: str) -> None:
    write(tmp_path, bank=BANK.replace("stem: Trang có https luôn là trang thật.", line))
    text.use_language("en")
    findings = courses.check_folder(tmp_path).findings
    text.use_language("vi")
    assert [(one.place.line, one.rule.id) for one in findings] == [(21, rule)]
    assert findings[0].message.endswith(remedy)


def test_values_that_yaml_would_change_stay_as_written(tmp_path: Path) -> None:
    bank = BANK.replace('[.vn, vn, "*.vn"]', "[no, 12:30, 010, 1_000, ~]")
    write(tmp_path, bank=bank)
    question = read(tmp_path).question("ten-mien")
    assert isinstance(question, Short)
    assert question.answers == ("no", "12:30", "010", "1_000", "~")


def test_a_key_given_twice_and_a_tag(tmp_path: Path) -> None:
    write(
        tmp_path, bank=BANK.replace("answer: 8", "answer: 8\n  answer: 9").replace("answer: false", "answer: !!bool no")
    )
    assert [one for one in found(tmp_path) if "chung" in one] == ["questions/chung.yaml:22 F018"] or "F012" in str(
        found(tmp_path)
    )


def test_one_broken_entry_leaves_the_rest_of_its_file(tmp_path: Path) -> None:
    write(tmp_path, bank=BANK.replace("stem: Trang có https luôn", "stem: Trang có: https: luôn"))
    assert found(tmp_path) == ["questions/chung.yaml:21 F006"]
    assert [question.id for question in read(tmp_path).questions] == [
        "mat-khau-manh",
        "viec-can-lam",
        "ten-mien",
        "so-bit",
    ]


def test_an_anchor_bomb_is_refused_at_once(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [{', '.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    write(tmp_path, course=bomb)
    assert found(tmp_path) == ["course.yaml:1 F009"]


@pytest.mark.slow
@pytest.mark.parametrize("bomb", ["[" * 50_000, "{a: " * 50_000, "- " * 50_000, "? " * 50_000, "a: " + "[" * 50_000])
def test_fifty_thousand_brackets_do_not_end_the_process(tmp_path: Path, bomb: str) -> None:
    folder = write(tmp_path)
    put(folder / "questions/bom.yaml", bomb)
    script = (
        "import sys\nfrom pathlib import Path\nfrom models import courses\n"
        "sys.exit(courses.check_command(Path(sys.argv[1]), sys.stdout))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "questions/bom.yaml:1" in done.stdout


def test_a_file_of_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with (folder / "questions/lon.yaml").open("wb") as file:
        file.truncate(50_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert found(tmp_path) == ["questions/lon.yaml:1 F001"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 25_000


def test_of_one_file_300_findings_are_listed_errors_before_warnings_and_the_number_of_others(tmp_path: Path) -> None:
    """310 broken questions, each with an error, and with a warning (raw HTML) that stands before it."""
    folder = write(tmp_path)
    many = "".join(f"- id: cau-{n}\n  type: truefalse\n  stem: <b>Câu</b> {n}\n  answer: không\n" for n in range(310))
    put(folder / "questions/nhieu.yaml", many)
    (draft,) = courses.check_folder(tmp_path).drafts
    there = [one for one in draft.findings if one.place.path.endswith("nhieu.yaml")]
    *listed, last = there
    assert len(listed) == 300
    assert all(one.is_error for one in listed)
    assert (last.rule.id, dict(last.values), last.is_error) == ("F047", {"more": "320"}, False)
    assert last.place > listed[-1].place
    assert draft.course is not None
    assert [one.id for one in draft.course.questions if one.id.startswith("cau-")] == []  # those not listed, too
    assert len(draft.findings) == len(there)  # other files say what they said


def test_a_text_with_too_many_marks_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    """A lesson's 10,000 marks and line ends, a question's 2,000, a hundredth of them as addresses of links."""
    folder = write(tmp_path)
    lesson, bank = folder / "lessons/02-dai.md", folder / "questions/dai.yaml"
    head = "---\ntitle: Dài\nminutes: 8\n---\n"
    put(lesson, head + "a\n" * 4_999 + "*" * 5_001)
    assert found(tmp_path) == []
    put(lesson, head + "a\n" * 4_999 + "*" * 5_002)
    assert found(tmp_path) == ["lessons/02-dai.md:5004 F045"]
    put(lesson, head + "[a]: /b\n" * 101)
    assert found(tmp_path) == ["lessons/02-dai.md:105 F045"]
    put(lesson, head + "Ngắn.")
    put(lesson.with_suffix(".en.md"), "---\ntitle: Long\n---\n" + "*a**a*" * 5_000)
    assert found(tmp_path) == ["lessons/02-dai.en.md:4 F045"]
    lesson.with_suffix(".en.md").unlink()
    put(bank, "- id: dai\n  type: truefalse\n  answer: true\n  stem: |\n    Câu\n" + "    *a**a*\n" * 401)
    assert [one for one in found(tmp_path) if "F045" in one] == ["questions/dai.yaml:405 F045"]
    put(bank, "#" * 100_001)
    assert found(tmp_path) == ["questions/dai.yaml:1 F045"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    folder = write(tmp_path)
    secret = tmp_path / "secret.yaml"
    put(secret, "- id: secret\n")
    (folder / "questions/ngoai.yaml").symlink_to(secret)
    (folder / "media/thu-muc").symlink_to(tmp_path)
    (folder / "media/vong").symlink_to(folder)
    assert found(tmp_path) == ["media/thu-muc:1 F003", "media/vong:1 F003", "questions/ngoai.yaml:1 F003"]


def test_a_course_that_is_a_link_out_of_the_content_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "content")
    outside = write(tmp_path / "elsewhere", "ngoai")
    (tmp_path / "content/courses/ngoai").symlink_to(outside)
    report = courses.check_folder(tmp_path / "content")
    assert [draft.slug for draft in report.drafts] == ["an-toan"]
    assert [finding.rule.id for finding in report.findings] == ["F003"]


def test_paths_out_of_the_course(tmp_path: Path) -> None:
    write(tmp_path, lesson=LESSON.replace("../media/thu.svg", "../../../../etc/passwd"))
    assert "lessons/01-thu-lua-dao.md:13 L005" in found(tmp_path)


def test_a_folder_that_is_gone_or_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path)
    write(tmp_path, "khac")
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("an-toan/lessons"):
            raise FileNotFoundError(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = courses.check_folder(tmp_path)
    assert {draft.slug: draft.course is not None for draft in report.drafts} == {"an-toan": False, "khac": True}
    monkeypatch.undo()
    (folder / "questions/chung.yaml").unlink()
    (folder / "questions/chung.yaml").symlink_to(folder / "questions/not-there.yaml")
    assert any(one.startswith("quizzes/cuoi-khoa.yaml:8 Z001") for one in found(tmp_path))
    assert found(tmp_path / "nowhere") == []


def test_a_file_that_vanishes_between_listing_and_reading(tmp_path: Path) -> None:
    from models.courses import files

    folder = write(tmp_path)
    listed, _ = files.scan(folder, "courses/an-toan")
    for file in listed:
        Path(file.real).unlink()
    problems = [files.read_text(file, "courses/an-toan")[1][0].rule.id for file in listed]
    assert problems == ["F004"] * 5


def test_decomposed_vietnamese_is_composed_and_changes_no_version(tmp_path: Path) -> None:
    def nfd(value: str) -> str:
        return unicodedata.normalize("NFD", value)

    composed = read(write(tmp_path / "a").parents[1])
    decomposed = read(
        write(tmp_path / "b", course=nfd(COURSE), lesson=nfd(LESSON), bank=nfd(BANK), quiz=nfd(QUIZ)).parents[1]
    )
    assert decomposed.title.vi == "An toàn thông tin"
    assert courses.version(decomposed) == courses.version(composed)


_WORDS = "id: a\n|type: single\n|options:\n|---\n|```question\n|```\n|title: |draw:\n|\u2028|![](|<b>|: | #|*a|&a|!x"
_PIECES = st.sampled_from(_WORDS.split("|")) | st.sampled_from("-[]{}'\">|\t \n)\x00đ")
_FILES = {
    "course": "course.yaml",
    "lesson": "lessons/01-thu-lua-dao.md",
    "bank": "questions/chung.yaml",
    "quiz": "quizzes/cuoi-khoa.yaml",
    "picture": "media/thu.svg",
}


@pytest.mark.slow
@given(
    data=st.one_of(st.binary(max_size=200), st.lists(_PIECES, max_size=40).map(lambda parts: "".join(parts).encode())),
    place=st.sampled_from(sorted(_FILES)),
)
@hypothesis_settings(max_examples=300)
def test_no_file_makes_the_check_raise(tmp_path: Path, data: bytes, place: str) -> None:
    folder = write(tmp_path)
    write(tmp_path, "khac")
    (folder / _FILES[place]).write_bytes(data)
    report = courses.check_folder(tmp_path)
    assert {draft.slug: draft.course for draft in report.drafts}["khac"] is not None
    for finding in report.findings:
        assert finding.message
        assert finding.place.line >= 1
