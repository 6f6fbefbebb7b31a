"""Widgets' values that no browser of ours would send, and ids of others, as every role: clear words, nothing stored.

Beside the five roles stand a head whose grant ended yesterday, the head of another ward, an officer of the Party's
tree, and an officer whose unit stands no more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from models import access, assessment, database, learning, text
from models.access.tables import Grant, OneTimeCode
from models.assessment.tables import Attempt, Response
from models.courses import Completion
from models.organisation import Person, Posting, Tree, Unit, UnitVersion
from models.rights import ROLE_RIGHTS, Right, Role
from models.sentences import sentences
from models.training import Duty, Rule
from pages.parts import roles
from tests import city, factories, menu, probing, quizzing
from tests.models.assessment import released
from tests.server import Page, Platform, running

pytestmark = pytest.mark.server

WARD, OTHER = "Phường Hoàn Kiếm", "Phường Ba Đình"
SORRY = text.translate("Something went wrong on our side. What you saved before is kept. Please try again.")
NOT_FOUND = text.translate("This was not found, or it lies outside what you may see.")
NO_UNIT = text.translate("No unit of yours stands today")
FURTHER = "nang-cao"  # a course that asks for another first
GUARDED = (Rule, Duty, OneTimeCode, Grant, Person, Posting, Unit)
BIG = "đ" * 500_000
POINTS = ('[{"key": "forged"}]', "[{}]", '"x"', "[5]", "{}", "[[]]", '[{"key": 5}]', "null")
FORGED: dict[str, list[object]] = {
    "selectbox": ["", "forged", BIG, "\x00", "None"],
    "radio": ["", "forged", BIG],
    "multiselect": [[], ["forged"], ["forged"] * 3, [BIG]],
    "button_group": [[], ["forged"], ["1", "2"]],
    "date_input": [[], ["forged"], ["0001-01-01"], ["9999-12-31", "0001-01-01"]],
    "number_input": [-1e308, 1e308, 0.5],
    "text_input": ["", BIG, "\x00%_\\'; DROP TABLE person; --"],
    "text_area": ["", BIG, "\x00"],
    "vega_lite_chart": [f'{{"selection": {{"unit": {one}}}}}' for one in POINTS],
    "bidi_component": [
        {"given": 5},
        {"given": {"answer": 5}},
        {"given": {"answer": BIG}},
        {"given": {"answer": "forged"}},
        {"given": {"answer": ["forged"]}},
        {"given": [1]},
        {"other": "x"},
    ],
}
WHO = {Right.LEARN: "canbo", Right.AUTHOR: "giangvien", Right.ADMINISTER: "quantri", Right.READ_AUDIT: "quantri"}


@dataclass(frozen=True)
class World:
    """The running platform, and the cookies of everybody who tries."""

    platform: Platform
    cookies: dict[str, str]

    def page(self, who: str) -> Page:
        return Page(self.platform, self.cookies[who])


@pytest.fixture(scope="module")
def world(city_file, tmp_path_factory) -> Iterator[World]:  # type: ignore[no-untyped-def]
    """The platform over the demonstration city and four more officers; nothing here may end in a stack trace."""
    folder = city.copied(city_file, tmp_path_factory.mktemp("forged") / "data")
    engine = database.connect(f"sqlite:///{folder / 'ky-nang-so.db'}")
    with database.writing() as db:
        cookies = {login: cookie_of(db, city.person_id(db, login)) for login in city.NAMES} | officers(db)
        course = released.course(FURTHER, requires=(city.SLUG,), completion=Completion(quiz="final"))
        released.release(db, course, at=text.utc_now())
    engine.dispose()
    with running(folder, KNS_WORKER="false") as platform, probing.database_of(platform):
        yield World(platform, cookies)
        assert "Traceback" not in (folder / "server.log").read_text(encoding="utf-8", errors="replace")


def cookie_of(db: Session, person: int) -> str:
    return "kns=" + access.open_session(db, person, shared=False, now=text.utc_now())


def officers(db: Session) -> dict[str, str]:
    """Make the four officers, who all work in the other ward, and return their cookies."""
    today = text.local_day(text.utc_now())
    gone = Unit(tree=Tree.ADMINISTRATION)
    db.add(gone)
    db.flush()
    assert gone.id is not None
    dates = {"from_": date(2020, 1, 1), "until": date(2025, 7, 1), "recorded_at": factories.BEFORE}
    db.add(UnitVersion(unit_id=gone.id, name="Quận Ba Đình", kind="district", **dates))
    party = db.exec(select(Unit.id).where(Unit.tree == Tree.PARTY).order_by(col(Unit.id))).first()
    ward, other = city.unit_id(db, WARD), city.unit_id(db, OTHER)
    made: dict[str, str] = {}
    for name, role, unit, more in (
        ("ended", Role.HEAD, ward, {"until": today}),
        ("neighbour", Role.HEAD, other, {}),
        ("party", Role.PARTY_HR, party, {}),
        ("unplaced", Role.HR, gone.id, {}),
        ("changing", Role.HEAD, ward, {}),
    ):
        person = factories.person(db, f"Cán bộ {name}", staff_code=name)
        factories.posting(db, person, other)
        factories.grant(db, person, role, unit, **more)
        made[name] = cookie_of(db, person)
    return made


def button(messages: Iterable[ForwardMsg], label: str) -> str:
    """Return the id of the button of this label (its English text)."""
    found = (one.delta.new_element.button for one in messages)
    return next(one.id for one in found if one.label == text.translate(label))


def counted() -> list[int]:
    with database.reading() as db:
        return [city.how_many(db, table) for table in GUARDED]


def names_outside(db: Session, unit: str, *but: str) -> set[str]:
    """Return the names of people who are not in a unit and share their name with nobody there, nor with ``but``."""
    inside = [*city.people_below(db, unit), *but]
    return {
        name for names in city.names_by_unit(db).values() for name in names if not any(name in one for one in inside)
    }


@pytest.mark.parametrize("page", menu.pages(), ids=lambda page: page.address or "home")
def test_a_value_that_no_list_offers_stores_nothing_and_ends_in_words(world: World, page: menu.Listed) -> None:
    login, address = WHO.get(page.right, "nhansu"), page.address
    query = probing.QUERY if login == "canbo" else ""
    if address == "quiz":
        with database.writing() as db:
            learning.start_quiz(db, city.actor(db, login), city.shipped(db).release_id, city.QUIZ, now=text.utc_now())
    before, done = counted(), set()
    with world.page(login) as socket:
        widgets = probing.widgets_in(socket.open(address, query))
        assert set(widgets.values()) <= {*FORGED, "button", "checkbox", "file_uploader"}, (
            "a kind that nobody forged yet"
        )
        for widget, kind in widgets.items():
            if kind not in FORGED or (kind, widget.split("-")[-1][:4]) in done:
                continue
            done.add((kind, widget.split("-")[-1][:4]))
            for value in FORGED[kind]:
                said = probing.bytes_of(probing.forge(socket, socket.open(address, query), {widget: value}, query))
                assert SORRY not in said, (widget, str(value)[:40])
                assert "Traceback" not in said
    assert counted() == before


def test_what_a_head_may_not_choose_they_cannot_send(world: World) -> None:
    with database.reading() as db:
        foreign, inside = city.unit_key(db, OTHER), city.below(db, city.unit_id(db, WARD))
        outside = names_outside(db, WARD)
        known = set(db.exec(select(Rule.id)))
    with world.page("thutruong") as head:
        shown = head.open("assign")
        unit = probing.widget(shown, "multiselect", "-units")
        shown = probing.forge(head, shown, {unit: [WARD]})
        give = probing.widget(shown, "button", "-None")
        for value in (foreign, OTHER, f"\u2003{OTHER}", "UBND thành phố Hà Nội", ""):
            said = probing.bytes_of(probing.forge(head, head.open("assign"), {unit: [value]}))
            assert [name for name in outside if name in said] == []
            probing.forge(head, shown, {unit: [value], give: True})
        probing.forge(head, shown, {unit: [WARD], give: True})
        shown = head.open("coverage")
        bars = probing.widget(shown, "vega_lite_chart")
        said = probing.bytes_of(
            probing.forge(head, shown, {bars: f'{{"selection": {{"unit": [{{"key": "{foreign}"}}]}}}}'})
        )
        assert NOT_FOUND in said
        assert [name for name in outside if name in said] == []
    with database.reading() as db:
        fresh = [rule for rule in db.exec(select(Rule)) if rule.id not in known]
    assert fresh, "the click itself was heard"
    assert all(inside.issuperset(rule.whom["subtree"]) for rule in fresh)


def test_buttons_of_an_officer_of_the_whole_city_do_nothing_for_the_head_of_a_ward(world: World) -> None:
    with world.page("nhansu") as officer:
        shown = officer.open("assign")
        rule = probing.widget(shown, "button", next(one for one in probing.widgets_in(shown) if "-open:" in one)[-15:])
        seen = [probing.forge(officer, shown, {rule: True}), officer.open("codes")]
    ids = [one for answers in seen for one, kind in probing.widgets_in(answers).items() if kind == "button"]
    assert any("-end:" in one for one in ids)
    assert any("-give:" in one for one in ids)
    before = counted()
    for who in ("thutruong", "neighbour", "ended", "party", "unplaced", "giangvien"):
        with world.page(who) as socket:
            shown = socket.open("codes")
            mine = probing.widgets_in(shown)
            foreign = [one for one in ids if one not in mine and not one.endswith("-None")]
            probing.forge(socket, shown, dict.fromkeys(foreign, True))
    assert counted() == before


def test_a_click_counts_what_is_true_at_the_click(world: World) -> None:
    """Between drawing and click the grant moves to another ward, and is then taken away altogether."""
    with world.page("changing") as socket:
        assign = socket.open("assign")
        unit = probing.widget(assign, "multiselect", "-units")
        assign, codes = probing.forge(socket, assign, {unit: [WARD]}), socket.open("codes")
        give_code = next(one for one, kind in probing.widgets_in(codes).items() if kind == "button" and "-give:" in one)
        with database.writing() as db:
            person = city.person_id(db, "changing")
            access.end_grant(db, access.operator(), city.grant_id(db, "changing"), now=text.utc_now())
            factories.grant(db, person, Role.HEAD, city.unit_id(db, OTHER))
        before = counted()[:3]
        assert sentences()["outside-scope"] in probing.bytes_of(probing.forge(socket, codes, {give_code: True}))
        socket.open("assign")
        with database.writing() as db:
            db.exec(update(Grant).where(col(Grant.person_id) == person).values(voided_at=text.utc_now()))
        drawn = [probing.widget(assign, "button", "-None"), give_code]
        said = [probing.bytes_of(probing.forge(socket, assign, {unit: [WARD], one: True})) for one in drawn]
    assert counted()[:3] == before
    assert not any(SORRY in one for one in said)


def test_a_session_that_was_left_open_gives_no_role_whatever_is_sent(world: World) -> None:
    """An administrator's of twenty minutes: the click, the dialog's own button, and a wrong password, forged."""
    now = text.utc_now()
    with database.writing() as db:
        person = factories.person(db, "Quản trị Để Quên", staff_code="de-quen")
        factories.posting(db, person, city.unit_id(db, OTHER))
        factories.grant(db, person, Role.ADMINISTRATOR)
        factories.password(db, person, "một câu dễ nhớ", now=now)
        token = access.open_session(db, person, shared=False, now=now - timedelta(minutes=20))
    before = counted()
    with Page(world.platform, f"kns={token}") as socket:
        shown = socket.open("roles")
        role, logins = (probing.widget(shown, *one) for one in (("selectbox", "-role"), ("text_area", "-logins")))
        filled: dict[str, object] = {role: roles.role_word(Role.ADMINISTRATOR), logins: "canbo"}
        shown = probing.forge(socket, shown, filled)
        asked = probing.forge(socket, shown, {**filled, button(shown, "Give the role"): True})
        give, on = button(shown, "Give the role"), button(asked, "Go on")
        typed = probing.widget(asked, "text_input", "-anew:typed")
        probing.forge(socket, asked, {**filled, on: True})
        probing.forge(socket, asked, {**filled, typed: "sai", on: True})
        probing.forge(socket, asked, {**filled, give: True, typed: "sai"})
        assert counted() == before
        probing.forge(socket, asked, {**filled, typed: "một câu dễ nhớ", on: True})
        assert counted() != before, "the click itself was heard, and goes on once it was shown who it is"


def test_an_attempt_is_its_owners_alone(world: World) -> None:
    with database.writing() as db:
        owner = city.actor(db, "quantri")
        key = learning.start_quiz(db, owner, city.shipped(db).release_id, city.QUIZ, now=text.utc_now())
    with world.page("quantri") as mine:
        widgets = [one for one in probing.widgets_in(mine.open("quiz", probing.QUERY)) if f"answer:{key}" in one]
    assert widgets
    with database.writing() as db:
        learning.finish(db, city.actor(db, "quantri"), key, now=text.utc_now())
    for who in world.cookies.keys() - {"quantri"}:
        with world.page(who) as socket:
            assert NOT_FOUND in probing.bytes_of(socket.open("result", f"attempt={key}")), who
            shown = socket.open("quiz", f"{probing.QUERY}&attempt={key}")
            probing.forge(socket, shown, dict.fromkeys(widgets, "true"), probing.QUERY)
    with database.reading() as db:
        attempt = db.exec(select(Attempt).where(Attempt.key == key)).one()
        assert db.exec(select(Response).where(Response.attempt_id == attempt.id)).all() == []


def test_an_answer_that_comes_after_handing_in_changes_nothing(world: World) -> None:
    with database.writing() as db:
        who = city.actor(db, "giangvien")
        key = learning.start_quiz(db, who, city.shipped(db).release_id, city.QUIZ, now=text.utc_now())
        asked = next(one for one in assessment.view(db, who, key).questions if one.at_once)
        right = city.right_answer(city.shipped(db).course, asked.question_id)
    query = f"{probing.QUERY}&question={asked.place}"
    with world.page("giangvien") as socket:
        shown = socket.open("quiz", query)
        with database.writing() as db:
            learning.finish(db, city.actor(db, "giangvien"), key, now=text.utc_now())
        said = probing.bytes_of(probing.forge(socket, shown, quizzing.widget_states(shown, right), query))
    assert SORRY not in said
    with database.reading() as db:
        attempt = db.exec(select(Attempt).where(Attempt.key == key)).one()
        assert db.exec(select(Response).where(Response.attempt_id == attempt.id)).all() == []


def test_a_quiz_whose_course_asks_for_another_first_does_not_begin(world: World) -> None:
    query = f"course={FURTHER}&quiz=final"
    with world.page("thutruong") as socket:
        shown = socket.open("quiz", query)
        said = probing.bytes_of(probing.forge(socket, shown, {probing.widget(shown, "button"): True}, query))
    assert sentences()["requires-first"].split("{")[0] in said
    with database.reading() as db:
        assert db.exec(select(Attempt).where(Attempt.quiz == "final")).all() == []


OFFICE: dict[str, frozenset[Right]] = {
    "ended": frozenset(),
    "neighbour": ROLE_RIGHTS[Role.HEAD],
    "party": ROLE_RIGHTS[Role.PARTY_HR],
    "unplaced": ROLE_RIGHTS[Role.HR],
}


@pytest.mark.parametrize("who", OFFICE)
def test_officers_at_the_edge_reach_what_is_theirs_today_and_no_more(world: World, who: str) -> None:
    with database.reading() as db:
        outside = names_outside(db, OTHER if who == "neighbour" else "Quận Ba Đình", f"Cán bộ {who}")
        foreign, stranger = city.unit_key(db, WARD), city.person_key(db, "thutruong")
    with world.page(who) as socket:
        if who not in ("ended", "party"):  # the head of the other ward is a member, so the Party's officer may
            assert NOT_FOUND in probing.bytes_of(socket.open("person", f"person={stranger}"))
        for page in [page for page in menu.pages() if page.right is not Right.LEARN and page.address != "person"]:
            said = probing.bytes_of(probing.without_greeting(socket.open(page.address)))
            found = [one for one in menu.phrases(page) if one in said]
            told = who == "unplaced" and NO_UNIT in said  # why there is nothing to see, instead of the page
            assert (bool(found) or told) is (page.right in OFFICE[who]), page.address
            assert SORRY not in said
            if who != "party":
                assert [name for name in outside if name in said] == [], page.address
    own, elsewhere, party = (
        world.platform.get(f"/export/coverage.xlsx{query}", world.cookies[who])[0]
        for query in ("", f"?unit={foreign}", "?tree=party")
    )
    allowed = Right.SEE_COVERAGE in OFFICE[who]
    assert own == (200 if allowed else 403)
    assert elsewhere == (404 if allowed else 403)
    assert party == (403 if not allowed else 200 if who == "party" else 404)
