"""Numbers as people type them in Vietnam: 1.234,5 and 1234.5, with or without the unit.

The rule. Where both marks occur, the last is the decimal mark and the other groups thousands: 1.234,5 = 1,234.5.
A mark that occurs twice or more groups thousands. A single mark is the decimal mark, unless exactly three digits
follow it and one to three digits, not starting with 0, stand before it: 1.234 and 1,234 can be read both as
one thousand two hundred and thirty-four and as one and a bit. Then both readings count, since the question asks for
knowledge and not for a keyboard's habits, and the two readings are a thousand times apart.
Groups must be of three digits; a space may group too: 1 234 567. Full-width signs count as their usual ones, and the
dashes that word processors make of a minus count as one; raised digits do not count as digits.
"""

import re
from decimal import Decimal

from models import text
from models.courses.questions import wording

_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_SIGN = r"([+\-\u2010-\u2013\u2212]?)\s?"
_NUMBER = re.compile(_SIGN + r"(\d[\d.,]*(?: \d{3}(?=\D|$)[\d.,]*)*|[.,]\d+)(.*)", re.DOTALL | re.ASCII)
_SPACED = re.compile(r"[1-9]\d{0,2}( \d{3})+([.,]\d+)?")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+")


def readings(value: str, unit: str | None) -> frozenset[Decimal]:
    """Return the numbers that a typed answer can mean; none where it is no number or carries another unit."""
    found = _NUMBER.fullmatch(text.tidy(value).translate(_WIDE))
    if found is None or not _unit_fits(found[3], unit):
        return frozenset()
    sign = "" if found[1] in ("", "+") else "-"
    return frozenset(Decimal(sign + plain) for plain in _plain_forms(found[2]))  # a product would be rounded


def _plain_forms(digits: str) -> set[str]:
    """Return the ways to write the digits with a decimal point only."""
    digits = digits.rstrip(".,")
    if " " in digits:
        return {digits.replace(" ", "").replace(",", ".")} if _SPACED.fullmatch(digits) else set()
    marks = re.findall("[.,]", digits)
    if not marks:
        return {digits}
    if len(set(marks)) == 2:
        whole, _, part = digits.rpartition(marks[-1])
        grouped = marks[-1] not in whole and _GROUPED.fullmatch(whole)
        return {f"{re.sub('[.,]', '', whole)}.{part}"} if grouped else set()
    grouped_whole = re.sub("[.,]", "", digits)
    if len(marks) > 1:
        return {grouped_whole} if _GROUPED.fullmatch(digits) else set()
    whole, _, part = digits.partition(marks[0])
    decimal = f"{whole or '0'}.{part}"
    return {decimal, grouped_whole} if _GROUPED.fullmatch(digits) else {decimal}


def _unit_fits(typed: str, unit: str | None) -> bool:
    """Return whether what follows the number is nothing or the unit, however it is spaced, cased or accented."""
    given, wanted = (wording.fold(one or "", accents=False).replace(" ", "").rstrip(".") for one in (typed, unit))
    return given in ("", wanted)
