"""Text as Vietnam writes it: Unicode NFC, accent-free keys, alphabetical order, numbers and dates, translation.

The interface's texts are gettext entries whose msgid is the English sentence in the code; Vietnamese stands in
``locale/vi/*.po`` (one file a part of the product). English therefore needs no catalogue.
"""

import re
import unicodedata
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from math import floor
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LANGUAGES = ("vi", "en")
SEARCH_LIMIT = 100  # longer than any name or code; a database refuses patterns of some thousand letters
LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"

_LETTERS = {letter: chr(ord("A") + i) for i, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_SPACES = re.compile(r"[\s\0\u200b\u200c\u200d\u2060\ufeff]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_language: ContextVar[str] = ContextVar("language", default="vi")


def nfc(value: str) -> str:
    """Return the composed Unicode form, however the text arrived."""
    return unicodedata.normalize("NFC", value)


def tidy(value: str) -> str:
    """Return NFC text with all kinds of spaces (double, no-break, zero-width, NUL) made single and trimmed."""
    return _SPACES.sub(" ", nfc(value)).strip()


def tidy_lines(value: str) -> str:
    """Return NFC text whose lines stay: plain line ends, no control characters, nothing blank around it."""
    return _CONTROLS.sub("", nfc(value).replace("\r\n", "\n").replace("\r", "\n")).strip()


@lru_cache(maxsize=4096)  # names of units and titles are compared at every click
def search_key(value: str) -> str:
    """Return the accent-free, case-free form that searching compares: 'Chuyển đổi số' → 'chuyen doi so'."""
    folded = value.casefold().replace("đ", "d").replace("ð", "d")
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip()


def searched(typed: str) -> str:
    """Return what somebody typed to search for, tidied, and no longer than any name."""
    return tidy(typed[:SEARCH_LIMIT])


@lru_cache(maxsize=4096)
def sort_key(value: str) -> str:
    """Return a key whose byte order is Vietnamese alphabetical order: letters first, then tones, then case."""
    letters, tones, cases = [], [], []
    for char in nfc(value):
        base, tone = char.lower(), "0"
        for mark in unicodedata.normalize("NFD", base)[1:]:
            if mark in _TONES:
                tone = _TONES[mark]
        if tone != "0":
            shape = "".join(c for c in unicodedata.normalize("NFD", base) if c not in _TONES)
            base = nfc(shape)
        letters.append(_LETTERS.get(base, base if base < "A" else "~" + base))
        tones.append(tone)
        cases.append("1" if char != char.lower() else "0")
    return "\x02".join(("".join(letters), "".join(tones), "".join(cases)))


def name_sort_key(full_name: str) -> str:
    """Return the key by which people are listed: the given name (last word) first, then the rest, word by word."""
    words = tidy(full_name).split(" ")
    return "\x01".join(sort_key(word) for word in [words[-1], *words[:-1]])


def csv_cell(value: str) -> str:
    """Return a name as a cell of a CSV file that no spreadsheet takes for a formula: with ' before what begins so."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def slug(value: str) -> str:
    """Return the address form of a heading or title: 'Dấu hiệu' → 'dau-hieu'."""
    return re.sub(r"[^a-z0-9]+", "-", search_key(value)).strip("-")


def use_language(code: str) -> None:
    """Speak this language ('vi' or 'en') from here on in the current thread or task."""
    _language.set(code if code in LANGUAGES else "vi")


def language() -> str:
    """Return the language spoken in the current thread or task."""
    return _language.get()


@lru_cache(maxsize=4)
def _catalogue(code: str) -> Mapping[str, Any]:
    entries: dict[str, Any] = {}
    for path in sorted((LOCALE_DIR / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id and message.string:
                    entries[message.id[0] if isinstance(message.id, tuple | list) else message.id] = (
                        message.string[0] if isinstance(message.string, tuple | list) else message.string
                    )
    return entries


def translate(message: str, /, **values: object) -> str:
    """Return the message in the current language, its ``{names}`` filled in.

    Numbers and dates among the values are written the language's way; pass a str to have it left as it is.
    """
    spoken = language()
    entry = message if spoken == "en" else _catalogue(spoken).get(message, message)
    if not values:
        return str(entry)
    return entry.format(**{name: value if type(value) is str else shown(value) for name, value in values.items()})


def translate_n(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the singular or plural message for ``n`` (Vietnamese has one form, filed under ``one``)."""
    message = many if language() == "en" and n != 1 else one
    return translate(message, n=n, **values)


def shown(value: object) -> str:
    """Return a value as people of the current language read it: 1.204, 86,4, 05/02/2026."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return str(value)


def number(value: float | Decimal, digits: int | None = None) -> str:
    """Return a number with the language's separators; ``digits`` fixes the decimals (else at most one)."""
    pattern = "#,##0.#" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return _decimal(value, pattern, language())


def signed(value: int) -> str:
    """Return a change with its sign, '+1.204', '−3'; zero has none."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value))}"


@lru_cache(maxsize=4096)
def _decimal(value: float | Decimal, pattern: str, locale: str) -> str:
    return str(format_decimal(value, format=pattern, locale=locale))


def percent(part: float, whole: float, digits: int | None = 1) -> str:
    """Return a share, '86,4 %' ('100 %' where ``digits`` is None: as many as needed, one at most); '–' for no whole.

    Rounded down: 69,96 % beside "not passed", of 70 % to pass, must not read 70 %, nor all but one of 3,000 100 %.
    """
    if not whole:
        return "–"
    steps = 10 ** (1 if digits is None else digits)
    return f"{number(floor(100 * part / whole * steps + 1e-6) / steps, digits)}\u00a0%"


def day(value: date) -> str:
    """Return a date as dd/mm/yyyy."""
    return value.strftime("%d/%m/%Y")


def weekday(value: date) -> str:
    """Return the day of the week of a date, 'Thứ Hai'."""
    return str(format_date(value, "EEEE", locale=language()))


def moment(value: datetime) -> str:
    """Return a UTC moment as Hanoi's clock shows it, dd/mm/yyyy HH:MM."""
    return value.astimezone(HANOI).strftime("%d/%m/%Y %H:%M")


def on_both_clocks(value: datetime) -> datetime:
    """Return a moment in UTC, one without a zone being Hanoi's. Raises ValueError at the ends of time, where no clock
    of the other zone shows it.
    """
    told = value if value.tzinfo is not None else value.replace(tzinfo=HANOI)
    try:
        return told.astimezone(HANOI).astimezone(UTC)
    except OverflowError as fault:
        raise ValueError(str(value)) from fault


def local_day(now: datetime) -> date:
    """Return the calendar day in Hanoi at a UTC moment."""
    return now.astimezone(HANOI).date()


def utc_now() -> datetime:
    """Return the present moment; only edges (pages, routes, commands, worker) call it and pass it on."""
    return datetime.now(UTC)
