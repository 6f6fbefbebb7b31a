"""A lesson as blocks that a page shows one after the other: safe HTML, and questions in between."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from models.courses.markdown import Diagram, Numbering, is_relative, to_html, to_inline_html, to_pieces
from models.courses.questions.base import Question
from models.courses.references import Term
from models.courses.schema import Check, Course, Lesson
from models.courses.spotting import explain_terms


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """A stretch of the lesson's text as safe HTML."""

    html: str


@dataclass(frozen=True, slots=True)
class QuestionBlock:
    """A question in the text."""

    question: Question


@dataclass(frozen=True, slots=True)
class DiagramBlock:
    """A mermaid diagram; `diagram_words` says it in words."""

    source: str


Block = HtmlBlock | QuestionBlock | DiagramBlock


@dataclass(frozen=True)
class Addresses:
    """How a page addresses what texts point to: a media file by its hash and name, a lesson by name and heading."""

    media: Callable[[str, str], str]
    lesson: Callable[[str, str], str]


def lesson_blocks(
    course: Course, lesson: Lesson, addresses: Addresses, terms: tuple[Term, ...] = ()
) -> tuple[Block, ...]:
    """Return a lesson's blocks in the current language; pictures and links point to where ``addresses`` says.

    Each of the ``terms`` is explained where it first occurs.
    """
    numbering, explained = Numbering(), set[str]()
    rewrite = _rewriter(course, "lessons", addresses)
    blocks: list[Block] = []
    for part in lesson.shown:
        if isinstance(part, Check):
            blocks.append(QuestionBlock(part.question))
            continue
        for piece in to_pieces(part.markdown, address=rewrite, numbering=numbering):
            if isinstance(piece, Diagram):
                blocks.append(DiagramBlock(piece.source))
            else:
                blocks.append(HtmlBlock(explain_terms(piece, terms, explained) if terms else piece))
    return tuple(blocks)


def html(course: Course, markdown: str, addresses: Addresses) -> str:
    """Return a text field of a question (stem, explanation) as safe HTML."""
    return to_html(markdown, address=_rewriter(course, "questions", addresses))


def inline_html(course: Course, markdown: str, addresses: Addresses) -> str:
    """Return a short text field of a question (an option, its feedback) as safe HTML within a line."""
    return to_inline_html(markdown, address=_rewriter(course, "questions", addresses))


def _rewriter(course: Course, folder: str, addresses: Addresses) -> Callable[[str], str]:
    media = {file.path: file.hash for file in course.media}

    def rewrite(target: str) -> str:
        if not is_relative(target):
            return target
        path, _, anchor = target.partition("#")
        full = posixpath.normpath(posixpath.join(folder, path))
        if full in media:
            return addresses.media(media[full], posixpath.basename(full))
        if full.startswith("lessons/") and full.endswith(".md"):
            name = full.removeprefix("lessons/").removesuffix(".md").removesuffix(".en")
            if course.lesson(name) is not None:
                return addresses.lesson(name, anchor)
        return ""

    return rewrite
