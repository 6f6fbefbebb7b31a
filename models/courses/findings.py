"""What a check finds: a rule, a place in a file, and the values of its sentence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from models import text


class Severity(StrEnum):
    """An error keeps the smallest thing back that cannot be shown; a warning keeps nothing back."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for authors. Its texts are English message ids of the catalogue; the examples are shown as they are."""

    id: str
    severity: Severity
    title: str
    message: str
    why: str
    wrong: str
    right: str


class Place(NamedTuple):
    """A place in a file of the content folder; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. ``holds`` names what an error keeps back: 'course', 'lesson:…', 'question:…', 'quiz:…'."""

    place: Place
    rule: Rule
    values: tuple[tuple[str, str], ...] = ()
    holds: str = ""

    @property
    def is_error(self) -> bool:
        """Whether something is kept back until this is mended."""
        return self.rule.severity is Severity.ERROR

    @property
    def message(self) -> str:
        """The sentence in the current language."""
        return text.translate(self.rule.message, **dict(self.values))


class Written(NamedTuple):
    """A stretch of Markdown and where it stands, kept for the checks that need it parsed."""

    place: Place
    markdown: str
    item: str


class Notes:
    """Collects the findings of one file; ``item`` is what an error found now keeps back."""

    def __init__(self, path: str, item: str, *, unknown_key: Rule, found: list[Finding]) -> None:
        self.path = path
        self.item = item
        self.unknown_key = unknown_key
        self.found = found
        self.errors = 0
        self.written: list[Written] | None = []
        self.places: dict[str, Place] = {}

    def add(self, rule: Rule, line: int, column: int = 1, **values: object) -> None:
        """Note that a rule is broken at a place of this file."""
        filled = tuple((name, str(value)) for name, value in values.items())
        error = rule.severity is Severity.ERROR
        self.errors += error
        self.found.append(Finding(Place(self.path, line, column), rule, filled, self.item if error else ""))

    def keep(self, markdown: str, line: int, column: int) -> None:
        """Keep a stretch of Markdown for the later checks, if there are to be any."""
        if self.written is not None:
            self.written.append(Written(Place(self.path, line, column), markdown, self.item))

    def mark(self, name: str, line: int, column: int) -> None:
        """Remember where something stands that may be found wrong only later."""
        self.places[name] = Place(self.path, line, column)

    def part(self, item: str, unknown_key: Rule) -> "Notes":
        """Return notes on a part of the same file, which count their own errors."""
        notes = Notes(self.path, item, unknown_key=unknown_key, found=self.found)
        notes.written, notes.places = self.written, self.places
        return notes
