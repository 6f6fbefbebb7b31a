"""A key was wrong, or a question bad: who would move and by how much; then let it be so."""

import streamlit as st

from models import assessment, database, learning, text
from models.assessment import Treatment
from models.rights import DomainError, Right
from models.seconding import SecondNeeded
from models.text import translate as _
from models.text import translate_n
from pages.parts import errors, live, second_person, typed, who
from pages.parts.courses import kept, prose
from pages.parts.plain import plain
from pages.parts.quiz import regrading

me = who.signed_in(Right.AUTHOR)
address = st.query_params
released = live.catalogue().released(address.get("course", ""))
if released is None or not kept.keeps(me, released.course_id):
    raise DomainError("not-found")
with database.reading() as db:
    found = assessment.regradable(db, me.actor, released.course_id, address.get("question", ""))
versions = {one.digest[:12]: one for one in found.versions}
by_key = {one.digest[:12] for one in found.by_key()}


def choose(name: str, widget: str) -> None:
    """Put a choice into the address, where '' stands for none."""
    address.pop("back", None)
    address[name] = str(st.session_state[widget] or "")


def look_at(back: str) -> None:
    """Look at what taking a regrade back would do; '' leaves that again."""
    address["back"] = back


def wanted() -> assessment.Plan | None:
    """Return what the address asks for, None while something is still to be chosen."""
    with database.reading() as db:
        if back := address.get("back"):
            return assessment.plan_back(db, me.actor, back)
        if how not in offered:
            return None
        usual = by_key if how == Treatment.KEY else set(versions)
        asked = [one.digest for name, one in versions.items() if name in ({version} if version else usual)]
        return assessment.plan(db, me.actor, found.course_id, found.question_id, Treatment(how), asked)


@st.fragment
def confirm(plan: assessment.Plan) -> None:
    """Ask why and store it: in a run of its own, so that nothing is reckoned anew while somebody writes."""

    def store() -> None:
        try:
            actor = who.signed_in(Right.AUTHOR).actor
            with database.writing() as db:
                learning.regrade(db, actor, plan, st.session_state["why"], now=text.utc_now())
            st.session_state["done"] = regrading.in_force()
            typed.sent("why")
        except SecondNeeded as needed:
            second_person.prepare(needed)
        except DomainError as error:
            st.session_state["refused"] = errors.refused(error)

    st.text_area(_("Why? The people concerned read it."), key="why", max_chars=assessment.LONGEST_REASON, height=100)
    typed.keep("why")
    st.button(_("Take the regrade back") if plan.undoes else _("Mark it anew"), type="primary", on_click=store)
    if "done" in st.session_state:
        address["how"] = address["back"] = ""
        st.rerun()
    if refused := st.session_state.pop("refused", None):
        st.error(refused, icon=":material/error:")
    st.caption(_("It can be taken back later. What was answered never changes."))


st.title(_("Mark a question anew"), anchor=False)
done = st.session_state.pop("done", None)
if unfinished := tuple(one.id for one in found.regrades if one.finished_at is None and one.id is not None):
    regrading.following(unfinished)
elif done:
    st.success(done, icon=":material/check_circle:")
if inquiry := address.get("inquiry"):
    back_to = {"inquiry": inquiry}
    label = _("Back to the objection, to answer it")
    st.page_link("cadre/inquiry.py", label=label, icon=":material/arrow_back:", query_params=back_to)
version = address.get("asked", "") if address.get("asked") in versions else ""
shown = versions[version] if version else found.versions[-1]
with st.container(border=True):
    prose.style()
    prose.show(prose.html(shown.course, shown.question.stem))
    regrading.keys(found, shown)
    total = sum(one.attempts for one in found.versions)
    st.caption(
        translate_n("Asked in {n} attempt that was handed in", "Asked in {n} attempts that were handed in", total)
        + f" · {plain(str(found.course.title))}"
    )
if len(versions) > 1:
    names = {"": _("all that it fits"), **{name: regrading.version_words(one) for name, one in versions.items()}}
    st.selectbox(
        _("Which version of the question"),
        list(names),
        index=list(names).index(version),
        key=f"asked:{version}",
        format_func=names.__getitem__,
        on_change=choose,
        args=("asked", f"asked:{version}"),
    )
offered = [one for one in regrading.OFFERED if one is not Treatment.KEY or (version in by_key if version else by_key)]
how = address.get("how", "")
st.radio(
    _("What shall be done with it"),
    offered,
    index=offered.index(Treatment(how)) if how in offered else None,
    key=f"how:{how}:{version}",
    format_func=regrading.treatment_choice,
    captions=[regrading.treatment_help(one) for one in offered],
    on_change=choose,
    args=("how", f"how:{how}:{version}"),
)
if Treatment.KEY not in offered:
    st.caption(
        _("To mark by a mended key, mend it in the course's files first; once it is released, it is offered here.")
    )
try:
    if (plan := wanted()) is not None:
        with st.spinner(_("Reckoning who would move …")), database.reading() as db:
            preview = learning.preview(db, plan)
        regrading.preview(preview)
        confirm(plan)
except DomainError as error:
    st.info(errors.sentence(error))
regrading.so_far(found, on_back=look_at, looked_at=address.get("back", ""))
