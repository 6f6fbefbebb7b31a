"""Who may do what: rights, the actor of an act, the scope of a reading, and the one error of the domain.

`models.access` alone makes an `Actor` or a `Scope` (a test reads the source for it), so a function that takes one
cannot be called on behalf of somebody who is not signed in.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from models import settings
from models.wrong import DomainError as DomainError
from models.wrong import Unavailable as Unavailable


class Right(StrEnum):
    """One thing a person may be allowed to do."""

    LEARN = "learn"
    AUTHOR = "author"
    SEE_COVERAGE = "see-coverage"
    ASSIGN = "assign"
    GIVE_CODES = "give-codes"
    MANAGE_PEOPLE = "manage-people"
    SEE_PARTY = "see-party"
    ADMINISTER = "administer"
    READ_AUDIT = "read-audit"
    SECOND = "second"
    INSPECT = "inspect"  # gives nothing by itself: what its holder opens is written down


class Role(StrEnum):
    """A named bundle of rights that a grant gives, over a subtree, a course, or the whole installation."""

    TRAINER = "trainer"
    HR = "hr"
    HEAD = "head"
    PARTY_HR = "party-hr"
    ADMINISTRATOR = "administrator"
    INSPECTOR = "inspector"


ROLE_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.TRAINER: frozenset({Right.AUTHOR, Right.SECOND}),
    Role.HR: frozenset({Right.SEE_COVERAGE, Right.ASSIGN, Right.GIVE_CODES, Right.MANAGE_PEOPLE, Right.SECOND}),
    Role.HEAD: frozenset({Right.SEE_COVERAGE, Right.ASSIGN, Right.GIVE_CODES, Right.SECOND}),
    Role.PARTY_HR: frozenset({Right.SEE_COVERAGE, Right.ASSIGN, Right.SEE_PARTY, Right.SECOND}),
    Role.ADMINISTRATOR: frozenset(
        {Right.ADMINISTER, Right.READ_AUDIT, Right.MANAGE_PEOPLE, Right.GIVE_CODES, Right.SECOND}
    ),
    Role.INSPECTOR: frozenset({Right.SEE_COVERAGE, Right.READ_AUDIT, Right.INSPECT}),
}


@dataclass(frozen=True)
class Held:
    """A right as one grant gives it: within a unit's subtree, for a course, or (both None) everywhere."""

    right: Right
    unit_id: int | None = None
    course_id: int | None = None


NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person, or the platform itself (``person_id`` None: console, worker).

    ``shown_at``: when whoever sits at the session last showed who they are; None: nobody sits there, since the platform
    acts by itself or carries out what somebody prepared.
    """

    person_id: int | None
    name: str
    held: frozenset[Held]
    shown_at: datetime | None = field(default=NEVER, compare=False)

    def has(self, right: Right) -> bool:
        """Return whether the actor holds the right over anything at all."""
        return any(held.right is right for held in self.held)

    @property
    def rights(self) -> frozenset[Right]:
        """All rights held over anything."""
        return frozenset(held.right for held in self.held)


@dataclass(frozen=True)
class Scope:
    """The part of the organisation whose people and results may be read under one right.

    ``roots`` are units whose subtrees belong to it; ``everywhere`` means the whole installation. Neither: nothing.
    ``party`` says whether the Party's tree, and what would give membership away, may be read: within the subtrees of
    ``party_roots`` only, or (None) wherever the scope reaches.
    """

    right: Right
    roots: frozenset[int]
    everywhere: bool = False
    party: bool = False
    party_roots: frozenset[int] | None = None


def check(actor: Actor, right: Right, *, course_id: int | None = None) -> None:
    """Return if the actor holds the right (for that course, where one is named), or raise 'forbidden'."""
    for held in actor.held:
        if held.right is right and (course_id is None or held.course_id in (None, course_id)):
            return
    raise DomainError("forbidden", right=right.value)


def check_shown(actor: Actor, *, now: datetime) -> None:
    """Return if whoever acts has shown lately who they are, as what weighs much asks: a screen left open gives no role.

    Not asked: the console, the worker, and what is carried out for somebody who was asked when they prepared it.
    Raises `DomainError` 'who-anew' (``minutes``).
    """
    minutes = settings.current().show_anew_minutes
    if actor.shown_at is not None and actor.shown_at <= now - timedelta(minutes=minutes):
        raise DomainError("who-anew", minutes=minutes)
