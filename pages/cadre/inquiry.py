"""What was asked, what was answered, and what is there left to say?"""

import streamlit as st

from models import assessment, courses, database, messages, text
from models.messages import Kind
from models.rights import DomainError, Right
from models.text import translate as _
from pages.parts import errors, live, threads, typed, who
from pages.parts.courses import prose
from pages.parts.plain import plain
from pages.parts.quiz import questions, regrading

me = who.signed_in()
key = st.query_params.get("inquiry", "")
now = text.utc_now()
with database.reading() as db:
    thread = messages.thread(db, me.actor, key, now=now)


def write(seen: int, *, answers: bool) -> None:
    """Add words of the asker's, or an answer; the field is emptied once they are in the database."""
    words = st.session_state["inquiry:words"]
    try:
        actor = who.signed_in().actor
        with database.writing() as db:
            if answers:
                close = bool(st.session_state.get("inquiry:close", True))
                messages.answer(db, actor, key, words, seen=seen, close=close, now=text.utc_now())
            else:
                messages.say(db, actor, key, words, seen=seen, now=text.utc_now())
        typed.sent("inquiry:words")
    except DomainError as error:
        st.session_state["inquiry:refused"] = errors.refused(error)


def reviewed(course: courses.Course, one: assessment.ReviewedQuestion) -> None:
    """Show a question as it was asked and answered, and what came of it."""
    prose.show(questions.about(course, one.asked))
    regrading.question(one)
    questions.feedback(course, one.asked, one.feedback)


line = thread.line
st.title(threads.word(line.kind), anchor=False)
st.markdown(f"{threads.badge(line, text.local_day(now))}  \n**{plain(line.about)}**")
if thread.question is not None and thread.course is not None:
    with st.expander(_("The question as it was asked, and the answer as it was given"), expanded=thread.may_answer):
        prose.style()
        reviewed(thread.course, thread.question)
    if thread.result is not None:
        regrading.changed(thread.question, thread.result)
elif thread.paper and thread.course is not None and thread.result is not None:
    prose.style()
    st.write(_("{marks} of {most} marks", marks=thread.result.marks, most=thread.result.max_marks) + ".")
    for one in thread.paper:
        with st.expander(_("Question {n}", n=one.asked.place)):
            reviewed(thread.course, one)
if thread.shut:
    st.info(_("The answers are closed while you are at a quiz of this course."), icon=":material/lock:")
released = live.catalogue().by_id(thread.course_id or 0)
if thread.may_answer and thread.question_hash and released is not None:
    regrading.link(released.course.slug, thread.question_id, asked=thread.question_hash, inquiry=key)
if thread.lesson and released is not None:
    where = {"course": released.course.slug, "lesson": thread.lesson}
    st.page_link("cadre/lesson.py", label=_("Open the lesson"), icon=":material/menu_book:", query_params=where)
if thread.asker and me.actor.has(Right.SEE_COVERAGE):
    at = {"person": thread.asker}
    st.page_link("hr/person.py", label=_("What is on record about {name}", name=plain(line.asker)), query_params=at)
for message in thread.messages:
    threads.said(message, _("A learner"))
if thread.mine or not line.closed:
    label = _("Your answer") if thread.may_answer else _("Anything to add?")
    if thread.may_answer and thread.question is not None and thread.question.anew is not None:
        st.session_state.setdefault("inquiry:words", regrading.drafted(thread.question.anew))
    st.text_area(label, key="inquiry:words", height=120)
    typed.keep("inquiry:words")
    if refused := st.session_state.pop("inquiry:refused", None):
        st.error(refused, icon=":material/error:")
    if thread.may_answer:
        st.checkbox(_("This settles it"), value=True, key="inquiry:close")
        st.button(_("Send the answer"), type="primary", on_click=write, args=(thread.seen,), kwargs={"answers": True})
    else:
        word = _("Open it again and send") if line.closed else _("Send more words")
        st.button(word, on_click=write, args=(thread.seen,), kwargs={"answers": False})
if thread.mine:
    st.page_link("cadre/inquiries.py", label=_("My questions"), icon=":material/arrow_back:")
elif line.kind is Kind.FIGURE:
    st.page_link("hr/objections.py", label=_("Objections to figures"), icon=":material/arrow_back:")
else:
    st.page_link("trainer/inbox.py", label=_("Questions to me"), icon=":material/arrow_back:")
