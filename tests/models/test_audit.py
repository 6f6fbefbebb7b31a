"""The audit trail's chain holds, and shows the first line that was tampered with."""

from sqlalchemy import text as sql
from sqlmodel import Session

from models import access, audit
from tests.factories import NOW


def test_the_chain_holds_and_names_the_first_broken_line(db: Session) -> None:
    for number in range(5):
        audit.record(db, access.operator(), "test.act", "unit", number, now=NOW, count=number)
    assert audit.seal(db) == 5
    assert audit.seal(db) == 0
    audit.record(db, access.operator(), "test.act", "unit", 9, now=NOW)
    assert audit.seal(db) == 1
    db.flush()
    assert audit.first_broken(db) is None
    db.execute(sql("UPDATE audit_line SET subject_id = 77 WHERE seal_number = 3"))
    db.expire_all()
    assert audit.first_broken(db) == 3


def test_a_removed_line_breaks_the_chain(db: Session) -> None:
    for number in range(3):
        audit.record(db, access.operator(), "test.act", "unit", number, now=NOW)
    audit.seal(db)
    db.flush()
    db.execute(sql("DELETE FROM audit_line WHERE seal_number = 2"))
    db.expire_all()
    assert audit.first_broken(db) == 2


def test_personal_values_can_go_without_breaking_the_chain(db: Session) -> None:
    audit.record(db, access.operator(), "test.act", "person", 1, now=NOW, personal={"name": "Nguyễn Văn An"})
    audit.seal(db)
    db.flush()
    db.execute(sql("DELETE FROM audit_value"))
    assert audit.first_broken(db) is None
