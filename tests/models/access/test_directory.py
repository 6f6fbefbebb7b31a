"""Signing in by the organisation's directory: a real one, asked over TLS, with whatever people may type."""

import gc
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest

from models import access, audit, database, settings
from models.access import directory
from models.access.tables import Account
from models.rights import DomainError, Right, Role, check_shown
from tests import directory as real
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import ADDRESS, MINUTE, PASSWORD, World

THEIRS = "mật khẩu của danh bạ"
LATER = NOW + 20 * MINUTE
pytestmark = [
    pytest.mark.slow,  # it needs slapd, which the quick check does not install
    # of ldap3: as it is imported, and of an address of several that it could not reach
    pytest.mark.filterwarnings("ignore:.*is deprecated.*:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[real.Directory]:
    with real.running(tmp_path_factory.mktemp("directory")) as started:
        yield started


@pytest.fixture(autouse=True)
def known(running: real.Directory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The directory, known to the platform."""
    use(monkeypatch, running)
    yield
    gc.collect()


def use(monkeypatch: pytest.MonkeyPatch, running: real.Directory, **more: Any) -> None:
    told = {
        "ca_file": running.ca_file,
        "directory_url": running.url,
        "directory_base": real.BASE,
        "directory_user": real.READER,
        "directory_password": real.READER_PASSWORD,
        "directory_login_attribute": "uid",
        "directory_person_attribute": "employeeNumber",
    }
    made = settings.Settings(**{**told, **more})
    monkeypatch.setattr(settings, "current", lambda: made)
    monkeypatch.setattr(directory, "_away_until", 0.0)


def test_it_says_who_has_this_login_and_password(monkeypatch: pytest.MonkeyPatch, running: real.Directory) -> None:
    assert directory.who_is("an.nv", THEIRS) == "CB01"
    assert directory.who_is("AN.NV", THEIRS) == "CB01"
    use(monkeypatch, running, directory_person_attribute="mail")
    assert directory.who_is("an.nv", THEIRS) == "an@example.vn"


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("an.nv", "wrong"),
        ("an.nv", ""),
        ("", THEIRS),
        ("nobody", THEIRS),
        ("two", "another password"),
        ("*", THEIRS),
        ("an*", THEIRS),
        ("an.nv)(uid=*", THEIRS),
        ("x)(|(uid=an.nv", THEIRS),
        ("an.nv\\2a", THEIRS),
        ("an.nv\0", THEIRS),
        (f"cn=Nguyễn An\\, CB01,{real.BASE}", THEIRS),
        (real.READER, real.READER_PASSWORD),
        ("kns", real.READER_PASSWORD),
        ("an.nv", "\0" + THEIRS),
        ("an.nv", "\u00ad"),
        ("an.nv", "\ud800\x07"),
        ("ă" * 5000, THEIRS),
    ],
)
def test_whatever_else_is_typed_is_nobody_and_keeps_nobody_waiting(login: str, password: str) -> None:
    assert directory.who_is(login, password) is None
    assert directory.who_is("an.nv", THEIRS) == "CB01"


def test_the_directory_itself_would_take_an_empty_password(running: real.Directory) -> None:
    """What makes it necessary to refuse one: asked by hand, with a name and nothing, this directory says yes."""
    host, port = running.url.removeprefix("ldaps://").split(":")
    name = f"cn=strange,{real.BASE}".encode()
    asked = b"\x02\x01\x03\x04" + bytes([len(name)]) + name + b"\x80\x00"  # version 3, the name, simple: empty
    bind = b"\x02\x01\x01\x60" + bytes([len(asked)]) + asked
    trusted = ssl.create_default_context(cafile=running.ca_file)
    with socket.create_connection((host, int(port))) as line, trusted.wrap_socket(line, server_hostname=host) as talk:
        talk.sendall(b"\x30" + bytes([len(bind)]) + bind)
        answer = talk.recv(100)
    assert answer[5:10] == b"\x61\x07\x0a\x01\x00"  # a bind's answer: success


def test_no_referral_is_followed(running: real.Directory) -> None:
    assert directory.who_is("nobody", THEIRS) is None  # the answer names the referral
    with pytest.raises(TimeoutError):
        running.trap.accept()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"ca_file": ""}, "LDAPSocketOpenError"),
        ({"directory_password": "another"}, "own name"),
        ({"directory_base": "dc=elsewhere"}, ""),
    ],
)
def test_what_is_set_up_wrongly_is_the_directorys_absence(
    monkeypatch: pytest.MonkeyPatch, running: real.Directory, wrong: dict[str, str], why: str
) -> None:
    use(monkeypatch, running, **wrong)
    with pytest.raises(DomainError) as caught:
        directory.who_is("an.nv", THEIRS)
    assert caught.value.code == "directory-away"
    assert why in str(caught.value.values["why"])


def test_a_certificate_of_another_host_or_no_tls_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, running: real.Directory, tmp_path: Any
) -> None:
    with real.running(tmp_path, host="another.example") as other:
        use(monkeypatch, other)
        with pytest.raises(DomainError, match="directory-away"):
            directory.who_is("an.nv", THEIRS)
    use(monkeypatch, running, directory_url=running.url.replace("ldaps", "ldap"))
    with pytest.raises(DomainError, match="directory-away"):
        directory.who_is("an.nv", THEIRS)


def test_one_that_does_not_answer_is_waited_for_once(monkeypatch: pytest.MonkeyPatch, running: real.Directory) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        use(monkeypatch, running, directory_url=f"ldaps://localhost:{deaf.getsockname()[1]}")
        monkeypatch.setattr(directory, "SECONDS", 1)
        for _try in range(20):
            with pytest.raises(DomainError, match="directory-away"):
                directory.who_is("an.nv", THEIRS)
        deaf.settimeout(0.2)
        deaf.accept()[0].close()
        with pytest.raises(TimeoutError):
            deaf.accept()
        assert time.monotonic() < directory._away_until


def test_signing_in_by_the_directory_makes_nobody_and_gives_no_right(world: World) -> None:
    outcome = access.sign_in("an.nv", THEIRS, ADDRESS, now=NOW)
    me = access.recognise(outcome.token, now=NOW)
    assert me is not None
    assert (me.person_id, me.actor.rights) == (world.an, {Right.LEARN})
    with database.reading() as db:
        (line,) = audit.lines(db, act="access.sign-in-directory")
        assert line.subject_id == world.an
        assert db.get_one(Account, world.an).opened_at == NOW
    assert access.sign_in("strange", "another password", ADDRESS, now=NOW).error == "sign-in-unknown"


def test_wrong_passwords_wait_before_the_directory_locks_its_account(world: World) -> None:
    for _try in range(5):
        assert access.sign_in("an.nv", "wrong", ADDRESS, now=NOW).error == "sign-in-wrong"
    assert access.sign_in("an.nv", THEIRS, ADDRESS, now=NOW).error == "sign-in-wait"
    assert access.sign_in("an.nv", THEIRS, ADDRESS, now=NOW + MINUTE).token


def test_own_passwords_hold_for_administrators_only_unless_allowed(
    world: World, monkeypatch: pytest.MonkeyPatch, running: real.Directory
) -> None:
    with database.writing() as db:
        factories.password(db, world.admin, "nắng lên rồi nhé", now=NOW)
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).error == "sign-in-wrong"
    assert access.sign_in("QT01", "nắng lên rồi nhé", ADDRESS, now=NOW).token
    use(monkeypatch, running, directory_only=False)
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token


def test_with_the_directory_away_an_administrator_comes_in_and_nothing_is_counted(
    world: World, monkeypatch: pytest.MonkeyPatch, running: real.Directory
) -> None:
    use(monkeypatch, running, directory_url="ldaps://localhost:9")
    with database.writing() as db:
        factories.password(db, world.admin, "nắng lên rồi nhé", now=NOW)
    for _try in range(7):
        assert access.sign_in("an.nv", THEIRS, ADDRESS, now=NOW).error == "sign-in-away"
    assert access.sign_in("QT01", "nắng lên rồi nhé", ADDRESS, now=NOW).token


def officer(world: World) -> str:
    """Return the session of An, who holds a role and came by the directory twenty minutes ago."""
    with database.writing() as db:
        factories.grant(db, world.an, Role.ADMINISTRATOR)
    token = access.sign_in("an.nv", THEIRS, ADDRESS, now=NOW).token
    assert token is not None
    return token


def at_work(token: str) -> access.SignedIn:
    me = access.recognise(token, now=LATER)
    assert me is not None
    return me


def is_asked(token: str) -> bool:
    """Whether what weighs much still asks this session's person who they are."""
    try:
        check_shown(at_work(token).actor, now=LATER)
    except DomainError:
        return True
    return False


def test_who_came_by_the_directory_shows_it_there_once_more(world: World) -> None:
    token = officer(world)
    with database.reading() as db:
        assert access.means_of(db, at_work(token)) is access.Means.DIRECTORY
    assert is_asked(token)
    access.show_anew(at_work(token), THEIRS, "session", login="an.nv", now=LATER)
    assert not is_asked(token)
    with database.reading() as db:
        (line,) = audit.lines(db, act="access.shown-anew")
    assert (line.subject_id, line.details) == (world.an, {"by": "directory"})


@pytest.mark.parametrize(
    ("login", "typed"),
    [
        ("an.nv", "wrong"),
        ("an.nv", ""),
        ("", THEIRS),
        ("strange", "another password"),  # right there, and nobody here
        ("boss", "mật khẩu của sếp"),  # right there, and somebody else here
        ("an.nv", PASSWORD),  # the platform's own, which did not open this session
    ],
)
def test_nobody_else_of_the_directory_shows_it_for_them(world: World, login: str, typed: str) -> None:
    token = officer(world)
    with pytest.raises(DomainError, match="anew-directory"):
        access.show_anew(at_work(token), typed, "session", login=login, now=LATER)
    assert is_asked(token)


def test_guessing_there_in_an_open_session_is_slowed_before_the_directory_locks_the_account(world: World) -> None:
    token = officer(world)
    for _try in range(5):
        with pytest.raises(DomainError, match="anew-directory"):
            access.show_anew(at_work(token), "wrong", "session", login="an.nv", now=LATER)
    with pytest.raises(DomainError, match="sign-in-wait"):
        access.show_anew(at_work(token), THEIRS, "session", login="an.nv", now=LATER)
    assert is_asked(token)


def test_with_the_directory_away_nothing_is_shown_and_nothing_counted(
    world: World, monkeypatch: pytest.MonkeyPatch, running: real.Directory
) -> None:
    token = officer(world)
    use(monkeypatch, running, directory_url="ldaps://localhost:9")
    for _try in range(7):
        with pytest.raises(DomainError, match="sign-in-away"):
            access.show_anew(at_work(token), THEIRS, "session", login="an.nv", now=LATER)
    assert is_asked(token)
    use(monkeypatch, running)
    access.show_anew(at_work(token), THEIRS, "session", login="an.nv", now=LATER)
    assert not is_asked(token)
