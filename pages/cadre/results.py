"""What have I achieved, and what did I try?"""

import streamlit as st

from models import database, learning, text
from models.text import translate as _
from pages.parts import live, who

me = who.signed_in()
library = live.catalogue()
with database.reading() as db:
    mine = learning.my_results(db, me.person_id)

st.title(_("My results"), anchor=False)
if not mine.attempts and not mine.completions:
    st.info(_("Nothing yet. Your results appear here as soon as you hand in a quiz or complete a course."))
    st.page_link("cadre/home.py", label=_("My learning"))
if mine.completions:
    st.subheader(_("Completed courses"), anchor=False)
    now = text.utc_now()
    st.table(
        [
            {
                _("Course"): one.title,
                _("Completed on"): text.day(one.completion.achieved_on),
                _("Valid until"): "–" if one.completion.valid_until is None else text.day(one.completion.valid_until),
                _("Counts today"): _("yes") if one.completion.is_valid(now) else _("no"),
            }
            for one in mine.completions
        ],
        hide_index=True,
    )
if mine.attempts:
    st.subheader(_("Attempts"), anchor=False)
for one in mine.attempts:
    released = library.by_id(one.course_id)
    quiz = released.course.quiz(one.quiz) if released else None
    title = str(quiz.title) if quiz else one.quiz
    word = _("passed") if one.passed else _("not passed")
    st.page_link(
        "cadre/result.py",
        label=f"{text.moment(one.submitted_at)} · {title} · {text.percent(one.marks, one.max_marks, None)} · {word}",
        icon=":material/check_circle:" if one.passed else ":material/radio_button_unchecked:",
        query_params={"attempt": one.key},
    )
