"""How the completions behind a figure came about, and why people are exempt."""

from dataclasses import replace

import streamlit as st

from models import database, text, training
from models.learning import Source
from models.rights import Scope
from models.text import translate as _
from models.training import By, Coverage, Held, Question, State
from pages.parts import folds, tables


def words(held: Held, scope: Scope, question: Question) -> str:
    """Return the valid completions of a figure by how they came about; '' when all were earned in the usual way."""
    rows = training.coverage(held, scope, replace(question, by=By.SOURCE)).rows
    counts = {Source(row.key): row.count.valid for row in rows if row.count.valid and row.key in list(Source)}
    if set(counts) <= {Source.EARNED}:
        return ""
    told = ", ".join(f"{training.source_word(source)}: {text.number(n)}" for source, n in counts.items())
    return _("Completed by way of: {ways}.", ways=told)


def fold(held: Held, scope: Scope, figure: Coverage) -> None:
    """Offer both as tables of counts; each adds up to the figure's number of completed, and of exempt."""
    place = folds.fold(_("How it was completed, why people are exempt"), key="sources")
    if place is None:
        return
    rows = training.coverage(held, scope, replace(figure.question, by=By.SOURCE)).rows
    ways = [
        [tables.words(training.source_word(Source(row.key))), tables.number(text.number(row.count.valid))]
        for row in rows
        if row.count.valid
    ]
    with database.reading() as db:
        reasons = training.exempt_reasons(db, held, scope, figure.question)
    with place:
        if ways:
            tables.show([_("How it was completed"), _("Completed")], ways, caption=_("How it was completed"))
        exempt = [[tables.words(why or _("other reasons")), tables.number(text.number(n))] for why, n in reasons]
        if exempt:
            heads = [_("Why exempt"), training.state_word(State.EXEMPT)]
            tables.show(heads, exempt, caption=_("Why people are exempt"))
        else:
            st.write(_("Nobody is exempt."))
