"""What a person judges, in words: by what, what was handed in, and what was said about it."""

from fractions import Fraction
from html import escape

import streamlit as st

from models import courses, text
from models.assessment import AskedQuestion, QuestionFeedback
from models.text import translate as _
from pages.parts import handed
from pages.parts.courses import prose


def criteria(rubric: courses.Rubric) -> None:
    """Say before the answer that a person judges it, by what, and how many points each level is worth; folded."""
    lines = "".join(_levels(one) for one in rubric.criteria)
    title = escape(_("How a person judges this"))
    prose.show(f'<details><summary>{title}</summary><ul class="criteria">{lines}</ul></details>')


def _levels(criterion: courses.Criterion) -> str:
    """A criterion with its levels, the best first."""
    best_first = sorted(criterion.levels, key=lambda level: -level.points)
    levels = "".join(f"<li>{escape(points(one.points))}: {prose_of(one.text)}</li>" for one in best_first)
    return f"<li><strong>{prose_of(criterion.text)}</strong><ul>{levels}</ul></li>"


def told(course: courses.Course, asked: AskedQuestion, said: QuestionFeedback) -> list[str]:
    """Return what was handed in and what was said about it, as HTML; nothing for a question with a key."""
    if asked.rubric is None:
        return []
    lines = [work(asked)]
    if said.mark.criteria:
        each = "".join(_criterion(course, one) for one in said.mark.criteria)
        lines.append(f'<ul class="criteria">{each}</ul>')
    if said.mark.comment:
        lines.append(f"<p><strong>{escape(_('Comment'))}:</strong></p>{words(said.mark.comment)}")
    if said.changed_because:
        why = _("Marked anew on {when}: {reason}", when=said.judged_at, reason=said.changed_because)
        lines.append(f"<p>{escape(why)}</p>")
    return lines


def work(asked: AskedQuestion, *, named: bool = True) -> str:
    """Return what was handed in for a question, as HTML; without ``named`` its files by number."""
    if asked.takes_files:
        return handed.as_list(asked.files, named=named)
    return words(asked.answer) if isinstance(asked.answer, str) else ""


def words(said: str) -> str:
    """Return words as they were written, their lines kept, as HTML."""
    return f'<div class="written">{escape(said)}</div>'


def points(value: object) -> str:
    """Return points in words."""
    found = Fraction(str(value))
    digits = next((one for one in range(3) if found * 10**one % 1 == 0), 2)
    return _("1 point") if found == 1 else _("{n} points", n=text.number(float(found), digits))


def prose_of(said: courses.Translated) -> str:
    """Return a text of a rubric, which is read as Markdown, within a line."""
    return courses.to_inline_html(str(said))


def since(when: str) -> None:
    """Say that an attempt waits to be judged, since when, and that nothing is to be done."""
    st.info(
        _(
            "Handed in on {when}, waits to be judged by a person. You will get a notice; nothing is left to do.",
            when=when,
        ),
        icon=":material/hourglass_top:",
    )


def _criterion(course: courses.Course, one: courses.MarkedCriterion) -> str:
    earned = _("{points} of {most} points", points=text.number(float(one.points)), most=text.number(float(one.most)))
    line = f"<strong>{prose.inline(course, one.text)}</strong>: {escape(earned)}<br>{prose.inline(course, one.level)}"
    if one.comment:
        line += words(one.comment)
    return f"<li>{line}</li>"
