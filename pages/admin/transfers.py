"""Which transfers wait for my answer, and what became of those that I asked for?"""

from itertools import groupby

import streamlit as st

from models import access, database, organisation, text
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import doing, who
from pages.parts.office import placeless, transfers

me = who.signed_in(Right.MANAGE_PEOPLE)
scope = access.scope_of(me.actor, Right.MANAGE_PEOPLE)
placeless.stop(scope)
now = text.utc_now()
wanted = st.query_params.get("list")
with database.reading() as db:
    count, waiting = organisation.waiting_transfers(db, me.actor, scope, now=now)
    asked, sent = organisation.sent_transfers(db, me.actor, scope, now=now, import_key=wanted)


def show_all() -> None:
    """Show what was asked for by other ways, too."""
    st.query_params.pop("list", None)


st.title(
    translate_n("{n} transfer waits for your answer", "{n} transfers wait for your answer", count)
    if count
    else _("No transfer waits for your answer"),
    anchor=False,
)
doing.show()
st.write(
    _("Until you answer, these people stay where they are.")
    if count
    else _("When another unit asks for a person of yours, or offers you one, you find it here.")
)
for _name, group in groupby(waiting, key=lambda line: line.group):
    transfers.waiting(list(group), today=text.local_day(now))
if count > len(waiting):
    st.caption(_("The {shown} that have waited longest are shown.", shown=len(waiting)))

st.header(_("What my units asked for"), anchor=False)
if wanted:
    st.caption(_("Only what one staff list asked for is shown."))
    st.button(_("Show everything that was asked for"), type="tertiary", on_click=show_all)
if sent:
    transfers.sent(sent)
    if asked > len(sent):
        st.caption(_("The newest {shown} are shown.", shown=len(sent)))
else:
    st.info(_("Nothing was asked for yet. A staff list asks by itself; for one person, write their staff code."))
    st.page_link("admin/people.py", label=_("To the list of people"), icon=":material/person_add:")
