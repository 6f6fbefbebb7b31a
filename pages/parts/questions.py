"""Questions as widgets: what is asked, without its key; the answer as `models.assessment` takes it; feedback."""

import html
from collections.abc import Callable

import streamlit as st

from models import assessment, courses, text
from models.assessment import AskedQuestion, QuestionFeedback
from models.text import translate as _
from pages.parts import prose, typing


def ask(course: courses.Course, asked: AskedQuestion, *, key: str, save: Callable[[], None], attempt: str = "") -> None:
    """Show a question's stem and its widget; ``save`` is called at each change, and `given` then reads the answer.

    What the widget shows at first is the saved answer. A typed answer to a question of an ``attempt`` is kept even
    when the page is left while typing.
    """
    prose.show(prose.html(course, asked.stem))
    texts = {option.id: prose.label(option.text) for option in asked.options}
    if asked.type == "single":
        _remember(key, asked.answer)
        st.radio(_("Choose one"), list(texts), index=None, format_func=texts.get, key=key, on_change=save)
    elif asked.type == "truefalse":
        words = {True: _("True"), False: _("False")}
        _remember(key, asked.answer)
        st.radio(_("Is this true?"), [True, False], index=None, format_func=words.get, key=key, on_change=save)
    elif asked.type == "multiple":
        st.caption(_("Choose all that apply"))
        chosen = asked.answer if isinstance(asked.answer, list) else []
        for option, words_of in texts.items():
            _remember(f"{key}:{option}", option in chosen)
            st.checkbox(words_of, key=f"{key}:{option}", on_change=save)
    else:
        _ask_to_type(asked, key=key, save=save, attempt=attempt)


def hint(course: courses.Course, asked: AskedQuestion) -> None:
    """Offer the question's hint, if it has one."""
    if asked.hint is not None:
        with st.expander(_("Hint")):
            prose.show(prose.html(course, asked.hint))


def given(asked: AskedQuestion, key: str) -> assessment.Answer:
    """Return what the widget of a question holds now; None when nothing is answered."""
    state = st.session_state
    if asked.type == "multiple":
        return [option.id for option in asked.options if state.get(f"{key}:{option.id}")]
    if asked.type in ("short", "number") and not isinstance(state.get(key), str):
        return typing.typed(key)
    found: assessment.Answer = state.get(key)
    return found


def _remember(key: str, answer: assessment.Answer) -> None:
    """Let a widget show the saved answer when it is drawn for the first time.

    A default given to the widget itself would change with each answer, and a click that comes meanwhile be lost.
    """
    if answer is not None:
        st.session_state.setdefault(key, answer)


def _ask_to_type(asked: AskedQuestion, *, key: str, save: Callable[[], None], attempt: str) -> None:
    label = _("Your answer") if asked.type == "short" else _("Your number")
    label += f" ({asked.unit})" if asked.unit else ""
    limit = assessment.TEXT_LIMIT if asked.type == "short" else assessment.NUMBER_LIMIT
    if not attempt:
        st.text_input(label, key=key, max_chars=limit, on_change=save)
        return
    heard = f"heard:{key}"  # as it was typed; the database holds it tidied
    saved = st.session_state.get(heard, "" if asked.answer is None else str(asked.answer))

    def arrived() -> None:
        save()
        st.session_state[heard] = typing.typed(key) or ""

    typing.field(
        label,
        saved=saved,
        limit=limit,
        number=asked.type == "number",
        attempt=attempt,
        place=asked.place,
        key=key,
        on_typed=arrived,
    )


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
