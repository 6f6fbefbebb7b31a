"""Reads questions, from the files of the bank and from the text of lessons."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from models.courses import rules
from models.courses.fields import Fields, nearest
from models.courses.findings import Notes
from models.courses.known import Known
from models.courses.nodes import Node, Sequence, read_nodes
from models.courses.schema import (
    Accents,
    Multiple,
    Number,
    Option,
    Question,
    Scoring,
    Short,
    Single,
    Translated,
    TrueFalse,
)

LATER = ("match", "order", "gaps", "categorise", "hotspot", "written", "task", "scenario")
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
    questions = (read_question(entry, notes, known) for entry in entries)
    return [question for question in questions if question is not None]


def read_question(node: Node, notes: Notes, known: Known) -> Question | None:
    """Return one question, or None with notes on everything that is wrong with it."""
    entry = Fields(node, notes.part("question:?", rules.Q012), example=_EXAMPLE)
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
    if kind not in _READERS:
        place = entry.values["type"]
        rule = rules.Q003 if kind in LATER else rules.F017
        choices = ", ".join(_READERS)
        mine.add(rule, place.line, place.column, type=kind, key="type", value=kind[:60], choices=choices)
        return None
    common = _common(entry, known)
    question = _READERS[kind](entry, {"id": name, **common})
    entry.finish()
    return None if mine.errors else question()


def _common(entry: Fields, known: Known) -> dict[str, Any]:
    outcome = entry.text("outcome", example="nhan-dien-lua-dao")
    if outcome is not None and not known.has_outcome(outcome):
        place = entry.values["outcome"]
        entry.notes.add(rules.Q011, place.line, place.column, id=outcome[:60], near=nearest(outcome, known.outcomes))
    lesson = entry.text("lesson", example="02-thu-lua-dao#dau-hieu")
    if lesson is not None and (name := lesson.partition("#")[0]) not in known.lessons:
        place = entry.values["lesson"]
        entry.notes.add(rules.Q010, place.line, place.column, id=name[:60], near=nearest(name, known.lessons))
    elif lesson is not None and "#" in lesson:
        place = entry.values["lesson"]
        entry.notes.keep(f"[.](../lessons/{lesson.replace('#', '.md#', 1)})", place.line, place.column)
    return {
        "stem": entry.translated("stem", example="Mật khẩu nào khó đoán nhất?", needed=True),
        "outcome": outcome,
        "lesson": lesson,
        "difficulty": entry.whole("difficulty", 1, 4, example=2),
        "marks": entry.number("marks", low=Decimal(0), example="1") or Decimal(1),
        "hint": entry.translated("hint", example="Đọc từ phải sang trái."),
        "explanation": entry.translated("explanation", example="Tên hiển thị ai cũng đặt được."),
        "tags": entry.words("tags", example="[mật khẩu]"),
        "shuffle": entry.boolean("shuffle", True),
        "formerly": entry.words("formerly", example="[ten-cu]"),
    }


def _options(entry: Fields) -> tuple[Option, ...]:
    nodes = entry.items("options", example="[{text: Ngắt mạng, right: true}, …]")
    entry.missing("options", "options: [{text: Ngắt mạng, right: true}, …]")
    options: list[Option] = []
    texts: dict[str, int] = {}
    ids: set[str] = set()
    for number, node in enumerate(nodes):
        entry.notes.mark(f"{entry.where}/{number}", node.line, node.column)
        fields = Fields(node, entry.notes, example="text: Ngắt mạng")
        said = fields.translated("text", example="Ngắt mạng", needed=True)
        fields.where = said.vi[:40] if said else entry.where
        name = fields.name("id", example="ngat-mang")
        option = Option(
            id=name or "",
            text=said or Translated(vi=""),
            right=bool(fields.boolean("right", False)),
            feedback=fields.translated("feedback", example="Đúng: chặn mã độc lan đi."),
        )
        fields.finish()
        exact = " ".join(said.vi.casefold().split()) if said else ""
        if exact and exact in texts:
            place = fields.values["text"]
            entry.notes.add(rules.Q008, place.line, place.column, first=texts[exact])
        texts.setdefault(exact, fields.line)
        if name and name in ids:
            place = fields.values["id"]
            entry.notes.add(rules.Q018, place.line, place.column, id=name)
        ids.add(name or "")
        options.append(option)
    if nodes and len(nodes) < 2:
        entry.notes.add(rules.Q009, entry.line, entry.column)
    return tuple(options)


def _place(entry: Fields, key: str) -> tuple[int, int]:
    scalar = entry.keys.get(key)
    return (scalar.line, scalar.column) if scalar else (entry.line, entry.column)


def _check_right(entry: Fields, options: tuple[Option, ...], kind: str) -> None:
    count = sum(option.right for option in options)
    # a misspelt `right` is noted as such; "no right option" would be a second, misleading finding
    if options and not count and not entry.notes.errors:
        entry.notes.add(rules.Q005, *_place(entry, "options"))
    elif kind == "single" and count > 1:
        entry.notes.add(rules.Q006, *_place(entry, "options"), count=count)
    elif kind == "multiple" and len(options) > 1 and count == len(options):
        entry.notes.add(rules.Q013, *_place(entry, "options"))


def _single(entry: Fields, common: dict[str, Any]) -> Callable[[], Question]:
    options = _options(entry)
    _check_right(entry, options, "single")
    return lambda: Single(options=options, **common)


def _multiple(entry: Fields, common: dict[str, Any]) -> Callable[[], Question]:
    options = _options(entry)
    scoring = entry.choice("scoring", Scoring, Scoring.ALL_OR_NOTHING)
    _check_right(entry, options, "multiple")
    return lambda: Multiple(options=options, scoring=scoring, **common)


def _truefalse(entry: Fields, common: dict[str, Any]) -> Callable[[], Question]:
    answer = entry.boolean("answer", None)
    entry.missing("answer", "answer: false")
    return lambda: TrueFalse(answer=cast(bool, answer), **common)


def _short(entry: Fields, common: dict[str, Any]) -> Callable[[], Question]:
    answers = entry.words("answers", example="[.vn, vn]")
    entry.missing("answers", "answers: [.vn, vn]")
    value = entry.values.get("answers")
    if isinstance(value, Sequence) and not value.items:
        entry.notes.add(rules.F024, value.line, value.column, key="answers")
    accents = entry.choice("accents", Accents, Accents.IGNORED)
    return lambda: Short(answers=answers, accents=accents, **common)


def _number(entry: Fields, common: dict[str, Any]) -> Callable[[], Question]:
    answer = entry.number("answer", low=None, example="8", needed=True)
    tolerance = entry.number("tolerance", low=Decimal(0), example="0") or Decimal(0)
    unit = entry.text("unit", example="bit")
    return lambda: Number(answer=cast(Decimal, answer), tolerance=tolerance, unit=unit, **common)


_READERS: dict[str, Callable[[Fields, dict[str, Any]], Callable[[], Question]]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truefalse,
    "short": _short,
    "number": _number,
}
