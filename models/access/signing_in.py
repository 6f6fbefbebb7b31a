"""Signing in: one answer and one cost for an unknown account and a wrong password.

The password is verified between two transactions, never inside one, since it takes as long as thirty small writes.
What was allowed before is therefore asked again when the result is written, or a thousand tries sent at the same
moment would all be looked at.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import audit, changes, notices, organisation, settings
from models.access import directory, passwords, tries
from models.access.grants import actor_for, operator, roles_of
from models.access.knowing import known_as
from models.access.sessions import SignedIn, asks_second_step, end_sessions, may_sign_in, open_session
from models.access.tables import Account, Way
from models.database import reading, writing
from models.rights import DomainError, Role

DEMO_LOGINS = ("canbo", "giangvien", "nhansu", "thutruong", "tochucdang", "quantri")
DEMO_SECONDS = ("nhansu2", "giangvien2", "quantri2", "thanhtra")  # who confirms what touches many; and an inspector


@dataclass(frozen=True)
class Outcome:
    """What became of a try. ``error`` is None, 'sign-in-wrong', 'sign-in-wait' (then ``wait_until`` says when),
    'sign-in-away' (the directory does not answer) or 'sign-in-unknown' (it knows somebody who is nobody here).

    ``half``: the second step is still to come, and until then the token is nobody's. ``shown``: no session was begun,
    somebody has shown anew who they are in theirs.
    """

    token: str | None = None
    half: bool = False
    shown: bool = False
    language: str = "vi"
    error: str | None = None
    wait_until: datetime | None = None


@dataclass(frozen=True)
class _Found:
    person_id: int | None
    password_hash: str | None


def sign_in(login: str, password: str, address: str, *, now: datetime, shared: bool = False) -> Outcome:
    """Try to sign in with a staff code, e-mail or phone number from a client's address; success begins a session.

    A try that has to wait is refused unseen, whether the account exists or not. Where a directory is set, it is asked
    about every password that is not the platform's own.
    """
    login = clean_login(login)
    with reading() as db:
        found = _find(db, login, now=now)
        account, place = _names(found.person_id, login, address)
        wait = tries.waits_until(db, account, place, now=now)
    if wait is not None:
        return Outcome(error="sign-in-wait", wait_until=wait)
    right = passwords.verify(password, found.password_hash)
    fresh = passwords.make(password) if right and passwords.is_old(found.password_hash or "") else None
    try:
        called = directory.who_is(login, password) if directory.is_set() and not right else None
    except DomainError:
        return Outcome(error="sign-in-away")  # nothing is counted: nobody has said that it was wrong
    with writing() as db:
        tries.hold(db, account, place)
        wait = tries.waits_until(db, account, place, now=now)
        if wait is not None:
            return Outcome(error="sign-in-wait", wait_until=wait)
        if called is not None:
            return _succeed_by_directory(db, called, account, shared=shared, now=now)
        if not right or found.person_id is None:
            _failed(db, found.person_id, account, place, now=now)
            return Outcome(error="sign-in-wrong")
        return _succeed(db, found, account, fresh, shared=shared, now=now)


def demo_sign_in(db: Session, login: str, *, now: datetime) -> Outcome:
    """Sign in to one of the demonstration's accounts without a password.

    Raises `DomainError`: 'not-demo' (not in demonstration mode), 'demo-unknown' (no such account).
    """
    if not settings.current().demo:
        raise DomainError("not-demo")
    person = organisation.find_person(db, login=login) if login in DEMO_LOGINS + DEMO_SECONDS else None
    if person is None or person.id is None or not may_sign_in(db, person.id, now=now):
        raise DomainError("demo-unknown", login=login)
    return begin(db, person.id, person.full_name, "access.demo", shared=False, now=now)


def begin(
    db: Session,
    person_id: int,
    name: str,
    act: str,
    *,
    shared: bool,
    now: datetime,
    way: Way = Way.PASSWORD,
    second: bool = False,
) -> Outcome:
    """Open a session for somebody who has shown who they are, by whichever way, and record the act.

    ``second``: they have passed a second step elsewhere, of which the word is taken.
    """
    if way is not Way.PASSWORD:
        tries.hold(db, tries.account_name(person_id, ""))
    account = db.get(Account, person_id)
    if way is not Way.PASSWORD:
        account = _opened(db, account, person_id, now=now)
    half = not second and asks_second_step(db, person_id, now=now)
    token = open_session(db, person_id, shared=shared, now=now, way=way, second=second)
    audit.record(db, actor_for(db, person_id, name, now=now), act, "person", person_id, now=now)
    return Outcome(token=token, half=half, language=account.language if account else "vi")


def _opened(db: Session, account: Account | None, person_id: int, *, now: datetime) -> Account:
    """Return the account of somebody who came without a password of ours, noted as opened at the first time."""
    account = account or Account(person_id=person_id)
    if account.opened_at is None:
        if account.password_hash is None:
            changes.note(db, changes.Kind.PERSON, person_id, now=now)  # figures count who has opened their account
        account.opened_at = now
        db.add(account)
    return account


def change_password(me: SignedIn, old: str, new: str, address: str, *, now: datetime) -> None:
    """Change one's own password; all other sessions end.

    Raises `DomainError`: 'password-wrong' (the old one), 'sign-in-wait', 'password-same', or what `check_rules` raises.
    """
    with reading() as db:
        logins = logins_of(db.get_one(organisation.Person, me.person_id))
        stored = db.get(Account, me.person_id)
        stored_hash = stored.password_hash if stored else None
        account, place = _names(me.person_id, "", address)
        _refuse_wait(db, account, place, now=now)
    right = passwords.verify(old, stored_hash)
    if right:
        passwords.check_rules(new, *logins)
        if passwords.same(old, new):
            raise DomainError("password-same")
    made = passwords.make(new) if right else None
    with writing() as db:
        tries.hold(db, account, place)
        _refuse_wait(db, account, place, now=now)
        row = db.get(Account, me.person_id)
        if made is not None and row is not None and row.password_hash == stored_hash:
            set_hash(db, me.person_id, made, now=now)
            end_sessions(db, me.person_id, now=now, but=me.session)
            tries.forget(db, account)
            audit.record(db, me.actor, "access.change-password", "person", me.person_id, now=now)
            return
        _failed(db, me.person_id, account, place, now=now)
    raise DomainError("password-wrong")


def password_fits(me: SignedIn, login: str, typed: str, address: str, *, now: datetime) -> bool:
    """Return whether somebody signed in typed their password: of the directory, with ``login``, if they came by it.

    A wrong one is counted. Raises `DomainError` 'sign-in-wait', 'sign-in-away'.
    """
    with reading() as db:
        stored = db.get(Account, me.person_id)
        stored_hash = stored.password_hash if stored else None
        account, place = _names(me.person_id, "", address)
        _refuse_wait(db, account, place, now=now)
    right, called = False, None
    if me.way is Way.DIRECTORY:
        try:
            called = directory.who_is(clean_login(login), typed)
        except DomainError:
            raise DomainError("sign-in-away") from None
    else:
        right = passwords.verify(typed, stored_hash)
    with writing() as db:
        tries.hold(db, account, place)
        _refuse_wait(db, account, place, now=now)
        if called is not None:
            person = known_as(db, called, by_email=directory.is_email())
            right = person is not None and person.id == me.person_id
        if right:
            tries.forget(db, account)
        else:
            _failed(db, me.person_id, account, place, now=now)
    return right


def set_hash(db: Session, person_id: int, made: str, *, now: datetime) -> None:
    """Write a person's password hash; makes the account where there is none, and clears a lock.

    Whoever had another password before is told.
    """
    account = db.get(Account, person_id)
    if account is None:
        account = Account(person_id=person_id)
        db.add(account)
    if account.password_hash is None:
        changes.note(db, changes.Kind.PERSON, person_id, now=now)  # figures count who has opened their account
    else:
        notices.tell(db, person_id, "password-changed", now=now, link="/account")
    account.password_hash, account.locked_until, account.changed_at = made, None, now
    db.flush()


def logins_of(person: organisation.Person) -> tuple[str | None, ...]:
    """Return what a person signs in with, and their password must therefore not contain."""
    return person.staff_code, person.email, person.phone


def clean_login(login: str) -> str:
    """Return what was typed as a login without what cannot be part of one."""
    return "".join(char for char in login[:200] if char.isprintable()).strip()


def _find(db: Session, login: str, *, now: datetime) -> _Found:
    person = organisation.find_person(db, login=login)
    person_id = None if person is None else person.id
    account = db.get(Account, person_id or 0)  # asked for an unknown person too: the same work, the same time
    allowed = may_sign_in(db, person_id or 0, now=now)
    own = _own_passwords_hold(db, person_id or 0, now=now)
    return _Found(person_id, account.password_hash if account is not None and allowed and own else None)


def _own_passwords_hold(db: Session, person_id: int, *, now: datetime) -> bool:
    """Return whether a password of the platform's own lets this person in.

    Beside a directory an administrator's does, so that somebody can come in when the directory is away; anybody else's
    would outlive what is closed there.
    """
    if not (directory.is_set() and settings.current().directory_only):
        return True
    return Role.ADMINISTRATOR in roles_of(db, person_id, now=now)


def _names(person_id: int | None, login: str, address: str) -> tuple[str, str]:
    return tries.account_name(person_id, organisation.staff_code_key(login)), tries.address_name(address)


def _refuse_wait(db: Session, account: str, place: str, *, now: datetime) -> None:
    wait = tries.waits_until(db, account, place, now=now)
    if wait is not None:
        raise DomainError("sign-in-wait", until=wait)


def _failed(db: Session, person_id: int | None, account: str, place: str, *, now: datetime) -> None:
    tries.fail(db, account, place, now=now)
    if not tries.is_locked(db, account, now=now) or person_id is None:
        return
    row = db.get(Account, person_id)
    if row is not None:
        row.locked_until = now + tries.LOCK
    audit.record(db, operator("sign-in"), "access.lock", "person", person_id, now=now)


def _succeed_by_directory(db: Session, called: str, account: str, *, shared: bool, now: datetime) -> Outcome:
    person = known_as(db, called, by_email=directory.is_email())
    if person is None or person.id is None or not may_sign_in(db, person.id, now=now):
        return Outcome(error="sign-in-unknown")
    tries.forget(db, account)
    act = "access.sign-in-directory"
    return begin(db, person.id, person.full_name, act, shared=shared, now=now, way=Way.DIRECTORY)


def _succeed(db: Session, found: _Found, account: str, fresh: str | None, *, shared: bool, now: datetime) -> Outcome:
    assert found.person_id is not None
    row = db.get(Account, found.person_id)
    person = db.get(organisation.Person, found.person_id)
    gone = row is None or person is None or not may_sign_in(db, found.person_id, now=now)
    if gone or row is None or person is None or row.password_hash != found.password_hash:
        return Outcome(error="sign-in-wrong")  # changed or taken away while the password was being verified
    tries.forget(db, account)
    if fresh is not None:
        row.password_hash = fresh
    outcome = begin(db, found.person_id, person.full_name, "access.sign-in", shared=shared, now=now)
    if not outcome.half:  # a lock of the second step outlasts a right password
        row.locked_until = None
    return outcome
