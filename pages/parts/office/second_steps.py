"""The second step of somebody who lost phone and recovery codes, taken away by an administrator on their page."""

from datetime import datetime

import streamlit as st

from models import access, database, text
from models.rights import Right
from models.text import translate as _
from pages.parts import anew, doing, folds, who
from pages.parts.office.person_view import Seen


def show(seen: Seen, *, now: datetime) -> None:
    """Show the act to administrators, for a person with a second step."""
    if not who.signed_in(Right.MANAGE_PEOPLE).actor.has(Right.ADMINISTER):
        return
    person_id = seen.person_id
    with database.reading() as db:
        standing = access.second_step_of(db, person_id, now=now)
    if standing.since is None:
        return

    def take_away() -> None:
        doing.do_administering(
            lambda db, actor: access.reset_second_step(db, actor, person_id, now=text.utc_now()),
            _("Taken away. At the next sign-in it can be set up anew."),
        )

    place = folds.fold(_("Second step at sign-in"), icon=":material/lock:", key=seen.key("second-step:fold"))
    if place is None:
        return
    with place:
        on = text.local_day(standing.since)
        st.write(_("Set up on {day}. Recovery codes left: {n}.", day=on, n=standing.codes_left))
        st.write(
            _(
                "Phone and recovery codes are lost? Make sure that it is really this person who asks, then take the "
                "second step away. All their devices are signed out, they are told, and it goes on record."
            )
        )
        st.button(_("Take the second step away"), on_click=anew.asked(take_away), key=seen.key("second-step:reset"))
