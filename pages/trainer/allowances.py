"""Whom have I allowed more time or more attempts in a course that I keep, and why?"""

import streamlit as st

from models import assessment, database, text
from models.rights import Right
from models.text import translate as _
from pages.parts import doing, live, who
from pages.parts.courses import kept
from pages.parts.quiz import allowance_form

me = who.signed_in(Right.AUTHOR)
now = text.utc_now()
library = live.catalogue()
mine = [one for one in kept.kept(me, library) if one.course.quizzes]

st.title(_("More time and attempts in my courses"), anchor=False)
doing.show()
if not mine:
    st.info(_("None of the courses you keep has a quiz yet."))
    st.stop()
with database.reading() as db:
    lines = [
        line for one in mine for line in assessment.allowances(db, me.actor, None, course_id=one.course_id, now=now)
    ]
with st.expander(_("Allow more time or attempts"), expanded=not lines):
    allowance_form.show(mine, None, Right.AUTHOR, text.local_day(now))
st.header(_("Allowed by me"), anchor=False)
allowance_form.listed(lines, library, None, Right.AUTHOR)
