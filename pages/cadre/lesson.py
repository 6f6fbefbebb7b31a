"""The lesson itself: text first, checks in between, and the way on."""

import streamlit as st

from models import database, learning, text
from models.rights import DomainError
from models.text import translate as _
from pages.parts import going, live, menu, motion, who
from pages.parts.courses import closed, reading
from pages.parts.plain import plain

me = who.signed_in()
released = live.catalogue().released(st.query_params.get("course", ""))
if released is None or not released.course.lessons:
    raise DomainError("not-found")
with database.reading() as db:
    closed.stop(db, me, released, text.utc_now())
course = released.course
names = [one.name for one in course.lessons]
if "lesson" not in st.query_params:
    with database.reading() as db:
        way = learning.progress(db, me.person_id, released)
    st.query_params["lesson"] = way.next_lesson or way.last_seen or names[0]
lesson = course.lesson(st.query_params["lesson"])
if lesson is None:
    raise DomainError("not-found")
release_id, this = released.release_id, lesson.name
place = names.index(this)
last = place == len(names) - 1
marked = st.query_params.get("mark", "")

if st.session_state.get("opened") != (course.slug, lesson.name):
    with database.writing() as db:
        stopped = learning.open_lesson(db, me.actor, release_id, this, now=text.utc_now())
    st.session_state["opened"] = (course.slug, lesson.name)
    st.session_state["stopped"] = "" if marked else stopped


def turn(to: str, *, finished: bool) -> None:
    """Go to another lesson, and to its top, or after the last one to what comes then; going on says it was read."""
    mine, now, completed = who.signed_in(), text.utc_now(), None
    with database.writing() as db:
        if finished:
            completed = learning.finish_lesson(db, mine.actor, release_id, this, then=to, now=now)
        else:
            learning.open_lesson(db, mine.actor, release_id, to, now=now)
    if completed is None:  # which would have brought a notice
        who.hand_on(mine)
    if to:
        st.query_params["lesson"] = to
        st.session_state["opened"], st.session_state["stopped"] = (course.slug, to), ""
        if "mark" in st.query_params:
            del st.query_params["mark"]
    elif course.completion.quiz:
        going.on_to("cadre/quiz", course=course.slug, quiz=course.completion.quiz)
    else:
        going.on_to("cadre/course", course=course.slug)


motion.reading(course.slug, lesson.name, stopped=st.session_state.get("stopped", ""))
st.page_link(
    menu.page("cadre/course"),
    label=plain(course.title),
    query_params={"course": course.slug},
    icon=":material/arrow_back:",
)
st.title(plain(lesson.title), anchor=False)
reading.show(course, released.hash, lesson, me, who.signed_in, marked=marked)

st.progress((place + 1) / len(names), text=_("Lesson {n} of {total}", n=place + 1, total=len(names)))
with st.container(horizontal=True, horizontal_alignment="distribute" if place else "right"):
    if place:
        st.button(_("Previous lesson"), on_click=turn, args=(names[place - 1],), kwargs={"finished": False})
    if not last:
        st.button(_("Next lesson"), type="primary", on_click=turn, args=(names[place + 1],), kwargs={"finished": True})
    else:
        st.button(_("I have read it all"), type="primary", on_click=turn, args=("",), kwargs={"finished": True})
st.page_link(
    menu.page("cadre/ask"),
    label=_("Ask the trainers, or report a mistake"),
    icon=":material/help:",
    query_params={"course": course.slug, "lesson": lesson.name},
)
