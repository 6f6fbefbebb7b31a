"""Reads a lesson: front matter, Markdown, and the questions in its text."""

import re

from models.courses import marks, rules
from models.courses.fields import Fields, nearest
from models.courses.findings import Notes
from models.courses.known import Known
from models.courses.nodes import Mapping, Scalar, read_nodes
from models.courses.question_file import read_question
from models.courses.questions.base import Question
from models.courses.questions.judging import Judged
from models.courses.questions.rubric import rules as rubric_rules
from models.courses.schema import Check, Lesson, Part, Passage
from models.courses.values import Translated

_FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})\s*([^\s`]*)")
_EXAMPLE = "title: Thư lừa đảo"


def read_lesson(name: str, content: str, notes: Notes, known: Known) -> Lesson | None:
    """Return a lesson, or None with notes; a broken question in its text keeps only itself back."""
    head, body, first_line = _split(content, notes)
    if head is None or not _bounded(body, first_line, notes):
        return None
    front = Fields(read_nodes(head, notes, first_line=2), notes, example=_EXAMPLE)
    title = front.translated("title", example="Thư lừa đảo", needed=True)
    minutes = front.whole("minutes", 1, 600, example=8)
    outcomes = front.scalars("outcomes", example="[nhan-dien-lua-dao]")
    formerly = front.words("formerly", example="[ten-cu]")
    for outcome in outcomes:
        if not known.has_outcome(outcome.text):
            near = nearest(outcome.text, known.outcomes)
            notes.add(rules.L010, outcome.line, outcome.column, id=outcome.text[:60], near=near)
    front.finish()
    parts = _parts(body, first_line, notes, known)
    if not parts and not notes.errors:
        notes.add(rules.L001, first_line)
    if notes.errors or title is None:
        return None
    ids = tuple(outcome.text for outcome in outcomes)
    return Lesson(name=name, title=title, minutes=minutes, outcomes=ids, parts=parts, formerly=formerly)


def read_translation(lesson: Lesson, content: str, notes: Notes) -> Lesson:
    """Return the lesson with its English text; unchanged, with notes, where that cannot be read."""
    head, body, first_line = _split(content, notes)
    if head is None or not _bounded(body, first_line, notes):
        return lesson
    front = Fields(read_nodes(head, notes, first_line=2), notes, example="title: Phishing mail")
    title = front.text("title", example="Phishing mail", needed=True)
    front.finish()
    parts = _parts(body, first_line, notes, {check.id: check for check in lesson.checks})
    if notes.errors or title is None:
        return lesson
    return lesson.model_copy(update={"title": Translated(vi=lesson.title.vi, en=title), "parts_en": parts or None})


def _bounded(body: str, first_line: int, notes: Notes) -> bool:
    """Return whether a lesson's text may be parsed; a finding says where it has too many marks."""
    if crowded := marks.beyond(body, marks.IN_LESSON):
        at, shown, most = crowded
        notes.add(rules.F045, first_line + body.count("\n", 0, at), mark=shown, most=most)
    return not crowded


def _split(content: str, notes: Notes) -> tuple[str | None, str, int]:
    """Return front matter, body, and the body's first line."""
    lines = content.split("\n")
    if lines[0].rstrip() == "---":
        for number, line in enumerate(lines[1:], start=1):
            if line.rstrip() == "---":
                return "\n".join(lines[1:number]) + "\n", "\n".join(lines[number + 1 :]), number + 2
    notes.add(rules.F019, 1)
    return None, "", 1


def _parts(body: str, first_line: int, notes: Notes, known: Known | dict[str, Question]) -> tuple[Part, ...]:
    """Split a body at its question fences; only a fence at the beginning of a line is one."""
    lines = body.split("\n")
    parts: list[Part] = []
    begun = number = 0

    def passage(end: int) -> None:
        markdown = "\n".join(line.rstrip() if not line.endswith("  ") else line for line in lines[begun:end])
        if markdown.strip():
            blank = len(markdown) - len(markdown.lstrip("\n"))
            notes.keep(markdown.strip("\n"), first_line + begun + blank, 1)
            parts.append(Passage(markdown=markdown.strip("\n")))

    while number < len(lines):
        fence = _FENCE.match(lines[number])
        if fence is None:
            number += 1
            continue
        mark, is_question = fence[2], fence[3] == "question" and not fence[1]
        close = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}\s*$")
        end = next((at for at in range(number + 1, len(lines)) if close.match(lines[at])), None)
        if end is None:
            # an indented fence may stand in a list, which closes it; only a plain one swallows the rest
            if not fence[1]:
                notes.add(rules.L017, first_line + number)
                passage(number)
                return tuple(parts)
            break
        if is_question:
            passage(number)
            source, line = "\n".join(lines[number + 1 : end]) + "\n", first_line + number + 1
            question = _check(source, line, notes, known)
            if question is not None:
                parts.append(Check(question=question))
            begun = end + 1
        number = end + 1
    passage(len(lines))
    return tuple(parts)


def _check(source: str, line: int, notes: Notes, known: Known | dict[str, Question]) -> Question | None:
    mine = notes.part("question:?", rules.Q012)
    node = read_nodes(source, mine, first_line=line)
    if node is None:
        return None
    if isinstance(known, Known):
        question = read_question(node, notes, known)
        if isinstance(question, Judged):
            notes.part(f"question:{question.id}", rules.Q012).add(rubric_rules.Q057, node.line, node.column)
            return None
        for key in ("difficulty", "marks", "tags"):
            if question is not None and isinstance(node, Mapping) and key in node.keys:
                place = node.keys[key]
                notes.part(f"question:{question.id}", rules.Q012).add(rules.Q064, place.line, place.column, key=key)
        return question
    value = node.values.get("id") if isinstance(node, Mapping) else None
    name = value.text if isinstance(value, Scalar) else ""
    if name not in known:
        mine.add(rules.L019, node.line, node.column, id=name[:60], near=nearest(name, tuple(known)))
    return known.get(name)
