"""What each error of the domain says to a person: what happened, what is kept, what to do."""

import streamlit as st

from models.rights import DomainError
from models.text import translate as _


def sentences() -> dict[str, str]:
    """Return the sentence of every code, with the names of the values it takes."""
    return {
        "forbidden": _("This page is not part of your duties. If it should be, ask your administrator for the right."),
        "not-found": _("This was not found, or it lies outside what you may see."),
        "outside-scope": _("That unit or person lies outside what you are responsible for. Nothing was changed."),
        "name-missing": _("Please give a name."),
        "person-known": _("Somebody with {value} is already on the list."),
        "unit-unknown": _("That unit does not exist on the chosen day."),
        "unit-code-taken": _("The code {taken} belongs to another unit."),
        "unit-cycle": _("A unit cannot stand under itself or one of its own sub-units."),
        "posting-missing": _("This person has no place in that tree on the chosen day."),
    }


def sentence(error: DomainError) -> str:
    """Return an error in the person's language; an unknown code gives a general sentence that names it."""
    known = sentences().get(error.code)
    if known is None:
        return _("That is not possible ({code}). Nothing was changed.", code=error.code)
    return known.format(**error.values) if "{" in known else known


def show(error: DomainError) -> None:
    """Show an error on the page, with a way on."""
    st.error(sentence(error), icon=":material/error:")
    st.html(f'<p><a href="/" target="_self">{_("Back to my learning")}</a></p>')
