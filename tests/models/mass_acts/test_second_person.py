"""What touches very many people is done when a second person has confirmed it, and not otherwise."""

import ast
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import access, audit, choices, database, mass_acts, notices, organisation, privacy, seconding, training
from models.mass_acts import carrying
from models.organisation import Posting, Tree
from models.rights import Actor, DomainError, Right, Role, Scope
from models.seconding import PreparedAct, PreparedState, SecondNeeded
from models.training import Rule, Whom
from tests import factories
from tests.factories import NOW

TODAY = date(2026, 3, 2)
DAY = timedelta(1)
Act = Callable[[Session, Actor, Scope], Any]


@dataclass
class World:
    """A city with two wards; three people work in the first. The number is two: three are more than that."""

    city: int
    ward: int
    other: int
    course: int
    rule: int
    people: list[int] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        with database.reading() as db:
            return access.actor_for(db, self.ids[name], name, now=NOW)

    def prepare(self, name: str, right: Right, act: Act) -> str:
        """Let somebody begin an act that needs a second person, and return the key of what was prepared."""
        actor = self.actor(name)
        with pytest.raises(SecondNeeded) as needed, database.writing() as db:
            act(db, actor, access.scope_of(actor, right))
        with database.writing() as db:
            return mass_acts.prepare(db, actor, needed.value.wanted, now=NOW)[0].key

    def confirm(self, name: str, key: str, *, now: Any = NOW) -> mass_acts.Settled:
        with database.writing() as db:
            return mass_acts.confirm(db, self.actor(name), key, now=now)

    def waits_for(self, name: str) -> list[str]:
        with database.reading() as db:
            return [line.key for line in mass_acts.waiting_for(db, self.actor(name), now=NOW)[0]]

    def told(self, name: str) -> list[str]:
        with database.reading() as db:
            return [one.kind for one in notices.of(db, self.ids[name])]


@pytest.fixture
def world(sqlite_database: str) -> World:
    return made()


def made() -> World:
    with database.writing() as db:
        city = factories.unit(db, "Thành phố")
        ward, other = factories.unit(db, "Phường Một", city), factories.unit(db, "Phường Hai", city)
        found = World(city, ward, other, factories.bare_course(db, "an-toan"), 0)
        for number in range(3):
            person = factories.person(db, f"Người {number}")
            factories.posting(db, person, ward)
            found.people.append(person)
        roles = {
            "admin": (Role.ADMINISTRATOR, None),
            "admin2": (Role.ADMINISTRATOR, None),
            "hr": (Role.HR, city),
            "hr2": (Role.HR, city),
            "ward-hr": (Role.HR, ward),
            "other-hr": (Role.HR, other),
        }
        for name, (role, unit) in roles.items():
            found.ids[name] = factories.person(db, name, staff_code=name)
            factories.posting(db, found.ids[name], city)
            factories.grant(db, found.ids[name], role, unit)
        console = access.operator()
        choices.choose(db, console, "second_person_from", 2, now=NOW)
        whom = Whom(subtree=(ward,))
        terms: dict[str, Any] = {"course_id": found.course, "due_days": 30, "from_": TODAY, "now": NOW}
        scope = access.scope_of(console, Right.ASSIGN)
        found.rule = training.create_rule(db, console, scope, whom=whom, **terms).id or 0
    return found


def end_rule(world: World) -> Act:
    return lambda db, actor, scope: training.end_rule(db, actor, scope, world.rule, on=TODAY, now=NOW)


def merge(world: World) -> Act:
    return lambda db, actor, _scope: organisation.merge_units(db, actor, [world.ward], world.other, on=TODAY, now=NOW)


def stands(world: World) -> bool:
    with database.reading() as db:
        return db.get_one(Rule, world.rule).voided_at is None


def where(person: int) -> int:
    with database.reading() as db:
        place = organisation.place_of(db, person, TODAY)
        assert place is not None
        (unit,) = db.exec(
            select(Posting.unit_id)
            .where(
                Posting.person_id == person,
                Posting.tree == Tree.ADMINISTRATION,
                Posting.voided_at == None,  # noqa: E711
            )
            .order_by(Posting.from_.desc())
            .limit(1)  # type: ignore[attr-defined]
        ).all()
        return unit


