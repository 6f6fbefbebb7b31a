"""An officer whose unit stands no more: why there is nothing to see, and whom to ask."""

from datetime import timedelta

import streamlit as st

from models import database, organisation, text
from models.organisation import Tree
from models.rights import Scope
from models.text import translate as _
from pages.parts.plain import plain


def stop(scope: Scope) -> None:
    """End the page with the reason, where no unit of a scope stands today; return at once where one does."""
    if scope.everywhere:
        return
    today = text.local_day(text.utc_now())
    with database.reading() as db:
        if any(organisation.scope_units(db, scope, tree, today) for tree in Tree):
            return
        names = organisation.unit_names(db, scope.roots)
        ends = organisation.unit_ends(db, scope.roots)
    st.title(_("No unit of yours stands today"), anchor=False)
    gone = ", ".join(
        _("{unit} (until {day})", unit=plain(name), day=ends[unit] - timedelta(days=1)) if unit in ends else plain(name)
        for unit, name in sorted(names.items(), key=lambda one: text.sort_key(one[1]))
    )
    st.info(
        _(
            "Your role was given for {units}, which was merged or ended. Its people belong to other units now.",
            units=gone,
        )
    )
    st.write(_("Ask an administrator to give you the role for the unit that follows it. The results are all kept."))
    st.page_link("cadre/help.py", label=_("How it works, and whom to ask"), icon=":material/help:")
    st.stop()
