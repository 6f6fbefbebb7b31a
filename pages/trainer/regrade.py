"""A key was wrong, or a question bad: who would move and by how much; then let it be so."""

import streamlit as st

from models import assessment, database, learning
from models.rights import DomainError, Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import errors, live, who
from pages.parts.courses import kept, prose
from pages.parts.plain import plain
from pages.parts.quiz import regrade_form, regrading

me = who.signed_in(Right.AUTHOR)
address = st.query_params
released = live.catalogue().released(address.get("course", ""))
if released is None or not kept.keeps(me, released.course_id):
    raise DomainError("not-found")
with database.reading() as db:
    found = assessment.regradable(db, me.actor, released.course_id, address.get("question", ""))
back = address.get("back", "")

st.title(_("Mark a question anew"), anchor=False)
done = st.session_state.pop("done", None)
if unfinished := tuple(one.id for one in found.regrades if one.finished_at is None and one.id is not None):
    regrading.following(unfinished)
elif done:
    st.success(done, icon=":material/check_circle:")
if inquiry := address.get("inquiry"):
    st.page_link(
        "cadre/inquiry.py",
        label=_("Back to the objection, to answer it"),
        icon=":material/arrow_back:",
        query_params={"inquiry": inquiry},
    )
version = regrade_form.chosen(found)
shown = regrade_form.versions(found)[version] if version else found.versions[-1]
with st.container(border=True):
    prose.style()
    prose.show(prose.html(shown.course, shown.question.stem))
    regrading.keys(found, shown)
    total = sum(one.attempts for one in found.versions)
    st.caption(
        translate_n("Asked in {n} attempt that was handed in", "Asked in {n} attempts that were handed in", total)
        + f" · {plain(str(found.course.title))}"
    )
regrade_form.version(found)
how = regrade_form.treatment(found)
try:
    plan = None
    with database.reading() as db:
        if back:
            plan = assessment.plan_back(db, me.actor, back)
        elif how is not None:
            asked = regrade_form.meant(found, how)
            plan = assessment.plan(db, me.actor, found.course_id, found.question_id, how, asked)
    if plan is not None:
        with st.spinner(_("Reckoning who would move …")), database.reading() as db:
            preview = learning.preview(db, plan)
        regrading.preview(preview)
        regrade_form.confirm(plan)
except DomainError as error:
    st.info(errors.sentence(error))
regrading.so_far(found, on_back=regrade_form.look_at, looked_at=back)
