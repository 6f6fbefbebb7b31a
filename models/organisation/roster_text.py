"""Text of staff lists: cleaned, folded for comparison, and recognised when it is in a letter code of the 1990s."""

import re
import unicodedata
from functools import lru_cache

from models import text

_REMEMBERED = 16_000  # the words of a list repeat: units, positions, headings

# TCVN3 (.VnTime) read as Windows-1252: signs and capitals where Vietnamese has a small letter with a mark.
_TCVN3 = re.compile(r"[A-Za-z][¸µ¶·¹¨¾¼½ª×¬÷§]|[A-Za-z][©®«»][A-Za-z]|[§®¸µ¶¹¨¾][A-Za-z]|[a-z][ÊÇÈÉËÐÌÎÏÑÕÒÓÔÖÝØÜÞÆ]")
_NEVER_VIETNAMESE = re.compile(r"[æåäëïîöøûüßþ]")
# VNI: a plain vowel followed by a letter that carries its marks; no Vietnamese syllable has these pairs.
_VNI = re.compile(
    r"a[áàåãäéèúüëêùøûõïâ]|e[áàåãäâùøûõï]|[uyo][ùøûõï]|o[åäâ]|[ôö][ùøûõï]|\bñ[aeiouyòóôöí]", re.IGNORECASE
)
_MODERN = re.compile(r"[ăđĩũơưĂĐĨŨƠƯ\u1e00-\u1eff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\ufffe\uffff]")
_STEP = re.compile(r"\s*[>›→»]\s*")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_SHORT = (  # how units are abbreviated in lists; the left side is already folded
    (re.compile(r"\bubnd\b"), "uy ban nhan dan"),
    (re.compile(r"\bhdnd\b"), "hoi dong nhan dan"),
    (re.compile(r"\b(?:ub)?mttq\b"), "uy ban mat tran to quoc"),
    (re.compile(r"\b(?:uy ban ){2}"), "uy ban "),
    (re.compile(r"\bqlda\b"), "quan ly du an"),
    (re.compile(r"\bhcc\b"), "hanh chinh cong"),
    (re.compile(r"^vp\b"), "van phong"),
    (re.compile(r"^p (?=[a-z]{2})"), "phong "),
    (re.compile(r"^tt\b"), "trung tam"),
    (re.compile(r"\bva\b"), ""),
)


@lru_cache(maxsize=_REMEMBERED)
def clean(value: str) -> str:
    """Return NFC text on one line, spaces of every kind single, without control characters, Icelandic Ð as Đ."""
    return text.tidy(_CONTROL.sub("", value).replace("Ð", "Đ").replace("ð", "đ"))


@lru_cache(maxsize=_REMEMBERED)
def fold(value: str) -> str:
    """Return the form in which headings and marks are compared: no case, accents, punctuation or line breaks."""
    return _NOT_WORD.sub(" ", text.search_key(clean(value)).replace("&", " va ")).strip()


@lru_cache(maxsize=_REMEMBERED)
def unit_key(name: str) -> str:
    """Return the form in which unit names are the same: 'P. Kinh tế' and 'PHÒNG KINH TẾ', UBND and its long name."""
    key = fold(name)
    for short, long in _SHORT:
        key = short.sub(long, key)
    return " ".join(key.split())


def steps(written: str) -> tuple[str, ...]:
    """Return the names of a path from the top: 'Phường A › Văn phòng', as our own lists write where a unit stands."""
    return tuple(part for part in _STEP.split(clean(written)) if part)


def initials(name: str) -> str:
    """Return a unit's name as offices shorten it: 'Phòng Văn hóa - Xã hội' is 'pvhxh'."""
    return "".join(word[0] for word in unit_key(name).split())


def shortened(written: str) -> str:
    """Return what may be such initials: 'P. VH-XH' is 'pvhxh'; '' when the text is too long to be any."""
    letters = "".join(word for word in fold(written).split() if word != "va")
    return letters if 3 <= len(letters) <= 12 else ""


def legacy_encoding(value: str) -> str | None:
    """Return 'mojibake' (UTF-8 read as Windows-1252), 'tcvn3' or 'vni' when the text is written so, else None.

    Takes the text as the file has it: cleaning would turn the no-break space inside 'Ã\\u00a0' (à) into a plain one.
    """
    if value.isascii() or _MODERN.search(unicodedata.normalize("NFC", value)):
        return None  # letters such as ễ or ư stand in none of the three
    for word in value.split(" "):
        if not word.isascii() and _is_mojibake(word):
            return "mojibake"
    if _TCVN3.search(value):
        return "tcvn3"
    if _VNI.search(value):
        return "vni"
    return "tcvn3" if len(_NEVER_VIETNAMESE.findall(value)) > 1 else None  # one may be a foreigner's name


def as_windows_1252(data: bytes) -> str:
    """Return bytes read as Windows-1252, its five holes as the control characters that old programs show."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


def _is_mojibake(word: str) -> bool:
    data = bytearray()
    for char in word:
        try:
            data += char.encode("cp1252")
        except UnicodeEncodeError:
            if char > "\u00ff":
                return False
            data.append(ord(char))
    try:
        return data.decode("utf-8") != word
    except UnicodeDecodeError:
        return False
