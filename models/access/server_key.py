"""The platform's own key: what is derived with it is worthless to whoever has only a copy of the database.

It comes from KNS_SECRET_KEY or, without that, from a file in the data folder that only its owner may read, made at the
first need. Whoever loses it has to let the second steps be set up anew; nothing else depends on it.
"""

import hmac
import os
import secrets
import stat
from functools import lru_cache
from pathlib import Path

from models import settings
from models.rights import DomainError

LEAST = 32


def derive(purpose: str, value: str) -> bytes:
    """Return 32 bytes that only this key gives for a purpose and a value."""
    return hmac.digest(_key(), f"{purpose}\0{value}".encode("utf-8", "replace"), "sha256")


def _key() -> bytes:
    """Return the key. Raises `DomainError`: 'key-short' (the variable), 'key-open' (others may read the file)."""
    given = settings.current().secret_key
    if given:
        if len(given) < LEAST:
            raise DomainError("key-short", least=LEAST)
        return given.encode()
    return _from_file(settings.current().secret_key_file)


@lru_cache(maxsize=4)
def _from_file(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise DomainError("key-open", file=str(path))
    return path.read_bytes().strip()


def _make(path: Path) -> None:
    """Write a new key whole, or leave the one that another process has written meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
