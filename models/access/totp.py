"""Codes of six digits that change every thirty seconds (RFC 6238): plain rules on plain values.

SHA-1, six digits, thirty seconds: what every authenticator app knows. A code is looked for in the present step and in
the one before and after it, since phones' clocks are not exact.
"""

import base64
import hmac
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS, NEIGHBOURS = 30, 6, 1


def step_of(now: datetime) -> int:
    """Return the number of the time step that a moment lies in."""
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a time step."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    start = digest[-1] & 15
    number: int = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: bytes, typed: str, *, now: datetime, after: int | None) -> int | None:
    """Return the step whose code was typed, None if there is none or it is not later than ``after``.

    All the steps are compared, so that the time taken tells nothing.
    """
    found = None
    present = step_of(now)
    for step in range(present - NEIGHBOURS, present + NEIGHBOURS + 1):
        same = hmac.compare_digest(code_at(secret, step).encode(), typed.encode("utf-8", "replace"))
        if same and (after is None or step > after):
            found = step
    return found


def text_key(secret: bytes) -> str:
    """Return a secret as people type it into an app: base32 in groups of four."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def address(secret: bytes, *, issuer: str, account: str) -> str:
    """Return the address that a QR code holds for an app."""
    values = {"secret": text_key(secret).replace(" ", ""), "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{quote(f'{issuer}:{account}', safe='')}?{urlencode(values, quote_via=quote)}"
