"""What shall I be able to do, what is in it, where am I?"""

import streamlit as st

from models import assessment, database, learning, text
from models.rights import DomainError
from models.text import translate as _
from models.text import translate_n
from pages.parts import cards, live, who

me = who.signed_in()
released = live.catalogue().released(st.query_params.get("course", ""))
if released is None:
    raise DomainError("not-found")
course = released.course
now = text.utc_now()
with database.reading() as db:
    way = learning.progress(db, me.person_id, released)
    chances = {
        quiz.name: assessment.chance(db, me.person_id, released.course_id, quiz, now=now) for quiz in course.quizzes
    }

st.title(str(course.title), anchor=False)
if course.summary:
    st.write(str(course.summary))
lessons = translate_n("{n} lesson", "{n} lessons", len(course.lessons))
st.caption(_("{lessons} · about {minutes} minutes", lessons=lessons, minutes=course.minutes))
if way.completion is not None and way.completion.is_valid(now):
    until = "" if way.completion.valid_until is None else _("valid before {day}", day=way.completion.valid_until)
    st.success(
        _("Completed on {day}.", day=way.completion.achieved_on) + (f" {until}" if until else ""),
        icon=":material/check_circle:",
    )
cards.onward(released, way)
if course.outcomes:
    st.subheader(_("What you can do afterwards"), anchor=False)
    st.markdown("\n".join(f"- {outcome.text}" for outcome in course.outcomes))
st.subheader(_("Lessons"), anchor=False)
for number, lesson in enumerate(way.lessons, start=1):
    icon = ":material/check_circle:" if lesson.finished else ":material/radio_button_unchecked:"
    minutes = f" ({_('{n} min', n=lesson.minutes)})" if lesson.minutes else ""
    word = " · " + _("read") if lesson.finished else ""
    st.page_link(
        "cadre/lesson.py",
        label=f"{number}. {lesson.title}{minutes}{word}",
        icon=icon,
        query_params={"course": course.slug, "lesson": lesson.name},
    )
if course.quizzes:
    st.subheader(_("Quizzes"), anchor=False)
for quiz in course.quizzes:
    chance = chances[quiz.name]
    told = [_("{n} % to pass", n=quiz.pass_mark)]
    if quiz.minutes:
        told.append(_("{n} min", n=quiz.minutes))
    if chance.allowed is not None:
        told.append(translate_n("{n} attempt left", "{n} attempts left", max(0, chance.allowed - chance.used)))
    if quiz.name == course.completion.quiz and way.quiz_passed:
        told.append(_("passed"))
    st.page_link(
        "cadre/quiz.py",
        label=f"{quiz.title} · {' · '.join(told)}",
        icon=":material/quiz:",
        query_params={"course": course.slug, "quiz": quiz.name},
    )
