"""What the figures are called on pages, in charts and files: a word for each state, and the definition of the rate."""

from models.text import translate as _
from models.training.states import State


def state_word(state: State) -> str:
    """Return a state's word in the current language."""
    return {
        State.INACTIVE: _("Inactive"),
        State.ON_LEAVE: _("On leave"),
        State.EXEMPT: _("Exempt"),
        State.NOT_ASSIGNED: _("Not assigned"),
        State.COMPLETED: _("Completed"),
        State.DUE_AGAIN: _("Due again"),
        State.EXPIRED: _("Expired"),
        State.OVERDUE: _("Overdue"),
        State.IN_PROGRESS: _("In progress"),
        State.NOT_STARTED: _("Not started"),
    }[state]


def definition() -> str:
    """Return the sentences that stand where a rate stands, in the current language."""
    return _(
        "Coverage = valid ÷ required. Required: a person at work in the unit on that day, and a course that a rule "
        "asks of them on that day, due or not yet due; people on leave, exempt or inactive are not counted. Valid: the "
        "course was completed and still counts on that day for everything that is asked. Courses taken of one's own "
        "accord are listed, not counted."
    )
