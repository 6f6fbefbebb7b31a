"""What a new installation still lacks, for its administrator: from an empty platform to the first course given."""

from datetime import datetime

import streamlit as st

from models import access, database, organisation, text, training
from models.organisation import Tree
from models.rights import Actor, Right
from models.text import translate as _


def show(actor: Actor, *, now: datetime) -> None:
    """Show the steps up to the first course that is given, each a link; nothing from then on, and to nobody else."""
    if not actor.has(Right.ADMINISTER):
        return
    with database.reading() as db:
        if training.anything_given(db):
            return
        units = tuple(organisation.unit_tree(db, Tree.ADMINISTRATION, text.local_day(now)).nodes)
        officers = access.holders(db, Right.ASSIGN, now=now, units=units)
    with st.container(border=True):
        st.header(_("Three steps to the first course"), anchor=False)
        _step(bool(units), _("Bring the staff list in; units that it names in a sheet of their own are made with it"))
        with st.container(horizontal=True):
            st.page_link("admin/staff_list.py", label=_("Staff list"), icon=":material/upload_file:")
            st.page_link("admin/units.py", label=_("Units"), icon=":material/account_tree:")
        _step(bool(officers), _("Give roles: an HR officer gives courses; give those people their sign-in codes, too"))
        with st.container(horizontal=True):
            st.page_link("admin/grants.py", label=_("Roles"), icon=":material/badge:")
            st.page_link("hr/codes.py", label=_("Sign-in codes"), icon=":material/key:")
        _step(False, _("An HR officer signs in, gives the first course, and prints slips with codes for everybody"))
        if actor.has(Right.ASSIGN):
            st.page_link("hr/assign.py", label=_("Assign a course"), icon=":material/assignment_add:")


def _step(done: bool, words: str) -> None:
    icon = ":material/check_circle:" if done else ":material/radio_button_unchecked:"
    st.markdown(f"{icon} {words}" + (f" ({_('done')})" if done else ""))
