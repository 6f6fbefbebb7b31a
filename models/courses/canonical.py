"""The canonical form of a course, lesson, quiz or question, its hash (the version), and the ids of options.

Canonical is the JSON of the typed value: NFC, defaults filled in, keys sorted. Key order, comments and the way a
text was quoted are gone by then, so they change no version.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, TypeAdapter

from models.courses import rules
from models.courses.findings import Finding, Place
from models.courses.questions.base import Piece, Question
from models.courses.questions.kinds import AnyQuestion
from models.courses.schema import Check, Course, Lesson, Part

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_QUESTION: TypeAdapter[Question] = TypeAdapter(AnyQuestion)


def canonical(value: BaseModel) -> str:
    """Return the canonical JSON of a course, lesson, quiz or question."""
    return _written(value.model_dump(mode="json"))


def canonical_parts(course: Course) -> tuple[str, list[str]]:
    """Return the canonical JSON of a course, and those of all its questions, dumped together."""
    data = course.model_dump(mode="json")
    checks = (part["question"] for lesson in data["lessons"] for part in lesson["parts"] if part["kind"] == "question")
    bank = [_written(question) for question in data["questions"]]
    values = {key: _written(value) for key, value in data.items() if key != "questions"}
    values["questions"] = f"[{','.join(bank)}]"  # half of a course, written once
    whole = ",".join(f'"{key}":{values[key]}' for key in sorted(values))
    return f"{{{whole}}}", [*bank, *(_written(question) for question in checks)]


def _written(data: Any) -> str:
    return _WRITER.encode(data)


def version(value: BaseModel) -> str:
    """Return the version of a course, lesson, quiz or question: the SHA-256 of its canonical JSON, hexadecimal."""
    return text_version(canonical(value))


def text_version(canonical_text: str) -> str:
    """Return the SHA-256 of a canonical text, hexadecimal."""
    return sha256(canonical_text.encode()).hexdigest()


def course_from(canonical_text: str) -> Course:
    """Return the course that a canonical text stands for; keys of a newer version are passed over."""
    return Course.model_validate_json(canonical_text)


def question_from(canonical_text: str) -> Question:
    """Return the question that a canonical text stands for."""
    return _QUESTION.validate_json(canonical_text)


def with_option_ids(
    course: Course, previous: Course | None, places: Mapping[str, Place] | None = None
) -> tuple[Course, tuple[Finding, ...]]:
    """Return the course with an id on every option, kept from the previous release where it is the same option.

    An option is the same by its text, or, where nothing but texts changed, by its place. Where neither is clear the
    question is named in a finding (at ``places['question/number']``) that asks the author for an id.
    """
    found: list[Finding] = []

    def filled(question: Question) -> Question:
        made: dict[str, tuple[Piece, ...]] = {}
        for field in question.pieces:
            made[field], unclear = _pieces(question, field, _earlier(question, field, previous))
            for number, old in unclear:
                place = (places or {}).get(f"{question.id}/{number}", Place(f"courses/{course.slug}"))
                values = (("old", old.text.vi), ("id", old.id), ("other", _fresh(question.id, "?", set())))
                found.append(Finding(place, rules.Q017, values, f"question:{question.id}"))
        return question.model_copy(update=made) if made else question

    def filled_part(part: Part) -> Part:
        return part.model_copy(update={"question": filled(part.question)}) if isinstance(part, Check) else part

    def filled_lesson(lesson: Lesson) -> Lesson:
        parts = tuple(filled_part(part) for part in lesson.parts)
        checks = {part.question.id: part for part in parts if isinstance(part, Check)}
        english = lesson.parts_en and tuple(
            checks[part.question.id] if isinstance(part, Check) else part for part in lesson.parts_en
        )
        return lesson.model_copy(update={"parts": parts, "parts_en": english})

    lessons = tuple(filled_lesson(lesson) for lesson in course.lessons)
    questions = tuple(filled(question) for question in course.questions)
    return course.model_copy(update={"lessons": lessons, "questions": questions}), tuple(found)


def _earlier(question: Question, field: str, previous: Course | None) -> tuple[Piece, ...]:
    for name in (question.id, *question.formerly):
        before = previous.question(name) if previous is not None else None
        if before is not None and field in before.pieces:
            return _of(before, field)
    return ()


def _of(question: Question, field: str) -> tuple[Piece, ...]:
    found: tuple[Piece, ...] = getattr(question, field)
    return found


def _pieces(
    question: Question, field: str, earlier: tuple[Piece, ...]
) -> tuple[tuple[Piece, ...], list[tuple[int, Piece]]]:
    pieces = _of(question, field)
    ids = [piece.id for piece in pieces]
    left = {piece.id: piece for piece in earlier if piece.id not in ids}
    by_text = {piece.text.vi: piece.id for piece in left.values()}
    for number, piece in enumerate(pieces):
        if not ids[number] and piece.text.vi in by_text:
            ids[number] = by_text.pop(piece.text.vi)
            del left[ids[number]]
    in_place = len(earlier) == len(ids) and all(
        not given or given == option.id for given, option in zip(ids, earlier, strict=True)
    )
    unclear: list[tuple[int, Piece]] = []
    for number, piece in enumerate(pieces):
        if ids[number] or not left:
            continue
        if in_place and earlier[number].id in left and earlier[number].role() == piece.role():
            ids[number] = earlier[number].id
        else:
            unclear.append((number, next(iter(left.values()))))
    taken = {*ids, *(piece.id for piece in earlier)}
    for number, piece in enumerate(pieces):
        if not ids[number]:
            ids[number] = _fresh(question.id, piece.text.vi, taken)
            taken.add(ids[number])
    return tuple(
        piece if piece.id == name else piece.model_copy(update={"id": name})
        for name, piece in zip(ids, pieces, strict=True)
    ), unclear


def _fresh(question_id: str, said: str, taken: set[str]) -> str:
    """Return an id made from the option's own words, so that a text that comes back later is no other option."""
    salt = 0
    while (name := sha256(f"{question_id}\n{said}\n{salt}".encode()).hexdigest()[:8]) in taken:
        salt += 1
    return name
