"""Codes that change every thirty seconds, against the table of the standard itself."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from models.access import totp

SECRET = b"12345678901234567890"  # RFC 6238, appendix B; its codes have eight digits, ours the last six
VECTORS = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize(("second", "code"), VECTORS.items())
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert totp.code_at(SECRET, totp.step_of(now)) == code
    assert totp.matching_step(SECRET, code, now=now, after=None) == second // 30


def test_a_phone_may_be_half_a_minute_off_and_no_more() -> None:
    now = datetime.fromtimestamp(1111111111, UTC)
    found = [
        totp.matching_step(SECRET, "050471", now=now + timedelta(seconds=30 * steps), after=None) is not None
        for steps in (-2, -1, 0, 1, 2)
    ]
    assert found == [False, True, True, True, False]


def test_no_step_is_taken_that_is_not_later_than_the_last() -> None:
    now, step = datetime.fromtimestamp(1111111111, UTC), 1111111111 // 30
    assert totp.matching_step(SECRET, "050471", now=now, after=step - 1) == step
    assert totp.matching_step(SECRET, "050471", now=now, after=step) is None


@pytest.mark.parametrize("typed", ["", "05047", "0504711", "００５９２４", "\ud800", "0" * 5000])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert totp.matching_step(SECRET, typed, now=datetime.fromtimestamp(1111111111, UTC), after=None) is None


def test_the_address_for_the_app_says_who_and_holds_the_key() -> None:
    parts = urlsplit(totp.address(SECRET, issuer="Kỹ Năng Số", account="CB 01"))
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/Kỹ Năng Số:CB 01")
    asked = parse_qs(parts.query)
    assert asked["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert asked["issuer"] == ["Kỹ Năng Số"]
    assert totp.text_key(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
