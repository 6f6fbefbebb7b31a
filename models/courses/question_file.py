"""Reads questions, from the files of the bank and from the text of lessons."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from models.courses import rules
from models.courses.fields import Fields
from models.courses.findings import Notes
from models.courses.known import Known
from models.courses.nodes import Node, Sequence, read_nodes
from models.courses.questions.about import read_about
from models.courses.questions.base import Question
from models.courses.questions.choosing import place_of, plain_number, written_text
from models.courses.questions.kinds import KINDS
from models.courses.questions.scenario import reading as scenario
from models.courses.questions.scenario.rules import Q062
from models.courses.schema import units
from models.courses.values import Translated

_EXAMPLE = "id: mat-khau-manh"


def read_bank(content: str, notes: Notes, known: Known) -> list[Question]:
    """Return the questions of a file that can be asked. A broken one takes no other with it.

    Where the file as a whole is no YAML, each entry (a line that begins with a hyphen) is read by itself.
    """
    probe = Notes(notes.path, notes.item, unknown_key=notes.unknown_key, found=[])
    node = read_nodes(content, probe)
    if node is None:
        if not (starts := [match.start() for match in re.finditer(r"^- ", content, re.MULTILINE)]):
            notes.found.extend(probe.found)
            return []
        ends = [*starts[1:], len(content)]
        entries: list[Node] = []
        for begin, end in zip(starts, ends, strict=True):
            part = read_nodes(content[begin:end], notes, first_line=content.count("\n", 0, begin) + 1)
            entries.extend(part.items if isinstance(part, Sequence) else ())
    else:
        notes.found.extend(probe.found)
        if not isinstance(node, Sequence):
            notes.add(rules.F036, node.line, node.column, key="questions", example="- id: mat-khau-manh")
            return []
        entries = node.items
    return [question for entry in entries for question in _read_entry(entry, notes, known)]


def _read_entry(node: Node, notes: Notes, known: Known) -> list[Question]:
    if scenario.is_scenario(node):
        return scenario.read_scenario(node, notes, known, read_question)
    question = read_question(node, notes, known)
    return [] if question is None else [question]


def read_question(node: Node, notes: Notes, known: Known) -> Question | None:
    """Return one question, or None with notes on everything that is wrong with it."""
    entry = Fields(node, notes.part("question:?", rules.Q012), example=_EXAMPLE, known=known)
    mine = entry.notes
    name = entry.name("id", example="mat-khau-manh", needed=True)
    if name is not None:
        mine.item, entry.where = f"question:{name}", name
        if (first := known.claim(name, f"{mine.path}:{entry.line}")) is not None:
            place = entry.values["id"]
            mine.add(rules.F041, place.line, place.column, id=name, first=first)
    kind = entry.text("type", example="single", needed=True)
    if not entry.is_mapping or kind is None:
        return None
    if kind not in KINDS:
        place, choices = entry.values["type"], ", ".join((*KINDS, scenario.NAME))
        if kind == scenario.NAME:  # one in the bank never comes here
            mine.add(Q062, place.line, place.column)
        else:
            mine.add(rules.F017, place.line, place.column, key="type", value=kind[:60], choices=choices)
        return None
    common = _common(entry, known, KINDS[kind].usual_stem)
    question = KINDS[kind].read(entry, {"id": name, **common})
    if common["shuffle"] is False and not KINDS[kind].keeps_order:
        mine.add(rules.Q034, *place_of(entry, "shuffle"), type=kind)
    entry.finish()
    return None if mine.errors else question()


def _common(entry: Fields, known: Known, stem: Translated | None) -> dict[str, Any]:
    return {
        **read_about(entry, known),
        "stem": entry.translated("stem", example="Mật khẩu nào khó đoán nhất?", needed=stem is None) or stem,
        "marks": _marks(entry),
        "hint": entry.translated("hint", example="Đọc từ phải sang trái."),
        "explanation": entry.translated("explanation", example="Tên hiển thị ai cũng đặt được."),
        "shuffle": entry.boolean("shuffle", True),
        "formerly": entry.words("formerly", example="[ten-cu]"),
    }


def _marks(entry: Fields) -> Decimal:
    marks = entry.number("marks", low=Decimal(0), example="1")
    if marks == 0:
        entry.notes.add(rules.Q065, *place_of(entry, "marks"))
    return marks or Decimal(1)


def written_bank(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Return questions as an author writes them in a file of the bank, those of a scenario within it."""
    return [
        written(unit[0]) if unit[0].scenario is None else scenario.written_scenario(unit, written)
        for unit in units(questions).values()
    ]


def written(question: Question) -> dict[str, Any]:
    """Return a question as an author writes it in a file of the bank: keys that are left out have their default."""
    told: dict[str, Any] = {"id": question.id, "type": question.type, "stem": written_text(question.stem)}
    told.update(question.written())
    told.update(
        outcome=question.outcome,
        lesson=question.lesson,
        difficulty=question.difficulty,
        marks=None if question.marks == 1 else plain_number(question.marks),
        hint=question.hint and written_text(question.hint),
        explanation=question.explanation and written_text(question.explanation),
        tags=list(question.tags) or None,
        shuffle=None if question.shuffle else False,
        formerly=list(question.formerly) or None,
    )
    return {key: value for key, value in told.items() if value is not None}
