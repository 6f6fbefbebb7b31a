"""The units that need help first: how each stands, what holds it back, and what it says about that itself."""

from textwrap import shorten

import streamlit as st

from models import training
from models.rights import Actor, Scope
from models.text import translate as _
from models.training import Held, Need, Overview, Said
from pages.parts import folds, tables
from pages.parts.coverage import addresses, explaining, lights, standing

LONGEST = 160  # letters of an explanation; all of it stands at the unit's own figure


def show(held: Held, scope: Scope, view: Overview, actor: Actor) -> None:
    """Show the units of an overview, each with the way to its figure and to the people whom a reason is about."""
    st.header(_("Units that need help first"), anchor=False)
    slips = standing.may_give_slips(actor, view, on=view.figure.question.on)
    explained = explaining.read(held, scope, view.figure, [need.row.key for need in view.needs])
    rows = [_line(need, explained.get(need.row.key), slips) for need in view.needs]
    tables.show([_("Unit, and what holds it back"), _("Completed")], rows, caption=_("Units that need help first"))
    st.caption(standing.ranking_rule())
    if fold := folds.fold(_("What green, amber and red mean"), key="lights"):
        fold.write(lights.rule())


def _line(need: Need, said: Said | None, slips: frozenset[str]) -> list[tables.Cell]:
    name = tables.link(need.row.name, "coverage", addresses.coverage(unit=need.row.key))
    why = [standing.why(need.row.key, *one, slips=slips) for one in need.reasons]
    if said is not None:
        why.append(tables.words(f"{explaining.SIGN} {shorten(said.words, LONGEST, placeholder=' …')}"))
    goal = _("target {target}", target=training.goal_words(need.row.goal))
    share = tables.under(standing.cell(need.row.count), goal)
    return [tables.under(name, tables.stacked(lights.cell(need.outlook), *why)), share]
