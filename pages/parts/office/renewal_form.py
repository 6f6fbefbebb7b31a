"""How often a rule asks for its course again, and how long before and after the end of a completion: asked and told."""

import streamlit as st

from models.text import translate as _
from models.text import translate_n
from models.training import Renewal


def ask(now: Renewal, *, key: str) -> Renewal:
    """Show what can be said of renewing, beginning with what holds ``now``, and return what is chosen."""
    months = st.number_input(
        _("Renew every so many months (empty: as long as the course says)"), 1, 120, now.months, key=f"{key}:months"
    )
    early = st.number_input(
        _("Ask for the renewal so many days before a completion ends"),
        0,
        180,
        now.window,
        key=f"{key}:window:{now.window}",
    )
    late = st.number_input(
        _("Days after its end before it counts as expired"),
        0,
        180,
        now.grace,
        key=f"{key}:grace",
        help=_("In these days the course is “due again”. It does not count as completed, and not as expired either."),
    )
    return Renewal(None if months is None else int(months), int(early), int(late))


def words(renewal: Renewal) -> list[str]:
    """Return what a rule says of renewing, in a few words each; nothing where it says nothing."""
    said = []
    if renewal.months is not None:
        said.append(translate_n("renewed every {n} month", "renewed every {n} months", renewal.months))
    if renewal.window:
        said.append(
            translate_n("asked for {n} day before it ends", "asked for {n} days before it ends", renewal.window)
        )
    if renewal.grace:
        said.append(translate_n("expired {n} day after its end", "expired {n} days after its end", renewal.grace))
    return said
