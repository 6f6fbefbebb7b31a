"""Which lines of the trail tell of the Party's organisation, of every kind that there is; on both databases."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from models import access, audit, privacy
from models.organisation import Tree, Unit
from models.rights import Right
from models.seconding import PreparedAct
from models.training import Rule, Whom
from tests import factories
from tests.factories import NOW

CONSOLE = access.operator()


def unit(db: Session, tree: Tree) -> int:
    row = Unit(tree=tree)
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def rule(db: Session, course: int, whom: Whom) -> int:
    row = Rule(
        course_id=course,
        title="",
        whom=whom.model_dump(mode="json"),
        due_days=9,
        from_=date(2026, 1, 1),
        recorded_at=NOW,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def prepared(db: Session, *, party: bool) -> int:
    row = PreparedAct(act="x", right=Right.ASSIGN, party=party, people=1, by_id=1, prepared_at=NOW, expires_at=NOW)
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def test_every_kind_of_line_of_the_party_is_left_out_and_no_other(db: Session) -> None:
    course = factories.bare_course(db, "k")
    party, ward = unit(db, Tree.PARTY), unit(db, Tree.ADMINISTRATION)
    told: dict[str, tuple[bool, str, int, dict[str, Any]]] = {
        "a place there": (True, "person", 7, {"unit": party, "on": "2026-01-01"}),
        "a leave there": (True, "person", 7, {"tree": "party"}),
        "a unit": (True, "unit", party, {}),
        "moved under it": (True, "unit", ward, {"parent": party}),
        "merged into it": (True, "unit", ward, {"into": party}),
        "a rule of its units": (True, "rule", rule(db, course, Whom(subtree=(party,))), {}),
        "a rule for members": (True, "rule", rule(db, course, Whom(party_member=True)), {}),
        "something prepared": (True, "prepared", prepared(db, party=True), {"party": True}),
        "something prepared that is gone": (True, "prepared", 999, {"party": True}),
        "something prepared long ago": (True, "prepared", 998, {}),
        "a place": (False, "person", 7, {"unit": ward}),
        "nothing told": (False, "person", 7, {}),
        "an odd detail": (False, "person", 7, {"unit": "x", "party": 3, "tree": None}),
        "the same number, another kind": (False, "person", party, {}),
        "a leave": (False, "person", 7, {"tree": "administration"}),
        "another unit": (False, "unit", ward, {"parent": None}),
        "a rule": (False, "rule", rule(db, course, Whom(subtree=(ward,))), {}),
        "a rule for everybody": (False, "rule", rule(db, course, Whom()), {}),
        "something else prepared": (False, "prepared", prepared(db, party=False), {"party": False}),
    }
    for name, (_party, kind, subject, details) in told.items():
        audit.record(db, CONSOLE, f"test.{name}", kind, subject, now=NOW, **details)
    wanted = audit.Wanted(but=privacy.of_the_party(db))
    left = {line.act.removeprefix("test.") for line in audit.lines(db, wanted=wanted) if line.act.startswith("test.")}
    assert left == {name for name, (partys, *_rest) in told.items() if not partys}
    assert audit.count(db, wanted=wanted) == len(db.exec(select(audit.AuditLine)).all()) - 10
