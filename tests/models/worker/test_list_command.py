"""A staff list from a terminal: brought in, listed, looked at, taken back; a long one in steps, the same in the end."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from sqlmodel import col, select

from models import database, organisation, text, worker
from models.organisation import Posting, Tree, undo_batches
from models.rights import DomainError
from tests import factories

ROWS = "Mã cán bộ;Họ và tên;Đơn vị;Chức vụ\nCB01;Trần Văn An;Phòng Kinh tế;Chuyên viên"
LISTED = worker.Listed(ROWS.encode("utf-8-sig"), "danh-sach.csv", None, Tree.ADMINISTRATION, None, False)


@pytest.fixture(autouse=True)
def office(any_database: str) -> None:
    """The office that the list's one newcomer comes to."""
    with database.writing() as db:
        factories.unit(db, "Phòng Kinh tế")


def brought(*, dry_run: bool = False) -> dict[str, object]:
    """Bring the list in and return what the report says."""
    out = StringIO()
    assert worker.import_command(LISTED, out, dry_run=dry_run, as_json=True, now=text.utc_now()) == 0
    told: dict[str, object] = json.loads(out.getvalue())
    return told


def undone(key: str | None, *, dry_run: bool = False, status: int = 0) -> str:
    """Ask to take a list back, see how it ends and return what is said."""
    out = StringIO()
    assert worker.undo_command(key, out, dry_run=dry_run, now=text.utc_now()) == status
    return out.getvalue()


def newcomers_places() -> list[Posting]:
    """Return the places that the newcomer has; none of somebody who is not known, or whose list was taken back."""
    with database.reading() as db:
        person = organisation.find_person(db, login="CB01")
        if person is None:
            return []
        whose, standing = col(Posting.person_id) == person.id, col(Posting.voided_at).is_(None)
        return list(db.exec(select(Posting).where(whose, standing, col(Posting.main))))


def test_a_dry_run_tells_what_follows_and_a_list_twice_changes_nothing() -> None:
    shown = brought(dry_run=True)
    assert newcomers_places() == []
    assert undone(None) == text.translate("No list has been brought in yet.") + "\n"
    assert brought() == shown
    (place,) = newcomers_places()
    assert place.position == "Chuyên viên"
    brought()
    assert len(undone(None).splitlines()) == 1
    assert [one.id for one in newcomers_places()] == [place.id]


@pytest.mark.parametrize("long", [undo_batches.LONG, 0], ids=["short", "long"])
def test_a_list_is_taken_back_once(long: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_batches, "LONG", long)
    brought()
    key = undone(None).split()[0]
    assert text.translate("Nothing was written: this was a preview.") in undone(key, dry_run=True)
    assert len(newcomers_places()) == 1
    undone(key)
    assert newcomers_places() == []
    with pytest.raises(DomainError, match="import-undone"):
        undone(key)


@pytest.fixture
def moved_since() -> str:
    """A list whose newcomer has got a second post since; its key."""
    brought()
    (place,) = newcomers_places()
    with database.writing() as db:
        second = factories.unit(db, "Phòng Nội vụ")
        later = text.utc_now() + timedelta(seconds=1)
        factories.posting(db, place.person_id, second, main=False, recorded_at=later)
    return undone(None).split()[0]


def test_who_was_changed_since_stands_in_the_way_and_is_named(moved_since: str) -> None:
    with pytest.raises(DomainError, match="import-changed") as refused:
        undone(moved_since)
    assert refused.value.values == {"names": ["Trần Văn An"]}
    assert len(newcomers_places()) == 1


def test_of_a_long_list_too_and_it_can_be_asked_again(moved_since: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_batches, "LONG", 0)
    for _again in range(2):  # what was looked at and refused is in nobody's way
        assert "Trần Văn An" in undone(moved_since, status=1)
    assert len(newcomers_places()) == 1
