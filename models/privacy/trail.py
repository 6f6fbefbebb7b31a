"""What lines of the audit trail are about, beyond people and units: a completion of whom, which rule, which list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, bindparam, cast, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import assessment, courses, database, learning, messages, organisation, training
from models.audit import AuditLine
from models.seconding import PreparedAct

Subject = tuple[str, int]  # a line's kind of subject, and its id


@dataclass(frozen=True)
class About:
    """Whose it is, of which course (None: nobody, none), what it is called; ``party``: for those who may see that."""

    person_id: int | None = None
    course_id: int | None = None
    words: str = ""
    party: bool = False


def _columns(table: Any, *names: Any) -> Any:
    """Return the question for the id and some columns of rows, each named as `About` names it."""
    return columns(table.id, *names).where(col(table.id).in_(bindparam("ids", expanding=True)))


_COMPLETION, _ATTEMPT, _INQUIRY = learning.tables.Completion, assessment.tables.Attempt, messages.tables.Inquiry
_IMPORT, _RELEASE = organisation.tables.ImportRun, courses.tables.Release
_READ = {
    "completion": _columns(_COMPLETION, _COMPLETION.person_id, _COMPLETION.course_id),
    "attempt": _columns(_ATTEMPT, _ATTEMPT.person_id, _ATTEMPT.course_id),
    "inquiry": _columns(_INQUIRY, _INQUIRY.person_id, _INQUIRY.course_id, col(_INQUIRY.about).label("words")),
    "import": _columns(_IMPORT, col(_IMPORT.file_name).label("words")),
    "prepared": _columns(PreparedAct, PreparedAct.party),  # of the Party's, even how many they are tells something
    "release": _columns(_RELEASE, _RELEASE.course_id, col(_RELEASE.title).label("words")),
}


def subjects(db: Session, lines: Collection[AuditLine]) -> dict[Subject, About]:
    """Return what the subjects of these lines are, by kind and id; one that is gone is left out."""
    wanted: dict[str, set[int]] = {}
    for line in lines:
        if line.subject_id is not None:
            wanted.setdefault(line.subject_kind, set()).add(line.subject_id)
    found: dict[Subject, About] = {("course", number): About(course_id=number) for number in wanted.get("course", ())}
    for kind, read in _READ.items():
        for one in database.rows(db, read, ids=list(wanted[kind])) if kind in wanted else ():
            found[kind, one.id] = About(**{name: value for name, value in one._mapping.items() if name != "id"})
    for line in lines:
        if line.subject_kind == "prepared":  # the line itself tells, once the act is gone
            secret = bool(line.details.get("party", True))
            found.setdefault(("prepared", line.subject_id or 0), About(party=secret))
    ids = wanted.get("rule")
    rules = db.exec(select(training.Rule).where(col(training.Rule.id).in_(ids))).all() if ids else ()
    partys = _partys_rules(db, {rule.id or 0: rule.whom for rule in rules})
    for rule in rules:
        secret = rule.id in partys
        found["rule", rule.id or 0] = About(course_id=rule.course_id, words=rule.title, party=secret)
    return found


def of_the_party(db: Session) -> ColumnElement[bool]:
    """Return the condition of lines that tell of the Party's organisation: its tree, units, rules, prepared acts.

    Where a search is for one person, or for few, even a line that says no more than that it is not shown tells who
    they are: whoever may not see the Party finds none there.
    """
    kind, subject, details = col(AuditLine.subject_kind), col(AuditLine.subject_id), col(AuditLine.details)
    units = select(organisation.Unit.id).where(organisation.Unit.tree == organisation.Tree.PARTY)
    written = select(cast(organisation.Unit.id, String)).where(organisation.Unit.tree == organisation.Tree.PARTY)
    told = details["party"].as_string()  # SQLite gives a number for what is true or false
    rules = _partys_rules(db, dict(db.exec(select(training.Rule.id, training.Rule.whom)).all()))
    return or_(
        details["tree"].as_string() == organisation.Tree.PARTY.value,
        and_(kind == "unit", subject.in_(units)),
        *(details[name].as_string().in_(written) for name in ("unit", "parent", "into")),
        and_(kind == "rule", database.among(subject, rules)),
        and_(kind == "prepared", subject.in_(select(PreparedAct.id).where(col(PreparedAct.party)))),
        and_(kind == "prepared", or_(told.is_(None), told.not_in(("false", "0")))),
    )


def _partys_rules(db: Session, whom: Mapping[int | None, Any]) -> set[int]:
    """Return which rules, by whom they mean, are for members of the Party or for its units."""
    meant = {number or 0: training.Whom.model_validate(one) for number, one in whom.items()}
    named = {unit for one in meant.values() for unit in one.subtree}
    partys = organisation.units_of_tree(db, organisation.Tree.PARTY, named)
    return {number for number, one in meant.items() if one.party_member or not partys.isdisjoint(one.subtree)}
