"""The readers of what comes from outside, each with good inputs and what hurts in its language: for `tests.fuzzing`."""

from pydantic import ValidationError

from models.assessment import true_kinds
from models.rights import DomainError
from tests.fuzzed.of_courses import course_file, read_markdown, read_picture, read_svg
from tests.fuzzed.of_files import (
    a_backup,
    a_bundle,
    csv_lists,
    handed_in,
    installer,
    lists,
    read_backup,
    read_bundle,
    read_list,
)
from tests.fuzzed.of_others import directory_answers, read_directory, read_token, tokens
from tests.fuzzed.of_pages import addresses, answers, heads, read_address, read_answer, read_heads
from tests.fuzzed.places import texts
from tests.fuzzed.words import JSON, MARKDOWN, SVG, XML, YAML
from tests.fuzzing import Reader
from tests.models.courses import library

REFUSED = (DomainError,)
READERS: dict[str, Reader] = {
    one.name: one
    for one in (
        Reader(
            "course.yaml",
            lambda: [library.COURSE.encode(), *texts("courses/*/course.yaml")],
            course_file("course.yaml"),
            (),
            YAML,
            costly=4,
        ),
        Reader(
            "lesson",
            lambda: [library.LESSON.encode(), *texts("courses/*/lessons/*.md")],
            course_file("lessons/01-thu-lua-dao.md"),
            (),
            (*YAML, *MARKDOWN),
            costly=4,
        ),
        Reader(
            "questions",
            lambda: [library.BANK.encode(), *texts("courses/*/questions/*.yaml")],
            course_file("questions/chung.yaml"),
            (),
            (*YAML, *MARKDOWN),
            costly=4,
        ),
        Reader(
            "quiz",
            lambda: [library.QUIZ.encode(), *texts("courses/*/quizzes/*.yaml")],
            course_file("quizzes/cuoi-khoa.yaml"),
            (),
            YAML,
            costly=4,
        ),
        Reader(
            "markdown",
            lambda: [library.LESSON.encode(), *texts("courses/*/lessons/*.md")],
            read_markdown,
            REFUSED,
            MARKDOWN,
            costly=2,
        ),
        Reader("svg", lambda: [library.PICTURE.encode(), *texts("courses/*/media/*.svg")], read_svg, REFUSED, SVG),
        Reader("picture", lambda: handed_in()[1:3], read_picture, ()),
        Reader(
            "handed in",
            handed_in,
            lambda data: true_kinds.kind_of(data, true_kinds.MEDIA_TYPES),
            REFUSED,
            XML,
            packed=True,
        ),
        Reader("staff list, workbook", lists, read_list, REFUSED, XML, packed=True, costly=40),
        Reader("staff list, text", csv_lists, read_list, REFUSED, (b'"', b",", b";", b"\n", b"=1+1", b'""')),
        Reader("backup", lambda: [a_backup()], read_backup, REFUSED, JSON, packed=True),
        Reader("bundle", lambda: [a_bundle()], read_bundle, (installer().RefusedError,), JSON, packed=True, costly=8),
        Reader("answer", answers, read_answer, (ValidationError,), JSON),
        Reader(
            "address of a view",
            addresses,
            read_address,
            (),
            (
                b"&",
                b"=",
                b"%00",
                b"%ff",
                b"0001-01-01",
                b"9999-12-31",
                b"T00:00:00%2B23:59",
                b"W",
                b"2026-W01-1",
                b"NaN",
            ),
        ),
        Reader("kept heads", heads, read_heads, REFUSED, ("²".encode(), "٣".encode(), b"9" * 5000, b" ")),
        Reader(
            "provider's token",
            tokens,
            read_token,
            REFUSED,
            (*JSON, b".", b"=", b"eyJhbGciOiJub25lIn0", b'"exp":1e400', b'"aud":{}'),
        ),
        Reader(
            "directory's answer",
            directory_answers,
            read_directory,
            REFUSED,
            (b"\x30\x84\xff\xff\xff\xff", b"\x30\x80", b"\x04\x00", b"\x64", b"\x73"),
            costly=60,
        ),
    )
}
