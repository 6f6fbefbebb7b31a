"""The words for staff categories, as filters and forms show them."""

from models import training
from models.organisation import Category


def category_word(category: Category) -> str:
    """Return a category's word in the current language."""
    return training.category_word(category.value)
