"""What shall I be able to do, what is in it, where am I?"""

import streamlit as st

from models import assessment, database, learning, text, training
from models.rights import DomainError
from models.text import translate as _
from models.training import State
from pages.parts import live, states, who
from pages.parts.courses import about, cards, prose, ways_of
from pages.parts.office import person_parts
from pages.parts.plain import plain

me = who.signed_in()
library = live.catalogue()
released = library.released(st.query_params.get("course", ""))
if released is None:
    raise DomainError("not-found")
course = released.course
around = live.references()
now = text.utc_now()
today = text.local_day(now)
with database.reading() as db:
    way = learning.progress(db, me.person_id, released)
    mine = training.person_courses(db, me.person_id, on=today)
    paths = training.person_paths(db, me.person_id, today)
    missing = learning.required_first(db, me.person_id, course, now=now)
    chances = {
        quiz.name: assessment.chance(db, me.person_id, released.course_id, quiz, now=now) for quiz in course.quizzes
    }
    duty = next((one for one in mine if one.course_id == released.course_id), None)
    over = None
    if duty is not None and duty.state is State.NOT_ASSIGNED:
        ended = training.ended_duties(db, me.person_id, today=today)
        over = next((one for one in ended if one.course_id == released.course_id), None)
    freed = None
    if duty is not None and duty.state is State.EXEMPT:
        freed = training.exemption_of(db, me.person_id, released.course_id, on=today)

st.title(plain(course.title), anchor=False)
again = duty is not None and cards.asked_again(duty)
lapsed = duty is not None and again and not duty.renewing  # for what is asked, whatever the completion itself says
asks = duty is not None and duty.state in training.REQUIRED and duty.state is not State.COMPLETED
where = cards.urgency(duty, today) if duty is not None and asks else states.badge(way.state(now))
st.markdown(about.summary(course, where))
if way.completion is not None and way.completion.is_valid(now) and not lapsed:
    done, until = way.completion.achieved_on, way.completion.valid_until
    told = (
        _("Completed on {day}.", day=done)
        if until is None
        else _("Completed on {day}, valid before {until}.", day=done, until=until)
    )
    st.success(told, icon=":material/check_circle:")
elif over is not None:
    why = training.release_word(over.why)
    st.info(_("Since {day} you need not take this course: {why}.", day=over.until, why=why), icon=":material/info:")
if freed is not None:
    st.markdown(person_parts.freed_words(freed, today))
if duty is not None and duty.state is State.ON_LEAVE:
    st.info(cards.leave_words(), icon=":material/info:")
ways_of.around(released.course_id, paths, mine, library)
if duty is not None and again:
    st.info(cards.renewal_words(duty), icon=":material/autorenew:")
cards.onward(released, way, again=again)
prose.style(
    about.requirements(course, library, missing)
    + about.outcomes(released, around)
    + about.lessons(course, way)
    + about.quizzes(course, way, chances)
    + about.testing_out(course, way, chances, now)
    + about.background(released, around, today)
)
with st.expander(_("Share or print this course")):
    about.share(course, st.context.url or "")
