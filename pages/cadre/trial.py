"""What is a quiz here like? A few questions that no exam asks, with feedback at once; nothing counts."""

import streamlit as st

from models import assessment, database, text
from models.rights import DomainError
from models.text import translate as _
from pages.parts import live, who
from pages.parts.courses import closed, prose
from pages.parts.quiz import trial

me = who.signed_in()
released = live.catalogue().released(st.query_params.get("course", ""))
if released is None:
    raise DomainError("not-found")
with database.reading() as db:
    closed.stop(db, me, released, text.utc_now())
course = released.course

prose.style()
st.page_link(
    "cadre/course.py", label=str(course.title), query_params={"course": course.slug}, icon=":material/arrow_back:"
)
st.title(_("Try a quiz"), anchor=False)
st.write(_("A few questions to see what a quiz here is like. The final quiz asks others."))
trial.show(course, lambda seed: assessment.sample(course, seed), key=f"trial:{released.hash}")
