"""The audit trail's chain holds, and a database edited by hand shows the first entry that does not."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from models import access, audit, database, settings
from models.__main__ import main
from models.rights import DomainError
from tests.factories import NOW, person


def written(db: Session, number: int) -> None:
    """Write some lines and seal them."""
    for count in range(number):
        audit.record(db, access.operator(), "test.act", "unit", count, now=NOW, personal={"reason": f"Lý do {count}"})
    db.flush()
    assert audit.seal(db, now=NOW) == number
    db.flush()


def by_hand(db: Session, *statements: str) -> None:
    """Change rows as somebody does who has the database's own password: triggers are no hindrance to them."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(sql("DROP TRIGGER IF EXISTS audit_line_stands"))
        db.execute(sql("DROP TRIGGER IF EXISTS audit_line_stays"))
    else:
        db.execute(sql("SET LOCAL session_replication_role = replica"))
    for statement in statements:
        db.execute(sql(statement))
    db.expire_all()


def found(db: Session, kept: dict[int, str] | None = None) -> tuple[int, str] | None:
    """Return the number and the kind of the first broken entry."""
    broken = audit.verify(db, kept).broken
    return None if broken is None else (broken.number, broken.how.value)


def test_a_chain_that_nobody_touched_holds(db: Session) -> None:
    assert audit.verify(db).head == audit.Head()
    written(db, 5)
    assert audit.seal(db, now=NOW) == 0
    audit.record(db, access.operator(), "test.act", "unit", 9, now=NOW)
    db.flush()
    assert audit.waiting(db) == (1, NOW)
    verdict = audit.verify(db)
    assert (verdict.head.number, verdict.broken, verdict.waiting) == (5, None, 1)
    assert audit.seal(db, now=NOW) == 1
    db.flush()
    assert audit.verify(db).head == audit.head(db)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_line SET subject_id = 77 WHERE seal_number = 3", (3, "changed")),
        ("UPDATE audit_line SET actor_id = 1 WHERE seal_number = 5", (5, "changed")),
        ("UPDATE audit_line SET details = '{\"n\": 1}' WHERE seal_number = 1", (1, "changed")),
        ("UPDATE audit_line SET digest = NULL WHERE seal_number = 2", (2, "changed")),
        ("DELETE FROM audit_value; DELETE FROM audit_line WHERE seal_number = 2", (2, "missing")),
        ("UPDATE audit_line SET seal_number = NULL, seal = NULL WHERE seal_number = 4", (4, "missing")),
        ("DELETE FROM audit_value; DELETE FROM audit_line WHERE seal_number > 3", (4, "cut")),
        ("DELETE FROM audit_value; DELETE FROM audit_line", (1, "cut")),
        ("UPDATE audit_value SET salt = 'x'", (1, "value")),
        # swapped with the next one, seals and all
        ("UPDATE audit_line SET seal_number = 90 WHERE seal_number = 2; "
         "UPDATE audit_line SET seal_number = 2 WHERE seal_number = 3; "
         "UPDATE audit_line SET seal_number = 3 WHERE seal_number = 90", (2, "changed")),
        # one put in between, the later ones counted on
        ("UPDATE audit_line SET seal_number = -seal_number WHERE seal_number > 2; "
         "UPDATE audit_line SET seal_number = 1 - seal_number WHERE seal_number < 0; "
         "INSERT INTO audit_line (at, act, subject_kind, details, seal_number, seal)"
         " SELECT at, act, subject_kind, details, 3, 'x' FROM audit_line WHERE seal_number = 1", (3, "changed")),
    ],
)  # fmt: skip
def test_what_was_done_by_hand_is_named(db: Session, statement: str, broken: tuple[int, str]) -> None:
    written(db, 5)
    by_hand(db, *statement.split("; "))
    assert found(db) == broken


def test_a_chain_made_anew_or_cut_with_its_head_disagrees_with_a_head_kept_elsewhere(db: Session) -> None:
    written(db, 5)
    kept = {3: "another", 5: audit.head(db).seal}
    assert found(db, {5: kept[5]}) is None
    assert found(db, kept) == (3, "other")
    by_hand(db, "DELETE FROM audit_value", "DELETE FROM audit_line WHERE seal_number > 2")
    by_hand(db, "UPDATE audit_head SET number = 2, seal = (SELECT seal FROM audit_line WHERE seal_number = 2)")
    assert found(db) is None  # it agrees with itself: nothing inside the database can tell
    assert found(db, {5: kept[5]}) == (3, "cut")


def test_personal_values_can_go_without_breaking_the_chain_and_cannot_be_guessed_from_it(db: Session) -> None:
    written(db, 2)
    line = audit.lines(db)[0]
    assert line.digest is not None
    assert "Lý do" not in f"{line.details}"
    db.execute(sql("DELETE FROM audit_value"))
    verdict = audit.verify(db)
    assert (verdict.broken, verdict.erased) == (None, 2)


