"""The second step of signing in: an app that gives codes, ten codes for the day on which the phone is lost.

A code is taken once. Wrong ones slow down and lock like wrong passwords, under a name of their own that a right
password does not clear. What is done here opens its own transactions, so that a wrong code stays counted when the act
is refused; only `reset_second_step` is an act like others.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import audit, choices, database, notices, organisation
from models.access import codes, server_key, totp, tries
from models.access.grants import actor_for, operator, roles_of
from models.access.sessions import HalfWay, SignedIn, end_sessions, is_fresh, keep_provider, open_session
from models.access.signing_in import Outcome
from models.access.tables import Account, RecoveryCode, SecondFactor, SignInSession
from models.database import reading, writing
from models.rights import Actor, DomainError, Right, check, check_shown

RECOVERY_CODES, RECOVERY_BITS = 10, 50


@dataclass(frozen=True)
class SecondStep:
    """How a person's second step stands: since when (None: none is set up), codes left, and whether it is a duty."""

    since: datetime | None
    codes_left: int
    duty: bool


@dataclass(frozen=True)
class Offer:
    """What an app is set up with: the address that a QR code holds, and the key for typing.

    ``moves``: there is an app already, whose code is asked for too.
    """

    address: str
    key: str
    moves: bool


@dataclass(frozen=True)
class SetUp:
    """A second step that was set up: the new session's token, and the recovery codes, shown once."""

    token: str
    recovery_codes: tuple[str, ...]


def second_step_of(db: Session, person_id: int, *, now: datetime) -> SecondStep:
    """Return how a person's second step stands; the caller has asked who may know."""
    standing = database.rows(db, _STANDING, person=person_id)
    since, left = standing[0] if standing else (None, 0)
    return SecondStep(since, left, _is_duty(db, person_id, now))


def offer(me: SignedIn | HalfWay, issuer: str, *, now: datetime) -> Offer:
    """Return what to set an app up with. Looking changes nothing: the secret follows from the session.

    Raises `DomainError`: 'forbidden' (nobody needs it who only learns), 'sign-in-anew' (it was a while ago, and there
    is no other app that would show who they are), or what `server_key` raises.
    """
    with reading() as db:
        standing = _may_set_up(db, me, now=now)
        person = db.get_one(organisation.Person, me.person_id)
        secret = _secret(_next_salt(db, me))
    account = person.staff_code or person.email or person.full_name
    return Offer(totp.address(secret, issuer=issuer, account=account), totp.text_key(secret), standing is not None)


def set_up(me: SignedIn | HalfWay, code: str, address: str, *, now: datetime, proof: str = "") -> SetUp:
    """Begin to use the offered app, by its first code; all sessions end and a new one begins.

    Somebody who has an app already shows that it is theirs (or a recovery code) by ``proof``.
    Raises `DomainError`: 'second-proof-wrong', 'second-new-wrong', 'sign-in-wait', or what `offer` raises.
    """
    with writing() as db:
        standing = _may_set_up(db, me, now=now)
        if standing is None or _proved(db, standing, proof, address, now=now):
            salt = _next_salt(db, me)
            step = totp.matching_step(_secret(salt), _digits(code), now=now, after=None)
            if step is None:
                raise DomainError("second-new-wrong")
            if standing is not None:
                _void(db, standing, now=now)
            factor = SecondFactor(person_id=me.person_id, salt=salt, last_step=step, recorded_at=now)
            db.add(factor)
            db.flush()
            made = _new_recovery_codes(db, factor)
            way = db.get_one(SignInSession, me.session).way
            end_sessions(db, me.person_id, now=now)
            token = open_session(db, me.person_id, shared=me.shared, now=now, second=True, way=way)
            keep_provider(db, me.session, token)
            actor = actor_for(db, me.person_id, me.full_name, now=now)
            audit.record(db, actor, "access.second-set-up", "person", me.person_id, now=now)
            notices.tell(db, me.person_id, "second-set-up", now=now, link="/account")
            return SetUp(token, made)
    raise DomainError("second-proof-wrong")


