"""Whose attempt it is: the person's own record's, or one's that is joined to it."""

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col

from models import organisation
from models.assessment.tables import Attempt
from models.rights import Actor


def own(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an attempt is the actor's."""
    if actor.person_id is None:
        return false()
    return col(Attempt.person_id).in_(organisation.records_of(actor.person_id))


def is_own(db: Session, actor: Actor, attempt: Attempt) -> bool:
    """Return whether an attempt is the actor's."""
    if actor.person_id is None:
        return False
    return attempt.person_id == actor.person_id or organisation.counting(db, attempt.person_id) == actor.person_id
