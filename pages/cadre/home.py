"""What must I do, by when, how long will it take?"""

import streamlit as st

from models import database, learning, notices, text, training
from models.text import translate as _
from models.text import translate_n
from models.training import State
from pages.parts import data_notice, frame, live, menu, who
from pages.parts.courses import cards, ways_of
from pages.parts.office import first_steps

me = who.signed_in()
library = live.catalogue()
now = text.utc_now()
today = text.local_day(now)
with database.reading() as db:
    duties = training.person_courses(db, me.person_id, on=today)
    paths = training.person_paths(db, me.person_id, today)
    releases = [found for duty in duties if (found := library.by_id(duty.course_id))]
    ways, going_on = learning.progresses_and_continue(db, me.person_id, releases, library, now=now)
    untold = [duty for duty in training.untold(db, me.person_id, duties) if duty.course_id in ways]
offered = {one.course_id: one for one in (*releases, *library.releases)}
if untold:
    with database.writing() as db:
        for duty in untold:
            course = offered[duty.course_id].course
            training.tell_given(db, me.person_id, duty, slug=course.slug, title=str(course.title), now=now)
        unread = notices.unread(db, me.person_id)
    frame.again(me, unread)  # the count above the page was read before there was anything to count

known = [duty for duty in duties if duty.course_id in ways]
todo = training.in_path_order(training.most_urgent_first(known), paths)
steps = ways_of.steps(paths)
done = [duty for duty in known if duty.state is State.COMPLETED and not duty.renewing]
st.title(
    translate_n("{n} course to complete", "{n} courses to complete", len(todo)) if todo else _("You have nothing due"),
    anchor=False,
)
data_notice.band(me)
first_steps.show(me.actor, now=now)
if todo:
    st.markdown(cards.summary(todo, ways))
    first, *rest = todo
    with st.container(border=True):
        cards.duty(offered[first.course_id], ways[first.course_id], first, today, step=steps.get(first.course_id, ""))
        cards.onward(offered[first.course_id], ways[first.course_id], again=cards.asked_again(first))
    for duty in rest:
        step = steps.get(duty.course_id, "")
        cards.next_duty(offered[duty.course_id], ways[duty.course_id], duty, today, step=step)
also = [one for one in going_on if one.course_id not in {duty.course_id for duty in todo}]
if also:
    st.header(_("Go on learning"), anchor=False)
    for one in also:
        with st.container(border=True):
            cards.voluntary(offered[one.course_id], one.progress)
            cards.onward(offered[one.course_id], one.progress, main=not todo)
if done:
    cards.completed(done, library)
if any(duty.state is State.ON_LEAVE for duty in known):
    st.info(cards.leave_words(), icon=":material/info:")
elif not todo and not also:
    st.write(_("Look around in the catalogue; whatever you complete there stands in your record."))
    st.page_link(menu.page("cadre/catalogue"), label=_("Courses"))
