"""What is asked of the figures: by what they are split, to whom they are narrowed, what is told beside the states."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.organisation import Category, Tree
from models.training.naming_facts import PathFact


class By(StrEnum):
    """By what a figure is split."""

    UNIT = "unit"
    COURSE = "course"
    CATEGORY = "category"
    SOURCE = "source"
    STATE = "state"
    TASK = "task"  # the directive's; like the two below, by course first, then `topics.grouped`
    PILLAR = "pillar"  # and foundation
    COMPETENCE = "competence"


class Attribute(StrEnum):
    """What a posting may say beside its category; leadership is an attribute, never a category."""

    HEADS = "heads"
    LEADERS = "leaders"


class Flag(StrEnum):
    """What may be true of a required pair beside its state."""

    DUE_SOON = "due-soon"
    STARTED = "started"
    STUCK = "stuck"  # in progress for two weeks or longer
    FAILING = "failing"  # quizzes failed twice or more since anything was achieved
    RENEWING = "renewing"  # completed, and a rule asks by now to renew it


class RowKind(StrEnum):
    """What a row of a split stands for."""

    UNIT = "unit"  # a unit with everything under it
    DIRECT = "direct"  # people in the chosen unit itself
    NO_PLACE = "no-place"  # people whose unit stands in no tree on that day
    COURSE = "course"
    CATEGORY = "category"  # key: a Category, or '' for none
    SOURCE = "source"  # key: how the completion came about, or 'none' for pairs that are not valid
    STATE = "state"
    TOPIC = "topic"  # a task, pillar or competence; '' for courses that serve none


@dataclass(frozen=True)
class Question:
    """What is asked: which tree and day, as known when, which part of it, split by what.

    ``unit`` is a unit's public key (None: the whole scope), ``course`` a slug (None: all), ``path`` narrows to the
    courses of a learning path, ``attribute`` to heads of units or to all in leading positions.
    """

    on: date
    tree: Tree = Tree.ADMINISTRATION
    unit: str | None = None
    course: str | None = None
    category: Category | None = None
    attribute: Attribute | None = None
    known_at: datetime | None = None
    by: By = By.UNIT
    path: PathFact | None = None
