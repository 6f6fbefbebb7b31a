"""One word, one icon, one colour for each state of a person and a course, everywhere."""

from datetime import date

from models import text, training
from models.text import translate as _
from models.text import translate_n

ICONS = {
    "completed": "check_circle",
    "in-progress": "timelapse",
    "not-started": "radio_button_unchecked",
    "due-soon": "schedule",
    "overdue": "error",
    "due-again": "autorenew",
    "expired": "history",
    "exempt": "do_not_disturb_on",
    "on-leave": "do_not_disturb_on",
    "inactive": "do_not_disturb_on",
    "not-assigned": "remove",
}
LINK = "color:light-dark(#0B5A8A, #6BB8E8)"  # of links in HTML of ours, which the theme does not reach
# Streamlit's names for the colours that .streamlit/config.toml gives them: the state's own, light and dark
COLOURS = {
    "completed": "green",
    "in-progress": "blue",
    "due-soon": "yellow",
    "overdue": "red",
    "due-again": "violet",
    "expired": "orange",
}

# the same colours, light and dark, where Streamlit draws nothing: charts, and cells of our own tables
SHADES = {
    "completed": ("#00795A", "#3CC49A"),
    "due-again": ("#6B4E9B", "#B79BE8"),
    "in-progress": ("#0067A3", "#62B2E8"),
    "not-started": ("#5F6B7A", "#A3AEBB"),
    "due-soon": ("#8A5A00", "#E8B84A"),
    "overdue": ("#B3400A", "#F08A55"),
    "expired": ("#8A3A72", "#DE94C4"),
}


def word(state: str) -> str:
    """Return a state's word in the person's language."""
    return _("Due soon") if state == "due-soon" else training.state_word(training.State(state))


def badge(state: str) -> str:
    """Return a state as Markdown: icon and word."""
    return f":{COLOURS.get(state, 'gray')}-badge[:material/{ICONS[state]}: {word(state)}]"


def due_words(due: date, today: date) -> str:
    """Return how a due date reads: near ones as days left or days over, others as a date."""
    days = (due - today).days
    if days < 0:
        return translate_n("{n} day overdue", "{n} days overdue", -days)
    if days == 0:
        return _("due today")
    if days <= 14:
        return translate_n("{n} day left", "{n} days left", days)
    return _("due on {day}", day=text.day(due))