def pass_second_step(half: HalfWay, code: str, address: str, *, now: datetime) -> Outcome:
    """Try to pass the second step with a code of the app or a recovery code; success gives a new session's token.

    ``error`` is 'second-wrong' or 'sign-in-wait'.
    """
    with writing() as db:
        factor = _factor(db, half.person_id)
        row = db.get(SignInSession, half.session)
        if factor is None or row is None or row.ended_at is not None:
            return Outcome(error="second-wrong")
        try:
            if not _proved(db, factor, code, address, now=now):
                return Outcome(error="second-wrong")
        except DomainError as error:
            return Outcome(error=error.code, wait_until=error.values.get("until"))  # type: ignore[arg-type]
        row.ended_at = now
        token = open_session(db, half.person_id, shared=row.shared, now=now, second=True, way=row.way)
        keep_provider(db, row.token_hash, token)
        actor = actor_for(db, half.person_id, half.full_name, now=now)
        audit.record(db, actor, "access.second-passed", "person", half.person_id, now=now)
        account = db.get(Account, half.person_id)
        if account is not None:
            account.locked_until = None
        return Outcome(token=token, language=half.language)


def is_set_up(db: Session, person_id: int) -> bool:
    """Return whether a person has an app that gives codes."""
    return _factor(db, person_id) is not None


def proves(person_id: int, code: str, address: str, *, now: datetime) -> bool:
    """Take a code of the app or a recovery code, or count it as wrong. Raises `DomainError` 'sign-in-wait'."""
    with writing() as db:
        factor = _factor(db, person_id)
        return factor is not None and _proved(db, factor, code, address, now=now)


def renew_recovery_codes(me: SignedIn, code: str, address: str, *, now: datetime) -> tuple[str, ...]:
    """Return ten new recovery codes, by a code of the app; the earlier ones are void.

    Raises `DomainError`: 'second-missing', 'second-proof-wrong', 'sign-in-wait'.
    """
    with writing() as db:
        factor = _factor(db, me.person_id)
        if factor is None:
            raise DomainError("second-missing")
        if _proved(db, factor, code, address, now=now):
            _void_codes(db, factor, now=now)
            audit.record(db, me.actor, "access.second-codes", "person", me.person_id, now=now)
            return _new_recovery_codes(db, factor)
    raise DomainError("second-proof-wrong")


def take_off_second_step(me: SignedIn, code: str, address: str, *, now: datetime) -> None:
    """Sign in without a second step from now on, by a code of the app.

    Raises `DomainError`: 'second-duty' (one of their roles demands it), or as `renew_recovery_codes`.
    """
    with writing() as db:
        factor = _factor(db, me.person_id)
        if factor is None:
            raise DomainError("second-missing")
        if _is_duty(db, me.person_id, now):
            raise DomainError("second-duty")
        if _proved(db, factor, code, address, now=now):
            _void(db, factor, now=now)
            audit.record(db, me.actor, "access.second-taken-off", "person", me.person_id, now=now)
            notices.tell(db, me.person_id, "second-taken-off", now=now, link="/account")
            return
    raise DomainError("second-proof-wrong")


def reset_second_step(db: Session, actor: Actor, person_id: int, *, now: datetime) -> None:
    """Take away the second step of somebody who lost phone and codes; their sessions end, and they are told.

    Raises `DomainError`: 'forbidden', 'own-second-step', 'who-anew', 'second-missing'.
    """
    check(actor, Right.ADMINISTER)
    if person_id == actor.person_id:
        raise DomainError("own-second-step")
    check_shown(actor, now=now)
    tries.hold(db, tries.second_name(person_id))
    factor = _factor(db, person_id)
    if factor is None:
        raise DomainError("second-missing")
    _void(db, factor, now=now)
    end_sessions(db, person_id, now=now)
    tries.forget(db, tries.second_name(person_id))
    audit.record(db, actor, "access.second-reset", "person", person_id, now=now)
    notices.tell(db, person_id, "second-reset", now=now, link="/account", by=actor.name)


def _may_set_up(db: Session, me: SignedIn | HalfWay, *, now: datetime) -> SecondFactor | None:
    """Return the app that somebody has already, if they may set one up; see `offer` for what is raised."""
    if not roles_of(db, me.person_id, now=now):
        raise DomainError("forbidden", right=Right.LEARN.value)
    standing = _factor(db, me.person_id)
    if standing is None and not is_fresh(me, now=now):
        raise DomainError("sign-in-anew")
    return standing