def test_personal_values_that_were_changed_are_named(db: Session) -> None:
    written(db, 3)
    by_hand(
        db, 'UPDATE audit_value SET "values" = \'{"reason": "khác"}\' WHERE line_id = (SELECT max(id) FROM audit_line)'
    )
    assert found(db) == (3, "value")


@pytest.mark.parametrize("statement", ["UPDATE audit_line SET act = 'x'", "DELETE FROM audit_line"])
@pytest.mark.parametrize("sealed", [True, False])
def test_the_platform_itself_can_neither_change_nor_delete_a_line(
    any_database: str, statement: str, sealed: bool
) -> None:
    with database.writing() as db:
        audit.record(db, access.operator(), "test.act", "unit", 1, now=NOW)
        db.flush()
        if sealed:
            audit.seal(db, now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), database.writing() as db:
        db.execute(sql(statement))


def test_many_who_write_and_several_who_seal_make_one_chain(any_database: str) -> None:
    """Four write, each act in its own transaction, while three seal what they see: no fork, no line left out."""

    def write(worker: int) -> None:
        for number in range(15):
            with database.writing() as db:
                audit.record(db, access.operator(), "test.act", "unit", worker * 100 + number, now=NOW)

    def seal() -> None:
        for _ in range(25):
            with database.reading() as db:
                made = audit.links(db, most=7)
            with database.writing() as db:
                audit.keep_links(db, made, now=NOW)

    with database.writing() as db:
        written(db, 1)
    with ThreadPoolExecutor(7) as pool:
        for done in [*[pool.submit(write, worker) for worker in range(4)], *[pool.submit(seal) for _ in range(3)]]:
            done.result()
    with database.writing() as db:
        audit.seal(db, now=NOW)
        db.flush()
        verdict = audit.verify(db)
    assert (verdict.broken, verdict.head.number, verdict.waiting) == (None, 61, 0)


def test_what_an_older_version_sealed_beyond_the_head_is_gone_on_from(db: Session) -> None:
    written(db, 4)
    by_hand(db, "UPDATE audit_head SET number = 2, seal = (SELECT seal FROM audit_line WHERE seal_number = 2)")
    written(db, 3)
    assert found(db) is None
    assert audit.head(db).number == 7


def test_an_end_that_was_cut_off_stays_seen_when_the_chain_goes_on(db: Session) -> None:
    written(db, 4)
    by_hand(db, "DELETE FROM audit_value", "DELETE FROM audit_line WHERE seal_number > 2")
    written(db, 3)
    assert found(db) == (3, "missing")


def test_links_worked_out_twice_are_kept_once(db: Session) -> None:
    for number in range(3):
        audit.record(db, access.operator(), "test.act", "unit", number, now=NOW)
    db.flush()
    first, second = audit.links(db, most=2), audit.links(db)
    assert audit.keep_links(db, first, now=NOW)
    assert not audit.keep_links(db, second, now=NOW)
    assert audit.waiting(db)[0] == 1


def test_the_command_says_what_holds_and_names_what_does_not(
    sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KNS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KNS_DATABASE_URL", sqlite_database)
    settings.current.cache_clear()
    try:
        with database.writing() as db:
            person(db, "Trần Thị Bí Mật")
            written(db, 4)
            head = audit.head(db)
        audit.keep_head(head, now=NOW)
        audit.keep_head(head, now=NOW)
        assert audit.kept_heads() == {4: head.seal}
        assert (tmp_path / "audit-heads.txt").stat().st_mode & 0o077 == 0
        assert main(["--language", "en", "audit", "verify"]) == 0
        assert "4 entries" in capsys.readouterr().out
        assert main(["audit", "head"]) == 0
        assert capsys.readouterr().out.split()[1:] == ["4", head.seal]
        with database.writing() as db:
            by_hand(db, "UPDATE audit_line SET act = 'test.other' WHERE seal_number = 2")
        assert main(["--language", "en", "audit", "verify"]) == 1
        said = capsys.readouterr().out
        assert "Entry 2 is not what was sealed" in said
        assert "test.other" in said
    finally:
        settings.current.cache_clear()


def test_a_file_of_heads_that_is_none_is_refused_and_what_is_added_later_takes_nothing_back() -> None:
    assert audit.parse_heads(["2026-03-02T02:00:00+00:00 7 aa", "", "7 bb", "9 cc"]) == {7: "aa", 9: "cc"}
    with pytest.raises(DomainError) as refused:
        audit.parse_heads(["không phải"])
    assert refused.value.code == "heads-unreadable"


def test_what_a_look_found_is_remembered(db: Session) -> None:
    written(db, 3)
    by_hand(db, "UPDATE audit_line SET subject_id = 77 WHERE seal_number = 2")
    audit.note_check(db, audit.verify(db), now=NOW)
    db.flush()
    seen = audit.last_check(db)
    assert seen is not None
    assert (seen.checked_at, seen.checked_number, seen.broken_number, seen.broken_how) == (NOW, 1, 2, "changed")
    out = io.StringIO()
    assert audit.verify_command(db, out, {}) == 1
