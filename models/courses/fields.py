"""Reads the keys of one mapping into typed values; whatever is wrong becomes a note with its place and a remedy."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from models import text
from models.courses import marks, rules
from models.courses.findings import Notes
from models.courses.known import Known
from models.courses.nodes import Mapping, Node, Scalar, Sequence
from models.courses.syntax import quoted
from models.courses.values import Duration, Translated, Unit

_Enum = TypeVar("_Enum", bound=StrEnum)
_SPAN = re.compile(r"(\d{1,4}) (hour|day|week|month|year)s?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGITS = re.compile(r"-?\d{1,9}")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}[.,]\d{2}0")  # nobody ends decimals with a 0
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TRUE, _FALSE = frozenset({"true", "True", "TRUE"}), frozenset({"false", "False", "FALSE"})


def nearest(word: str, words: Iterator[str] | tuple[str, ...] | frozenset[str]) -> str:
    """Return the words most like a misspelt one, '–' where none is; compared without accents and case."""
    folded = {text.search_key(one): one for one in sorted(words)}
    matches = get_close_matches(text.search_key(word), list(folded), n=2, cutoff=0.5)
    return ", ".join(folded[match] for match in matches) or "–"


def valid_name(word: str) -> bool:
    """Return whether a word can be the id of a course, lesson, quiz, question or option."""
    return len(word) <= 80 and _NAME.fullmatch(word) is not None


def short(node: Node) -> str:
    """Return a value as a message quotes it."""
    if isinstance(node, Scalar):
        return node.text if len(node.text) <= 60 else node.text[:59] + "…"
    return "[…]" if isinstance(node, Sequence) else "{…}"


class Fields:
    """The keys of one mapping. Each is asked for once, with its type; `finish` notes the keys that nobody asked for.

    ``known``: what of the course the mapping may name, where it may.
    """

    def __init__(
        self, node: Node | None, notes: Notes, *, example: str, where: str = "", known: Known | None = None
    ) -> None:
        self.notes = notes
        self.where = where
        self.known = known
        self.line = node.line if node is not None else 1
        self.column = node.column if node is not None else 1
        self.asked: set[str] = set()
        self.is_mapping = isinstance(node, Mapping)
        self.values: dict[str, Node] = node.values if isinstance(node, Mapping) else {}
        self.keys: dict[str, Scalar] = node.keys if isinstance(node, Mapping) else {}
        if node is not None and not self.is_mapping:
            notes.add(rules.F037, node.line, node.column, example=example)

    def node(self, key: str) -> Node | None:
        """Return the value of a key as written; an empty one counts as not given, with a note."""
        self.asked.add(key)
        value = self.values.get(key)
        if isinstance(value, Scalar) and value.plain and value.text == "" and not value.cut:
            self.notes.add(rules.F024, value.line, self.keys[key].column, key=key)
            return None
        return value

    def missing(self, key: str, example: str) -> None:
        """Note that a needed key is not there, unless a misspelt one of nearly its name will be noted anyway."""
        if self.is_mapping and key not in self.values and not self._misspelt(key):
            self.notes.add(rules.F015, self.line, self.column, key=key, example=example)

    def _misspelt(self, key: str) -> bool:
        return bool(get_close_matches(key, [word for word in self.keys if word not in self.asked], n=1, cutoff=0.7))

    def text(self, key: str, *, example: str, needed: bool = False) -> str | None:
        """Return a plain text."""
        value = self.node(key)
        if value is None:
            if needed:
                self.missing(key, f"{key}: {example}")
            return None
        if not isinstance(value, Scalar) or not value.text.strip():
            self.notes.add(rules.F034, value.line, value.column, key=key, example=example)
            return None
        return value.text.strip()

    def name(self, key: str, *, example: str, needed: bool = False) -> str | None:
        """Return an id: small letters, digits, hyphens."""
        word = self.text(key, example=example, needed=needed)
        if word is not None and not valid_name(word):
            value = self.values[key]
            remedy = text.slug(word)[:80].strip("-") or example
            self.notes.add(rules.F021, value.line, value.column, name=word[:60], remedy=remedy)
            return None
        return word

    def translated(self, key: str, *, example: str, needed: bool = False) -> Translated | None:
        """Return a text, or texts by language."""
        value = self.node(key)
        if value is None:
            if needed:
                self.missing(key, f"{key}: {example}")
            return None
        if isinstance(value, Scalar):
            return Translated(vi=self._said(value, key)) if self._filled(value, key) else None
        if isinstance(value, Mapping):
            vi, en = value.values.get("vi"), value.values.get("en")
            if isinstance(vi, Scalar) and value.keys.keys() <= {"vi", "en"} and (en is None or isinstance(en, Scalar)):
                if not self._filled(vi, f"{key}: vi") or (en is not None and not self._filled(en, f"{key}: en")):
                    return None
                said = self._said(en, "en") if isinstance(en, Scalar) else None
                return Translated(vi=self._said(vi, "vi"), en=said)
        self.notes.add(rules.F035, value.line, value.column, key=key)
        return None

    def _filled(self, value: Scalar, key: str) -> bool:
        if value.text.strip() or value.cut:
            return True
        self.notes.add(rules.F024, value.line, value.column, key=key)
        return False

    def _said(self, value: Scalar, key: str) -> str:
        if value.cut:
            self.notes.add(rules.F008, value.line, value.column, remedy=f"{key}: {quoted(value.text + ' #…')}")
        said = value.text.strip("\n").rstrip()
        if crowded := marks.beyond(said, marks.IN_TEXT):
            at, shown, most = crowded
            self.notes.add(rules.F045, value.line + said.count("\n", 0, at), value.column, mark=shown, most=most)
            return said[:at]
        self.notes.keep(said, value.line, value.column)
        return said

    def choice(self, key: str, kind: type[_Enum], default: _Enum) -> _Enum:
        """Return one of an enumeration's values."""
        value = self.node(key)
        if value is None:
            return default
        if isinstance(value, Scalar) and value.text in kind._value2member_map_:
            return kind(value.text)
        choices = ", ".join(member.value for member in kind)
        self.notes.add(rules.F017, value.line, value.column, key=key, value=short(value), choices=choices)
        return default

    def whole(self, key: str, low: int, high: int, *, example: int, default: int | None = None) -> int | None:
        """Return a whole number from ``low`` to ``high``."""
        value = self.node(key)
        return default if value is None else self._whole(value, key, low, high, example)

    def _whole(self, value: Node, key: str, low: int, high: int, example: int) -> int | None:
        if isinstance(value, Scalar) and _DIGITS.fullmatch(value.text.strip()) and low <= int(value.text) <= high:
            return int(value.text)
        limits = {"low": low, "high": high, "example": example}
        self.notes.add(rules.F031, value.line, value.column, key=key, value=short(value), **limits)
        return None

    def number(self, key: str, *, low: Decimal | None, example: str, needed: bool = False) -> Decimal | None:
        """Return a number, with a point or a comma before its decimals, in its shortest form."""
        value = self.node(key)
        if value is None:
            if needed:
                self.missing(key, f"{key}: {example}")
            return None
        if isinstance(value, Scalar) and len(value.text) <= 30:
            try:
                found = Decimal(value.text.strip().replace(",", ".", 1))
            except InvalidOperation:
                found = Decimal("NaN")
            if _GROUPED.fullmatch(said := value.text.strip()):
                large, small = re.sub("[.,]", "", said), format(found.normalize(), "f")
                self.notes.add(rules.F046, value.line, value.column, key=key, value=said, large=large, small=small)
                return None
            if found.is_finite() and abs(found.adjusted()) < 16 and (low is None or found >= low):
                return Decimal(format(found.normalize(), "f"))
        least = "–" if low is None else str(low)
        self.notes.add(rules.F032, value.line, value.column, key=key, low=least, example=example, value=short(value))
        return None

    def boolean(self, key: str, default: bool | None) -> bool | None:
        """Return true or false."""
        value = self.node(key)
        if value is None:
            return default
        if isinstance(value, Scalar) and value.plain and value.text in _TRUE | _FALSE:
            return value.text in _TRUE
        self.notes.add(rules.F033, value.line, value.column, key=key, value=short(value))
        return None

    def scalars(self, key: str, *, example: str) -> tuple[Scalar, ...]:
        """Return a list of texts with their places."""
        value = self.node(key)
        if value is None:
            return ()
        if not isinstance(value, Sequence):
            self.notes.add(rules.F036, value.line, value.column, key=key, example=example)
            return ()
        found = []
        for item in value.items:
            if isinstance(item, Scalar) and item.text.strip():
                found.append(item._replace(text=item.text.strip()))
            else:
                self.notes.add(rules.F034, item.line, item.column, key=key, example=example)
        return tuple(found)

    def words(self, key: str, *, example: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(item.text for item in self.scalars(key, example=example))

    def items(self, key: str, *, example: str) -> list[Node]:
        """Return the members of a list, of any kind."""
        value = self.node(key)
        if value is None:
            return []
        if not isinstance(value, Sequence):
            self.notes.add(rules.F036, value.line, value.column, key=key, example=example)
            return []
        return value.items

    def numbers(self, key: str, low: int, high: int, *, example: int) -> tuple[int, ...]:
        """Return a list of whole numbers; a single one stands for a list of one."""
        value = self.node(key)
        if value is None:
            return ()
        members = value.items if isinstance(value, Sequence) else [value]
        found = (self._whole(member, key, low, high, example) for member in members)
        return tuple(one for one in found if one is not None)

    def duration(self, key: str, *, hours: bool = False) -> Duration | None:
        """Return a span of time such as '12 months'; ``hours``: also such as '2 hours'."""
        value = self.node(key)
        if value is None:
            return None
        match = _SPAN.fullmatch(value.text.strip()) if isinstance(value, Scalar) else None
        if match and int(match[1]) and (hours or match[2] != Unit.HOUR):
            return Duration(count=int(match[1]), unit=Unit(match[2]))
        self.notes.add(rules.F043 if hours else rules.F038, value.line, value.column, key=key, value=short(value))
        return None

    def moment(self, key: str) -> datetime | None:
        """Return a moment written 2027-03-31 08:00, as Hanoi's clock shows it."""
        value = self.node(key)
        if value is None:
            return None
        if isinstance(value, Scalar) and _MOMENT.fullmatch(value.text.strip()):
            try:
                return datetime.fromisoformat(value.text.strip()).replace(tzinfo=text.HANOI).astimezone(UTC)
            except (ValueError, OverflowError):
                pass
        self.notes.add(rules.F042, value.line, value.column, key=key, value=short(value))
        return None

    def whole_or_all(self, key: str, low: int, high: int, *, usual: int) -> int | None:
        """Return a whole number, or None for the word 'all'."""
        value = self.node(key)
        if value is None:
            return usual
        if isinstance(value, Scalar):
            if value.text.strip() == "all":
                return None
            if _DIGITS.fullmatch(value.text.strip()) and low <= int(value.text) <= high:
                return int(value.text)
        limits = {"low": low, "high": high}
        self.notes.add(rules.F044, value.line, value.column, key=key, value=short(value), **limits)
        return usual

    def date(self, key: str) -> date | None:
        """Return a day written 2027-03-31."""
        value = self.node(key)
        if value is None:
            return None
        if isinstance(value, Scalar) and _DATE.fullmatch(value.text):
            try:
                return date.fromisoformat(value.text)
            except ValueError:
                pass
        self.notes.add(rules.F039, value.line, value.column, key=key, value=short(value))
        return None

    def finish(self) -> None:
        """Note every key that was given and not asked for, with the nearest right one."""
        if self.keys.keys() <= self.asked:
            return
        for key, scalar in self.keys.items():
            if key not in self.asked:
                near = nearest(key, tuple(self.asked))
                near = near.split(", ")[0] if near != "–" else ", ".join(sorted(self.asked))
                where = f' ("{self.where}")' if self.where else ""
                self.notes.add(self.notes.unknown_key, scalar.line, scalar.column, key=key[:60], where=where, near=near)
