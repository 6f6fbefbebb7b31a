"""Red, amber and green against the target: one word, one icon, one colour for each standing, and the rule."""

from collections.abc import Callable, Mapping
from datetime import date

from models import training
from models.text import translate as _
from models.training import SMALL, Coverage, Held, Light, Outlook, Standing
from pages.parts import asked, states, tables

# the colours of the states that say the same: done, nearly due, over
SHADES = {Light.GREEN: "completed", Light.AMBER: "due-soon", Light.RED: "overdue", Light.NONE: ""}
MARKS = {Light.GREEN: "✓ ", Light.AMBER: "! ", Light.RED: "✗ ", Light.NONE: ""}  # in a chart, where no icon can stand
ICONS = {
    Standing.NOTHING: ":material/remove:",
    Standing.REACHED: ":material/check_circle:",
    Standing.ON_COURSE: ":material/trending_up:",
    Standing.BEHIND: ":material/schedule:",
    Standing.MISSED: ":material/error:",
    Standing.TOO_EARLY: ":material/hourglass_empty:",
}


def cell(outlook: Outlook) -> tables.Cell:
    """Return how a figure stands, for a table; of small numbers nothing is said."""
    if outlook.small:
        return tables.words(_("too few to tell"))
    return tables.toned(SHADES[outlook.light], ICONS[outlook.standing], training.standing_word(outlook.standing))


def said(outlook: Outlook) -> str:
    """Return how a figure stands, as Markdown: icon and word in their colour."""
    if outlook.small:
        return _("too few to tell")
    colour = states.COLOURS.get(SHADES[outlook.light], "gray")
    return f":{colour}-badge[{ICONS[outlook.standing]} {training.standing_word(outlook.standing)}]"


def on_day(held: Held, figure: Coverage, address: Mapping[str, str]) -> Callable[[date], float]:
    """Return what tells the share that was asked on a past day, as an address looks back: as known then, or now."""
    then = asked.known_then(address)
    return lambda day: training.goal_on(held, figure, day, known_then=then).share


def legend() -> str:
    """Return what the marks in a chart mean."""
    return _("✓ reached or on course · ! behind, can still be met · ✗ missed")


def rule() -> str:
    """Return by which rule a figure is green, amber or red."""
    return _(
        "Green: the target is reached, or will be by its day at the pace of the last 30 days. Amber: at that pace it "
        "will not, but its day is still to come. Red: its day is over; or, of a target without a day, more is overdue "
        "than it allows. Fewer than {small} required get no colour. The pace counts what was completed in these days "
        "and counts today; what runs out before the target's day must be made up for.",
        small=SMALL,
    )
