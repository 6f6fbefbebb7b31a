"""Questions as widgets: what is asked, without its key; the answer as `models.assessment` takes it; the feedback after."""

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from models import assessment, courses, text
from models.assessment import AskedQuestion, QuestionFeedback
from models.text import translate as _
from pages.parts import prose


def ask(
    course: courses.Course, asked: AskedQuestion, *, key: str, save: Callable[[], None], disabled: bool = False
) -> None:
    """Show a question's stem and its widget; ``save`` is called at each change, and `given` then reads the answer."""
    prose.show(prose.html(course, asked.stem))
    texts = {option.id: prose.label(option.text) for option in asked.options}
    common: dict[str, Any] = {"disabled": disabled, "on_change": save}
    if asked.type == "single":
        ids = list(texts)
        index = ids.index(asked.answer) if asked.answer in ids else None
        st.radio(_("Choose one"), ids, index=index, format_func=texts.get, key=key, **common)
    elif asked.type == "truefalse":
        words = {True: _("True"), False: _("False")}
        index = None if asked.answer is None else [True, False].index(bool(asked.answer))
        st.radio(_("Is this true?"), [True, False], index=index, format_func=words.get, key=key, **common)
    elif asked.type == "multiple":
        st.caption(_("Choose all that apply"))
        chosen = asked.answer if isinstance(asked.answer, list) else []
        for option, words_of in texts.items():
            st.checkbox(words_of, value=option in chosen, key=f"{key}:{option}", **common)
    else:
        told = _("Your answer") if asked.type == "short" else _("Your number")
        unit = f" ({asked.unit})" if asked.unit else ""
        before = "" if asked.answer is None else str(asked.answer)
        limit = 500 if asked.type == "short" else 60
        st.text_input(told + unit, value=before, key=key, max_chars=limit, live="400ms", **common)
    if asked.hint is not None:
        with st.expander(_("Hint")):
            prose.show(prose.html(course, asked.hint))


def given(asked: AskedQuestion, key: str) -> assessment.Answer:
    """Return what the widget of a question holds now; None when nothing is answered."""
    state = st.session_state
    if asked.type == "multiple":
        return [option.id for option in asked.options if state.get(f"{key}:{option.id}")]
    found: assessment.Answer = state.get(key)
    return found


def feedback(course: courses.Course, asked: AskedQuestion, told: QuestionFeedback) -> None:
    """Show whether an answer was right, why, and where to read again."""
    if told.right:
        st.success(_("Right"), icon=":material/check_circle:")
    elif told.fraction > 0:
        st.warning(_("Partly right"), icon=":material/timelapse:")
    else:
        st.error(_("Not right") if told.answered else _("Not answered"), icon=":material/error:")
    lines = []
    order = {option.id: place for place, option in enumerate(asked.options)}
    for option in sorted(told.options, key=lambda one: order.get(one.id, 0)):
        if option.chosen or option.right:
            mark = ("✓ " + _("Right answer")) if option.right else ("✗ " + _("Your choice"))
            if option.chosen and option.right:
                mark = "✓ " + _("Your choice, right")
            why = "" if option.feedback is None else f"<br>{prose.inline(course, option.feedback)}"
            lines.append(f"<p><strong>{html.escape(mark)}:</strong> {prose.inline(course, option.text)}{why}</p>")
    if told.expected and not told.right:
        words = {"true": _("True"), "false": _("False")}
        said = text.tidy(" · ".join(words.get(one, one) if asked.type == "truefalse" else one for one in told.expected))
        lines.append(f"<p><strong>{html.escape(_('Right answer'))}:</strong> {html.escape(said)}</p>")
    if told.explanation is not None:
        lines.append(prose.html(course, told.explanation))
    if told.lesson is not None:
        where = prose.addresses(course.slug).lesson(told.lesson.lesson, told.lesson.anchor or "")
        words_of_link = html.escape(_("Read again: {lesson}", lesson=str(told.lesson.title)))
        lines.append(f'<p><a href="{html.escape(where)}" target="_self">{words_of_link}</a></p>')
    prose.show("".join(lines))
