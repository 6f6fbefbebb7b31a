"""One course's way through time: what was tried and achieved, the newest first, each leading to its page."""

from datetime import datetime

import streamlit as st

from models import assessment, courses, learning, text
from models.text import translate as _
from pages.parts import proofs, regrading
from pages.parts.plain import plain

SHOWN = 5


def events(course: learning.CourseHistory, library: courses.Catalogue) -> None:
    """Show the newest attempts and completions of a course, the rest behind a fold."""
    found: list[tuple[datetime, learning.Reached | assessment.Result]] = []
    found += [(one.at, one) for one in course.completions]
    found += [(one.submitted_at, one) for one in course.attempts]
    found.sort(key=lambda pair: pair[0], reverse=True)
    for _at, one in found[:SHOWN]:
        _event(one)
    if len(found) > SHOWN:
        with st.expander(_("Earlier: {n}", n=len(found) - SHOWN)):
            for _at, one in found[SHOWN:]:
                _event(one)


def _event(one: learning.Reached | assessment.Result) -> None:
    if isinstance(one, assessment.Result):
        icon = ":material/task_alt:" if one.passed else ":material/radio_button_unchecked:"
        word = regrading.pass_word(one.passed, kept=one.kept)
        percent = text.percent(one.marks, one.max_marks, None)
        told = f"{plain(one.title)}, {_('attempt {n}', n=one.number)}: "
        if one.waits:
            icon, word = ":material/hourglass_top:", _("waits to be judged")
        elif one.mode is courses.Mode.PRACTICE:
            icon, word = ":material/edit:", _("for practice, not counted")
        told += word if one.waits else f"{percent}, {word}"
        told += f" ({regrading.first_words(one.first)})" if one.first is not None else ""
        st.markdown(f"{text.day(text.local_day(one.submitted_at))} · {icon} {told}")
        address = {"attempt": one.key}
        st.page_link("cadre/result.py", label=_("Look at it"), icon=":material/arrow_forward:", query_params=address)
        return
    how = f"{proofs.source_word(one.source)}; {_('counts')} {proofs.validity(one.valid_until)}"
    st.markdown(f"{text.day(one.on)} · {proofs.standing_badge(one.standing)} **{_('Completed')}** · {how}")
    if one.certificate is not None:
        st.page_link(
            "cadre/certificate.py",
            label=_("Certificate {number}", number=learning.number_of(one.certificate)),
            icon=":material/workspace_premium:",
            query_params={"certificate": one.certificate},
        )
