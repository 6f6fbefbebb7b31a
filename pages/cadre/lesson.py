"""The lesson itself: text first, checks in between, and the way on."""

import streamlit as st

from models import assessment, courses, database, learning, text
from models.access import SignedIn
from models.rights import DomainError
from models.text import translate as _
from pages.parts import live, motion, prose, questions, who
from pages.parts.plain import plain

me = who.signed_in()
released = live.catalogue().released(st.query_params.get("course", ""))
if released is None or not released.course.lessons:
    raise DomainError("not-found")
course = released.course
names = [one.name for one in course.lessons]
if "lesson" not in st.query_params:
    with database.reading() as db:
        way = learning.progress(db, me.person_id, released)
    st.query_params["lesson"] = way.next_lesson or way.last_seen or names[0]
lesson = course.lesson(st.query_params["lesson"])
if lesson is None:
    raise DomainError("not-found")
place = names.index(lesson.name)
last = place == len(names) - 1
marked = st.query_params.get("mark", "")

if st.session_state.get("opened") != (course.slug, lesson.name):
    with database.writing() as db:
        stopped = learning.open_lesson(db, me.actor, released.release_id, lesson.name, now=text.utc_now())
    st.session_state["opened"] = (course.slug, lesson.name)
    st.session_state["stopped"] = "" if marked else stopped


def turn(to: str, *, finished: bool) -> None:
    """Go to another lesson, and to its top; going on says that this one was read."""
    actor, now = who.signed_in().actor, text.utc_now()
    with database.writing() as db:
        if finished:
            learning.finish_lesson(db, actor, released.release_id, lesson.name, now=now)
        if to:
            learning.open_lesson(db, actor, released.release_id, to, now=now)
    if to:
        st.query_params["lesson"] = to
        st.session_state["opened"], st.session_state["stopped"] = (course.slug, to), ""
        if "mark" in st.query_params:
            del st.query_params["mark"]


@st.fragment
def check(question: courses.Question, known: list[SignedIn]) -> None:
    """Show a check in the text; its answer is told at once and kept nowhere.

    ``known`` holds who it is while the page itself runs, and is used up by that: run alone, the check asks anew.
    """
    reader = known.pop() if known else who.signed_in()
    asked = assessment.ask(question, seed=reader.person_id)
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


motion.reading(course.slug, lesson.name, stopped=st.session_state.get("stopped", ""))
st.page_link(
    "cadre/course.py", label=plain(course.title), query_params={"course": course.slug}, icon=":material/arrow_back:"
)
st.title(plain(lesson.title), anchor=False)
blocks = prose.lesson(course, released.hash, lesson.name, marked=marked)
prose.style(prose.head(course, lesson, place + 1, blocks))
for block in blocks:
    if isinstance(block, courses.HtmlBlock):
        prose.show(block.html)
    elif isinstance(block, courses.DiagramBlock):
        prose.diagram(block.source)
    else:
        check(block.question, [me])

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
