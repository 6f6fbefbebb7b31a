"""A figure by the directive's tasks, by its pillars and foundations, or by competence: what its courses are for.

A course that serves several counts under each of them, so these parts overlap and do not add up to the whole.
"""

from collections.abc import Iterable
from dataclasses import replace

from models.courses import Course, References
from models.training.coverage import By, Count, Coverage, Flag, Row, RowKind
from models.training.states import STATES

TOPICS = (By.TASK, By.PILLAR, By.COMPETENCE)
_BEGIN = {By.TASK: ("task-",), By.PILLAR: ("pillar-", "foundation-")}


def grouped(figure: Coverage, library: Iterable[Course], around: References) -> Coverage:
    """Return a figure whose split is one of `TOPICS` with a row for each topic, in the directive's order, or by number.

    ``figure`` is as `coverage` gives it, a row for each course; what a course serves is as released now. Courses that
    serve none stand under a row of their own; any other figure is returned as it is.
    """
    by = figure.question.by
    if by not in TOPICS:
        return figure
    served = {course.slug: _served(course, by, around) for course in library}
    titles = {key: title for found in served.values() for key, title in found.items()}
    rows: dict[str, Count] = {}
    for row in figure.rows:
        for key in served.get(row.key) or {"": ""}:
            rows[key] = _sum(rows[key], row.count) if key in rows else row.count
    directive = around.framework("chi-thi-42")
    order = {item.id: place for place, item in enumerate(directive.items if directive else ())}
    keys = sorted(rows, key=lambda key: (not key, order.get(key, len(order)), key))
    made = (Row(RowKind.TOPIC, key, titles.get(key, key), rows[key], figure.goal) for key in keys)
    return replace(figure, rows=tuple(made))


def _served(course: Course, by: By, around: References) -> dict[str, str]:
    """Return what a course serves or builds: ids with their titles in the current language."""
    if by is By.COMPETENCE:
        framework = around.framework(course.framework)
        ids = {one.competence for one in course.outcomes if one.competence}
        items = {key: None if framework is None else framework.item(key) for key in ids}
        return {key: key if item is None else f"{key} {item.title}" for key, item in items.items()}
    ids = {one for one in course.serves if one.startswith(_BEGIN[by])}
    return {key: key if (item := around.served(key)) is None else str(item.title) for key in ids}


def _sum(one: Count, other: Count) -> Count:
    return Count(
        required=one.required + other.required,
        valid=one.valid + other.valid,
        states={state: one.states[state] + other.states[state] for state in STATES},
        flags={flag: one.flags[flag] + other.flags[flag] for flag in Flag},
    )
