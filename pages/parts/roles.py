"""The words for roles, as lists and forms show them."""

from models.rights import ROLE_RIGHTS, Right, Role
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


def right_words(role: Role) -> list[str]:
    """Return what a role lets somebody do."""
    return list(dict.fromkeys(right_word(right) for right in Right if right in ROLE_RIGHTS[role]))


def right_word(right: Right) -> str:
    """Return what somebody can do here by a right."""
    return {
        Right.AUTHOR: _("their courses: questions, results, preview"),
        Right.SEE_COVERAGE: _("the overview, coverage and people's pages"),
        Right.ASSIGN: _("giving courses, exemptions, more time, answering objections"),
        Right.GIVE_CODES: _("giving sign-in codes"),
        Right.MANAGE_PEOPLE: _("the list of people and bringing staff lists in"),
        Right.SEE_PARTY: _("the Party's organisation and who is a member"),
        Right.ADMINISTER: _("units, roles and settings"),
        Right.READ_AUDIT: _("the audit trail"),
        Right.SECOND: _("confirming what others prepared for very many"),
        Right.INSPECT: _("reading as an inspector"),
        Right.LEARN: _("learning"),
    }[right]