def test_units_merge_when_a_second_administrator_confirms_and_not_before(world: World) -> None:
    key = world.prepare("admin", Right.ADMINISTER, merge(world))
    assert {where(person) for person in world.people} == {world.ward}
    assert world.waits_for("admin2") == [key]
    assert world.waits_for("admin") == []
    assert world.waits_for("hr") == []
    assert world.told("admin2") == ["second-waits"]
    with pytest.raises(DomainError, match="second-oneself"):
        world.confirm("admin", key)
    with pytest.raises(DomainError, match="not-found"):
        world.confirm("hr", key)
    assert world.confirm("admin2", key).state is PreparedState.DONE
    assert {where(person) for person in world.people} == {world.other}
    assert world.told("admin") == ["second-done"]
    with database.reading() as db:
        trail = [(line.act, line.actor_id) for line in audit.lines(db, limit=3)]
    first, second = world.ids["admin"], world.ids["admin2"]
    acts = ["seconding.confirm", "organisation.merge-units", "seconding.prepare"]
    assert trail == list(zip(acts, (second, first, first), strict=True))
    with pytest.raises(DomainError, match="not-found"):
        world.confirm("admin2", key)


def test_what_touches_as_many_as_the_number_is_done_at_once_and_the_console_always(world: World) -> None:
    with database.writing() as db:
        choices.choose(db, access.operator(), "second_person_from", 3, now=NOW)
    actor = world.actor("hr")
    with database.writing() as db:
        end_rule(world)(db, actor, access.scope_of(actor, Right.ASSIGN))
    assert not stands(world)
    with database.writing() as db:
        choices.choose(db, access.operator(), "second_person_from", 1, now=NOW)
        merge(world)(db, access.operator(), access.scope_of(access.operator(), Right.ASSIGN))
    assert where(world.people[0]) == world.other


def test_zero_asks_for_nobody(world: World) -> None:
    with database.writing() as db:
        choices.choose(db, access.operator(), "second_person_from", 0, now=NOW)
    actor = world.actor("hr")
    with database.writing() as db:
        end_rule(world)(db, actor, access.scope_of(actor, Right.ASSIGN))
    assert not stands(world)


def test_the_second_person_holds_the_same_right_over_all_of_it(world: World) -> None:
    with database.writing() as db:
        terms: dict[str, Any] = {"course_id": world.course, "due_days": 30, "from_": TODAY, "now": NOW}
        console = access.operator()
        scope = access.scope_of(console, Right.ASSIGN)
        world.rule = training.create_rule(db, console, scope, whom=Whom(subtree=(world.city,)), **terms).id or 0
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    for name in ("ward-hr", "other-hr", "admin"):
        assert world.waits_for(name) == []
        with pytest.raises(DomainError, match="not-found"):
            world.confirm(name, key)
    assert stands(world)
    assert world.confirm("hr2", key).state is PreparedState.DONE
    assert not stands(world)


def test_whoever_answers_for_a_part_may_be_second_for_that_part(world: World) -> None:
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    assert world.waits_for("ward-hr") == [key]
    assert world.confirm("ward-hr", key).state is PreparedState.DONE


@pytest.mark.parametrize("other_way_round", [False, True])
def test_who_stands_in_for_another_is_no_second_person(world: World, other_way_round: bool) -> None:
    with database.writing() as db:
        world.ids["deputy"] = factories.person(db, "Người thay", staff_code="deputy")
        factories.posting(db, world.ids["deputy"], world.other)
        hr = access.actor_for(db, world.ids["hr"], "hr", now=NOW)
        (mine,) = access.own_scopes(db, hr, now=NOW)
        access.hand_over(db, hr, mine.grant_id, "deputy", from_=TODAY, until=TODAY + DAY, now=NOW)
    first, second = ("deputy", "hr") if other_way_round else ("hr", "deputy")
    key = world.prepare(first, Right.ASSIGN, end_rule(world))
    assert world.waits_for(second) == []
    with pytest.raises(DomainError, match="second-deputy"):
        world.confirm(second, key)
    assert stands(world)
    assert world.confirm("hr2", key).state is PreparedState.DONE


def test_nobody_is_touched_who_was_not_shown(world: World) -> None:
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    with database.writing() as db:
        new = factories.person(db, "Người mới")
        factories.posting(db, new, world.ward)
        training.reconcile(db, people=[new], now=NOW)
    settled = world.confirm("hr2", key)
    assert settled.state is PreparedState.FAILED
    assert settled.error is not None
    assert (settled.error.code, settled.error.values) == ("second-changed", {"people": 1})
    assert stands(world)
    assert world.told("hr") == ["second-failed"]
    with database.reading() as db:
        (line,) = mass_acts.waiting_for(db, world.actor("hr"), now=NOW)[1]
    assert line.wrong is not None
    assert line.wrong.code == "second-changed"


