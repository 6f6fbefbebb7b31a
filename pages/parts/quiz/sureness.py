"""How sure somebody was of their answers, and how often they were right then; and how often they tried again."""

from collections.abc import Sequence

import streamlit as st

from models import assessment, text
from models.assessment import Calibration, QuestionState, Review
from models.text import translate as _
from models.text import translate_n
from pages.parts import tables
from pages.parts.quiz import question as quiz_question


def own(review: Review) -> None:
    """Show one's own counts over a reviewed attempt; nothing where the quiz did not ask or nothing was said."""
    states = review.view.states
    found = assessment.calibration(
        (states[one.asked.place - 1].confidence, one.feedback.right)
        for one in review.questions
        if one.feedback.mark.answered
    )
    if found:
        table(found, enough=assessment.ENOUGH)
        sure = next((one for one in found if one.confidence is assessment.Confidence.SURE), None)
        if sure is not None and sure.right < sure.given:
            wrong = sure.given - sure.right
            st.caption(
                translate_n(
                    "You were sure of {n} answer that was not right: read its explanation first.",
                    "You were sure of {n} answers that were not right: read their explanations first.",
                    wrong,
                )
            )


def finding(found: Sequence[Calibration], *, enough: int) -> None:
    """Say what a trainer can take from it: how much that people are sure of is wrong; nothing below ``enough``."""
    sure = next((one for one in found if one.confidence is assessment.Confidence.SURE), None)
    if sure is None or sure.given < enough:
        return
    wrong = sure.given - sure.right
    share = text.percent(wrong, sure.given, 0)
    st.write(
        _(
            "{share} of the answers that people were sure of are wrong ({wrong} of {given})."
            " What they are sure of and wrong about needs teaching first.",
            share=share,
            wrong=text.number(wrong),
            given=text.number(sure.given),
        )
        if wrong
        else _("Whatever people were sure of was right ({given} answers).", given=text.number(sure.given))
    )


def table(found: Sequence[Calibration], *, enough: int) -> None:
    """Show how many answers were given with each way of being sure, and how many were right.

    Below ``enough`` answers a share would be chance, so the count stands alone.
    """
    words = quiz_question.confidence_words()
    rows = []
    for one in found:
        count = f"{text.number(one.right)}/{text.number(one.given)}"
        told = count if one.given < enough else f"{text.percent(one.right, one.given, 0)} ({count})"
        rows.append([tables.words(words[one.confidence]), tables.words(told)])
    tables.show([_("How sure"), _("Of these right")], rows, caption=_("How sure, and how often right"))


def beside(state: QuestionState) -> list[str]:
    """Return what stands beside a reviewed question: how sure one was, and that one tried again."""
    said = []
    if state.confidence is not None:
        said.append(_("You said: {word}", word=quiz_question.confidence_words()[state.confidence]))
    if state.tries > 1:
        tries = translate_n("{n} check", "{n} checks", state.tries)
        said.append(_("{tries} while practising; your first answer is the one that counts.", tries=tries))
    return said
