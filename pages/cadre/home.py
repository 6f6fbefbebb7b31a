"""What must I do, by when, how long will it take?"""

import streamlit as st

from models import database, learning, text, training
from models.text import translate as _
from models.text import translate_n
from models.training import State
from pages.parts import cards, live, states, who

me = who.signed_in()
library = live.catalogue()
now = text.utc_now()
today = text.local_day(now)
OPEN = (State.OVERDUE, State.DUE_AGAIN, State.EXPIRED, State.IN_PROGRESS, State.NOT_STARTED)
with database.reading() as db:
    duties = training.person_courses(db, me.person_id, on=today)
    releases = [found for duty in duties if (found := library.by_id(duty.course_id))]
    ways = learning.progresses(db, me.person_id, releases)
    going_on = learning.continue_where(db, me.person_id, library, now=now)
    untold = [duty for duty in training.untold(db, me.person_id, duties) if duty.course_id in ways]
if untold:
    with database.writing() as db:
        for duty in untold:
            course = library.by_id(duty.course_id).course
            training.tell_given(db, me.person_id, duty, slug=course.slug, title=str(course.title), now=now)

todo = sorted(
    (duty for duty in duties if duty.state in OPEN and duty.course_id in ways),
    key=lambda duty: (duty.due is None, duty.due, duty.course_id),
)
done = [duty for duty in duties if duty.state is State.COMPLETED and duty.course_id in ways]
st.title(
    translate_n("{n} course to complete", "{n} courses to complete", len(todo)) if todo else _("You have nothing due"),
    anchor=False,
)
if todo:
    minutes = sum(ways[duty.course_id].minutes_left for duty in todo)
    st.write(_("About {minutes} minutes of reading, then a quiz.", minutes=minutes))
for duty in todo:
    released = library.by_id(duty.course_id)
    way = ways[duty.course_id]
    with st.container(border=True):
        st.subheader(str(released.course.title), anchor=False)
        state = "due-soon" if duty.due_soon and duty.state is not State.OVERDUE else duty.state
        when = states.due_words(duty.due, today) if duty.due else ""
        st.markdown(f"{states.badge(state)} {when}")
        st.progress(
            way.done / way.total if way.total else 0.0,
            text=_(
                "{done} of {total} lessons, {minutes} minutes left",
                done=way.done,
                total=way.total,
                minutes=way.minutes_left,
            ),
        )
        cards.onward(released, way)
also = [one for one in going_on if one.course_id not in {duty.course_id for duty in todo}]
if also:
    st.header(_("Go on learning"), anchor=False)
    for one in also:
        with st.container(border=True):
            st.subheader(str(one.title), anchor=False)
            cards.onward(library.by_id(one.course_id), one.progress)
if done:
    st.header(_("Completed"), anchor=False)
    for duty in done:
        until = "" if duty.valid_until is None else " · " + _("valid before {day}", day=duty.valid_until)
        title = str(library.by_id(duty.course_id).course.title)
        st.markdown(f"{states.badge(State.COMPLETED)} **{title}** · {text.day(duty.completed_on)}{until}")
if not todo and not also:
    st.write(_("Look around in the catalogue; whatever you complete there stands in your record."))
    st.page_link("cadre/catalogue.py", label=_("Courses"))
