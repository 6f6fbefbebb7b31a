"""Passed or not, why, and which lesson to read again."""

import streamlit as st

from models import assessment, database, learning, text
from models.text import translate as _
from pages.parts import menu, who
from pages.parts.quiz import result as quiz_result

me = who.signed_in()
now = text.utc_now()
with database.reading() as db:
    standing = learning.result(db, me.actor, st.query_params.get("attempt", ""), now=now)
    course = assessment.released(db, standing.review.view.release_id)[1]


def ways(again: bool) -> None:
    """Draw the ways on: back to the course, another attempt if one may begin, home."""
    with st.container(horizontal=True):
        st.page_link(menu.page("cadre/course"), label=_("Back to the course"), query_params={"course": course.slug})
        if again:
            quiz = {"course": course.slug, "quiz": standing.result.quiz}
            st.page_link(menu.page("cadre/quiz"), label=_("Try again"), query_params=quiz)
        st.page_link(menu.page("cadre/home"), label=_("My learning"))


quiz_result.show(standing, course, ways, now, asking=True)
