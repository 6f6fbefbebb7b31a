"""Nobody settles their own affairs, whatever they may do: exempt, extend, judge, regrade, decide, reset, erase."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from models import access, assessment, organisation, privacy, training
from models.organisation import Tree
from models.rights import DomainError, Right, Role
from models.training import Exemption, Extension
from pages.parts.office import audit_words
from tests import factories
from tests.factories import NOW

TESTS = Path(__file__).resolve().parent
TODAY = date(2026, 3, 2)
ADMINISTRATION = Tree.ADMINISTRATION

# Acts that need an attempt, a pass or a question of one's own: where each is refused stands beside what they are.
REFUSED_ELSEWHERE = {
    "own-marking": ("assessment.mark", "assessment.change-marking", "assessment.take-over-marking"),
    "own-regrade": ("assessment.regrade", "assessment.take-back-regrade"),
    "own-lost-pass": ("learning.let-pass-stand", "learning.withdraw-pass"),
    "own-inquiry": ("messages.answer", "messages.close"),
    "own-data-request": ("privacy.answer-request",),
    "own-leave": ("organisation.import",),  # by a complete list without one's name
}
# Acts that follow from what was learned or judged, by whoever's hand that was; no officer chooses them for somebody.
FOLLOWING = {
    *("learning.complete", "learning.issue-certificate", "learning.lose-pass", "learning.restore-completion"),
    *("learning.void-completion", "assessment.give-back", "access.lock", "privacy.replay-erasures"),
    *("access.second-lock", "seconding.lapse"),
    *("training.follow-path", "training.provide-calendar", "assessment.drop-marking", "assessment.reveal-name"),
}
# Acts that everybody does for themselves.
ONES_OWN = {
    *("access.change-password", "access.demo", "access.first-administrator", "access.language", "access.redeem-code"),
    *(
        "access.shown-anew",
        "access.sign-in",
        "access.sign-out",
        "access.sign-out-everywhere",
        "access.text-size",
        "access.give-first-code",
    ),
    *("assessment.start", "assessment.submit", "messages.ask", "messages.say", "messages.reopen", "privacy.read-own"),
    *("privacy.request", "access.take-back", "access.second-codes", "access.second-passed", "access.second-recovery"),
    *(
        "access.inspect",
        "access.second-set-up",
        "access.second-taken-off",
        "access.sign-in-directory",
        "access.sign-in-provider",
    ),
    *("access.sign-out-provider", "access.inspect", "access.end-session", "access.end-other-sessions"),
}
# Acts over units, courses, lists and settings, or of the register of who works where: they give nobody a result.
OVER_MANY = {
    *("access.end-grant", "access.give-slips", "access.grant", "choices.choose", "reports.ask-export"),
    *("backups.make", "backups.restore", "reports.make-coverage"),
    *("organisation.active", "organisation.bring-back", "organisation.correct-person", "organisation.correct-place"),
    *("organisation.open-list", "organisation.create-unit", "organisation.end-post", "organisation.end-unit"),
    *("organisation.merge-units", "organisation.move-unit", "organisation.place", "organisation.place-beside"),
    *("organisation.rename-unit", "organisation.set-contact", "organisation.split-unit", "organisation.transfer"),
    *("organisation.undo-import", "organisation.void-place", "organisation.agree-transfer"),
    *("organisation.ask-transfer", "organisation.offer-transfer", "organisation.refuse-transfer"),
    *("organisation.withdraw-transfer", "reports.export-coverage", "reports.export-reading", "reports.export-staff"),
    *("training.add-calendar-day", "training.create-rule"),
    *("training.end-target", "training.explain", "training.remind", "training.set-target", "training.open-list"),
    *("training.take-calendar-day",),
    *("seconding.prepare", "seconding.confirm", "seconding.refuse", "seconding.withdraw", "seconding.fail"),
}


class World:
    """Somebody who holds every role there is, everywhere, and has an exemption, an extension and an allowance."""

    def __init__(self, db: Session) -> None:
        self.db = db
        unit = factories.unit(db, "Thành phố")
        self.me = factories.person(db, "Lê Thị Nhiều Vai", staff_code="NV-1")
        self.twin = factories.person(db, "Lê Thị Nhiều Vai", staff_code="NV-2")
        for person in (self.me, self.twin):
            factories.posting(db, person, unit)
        for role in (Role.ADMINISTRATOR, Role.HR, Role.TRAINER):
            factories.grant(db, self.me, role)
        self.actor = access.actor_for(db, self.me, "Lê Thị Nhiều Vai", now=NOW)
        self.course = factories.bare_course(db, "an-toan")
        given = {"person_id": self.me, "course_id": self.course, "from_": TODAY, "reason": "Ốm", "recorded_at": NOW}
        exemption, extension = Exemption(**given), Extension(**given, due=TODAY)
        allowance = assessment.tables.Allowance(**given, minutes=5)
        db.add_all([exemption, extension, allowance])
        db.flush()
        self.exemption, self.extension = exemption.id or 0, extension.id or 0
        self.allowance = allowance.id or 0
        self.rule = self.given(self.me)  # what was asked of this one alone

    def given(self, *people: int) -> int:
        console = access.operator()
        scope, whom = access.scope_of(console, Right.ASSIGN), training.Whom(people=people)
        rule = training.create_rule(
            self.db, console, scope, course_id=self.course, whom=whom, from_=TODAY, due_days=30, now=NOW
        )
        return rule.id or 0

    def scope(self, right: Right) -> Any:
        return access.scope_of(self.actor, right)


def joined(world: World) -> None:
    factories.same(world.db, world.twin, world.me)
    organisation.separate_records(world.db, world.actor, world.scope(Right.MANAGE_PEOPLE), world.twin, now=NOW)


REFUSED: dict[str, tuple[str, Callable[[World], object]]] = {
    "training.exempt": (
        "own-exemption",
        lambda w: training.exempt(
            w.db, w.actor, w.scope(Right.ASSIGN), w.me, w.course, from_=TODAY, reason="Ốm", now=NOW
        ),
    ),
    "training.end-exemption": (
        "own-exemption",
        lambda w: training.end_exemption(w.db, w.actor, w.scope(Right.ASSIGN), w.exemption, on=TODAY, now=NOW),
    ),
    "training.extend": (
        "own-extension",
        lambda w: training.extend(
            w.db, w.actor, w.scope(Right.ASSIGN), [w.me, w.twin], w.course, due=TODAY, reason="Ốm", now=NOW
        ),
    ),
    "training.take-back-extension": (
        "own-extension",
        lambda w: training.take_back_extension(w.db, w.actor, w.scope(Right.ASSIGN), w.extension, now=NOW),
    ),
    "training.end-rule": (
        "own-duty",
        lambda w: training.end_rule(w.db, w.actor, w.scope(Right.ASSIGN), w.rule, on=TODAY, now=NOW),
    ),
    "training.change-due": (
        "own-duty",
        lambda w: training.change_due(w.db, w.actor, w.scope(Right.ASSIGN), w.rule, due_days=90, now=NOW),
    ),
    "training.change-renewal": (
        "own-duty",
        lambda w: training.change_renewal(
            w.db, w.actor, w.scope(Right.ASSIGN), w.rule, training.Renewal(None, 0, 0), now=NOW
        ),
    ),
    "assessment.allow": (
        "own-allowance",
        lambda w: assessment.allow(
            w.db, w.actor, None, course_id=w.course, person_id=w.me, reason="Ốm", minutes=5, now=NOW
        ),
    ),
    "assessment.end-allowance": (
        "own-allowance",
        lambda w: assessment.end_allowance(w.db, w.actor, w.scope(Right.ASSIGN), w.allowance, now=NOW),
    ),
    "access.give-code": (
        "code-for-oneself",
        lambda w: access.give_code(w.db, w.actor, w.scope(Right.GIVE_CODES), w.me, now=NOW),
    ),
    "access.second-reset": (
        "own-second-step",
        lambda w: access.reset_second_step(w.db, w.actor, w.me, now=NOW),
    ),
    "access.unlock": (
        "code-for-oneself",
        lambda w: access.unlock(w.db, w.actor, w.scope(Right.GIVE_CODES), w.me, now=NOW),
    ),
    "access.end-sessions-of": (
        "code-for-oneself",
        lambda w: access.end_sessions_of(w.db, w.actor, w.scope(Right.GIVE_CODES), w.me, now=NOW),
    ),
    "access.hand-over": (
        "deputy-oneself",
        lambda w: access.hand_over(
            w.db,
            w.actor,
            access.own_scopes(w.db, w.actor, now=NOW)[0].grant_id,
            "NV-1",
            from_=TODAY,
            until=TODAY + timedelta(days=1),
            now=NOW,
        ),
    ),
    "organisation.merge-people": (
        "own-record",
        lambda w: access.merge_people(
            w.db, w.actor, w.scope(Right.MANAGE_PEOPLE), w.me, w.twin, reason="Một người", now=NOW
        ),
    ),
    "organisation.unmerge-people": ("own-record", joined),
    "organisation.on-leave": (
        "own-leave",
        lambda w: organisation.take_leave(
            w.db, w.actor, w.scope(Right.MANAGE_PEOPLE), w.me, ADMINISTRATION, from_=TODAY, until=None, now=NOW
        ),
    ),
    "organisation.inactive": (
        "own-leave",
        lambda w: organisation.depart(
            w.db, w.actor, w.scope(Right.MANAGE_PEOPLE), w.me, ADMINISTRATION, on=TODAY, now=NOW
        ),
    ),
    "privacy.erase": ("erase-own", lambda w: privacy.erase(w.db, w.actor, w.me, now=NOW)),
}


@pytest.mark.parametrize("act", REFUSED)
def test_whoever_holds_every_role_is_refused_for_themselves(db: Session, act: str) -> None:
    code, tried = REFUSED[act]
    with pytest.raises(DomainError) as refused:
        tried(World(db))
    assert refused.value.code == code


def test_what_holds_others_too_is_no_affair_of_ones_own(db: Session) -> None:
    world = World(db)
    other = factories.person(db, "Trần Văn Khác")
    factories.posting(db, other, factories.unit(db, "Phòng khác"))
    rule = world.given(world.me, other)
    assert training.end_rule(db, world.actor, world.scope(Right.ASSIGN), rule, on=TODAY, now=NOW) is None


def test_every_act_there_is_was_thought_of() -> None:
    """A new act: is it one that somebody could do for themselves? Then it is refused here, or says where."""
    elsewhere = {act for acts in REFUSED_ELSEWHERE.values() for act in acts}
    groups = [set(REFUSED), elsewhere, FOLLOWING, ONES_OWN, OVER_MANY]
    assert sorted(act for group in groups for act in group) == sorted(audit_words.act_words())


def test_what_is_refused_elsewhere_is_tested_there() -> None:
    said = "\n".join(path.read_text(encoding="utf-8") for path in (TESTS / "models").rglob("test_*.py"))
    assert [code for code in REFUSED_ELSEWHERE if f'"{code}"' not in said] == []
