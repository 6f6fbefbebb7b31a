"""Reads course.yaml: everything about a course but its lessons, questions and quizzes."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.courses import rules
from models.courses.fields import Fields, nearest, short
from models.courses.findings import Notes
from models.courses.known import Known
from models.courses.nodes import Mapping, Node, Scalar, Sequence
from models.courses.schema import Completion, Outcome, Status


class Audience(StrEnum):
    """Categories of people (DOMAIN: cán bộ, công chức, viên chức and the others)."""

    CANBO = "canbo"
    CONGCHUC = "congchuc"
    VIENCHUC = "vienchuc"
    HOPDONG = "hopdong"
    KHONGCHUYENTRACH = "khongchuyentrach"


def read_course_file(node: Node, notes: Notes, known: Known) -> tuple[dict[str, Any], Fields | None]:
    """Return course.yaml's values by the names of `Course`, and the fields of ``completion`` to be checked later.

    The outcomes become known, so that lessons, questions and quizzes can be checked against them.
    """
    entry = Fields(node, notes, example="title: An toàn thông tin cơ bản")
    values: dict[str, Any] = {
        "title": entry.translated("title", example="An toàn thông tin cơ bản", needed=True),
        "summary": entry.translated("summary", example="Nhận ra, tránh và báo cáo các rủi ro thường gặp."),
        "status": entry.choice("status", Status, Status.DRAFT),
        "edition": entry.whole("edition", 1, 9999, example=2, default=1),
        "renew_by": _renew_by(entry),
        "framework": entry.text("framework", example="tt02-2025"),
        "test_out": entry.boolean("test_out", False),
        "valid_for": entry.duration("valid_for"),
        "hours": entry.number("hours", low=Decimal(0), example="2"),
        "authors": entry.words("authors", example="[Ban biên soạn]"),
        "formerly": entry.words("formerly", example="[ten-cu]"),
    }
    if (key := entry.keys.get("requires")) is not None:
        notes.mark("requires", key.line, key.column)
    requires = entry.scalars("requires", example="[an-toan-thong-tin]")
    serves = entry.scalars("serves", example="[task-5]")
    sources = entry.scalars("sources", example="[116/2025/QH15]")
    audience = entry.scalars("audience", example="[canbo, congchuc, vienchuc]")
    for group in audience:
        if group.text not in Audience._value2member_map_:
            choices = ", ".join(Audience)
            notes.add(rules.F017, group.line, group.column, key="audience", value=group.text[:60], choices=choices)
    _check_references(entry, requires, serves, sources, known)
    values |= {"requires": _texts(requires), "serves": _texts(serves), "sources": _texts(sources)}
    values |= {"audience": _texts(audience), "outcomes": _outcomes(entry, values["framework"], known)}
    completion = entry.node("completion")
    if values["test_out"] and not (isinstance(completion, Mapping) and "quiz" in completion.values):
        place = entry.keys["test_out"]
        notes.add(rules.C013, place.line, place.column)
    entry.finish()
    if completion is None:
        values["completion"] = Completion()
        return values, None
    return values, Fields(completion, notes, example="quiz: cuoi-khoa")


def read_completion(entry: Fields, lessons: Iterable[str], quizzes: Iterable[str]) -> Completion:
    """Return what completes the course, checked against the lessons written and the quizzes that can be shown."""
    notes, names, tests = entry.notes, frozenset(lessons), frozenset(quizzes)
    value = entry.values.get("lessons")
    required: tuple[str, ...] | None = None
    if isinstance(value, Scalar) and value.text == "all":
        entry.asked.add("lessons")
    elif value is not None:
        listed = entry.scalars("lessons", example="all")
        required = _texts(listed)
        for name in listed:
            if name.text not in names:
                notes.add(rules.C010, name.line, name.column, id=name.text[:60], near=nearest(name.text, names))
    quiz = entry.text("quiz", example="cuoi-khoa")
    if quiz is not None and quiz not in tests:
        place = entry.values["quiz"]
        notes.add(rules.C003, place.line, place.column, id=quiz[:60], known=", ".join(sorted(tests)) or "–")
    entry.finish()
    return Completion(lessons=required, quiz=quiz)


def _texts(scalars: tuple[Scalar, ...]) -> tuple[str, ...]:
    return tuple(scalar.text for scalar in scalars)


def _renew_by(entry: Fields) -> Any:
    value = entry.node("renews")
    if value is None or (isinstance(value, Scalar) and value.text in ("false", "False")):
        return None
    if isinstance(value, Mapping):
        inner = Fields(value, entry.notes, example="by: 2027-03-31")
        day = inner.date("by")
        inner.missing("by", "by: 2027-03-31")
        inner.finish()
        return day
    entry.notes.add(rules.F040, value.line, value.column, key="renews", value=short(value))
    return None


def _outcomes(entry: Fields, framework: str | None, known: Known) -> tuple[Outcome, ...]:
    notes = entry.notes
    ids = known.around.framework(framework) if framework else None
    if framework and ids is None and known.around.frameworks is not None:
        place = entry.values["framework"]
        near = nearest(framework, tuple(dict(known.around.frameworks)))
        notes.add(rules.C009, place.line, place.column, id=framework[:60], near=near)
    outcomes: dict[str, Outcome] = {}
    for node in entry.items("outcomes", example="[{id: nhan-dien-lua-dao, text: …}]"):
        fields = Fields(node, notes, example="id: nhan-dien-lua-dao")
        name = fields.name("id", example="nhan-dien-lua-dao", needed=True)
        said = fields.translated("text", example="Chỉ ra được ba dấu hiệu của một thư lừa đảo", needed=True)
        competence = fields.text("competence", example='"4.1"')
        level = fields.whole("level", 1, 8, example=3)
        fields.finish()
        if competence is not None:
            place = fields.values["competence"]
            if framework is None:
                notes.add(rules.C011, place.line, place.column)
            elif ids is not None and competence not in ids:
                near = nearest(competence, ids)
                notes.add(rules.C008, place.line, place.column, id=competence[:60], near=near)
        if name is not None and name in outcomes:
            place = fields.values["id"]
            notes.add(rules.F041, place.line, place.column, id=name, first=notes.path)
        elif name is not None and said is not None:
            outcomes[name] = Outcome(id=name, text=said, competence=competence, level=level)
    # an outcome that is itself broken is still known: whatever names it is not at fault
    known.outcomes = frozenset(outcomes) | frozenset(_written_ids(entry.values.get("outcomes")))
    known.outcomes_read = True
    return tuple(outcomes.values())


def _written_ids(node: Node | None) -> Iterable[str]:
    for item in node.items if isinstance(node, Sequence) else ():
        value = item.values.get("id") if isinstance(item, Mapping) else None
        if isinstance(value, Scalar):
            yield value.text


def _check_references(
    entry: Fields,
    requires: tuple[Scalar, ...],
    serves: tuple[Scalar, ...],
    sources: tuple[Scalar, ...],
    known: Known,
) -> None:
    notes, around = entry.notes, known.around
    replaced = dict(around.replaced)
    for course in requires:
        if around.courses is not None and course.text not in around.courses:
            near = nearest(course.text, around.courses)
            notes.add(rules.C004, course.line, course.column, id=course.text[:60], near=near)
    for task in serves:
        if around.frameworks is not None:
            every = frozenset().union(*(ids for _, ids in around.frameworks))
            if task.text not in every:
                near = nearest(task.text, every)
                notes.add(rules.C008, task.line, task.column, id=task.text[:60], near=near)
    for law in sources:
        if law.text in replaced:
            notes.add(rules.C007, law.line, law.column, id=law.text[:60], by=replaced[law.text])
        elif around.laws is not None and law.text not in around.laws:
            notes.add(rules.C006, law.line, law.column, id=law.text[:60], near=nearest(law.text, around.laws))
