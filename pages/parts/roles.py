"""The words for roles, as lists and forms show them."""

from models.rights import Role
from models.text import translate as _


def role_word(role: object) -> str:
    """Return a role's word in the current language."""
    return {
        Role.TRAINER: _("trainer"),
        Role.HR: _("HR officer"),
        Role.HEAD: _("head of unit"),
        Role.PARTY_HR: _("HR officer of the Party"),
        Role.ADMINISTRATOR: _("administrator"),
        Role.INSPECTOR: _("inspector"),
    }[Role(str(role))]
