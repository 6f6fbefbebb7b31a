"""One course's way through time: what was tried and achieved, the newest first, each leading to its page."""

from collections.abc import Sequence
from datetime import datetime

from models import assessment, courses, learning, text
from models.text import translate as _
from pages.parts import folds, tables
from pages.parts.courses import proofs
from pages.parts.quiz import regrading

SHOWN = 5
_MARKS = {
    learning.Standing.VALID: ":material/check_circle:",
    learning.Standing.EXPIRED: ":material/history:",
    learning.Standing.REVOKED: ":material/block:",
}


def events(course: learning.CourseHistory) -> None:
    """Show the newest attempts and completions of a course, the rest behind a fold."""
    found: list[tuple[datetime, learning.Reached | assessment.Result]] = []
    found += [(one.at, one) for one in course.completions]
    found += [(one.submitted_at, one) for one in course.attempts]
    found.sort(key=lambda pair: pair[0], reverse=True)
    rows = [_event(one) for _at, one in found]
    _show(course, rows[:SHOWN])
    if len(rows) > SHOWN and (
        place := folds.fold(_("Earlier: {n}", n=len(rows) - SHOWN), key=f"earlier:{course.course_id}")
    ):
        with place:
            _show(course, rows[SHOWN:])


def _show(course: learning.CourseHistory, rows: Sequence[Sequence[tables.Cell]]) -> None:
    tables.show([_("Day"), _("Result")], rows, caption=course.title)


def _event(one: learning.Reached | assessment.Result) -> list[tables.Cell]:
    if isinstance(one, assessment.Result):
        return [tables.words(text.day(text.local_day(one.submitted_at))), _attempt(one)]
    standing = tables.followed(tables.strong(_("Completed")), f" · {proofs.standing_word(one.standing)}")
    how = f"{proofs.source_word(one.source)}; {_('counts')} {proofs.validity(one.valid_until)}"
    lines = [tables.marked(_MARKS[one.standing], standing), tables.words(how)]
    if one.certificate is not None:
        number = _("Certificate {number}", number=learning.number_of(one.certificate))
        address = {"certificate": one.certificate}
        lines.append(tables.marked(":material/workspace_premium:", tables.link(number, "certificate", address)))
    return [tables.words(text.day(one.on)), tables.stacked(*lines)]


def _attempt(one: assessment.Result) -> tables.Cell:
    """Return an attempt: what was tried, which leads to it, and how it ended."""
    icon = ":material/task_alt:" if one.passed else ":material/radio_button_unchecked:"
    word = regrading.pass_word(one.passed, kept=one.kept)
    if one.waits:
        icon, told = ":material/hourglass_top:", _("waits to be judged")
    else:
        if one.mode is courses.Mode.PRACTICE:
            icon, word = ":material/edit:", _("for practice, not counted")
        told = f"{text.percent(one.marks, one.max_marks, None)}, {word}"
    told += f" ({regrading.first_words(one.first)})" if one.first is not None else ""
    tried = tables.link(f"{one.title}, {_('attempt {n}', n=one.number)}", "result", {"attempt": one.key})
    return tables.marked(icon, tables.followed(tried, f": {told}"))
