"""What the offered courses are about, as choices: the directive's entries that they serve, and competences."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.courses.references import DIRECTIVE, References
from models.courses.schema import Course


@dataclass(frozen=True)
class Topic:
    """A choice: its id, its title in the current language, and how many of the courses are about it."""

    id: str
    title: str
    count: int


def topics(courses: Iterable[Course], around: References) -> tuple[Topic, ...]:
    """Return what some of the courses serve, in the directive's order, then anything else by its id."""
    served: dict[str, int] = {}
    for course in courses:
        for item_id in course.serves:
            served[item_id] = served.get(item_id, 0) + 1
    directive = around.framework(DIRECTIVE)
    order = {item.id: place for place, item in enumerate(directive.items if directive else ())}
    return tuple(
        Topic(item_id, item_id if (item := around.served(item_id)) is None else str(item.title), count)
        for item_id, count in sorted(served.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
    )


def competences(courses: Iterable[Course], around: References) -> tuple[Topic, ...]:
    """Return the competences that some of the courses build, by their number."""
    built: dict[str, tuple[str, int]] = {}
    for course in courses:
        framework = around.framework(course.framework)
        for competence in {outcome.competence for outcome in course.outcomes if outcome.competence}:
            item = None if framework is None else framework.item(competence)
            title = competence if item is None else f"{competence} {item.title}"
            built[competence] = (title, built.get(competence, ("", 0))[1] + 1)
    return tuple(Topic(number, title, count) for number, (title, count) in sorted(built.items()))


def is_about(course: Course, *, topic: str = "", competence: str = "") -> bool:
    """Return whether a course serves a topic and builds a competence; '' asks for nothing."""
    return (not topic or topic in course.serves) and (
        not competence or any(outcome.competence == competence for outcome in course.outcomes)
    )
