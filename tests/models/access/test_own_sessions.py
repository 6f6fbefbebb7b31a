"""Where somebody is signed in: what is kept of a browser, and ending one session, all others, or somebody else's."""

from datetime import timedelta

import pytest

from models import access, database, notices
from models.rights import DomainError
from tests.factories import NOW
from tests.models.access.conftest import World, acting

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Zalo iOS/691"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"


def signed_in(world: World, *agents: str) -> list[access.SignedIn]:
    found = []
    for number, agent in enumerate(agents):
        with database.writing() as db:
            token = access.open_session(db, world.an, shared=False, now=NOW + timedelta(seconds=number))
        access.note_browser(token, agent)
        me = access.recognise(token, now=NOW + timedelta(seconds=number))
        assert me is not None
        found.append(me)
    return found


def listed(me: access.SignedIn, hours: int = 0) -> list[tuple[str, bool]]:
    with database.reading() as db:
        now = NOW + timedelta(minutes=1, hours=hours)
        return [(one.browser, one.this) for one in access.own_sessions(db, me.person_id, me.session, now=now)]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Zalo · iPhone"),
        (DESK, "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/26 Chrome/122",
            "Samsung Internet · Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) AppleWebKit/605.1 Version/18 Safari/605.1", "Safari · macOS"),
        (
            "Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/130 Chrome/124 Safari/537",
            "Cốc Cốc · Windows",
        ),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_kept_in_words_without_versions(agent: str, words: str) -> None:
    assert access.browser_words(agent) == words


def test_one_sees_ones_own_sessions_this_one_first_then_the_last_used(world: World) -> None:
    first, second, third = signed_in(world, DESK, PHONE, "")
    assert listed(first) == [("Edge · Windows", True), ("", False), ("Zalo · iPhone", False)]
    assert listed(second)[0] == ("Zalo · iPhone", True)
    assert listed(third, hours=24 * 40) == []


def test_one_session_is_ended_or_all_others_and_nobody_elses(world: World) -> None:
    first, _phone, third = signed_in(world, DESK, PHONE, "")
    hr, _ = acting(world.hr)
    with database.reading() as db:
        (name,) = [
            one.name for one in access.own_sessions(db, world.an, first.session, now=NOW) if "Zalo" in one.browser
        ]
    with pytest.raises(DomainError, match="not-found"), database.writing() as db:
        access.end_own_session(db, hr, name, now=NOW)
    with database.writing() as db:
        access.end_own_session(db, first.actor, name, now=NOW)
    assert listed(first) == [("Edge · Windows", True), ("", False)]
    with database.writing() as db:
        access.end_other_sessions(db, first.actor, first.session, now=NOW)
    assert listed(first) == [("Edge · Windows", True)]
    assert third.session != first.session


def test_who_answers_for_somebody_may_sign_them_out_and_they_are_told(world: World) -> None:
    (me,) = signed_in(world, DESK)
    hr, scope = acting(world.hr)
    with database.writing() as db:
        access.end_sessions_of(db, hr, scope, world.an, now=NOW)
        assert [one.kind for one in notices.of(db, world.an)] == ["sessions-ended"]
    assert listed(me) == []
    with pytest.raises(DomainError, match="outside-scope"), database.writing() as db:
        access.end_sessions_of(db, hr, scope, world.admin, now=NOW)
