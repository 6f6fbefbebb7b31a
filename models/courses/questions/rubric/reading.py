"""Reads a rubric: criteria, each with levels that have points and words."""

from decimal import Decimal

from models.courses.fields import Fields
from models.courses.findings import Notes
from models.courses.nodes import Node
from models.courses.questions.choosing import place_of, plain_number, written_text
from models.courses.questions.rubric import rules
from models.courses.rubrics import Criterion, Level, Rubric


def read_rubric(name: str, node: Node, notes: Notes) -> Rubric | None:
    """Return the rubric of a file, or None with notes on everything that is wrong with it."""
    entry = Fields(node, notes, example="title: Phân tích một tình huống")
    title = entry.translated("title", example="Phân tích một tình huống", needed=True)
    said = entry.number("points", low=Decimal(0), example="6")
    nodes = entry.items("criteria", example="[{text: Nêu đúng dấu hiệu, levels: […]}, …]")
    if not nodes:
        entry.missing("criteria", "criteria: [{text: Nêu đúng dấu hiệu, levels: […]}, …]")
        if "criteria" in entry.values:
            notes.add(rules.Q052, *place_of(entry, "criteria"))
    seen: dict[str, int] = {}
    criteria = [found for one in nodes if (found := _criterion(one, notes, seen)) is not None]
    entry.finish()
    if notes.errors or title is None or not criteria:
        return None
    rubric = Rubric(name=name, title=title, criteria=tuple(criteria))
    if said is not None and said != rubric.most:
        notes.add(rules.Q054, *place_of(entry, "points"), said=_plain(said), found=_plain(rubric.most))
        return None
    return rubric


def _criterion(node: Node, notes: Notes, seen: dict[str, int]) -> Criterion | None:
    entry = Fields(node, notes, example="text: Nêu đúng dấu hiệu")
    text = entry.translated("text", example="Nêu đúng dấu hiệu", needed=True)
    exact = "" if text is None else " ".join(text.vi.casefold().split())
    if exact in seen:
        notes.add(rules.Q059, entry.line, entry.column, first=seen[exact])
    elif exact:
        seen[exact] = entry.line
    nodes = entry.items("levels", example="[{points: 0, text: Chưa nêu được}, …]")
    entry.missing("levels", "levels: [{points: 0, text: Chưa nêu được}, …]")
    levels: list[Level] = []
    for one in nodes:
        level = _level(one, notes, {known.points for known in levels})
        levels += [] if level is None else [level]
    if "levels" in entry.values and len(nodes) < 2:
        notes.add(rules.Q052, *place_of(entry, "levels"))
    entry.finish()
    return None if text is None or len(levels) < 2 else Criterion(text=text, levels=tuple(levels))


def _level(node: Node, notes: Notes, taken: set[Decimal]) -> Level | None:
    entry = Fields(node, notes, example="points: 2")
    points = entry.number("points", low=Decimal(0), example="2", needed=True)
    text = entry.translated("text", example="Nêu đủ, có căn cứ", needed=True)
    entry.finish()
    if points is not None and points in taken:
        notes.add(rules.Q053, *place_of(entry, "points"), points=_plain(points))
    return None if points is None or text is None else Level(points=points, text=text)


def written_rubric(rubric: Rubric) -> dict[str, object]:
    """Return a rubric as an author writes it."""
    return {
        "title": written_text(rubric.title),
        "criteria": [
            {
                "text": written_text(one.text),
                "levels": [
                    {"points": plain_number(level.points), "text": written_text(level.text)} for level in one.levels
                ],
            }
            for one in rubric.criteria
        ],
    }


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
