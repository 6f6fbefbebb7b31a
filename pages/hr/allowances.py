"""Who of my people has more time or more attempts for a quiz, and why?"""

import streamlit as st

from models import access, assessment, database, text
from models.rights import Right
from models.text import translate as _
from pages.parts import doing, live, who
from pages.parts.office import placeless
from pages.parts.quiz import allowance_form

me = who.signed_in(Right.ASSIGN)
scope = access.scope_of(me.actor, Right.ASSIGN)
placeless.stop(scope)
now = text.utc_now()
library = live.catalogue()

st.title(_("More time and attempts"), anchor=False)
st.caption(_("For people who need it: an impairment, a broken computer, an emergency on the day."))
doing.show()
with database.reading() as db:
    lines = assessment.allowances(db, me.actor, scope, now=now)
offered = [one for one in library.offered if one.course.quizzes]
if not offered:
    st.info(_("No course on offer has a quiz."))
else:
    with st.expander(_("Allow more time or attempts"), expanded=not lines):
        allowance_form.show(offered, scope, Right.ASSIGN, text.local_day(now))
st.header(_("In force"), anchor=False)
allowance_form.listed(lines, library, scope, Right.ASSIGN)
