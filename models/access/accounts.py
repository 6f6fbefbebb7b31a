"""A person's account: the lock, the language, the size of text."""

from datetime import datetime

from sqlmodel import Session

from models import audit, notices, text
from models.access import tries
from models.access.reach import answers_for
from models.access.tables import Account
from models.rights import Actor, DomainError, Scope

TEXT_SIZES = (100, 115, 130, 150)


def unlock(db: Session, actor: Actor, scope: Scope, person_id: int, *, now: datetime) -> None:
    """End a person's lock and forget their failed tries; who may is as for `give_code`, and so is what is raised."""
    answers_for(db, actor, scope, person_id, now=now)
    account = db.get(Account, person_id)
    if account is not None:
        account.locked_until = None
    tries.forget(db, tries.account_name(person_id, ""))
    tries.forget(db, tries.second_name(person_id))
    audit.record(db, actor, "access.unlock", "person", person_id, now=now)
    notices.tell(db, person_id, "unlocked", now=now, by=actor.name)


def set_text_size(db: Session, actor: Actor, size: int, *, now: datetime) -> None:
    """Choose the size of text, in per cent, for the actor's pages. Raises `DomainError` 'text-size-unknown'."""
    if size not in TEXT_SIZES:
        raise DomainError("text-size-unknown", size=size)
    _own(db, actor).text_size = size
    audit.record(db, actor, "access.text-size", "person", actor.person_id, now=now, size=size)


def set_language(db: Session, actor: Actor, language: str, *, now: datetime) -> None:
    """Choose the language ('vi' or 'en') in which the actor is spoken to. Raises `DomainError` 'language-unknown'."""
    if language not in text.LANGUAGES:
        raise DomainError("language-unknown", language=language)
    _own(db, actor).language = language
    audit.record(db, actor, "access.language", "person", actor.person_id, now=now, language=language)


def _own(db: Session, actor: Actor) -> Account:
    """Return the actor's account, made if they have none yet."""
    assert actor.person_id is not None
    account = db.get(Account, actor.person_id)
    if account is None:
        account = Account(person_id=actor.person_id)
        db.add(account)
    return account
