"""Which answers wait for my judgement, and how long have they waited?"""

import streamlit as st

from models import assessment, courses, database, text
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import doing, who
from pages.parts.plain import plain
from pages.parts.quiz import judging_list

me = who.signed_in(Right.AUTHOR)
now = text.utc_now()
address = st.query_params
SHOWN = 20


def take(key: str, place: int) -> None:
    """Take an answer to judge, and go there."""
    act = lambda db, actor, _reach: assessment.begin_marking(db, actor, key, place, now=text.utc_now())  # noqa: E731
    if doing.do(Right.AUTHOR, act, _("It is yours to judge now; what you choose is kept as a draft.")):
        st.session_state["judge"] = {"attempt": key, "question": str(place)}


def choose(name: str, widget: str) -> None:
    """Put a choice into the address; another quiz has other questions."""
    if name == "quiz":
        address.pop("item", None)
    value = st.session_state[widget]
    if value is None:
        address.pop(name, None)
    else:
        address[name] = value


if chosen := st.session_state.pop("judge", None):
    st.switch_page("trainer/judge.py", query_params=chosen)
with database.reading() as db:
    everything = assessment.queue(db, me.actor, now=now, limit=0)
    picked = judging_list.picked(everything, address.get("quiz", ""), address.get("item", ""))
    found = assessment.queue(db, me.actor, **picked, now=now, limit=SHOWN)
    lately = assessment.judged_lately(db, me.actor)
waits = sum(everything.counts.values())
st.title(
    translate_n("{n} answer waits for your judgement", "{n} answers wait for your judgement", waits)
    if waits
    else _("No answer waits for your judgement"),
    anchor=False,
)
doing.show()
if not waits:
    st.write(_("Written answers and practical tasks of the courses that you keep appear here when they are handed in."))
    st.page_link("trainer/courses.py", label=_("Courses I keep"))
else:
    st.caption(_("The oldest first. Names are not shown. The result and the completion follow your judgement at once."))
    judging_list.choices(everything, picked, choose)
    first = next((one for one in found.lines if one.mine or one.marker is None or one.stale), None)
    if first is not None:
        word = _("Go on judging") if first.mine else _("Judge the oldest")
        st.button(word, type="primary", on_click=take, args=(first.key, first.place), key="oldest")
    for line in found.lines:
        with st.container(border=True):
            st.markdown(judging_list.line(line, now))
            st.markdown(plain(courses.in_short(str(line.question.stem), 160)))
            where = {"attempt": line.key, "question": str(line.place)}
            st.page_link("trainer/judge.py", label=_("Open it"), icon=":material/arrow_forward:", query_params=where)
    if found.count > len(found.lines):
        st.caption(_("The {shown} oldest are shown.", shown=len(found.lines)))
if lately:
    st.header(_("Judged last"), anchor=False)
    for one in lately:
        stem = judging_list.stem(one.course_id, one.question_id, most=60)
        label = _("{question}, judged on {when}", question=stem, when=text.moment(one.at))
        where = {"attempt": one.key, "question": str(one.place)}
        st.page_link("trainer/judge.py", label=plain(label), query_params=where)
