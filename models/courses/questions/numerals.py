"""Numbers as people type them in Vietnam: 1.234,5 and 1234.5, with or without the unit.

The rule. Where both marks occur, the last is the decimal mark and the other groups thousands: 1.234,5 = 1,234.5.
A mark that occurs twice or more groups thousands. A single mark is the decimal mark, unless exactly three digits
follow it and one to three digits, not starting with 0, stand before it. Of such a one the question decides, since the
two readings are a thousand times apart:
- a point groups, as it is written here: 15.000 is fifteen thousand, and never fifteen;
- a comma groups where a whole number is asked for (15,000), else it is the decimal mark: 1,125 is one and an eighth.
What a keyboard's habit from elsewhere makes of the other mark counts as well, 1.125 where a part of a number is asked
for and 5,125 where five within a tolerance is, unless the digits end with a 0, with which nobody ends decimals.

Groups must be of three digits; a space may group too: 1 234 567. Full-width signs count as their usual ones, and the
dashes that word processors make of a minus count as one; raised digits do not count as digits.

A unit may stand behind the number or before it (ngày 17), in any case, but for those that their case tells apart: a b
is a bit, a B a byte, and Mb are not MB. All in small letters, mb, says nothing about that and is either.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from models import text
from models.courses.questions import wording

_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_SIGN = r"([+\-\u2010-\u2013\u2212]?)\s?"
_BEFORE = r"([^\d.,+\-\u2010-\u2013\u2212]*)"
_NUMBER = re.compile(_BEFORE + _SIGN + r"(\d[\d.,]*(?: \d{3}(?=\D|$)[\d.,]*)*|[.,]\d+)(.*)", re.DOTALL | re.ASCII)
_SPACED = re.compile(r"[1-9]\d{0,2}( \d{3})+([.,]\d+)?")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+")
_BITS = re.compile(r"([kmgtp]i?)?(b)(/s|ps)?", re.IGNORECASE)
_SAYS_NOTHING = ("", "khoang", "gap", "ngay", "≈", "~", "=")  # before a number
_BARE = re.compile(r"[-\u2212]?\d[\d.,]*", re.ASCII)
_ALSO = {"%": ("phần trăm",), "đồng": ("đ", "vnđ", "vnd")}


def readings(value: str, units: Iterable[str], *, whole: bool) -> frozenset[Decimal]:
    """Return the numbers that a typed answer can mean; none where it is no number or carries another unit.

    ``whole``: a whole number is asked for, within a tolerance that is one, too.
    """
    found = _NUMBER.fullmatch(text.tidy(value).translate(_WIDE))
    if found is None:
        return frozenset()
    before, sign, digits, behind = found.groups()
    known = [each for unit in units for each in (unit, *_ALSO.get(unit.casefold(), ()))]
    if not (_folded(before) in _SAYS_NOTHING or _fits(before, known)) or not (
        not _folded(behind) or _fits(behind, known)
    ):
        return frozenset()
    minus = "" if sign in ("", "+") else "-"
    return frozenset(Decimal(minus + plain) for plain in _plain_forms(digits, whole))  # a product would be rounded


def same(value: str, key: str) -> bool:
    """Return whether a typed text means the number of an author's key that is nothing but a number: 36,0 = 36."""
    if not _BARE.fullmatch(key):
        return False
    wanted = readings(key, (), whole=False)
    whole = all(one == one.to_integral_value() for one in wanted)
    return bool(wanted & readings(value, (), whole=whole))


def _plain_forms(digits: str, whole: bool) -> set[str]:
    """Return the ways to write the digits with a decimal point only."""
    digits = digits.rstrip(".,")
    if " " in digits:
        return {digits.replace(" ", "").replace(",", ".")} if _SPACED.fullmatch(digits) else set()
    marks = re.findall("[.,]", digits)
    if not marks:
        return {digits}
    if len(set(marks)) == 2:
        left, _, part = digits.rpartition(marks[-1])
        grouped = marks[-1] not in left and _GROUPED.fullmatch(left)
        return {f"{re.sub('[.,]', '', left)}.{part}"} if grouped else set()
    grouped_whole = re.sub("[.,]", "", digits)
    if len(marks) > 1:
        return {grouped_whole} if _GROUPED.fullmatch(digits) else set()
    left, _, part = digits.partition(marks[0])
    decimal = f"{left or '0'}.{part}"
    if not _GROUPED.fullmatch(digits):
        return {decimal}
    usual, other = (decimal, grouped_whole) if marks[0] == "," and not whole else (grouped_whole, decimal)
    habit = (marks[0] == ",") is whole and not part.endswith("0")
    return {usual, other} if habit else {usual}


def _fits(typed: str, units: Iterable[str]) -> bool:
    """Return whether what stands beside the number is one of the units, however it is spaced, cased or accented."""
    return any(_folded(typed) == _folded(unit) and _same_bits(typed, unit) for unit in units)


def _same_bits(typed: str, unit: str) -> bool:
    """Return whether two spellings of a unit, equal but for their case, are of bits, of bytes, or of neither, both."""
    given, wanted = (_BITS.fullmatch("".join(one.split()).rstrip(".")) for one in (typed, unit))
    if given is None or wanted is None:
        return True
    return given[2] == wanted[2] or (bool(given[1]) and given[0].islower())


def _folded(unit: str) -> str:
    return wording.fold(unit, accents=False).replace(" ", "").rstrip(".")
