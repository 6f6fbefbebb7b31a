"""After an erasure nobody finds out who it was, and every figure of the past is what it was."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, select

from models import access, assessment, audit, database, learning, messages, notices, organisation, privacy, settings
from models.access.tables import Account
from models.organisation import Category, Person, Status, Tree
from models.organisation.tables import PersonChange, TransferRequest, UnitContact
from models.rights import Actor, DomainError, Right, Role
from models.training import Exemption
from tests import factories
from tests.factories import NOW
from tests.models.assessment.judged import ALL, SAID, judged_course, pdf, quiz
from tests.models.assessment.released import release
from tests.models.training import facts
from tests.models.training.small_world import at, on
from tests.models.training.telling import figure, finished, town

CONSOLE = access.operator()
SECRETS = (
    *("Quách Thị Bích Ngà", "bich nga", "nga@x.vn", "0987654321", "CB-NGA", "001190000777"),
    *("chữa bệnh", "Tôi báo bộ phận", "bai-cua-nga", "riêng của tôi", "khen riêng", "băm-của-nga", "ghi chú riêng"),
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own."""
    monkeypatch.setenv("KNS_DATA_DIR", str(tmp_path))
    settings.current.cache_clear()
    yield tmp_path
    settings.current.cache_clear()


def everything(db: Session) -> str:
    """Return every value of every row of the database as one text, but for course texts."""
    db.flush()
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name != "content_text"]
    return "\n".join(str(row) for table in tables for row in db.execute(table.select()).all())


def all_that_counts(db: Session) -> dict[str, list[str]]:
    """Return every row of which a figure is made, in an order of its own."""
    return {name: sorted(map(repr, rows)) for name, rows in vars(facts.read(db)).items()}


def nga(db: Session) -> int:
    """Somebody who has left, about whom there is something in every table that speaks of people in words."""
    unit = factories.unit(db, "Phường A")
    given = {"email": "nga@x.vn", "email_key": "nga@x.vn", "phone": "0987654321", "phone_key": "0987654321"}
    about = {"birth_date": date(1990, 7, 7), "gender": "female", "national_id": "001190000777"}
    person = factories.person(db, "Quách Thị Bích Ngà", staff_code="CB-NGA", **given, **about)
    me = access.actor_for(db, person, "Quách Thị Bích Ngà", now=NOW)
    db.add(Account(person_id=person, password_hash="băm-của-nga"))
    access.open_session(db, person, shared=False, now=NOW)
    course_id, release_id = release(db, judged_course(quiz("q-single", "q-written", "q-task")))
    trainer_id = factories.person(db, "Trần Thị Giảng")
    factories.grant(db, trainer_id, Role.TRAINER, course_id=course_id)
    trainer = access.actor_for(db, trainer_id, "Trần Thị Giảng", now=NOW)
    key = learning.start_quiz(db, me, release_id, "final", now=NOW)
    items = assessment.view(db, me, key).questions
    judged = [asked.place for asked in items if asked.question_id != "q-single"]
    for asked in items:
        if asked.type == "task":
            assessment.add_file(db, me, key, asked.place, "bai-cua-nga.pdf", pdf(), now=NOW)
        else:
            assessment.answer(
                db, me, key, asked.place, {"q-single": "a", "q-written": SAID}[asked.question_id], now=NOW
            )
    learning.finish(db, me, key, now=NOW)
    for place in judged:
        assessment.begin_marking(db, trainer, key, place, now=NOW)
        learning.judge(
            db, trainer, key, place, assessment.Verdict(ALL, ("khen riêng",) * len(ALL), ""), reason="", now=NOW
        )
    messages.ask(db, me, messages.Kind.MARK, "Điều riêng của tôi", attempt=key, place=judged[0], now=NOW)
    notices.tell(db, person, "deputy", now=NOW, who="Quách Thị Bích Ngà", start="1", end="2")
    audit.record(db, CONSOLE, "training.exempt", "person", person, now=NOW, personal={"reason": "Đi chữa bệnh"})
    spans = {"from_": on(1, 1), "recorded_at": NOW, "reason": "Đi chữa bệnh"}
    db.add(Exemption(person_id=person, course_id=course_id, until=on(2, 1), **spans))
    db.add(
        PersonChange(person_id=person, before={"full_name": "Bích Ngà"}, after={"phone": "0987654321"}, recorded_at=NOW)
    )
    moved = {"tree": Tree.ADMINISTRATION, "to_id": unit, "on": on(1, 1), "recorded_at": NOW}
    db.add(
        TransferRequest(
            person_id=person, said_name="Quách Thị Bích Ngà", said_code="CB-NGA", note="ghi chú riêng", **moved
        )
    )
    db.add(UnitContact(unit_id=unit, name="Quách Thị Bích Ngà", phone="0987654321", recorded_at=NOW))
    factories.posting(db, person, unit, status=Status.INACTIVE, category=Category.CONGCHUC)
    db.flush()
    return person


