"""What a unit says beside its figure, for those above it: dated, by whom, about one course or all; never changed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session, col

from models import access, audit, database, organisation, text
from models.rights import Actor, DomainError, Right, Scope, check
from models.training.bounds import units_of
from models.training.coverage import Coverage, Question, coverage, find_part, tree_on
from models.training.held import Held
from models.training.naming_facts import asked_courses, find_course
from models.training.overview import end_of
from models.training.tables import Explanation

LONGEST = 600
_TOLD = ("unit_id", "course_id", "words", "by_id", "recorded_at", "valid", "required")
_SAID = (
    select(*(col(getattr(Explanation, name)) for name in _TOLD))
    .where(col(Explanation.unit_id).in_(bindparam("units", expanding=True)))
    .order_by(col(Explanation.id).desc())
)


@dataclass(frozen=True)
class Said:
    """An explanation as those above read it: ``course`` '' is about all; the figure as it was then."""

    unit: str
    unit_name: str
    course: str
    words: str
    by: str
    at: datetime
    valid: int
    required: int


def explain(
    db: Session, actor: Actor, scope: Scope, held: Held, question: Question, *, words: str, now: datetime
) -> Explanation:
    """Put an explanation beside today's figure of a question's unit and course, in place of the one before.

    ``scope`` is the actor's for Right.ASSIGN. Raises `DomainError`: 'forbidden'; 'outside-scope'; 'not-found' (no such
    unit or course); 'explanation-missing'; 'explanation-long' (``most``).
    """
    check(actor, Right.ASSIGN)
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    asked = Question(text.local_day(now), question.tree, question.unit, question.course)
    node = tree_on(held, asked).by_key(question.unit or "")
    if node is None or node.id not in units_of(db, scope, now=now):
        raise DomainError("outside-scope", unit=question.unit)
    said = text.tidy(words)
    if not said:
        raise DomainError("explanation-missing")
    if len(said) > LONGEST:
        raise DomainError("explanation-long", most=LONGEST)
    total = coverage(held, access.scope_of(actor, Right.SEE_COVERAGE), asked).total
    course = find_course(held.courses, asked.course)
    row = Explanation(
        unit_id=node.id,
        course_id=None if course is None else course.id,
        words=said,
        valid=total.valid,
        required=total.required,
        by_id=actor.person_id,
        recorded_at=now,
    )
    db.add(row)
    db.flush()
    personal = {"words": said}
    audit.record(db, actor, "training.explain", "unit", node.id, now=now, personal=personal, course=row.course_id)
    return row


def explanations(
    db: Session, held: Held, scope: Scope, figure: Coverage, units: Collection[str]
) -> dict[tuple[str, str], Said]:
    """Return the newest explanation of each of some units of a figure, as known then and given by the end of its day,
    by the keys of unit and course.

    Of a figure about some courses those about them and those about all. Whatever lies outside the figure's part is left
    out. Raises `DomainError` as `coverage` does.
    """
    found: dict[tuple[str, str], Said] = {}
    for one in _said(db, held, scope, figure, units):
        found.setdefault((one.unit, one.course), one)
    return found


def explained(db: Session, held: Held, scope: Scope, figure: Coverage, units: Collection[str]) -> dict[str, Said]:
    """Return, by the key of a unit, the newest explanation of each that is about what the figure is about: about its
    course before about all. Raises as `coverage` does.
    """
    found, course = explanations(db, held, scope, figure, units), figure.question.course or ""
    return {unit: said for unit in units if (said := found.get((unit, course)) or found.get((unit, "")))}


def said_before(db: Session, held: Held, scope: Scope, figure: Coverage) -> tuple[Said, ...]:
    """Return everything that the figure's own unit ever said, the newest first. Raises as `coverage` does."""
    unit = () if figure.unit is None else (figure.unit.key,)
    whole = replace(figure, question=replace(figure.question, known_at=None))
    return _said(db, held, scope, whole, unit)


def _said(db: Session, held: Held, scope: Scope, figure: Coverage, units: Collection[str]) -> tuple[Said, ...]:
    question = figure.question
    tree = tree_on(held, question)
    part = find_part(tree, scope, question)
    nodes = {node.id: node for key in units if (node := tree.by_key(key)) is not None and node.id in part.units}
    courses = asked_courses(held.courses, question.course, question.path)
    query = _SAID
    if courses is not None:
        about = col(Explanation.course_id)
        query = query.where(or_(about.in_(courses), about.is_(None)))
    known = end_of(question.on)  # what was said later is about a later figure
    if question.known_at is not None:
        known = min(known, question.known_at)
    query = query.where(col(Explanation.recorded_at) <= known)
    rows = database.rows(db, query, units=list(nodes)) if nodes else ()
    names = organisation.names(db, {row.by_id for row in rows if row.by_id is not None})
    slugs = {one.id: one.slug for one in held.courses}
    return tuple(
        Said(
            unit=nodes[row.unit_id].key,
            unit_name=nodes[row.unit_id].name,
            course=slugs.get(row.course_id or 0, ""),
            words=row.words,
            by=names.get(row.by_id or 0, ""),
            at=row.recorded_at,
            valid=row.valid,
            required=row.required,
        )
        for row in rows
    )
