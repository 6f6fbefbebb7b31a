"""What did I ask, and what has been answered?"""

import streamlit as st

from models import database, messages, text
from models.text import translate as _
from models.text import translate_n
from pages.parts import threads, who

me = who.signed_in()
now = text.utc_now()
with database.reading() as db:
    mine = messages.mine(db, me.actor)

waiting = [one for one in mine if not one.closed]
answered = [one for one in mine if one.closed]
st.title(
    translate_n("{n} question of mine is open", "{n} questions of mine are open", len(waiting))
    if waiting
    else _("My questions"),
    anchor=False,
)
if not mine:
    st.write(
        _(
            "You have asked nothing yet. Every lesson, every result and your record has a link to ask, to report a "
            "mistake or to object."
        )
    )
threads.rows(waiting, text.local_day(now))
if answered:
    st.header(_("What has been answered"), anchor=False)
    threads.rows(answered, text.local_day(now))
st.page_link("cadre/ask.py", label=_("Something in my record is not right"), icon=":material/fact_check:")
