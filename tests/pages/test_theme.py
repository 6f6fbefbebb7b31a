"""The colours of the theme: every text can be read on what it stands on, and each state has a colour of its own."""

import tomllib
from pathlib import Path

import pytest

from models.training import State
from pages.parts import states
from pages.parts.coverage import charts, comparison

ROOT = Path(__file__).resolve().parents[2]
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
LEAST = 4.9  # WCAG asks for 4.5


def luminance(colour: str) -> float:
    """Return the relative luminance of '#RRGGBB' (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(kind: str) -> None:
    theme = THEME[kind]
    grounds = [theme["backgroundColor"], theme["secondaryBackgroundColor"]]
    pairs = [(theme[name], ground) for name in ("textColor", "linkColor", "codeTextColor") for ground in grounds]
    pairs += [("#FFFFFF", theme["primaryColor"])]
    pairs += [(theme[f"{name}TextColor"], theme[f"{name}BackgroundColor"]) for name in set(states.COLOURS.values())]
    pairs += [(theme["grayTextColor"], theme["grayBackgroundColor"])]
    assert [(text, ground) for text, ground in pairs if contrast(text, ground) < LEAST] == []


def test_no_two_states_of_a_course_that_is_asked_for_look_alike() -> None:
    asked = ["completed", "due-again", "expired", "overdue", "in-progress", "not-started", "due-soon"]
    assert len({states.COLOURS.get(state, "gray") for state in asked}) == len(asked)
    assert len({states.ICONS[state] for state in asked}) == len(asked)
    assert {*states.ICONS} == {*State, "due-soon"}


@pytest.mark.parametrize(("kind", "place"), [("light", 0), ("dark", 1)])
def test_a_state_in_a_table_can_be_read_on_page_and_card(kind: str, place: int) -> None:
    grounds = [THEME[kind]["backgroundColor"], THEME[kind]["secondaryBackgroundColor"]]
    shades = {state: pair[place] for state, pair in states.SHADES.items()}
    assert {*states.COLOURS, "not-started"} == {*shades}
    assert [
        (state, ground) for state, shade in shades.items() for ground in grounds if contrast(shade, ground) < LEAST
    ] == []
    assert len(set(shades.values())) == len(shades)


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_neighbours_in_the_bar_of_states_differ_in_grey_whichever_they_are(kind: str) -> None:
    """A state without anybody is left out, so any of those before may stand beside any of those after it."""
    for place, before in enumerate(comparison.STATES):
        for after in comparison.STATES[place + 1 :]:
            for pale in (False, True):
                fills = charts.state_ink(kind, before, pale=pale)[0], charts.state_ink(kind, after, pale=not pale)[0]
                assert contrast(*fills) >= 3, (before, after, pale)  # as WCAG asks of what is no text


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_the_parts_of_the_bar_can_be_read_and_pale_ones_have_an_edge(kind: str) -> None:
    for state in comparison.STATES:
        for pale in (False, True):
            fill, edge, ink = charts.state_ink(kind, state, pale=pale)
            assert contrast(ink, fill) >= LEAST
            assert contrast(edge, THEME[kind]["backgroundColor"]) >= 3


def test_full_and_pale_take_turns_but_for_nobody_and_for_a_mere_line() -> None:
    told = [("completed", "", 700), ("due-again", "", 8), ("in-progress", "", 300), ("not-started", "", 0)]
    first, line, second, third = charts.state_parts([*told, ("overdue", "", 100)])
    assert (first.fill, third.fill) == (states.SHADES["completed"][0], states.SHADES["overdue"][0])
    assert second.edge == states.SHADES["in-progress"][0] != second.fill
    assert line.edge == states.SHADES["due-again"][0]
