"""The lesson itself: text first, checks in between, and the way on."""

import streamlit as st

from models import assessment, courses, database, learning, text
from models.rights import DomainError
from models.text import translate as _
from pages.parts import live, motion, prose, questions, who

me = who.signed_in()
released = live.catalogue().released(st.query_params.get("course", ""))
if released is None or not released.course.lessons:
    raise DomainError("not-found")
course = released.course
names = [one.name for one in course.lessons]
lesson = course.lesson(st.query_params.get("lesson", names[0]))
if lesson is None:
    raise DomainError("not-found")
place = names.index(lesson.name)
last = place == len(names) - 1

if st.session_state.get("opened") != (course.slug, lesson.name):
    with database.writing() as db:
        learning.open_lesson(db, me.actor, released.release_id, lesson.name, now=text.utc_now())
    st.session_state["opened"] = (course.slug, lesson.name)


def turn(to: str, *, finished: bool) -> None:
    """Go to another lesson; going on says that this one was read."""
    if finished:
        with database.writing() as db:
            learning.finish_lesson(db, who.signed_in().actor, released.release_id, lesson.name, now=text.utc_now())
    if to:
        st.query_params["lesson"] = to


@st.fragment
def check(question: courses.Question) -> None:
    """Show a check in the text; its answer is told at once and kept nowhere."""
    who.signed_in()
    asked = assessment.ask(question, seed=me.person_id)
    key = f"check:{course.slug}:{question.id}"
    with st.container(border=True):
        st.caption(_("Check yourself"))
        questions.ask(course, asked, key=key, save=lambda: None)
        questions.hint(course, asked)
        ready = True
        if asked.type in ("multiple", "short", "number"):
            ready = st.button(_("Check my answer"), key=f"{key}:go")
        given = questions.given(asked, key)
        if ready and given not in (None, [], ""):
            questions.feedback(course, asked, assessment.check_inline(course, question, given))


motion.begin_at_top(lesson.name)
prose.style()
st.page_link(
    "cadre/course.py", label=str(course.title), query_params={"course": course.slug}, icon=":material/arrow_back:"
)
st.title(str(lesson.title), anchor=False)
minutes = _("about {n} minutes", n=lesson.minutes) if lesson.minutes else ""
st.caption(" · ".join(part for part in (_("Lesson {n} of {total}", n=place + 1, total=len(names)), minutes) if part))
for block in prose.lesson(course, released.hash, lesson.name):
    if isinstance(block, courses.HtmlBlock):
        prose.show(block.html)
    else:
        check(block.question)

st.progress((place + 1) / len(names), text=_("Lesson {n} of {total}", n=place + 1, total=len(names)))
with st.container(horizontal=True, horizontal_alignment="distribute" if place else "right"):
    if place:
        st.button(_("Previous lesson"), on_click=turn, args=(names[place - 1],), kwargs={"finished": False})
    if not last:
        st.button(_("Next lesson"), type="primary", on_click=turn, args=(names[place + 1],), kwargs={"finished": True})
    elif st.button(_("I have read it all"), type="primary", on_click=turn, args=("",), kwargs={"finished": True}):
        quiz = course.completion.quiz
        if quiz:
            st.switch_page("cadre/quiz.py", query_params={"course": course.slug, "quiz": quiz})
        st.switch_page("cadre/course.py", query_params={"course": course.slug})
st.page_link(
    "cadre/ask.py",
    label=_("Ask the trainers, or report a mistake"),
    icon=":material/help:",
    query_params={"course": course.slug, "lesson": lesson.name},
)
