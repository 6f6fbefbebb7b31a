"""Who is asking: main.py's answer serves the page that it runs, once, and nothing that comes later."""

from dataclasses import replace

import pytest

from models import text
from models.access import SignedIn
from models.rights import Actor, DomainError, Held, Right
from pages.parts import who

LEARNER = SignedIn(
    Actor(1, "An", frozenset({Held(Right.LEARN)})),
    1,
    "key",
    "An",
    "vi",
    session="s",
    seen_at=text.utc_now(),
    since=text.utc_now(),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each time that cookie and database are asked; they know the same person as another name."""
    seen: list[str] = []

    def anew() -> SignedIn:
        seen.append("asked")
        return replace(LEARNER, full_name="An, read anew")

    monkeypatch.setattr(who, "whoami", anew)
    return seen


def test_a_page_takes_over_what_main_has_read_and_whatever_asks_later_reads_anew(asked: list[str]) -> None:
    with who.handed_on(LEARNER):
        assert who.signed_in().full_name == "An"
        assert asked == []
        assert who.signed_in().full_name == "An, read anew"


def test_what_no_page_took_over_is_gone_after_the_run_even_after_a_failure(asked: list[str]) -> None:
    with pytest.raises(ValueError, match="broken"), who.handed_on(LEARNER):
        raise ValueError("broken")
    assert who.signed_in().full_name == "An, read anew"
    assert asked == ["asked"]


def test_what_is_taken_over_is_checked_for_the_right_of_the_page(asked: list[str]) -> None:
    with who.handed_on(LEARNER), pytest.raises(DomainError, match="forbidden"):
        who.signed_in(Right.ADMINISTER)
    assert asked == []


def test_the_run_after_a_callback_takes_over_what_the_callback_asked_once(asked: list[str]) -> None:
    who.hand_on(who.signed_in())
    assert asked == ["asked"]
    assert who.signed_in().full_name == "An, read anew"
    assert asked == ["asked"]
    who.signed_in()
    assert asked == ["asked", "asked"]
