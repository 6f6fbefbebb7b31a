"""Coverage of units (or staff categories) and courses at once: a cell for each unit and course."""

from dataclasses import dataclass

import numpy as np

from models.rights import DomainError, Scope
from models.training.columns import CourseFact
from models.training.coverage import By, Question, RowKind, select
from models.training.held import Held
from models.training.states import FIRST_REQUIRED, Share


@dataclass(frozen=True)
class CrossRow:
    """One part of a split with its whole and its cells, one for each course of the `Cross`, in that order."""

    kind: RowKind
    key: str
    name: str
    whole: Share
    cells: tuple[Share, ...]


@dataclass(frozen=True)
class Cross:
    """Parts and courses of which something is required; ``whole`` is of each course, over all parts."""

    question: Question
    courses: tuple[CourseFact, ...]
    whole: tuple[Share, ...]
    rows: tuple[CrossRow, ...]


def cross(held: Held, scope: Scope, question: Question) -> Cross:
    """Return the figure of a question, split by unit or category as it says, and each part by course.

    Over a row, and over a column, cells add up to what `coverage` says of that part and of that course.
    Raises `DomainError` as `coverage` does; 'not-found' for another split.
    """
    if question.by not in (By.UNIT, By.CATEGORY):
        raise DomainError("not-found", by=question.by)
    return held.answer(("cross", scope, question), lambda: _cross(held, scope, question))


def _cross(held: Held, scope: Scope, question: Question) -> Cross:
    chosen = select(held, scope, question)
    pairs, labels, rows = chosen.pairs, chosen.labels, chosen.required
    shape = (len(labels), held.courses_end)
    place = chosen.split(rows) * shape[1] + pairs.course[rows]
    required = np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape)
    done = pairs.state[rows] == FIRST_REQUIRED
    valid = np.bincount(place[done], minlength=shape[0] * shape[1]).reshape(shape)
    courses = tuple(course for course in held.courses if required[:, course.id].any())
    columns = [course.id for course in courses]
    return Cross(
        question=question,
        courses=courses,
        whole=_shares(required[:, columns].sum(axis=0), valid[:, columns].sum(axis=0)),
        rows=tuple(
            CrossRow(
                kind,
                key,
                name,
                Share(int(required[number].sum()), int(valid[number].sum())),
                _shares(required[number, columns], valid[number, columns]),
            )
            for number, (kind, key, name, _always) in enumerate(labels)
            if required[number].any()
        ),
    )


def _shares(required: np.ndarray, valid: np.ndarray) -> tuple[Share, ...]:
    return tuple(Share(*numbers) for numbers in zip(required.tolist(), valid.tolist(), strict=True))
