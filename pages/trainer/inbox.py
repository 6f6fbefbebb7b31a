"""Which questions, mistakes and objections about my courses wait for me?"""

import streamlit as st

from models import database, messages, text
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import threads, who

me = who.signed_in(Right.AUTHOR)
today = text.local_day(text.utc_now())
with database.reading() as db:
    count, waiting = messages.inbox(db, me.actor)
    _closed, answered = messages.inbox(db, me.actor, closed=True, limit=20)

st.title(
    translate_n("{n} question waits for you", "{n} questions wait for you", count)
    if count
    else _("No question waits for you"),
    anchor=False,
)
if count:
    st.caption(_("The oldest first. Names are not shown; your answer reaches the asker."))
else:
    st.write(
        _("What learners ask, report or object to in the courses that you keep appears here, without their names.")
    )
    st.page_link("trainer/courses.py", label=_("Courses I keep"))
threads.rows(waiting, today)
if count > len(waiting):
    st.caption(_("The {shown} oldest are shown.", shown=len(waiting)))
if answered:
    st.header(_("Answered last"), anchor=False)
    threads.rows(answered, today)
