"""Which inspectors looked at my units and people here, at what, and when?"""

import streamlit as st

from models import audit, database, organisation, text
from models.rights import Right
from models.text import translate as _
from pages.parts import asked, tables, who
from pages.parts.office import audit_details, audit_words, inspected

me = who.signed_in(Right.SEE_COVERAGE)
SIZE = 50
now = text.utc_now()
page = asked.place(st.query_params.to_dict(), "page")


def go(number: int) -> None:
    """Turn to a page."""
    st.query_params["page"] = str(number)


with database.reading() as db:
    wanted = inspected.readable(db, me.actor, Right.SEE_COVERAGE, now=now, act=inspected.ACT)
    total = audit.count(db, wanted=wanted)
    lines = audit.lines(db, wanted=wanted, limit=SIZE, offset=(page - 1) * SIZE)
    people = organisation.names(db, audit_words.people_of(lines))
    units = organisation.unit_names(db, {unit for line in lines for unit in audit_words.units_of(line)})
known = audit_words.names(people, units)
st.title(_("What inspectors looked at"), anchor=False)
st.write(
    _(
        "An inspector reads figures, results and the audit trail of the units that they were given, for some days, and "
        "changes nothing. Whatever they open is written down here and cannot be changed."
    )
)
if not lines:
    st.info(_("Nobody has looked at your units as an inspector."))
else:
    tables.show(
        [_("When and who"), _("What they opened")],
        [
            [
                tables.stacked(tables.moment(line.at), tables.words(people.get(line.actor_id or 0, "–"))),
                tables.stacked(
                    tables.words(audit_details.details(line, known)),
                    tables.words(audit_words.subject(line, None, known)),
                ),
            ]
            for line in lines
        ],
        caption=_("What inspectors looked at"),
    )
    tables.pages_of(page, total, SIZE, key="inspections", on_go=go)
