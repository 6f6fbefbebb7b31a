"""Passed or not, why, and which lesson to read again."""

import streamlit as st

from models import assessment, database, learning, text
from models.text import translate as _
from pages.parts import judging, prose, quiz_rules, quiz_sureness, regrading, reviewing, who
from pages.parts.plain import plain

me = who.signed_in()
now = text.utc_now()
with database.reading() as db:
    standing = learning.result(db, me.actor, st.query_params.get("attempt", ""), now=now)
    course = assessment.released(db, standing.review.view.release_id)[1]
result, review = standing.result, standing.review

percent = text.percent(result.marks, result.max_marks, None)
asked = course.quiz(result.quiz)
practice = asked is not None and course.is_practice(asked)
mean = None if standing.mean is None else text.percent(standing.mean.percent, 100, None)
if result.waits:
    title = _("Waits to be judged")
elif practice:
    title = _("Practised: {percent} right", percent=percent)
elif mean is not None and standing.passed:
    title = _("Passed: {percent} on average", percent=mean)
elif mean is not None:
    title = _("Not passed yet: {percent} on average", percent=mean)
elif result.passed:
    title = _("Passed: {percent}", percent=percent)
else:
    title = _("Not passed yet: {percent}", percent=percent)
st.title(title, anchor=False)
about = _(
    "{title}, attempt {number}, {when}.",
    title=str(review.view.title),
    number=result.number,
    when=text.moment(result.submitted_at),
)
marks = _("{marks} of {most} marks", marks=result.marks, most=result.max_marks)
if result.waits:
    marks = _("{marks} of {most} marks so far; the rest waits", marks=result.marks, most=result.max_marks)
needed = _("for practice, not counted") if practice else _("{n} % were needed", n=result.pass_mark)
if mean is not None and not result.waits and not practice:
    marks = _("This attempt: {percent}, {marks}", percent=percent, marks=marks)
    needed = _("{n} % are needed on average", n=result.pass_mark)
st.write(f"{marks}; {needed}. {plain(about)}")
if result.waits:
    judging.since(text.moment(result.submitted_at))
regrading.result(result, standing.doubt)
if standing.completion is not None:
    st.success(_("With this the course is completed and counts for your unit."), icon=":material/check_circle:")
elif standing.passed and standing.lessons_left and not standing.superseded:
    left = ", ".join(str(lesson.title) for lesson in standing.lessons_left)
    st.info(_("To complete the course, read these lessons too: {lessons}", lessons=left))
elif standing.passed is False and not practice:
    quiz_rules.already(standing.valid, now)
if standing.superseded:
    st.info(_("You have taken this quiz again since; the last attempt counts."), icon=":material/history:")
closes_at, chance = review.view.closes_at, standing.chance
if closes_at is not None and result.submitted_at >= closes_at:
    over = _(
        "The time was over at {when}: what you had answered by then was handed in by itself.",
        when=text.moment(closes_at),
    )
    st.info(over, icon=":material/schedule:")
if standing.passed is False and chance is not None and chance.left:
    st.write(quiz_rules.attempts_left(chance.left) + ".")
if standing.passed is False and chance is not None:
    quiz_rules.why_not_now(chance, now)
with st.container(horizontal=True):
    st.page_link("cadre/course.py", label=_("Back to the course"), query_params={"course": course.slug})
    if (practice or standing.passed is False) and chance is not None and chance.can_start:
        again = {"course": course.slug, "quiz": result.quiz}
        st.page_link("cadre/quiz.py", label=_("Try again"), query_params=again)
    st.page_link("cadre/home.py", label=_("My learning"))
prose.style()
if review.shut:
    st.info(_("The answers are closed while you are at a quiz of this course."), icon=":material/lock:")
elif review.shown_after is not None:
    when = text.moment(review.shown_after)
    st.info(_("What was right is shown after {when}, when everybody is done.", when=when), icon=":material/schedule:")
elif not review.questions:
    st.info(_("This quiz shows its result only."))
    st.page_link(
        "cadre/ask.py",
        label=_("Ask about this quiz, or object to the mark"),
        icon=":material/help:",
        query_params={"attempt": result.key},
    )
quiz_sureness.own(review)
judged = [one for one in review.questions if one.feedback.mark.waits]
wrong = [one for one in review.questions if not one.feedback.right and one not in judged]
right = [one for one in review.questions if one.feedback.right]
for title, group in ((_("To be judged"), judged), (_("To look at again"), wrong), (_("Right"), right)):
    if group:
        st.header(f"{title} ({len(group)})", anchor=False)
        folded = title == _("Right")
        prose.show("".join(reviewing.question(course, review, one, folded=folded) for one in group))