def test_who_has_left_meanwhile_hinders_nobody(world: World) -> None:
    key = world.prepare("admin", Right.ADMINISTER, merge(world))
    with database.writing() as db:
        console = access.operator()
        scope = access.scope_of(console, Right.MANAGE_PEOPLE)
        organisation.depart(db, console, scope, world.people[0], Tree.ADMINISTRATION, on=TODAY, now=NOW)
    assert world.confirm("admin2", key).state is PreparedState.DONE
    assert where(world.people[1]) == world.other


def test_a_right_lost_between_ends_what_was_prepared(world: World) -> None:
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    with database.writing() as db:
        (line,) = [one for one in access.grants(db, access.operator(), now=NOW) if one.person_id == world.ids["hr"]]
        access.end_grant(db, access.operator(), line.id, now=NOW)
    settled = world.confirm("hr2", key)
    assert settled.error is not None
    assert (settled.state, settled.error.code) == (PreparedState.FAILED, "second-lost")
    assert stands(world)


def test_a_second_person_whose_right_is_gone_confirms_nothing(world: World) -> None:
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    actor = world.actor("hr2")
    with database.writing() as db:
        (line,) = [one for one in access.grants(db, access.operator(), now=NOW) if one.person_id == world.ids["hr2"]]
        access.end_grant(db, access.operator(), line.id, now=NOW)
    with pytest.raises(DomainError, match="not-found"), database.writing() as db:
        mass_acts.confirm(db, actor, key, now=NOW)
    assert stands(world)


def test_what_nobody_confirms_in_time_lapses_and_is_told(world: World) -> None:
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    over = NOW + 3 * DAY
    with pytest.raises(DomainError, match="not-found"):
        world.confirm("hr2", key, now=over)
    with database.writing() as db:
        assert mass_acts.lapse(db, now=over - DAY) == 0
        assert mass_acts.lapse(db, now=over) == 1
        assert mass_acts.lapse(db, now=over) == 0
        row = db.exec(select(PreparedAct)).one()
        assert (row.state, row.touched) == (PreparedState.LAPSED, b"")
    assert world.told("hr") == ["second-lapsed"]
    assert stands(world)


def test_what_is_over_goes_after_thirty_days_and_the_trail_still_tells(world: World) -> None:
    """All but the newest: its number would be given to another, of which the trail would tell then."""
    for _ in range(2):
        key = world.prepare("hr", Right.ASSIGN, end_rule(world))
        with database.writing() as db:
            mass_acts.refuse(db, world.actor("hr2"), key, "Chưa họp xong", now=NOW)
    assert kept(NOW + 30 * DAY)[-1] == key
    assert len(kept(NOW + 30 * DAY)) == 2
    assert kept(NOW + 31 * DAY) == [key]
    waits = world.prepare("hr", Right.ASSIGN, end_rule(world))
    assert kept(NOW + 31 * DAY) == [waits]
    with database.reading() as db:
        *_, line = audit.lines(db, act="seconding.refuse")
        assert (line.details["people"], line.details["prepared_by"]) == (3, world.ids["hr"])
        about = ("prepared", line.subject_id or 0)
        assert not privacy.subjects(db, [line])[about].party
        line.details = {"people": 3}  # of a version whose lines do not tell whether it was the Party's
        assert privacy.subjects(db, [line])[about].party


def kept(now: datetime) -> list[str]:
    """Return the keys of the prepared acts that are there once what is over has gone."""
    with database.writing() as db:
        privacy.prune(db, now=now)
    with database.reading() as db:
        return list(db.exec(select(PreparedAct.key).order_by(col(PreparedAct.id))).all())


def test_a_refusal_gives_a_reason_and_a_preparer_may_withdraw(world: World) -> None:
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    with pytest.raises(DomainError, match="reason-missing"), database.writing() as db:
        mass_acts.refuse(db, world.actor("hr2"), key, " ", now=NOW)
    with pytest.raises(DomainError, match="second-oneself"), database.writing() as db:
        mass_acts.refuse(db, world.actor("hr"), key, "Không", now=NOW)
    with database.writing() as db:
        mass_acts.refuse(db, world.actor("hr2"), key, "Chưa họp xong", now=NOW)
    assert world.told("hr") == ["second-refused"]
    with database.reading() as db:
        assert mass_acts.waiting_for(db, world.actor("hr"), now=NOW)[1][0].why == "Chưa họp xong"
    again = world.prepare("hr", Right.ASSIGN, end_rule(world))
    with pytest.raises(DomainError, match="not-found"), database.writing() as db:
        mass_acts.withdraw(db, world.actor("hr2"), again, now=NOW)
    with database.writing() as db:
        mass_acts.withdraw(db, world.actor("hr"), again, now=NOW)
    with pytest.raises(DomainError, match="not-found"):
        world.confirm("hr2", again)
    assert stands(world)


