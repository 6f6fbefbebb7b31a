"""The courses that a rule gives, each with its due day; and how the edit of a learning path reaches it."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.training.rules import PathStep
from models.training.tables import Rule


def steps_of(rule: Rule) -> tuple[PathStep, ...]:
    """Return everything that a rule gives or gave, in its order: of a path what was taken out of it comes last."""
    if not rule.path:
        return (PathStep(course=rule.course_id, due_on=rule.due_on, due_days=rule.due_days, working=rule.working),)
    return tuple(PathStep.model_validate(one) for one in rule.steps)


def standing(steps: Iterable[PathStep]) -> tuple[PathStep, ...]:
    """Return the steps that belong to the path now."""
    return tuple(step for step in steps if step.until is None)


def followed(steps: Sequence[PathStep], path: Sequence[PathStep], *, on: date) -> tuple[PathStep, ...]:
    """Return a rule's steps after the path it gives was edited on a day. Pure.

    What stays keeps the due day that the rule gave it. What is new is asked from that day on, and its days are counted
    from then for whoever has the rule already. What was taken out is asked no more from that day on; that it was asked
    before stays.
    """
    there = {step.course: step for step in standing(steps)}
    now = [there.get(step.course) or step.model_copy(update={"since": on}) for step in path]
    kept = {step.course for step in path}
    taken_out = [step.model_copy(update={"until": on}) for step in there.values() if step.course not in kept]
    over = [*(step for step in steps if step.until is not None), *taken_out]
    return (*now, *(step for step in over if step.since is None or step.since < (step.until or on)))
