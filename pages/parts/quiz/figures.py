"""How a quiz does, as its trainer reads it: the finding, the hardest questions first, the answers to one of them."""

from collections.abc import Sequence

import streamlit as st

from models import assessment, courses, text
from models.assessment import ItemStatistics, QuizStatistics
from models.text import translate as _
from models.text import translate_n
from pages.parts import tables
from pages.parts.courses import prose
from pages.parts.coverage import charts
from pages.parts.plain import plain
from pages.parts.quiz import findings as quiz_findings
from pages.parts.quiz import regrading

WRONG = 3  # wrong answers that are named of a part
SHOWN = 10  # questions that are not folded away


def headline(found: QuizStatistics) -> str:
    """Return the finding that the page opens with."""
    if not found.people:
        return _("Nobody has handed this quiz in yet")
    if found.people < assessment.ENOUGH:
        return translate_n(
            "Only {n} person so far: too few to judge", "Only {n} people so far: too few to judge", found.people
        )
    judged = [item for item in found.items if item.current and item.enough]
    if not judged:
        return _("Each question was asked too seldom to judge")
    if odd := sum(bool(quiz_findings.suspicions(item)) for item in judged):
        return translate_n("{n} question whose key may be wrong", "{n} questions whose key may be wrong", odd)
    hard = sum((item.facility or 0) < quiz_findings.HARD for item in judged)
    return (
        translate_n("{n} question that most get wrong", "{n} questions that most get wrong", hard)
        if hard
        else _("No question that most get wrong")
    )


def stem(item: ItemStatistics) -> str:
    """Return a question's text in one line."""
    return courses.in_short(str(item.question.stem), 110)


def summary(found: QuizStatistics) -> None:
    """Show how many handed it in, how many passed, and how the first attempts lie."""
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


def one(course: courses.Course, item: ItemStatistics) -> None:
    """Show one question with every answer that was given to it."""
    with st.container(border=True):
        body = item.question.read_body()
        prose.style(prose.html(course, item.question.stem) + ("" if body is None else prose.html(course, body)))
        share, base = _share(item)
        share = f"{share} ({base})" if base else share
        st.caption(_("Right: {share}. Asked in {n} first attempts.", share=share, n=item.asked))
        for counts in item.counts:
            if counts.text is None:
                _options(item, counts)
        if parts := [counts for counts in item.counts if counts.text is not None]:
            _parts(item, parts)
        if item.dropped:
            st.caption(_("Left out of the marks by a regrade: {n} times", n=item.dropped))
        for said in quiz_findings.told(item):
            st.info(plain(said))
        regrading.link(course.slug, item.question_id)


def _options(item: ItemStatistics, counts: courses.Counts) -> None:
    """A table of all that was answered, and how often."""
    rows = [
        [
            tables.words(("✓ " if choice.right else "") + courses.to_plain(str(choice.text))),
            tables.number(f"{text.number(choice.count)} ({text.percent(choice.count, item.asked, 0)})"),
        ]
        for choice in counts.choices
    ]
    tables.show([_("Answer"), _("Chosen by")], rows, caption=_("Chosen by"))


def _parts(item: ItemStatistics, parts: Sequence[courses.Counts]) -> None:
    """A table of the parts: how many had each right, and under it what the others said, the most frequent first."""
    rows = []
    for part in parts:
        wrong = [one for one in part.choices if one.count and not one.right][:WRONG]
        said = " · ".join(f"{courses.to_plain(str(one.text))} ({text.number(one.count)})" for one in wrong)
        share = "–"
        if part.right is not None:
            share = f"{text.number(part.right)}/{text.number(item.asked)}"
            share = f"{text.percent(part.right, item.asked, 0)} ({share})" if item.enough else share
        name = tables.words(courses.to_plain(str(part.text)))
        if said and part.right is not None:
            said = _("wrong: {answers}", answers=said)
        rows.append([tables.under(name, said) if said else name, tables.number(share)])
    tables.show([_("Part of the question"), _("Right")], rows, caption=_("The parts of this question"))


def listed(items: Sequence[ItemStatistics]) -> None:
    """Show questions in their order, each with what is wrong with it; those after the first few are folded away."""
    heads = [_("Question"), _("Right")]
    rows = [[_named(item), _cell(item)] for item in items]
    tables.show(heads, rows[:SHOWN], caption=_("Questions, the hardest first"))
    if len(rows) > SHOWN:
        others = _("The other questions: {n}", n=len(rows) - SHOWN)
        with st.expander(others):
            tables.show(heads, rows[SHOWN:], caption=others)


def _named(item: ItemStatistics) -> tables.Cell:
    """Return a question with what is beside it, and what is wrong with it."""
    name, wrong = tables.words(stem(item)), " ".join(quiz_findings.told(item))
    return tables.under(tables.under(name, wrong) if wrong else name, _beside(item))


def _beside(item: ItemStatistics) -> str:
    """Return how often a question was left empty, and how long people are at it."""
    told = [_("left empty: {n}", n=item.asked - item.answered)]
    if item.seconds is not None:
        told.append(_("{n} seconds", n=item.seconds))
    return " · ".join(told)


def _cell(item: ItemStatistics) -> tables.Cell:
    """Return the share with its base beneath it, so that a phone has room for the question."""
    share, base = _share(item)
    return tables.under(tables.number(share), base) if base else tables.number(share)


def _share(item: ItemStatistics) -> tuple[str, str]:
    """Return how many got a question right, and of how many: where there is too little to go by, the count alone."""
    if item.facility is None:
        return "–", ""
    base = f"{text.number(item.facility * item.marked)}/{text.number(item.marked)}"
    return (text.percent(item.facility, 1, 0), base) if item.enough else (base, "")
