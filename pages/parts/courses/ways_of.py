"""Where somebody is on the learning paths that they were given, in words."""

from collections.abc import Sequence

import streamlit as st

from models import courses
from models.text import translate as _
from models.training import PersonCourse, PersonPath, State
from pages.parts import going, live
from pages.parts.plain import plain

DONE = (State.COMPLETED, State.EXEMPT)


def title(path: PersonPath) -> str:
    """Return what a path is called: as its file says, or as whoever gave it did."""
    known = next((one for one in live.references().paths if one.id == path.path), None)
    return path.title if known is None else str(known.title)


def steps(paths: Sequence[PersonPath]) -> dict[int, str]:
    """Return which step of which path a course is, by course; of several paths the first."""
    found: dict[int, str] = {}
    for path in paths:
        for number, course in enumerate(path.courses, 1):
            words = _("Step {n} of {of}: {path}", n=number, of=len(path.courses), path=title(path))
            found.setdefault(course, words)
    return found


def around(
    course_id: int, paths: Sequence[PersonPath], mine: Sequence[PersonCourse], library: courses.Catalogue
) -> None:
    """Show on the page of a course which step it is, and the next one that is open once this one is done."""
    states = {one.course_id: one.state for one in mine}
    for path in paths:
        if course_id not in path.courses:
            continue
        st.caption(plain(steps([path])[course_id]))
        left = [one for one in path.courses if states.get(one) not in DONE]
        following = None if not left or left[0] == course_id else library.by_id(left[0])
        if following is not None:
            label = _("Better first: {course}") if course_id in left else _("Next step: {course}")
            st.button(  # no link: one to the page that is open leaves the address as it is
                plain(label.format(course=str(following.course.title))),
                icon=":material/route:",
                on_click=going.go,
                kwargs={"course": following.course.slug},
            )
