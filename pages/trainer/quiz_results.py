"""Which questions are hard, which wrong answers tempt, how many pass: a quiz as its trainer sees it, without names."""

import streamlit as st

from models import assessment, database
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import apart, live, who
from pages.parts.courses import kept
from pages.parts.quiz import figures as quiz_figures
from pages.parts.quiz import sureness as quiz_sureness

me = who.signed_in(Right.AUTHOR)
library = live.catalogue()
address = st.query_params
mine = [one for one in kept.kept(me, library) if one.course.quizzes]


def choose(name: str, widget: str) -> None:
    """Put a choice into the address; a narrower one that belonged to another course or quiz is dropped."""
    order = ["course", "quiz", "item"]
    for later in order[order.index(name) + 1 :]:
        address.pop(later, None)
    value = st.session_state[widget]
    if value is None:
        address.pop(name, None)
    else:
        address[name] = value


if not mine:
    st.title(_("Quiz results"), anchor=False)
    st.info(_("None of the courses you keep has a quiz yet."))
    st.stop()
slugs = [one.course.slug for one in mine]
slug = address["course"] if address.get("course") in slugs else slugs[0]
released = mine[slugs.index(slug)]
names = [quiz.name for quiz in released.course.quizzes]
usual = released.course.completion.quiz or names[0]
name = address["quiz"] if address.get("quiz") in names else usual
with database.reading() as db:
    found = assessment.quiz_statistics(db, me.actor, released.course_id, released.course, name)

st.title(quiz_figures.headline(found), anchor=False)
titles = apart.told_apart({one.course.slug: str(one.course.title) for one in mine})
st.selectbox(
    _("Course"),
    slugs,
    index=slugs.index(slug),
    format_func=titles.__getitem__,
    key=f"c:{slug}",
    on_change=choose,
    args=("course", f"c:{slug}"),
)
quizzes = apart.told_apart({quiz.name: str(quiz.title) for quiz in released.course.quizzes})
st.selectbox(
    _("Quiz"),
    names,
    index=names.index(name),
    key=f"q:{slug}:{name}",
    on_change=choose,
    format_func=quizzes.__getitem__,
    args=("quiz", f"q:{slug}:{name}"),
)
if found.open_attempts:
    st.caption(translate_n("{n} attempt is still open.", "{n} attempts are still open.", found.open_attempts))
if found.wait:
    st.caption(translate_n("{n} attempt waits to be judged.", "{n} attempts wait to be judged.", found.wait))
    st.page_link("trainer/marking.py", label=_("Answers to judge"))
if not found.people:
    st.info(_("Figures appear with the first attempt that is handed in."))
    st.stop()
quiz_figures.summary(found)

if found.calibration:
    st.header(_("How sure, and how often right"), anchor=False)
    quiz_sureness.finding(found.calibration, enough=assessment.ENOUGH)
    quiz_sureness.table(found.calibration, enough=assessment.ENOUGH)
st.header(_("Questions, the hardest first"), anchor=False)
current = [item for item in found.items if item.current]
rest = [item for item in found.items if not item.current]
keys = [item.question_id for item in current]
wanted = address.get("item") if address.get("item") in keys else None
stems = apart.told_apart({item.question_id: quiz_figures.stem(item) for item in current})
st.selectbox(
    _("Look at one question"),
    [None, *keys],
    index=[None, *keys].index(wanted),
    key=f"i:{slug}:{name}:{wanted}",
    format_func=lambda one: stems[one] if one else _("choose a question"),
    on_change=choose,
    args=("item", f"i:{slug}:{name}:{wanted}"),
)
for item in current:
    if item.question_id == wanted:
        quiz_figures.one(released.course, item)
quiz_figures.listed(current)
if rest:
    st.caption(
        translate_n(
            "{n} earlier version of a question has figures of its own.",
            "{n} earlier versions of questions have figures of their own.",
            len(rest),
        )
    )
st.caption(
    _(
        "Counted are first attempts. What was asked in fewer than {n} stands last, as counts: a share is chance there.",
        n=assessment.ENOUGH,
    )
)
