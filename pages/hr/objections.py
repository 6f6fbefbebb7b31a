"""Which people of my units say that a figure about them is wrong?"""

import streamlit as st

from models import access, database, messages, text
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import threads, who

me = who.signed_in(Right.ASSIGN)
scope = access.scope_of(me.actor, Right.ASSIGN)
now = text.utc_now()
with database.reading() as db:
    count, waiting = messages.objections(db, me.actor, scope, now=now)
    _closed, answered = messages.objections(db, me.actor, scope, now=now, closed=True, limit=20)

st.title(
    translate_n("{n} objection waits for you", "{n} objections wait for you", count)
    if count
    else _("No objection waits for you"),
    anchor=False,
)
if count:
    st.caption(_("People of your units who say that their state or figure is wrong, the oldest first."))
else:
    st.write(_("When somebody of your units says that their state or figure is wrong, you read and answer it here."))
    st.page_link("hr/coverage.py", label=_("To coverage"), icon=":material/bar_chart:")
threads.rows(waiting, text.local_day(now))
if count > len(waiting):
    st.caption(_("The {shown} oldest are shown.", shown=len(waiting)))
if answered:
    st.header(_("Answered last"), anchor=False)
    threads.rows(answered, text.local_day(now))
