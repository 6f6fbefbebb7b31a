"""The words for staff categories, as filters and forms show them."""

from models.organisation import Category
from models.text import translate as _


def category_word(category: Category) -> str:
    """Return a category's word in the current language."""
    return {
        Category.CANBO: _("elected officers (cán bộ)"),
        Category.CONGCHUC: _("civil servants (công chức)"),
        Category.VIENCHUC: _("public employees (viên chức)"),
        Category.HOPDONG: _("contract staff"),
        Category.KHONGCHUYENTRACH: _("part-time commune staff"),
    }[category]
