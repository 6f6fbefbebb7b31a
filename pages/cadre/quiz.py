"""One question at a time: what is asked, that it is saved, how many are left, how long."""

import streamlit as st

from models import assessment, courses, database, learning, text
from models.assessment import AskedQuestion, AttemptState, AttemptView
from models.rights import DomainError
from models.text import translate as _
from models.text import translate_n
from pages.parts import asked as addressed
from pages.parts import errors, live, motion, prose, questions, who

me = who.signed_in()
released = live.catalogue().released(st.query_params.get("course", ""))
quiz = released.course.quiz(st.query_params.get("quiz", "")) if released else None
if released is None or quiz is None:
    raise DomainError("not-found")
now = text.utc_now()
at_work = f"at-work:{released.course_id}:{quiz.name}"  # another quiz may be open beside this one


def begin() -> None:
    """Start an attempt, or go on with the open one."""
    try:
        with database.writing() as db:
            learning.start_quiz(db, who.signed_in().actor, released.release_id, quiz.name, now=text.utc_now())
    except DomainError as error:
        st.session_state["refused"] = errors.sentence(error)


def go(place: int) -> None:
    """Turn to a question; the address keeps the place."""
    st.query_params["question"] = str(place)


def save(attempt: str, asked: AskedQuestion, key: str) -> None:
    """Store what the widget holds now; the page then reads from the database what it calls saved."""
    refused = f"refused:{attempt}:{asked.place}"
    st.session_state.pop(refused, None)
    try:
        with database.writing() as db:
            assessment.answer(
                db, who.signed_in().actor, attempt, asked.place, questions.given(asked, key), now=text.utc_now()
            )
    except DomainError as error:
        st.session_state[refused] = errors.sentence(error)


def hand_in(attempt: str) -> None:
    """Submit the attempt; the result has a page of its own."""
    try:
        with database.writing() as db:
            learning.finish(db, who.signed_in().actor, attempt, now=text.utc_now())
        st.session_state["handed-in"] = attempt
    except DomainError as error:
        st.session_state["refused"] = errors.sentence(error)


def cover(chance: assessment.Chance) -> None:
    """Show the rules before the start, and the start."""
    st.title(str(quiz.title), anchor=False)
    if released.course.is_practice(quiz):
        st.write(_("This is for practice: the result decides nothing."))
    else:
        st.write(_("You need {percent} % to pass.", percent=quiz.pass_mark))
    if quiz.minutes:
        st.write(
            _("You have {n} minutes from the start. The clock goes on if you leave; answers are kept.", n=quiz.minutes)
        )
    if chance.marking_since is not None:
        since = text.moment(chance.marking_since)
        st.info(
            _(
                "What you handed in on {when} has still to be judged by a person. You can try again after that.",
                when=since,
            ),
            icon=":material/hourglass_top:",
        )
        st.page_link("cadre/course.py", label=_("Back to the course"), query_params={"course": released.course.slug})
        return
    if chance.allowed is not None:
        left = max(0, chance.allowed - chance.used)
        told = translate_n("{n} attempt left", "{n} attempts left", left)
        st.write(told[:1].upper() + told[1:] + ".")
    st.write(_("Each answer is saved as you give it. You can leave and come back on another device."))
    refusal()
    st.button(_("Start the quiz"), type="primary", on_click=begin)
    st.page_link("cadre/course.py", label=_("Back to the course"), query_params={"course": released.course.slug})


def question(course: courses.Course, attempt: str, asked: AskedQuestion, before: tuple[AskedQuestion, ...]) -> None:
    """Show one question (those ``before`` it may share its text) and, beside the answer, whether it is saved."""
    key = f"answer:{attempt}:{asked.place}"
    questions.scenario(course, asked, before)
    questions.ask(course, asked, key=key, save=lambda: save(attempt, asked, key), attempt=attempt)
    if refused := st.session_state.get(f"refused:{attempt}:{asked.place}"):
        st.error(refused)
    elif asked.answer is not None and asked.answered_at is not None:
        saved_at = asked.answered_at.astimezone(text.HANOI).strftime("%H:%M:%S")
        motion.say(_("Saved at {time}", time=saved_at), done=True)
    else:
        motion.say(_("Not answered yet"), done=False)


def paper(view: AttemptView, course: courses.Course) -> None:
    """Show the open attempt at the question that the address names.

    An answer draws the whole page anew: it is small, and the counts on it are then right, too.
    """
    st.session_state[at_work] = view.key
    total = len(view.questions)
    place = min(addressed.place(st.query_params, "question"), total)
    motion.begin_at_top(f"{view.key}:{place}")
    prose.style()
    left = view.seconds_left(now)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(_("Question {n} of {total}", n=place, total=total), anchor=False, width="content")
        if left is not None:
            words = _("Time left: {time}", time="{time}")
            motion.clock(left, words=words, attempt=view.key, on_zero=lambda: hand_in(view.key))
    st.progress(view.answered / total, text=_("{n} of {total} answered", n=view.answered, total=total))
    question(course, view.key, view.questions[place - 1], view.questions[: place - 1])
    missing = ", ".join(str(one.place) for one in view.questions if one.answer is None)
    if place == total and missing:
        st.warning(_("Not answered yet: {places}", places=missing))
    with st.container(horizontal=True, horizontal_alignment="distribute" if place > 1 else "right"):
        if place > 1:
            st.button(_("Previous question"), on_click=go, args=(place - 1,))
        if place < total:
            st.button(_("Next question"), type="primary", on_click=go, args=(place + 1,))
        else:
            st.button(_("Hand in"), type="primary", on_click=hand_in, args=(view.key,))
    refusal()
    questions.hint(course, view.questions[place - 1])
    with st.expander(_("All questions and handing in") if place < total else _("All questions")):
        overview(view, place)
        if place < total:
            if missing:
                st.warning(_("Not answered yet: {places}", places=missing))
            st.button(_("Hand in"), on_click=hand_in, args=(view.key,))


def overview(view: AttemptView, place: int) -> None:
    """Show the number of every question, ticked when answered; a click goes there."""
    answered = {one.place for one in view.questions if one.answer is not None}
    key = f"map:{view.key}:{place}"
    st.pills(
        _("Go to a question"),
        [one.place for one in view.questions],
        format_func=lambda one: f"{one} ✓" if one in answered else str(one),
        key=key,
        default=place,
        on_change=lambda: go(st.session_state[key] or place),
    )


def refusal() -> None:
    """Show once why the last act was refused."""
    if refused := st.session_state.pop("refused", None):
        st.error(refused)


if attempt := st.session_state.pop("handed-in", None):
    st.session_state.pop(at_work, None)
    st.switch_page("cadre/result.py", query_params={"attempt": attempt})
with database.reading() as db:
    found = assessment.chance(db, me.person_id, released.course_id, quiz, now=now)
    view = assessment.view(db, me.actor, found.open_key) if found.open_key else None
    course = courses.course_at(db, view.release_id) if view else released.course
ended = st.session_state.get(at_work)
if ended is not None and (view is None or view.key != ended):  # handed in elsewhere, or its time was over
    del st.session_state[at_work]
    st.switch_page("cadre/result.py", query_params={"attempt": ended})
if view is None or view.state is not AttemptState.OPEN:
    cover(found)
else:
    paper(view, course)
