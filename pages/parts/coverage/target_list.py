"""The targets that stand, each with where it leads and a way to take it back; and those that stood before."""

from collections.abc import Mapping, Sequence

import streamlit as st

from models import text, training
from models.rights import Right
from models.text import translate as _
from models.training import Goal, TargetLine
from pages.parts import doing, tables
from pages.parts.plain import plain


def show(lines: Sequence[TargetLine], titles: Mapping[int, str]) -> None:
    """Show targets with who set them; those of the reader's can be taken back."""
    for line in lines:
        with st.container(border=True):
            st.markdown(
                f"**{plain(_place(line))}: {plain(training.goal_words(Goal(line.percent, line.due)))}**  \n"
                f"{plain(_course(line, titles))}  \n{plain(_told(line))}"
            )
            if line.mine:
                st.button(_("Take it back"), key=f"end:{line.id}", on_click=_end, args=(line.id,))


def ended(lines: Sequence[TargetLine], titles: Mapping[int, str]) -> None:
    """Show targets that no longer stand, the newest first."""
    if not lines:
        st.write(_("None so far."))
        return
    rows = [
        [
            tables.under(tables.words(_place(line)), _course(line, titles)),
            tables.under(tables.words(training.goal_words(Goal(line.percent, line.due))), _told(line)),
            tables.under(tables.moment(line.ended_at or line.set_at), line.ended_by or _("the platform")),
        ]
        for line in lines
    ]
    tables.show([_("Unit"), _("Target"), _("Ended")], rows, caption=_("Targets that were changed or taken back"))


def _place(line: TargetLine) -> str:
    return line.unit or _("the whole installation")


def _course(line: TargetLine, titles: Mapping[int, str]) -> str:
    if line.course_id is None:
        return _("all required courses together")
    return _("Course: {course}", course=titles.get(line.course_id, ""))


def _told(line: TargetLine) -> str:
    by = line.set_by or _("the platform")
    said = _("set by {name} on {day}", name=by, day=text.local_day(line.set_at))
    return said + (" · " + _("more than is asked from above") if line.own else "")


def _end(target_id: int) -> None:
    doing.do(
        Right.ASSIGN,
        lambda db, actor, reach: training.end_target(db, actor, reach, target_id, now=text.utc_now()),
        _("The target is taken back. What is asked otherwise holds again; it stays on record."),
    )
