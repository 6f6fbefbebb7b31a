"""From the roster to everything done, by hand: accounts, beginnings and completions of people, each counted once."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from models import access, database, learning, training
from models.organisation import Status
from models.organisation.tables import ImportRun
from models.rights import DomainError, Right
from models.training import Question
from tests import factories
from tests.factories import NOW
from tests.models.training.making import city, scope
from tests.models.training.test_outlook import TODAY, complete, give

SEE = Right.SEE_COVERAGE


def let_in(db: Session, person: int) -> None:
    access.signing_in.set_hash(db, person, "hash", now=NOW)


def rows(db: Session, *units: int) -> dict[str, tuple[int, ...]]:
    held = training.Figures().refresh(db)
    found = training.funnel(db, held, scope(*units, right=SEE), Question(on=TODAY), now=NOW)
    return {one.name: (one.roster, one.account, one.asked, one.started, one.done) for one in found[1:]}


def test_who_came_without_a_password_of_ours_has_opened_their_account(db: Session) -> None:
    c = city(db)
    came = {"act": "access.sign-in-directory", "way": access.Way.DIRECTORY}
    for _twice in range(2):
        access.signing_in.begin(db, c.in_ward, "Lê An", shared=False, now=NOW, **came)
    assert {name: account for name, (_, account, *_) in rows(db).items()} == {"Phường Hà Đông": 1, "Sở Nội vụ": 0}


def test_each_step_counts_people_once(db: Session) -> None:
    """Ward: one in it, one below, one on leave, one gone; two let in, one begun, one done. Other: nobody let in."""
    c = city(db)
    away, gone = factories.person(db), factories.person(db)
    factories.posting(db, away, c.ward, status=Status.ON_LEAVE)
    factories.posting(db, gone, c.ward, status=Status.INACTIVE)
    factories.posting(db, c.in_ward, c.other, main=False)  # a second post counts nobody twice
    give(db, c, TODAY, c.ward)
    give(db, c, TODAY, c.other)
    assert rows(db) == {"Phường Hà Đông": (3, 0, 2, 0, 0), "Sở Nội vụ": (1, 0, 1, 0, 0)}

    for person in (c.in_ward, c.in_office, gone):
        let_in(db, person)
    complete(db, c.in_ward, c.course, days_ago=1)
    opened = {"opened_at": NOW, "seen_at": NOW}
    db.add(learning.tables.LessonProgress(person_id=c.in_office, course_id=c.course, lesson="01", **opened))
    db.flush()
    assert rows(db) == {"Phường Hà Đông": (3, 2, 2, 2, 1), "Sở Nội vụ": (1, 0, 1, 0, 0)}
    db.add(learning.tables.LessonProgress(person_id=away, course_id=c.course, lesson="01", **opened))
    db.flush()
    assert rows(db)["Phường Hà Đông"] == (
        3,
        3,
        2,
        2,
        1,
    )  # who learned here got in, whatever way; on leave nothing is asked
    assert rows(db, c.ward) == {"Phường Hà Đông": (2, 2, 1, 1, 1), "Phòng Kinh tế": (1, 1, 1, 1, 0)}  # in itself, below


def test_an_account_just_opened_is_seen_by_whoever_holds_the_columns(db: Session) -> None:
    c = city(db)
    figures = training.Figures()
    db.commit()
    with database.reading() as other:
        figures.refresh(other)
    with database.writing() as writing:
        let_in(writing, c.in_ward)
    with database.reading() as other:
        held = figures.refresh(other)
        whole = training.funnel(other, held, scope(right=SEE), Question(on=TODAY), now=NOW)[0]
        assert (whole.roster, whole.account) == (3, 1)


def test_the_list_of_a_unit_is_the_last_of_it_or_of_one_above(db: Session) -> None:
    c = city(db)
    for number, (unit, days, undone) in enumerate(((c.city, 90, False), (c.ward, 30, False), (c.ward, 2, True)), 1):
        at = NOW - timedelta(days=days, seconds=number)
        db.add(ImportRun(at=at, on=TODAY, unit_id=unit, undone_at=NOW if undone else None))
    db.flush()
    held = training.Figures().refresh(db)
    found = training.funnel(db, held, scope(right=SEE), Question(on=TODAY), now=NOW)
    ages = {one.name: None if one.listed_at is None else (NOW - one.listed_at).days for one in found}
    assert ages == {"Thành phố": 90, "Phường Hà Đông": 30, "Sở Nội vụ": 90}


def test_nothing_is_told_of_days_past_or_of_units_outside(db: Session) -> None:
    c = city(db)
    held = training.Figures().refresh(db)
    for asked in (Question(on=TODAY - timedelta(1)), Question(on=TODAY, known_at=NOW)):
        with pytest.raises(DomainError, match="past-unknown"):
            training.funnel(db, held, scope(right=SEE), asked, now=NOW)
    key = next(fact.node.key for fact in held.units.facts if fact.node.id == c.other)
    with pytest.raises(DomainError, match="not-found"):
        training.funnel(db, held, scope(c.ward, right=SEE), Question(on=TODAY, unit=key), now=NOW)
