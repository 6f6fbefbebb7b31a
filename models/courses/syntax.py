"""A YAML syntax error told as an author needs it: the line, what YAML saw, and the line as it should be written."""

import re

import yaml

from models.courses import rules
from models.courses.findings import Notes

_ENTRY = re.compile(r"^(?P<lead>\s*(?:- +)*)(?P<key>[\w-]+):(?P<gap>\s+)(?P<value>\S.*)$")
_ITEM = re.compile(r"^(?P<lead>\s*(?:- +)+)(?P<value>\S.*)$")
_GLUED = re.compile(r"^\s*(?:- +)*(?P<key>[\w-]+):(?P<value>[^\s/].*)$")
_AFTER_QUOTE = re.compile(r"""^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*[^\s#]""")
_RESERVED = "@`%&*!|>"


def quoted(value: str) -> str:
    """Return a text in the quotes that make it safe in YAML."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def explain_syntax(error: yaml.YAMLError, lines: list[str], notes: Notes, first_line: int) -> None:
    """Note what is wrong at the place of a parser's error, with a remedy where the usual slips are recognised."""
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    number = min(mark.line, len(lines) - 1) if mark else 0
    while number and not lines[number].strip():
        number -= 1
    line, column = lines[number], mark.column + 1 if mark and mark.line == number else 1
    at = number + first_line
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        notes.add(rules.F005, at, indent.index("\t") + 1, remedy=line.replace("\t", "  ", indent.count("\t")).rstrip())
        return
    entry = _ENTRY.match(line) or _ITEM.match(line)
    if entry is not None:
        value = entry["value"].rstrip()
        remedy = (line[: entry.start("value")] + quoted(value)).strip()
        start = entry.start("value") + 1
        if _AFTER_QUOTE.match(value):
            notes.add(rules.F007, at, start, remedy=remedy)
            return
        if value[0] in _RESERVED:
            notes.add(rules.F027, at, start, sign=value[0], remedy=remedy)
            return
        if value[0] not in "\"'[{" and re.search(r":(\s|$)", value):
            notes.add(rules.F006, at, start, remedy=remedy)
            return
    for back in range(number, max(number - 2, -1), -1):
        glued = _GLUED.match(lines[back])
        if glued is not None and "://" not in lines[back]:
            notes.add(rules.F026, back + first_line, glued.end("key") + 1, remedy=f"{glued['key']}: {glued['value']}")
            return
    context = getattr(error, "context", None) or ""
    if opened is not None and ("quoted scalar" in context or "flow" in context):
        begun = lines[opened.line] if opened.line < len(lines) else ""
        sign = begun[opened.column : opened.column + 1]
        notes.add(rules.F028, opened.line + first_line, opened.column + 1, sign=sign)
        return
    problem = getattr(error, "problem", None) or "unreadable"
    if "expected key" in problem or "'-' indicator" in problem or "mapping values" in problem:
        notes.add(rules.F029, at, column, written=line.strip()[:60])
        return
    notes.add(rules.F011, at, column, problem=problem)
