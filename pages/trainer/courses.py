"""Do my courses work: what is served, what is wrong in the files, and what to write instead."""

import streamlit as st

from models import assessment, courses, database, text, training
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import live, who
from pages.parts.courses import findings, kept, prose
from pages.parts.plain import plain

me = who.signed_in(Right.AUTHOR)
library = live.catalogue()
ids = {one.course.slug: one.course_id for one in library.releases}
with database.reading() as db:
    shown = [row for row in courses.checks(db) if row.slug == "*" or kept.keeps(me, ids.get(row.slug))]
    mine = {row.slug: ids[row.slug] for row in shown if row.slug in ids}
    waiting = assessment.how_many_wait(db, me.actor)
    used = training.uses(db, live.held(db), me.actor, mine.values(), now=text.utc_now())
wrong = [row for row in shown if row.errors]
st.title(
    translate_n("{n} course needs mending", "{n} courses need mending", len(wrong)) if wrong else _("All courses work"),
    anchor=False,
)
if waiting:
    label = translate_n("{n} answer waits for your judgement", "{n} answers wait for your judgement", waiting)
    st.page_link("trainer/marking.py", label=label, icon=":material/hourglass_top:")
if not shown:
    st.info(_("You keep no course yet. Put a folder into content/courses, or ask your administrator for a course."))
    st.page_link("trainer/guide.py", label=_("Guide for authors"), icon=":material/menu_book:")
for row in sorted(shown, key=lambda one: (-one.errors, -one.warnings, one.slug)):
    released = library.released(row.slug)
    if row.slug == "*" and not row.findings:
        continue
    with st.container(border=True):
        title = str(released.course.title) if released else (_("Laws and frameworks") if row.slug == "*" else row.slug)
        st.header(plain(title), anchor=False)
        errors = translate_n("{n} error", "{n} errors", row.errors)
        warnings = translate_n("{n} warning", "{n} warnings", row.warnings)
        checked = _("checked {when}", when=text.moment(row.checked_at))
        st.caption(f"{plain(row.slug)} · {errors} · {warnings} · {checked}")
        if use := used.get(mine.get(row.slug, 0)):
            st.write(
                _(
                    "{opened} people opened it ({recently} in the last 30 days); {completed} completed it ({lately}).",
                    opened=use.opened,
                    recently=use.opened_recently,
                    completed=use.completed,
                    lately=use.completed_recently,
                )
            )
        if row.errors and released:
            st.info(_("Learners still see the last release, unchanged, until the errors are mended."))
        elif row.errors and row.slug == "*":
            st.warning(_("What is wrong is kept back; the rest is shown."))
        elif row.errors:
            st.warning(_("Learners see this course as soon as the errors are mended."))
        if row.findings:
            prose.style()
            findings.show(row.findings, row.slug)
            with st.expander(_("Why these rules exist")):
                for rule in dict.fromkeys(str(finding["rule"]) for finding in row.findings):
                    if rule in courses.RULES:
                        st.code("\n".join(courses.explanation(courses.RULES[rule])), language=None)
        if row.slug != "*":
            with st.container(horizontal=True):
                st.page_link("trainer/preview.py", label=_("See it as a learner"), query_params={"course": row.slug})
                if released and released.course.quizzes:
                    slug = {"course": released.course.slug}
                    st.page_link("trainer/quiz_results.py", label=_("Quiz results"), query_params=slug)
