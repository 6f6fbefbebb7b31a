"""Hashing with OWASP's parameters, and which passwords are accepted."""

import os
import sys
import threading
import unicodedata

import pytest
from passlib.hash import argon2

from models.access import passwords
from models.rights import DomainError

pytestmark = pytest.mark.slow


def test_a_hash_has_owasps_parameters_and_so_has_the_dummy() -> None:
    parts = "$argon2id$v=19$m=19456,t=2,p=1$"
    assert passwords.make("mưa rơi trên phố").startswith(parts)
    assert passwords.DUMMY.startswith(parts)
    assert not passwords.is_old(passwords.DUMMY)
    assert passwords.is_old(argon2.using(memory_cost=8192, rounds=1, parallelism=1).hash("x"))


def test_a_password_typed_in_decomposed_unicode_is_the_same_password() -> None:
    stored = passwords.make(unicodedata.normalize("NFC", "Tiếng Việt đẹp"))
    assert passwords.verify(unicodedata.normalize("NFD", "Tiếng Việt đẹp"), stored)
    assert not passwords.verify("Tieng Viet dep", stored)


@pytest.mark.parametrize("odd", ["", "a\0b", "\ud800", "x" * 100_000])
def test_whatever_is_typed_is_answered(odd: str) -> None:
    assert not passwords.verify(odd, passwords.DUMMY)
    assert not passwords.verify(odd, None)


def test_characters_after_the_longest_length_are_not_ignored() -> None:
    stored = passwords.make("a1" * 64)
    assert passwords.verify("a1" * 64, stored)
    assert not passwords.verify("a1" * 64 + "z", stored)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn quá", "password-short"),
        ("mười chữ số nhưng dài " * 6, "password-long"),
        ("1234567890", "password-common"),
        ("Mật Khẩu 123", "password-common"),
        ("1qaz2wsx3edc", "password-common"),
        ("Manchester", "password-common"),
        ("123qweasdzxc", "password-common"),
        ("aaaaaaaaaaaaaa", "password-common"),
        ("xin chào cb0001 nhé", "password-like-login"),
        ("0912345678 của tôi", "password-like-login"),
        ("binh.tran rất vui", "password-like-login"),
    ],
)
def test_refused_passwords(password: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        passwords.check_rules(password, "CB0001", "binh.tran@example.vn", "0912 345 678", None)
    assert refused.value.code == code


def test_accepted_passwords() -> None:
    for password in ("hoa sữa thơm quá", "k7#Qm2!xVd", "ba con mèo", "x9z4" * 32):
        passwords.check_rules(password, "CB0001", "an@example.vn", None)


def test_no_more_than_two_hashes_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most, lock = 0, 0, threading.Lock()
    real = passwords._hasher.verify

    def counted(secret: bytes, stored: str) -> bool:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        try:
            return bool(real(secret, stored))
        finally:
            with lock:
                inside -= 1

    monkeypatch.setattr(passwords._hasher, "verify", counted)
    threads = [threading.Thread(target=passwords.verify, args=("x", None)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= most <= 2


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no priority of its own")
def test_hashing_steps_back_behind_whoever_draws_pages() -> None:
    passwords.make("mưa rơi trên phố cổ")
    hashing = [one.native_id for one in threading.enumerate() if one.name.startswith("passwords")]
    mine = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert 1 <= len(hashing) <= 2
    assert {os.getpriority(os.PRIO_PROCESS, one or 0) for one in hashing} == {min(mine + passwords.STEPS_BACK, 19)}
