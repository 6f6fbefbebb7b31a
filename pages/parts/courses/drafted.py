"""A course as its author's preview shows it: its own page, a lesson, a quiz on trial, and what is kept back."""

import streamlit as st

from models import assessment, courses, learning, text
from models.access import SignedIn
from models.courses import Preview, Released, Status
from models.rights import DomainError
from models.text import translate as _
from models.text import translate_n
from pages.parts import errors, live, motion, states
from pages.parts.courses import about, findings, prose, reading
from pages.parts.courses.reading import Asking
from pages.parts.plain import plain
from pages.parts.quiz import rehearsal, trial

ONE_BY_ONE = "one-by-one"  # the way of the address on which a quiz's questions are tried one after the other


def found(seen: Preview) -> None:
    """Say how many errors keep something back, and list what the check found."""
    wrong = sum(finding.is_error for finding in seen.findings)
    if wrong:
        told = translate_n("{n} error keeps something back.", "{n} errors keep something back.", wrong)
        st.warning(told, icon=":material/error:")
    if seen.findings:
        with st.expander(_("What the check found in the files ({n})", n=len(seen.findings)), expanded=not seen.course):
            findings.show(map(courses.finding_data, seen.findings), seen.slug)


def status(seen: Preview) -> str:
    """Return what the course is at this moment, and what learners see of it."""
    if seen.course is None:
        return _("Nothing of this course can be shown yet.")
    return {
        Status.DRAFT: _("A draft: learners do not see it."),
        Status.REVIEW: _("In review: learners do not see it."),
        Status.PUBLISHED: _("As the files are now; learners see the last release."),
        Status.RETIRED: _("Retired: it is not offered any more."),
    }[seen.course.status]


def course(seen: Preview, shown: courses.Course) -> None:
    """Show the course's own page, as somebody sees it who never opened it."""
    released = Released(0, 0, seen.version, shown)
    way = learning.untouched(released)
    chances = {quiz.name: assessment.first_chance(quiz, now=text.utc_now()) for quiz in shown.quizzes}
    around, today = live.references(), text.local_day(text.utc_now())
    st.title(plain(shown.title), anchor=False)
    st.markdown(about.summary(shown, states.badge("not-started")))
    st.button(_("Begin"), type="primary", on_click=go, kwargs={"lesson": shown.lessons[0].name})
    prose.style(
        about.requirements(shown, live.catalogue(), shown.requires)
        + about.outcomes(released, around)
        + about.lessons(shown, way)
        + about.quizzes(shown, way, chances)
        + about.background(released, around, today)
    )


def lesson(seen: Preview, shown: courses.Course, name: str, me: SignedIn, asking: Asking) -> None:
    """Show a lesson, or why it is kept back, and the way on. Raises `DomainError` 'not-found'."""
    found = shown.lesson(name)
    names = [one.name for one in shown.lessons]
    _back(shown)
    if found is None:
        _missing(seen, "lesson", name)
        return
    place = names.index(found.name)
    motion.begin_at_top(f"{seen.slug}/{found.name}")
    st.title(plain(found.title), anchor=False)
    reading.show(shown, seen.version, found, me, asking)
    st.progress((place + 1) / len(names), text=_("Lesson {n} of {total}", n=place + 1, total=len(names)))
    with st.container(horizontal=True, horizontal_alignment="distribute" if place else "right"):
        if place:
            st.button(_("Previous lesson"), on_click=go, kwargs={"lesson": names[place - 1]})
        if found.name != names[-1]:
            st.button(_("Next lesson"), type="primary", on_click=go, kwargs={"lesson": names[place + 1]})
        elif shown.completion.quiz and shown.quiz(shown.completion.quiz):
            st.button(_("To the final quiz"), type="primary", on_click=go, kwargs={"quiz": shown.completion.quiz})


def quiz(seen: Preview, shown: courses.Course, name: str, keeper: rehearsal.Keeper) -> None:
    """Show a quiz as its learners meet it, or its questions one by one, or why it is kept back.

    Raises `DomainError` 'not-found'.
    """
    found = shown.quiz(name)
    _back(shown)
    if found is None:
        _missing(seen, "quiz", name)
    elif st.query_params.get("way") == ONE_BY_ONE:
        st.title(plain(found.title), anchor=False)
        whole = _("The whole quiz, as learners meet it")
        st.button(whole, icon=":material/arrow_back:", type="tertiary", on_click=go, kwargs={"quiz": name})
        draw = lambda seed: assessment.whole_quiz(shown, found, seed)  # noqa: E731
        try:
            trial.show(shown, draw, key=f"{seen.version}:{found.name}", note=_("The clock does not run here."))
        except DomainError as error:
            st.error(errors.sentence(error))
    else:
        rehearsal.show(seen, shown, found, keeper, lambda: _one_by_one(name))


def kept_back(seen: Preview, shown: courses.Course) -> None:
    """Show the lessons, quizzes and questions that are missing, each with what keeps it back."""
    names = [f"{kind}:{name}" for kind in ("lesson", "quiz", "question", "questions") for name in seen.held(kind)]
    if names:
        st.header(_("Kept back until it is mended"), anchor=False)
        for name in names:
            findings.show(map(courses.finding_data, seen.holding(name)), seen.slug)


def _missing(seen: Preview, kind: str, name: str) -> None:
    item = f"{kind}:{name}"
    if not seen.holding(item):
        raise DomainError("not-found")
    st.title(findings.kept_back(item), anchor=False)
    findings.show(map(courses.finding_data, seen.holding(item)), seen.slug)


def _one_by_one(quiz: str) -> None:
    words, way = _("Question by question, each told at once"), {"quiz": quiz, "way": ONE_BY_ONE}
    st.button(words, icon=":material/fact_check:", type="tertiary", on_click=go, kwargs=way)


def _back(shown: courses.Course) -> None:
    st.button(plain(shown.title), icon=":material/arrow_back:", type="tertiary", on_click=go)


def go(**which: str) -> None:
    """Go to a lesson or a quiz of the course in the address, or (without one) to its own page."""
    for name in ("lesson", "quiz", "way"):
        st.query_params.pop(name, None)
    rehearsal.leave_paper()
    st.query_params.update(which)
