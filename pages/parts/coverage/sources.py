"""How the completions behind a figure came about, and why people are exempt."""

import streamlit as st

from models import database, text, training
from models.learning import Source
from models.rights import Scope
from models.text import translate as _
from models.training import Coverage, Held, Question, State
from pages.parts import folds, tables


def words(held: Held, scope: Scope, question: Question) -> str:
    """Return the valid completions of a figure by how they came about; '' when all were earned in the usual way."""
    ways = training.ways(held, scope, question)
    if {source for source, _number in ways} <= {Source.EARNED}:
        return ""
    told = ", ".join(f"{training.source_word(source)}: {text.number(n)}" for source, n in ways)
    return _("Completed by way of: {ways}.", ways=told)


def fold(held: Held, scope: Scope, figure: Coverage) -> None:
    """Offer both as tables of counts; each adds up to the figure's number of completed, and of exempt."""
    place = folds.fold(_("How it was completed, why people are exempt"), key="sources")
    if place is None:
        return
    ways = [
        [tables.words(training.source_word(source)), tables.number(text.number(n))]
        for source, n in training.ways(held, scope, figure.question)
    ]
    with database.reading() as db:
        reasons = training.exempt_reasons(db, held, scope, figure.question)
    with place:
        if ways:
            tables.show([_("How it was completed"), _("Completed")], ways, caption=_("How it was completed"))
        exempt = [[tables.words(why), tables.number(text.number(n))] for why, n in reasons]
        if exempt:
            heads = [_("Why exempt"), training.state_word(State.EXEMPT)]
            tables.show(heads, exempt, caption=_("Why people are exempt"))
        else:
            st.write(_("Nobody is exempt."))
