"""Which questions are hard, which wrong answers tempt, how many pass: a quiz as its trainer sees it, without names."""

import streamlit as st

from models import assessment, courses, database, text
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import apart, charts, kept, live, prose, who
from pages.parts.plain import plain

me = who.signed_in(Right.AUTHOR)
HARD = 0.5
SHOWN = 10  # questions that are not folded away
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


def stem(item: assessment.ItemStatistics) -> str:
    """Return a question's text in one line."""
    said = courses.to_plain(str(item.question.stem))
    return said if len(said) <= 110 else said[:109] + "…"


def share(item: assessment.ItemStatistics) -> str:
    """Return how many got a question right: a share where there is enough to go by, else the count with its base."""
    if item.facility is None:
        return "–"
    base = f"{text.number(item.facility * item.asked)}/{text.number(item.asked)}"
    return f"{text.percent(item.facility, 1, 0)} ({base})" if item.enough else base


def headline(found: assessment.QuizStatistics) -> str:
    """Return the finding that the page opens with."""
    if not found.people:
        return _("Nobody has handed this quiz in yet")
    if found.people < assessment.ENOUGH:
        return translate_n(
            "Only {n} person so far: too few to judge", "Only {n} people so far: too few to judge", found.people
        )
    if not any(item.current and item.enough for item in found.items):
        return _("Each question was asked too seldom to judge")
    hard = sum(item.current and item.enough and (item.facility or 0) < HARD for item in found.items)
    return (
        translate_n("{n} question that most get wrong", "{n} questions that most get wrong", hard)
        if hard
        else _("No question that most get wrong")
    )


if not mine:
    st.title(_("Quiz results"), anchor=False)
    st.info(_("None of the courses you keep has a quiz yet."))
    st.stop()
slugs = [one.course.slug for one in mine]
slug = address.get("course") if address.get("course") in slugs else slugs[0]
released = mine[slugs.index(slug)]
names = [quiz.name for quiz in released.course.quizzes]
usual = released.course.completion.quiz or names[0]
name = address.get("quiz") if address.get("quiz") in names else usual
with database.reading() as db:
    found = assessment.quiz_statistics(db, me.actor, released.course_id, released.course, name)

st.title(headline(found), anchor=False)
titles = apart.told_apart({one.course.slug: str(one.course.title) for one in mine})
st.selectbox(
    _("Course"),
    slugs,
    index=slugs.index(slug),
    format_func=titles.get,
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
    format_func=quizzes.get,
    args=("quiz", f"q:{slug}:{name}"),
)
if found.open_attempts:
    st.caption(translate_n("{n} attempt is still open.", "{n} attempts are still open.", found.open_attempts))
if not found.people:
    st.info(_("Figures appear with the first attempt that is handed in."))
    st.stop()
st.write(
    _(
        "{people} people handed it in, {attempts} attempts in all. {first} passed at once, {passed} by now.",
        people=found.people,
        attempts=found.attempts,
        first=found.passed_first,
        passed=found.passed,
    )
)
typical = _(
    "First attempts: {percent} on average, {minutes} minutes in the middle.",
    percent=text.percent(found.percent or 0, 100),
    minutes=round(found.minutes or 0),
)
st.write(typical)
charts.tenths(found.histogram, title=_("First attempts by their score"), finding=typical)

st.header(_("Questions, the hardest first"), anchor=False)
current = [item for item in found.items if item.current]
rest = [item for item in found.items if not item.current]
keys = [item.question_id for item in current]
wanted = address.get("item") if address.get("item") in keys else None
stems = apart.told_apart({item.question_id: stem(item) for item in current})
st.selectbox(
    _("Look at one question"),
    [None, *keys],
    index=[None, *keys].index(wanted),
    key=f"i:{slug}:{name}:{wanted}",
    format_func=lambda one: stems[one] if one else _("choose a question"),
    on_change=choose,
    args=("item", f"i:{slug}:{name}:{wanted}"),
)
for item in [one for one in current if one.question_id == wanted]:
    with st.container(border=True):
        prose.style()
        prose.show(prose.html(released.course, item.question.stem))
        st.caption(_("Right: {share}. Asked in {n} first attempts.", share=share(item), n=item.asked))
        st.table(
            [
                {
                    _("Answer"): ("✓ " if choice.right else "") + plain(courses.to_plain(str(choice.text))),
                    _("Chosen by"): f"{text.number(choice.count)} ({text.percent(choice.count, item.asked, 0)})",
                }
                for choice in item.choices
            ],
            hide_index=True,
        )
        best = max((choice.count for choice in item.choices if choice.right), default=0)
        if item.enough and any(choice.count > best for choice in item.choices if not choice.right):
            st.info(_("A wrong answer is chosen more often than the right one. Look at the key and at the wording."))
listed = [
    {
        _("Question"): plain(stem(item)),
        _("Right"): share(item),
        _("Left empty"): text.number(item.asked - item.answered),
        _("Seconds"): "–" if item.seconds is None else text.number(item.seconds),
    }
    for item in current
]
st.table(listed[:SHOWN], hide_index=True)
if len(listed) > SHOWN:
    with st.expander(_("The other questions: {n}", n=len(listed) - SHOWN)):
        st.table(listed[SHOWN:], hide_index=True)
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
        "Counted are first attempts. Below {n} of them a share would be chance, so counts are shown.",
        n=assessment.ENOUGH,
    )
)