def _proved(db: Session, factor: SecondFactor, typed: str, address: str, *, now: datetime) -> bool:
    """Take a code, or count it as wrong. Raises `DomainError` 'sign-in-wait'."""
    name, place = tries.second_name(factor.person_id), tries.address_name(address)
    tries.hold(db, name, place)
    wait = tries.waits_until(db, name, place, now=now)
    if wait is not None:
        raise DomainError("sign-in-wait", until=wait)
    if _takes_app_code(db, factor, typed, now=now) or _takes_recovery_code(db, factor, typed, now=now):
        tries.forget(db, name)
        return True
    tries.fail(db, name, place, now=now)
    if tries.is_locked(db, name, now=now):
        account = db.get(Account, factor.person_id)
        if account is not None:
            account.locked_until = now + tries.LOCK
        audit.record(db, operator("sign-in"), "access.second-lock", "person", factor.person_id, now=now)
        notices.tell(db, factor.person_id, "second-locked", now=now, link="/account")
    return False


def _takes_app_code(db: Session, factor: SecondFactor, typed: str, *, now: datetime) -> bool:
    step = totp.matching_step(_secret(factor.salt), _digits(typed), now=now, after=factor.last_step)
    if step is None:
        return False
    later = update(SecondFactor).where(col(SecondFactor.id) == factor.id, col(SecondFactor.last_step) < step)
    return db.connection().execute(later.values(last_step=step)).rowcount == 1


def _takes_recovery_code(db: Session, factor: SecondFactor, typed: str, *, now: datetime) -> bool:
    mine = update(RecoveryCode).where(col(RecoveryCode.code_hash) == _recovery_hash(typed), *_unused(factor.id))
    if db.connection().execute(mine.values(used_at=now)).rowcount != 1:
        return False
    left = db.exec(select(func.count()).where(*_unused(factor.id))).one()
    audit.record(db, operator("sign-in"), "access.second-recovery", "person", factor.person_id, now=now, codes=left)
    notices.tell(db, factor.person_id, "second-recovery", now=now, link="/account", left=left)
    return True


def _factor(db: Session, person_id: int) -> SecondFactor | None:
    mine = select(SecondFactor).where(SecondFactor.person_id == person_id, col(SecondFactor.voided_at).is_(None))
    return db.exec(mine).first()


def _is_duty(db: Session, person_id: int, now: datetime) -> bool:
    roles = roles_of(db, person_id, now=now)
    return bool(roles) and not choices.current(db).roles_with_second_step.isdisjoint(roles)


def _new_recovery_codes(db: Session, factor: SecondFactor) -> tuple[str, ...]:
    drawn = [codes.draw(RECOVERY_BITS) for _ in range(RECOVERY_CODES)]
    db.add_all(RecoveryCode(factor_id=factor.id or 0, code_hash=_recovery_hash(code)) for code in drawn)
    db.flush()
    return tuple(codes.grouped(code, 5) for code in drawn)


def _void(db: Session, factor: SecondFactor, *, now: datetime) -> None:
    _void_codes(db, factor, now=now)
    factor.voided_at = now
    db.add(factor)
    db.flush()


def _void_codes(db: Session, factor: SecondFactor, *, now: datetime) -> None:
    db.connection().execute(update(RecoveryCode).where(*_unused(factor.id)).values(voided_at=now))


def _unused(factor_id: Any) -> tuple[ColumnElement[bool], ...]:
    mine = col(RecoveryCode.factor_id) == factor_id
    return mine, col(RecoveryCode.used_at).is_(None), col(RecoveryCode.voided_at).is_(None)


_STANDING = columns(
    col(SecondFactor.recorded_at),
    columns(func.count()).where(*_unused(col(SecondFactor.id))).scalar_subquery(),
).where(col(SecondFactor.person_id) == bindparam("person", type_=Integer), col(SecondFactor.voided_at).is_(None))


def _next_salt(db: Session, me: SignedIn | HalfWay) -> str:
    """Return the salt of the app that this session would set up: another one after each that was set up before."""
    count = db.exec(select(func.count()).where(col(SecondFactor.person_id) == me.person_id)).one()
    return sha256(f"{me.session} {count}".encode()).hexdigest()


def _secret(salt: str) -> bytes:
    return server_key.derive("second step", salt)[:20]


def _recovery_hash(typed: str) -> str:
    return server_key.derive("recovery code", codes.folded(typed)).hex()


def _digits(typed: str) -> str:
    return "".join(char for char in typed[:40] if char.isdigit())
