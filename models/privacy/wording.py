"""Words for the values of a record that are stored as codes."""

from enum import StrEnum

from models.learning import Source
from models.organisation import Category, Status, Tree
from models.rights import Role
from models.text import translate as _


def word(code: StrEnum | None) -> str | None:
    """Return a stored code's word in the current language; None for none."""
    return None if code is None else _words()[code]


def _words() -> dict[StrEnum, str]:
    return {
        Tree.ADMINISTRATION: _("the administration"),
        Tree.PARTY: _("the Party"),
        Tree.UNION: _("the union"),
        Category.CANBO: _("elected officers (cán bộ)"),
        Category.CONGCHUC: _("civil servants (công chức)"),
        Category.VIENCHUC: _("public employees (viên chức)"),
        Category.HOPDONG: _("contract staff"),
        Category.KHONGCHUYENTRACH: _("part-time commune staff"),
        Status.ACTIVE: _("at work"),
        Status.ON_LEAVE: _("On leave"),
        Status.INACTIVE: _("Inactive"),
        Source.EARNED: _("learned and passed here"),
        Source.TESTED_OUT: _("passed the test without the lessons"),
        Source.RECOGNISED: _("recognised by the unit"),
        Source.IMPORTED: _("brought in from another system"),
        Source.CLASS: _("attended in class"),
        Role.TRAINER: _("Trainer"),
        Role.HR: _("HR officer"),
        Role.HEAD: _("Head of unit"),
        Role.PARTY_HR: _("HR officer of the Party"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.INSPECTOR: _("Inspector"),
    }
