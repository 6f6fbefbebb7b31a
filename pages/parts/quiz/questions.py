"""Questions as widgets: what is asked, without its key; the answer as `models.assessment` takes it; feedback."""

import html
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import streamlit as st

from models import assessment, courses, text
from models.assessment import AskedQuestion, QuestionFeedback
from models.courses import Answer, MarkedPart
from models.rights import DomainError
from models.same import Same
from models.text import translate as _
from pages.parts import errors
from pages.parts.courses import prose
from pages.parts.quiz import answering, judging


def ask(course: courses.Course, asked: AskedQuestion, *, key: str, save: Callable[[], Any], attempt: str = "") -> None:
    """Show a question's stem and its widget; ``save`` is called at each change, and `given` then reads the answer.

    It returns whether the answer came too late. What the widget shows at first is the saved answer, and later the one
    that another tab or device has saved since: beside it stands that it is saved. What is answered to a question of an
    ``attempt`` is kept even when the page is left meanwhile.
    """
    prose.show(prose.html(course, asked.stem) + _weight(asked))
    elsewhere = _changed_elsewhere(asked, key)
    if asked.rubric is not None:
        judging.criteria(asked.rubric)
    heard, turn, late = _heard(key), f"turn:{key}", f"late:{key}"

    def arrived() -> None:
        said = answering.given(key)[1]  # as it was sent, an empty field too, or it would be sent again and again
        if save():
            st.session_state[late] = [said]
        else:
            st.session_state[heard] = said
            st.session_state.pop(_seen(key), None)

    overtaken = st.session_state.pop(late, None)
    if elsewhere or overtaken is not None:
        st.session_state.pop(heard, None)
        st.session_state[turn] = st.session_state.get(turn, 0) + 1
    answering.show(
        course,
        asked,
        saved=asked.answer if asked.takes_files else st.session_state.get(heard, asked.answer),
        turn=st.session_state.get(turn, 0),
        late=overtaken,
        attempt=attempt,
        key=key,
        on_given=arrived,
    )
    st.session_state[_seen(key)] = asked.answer


def _weight(asked: AskedQuestion) -> str:
    """What the question counts, where it is not the usual one mark; a rubric tells it by itself."""
    if asked.marks == 1 or asked.rubric is not None:
        return ""
    return f'<p class="beside">{html.escape(_("This question: {points}", points=judging.points(asked.marks)))}</p>'


def scenario(
    course: courses.Course,
    asked: AskedQuestion,
    before: Iterable[AskedQuestion],
    *,
    above: Iterable[AskedQuestion] = (),
) -> None:
    """Show the text that a question is about with others; after the first of them it is folded on a phone.

    ``before``: the questions that stand before it in the attempt; ``above``: those on the same page, with the first of
    which the text is shown already.
    """
    if asked.scenario is None or _of_one_scenario(asked, above):
        return
    first = not _of_one_scenario(asked, before)
    text_of_all, title = prose.html(course, asked.scenario.text), html.escape(_("Situation"))
    whole = f'<section class="scenario" aria-label="{title}"><p class="beside">{title}</p>{text_of_all}</section>'
    folded = (
        f'<details class="scenario"><summary>{html.escape(_("The situation again"))}</summary>{text_of_all}</details>'
    )
    prose.show(whole if first else f'<div class="wide-only">{whole}</div><div class="phone-only">{folded}</div>')


def _of_one_scenario(asked: AskedQuestion, others: Iterable[AskedQuestion]) -> bool:
    return any(one.scenario is not None and one.scenario == asked.scenario for one in others)


def about(course: courses.Course, asked: AskedQuestion) -> str:
    """Return a question's text as a review shows it, with its picture or its text with gaps, and what was typed.

    The text that it shares with others folds out.
    """
    said = prose.html(course, asked.stem) + ("" if asked.read_body is None else prose.html(course, asked.read_body))
    said += _typed(asked)
    if asked.scenario is None:
        return said
    summary, shared = html.escape(_("Situation")), prose.html(course, asked.scenario.text)
    return f'<details class="scenario"><summary>{summary}</summary>{shared}</details>{said}'


def _typed(asked: AskedQuestion) -> str:
    """What was answered where there are no pieces to choose from: of those, the feedback tells it."""
    if asked.answer is None or asked.groups or asked.body is not None or asked.rubric is not None:
        return ""
    words = {"True": _("True"), "False": _("False")} if isinstance(asked.answer, bool) else {}
    said = words.get(str(asked.answer), str(asked.answer))
    return f"<p><strong>{html.escape(_('Answered'))}:</strong> {html.escape(said)}</p>"


def hint(course: courses.Course, asked: AskedQuestion) -> None:
    """Offer the question's hint, if it has one."""
    if asked.hint is not None:
        with st.expander(_("Hint")):
            prose.show(prose.html(course, asked.hint))


def given(asked: AskedQuestion, key: str) -> Answer:
    """Return what the widget of a question holds now; None when nothing is answered."""
    fresh, found = answering.given(key)
    answer: Answer = found if fresh else st.session_state.get(_heard(key), asked.answer)
    return None if answer in ("", [], {}) else answer


