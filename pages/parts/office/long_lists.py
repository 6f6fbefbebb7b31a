"""A long staff list on its way: read in the background, previewed, confirmed, written; one at a time is shown."""

from typing import Literal

import streamlit as st

from models import organisation, text
from models.rights import Right
from models.staging import AT_WORK, Batch, State
from models.text import translate as _
from pages.parts import doing
from pages.parts.office import big_writes, import_preview
from pages.parts.plain import plain


def show(batches: list[Batch]) -> None:
    """Show what becomes of a list, and the choices that it waits for."""
    batch = batches[0]
    if batch.state in AT_WORK:
        big_writes.show([batch])
    elif batch.name:
        st.markdown(f"**{plain(batch.name)}**")
    if batch.state is State.REFUSED:
        st.error(big_writes.refused(batch), icon=":material/error:")
    refused = batch.state is State.READY and organisation.ImportSummary.read(batch.told).refused_count
    with st.container(horizontal=True):
        if batch.state in (State.READY, State.REFUSED):
            st.button(_("Look at the list again"), type="tertiary", on_click=big_writes.look_again, args=(batch.key,))
        if batch.state in (State.READING, State.READY, State.REFUSED):
            word = _("Upload a mended file") if refused else _("Put the list aside")
            kind: Literal["primary", "tertiary"] = "primary" if refused else "tertiary"
            st.button(word, type=kind, on_click=_drop, args=(batch.key,))
    if batch.state is State.READY:
        import_preview.show(organisation.ImportSummary.read(batch.told), _bring_in, batch.key)


def _bring_in(key: str) -> None:
    doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, reach: organisation.confirm_import(db, actor, reach, key),
        _("The list is being brought in."),
    )


def _drop(key: str) -> None:
    doing.do(
        Right.MANAGE_PEOPLE,
        lambda db, actor, _reach: organisation.drop_import(db, actor, key, now=text.utc_now()),
        _("The list is put aside. Nothing of it was written."),
    )
