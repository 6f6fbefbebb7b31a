"""Passwords: how they are hashed, how many at once, and which ones are accepted.

argon2id with OWASP's parameters takes 19 MiB and about 30 ms. One or two threads of their own do all hashing, so that
500 sign-ins of one morning do not take 500 times that memory, leave a processor to those who are in already, and step
back where there is none to spare. (A semaphore is not enough: the C library keeps what each thread has freed, and 100
threads taking turns were seen to hold 400 MB.)
"""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from passlib.hash import argon2

from models import text
from models.rights import DomainError

LEAST, MOST = 10, 128
MEMORY_KIB, ROUNDS, LANES = 19 * 1024, 2, 1

_hasher = argon2.using(memory_cost=MEMORY_KIB, rounds=ROUNDS, parallelism=LANES)
STEPS_BACK = 5  # of 20: a page that waits for the same processor gets three times as much of it


def _step_back() -> None:
    if sys.platform == "linux":  # where a thread has a priority of its own
        own = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, own, min(os.getpriority(os.PRIO_PROCESS, own) + STEPS_BACK, 19))


_workers = ThreadPoolExecutor(
    max_workers=1 if (os.cpu_count() or 1) < 3 else 2, thread_name_prefix="passwords", initializer=_step_back
)

# Verified when there is nothing to verify against, so that the answer takes as long; the hash of a random value.
DUMMY = "$argon2id$v=19$m=19456,t=2,p=1$RkhJqbWWktIaA8DYW+v9nw$H+ce+OVITxtndzHx13xCTgKUKiGYVOTqagXJgjI33ZA"

# What people type first where ten characters are asked for; compared without accents, spaces and case. The list beside
# this file holds the world's, this one what is usual here.
_COMMON = """
1234567890 0123456789 0987654321 9876543210 12345678910 123456789a a123456789 123456789abc abc123456789
1q2w3e4r5t 1q2w3e4r5t6y qwertyuiop qwerty12345 qwerty123456 asdfghjkl1 1qaz2wsx3edc zaq12wsxcde3 password12
password123 password1234 passw0rd123 p@ssw0rd123 p@ssword123 administrator admin12345 admin123456 matkhau123
matkhau1234 matkhau12345 matkhaumoi iloveyou123 anhyeuem123 emyeuanh123 khongbiet123 khongcomatkhau vietnam123
vietnam1234 vietnam2024 vietnam2025 vietnam2026 hanoi12345 hanoi123456 thanglong1000 kynangso123 kynangso2025
kynangso2026 chuyendoiso chuyendoiso123 chuyendoiso2025 chuyendoiso2026 canbocongchuc abcdefghij abcdefghik
abcd123456 abcd1234567 aabbccddee 1122334455 1111122222 1020304050 1357924680 welcome123 letmein123 changeme123
football123
"""
_LEAKED = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8").splitlines()
COMMON = frozenset([*_COMMON.split(), *(text.search_key(word) for word in _LEAKED if not word.startswith("# "))])


def make(password: str) -> str:
    """Return the argon2 hash of a password (its NFC form), waiting for a turn."""
    return str(_workers.submit(_hasher.hash, _bytes(password)).result())


def verify(password: str, stored: str | None) -> bool:
    """Return whether the password is the one that was hashed; one verification in every case, also without a hash.

    Only `MOST` characters are looked at (no stored password is longer), so that a huge field costs nothing.
    """
    usable = len(password) <= MOST
    found = bool(_workers.submit(_hasher.verify, _bytes(password[:MOST]), stored or DUMMY).result())
    return found and usable and stored is not None


def same(one: str, other: str) -> bool:
    """Return whether two typed passwords are one and the same."""
    return text.nfc(one) == text.nfc(other)


def is_old(stored: str) -> bool:
    """Return whether a hash was made with other parameters than today's."""
    return bool(_hasher.needs_update(stored))


def check_rules(password: str, *logins: str | None) -> None:
    """Return if a new password is acceptable for somebody with these logins.

    Raises `DomainError`: 'password-short', 'password-long', 'password-common', 'password-like-login'.
    """
    password = text.nfc(password)
    if len(password) < LEAST:
        raise DomainError("password-short", least=LEAST)
    if len(password) > MOST:
        raise DomainError("password-long", most=MOST)
    bare = text.search_key(password).replace(" ", "")
    if bare in COMMON or len(set(bare)) < 4:
        raise DomainError("password-common")
    for login in logins:
        folded = text.search_key(login or "").replace(" ", "")
        if any(len(part) >= 3 and part in bare for part in (folded, folded.split("@")[0])):
            raise DomainError("password-like-login")


def _bytes(password: str) -> bytes:
    return text.nfc(password).encode("utf-8", "replace")
