"""All the names behind a number, for a file: the rows and the order of a list's pages, some at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from models.rights import Scope
from models.training import ordering
from models.training.coverage import Flag, Question, find_part, tree_of, tree_on
from models.training.held import Held
from models.training.names import PersonRow, Wanted, people_found, person_rows
from models.training.naming_facts import asked_courses, read_units
from models.training.states import State

CHUNK = 5000  # rows read at once


@dataclass(frozen=True)
class AllNames:
    """A whole list: how many rows it has, and the rows, read while they are taken."""

    total: int
    rows: Iterator[PersonRow]


def all_names(
    db: Session,
    scope: Scope,
    question: Question,
    *,
    states: tuple[State, ...] = (),
    flag: Flag | None = None,
    search: str = "",
    held: Held,
) -> AllNames:
    """Return the whole list that `names` gives page by page, for these states (none: all), this flag and search.

    ``db`` is a transaction of `reading` in which ``held`` was brought up to date: rows and figures are then of one
    moment, and stay so while the rows are taken. Raises `DomainError` as `coverage` does.
    """
    part = find_part(tree_on(held, question), scope, question)
    wanted = Wanted(
        units=None if part.everything else part.units,
        courses=asked_courses(held.courses, question.course, question.path),
        question=question,
        states=frozenset(states) or None,
        people=None if not search else people_found(db, search),
        unassigned=False,
        flag=flag,
    )
    pairs = held.pairs(question.tree, question.on, question.known_at)
    rows = np.flatnonzero(wanted.among(pairs))
    people = ordering.places_of(held, held.order(db))[pairs.person[rows]]
    titles = held.titles()[pairs.course[rows]]
    order = rows[np.lexsort((titles, people))]

    def each() -> Iterator[PersonRow]:
        for begin in range(0, len(order), CHUNK):
            yield from person_rows(db, order[begin : begin + CHUNK], pairs, held.courses, part, question.on)

    return AllNames(len(order), each())


def reach(db: Session, scope: Scope, question: Question) -> frozenset[int]:
    """Return the ids of the units that a scope lets a question speak of; 0 stands for people without a place.

    Raises `DomainError` 'not-found', 'forbidden' as `coverage` does.
    """
    part = find_part(tree_of(read_units(db), question), scope, question)
    return part.units | {0} if part.everything else part.units
