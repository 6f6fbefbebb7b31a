"""Whether the audit trail's chain holds, as the last look at the whole of it found."""

import streamlit as st

from models import audit, database, text
from models.text import translate as _


def show() -> None:
    """Say up to where entries are sealed and what the last look found; a broken chain in red, with what to do."""
    with database.reading() as db:
        state, (waiting, _oldest) = audit.last_check(db), audit.waiting(db)
    if state is None or state.checked_at is None:
        st.caption(_("The trail has not been looked at as a whole yet; that happens once a day."))
        return
    when = text.moment(state.checked_at)
    if state.broken_number is None:
        told = _(
            "The trail was whole on {when}: {n} entries, none changed or missing.", when=when, n=state.checked_number
        )
        st.caption(f":material/verified: {told} {_('Entries that wait for their seal: {n}.', n=waiting)}")
        return
    found = audit.how_word(state.broken_how or "", state.broken_number)
    todo = _(
        "Keep the database as it is and show the chain to whoever runs the machine: python -m models audit verify."
    )
    st.error(f"{found} {todo}", icon=":material/broken_image:")
