"""How the completions behind a figure came about: said wherever some were not earned by lessons and quiz."""

from dataclasses import replace

from models import text, training
from models.learning import Source
from models.rights import Scope
from models.text import translate as _
from models.training import By, Held, Question


def words(held: Held, scope: Scope, question: Question) -> str:
    """Return the valid completions of a figure by how they came about; '' when all were earned in the usual way."""
    rows = training.coverage(held, scope, replace(question, by=By.SOURCE)).rows
    counts = {Source(row.key): row.count.valid for row in rows if row.count.valid and row.key in list(Source)}
    if set(counts) <= {Source.EARNED}:
        return ""
    told = ", ".join(f"{training.source_word(source)}: {text.number(n)}" for source, n in counts.items())
    return _("Completed by way of: {ways}.", ways=told)
