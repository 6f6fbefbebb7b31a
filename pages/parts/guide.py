"""The main job in four pictures, drawn by us, for the help page and its printed version."""

import html
from dataclasses import dataclass

from models.text import translate as _

_INK, _SOFT, _MAIN, _GOOD = "#1B232C", "#C9D1D9", "#0B5A8A", "#00795A"


@dataclass(frozen=True)
class Step:
    """A step: its heading, what to do, the picture as SVG, and what the picture shows."""

    heading: str
    words: str
    picture: str
    shows: str


def steps() -> list[Step]:
    """Return the four steps of the main job."""
    return [
        _step(
            _("1. See what is due"),
            _("My learning shows your courses, the nearest deadline first. Press “Go on learning”."),
            _home(),
            _("A list of two courses with a bar for how far each has come, and a button"),
        ),
        _step(
            _("2. Read the lessons"),
            _("Each takes a few minutes. “Next lesson” remembers where you are, on every device."),
            _lesson(),
            _("A page of text with a picture, a progress bar and a button for the next lesson"),
        ),
        _step(
            _("3. Take the quiz"),
            _("Every answer is saved as you choose it. You may leave and go on later; then hand it in."),
            _quiz(),
            _("A question with three options, one of them chosen and saved"),
        ),
        _step(
            _("4. Keep the proof"),
            _("Passed: the course counts for your unit at once, and your certificate is ready under My results."),
            _proof(),
            _("A certificate with a tick and a square code that can be scanned"),
        ),
    ]


def shortcuts() -> list[tuple[str, str]]:
    """Return the keys that work everywhere, and what they do."""
    return [
        ("Tab, Shift + Tab", _("to the next field, to the one before")),
        ("Enter", _("press a button, open a link")),
        (_("Space"), _("tick a box, choose an option")),
        ("↑ ↓", _("another option of the same question")),
        ("Ctrl + +, Ctrl + −", _("larger or smaller text")),
    ]


def _step(heading: str, words: str, inside: str, shows: str) -> Step:
    said = html.escape(shows)
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 150" width="480" height="300" role="img" '
        f'aria-label="{said}"><title>{said}</title>'
        f'<rect x="1" y="1" width="238" height="148" rx="8" fill="#fff" stroke="{_INK}" stroke-width="2"/>'
        f'<rect x="1" y="1" width="238" height="18" rx="8" fill="{_MAIN}"/>{inside}</svg>'
    )
    return Step(heading, words, picture, shows)


def _bar(x: int, y: int, width: int, colour: str = _SOFT, height: int = 7) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="3" fill="{colour}"/>'


def _pressed(x: int, y: int, width: int) -> str:
    return _bar(x, y, width, _MAIN, 18) + _bar(x + 12, y + 7, width - 24, "#fff", 4)


def _home() -> str:
    cards = ""
    for y, done in ((28, 110), (88, 40)):
        cards += f'<rect x="14" y="{y}" width="212" height="52" rx="5" fill="none" stroke="{_SOFT}" stroke-width="2"/>'
        cards += _bar(24, y + 9, 120, _INK) + _bar(24, y + 28, 130) + _bar(24, y + 28, done, _GOOD)
    return cards + _pressed(164, 50, 52) + _pressed(164, 110, 52)


def _lesson() -> str:
    lines = "".join(_bar(18, y, width) for y, width in ((52, 110), (64, 104), (76, 112), (88, 90)))
    picture = (
        f'<rect x="146" y="50" width="78" height="50" rx="4" fill="{_SOFT}"/>'
        '<path d="M150 96l22-26 16 16 12-10 20 20z" fill="#fff"/><circle cx="208" cy="62" r="6" fill="#fff"/>'
    )
    return (
        _bar(18, 30, 130, _INK, 10)
        + lines
        + picture
        + _bar(18, 124, 120)
        + _bar(18, 124, 66, _GOOD)
        + _pressed(154, 118, 70)
    )


def _quiz() -> str:
    options = ""
    for place, y in enumerate((58, 80, 102)):
        options += f'<circle cx="26" cy="{y}" r="7" fill="none" stroke="{_INK}" stroke-width="2"/>' + _bar(
            42, y - 4, 130
        )
        if place == 1:
            options += f'<circle cx="26" cy="{y}" r="4" fill="{_MAIN}"/>'
    saved = f'<path d="M186 80l6 6 12-14" fill="none" stroke="{_GOOD}" stroke-width="4"/>'
    return _bar(18, 30, 180, _INK, 10) + options + saved + _pressed(154, 122, 70)


def _proof() -> str:
    squares = "".join(
        f'<rect x="{168 + 9 * (n % 5)}" y="{84 + 9 * (n // 5)}" width="8" height="8" fill="{_INK}"/>'
        for n in (0, 1, 2, 4, 5, 7, 8, 10, 12, 13, 15, 16, 19, 20, 22, 23, 24)
    )
    return (
        f'<rect x="16" y="28" width="208" height="110" rx="3" fill="none" stroke="{_MAIN}" stroke-width="3"/>'
        + _bar(60, 40, 120, _MAIN, 10)
        + _bar(40, 62, 160, _INK, 8)
        + f'<circle cx="60" cy="106" r="20" fill="{_GOOD}"/><path d="M50 106l8 8 14-16" fill="none" stroke="#fff" '
        + f'stroke-width="5"/>{squares}'
    )
