"""One answer to judge: what was asked, what was handed in, the rubric, and what I say about it."""

import streamlit as st

from models import assessment, database, learning, text
from models.assessment import Verdict
from models.rights import Right
from models.text import translate as _
from pages.parts import asked, doing, who
from pages.parts.courses import prose
from pages.parts.plain import plain
from pages.parts.quiz import judging_form, questions

me = who.signed_in(Right.AUTHOR)
key, place = st.query_params.get("attempt", "")[:40], asked.place(st.query_params, "question")
now = text.utc_now()
mine = f"judge:{key}:{place}"


def begin() -> None:
    """Take the answer, or a judgement that is to be changed."""
    act = lambda db, actor, _reach: assessment.begin_marking(db, actor, key, place, now=text.utc_now())  # noqa: E731
    doing.do(Right.AUTHOR, act, _("It is yours to judge now; what you choose is kept as a draft."))


def give_back() -> None:
    """Leave it to others, unjudged."""
    act = lambda db, actor, _reach: assessment.drop_marking(db, actor, key, place, now=text.utc_now())  # noqa: E731
    if doing.do(Right.AUTHOR, act, _("Given back; anybody who keeps the course may judge it.")):
        judging_form.forget(mine, found.question.rubric)


def keep() -> None:
    """Keep what is chosen so far."""
    said = judging_form.said(mine, found.question.rubric)
    act = lambda db, actor, _reach: assessment.save_marking(db, actor, key, place, said, now=text.utc_now())  # noqa: E731
    if doing.do(Right.AUTHOR, act, ""):
        st.session_state.pop("done", None)
        st.session_state[f"{mine}:kept"] = text.utc_now()
        judging_form.drafted(mine, found.question.rubric)


def finish() -> None:
    """Let it count; then the next one, if one waits."""
    said: Verdict = judging_form.said(mine, found.question.rubric)
    why = st.session_state.get(f"{mine}:why", "")
    act = lambda db, actor, _reach: learning.judge(db, actor, key, place, said, reason=why, now=text.utc_now())  # noqa: E731
    if doing.do(Right.AUTHOR, act, _("Judged. The person has been told if nothing else of it waits.")):
        judging_form.forget(mine, found.question.rubric)
        st.session_state[f"{mine}:finished"] = True


def show_name() -> None:
    """Say whose work it is; that it was asked stays on record."""
    names: list[str] = []
    act = lambda db, actor, _reach: names.append(assessment.reveal(db, actor, key, now=text.utc_now()))  # noqa: E731
    if doing.do(Right.AUTHOR, act, _("That you looked stands in the audit trail.")):
        st.session_state[f"{mine}:name"] = names[0]


if st.session_state.pop(f"{mine}:finished", False):
    st.switch_page("trainer/marking.py")
with database.reading() as db:
    found = assessment.work(db, me.actor, key, place, now=now)
course, result = found.course, found.result
prose.style()
st.page_link("trainer/marking.py", label=_("Answers to judge"), icon=":material/arrow_back:")
st.title(_("Work no. {id}, question {n}", id=str(result.attempt_id), n=place), anchor=False)
handed_in = _("handed in on {when}", when=text.moment(result.submitted_at))
attempt = _("attempt {n}", n=result.number)
st.markdown(plain(f"{course.title} · {result.title} · {attempt} · {handed_in}"))
doing.show()
prose.show(questions.about(course, found.reviewed.asked))
st.header(_("What was handed in"), anchor=False)
judging_form.work(found)
if found.mine:
    judging_form.form(found, mine, keep=keep, finish=finish, give_back=give_back)
else:
    judging_form.not_mine(found, begin=begin)
judging_form.history(found)
with st.expander(_("Whose work is it?")):
    name = st.session_state.get(f"{mine}:name")
    st.write(plain(name) if name else _("Judging without the name is fairer. If you must know, it is told on record."))
    st.button(_("Show the name"), on_click=show_name, disabled=bool(name))
if found.question.explanation is not None:
    with st.expander(_("What the author says about it")):
        prose.show(prose.html(course, found.question.explanation))
