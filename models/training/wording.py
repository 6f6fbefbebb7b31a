"""One word for each state, on pages, in charts and in files."""

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
