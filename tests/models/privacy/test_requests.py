"""Requests about one's own data: two working days, one list, and nobody answers their own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from models import access, audit, notices, privacy, settings, workdays
from models.organisation import Person
from models.privacy import RequestKind
from models.rights import Actor, DomainError, Role
from tests import factories
from tests.factories import NOW

FRIDAY = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own."""
    monkeypatch.setenv("KNS_DATA_DIR", str(tmp_path))
    settings.current.cache_clear()
    yield tmp_path
    settings.current.cache_clear()


def someone(db: Session, name: str, role: Role | None = None) -> Actor:
    person = factories.person(db, name)
    if role is not None:
        factories.grant(db, person, role)
    return access.actor_for(db, person, name, now=NOW)


def code(wrong: pytest.ExceptionInfo[DomainError]) -> str:
    return wrong.value.code


def test_asked_on_friday_with_monday_off_it_is_due_on_wednesday_and_late_after_that(db: Session) -> None:
    day = {"kind": workdays.DayKind.OFF, "name": "Nghỉ", "recorded_at": NOW}
    db.add(workdays.CalendarDay(day=date(2026, 3, 9), **day))
    an, boss = someone(db, "Nguyễn Văn An"), someone(db, "Lê Thị Quản", Role.ADMINISTRATOR)
    privacy.requests.ask(db, an, RequestKind.ACCESS, "", now=FRIDAY)
    (line,) = privacy.requests.waiting(db, boss, now=datetime(2026, 3, 11, 16, 0, tzinfo=UTC))
    assert (line.full_name, line.due, line.late) == ("Nguyễn Văn An", date(2026, 3, 11), False)
    (line,) = privacy.requests.waiting(db, boss, now=datetime(2026, 3, 11, 17, 0, tzinfo=UTC))  # midnight in Hanoi
    assert line.late
    assert [one.kind for one in notices.of(db, boss.person_id or 0)] == ["data-request-new"]


def test_answered_it_is_told_and_on_record_without_its_words(db: Session) -> None:
    an, boss = someone(db, "Nguyễn Văn An"), someone(db, "Lê Thị Quản", Role.ADMINISTRATOR)
    privacy.requests.ask(db, an, RequestKind.CORRECTION, "Ngày sinh sai", now=NOW)
    (line,) = privacy.requests.waiting(db, boss, now=NOW)
    with pytest.raises(DomainError) as wrong:
        privacy.requests.answer(db, boss, line.key, False, " ", now=NOW)
    assert code(wrong) == "reason-missing"
    privacy.requests.answer(db, boss, line.key, True, "Đã sửa", now=NOW)
    db.flush()
    (mine,) = privacy.requests.of(db, an.person_id or 0, now=NOW)
    assert (mine.granted, mine.answer) == (True, "Đã sửa")
    assert "data-request-answered" in [one.kind for one in notices.of(db, an.person_id or 0)]
    assert privacy.requests.waiting(db, boss, now=NOW) == []
    with pytest.raises(DomainError) as wrong:
        privacy.requests.answer(db, boss, line.key, True, "", now=NOW)
    assert code(wrong) == "not-found"
    assert [(one.act, one.details) for one in audit.lines(db)] == [
        ("privacy.answer-request", {"kind": "correction", "granted": True}),
        ("privacy.request", {"kind": "correction"}),
    ]


def test_one_open_request_of_a_kind_and_a_correction_says_what(db: Session) -> None:
    an = someone(db, "Nguyễn Văn An")
    with pytest.raises(DomainError) as wrong:
        privacy.requests.ask(db, an, RequestKind.CORRECTION, " ", now=NOW)
    assert code(wrong) == "words-missing"
    privacy.requests.ask(db, an, RequestKind.ACCESS, "", now=NOW)
    with pytest.raises(DomainError) as wrong:
        privacy.requests.ask(db, an, RequestKind.ACCESS, "", now=NOW)
    assert code(wrong) == "data-request-open"
    privacy.requests.ask(db, an, RequestKind.ERASURE, "", now=NOW)


def test_nobody_answers_their_own_and_only_administrators_see_the_list(db: Session) -> None:
    boss, officer = someone(db, "Lê Thị Quản", Role.ADMINISTRATOR), someone(db, "Trần Nhân", Role.HR)
    privacy.requests.ask(db, boss, RequestKind.ACCESS, "", now=NOW)
    (line,) = privacy.requests.waiting(db, boss, now=NOW)
    with pytest.raises(DomainError) as wrong:
        privacy.requests.answer(db, boss, line.key, True, "", now=NOW)
    assert code(wrong) == "own-data-request"
    for refused in (
        lambda: privacy.requests.waiting(db, officer, now=NOW),
        lambda: privacy.requests.answered(db, officer, now=NOW),
        lambda: privacy.requests.answer(db, officer, line.key, True, "", now=NOW),
        lambda: privacy.requests.enter(db, officer, "x", RequestKind.ACCESS, "", now=NOW),
    ):
        with pytest.raises(DomainError) as wrong:
            refused()
        assert code(wrong) == "forbidden"


def test_a_letter_is_entered_and_an_erasure_is_done_with_its_answer(db: Session, data: Path) -> None:
    boss = someone(db, "Lê Thị Quản", Role.ADMINISTRATOR)
    gone = factories.person(db, "Nguyễn Đã Nghỉ", staff_code="NGHI-1")
    privacy.requests.enter(db, boss, "nghi-1", RequestKind.ERASURE, "Xin xóa", now=NOW)
    (line,) = privacy.requests.waiting(db, boss, now=NOW)
    privacy.requests.answer(db, boss, line.key, True, "", now=NOW)
    db.flush()
    assert "Nguyễn" not in db.get_one(Person, gone).full_name
    (done,) = privacy.requests.answered(db, boss, now=NOW)
    assert (done.granted, done.words) == (True, "")


def test_the_notice_is_kept_once_with_its_version_and_time(db: Session) -> None:
    an = someone(db, "Nguyễn Văn An")
    assert not privacy.informing.has_read(db, an.person_id or 0)
    privacy.informing.mark_read(db, an, now=NOW)
    db.flush()
    privacy.informing.mark_read(db, an, now=FRIDAY)
    db.flush()
    assert privacy.informing.has_read(db, an.person_id or 0)
    assert privacy.informing.read_at(db, an.person_id or 0) == (privacy.informing.version(), NOW)
