"""An officer's act at a click: asked who they are at that moment, written, and said to them on the page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from models import database
from models.rights import DomainError, Right
from models.seconding import SecondNeeded
from pages.parts import errors, second_person, who

Act = Callable[..., Any]  # of the transaction, the actor and their scope
Said = str | Callable[[Any], str]  # what is said once it is done, or what tells it from that which the act returned


def do(right: Right, act: Act, said: Said) -> bool:
    """Carry an act out in a transaction of its own; return whether it was done. Called in callbacks only.

    What touches so many that a second person must confirm it is prepared for them instead.
    """
    return _done(lambda: who.acting(right), act, said)


def do_as_oneself(act: Act, said: Said) -> bool:
    """Carry out an act that asks for its right by itself, such as a keeper's: of the transaction and the actor."""
    return _done(lambda: (who.signed_in().actor,), act, said)


def _done(asked: Callable[[], tuple[Any, ...]], act: Act, said: Said) -> bool:
    try:
        acting = asked()  # before the transaction begins: it may end the run
        with database.writing() as db:
            made = act(db, *acting)
    except SecondNeeded as needed:
        return second_person.prepare(needed)
    except DomainError as error:
        st.session_state["refused"] = errors.refused(error)
        return False
    st.session_state["done"] = said if isinstance(said, str) else said(made)
    return True


def show() -> None:
    """Say what the last click did, or why not: on the page, and where the eyes are if that is further down.

    The place is always there, or everything below would close when the words are gone.
    """
    with st.container():
        if done := st.session_state.pop("done", None):
            st.success(done, icon=":material/check_circle:")
            st.toast(done, icon=":material/check_circle:")
        if refused := st.session_state.pop("refused", None):
            st.error(refused, icon=":material/error:")
            st.toast(refused, icon=":material/error:")


def do_administering(act: Act, said: Said) -> bool:
    """Carry out an administrator's act, which takes the transaction and the actor only."""
    return do(Right.ADMINISTER, lambda db, actor, _reach: act(db, actor), said)
