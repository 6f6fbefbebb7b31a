"""Learning paths, content/paths/*.yaml: courses in the order in which they are best learned, each with its due day."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models import text
from models.courses import files, rules
from models.courses.fields import Fields, nearest, short, valid_name
from models.courses.findings import Finding, Notes
from models.courses.nodes import Node, Scalar, read_nodes
from models.courses.values import Translated

_WITHIN = re.compile(r"(\d{1,3}) (working )?days?")
_LEAST, _MOST = {True: 10, False: 14}, {True: 500, False: 730}


@dataclass(frozen=True)
class PathCourse:
    """A course of a path: due so many days after it is given (``working`` days), or ``by`` a day."""

    course: str
    days: int | None = None
    working: bool = False
    by: date | None = None


@dataclass(frozen=True)
class LearningPath:
    """A path: its file's name, and its courses in their order."""

    id: str
    title: Translated
    summary: Translated | None
    courses: tuple[PathCourse, ...]


def read_paths(content: Path, courses: frozenset[str] | None, found: list[Finding]) -> tuple[LearningPath, ...]:
    """Read every path that has no error; ``courses``: the names there are, None where that is not to be checked."""
    every = [_path(file, courses, found) for file in sorted((content / "paths").glob("*.yaml"))]
    return tuple(sorted((one for one in every if one is not None), key=lambda one: text.sort_key(one.title.vi)))


def _path(file: Path, courses: frozenset[str] | None, found: list[Finding]) -> LearningPath | None:
    name = file.name.removesuffix(".yaml")
    notes = Notes(f"paths/{file.name}", "", unknown_key=rules.P012, found=found)
    written, problems = files.read_text(files.FoundFile(f"paths/{file.name}", str(file), 0, 0), "")
    found.extend(Finding(problem.place, problem.rule, problem.values) for problem in problems)
    node = None if written is None else read_nodes(written, notes)
    if node is None:
        return None
    if not valid_name(name):
        notes.add(rules.F021, 1, name=name[:60], remedy=text.slug(name) or "pho-cap")
    head = Fields(node, notes, example="title: Kỹ năng số phổ cập")
    title = head.translated("title", example="Kỹ năng số phổ cập", needed=True)
    summary = head.translated("summary", example="Hai khóa nền cho mọi người.")
    steps = _steps(
        head.items("courses", example="[{course: an-toan-thong-tin, within: 20 working days}]"), notes, courses
    )
    if not steps and not notes.errors:
        notes.add(rules.P001, head.line)
    head.finish()
    return None if notes.errors or title is None else LearningPath(name, title, summary, steps)


def _steps(nodes: list[Node], notes: Notes, courses: frozenset[str] | None) -> tuple[PathCourse, ...]:
    steps: list[PathCourse] = []
    lines: dict[str, int] = {}
    for node in nodes:
        fields = Fields(node, notes, example="course: an-toan-thong-tin")
        course = fields.text("course", example="an-toan-thong-tin", needed=True)
        within, by = fields.node("within"), fields.date("by")
        fields.finish()
        if course is None:
            continue
        place = fields.values["course"]
        if course in lines:
            notes.add(rules.P003, place.line, place.column, id=course[:60], first=lines[course])
        elif courses is not None and course not in courses:
            notes.add(rules.P002, place.line, place.column, id=course[:60], near=nearest(course, courses))
        lines.setdefault(course, place.line)
        if (within is None) == ("by" not in fields.keys):
            notes.add(rules.P004, place.line, place.column, id=course[:60])
            continue
        step = PathCourse(course, by=by) if within is None else _within(course, within, notes)
        if step is not None and steps and _is_earlier(step, steps[-1]):
            notes.add(rules.P006, place.line, place.column, id=course[:60])
        steps += [] if step is None else [step]
    return tuple(steps)


def _within(course: str, node: Node, notes: Notes) -> PathCourse | None:
    match = _WITHIN.fullmatch(node.text.strip()) if isinstance(node, Scalar) else None
    if match is not None:
        days, working = int(match[1]), match[2] is not None
        if _LEAST[working] <= days <= _MOST[working]:
            return PathCourse(course, days, working)
    notes.add(rules.P005, node.line, node.column, value=short(node))
    return None


def _is_earlier(step: PathCourse, before: PathCourse) -> bool:
    if step.by is not None and before.by is not None:
        return step.by < before.by
    if step.days is None or before.days is None or step.working != before.working:
        return False  # they cannot be compared
    return step.days < before.days
