"""What a rule gives: a course, or a learning path with its courses in order; and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from models import courses, database, training
from models.text import translate as _
from models.training import PathStep
from pages.parts import apart, folds, live
from pages.parts.office import due_form
from pages.parts.plain import plain


@dataclass(frozen=True)
class What:
    """What was chosen: ``steps`` of a learning path (``path``: its name), or one of a course, without a due day yet.

    ``kept`` is the title as a rule keeps it.
    """

    title: str
    kept: str
    steps: tuple[PathStep, ...]
    names: tuple[str, ...]
    path: str = ""

    def terms(self, due: Sequence[PathStep]) -> dict[str, Any]:
        """Return what a rule and its preview are told of it."""
        if self.path:
            return {"path": self.path, "steps": tuple(due)}
        one = due[0]
        return {"course_id": one.course, "due_on": one.due_on, "due_days": one.due_days, "working": one.working}


def what(library: courses.Catalogue) -> What:
    """Show what can be given, and return what is chosen."""
    paths = _paths(library)
    kind = "course"
    if paths:
        kind = st.segmented_control(
            _("What to give"),
            ["course", "path"],
            default="course",
            format_func={"course": _("a course"), "path": _("a learning path")}.__getitem__,
            key="what",
            required=True,
            bind="query-params",
        )
    if kind == "path" and paths:
        return _path(paths, library)
    offered = {one.course.slug: one for one in library.offered}
    titles = apart.told_apart({slug: str(one.course.title) for slug, one in offered.items()})
    slug = st.selectbox(_("Course"), list(offered), format_func=titles.__getitem__, key="course", bind="query-params")
    chosen = offered[slug]
    name = str(chosen.course.title)
    return What(name, str(chosen.course.title.vi), (PathStep(course=chosen.course_id),), (name,))


def before(chosen: What, library: courses.Catalogue) -> list[courses.Released]:
    """Show the courses that must be completed before any of these, each to be given too; return those that shall be."""
    given = {step.course for step in chosen.steps}
    found = [one for number in given if (one := library.by_id(number)) is not None]
    asked = {slug for one in found for slug in one.course.requires}
    missing = [one for one in library.offered if one.course.slug in asked and one.course_id not in given]
    return [
        one
        for one in missing
        if st.checkbox(
            _("Also give what comes before it: {course}", course=str(one.course.title)),
            True,
            key=f"also:{one.course.slug}",
            help=_("The course can be begun only by those who have completed this one."),
        )
    ]


def due(chosen: What, today: date) -> tuple[PathStep, ...]:
    """Show by when, for each course of a path behind a fold, and return the steps with their due days."""
    if not chosen.path:
        return tuple(_dated(step, due_form.ask(_("Due"), today, key="due")) for step in chosen.steps)
    place = folds.fold(_("Other due days than the path's"), key=f"dues:{chosen.path}")
    if place is None:
        return chosen.steps
    with place:
        return tuple(
            _dated(step, due_form.ask(plain(f"{number}. {name}"), today, key=f"due:{step.course}", now=step))
            for number, (step, name) in enumerate(zip(chosen.steps, chosen.names, strict=True), 1)
        )


def ends(chosen: What, library: courses.Catalogue) -> bool:
    """Return whether completions of anything chosen end by themselves."""
    found = (library.by_id(step.course) for step in chosen.steps)
    return any(one is not None and one.course.valid_for is not None for one in found)


def last_days(chosen: What, steps: Sequence[PathStep], days: Sequence[date], first: date) -> None:
    """Show by which day what is due for whoever gets it on the first day."""
    head = _("Whoever gets it on {day}:", day=first)
    lines = [
        f"{plain(name)}: {due_form.dated(step, day)}" if chosen.path else due_form.dated(step, day)
        for step, name, day in zip(steps, chosen.names, days, strict=True)
    ]
    if chosen.path:
        st.markdown("\n".join([head, "", *(f"{number}. {line}" for number, line in enumerate(lines, 1))]))
    else:
        st.markdown(f"{head} **{lines[0]}**")


def _paths(library: courses.Catalogue) -> dict[str, courses.LearningPath]:
    """Return the learning paths all of whose courses are on offer."""
    there = {one.course.slug for one in library.offered}
    return {path.id: path for path in live.references().paths if all(one.course in there for one in path.courses)}


def _path(paths: dict[str, courses.LearningPath], library: courses.Catalogue) -> What:
    titles = apart.told_apart({name: str(path.title) for name, path in paths.items()})
    name = st.selectbox(
        _("Learning path"), list(paths), format_func=titles.__getitem__, key="path", bind="query-params"
    )
    path = paths[name]
    if path.summary is not None:
        st.caption(plain(path.summary))
    with database.reading() as db:
        steps = training.path_steps(db, path) or ()
    found = [library.by_id(step.course) for step in steps]
    names = tuple("–" if one is None else str(one.course.title) for one in found)
    st.markdown(
        "\n".join(
            f"{number}. {plain(one)}: {due_form.words(step)}"
            for number, (step, one) in enumerate(zip(steps, names, strict=True), 1)
        )
    )
    return What(str(path.title), path.title.vi, steps, names, name)


def _dated(step: PathStep, due: dict[str, Any]) -> PathStep:
    return step.model_copy(update={"due_on": None, "due_days": None, "working": False, **due})
