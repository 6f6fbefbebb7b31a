"""What lines of the audit trail are about, beyond people and units: a completion of whom, which rule, which list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from models import assessment, courses, learning, messages, organisation, training
from models.audit import AuditLine

Subject = tuple[str, int]  # a line's kind of subject, and its id


@dataclass(frozen=True)
class About:
    """Whose it is, of which course (None: nobody, none), what it is called; ``party``: for those who may see that."""

    person_id: int | None = None
    course_id: int | None = None
    words: str = ""
    party: bool = False


def subjects(db: Session, lines: Iterable[AuditLine]) -> dict[Subject, About]:
    """Return what the subjects of these lines are, by kind and id; one that is gone is left out."""
    wanted: dict[str, set[int]] = {}
    for line in lines:
        if line.subject_id is not None:
            wanted.setdefault(line.subject_kind, set()).add(line.subject_id)
    found: dict[Subject, About] = {("course", number): About(course_id=number) for number in wanted.get("course", ())}
    completion, attempt, inquiry = learning.tables.Completion, assessment.tables.Attempt, messages.tables.Inquiry
    for row in _rows(db, completion, wanted.get("completion")):
        found["completion", row.id] = About(row.person_id, row.course_id)
    for row in _rows(db, attempt, wanted.get("attempt")):
        found["attempt", row.id] = About(row.person_id, row.course_id)
    for row in _rows(db, inquiry, wanted.get("inquiry")):
        found["inquiry", row.id] = About(row.person_id, row.course_id, row.about)
    for row in _rows(db, organisation.tables.ImportRun, wanted.get("import")):
        found["import", row.id] = About(words=row.file_name)
    for row in _rows(db, courses.tables.Release, wanted.get("release")):
        found["release", row.id] = About(course_id=row.course_id, words=row.title)
    rules = _rows(db, training.Rule, wanted.get("rule"))
    whom = {row.id: training.Whom.model_validate(row.whom) for row in rules}
    named = {unit for one in whom.values() for unit in one.subtree}
    partys = organisation.units_of_tree(db, organisation.Tree.PARTY, named)
    for row in rules:
        secret = whom[row.id].party_member or not partys.isdisjoint(whom[row.id].subtree)
        found["rule", row.id] = About(course_id=row.course_id, words=row.title, party=secret)
    return found


def _rows(db: Session, table: Any, ids: set[int] | None) -> list[Any]:
    return list(db.exec(select(table).where(col(table.id).in_(ids))).all()) if ids else []