def test_nothing_that_tells_who_it_was_is_left_anywhere(db: Session, data: Path) -> None:
    person = nga(db)
    before, counted = everything(db), all_that_counts(db)
    assert [one for one in SECRETS if one not in before] == []
    privacy.erase(db, CONSOLE, person, now=NOW)
    db.flush()
    after = everything(db)
    assert [one for one in SECRETS if one in after] == []
    assert all_that_counts(db) == counted
    contents = db.exec(select(assessment.tables.HandedContent.data)).all()
    assert set(contents) == {b""}
    answers = set(db.exec(select(assessment.tables.Response.answer)).all())
    assert answers == {"a", None}  # a choice tells of nobody, and can be marked anew
    audit.seal(db, now=NOW)
    assert audit.verify(db).broken is None
    assert db.get(privacy.tables.Erasure, person) is not None


def test_the_trail_was_sealed_before_and_is_whole_after(db: Session, data: Path) -> None:
    person = nga(db)
    audit.seal(db, now=NOW)
    db.flush()
    privacy.erase(db, CONSOLE, person, now=NOW)
    db.flush()
    verdict = audit.verify(db)
    assert (verdict.broken, verdict.erased) == (None, 1)


def refused(db: Session, actor: Actor, person: int) -> str:
    with pytest.raises(DomainError) as error:
        privacy.erase(db, actor, person, now=NOW)
    return error.value.code


def test_only_of_who_has_left_by_another_who_may_and_once(db: Session, data: Path) -> None:
    unit = factories.unit(db, "Phường A")
    working, leaving, coming, roles, boss = (factories.person(db, f"Người {name}") for name in "ABCDE")
    tomorrow = NOW.date() + timedelta(days=1)
    factories.posting(db, working, unit)
    factories.posting(db, leaving, unit, until=tomorrow)
    factories.posting(db, coming, unit, from_=tomorrow)
    factories.grant(db, roles, Role.HR, unit)
    factories.grant(db, boss, Role.ADMINISTRATOR)
    actor = access.actor_for(db, boss, "Người E", now=NOW)
    assert [refused(db, actor, one) for one in (working, leaving, coming)] == ["erase-still-here"] * 3
    assert refused(db, actor, roles) == "erase-holds-role"
    assert refused(db, actor, boss) == "erase-own"
    assert refused(db, access.actor_for(db, roles, "Người D", now=NOW), working) == "forbidden"
    gone = factories.person(db, "Người F")
    privacy.erase(db, actor, gone, now=NOW)
    db.flush()
    assert refused(db, actor, gone) == "erase-done"
    assert not (data / "erasures.txt").stat().st_mode & 0o077


def test_what_was_erased_is_erased_again_after_a_restore(db: Session, data: Path) -> None:
    """A database of before the erasure has the name again; the file beside it says whose must go."""
    person = nga(db)
    other = factories.person(db, "Người Ở Lại")
    key = db.get_one(Person, person).key
    (data / "erasures.txt").write_text(f"2026-03-02T02:00:00+00:00 {key}\n2026-03-02T02:00:00+00:00 lạ\n")
    kept = privacy.kept_erasures()
    assert [*kept] == [key, "lạ"]
    assert privacy.brought_back(db, kept) == [key]
    assert privacy.replay(db, kept, now=NOW) == 1
    db.flush()
    said = everything(db)
    assert [one for one in SECRETS if one in said] == []
    assert "Người Ở Lại" in said
    assert db.get(privacy.tables.Erasure, other) is None
    assert privacy.replay(db, kept, now=NOW) == 0


def test_records_that_were_joined_go_together(db: Session, data: Path) -> None:
    kept, dropped = (
        factories.person(db, "Một Người", staff_code="A1"),
        factories.person(db, "Một Người", staff_code="A2"),
    )
    factories.same(db, dropped, kept)
    privacy.erase(db, CONSOLE, kept, now=NOW)
    db.flush()
    assert "Một Người" not in everything(db)
    assert refused(db, CONSOLE, dropped) == "not-found"
    assert len(privacy.kept_erasures()) == 2


def test_figures_of_the_past_stay_to_the_last_pair(any_database: str, data: Path) -> None:
    """Dung passed in February and left in April; counted by columns, names, command and the slow counter alike."""
    told = town()
    finished(told.dung, told.course, at(2, 10))
    with database.writing() as db:
        people = access.scope_of(CONSOLE, Right.MANAGE_PEOPLE)
        organisation.depart(db, CONSOLE, people, told.dung, tree=Tree.ADMINISTRATION, on=on(4, 1), now=at(4, 1))
    days = [on(2, 9), on(3, 1), on(4, 2)]
    before = [figure(unit, day) for unit in (told.city, told.a, told.b) for day in days]
    assert before[-3:] == [(2, 0, 2, 0), (2, 1, 2, 1), (1, 0, 1, 0)]
    with database.writing() as db:
        privacy.erase(db, CONSOLE, told.dung, now=at(5, 1))
    assert [figure(unit, day) for unit in (told.city, told.a, told.b) for day in days] == before
    assert figure(told.b, on(3, 1), at(3, 2)) == (2, 1, 2, 1)


def test_notices_go_after_a_year(db: Session) -> None:
    person = factories.person(db)
    for days in (364, 366):
        notices.tell(db, person, "marking-new", now=NOW - timedelta(days=days))
    privacy.prune(db, now=NOW)
    assert len(notices.of(db, person)) == 1
