"""How questions are marked since they were regraded: pure rules, the same for the preview and for what is stored.

A regrade makes a ruling for each version of a question that it is about. An attempt is marked anew from its compact
vector: what was answered never changes, and questions without a ruling keep the marks that they had, to the last digit.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Integer, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import database
from models.assessment import versions
from models.assessment.tables import Attempt, Regrade, Treatment
from models.courses import Question
from models.rights import DomainError

_ALL = select(Regrade).order_by(col(Regrade.id))
_OF_COURSE = _ALL.where(Regrade.course_id == bindparam("course"))
_RULES: Any = columns(
    *(col(getattr(Regrade, name)) for name in ("id", "undoes_id", "treatment", "asked", "marked_by", "why", "at"))
).order_by(col(Regrade.id))
_RULES_OF_COURSE = _RULES.where(col(Regrade.course_id) == bindparam("course", type_=Integer))
_RULES_OF_ATTEMPT = _RULES.join_from(Regrade, Attempt, col(Attempt.course_id) == Regrade.course_id).where(
    col(Attempt.id) == bindparam("attempt", type_=Integer)
)
_FINEST = 1_000_000  # a stored mark stands for the fraction with at most this denominator


@dataclass(frozen=True)
class Ruling:
    """How one version of a question is marked; ``marked_by`` is the version whose key counts, with `Treatment.KEY`."""

    treatment: Treatment
    marked_by: str | None
    why: str
    at: datetime


@dataclass(frozen=True)
class Marked:
    """What an attempt comes to. ``vector`` as `Attempt.vector`: a question that was dropped has no mark (None)."""

    marks: float
    max_marks: float
    passed: bool | None
    vector: list[Any] | None


@dataclass(frozen=True)
class Anew:
    """That a question was marked anew: how, why, when; ``earned`` is what the answer had been worth before."""

    treatment: Treatment
    why: str
    at: datetime
    earned: float


Rulings = Mapping[str, Ruling]
FindQuestion = Callable[[str], Question]


def in_force(regrades: Sequence[Any]) -> dict[str, Ruling]:
    """Return the rulings by the version they are about; ``regrades`` of one course (or what is read of them), the
    oldest first. Pure.

    The latest about a version counts; one that was taken back counts no more, and the one before it does again.
    """
    taken_back = {one.undoes_id for one in regrades if one.undoes_id is not None}
    found: dict[str, Ruling] = {}
    for one in regrades:
        if one.treatment is not Treatment.BACK and one.id not in taken_back:
            ruling = Ruling(one.treatment, one.marked_by, one.why, one.at)
            found |= dict.fromkeys(one.asked, ruling)
    return found


def regrades_of(db: Session, course_id: int) -> list[Regrade]:
    """Return all regrades of a course, the oldest first."""
    return list(db.exec(_OF_COURSE, params={"course": course_id}).all())


def rulings(db: Session, course_id: int) -> dict[str, Ruling]:
    """Return the rulings of a course that are in force, by the version of the question."""
    return in_force(database.rows(db, _RULES_OF_COURSE, course=course_id))


def ruled_of(db: Session, attempt_id: int | None) -> dict[str, tuple[Ruling, Question | None]]:
    """Return the rulings of an attempt's course, each with the question whose key counts instead."""
    found = in_force(database.rows(db, _RULES_OF_ATTEMPT, attempt=attempt_id))
    return {
        digest: (one, None if one.marked_by is None else versions.question(db, one.marked_by))
        for digest, one in found.items()
    }


class Marker:
    """Marks attempts anew under rulings; the same answer to the same question is marked once."""

    def __init__(self, ruled: Rulings, find: FindQuestion) -> None:
        self._ruled = ruled
        self._find = find
        self._worths: dict[tuple[str, str], tuple[Fraction, Any]] = {}
        self._weights: dict[str, Fraction | int] = {}

    @classmethod
    def of(cls, db: Session, ruled: Rulings) -> "Marker":
        """Return a marker that reads questions from the database."""
        return cls(ruled, lambda digest: versions.question(db, digest))

    def concerns(self, vector: Sequence[Any]) -> bool:
        """Return whether an attempt asked a version that there is a ruling for."""
        return any(entry[0] in self._ruled for entry in vector)

    def __call__(self, vector: Sequence[Any], pass_mark: int) -> Marked:
        """Return what an attempt with this vector comes to.

        Where every question of it was dropped, they all count in full: nobody fails by what nobody was asked.
        """
        counted = any(self._treatment(entry[0]) is not Treatment.DROPPED for entry in vector)
        earned: Fraction | int = 0
        most: Fraction | int = 0
        told = []
        for digest, given, marks, *rest in vector:
            treatment = self._treatment(digest)
            if treatment is Treatment.DROPPED and counted:
                told.append([digest, given, None, *rest])
                continue
            ruling = self._ruled.get(digest)
            by = ruling.marked_by if ruling is not None and ruling.marked_by is not None else digest
            weight, said = self._weight(by), given
            if ruling is None:
                worth = exact(marks)
            elif treatment is Treatment.KEY:
                share, said = self._read(by, given)
                worth = _slim(share * weight)
            else:
                worth = weight
            earned, most = earned + worth, most + weight
            told.append([by, said, float(worth), *rest])
        return Marked(float(earned), float(most), 100 * earned >= pass_mark * most, told)

    def _treatment(self, digest: str) -> Treatment | None:
        ruling = self._ruled.get(digest)
        return None if ruling is None else ruling.treatment

    def _weight(self, digest: str) -> Fraction | int:
        if digest not in self._weights:
            self._weights[digest] = _slim(Fraction(self._find(digest).marks))
        return self._weights[digest]

    def _read(self, by: str, given: Any) -> tuple[Fraction, Any]:
        """The share of the marks that an answer earns by a version's key, and the answer as that version reads it."""
        known = (by, json.dumps(given, sort_keys=True))
        if known not in self._worths:
            question = self._find(by)
            said = question.carried(given)
            self._worths[known] = question.mark(said).fraction, said
        return self._worths[known]


def exact(marks: float) -> Fraction | int:
    """Return the fraction that a stored mark stands for, as a whole number where it is one: those add up faster."""
    return int(marks) if float(marks).is_integer() else Fraction(marks).limit_denominator(_FINEST)


def _slim(value: Fraction) -> Fraction | int:
    return value.numerator if value.denominator == 1 else value


def fits(question: Question, given: Any) -> bool:
    """Return whether an answer to one version of a question says the same to another."""
    try:
        question.parse(given)
    except DomainError:
        return False
    return True