def test_the_same_act_prepared_twice_waits_once(world: World) -> None:
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    assert world.prepare("hr2", Right.ASSIGN, end_rule(world)) == key


def test_slips_are_made_by_their_preparer_once_it_was_confirmed(world: World) -> None:
    def slips(db: Session, actor: Actor, scope: Scope) -> access.Slips:
        return access.give_slips(db, actor, scope, world.ward, now=NOW)

    key = world.prepare("hr", Right.GIVE_CODES, slips)
    assert world.confirm("hr2", key).state is PreparedState.CONFIRMED
    for name in ("hr2", "ward-hr"):
        actor = world.actor(name)
        with pytest.raises(SecondNeeded), database.writing() as db:
            slips(db, actor, access.scope_of(actor, Right.GIVE_CODES))
    actor = world.actor("hr")
    with database.writing() as db:
        assert len(slips(db, actor, access.scope_of(actor, Right.GIVE_CODES)).slips) == 3
    with pytest.raises(SecondNeeded), database.writing() as db:
        slips(db, actor, access.scope_of(actor, Right.GIVE_CODES))


def test_roles_for_many_are_given_when_a_second_administrator_confirms(world: World) -> None:
    with database.reading() as db:
        logins = [db.get_one(organisation.Person, one).staff_code or "" for one in world.people]
    key = world.prepare(
        "admin",
        Right.ADMINISTER,
        lambda db, actor, _scope: access.grant_to_many(db, actor, logins, Role.HEAD, unit_id=world.ward, now=NOW),
    )
    with database.reading() as db:
        before = len(access.grants(db, world.actor("admin"), now=NOW))
    world.confirm("admin2", key)
    with database.reading() as db:
        after = access.grants(db, world.actor("admin"), now=NOW)
    assert len(after) == before + 3
    assert [one.unit_id for one in after if one.person_id in world.people] == [world.ward] * 3


def test_whoever_would_settle_their_own_affairs_by_it_is_no_second_person(world: World) -> None:
    with database.writing() as db:
        factories.posting(db, world.ids["hr2"], world.ward, main=False)
        terms: dict[str, Any] = {"course_id": world.course, "due_days": 30, "from_": TODAY, "now": NOW}
        scope = access.scope_of(access.operator(), Right.ASSIGN)
        training.create_rule(db, access.operator(), scope, whom=Whom(subtree=(world.city,)), **terms)
    people = [*world.people, world.ids["hr2"]]
    due = TODAY + 60 * DAY
    key = world.prepare(
        "hr",
        Right.ASSIGN,
        lambda db, actor, scope: training.extend(
            db, actor, scope, people, world.course, due=due, reason="Lũ lụt", now=NOW
        ),
    )
    with pytest.raises(DomainError, match="own-extension"):
        world.confirm("hr2", key)
    assert world.waits_for("hr2") == [key]


def test_what_is_the_partys_waits_for_nobody_who_may_not_see_the_party(world: World) -> None:
    console = access.operator()
    with database.writing() as db:
        for person in world.people:
            db.add(organisation.PartyMembership(person_id=person, from_=TODAY - DAY, recorded_at=factories.BEFORE))
        terms: dict[str, Any] = {"course_id": world.course, "due_days": 30, "from_": TODAY, "now": NOW}
        whom = Whom(subtree=(world.ward,), party_member=True)
        scope = access.scope_of(console, Right.ASSIGN)
        world.rule = training.create_rule(db, console, scope, whom=whom, **terms).id or 0
        for name in ("party", "party2"):
            world.ids[name] = factories.person(db, name, staff_code=name)
            factories.posting(db, world.ids[name], world.city)
            factories.grant(db, world.ids[name], Role.PARTY_HR, world.city)
    key = world.prepare("party", Right.ASSIGN, end_rule(world))
    for name in ("hr", "hr2", "ward-hr"):
        assert world.waits_for(name) == []
        assert world.told(name) == []
        with pytest.raises(DomainError, match="not-found"):
            world.confirm(name, key)
    with database.reading() as db:
        lines = audit.lines(db, act="seconding.prepare")
        assert [one.party for one in privacy.subjects(db, lines).values()] == [True]
    assert world.waits_for("party2") == [key]
    assert world.confirm("party2", key).state is PreparedState.DONE


