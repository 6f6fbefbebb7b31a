"""What happened here, who did it, when?"""

import streamlit as st

from models import audit, database, organisation, text
from models.rights import Right
from models.text import translate as _
from pages.parts import who
from pages.parts.plain import plain

me = who.signed_in(Right.READ_AUDIT)
SIZE = 50

st.title(_("Audit trail"), anchor=False)
with database.reading() as db:
    acts = audit.acts(db)
    act = st.selectbox(
        _("Act"), [None, *acts], format_func=lambda one: one or _("all acts"), key="act", bind="query-params"
    )
    total = audit.count(db, act=act)
    page = int(st.number_input(_("Page"), 1, max(1, -(-total // SIZE)), key="page")) if total > SIZE else 1
    lines = audit.lines(db, act=act, limit=SIZE, offset=(page - 1) * SIZE)
    names = organisation.names(db, {line.actor_id for line in lines if line.actor_id is not None})
st.caption(_("{n} entries, the newest first. Names and values of people are not part of the chain.", n=total))
st.table(
    [
        {
            _("When"): text.moment(line.at),
            _("Who"): plain(names.get(line.actor_id, "–")) if line.actor_id is not None else _("the platform"),
            _("Act"): line.act,
            _("Subject"): f"{line.subject_kind} {line.subject_id or ''}",
            _("Details"): plain(", ".join(f"{name}: {value}" for name, value in line.details.items())),
        }
        for line in lines
    ],
    hide_index=True,
)
