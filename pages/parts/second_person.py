"""What touches very many people is prepared here, and waits for a second person."""

import streamlit as st

from models import database, mass_acts, sentences, text
from models.mass_acts import PreparedLine
from models.rights import Actor, DomainError
from models.seconding import PreparedState, SecondNeeded
from models.text import translate as _
from models.text import translate_n
from pages.parts import errors, who


def prepare(needed: SecondNeeded) -> bool:
    """Keep an act for a second person, and say so instead of that it was done. Called in callbacks only."""
    try:
        st.session_state["done"] = prepared(needed, who.signed_in().actor)
    except DomainError as error:
        st.session_state["refused"] = errors.refused(error)
    return False


def prepared(needed: SecondNeeded, actor: Actor) -> str:
    """Keep an act for a second person, in a transaction of its own, and return what is said of it."""
    with database.writing() as db:
        row, others = mass_acts.prepare(db, actor, needed.wanted, now=text.utc_now())
    people = translate_n("This touches {n} person.", "This touches {n} people.", row.people) if row.people else ""
    said = _(
        "It is prepared and holds when a second person has confirmed it, by {at}. Nothing has changed yet.",
        at=row.expires_at,
    )
    return " ".join(filter(None, (people, said, "" if others else nobody())))


def nobody() -> str:
    """Return what is said where nobody holds the right to confirm."""
    return _("Nobody else holds this right over all of it yet: ask an administrator to give it to a second person.")


def state_word(line: PreparedLine) -> str:
    """Return how far a prepared act is, in words."""
    return {
        PreparedState.WAITING: _("waits for a second person"),
        PreparedState.CONFIRMED: _("confirmed; whoever prepared it can do it now"),
        PreparedState.DONE: _("confirmed and done"),
        PreparedState.REFUSED: _("refused"),
        PreparedState.WITHDRAWN: _("withdrawn"),
        PreparedState.LAPSED: _("not confirmed in time"),
        PreparedState.FAILED: _("could not be done"),
    }[line.state]


def why(line: PreparedLine) -> str:
    """Return why an act was refused or could not be done."""
    return line.why if line.wrong is None else sentences.sentence(line.wrong)