def _heard(key: str) -> str:
    return f"heard:{key}"  # as it was sent; the database holds it tidied


def _seen(key: str) -> str:
    return f"seen:{key}"  # the answer in the database when the question was drawn last


def _changed_elsewhere(asked: AskedQuestion, key: str) -> bool:
    """Return whether another answer is saved than when the question was drawn here."""
    if asked.takes_files:  # files come by a way of their own, and its widget hears of them
        return False
    state = st.session_state
    return bool(state.get(_seen(key), asked.answer) != asked.answer)


def tell(course: courses.Course, asked: AskedQuestion, question: courses.Question, given: Answer) -> None:
    """Show the feedback on an answer that is kept nowhere, or why it is none."""
    try:
        told = assessment.check_inline(course, question, given)
    except DomainError as error:
        st.error(errors.sentence(error))
    else:
        feedback(course, asked, told)


def feedback(course: courses.Course, asked: AskedQuestion, told: QuestionFeedback) -> None:
    """Show whether an answer was right, why, and where to read again; what has just been told is read out."""
    kind, word, icon = _verdict(told)
    {"blue": st.info, "green": st.success, "yellow": st.warning, "red": st.error}[kind](word, icon=f":material/{icon}:")
    prose.show(_why(course, asked, told))


def review(course: courses.Course, asked: AskedQuestion, told: QuestionFeedback) -> str:
    """Return a question with what `feedback` shows of it, as one piece of HTML: a result has many of them."""
    kind, word, icon = _verdict(told)
    verdict = f'<p class="verdict {kind}"><i aria-hidden="true">{icon}</i> {html.escape(word)}</p>'
    return about(course, asked) + verdict + _why(course, asked, told)


def _verdict(told: QuestionFeedback) -> tuple[str, str, str]:
    """Return whether an answer was right: as a colour, in words, and as an icon."""
    if told.mark.waits:
        return "blue", _("A person judges this"), "hourglass_top"
    if told.right:
        return "green", _("Right"), "check_circle"
    if told.fraction > 0:
        return "yellow", _("Partly right"), "timelapse"
    return "red", _("Not right") if told.mark.answered else _("Not answered"), "error"


def _why(course: courses.Course, asked: AskedQuestion, told: QuestionFeedback) -> str:
    lines = judging.told(course, asked, told)
    if told.mark.options:
        chosen = _chosen(Same(course), Same(told.mark), text.language(), prose.is_draft())
        order = {option.id: place for place, option in enumerate(asked.options)}
        lines.extend(chosen[one] for one in sorted(chosen, key=lambda one: order.get(one, 0)))
    if told.mark.parts:
        lines.append(f"<ul>{''.join(_part(course, one) for one in told.mark.parts)}</ul>")
    if told.mark.expected and not told.right:
        said = text.tidy(" · ".join(told.mark.expected))
        lines.append(f"<p><strong>{html.escape(_('Right answer'))}:</strong> {html.escape(said)}</p>")
    if told.explanation is not None:
        lines.append(prose.html(course, told.explanation))
    if told.lesson is not None:
        where = prose.addresses(course.slug).lesson(told.lesson.lesson, told.lesson.anchor or "")
        words_of_link = html.escape(_("Read again: {lesson}", lesson=str(told.lesson.title)))
        lines.append(f'<p><a href="{html.escape(where)}" target="_self">{words_of_link}</a></p>')
    return "".join(lines)


@lru_cache(maxsize=4096)
def _chosen(course: Same[courses.Course], mark: Same[courses.Mark], _language: str, _draft: bool) -> Mapping[str, str]:
    """Return, by its id, what is told of each option that was chosen or is right; a choice's marks are kept, too."""
    told = {}
    for option in mark.it.options:
        if option.chosen or option.right:
            said = ("✓ " + _("Right answer")) if option.right else ("✗ " + _("Your choice"))
            if option.chosen and option.right:
                said = "✓ " + _("Your choice, right")
            why = "" if option.feedback is None else f"<br>{prose.inline(course.it, option.feedback)}"
            words = f"<strong>{html.escape(said)}:</strong> {prose.inline(course.it, option.text)}"
            told[option.id] = f'<div class="told">{words}{why}</div>'  # no paragraph: an option may be a table
    return told


def _part(course: courses.Course, part: MarkedPart) -> str:
    """One part of an answer: what was given, and where that was wrong, what would have been right."""
    said = _("no answer") if part.given is None else prose.inline(course, part.given)
    line = f"{'✓' if part.right else '✗'} {prose.inline(course, part.text)}: <strong>{said}</strong>"
    if not part.right:
        line += f"<br>{html.escape(_('Right answer'))}: <strong>{prose.inline(course, part.expected)}</strong>"
    if part.feedback is not None:
        line += f"<br>{prose.inline(course, part.feedback)}"
    return f"<li>{line}</li>"
