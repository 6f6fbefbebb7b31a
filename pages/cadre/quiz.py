"""This question; what is saved; how many left, how long. Before it the rules, at the end a look over it all."""

import streamlit as st

from models import assessment, database, learning, text
from models.rights import DomainError
from models.text import translate as _
from pages.parts import live, menu, who
from pages.parts.courses import closed
from pages.parts.plain import plain
from pages.parts.quiz import acts as quiz_acts
from pages.parts.quiz import paper as quiz_paper
from pages.parts.quiz import rules as quiz_rules

me = who.signed_in()
released = live.catalogue().released(st.query_params.get("course", ""))
if released is None:
    raise DomainError("not-found")
named = st.query_params.get("quiz", "")[:80]
quiz = released.course.quiz(named)
if quiz is None:  # the course has it no more; who is at it goes on
    with database.reading() as db:
        quiz = assessment.open_quiz(db, me.person_id, released.course_id, named)
at_work = quiz_acts.at_work(released.course_id, named if quiz is None else quiz.name)
if quiz is None:
    if attempt := st.session_state.pop(at_work, None):
        st.switch_page("cadre/result.py", query_params={"attempt": attempt})
    raise DomainError("not-found")
now = text.utc_now()
with database.reading() as db:
    closed.stop(db, me, released, now, but=quiz.name)
    begun = assessment.open_at(db, me.person_id, released.course_id, quiz)
    view = assessment.view(db, me.actor, begun.key) if begun else None
    course = assessment.released(db, view.release_id)[1] if view else released.course
    told = assessment.told(db, me.actor, view.key) if view and view.rules.tells_at_once else {}
ended = st.session_state.get(at_work)
if ended is not None and (view is None or view.key != ended):  # handed in elsewhere, or its time was over
    del st.session_state[at_work]
    st.switch_page("cadre/result.py", query_params={"attempt": ended})
if view is not None:
    st.session_state[at_work] = view.key
    desk = quiz_acts.Desk()
    if st.query_params.get("step") == quiz_acts.END:
        quiz_paper.end(desk, view, now)
    else:
        quiz_paper.page(desk, view, course, told, quiz_acts.turned_to(view), now)
else:
    st.title(plain(quiz.title), anchor=False)
    with database.reading() as db:
        chance = assessment.chance(db, me.person_id, released.course_id, quiz, now=now)
        tried = chance.newest is not None and quiz.name == released.course.completion.quiz
        done = learning.progress(db, me.person_id, released).completion if tried else None
    quiz_rules.already(done, now)
    quiz_rules.why_not_now(chance, now)
    quiz_rules.show(course, quiz, chance, now)
    quiz_acts.show_refusal()
    if chance.can_start:
        st.button(_("Start the quiz"), type="primary", on_click=quiz_acts.begin, args=(released.release_id, quiz.name))
    if chance.comes:
        quiz_rules.show_more(quiz, chance)
    with st.container(horizontal=True):
        st.page_link(
            menu.page("cadre/course"), label=_("Back to the course"), query_params={"course": released.course.slug}
        )
        if chance.newest is not None:
            st.page_link(
                menu.page("cadre/result"), label=_("See my last result"), query_params={"attempt": chance.newest}
            )
