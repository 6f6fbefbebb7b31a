"""One-time codes: the way to a first or forgotten password, and to the first administrator.

80 random bits in Crockford's base32, 16 characters in groups of four; O is read as 0, I and L as 1. Kept as SHA-256
only, good once and until a day; a new one voids the earlier ones.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from models import audit, notices, organisation, settings, text
from models.access import passwords, tries
from models.access.grants import actor_for, operator
from models.access.reach import answers_for
from models.access.sessions import end_sessions
from models.access.signing_in import clean_login, logins_of, set_hash
from models.access.tables import CodePurpose, Grant, OneTimeCode
from models.database import reading, writing
from models.rights import Actor, DomainError, Role, Scope, check_shown

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", " -–—\t\n")
BITS = 80


def give_code(db: Session, actor: Actor, scope: Scope, person_id: int, *, now: datetime) -> str:
    """Return a new code with which the person sets their own password; earlier codes are void.

    Raises `DomainError`: 'forbidden'; 'outside-scope' (not in the giver's part of the organisation today);
    'code-for-oneself'; 'code-more-rights' (the person holds a right, or a reach, that the giver lacks); 'who-anew'.
    """
    answers_for(db, actor, scope, person_id, now=now)
    check_shown(actor, now=now)
    code = new_code(db, CodePurpose.SET_PASSWORD, actor, person_id, now=now)
    audit.record(db, actor, "access.give-code", "person", person_id, now=now)
    notices.tell(db, person_id, "code-given", now=now, by=actor.name)
    return code


def redeem(code: str, password: str, address: str, *, now: datetime) -> int:
    """Use a code: set the person's password, end all their sessions, lift a lock. Returns the person's id.

    Raises `DomainError`: 'code-wrong' (unknown, used, void, too old: one answer for all), 'sign-in-wait', or what
    `check_rules` raises (the code stays good then).
    """
    found = _peek(code, CodePurpose.SET_PASSWORD, address, now=now)
    person_id = found.person_id or 0
    with reading() as db:
        person = db.get_one(organisation.Person, person_id)
        name, logins = person.full_name, logins_of(person)
    passwords.check_rules(password, *logins)
    made = passwords.make(password)
    with writing() as db:
        _use(db, code, CodePurpose.SET_PASSWORD, now=now)
        set_hash(db, person_id, made, now=now)
        end_sessions(db, person_id, now=now)
        tries.forget(db, tries.account_name(person_id, ""))
        actor = actor_for(db, person_id, name, now=now)
        audit.record(db, actor, "access.redeem-code", "person", person_id, now=now, given_by=found.given_by)
    return person_id


def first_administrator(db: Session, *, now: datetime) -> str | None:
    """Return a code for the first administrator while the installation has had none; None from then on."""
    if _has_administrator(db):
        return None
    code = new_code(db, CodePurpose.FIRST_ADMINISTRATOR, operator("start"), None, now=now)
    audit.record(db, operator("start"), "access.give-first-code", "installation", now=now)
    return code


def redeem_first(code: str, full_name: str, login: str, password: str, address: str, *, now: datetime) -> int:
    """Use the first administrator's code: make the person (``login`` is their staff code) and their account.

    Returns the person's id. Raises `DomainError`: 'code-wrong', 'sign-in-wait', 'name-missing', 'login-missing',
    'person-known' (the login is somebody's), or what `check_rules` raises.
    """
    _peek(code, CodePurpose.FIRST_ADMINISTRATOR, address, now=now)
    login = clean_login(login)
    if not text.tidy(full_name):
        raise DomainError("name-missing")
    if len(login) < 2:
        raise DomainError("login-missing")
    passwords.check_rules(password, login)
    made = passwords.make(password)
    with writing() as db:
        _use(db, code, CodePurpose.FIRST_ADMINISTRATOR, now=now)
        if _has_administrator(db):
            raise DomainError("code-wrong")
        if organisation.find_person(db, login=login) is not None:
            raise DomainError("person-known", value=login)
        person = organisation.person_row(full_name, now=now, staff_code=login)
        db.add(person)
        db.flush()
        person_id = person.id or 0
        set_hash(db, person_id, made, now=now)
        today = text.local_day(now)
        db.add(Grant(person_id=person_id, role=Role.ADMINISTRATOR, from_=today, recorded_at=now))
        audit.record(db, operator("start"), "access.first-administrator", "person", person_id, now=now)
    return person_id


def new_code(db: Session, purpose: CodePurpose, actor: Actor, person_id: int | None, *, now: datetime) -> str:
    """Write a code for an act that has checked the right, void the earlier ones, and return it in groups of four."""
    void_codes(db, purpose, person_id, now=now)
    code = draw(BITS)
    expires = now + timedelta(days=settings.current().code_days)
    db.add(
        OneTimeCode(
            code_hash=_digest(code),
            purpose=purpose,
            person_id=person_id,
            given_by=actor.person_id,
            created_at=now,
            expires_at=expires,
        )
    )
    db.flush()
    return grouped(code, 4)


def draw(bits: int) -> str:
    """Return a code of so many random bits."""
    number = secrets.randbits(bits)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(bits - 5, -1, -5))


def grouped(code: str, size: int) -> str:
    """Return a code in groups, as it is read and typed."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def folded(typed: str) -> str:
    """Return a code as it was drawn, however it was typed."""
    return text.nfc(typed).upper().translate(_READ_AS)


def void_codes(db: Session, purpose: CodePurpose, person_id: int | None, *, now: datetime) -> None:
    """Make a person's unused codes worthless."""
    whose = col(OneTimeCode.person_id).is_(None) if person_id is None else col(OneTimeCode.person_id) == person_id
    unused = (col(OneTimeCode.used_at).is_(None), col(OneTimeCode.voided_at).is_(None))
    mine = update(OneTimeCode).where(col(OneTimeCode.purpose) == purpose, whose, *unused)
    db.connection().execute(mine.values(voided_at=now))


def _has_administrator(db: Session) -> bool:
    known = select(Grant.id).where(Grant.role == Role.ADMINISTRATOR, col(Grant.voided_at).is_(None))
    return db.exec(known).first() is not None


def _peek(code: str, purpose: CodePurpose, address: str, *, now: datetime) -> OneTimeCode:
    place = tries.address_name(address)
    with reading() as db:
        wait = tries.waits_until(db, "", place, now=now)
        found = db.exec(select(OneTimeCode).where(*_good(code, purpose, now))).first()
        if found is not None:
            db.expunge(found)
    if wait is not None:
        raise DomainError("sign-in-wait", until=wait)
    if found is None:
        with writing() as db:
            tries.fail(db, place, now=now)
        raise DomainError("code-wrong")
    return found


def _use(db: Session, code: str, purpose: CodePurpose, *, now: datetime) -> None:
    used = update(OneTimeCode).where(*_good(code, purpose, now)).values(used_at=now)
    if db.connection().execute(used).rowcount != 1:
        raise DomainError("code-wrong")


def _good(code: str, purpose: CodePurpose, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(OneTimeCode.code_hash) == _digest(code),
        col(OneTimeCode.purpose) == purpose,
        col(OneTimeCode.used_at).is_(None),
        col(OneTimeCode.voided_at).is_(None),
        col(OneTimeCode.expires_at) > now,
    )


def _digest(code: str) -> str:
    return sha256(folded(code).encode("utf-8", "replace")).hexdigest()
