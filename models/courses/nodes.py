"""YAML as nodes that know their line and column; scalars stay the text that was written.

The parser's events are read one by one, so that aliases and depth are refused before anything is built: an alias
bomb never unfolds and deep nesting never reaches the C composer, which recurses.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from models.courses import rules
from models.courses.findings import Notes
from models.courses.syntax import explain_syntax, quoted

DEPTH = 40
_COMMENT = re.compile(r"\s+#")


class Scalar(NamedTuple):
    """A text as written. ``cut``: a comment follows it on its line, perhaps meant as part of the text.

    ``line`` is where the value begins, for a block (``|`` or ``>``) the line of its first words.
    """

    text: str
    line: int
    column: int
    plain: bool
    cut: bool


class Sequence(NamedTuple):
    """A list of values."""

    items: "list[Node]"
    line: int
    column: int


class Mapping(NamedTuple):
    """Values by their keys, in the order written, and the keys as they stand."""

    values: "dict[str, Node]"
    keys: "dict[str, Scalar]"
    line: int
    column: int


Node = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    """The file is refused as a whole; the note is written."""


@dataclass
class _Builder:
    notes: Notes
    lines: list[str]
    first_line: int
    next: Callable[[], Any]  # the parser's next event, None at the end; takes half the time of ``yaml.parse``

    def document(self) -> Node | None:
        """Build the one document of the stream."""
        node: Node | None = None
        started = False
        for event in iter(self.next, None):
            if isinstance(event, yaml.DocumentStartEvent):
                if started:
                    start: Any = event.start_mark
                    self.notes.add(rules.F022, start.line + self.first_line)
                    raise _RefusedError
                started = True
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, 0)
        return node

    def scalar(self, event: Any) -> Scalar:
        mark = event.start_mark
        line, column = mark.line + self.first_line, mark.column + 1
        if event.style:
            return Scalar(event.value, line + (event.style in "|>"), column, False, False)
        end = event.end_mark
        rest = self.lines[end.line] if end.line < len(self.lines) else ""
        return Scalar(event.value, line, column, True, "#" in rest and _COMMENT.match(rest, end.column) is not None)

    def node(self, event: Any, depth: int) -> Node:
        if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None and depth <= DEPTH:
            return self.scalar(event)  # nine nodes out of ten
        mark: Any = event.start_mark
        line, column = mark.line + self.first_line, mark.column + 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            written = self.lines[mark.line][mark.column :].split(" #")[0].strip() if mark.line < len(self.lines) else ""
            word = re.split(r"[\s,\]}]", written, maxsplit=1)[0]
            self.notes.add(rules.F009, line, column, text=word, remedy=quoted(word))
            raise _RefusedError
        if event.tag is not None:
            self.notes.add(rules.F018, line, column, tag=event.tag)
            raise _RefusedError
        if depth > DEPTH:
            self.notes.add(rules.F010, line, column, limit=DEPTH)
            raise _RefusedError
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while type(inner := self.next()) is not yaml.SequenceEndEvent:
                items.append(self.node(inner, depth + 1))
            return Sequence(items, line, column)
        values: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        while type(inner := self.next()) is not yaml.MappingEndEvent:
            key = self.node(inner, depth + 1)
            value = self.node(self.next(), depth + 1)
            if not isinstance(key, Scalar):
                self.notes.add(rules.F030, key.line, key.column)
            elif key.text in keys:
                self.notes.add(rules.F012, key.line, key.column, key=key.text, first=keys[key.text].line)
            else:
                keys[key.text], values[key.text] = key, value
        return Mapping(values, keys, line, column)


def read_nodes(content: str, notes: Notes, *, first_line: int = 1) -> Node | None:
    """Return the one document of a YAML text, or None: it is empty, or refused with a note.

    ``first_line`` is the line in the file on which ``content`` begins.
    """
    lines = content.split("\n")
    builder = _Builder(notes, lines, first_line, yaml.CSafeLoader(content).get_event)
    try:
        node = builder.document()
    except _RefusedError:
        return None
    except yaml.YAMLError as error:
        explain_syntax(error, lines, notes, first_line)
        return None
    if node is None:
        notes.add(rules.F024, first_line, key="")
    return node
