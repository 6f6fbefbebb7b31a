"""What stands about a course on its own page: outcomes, what comes first, what it serves, sources, facts."""

from collections.abc import Mapping
from datetime import date
from html import escape

import streamlit as st

from models import assessment, courses, learning, text
from models.courses import Course, Law, References
from models.text import translate as _
from models.text import translate_n
from pages.parts import prose, sharing
from pages.parts.plain import plain


def requirements(course: Course, library: courses.Catalogue, missing: tuple[str, ...]) -> None:
    """Show which courses come first, each with whether the person has completed it."""
    if not course.requires:
        return
    st.subheader(_("To complete first"), anchor=False)
    lines = []
    for slug in course.requires:
        first = library.course(slug)
        title = slug if first is None else str(first.title)
        told = _("not completed yet") if slug in missing else _("completed")
        lines.append(_line(slug not in missing, f"/course?course={slug}", title, told))
    _listed(lines)


def outcomes(course: Course, around: References) -> None:
    """Show what one can do afterwards, with the competence and its level."""
    if not course.outcomes:
        return
    st.subheader(_("What you can do afterwards"), anchor=False)
    st.markdown("\n".join(_outcome(one, around.framework(course.framework)) for one in course.outcomes))


def _outcome(one: courses.Outcome, framework: courses.Framework | None) -> str:
    said = f"- {plain(courses.to_plain(str(one.text)))}"
    if not one.competence:
        return said
    item = framework.item(one.competence) if framework else None
    parts = [f"{one.competence} {item.title}" if item else one.competence]
    if one.level is not None:
        stretch = framework.level(one.level) if framework else None
        level = _("level {n}", n=one.level)
        parts.append(f"{level} ({stretch.title})" if stretch else level)
    return f"{said}  \n  :small[:gray[{plain(' · '.join(parts))}]]"


def lessons(course: Course, way: learning.CourseProgress) -> None:
    """Show the lessons, each with its minutes and how far the person is."""
    st.subheader(_("Lessons"), anchor=False)
    lines = []
    for lesson in way.lessons:
        told = [_("{n} min", n=lesson.minutes)] if lesson.minutes else []
        if lesson.finished or lesson.opened:
            told.append(_("read") if lesson.finished else _("begun"))
        address = f"/lesson?course={course.slug}&lesson={lesson.name}"
        lines.append(_line(lesson.finished, address, str(lesson.title), *told))
    _listed(lines)


def quizzes(course: Course, way: learning.CourseProgress, chances: Mapping[str, assessment.Chance]) -> None:
    """Show the quizzes, each with its rules and what is left of it, and the way to a trial."""
    if not course.quizzes:
        return
    st.subheader(_("Quizzes"), anchor=False)
    lines = []
    for quiz in course.quizzes:
        chance = chances[quiz.name]
        passed = quiz.name == course.completion.quiz and way.quiz_passed
        told = [_("{n} % to pass", n=quiz.pass_mark)]
        if quiz.minutes:
            told.append(_("{n} min", n=quiz.minutes))
        if chance.allowed is not None:
            told.append(translate_n("{n} attempt left", "{n} attempts left", max(0, chance.allowed - chance.used)))
        if passed:
            told.append(_("passed"))
        lines.append(_line(passed, f"/quiz?course={course.slug}&quiz={quiz.name}", str(quiz.title), *told))
    _listed(lines)
    label = _("Try what a quiz is like (not counted)")
    st.page_link("cadre/trial.py", label=label, icon=":material/science:", query_params={"course": course.slug})


def _line(done: bool, address: str, title: str, *told: str) -> str:
    """A link with its whole title, which a menu link would cut, and what stands beside it."""
    words = " · ".join(escape(one) for one in told)
    return (
        f'<li class="{"done" if done else "open"}"><a href="{escape(address)}" target="_self">{escape(title)}</a> '
        f'<span class="beside">{words}</span></li>'
    )


def _listed(lines: list[str]) -> None:
    prose.show(f'<ol class="steps">{"".join(lines)}</ol>')


def background(released: courses.Released, around: References, today: date) -> None:
    """Show what the course serves, the rules it cites, and its facts."""
    course = released.course
    served = [plain(item.title) for one in course.serves if (item := around.served(one)) is not None]
    if served:
        st.subheader(_("What it serves"), anchor=False)
        st.markdown("\n".join(f"- {one}" for one in served))
    if course.sources:
        st.subheader(_("Rules and guides it cites"), anchor=False)
        st.markdown("\n".join(f"- {_law(number, around.law(number), today)}" for number in course.sources))
    st.subheader(_("About this course"), anchor=False)
    st.markdown("\n".join(f"- {one}" for one in _facts(released)))


def _law(number: str, law: Law | None, today: date) -> str:
    if law is None:
        return plain(number)
    said = ", ".join(plain(one) for one in (law.title, number) if one is not None)
    if law.is_superseded(today):
        return f"{said} · :material/history: **" + _("replaced by {number}", number=plain(law.superseded_by)) + "**"
    if law.is_to_come(today):
        return f"{said} · :material/schedule: **" + _("not in force before {day}", day=law.in_force) + "**"
    return said if law.in_force is None else f"{said} · " + _("in force since {day}", day=law.in_force)


def _facts(released: courses.Released) -> list[str]:
    course = released.course
    facts = []
    if course.hours is not None:
        facts.append(_("Counts as {n} hours of training", n=float(course.hours)))
    if course.valid_for is None:
        facts.append(_("A completion counts for ever"))
    else:
        facts.append(_("A completion counts for {span}", span=_span(course.valid_for)))
    if course.authors:
        facts.append(_("Written by {names}", names=plain(", ".join(course.authors))))
    edition = _("Edition {n}", n=course.edition)
    if released.released_at is not None:
        edition += " · " + _("last changed on {day}", day=text.local_day(released.released_at))
    return [*facts, edition]


def _span(span: courses.Duration) -> str:
    n = span.count
    return {
        "day": translate_n("{n} day", "{n} days", n),
        "week": translate_n("{n} week", "{n} weeks", n),
        "month": translate_n("{n} month", "{n} months", n),
        "year": translate_n("{n} year", "{n} years", n),
    }[span.unit.value]


def share(course: Course, here: str) -> None:
    """Offer the course's short address, its code, and both on paper."""
    address = sharing.short_address(course.slug, here)
    with st.expander(_("Share or print this course")):
        st.html(f'<div style="max-width:12rem;background:#fff">{sharing.code(address)}</div>')
        st.code(address, language=None)
        ways = {"code": _("A page with this code for the wall"), "lesson": _("All lessons on paper")}
        links = (
            f'<a href="/print/{way}?course={course.slug}" target="_blank">{word}</a>' for way, word in ways.items()
        )
        st.html("".join(f"<p>{link}</p>" for link in links))