def test_the_rule_itself_is_weakened_by_two_only(world: World) -> None:
    for name, value in (("second_person_from", 0), ("second_person_from", 500), ("second_person_days", 30)):
        with pytest.raises(SecondNeeded), database.writing() as db:
            choices.choose(db, world.actor("admin"), name, value, now=NOW)
    with database.writing() as db:
        choices.choose(db, world.actor("admin"), "second_person_from", 1, now=NOW)
        choices.choose(db, world.actor("admin"), "second_person_days", 1, now=NOW)
    key = world.prepare(
        "admin",
        Right.ADMINISTER,
        lambda db, actor, _scope: choices.choose(db, actor, "second_person_from", 0, now=NOW),
    )
    assert world.confirm("admin2", key).state is PreparedState.DONE
    with database.reading() as db:
        assert choices.current(db).second_person_from == 0


def test_where_nobody_may_be_second_it_waits_until_somebody_gets_the_right(world: World) -> None:
    with database.writing() as db:
        for line in access.grants(db, access.operator(), now=NOW):
            if line.person_id in (world.ids["hr2"], world.ids["ward-hr"]):
                access.end_grant(db, access.operator(), line.id, now=NOW)
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    with database.reading() as db:
        assert mass_acts.waiting_for(db, world.actor("hr"), now=NOW)[1][0].others == 0
    with database.writing() as db:
        access.grant_role(db, access.operator(), world.ids["other-hr"], Role.HR, unit_id=world.city, now=NOW)
    assert world.waits_for("other-hr") == [key]
    assert world.confirm("other-hr", key).state is PreparedState.DONE


def test_an_error_of_the_act_leaves_nothing_of_it_and_the_prepared_act_over(world: World) -> None:
    key = world.prepare("admin", Right.ADMINISTER, merge(world))
    with database.writing() as db:
        organisation.move_unit(db, access.operator(), world.other, world.ward, on=TODAY, now=NOW)
    settled = world.confirm("admin2", key)
    assert settled.error is not None
    assert (settled.state, settled.error.code) == (PreparedState.FAILED, "unit-cycle")
    assert {where(person) for person in world.people} == {world.ward}


def test_of_two_who_confirm_at_once_one_does(any_database: str) -> None:
    world = made()
    key = world.prepare("hr", Right.ASSIGN, end_rule(world))
    begin, found = threading.Barrier(2), []

    def confirm(name: str) -> None:
        actor = world.actor(name)
        begin.wait()
        try:
            with database.writing() as db:
                found.append(mass_acts.confirm(db, actor, key, now=NOW).state)
        except DomainError as error:
            found.append(error.code)

    threads = [threading.Thread(target=confirm, args=(name,)) for name in ("hr2", "ward-hr")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == ["done", "not-found"]
    with database.reading() as db:
        assert audit.count(db, act="training.end-rule") == 1


def test_every_act_that_asks_for_a_second_person_can_be_carried_out(world: World) -> None:
    """And the other way round: an act that is listed asks."""
    asked = {"choices.choose"}
    for path in Path("models").rglob("*.py"):
        if "seconding.guard(" in (source := path.read_text(encoding="utf-8")):
            asked |= {
                node.value
                for node in ast.walk(ast.parse(source))
                if isinstance(node, ast.Constant) and node.value in carrying.acts()
            }
    assert asked == set(carrying.acts())
    assert seconding.unpack(seconding.pack([3, 1, 2])) == {1, 2, 3}


def test_who_confirms_from_a_screen_left_open_is_asked_who_it_is(world: World) -> None:
    key = world.prepare("admin", Right.ADMINISTER, merge(world))
    with database.writing() as db:
        token = access.open_session(db, world.ids["admin2"], shared=False, now=NOW)
    quarter = NOW + timedelta(minutes=15)
    me = access.recognise(token, now=quarter)
    assert me is not None
    with pytest.raises(DomainError, match="who-anew"), database.writing() as db:
        mass_acts.confirm(db, me.actor, key, now=quarter)
    assert world.waits_for("admin2") == [key]
