"""What have I achieved, what did I try, and does it count?"""

import streamlit as st

from models import database, learning, text, training
from models.text import translate as _
from models.text import translate_n
from models.training import State
from pages.parts import live, states, tables, who
from pages.parts.courses import histories
from pages.parts.plain import plain

me = who.signed_in()
library = live.catalogue()
now = text.utc_now()
with database.reading() as db:
    mine = learning.history(db, me.person_id, now=now)
    duties = {one.course_id: one for one in training.person_courses(db, me.person_id, on=text.local_day(now))}
standing = [one for course in mine for one in course.completions if one.standing is not learning.Standing.REVOKED]
if any(one.certificate is None for one in standing):  # completed before there were certificates, or brought in since
    with database.writing() as db:
        learning.issue_missing(db, who.signed_in().actor, now=now)
    with database.reading() as db:
        mine = learning.history(db, me.person_id, now=now)

counting = sum(any(one.standing is learning.Standing.VALID for one in course.completions) for course in mine)
st.title(
    translate_n("{n} completed course counts today", "{n} completed courses count today", counting)
    if counting
    else _("My results"),
    anchor=False,
)
if not mine:
    st.info(_("Nothing yet. Your results appear here as soon as you hand in a quiz or complete a course."))
    st.page_link("cadre/home.py", label=_("My learning"))
for course in mine:
    duty = duties.get(course.course_id)
    with st.container(border=True):
        state = State.NOT_ASSIGNED if duty is None else duty.state
        voluntary = duty is None or not duty.assigned
        shown = (
            f":gray-badge[:material/volunteer_activism: {_('Of my own accord')}]" if voluntary else states.badge(state)
        )
        st.markdown(f"## {plain(course.title)}\n\n{shown}")
        histories.events(course)
        wrong = {"course": course.slug}
        st.page_link("cadre/ask.py", label=_("This is not right"), icon=":material/fact_check:", query_params=wrong)
given = [duty for duty in duties.values() if duty.assigned and duty.course_id not in {one.course_id for one in mine}]
if given:
    st.header(_("Given to me, nothing handed in yet"), anchor=False)
    rows = []
    for duty in given:
        if released := library.by_id(duty.course_id):
            slug = {"course": released.course.slug}
            due = ""
            if duty.due and duty.state in training.REQUIRED:  # of who is exempt or on leave nothing is overdue
                due = states.due_words(duty.due, text.local_day(now))
            title = tables.link(str(released.course.title), "course", slug)
            wrong_here = tables.link(_("This is not right"), "ask", slug)
            rows.append([tables.under(title, wrong_here), tables.under(tables.state(duty.state), due)])
    tables.show([_("Course"), _("State")], rows, caption=_("Given to me, nothing handed in yet"))
