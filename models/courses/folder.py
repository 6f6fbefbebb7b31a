"""Reads one course folder whole: what can be shown of it, and everything that is wrong with it."""

import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models import text
from models.courses import files, rules
from models.courses.course_file import read_completion, read_course_file
from models.courses.fields import Fields, valid_name
from models.courses.files import FoundFile
from models.courses.findings import Finding, Notes, Place, Rule, Written
from models.courses.known import Known, Surroundings
from models.courses.lesson_file import read_lesson, read_translation
from models.courses.links import LinkCheck, check_pictures
from models.courses.listing import readable
from models.courses.nodes import Node, Scalar, read_nodes
from models.courses.question_file import read_bank
from models.courses.questions.base import Question
from models.courses.questions.rubric import rules as rubric_rules
from models.courses.questions.rubric.reading import read_rubric
from models.courses.quiz_file import read_quiz
from models.courses.schema import Check, Course, Lesson, MediaFile, Part, Quiz, units


@dataclass(frozen=True)
class Draft:
    """A course folder as read: ``course`` is what can be shown of it, None where nothing can.

    ``places`` says where things stand that may be found wrong only in the light of other courses or releases.
    """

    slug: str
    course: Course | None
    findings: tuple[Finding, ...]
    places: dict[str, Place]
    media: tuple[FoundFile, ...] = ()

    @property
    def errors(self) -> int:
        """How many errors were found."""
        return sum(finding.is_error for finding in self.findings)


@dataclass
class _Reader:
    slug: str
    shown: str
    known: Known
    written: list[Written] | None  # for the deeper checks; None where there are to be none
    found: list[Finding] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)

    def notes(self, path: str, item: str, unknown_key: Rule) -> Notes:
        notes = Notes(f"{self.shown}/{path}", item, unknown_key=unknown_key, found=self.found)
        notes.written, notes.places = self.written, self.places
        return notes

    def content(self, file: FoundFile) -> str | None:
        content, problems = files.read_text(file, self.shown)
        self.found.extend(problems)
        return content

    def nodes(self, file: FoundFile, notes: Notes) -> Node | None:
        content = self.content(file)
        return None if content is None else read_nodes(content, notes)

    @property
    def held(self) -> frozenset[str]:
        return frozenset(finding.holds for finding in self.found if finding.is_error)


def read_folder(root: Path, slug: str, shown: str, around: Surroundings, *, deep: bool = True) -> Draft:
    """Read and check a course folder; nothing that stands in it raises an error.

    ``shown`` is the folder's path in findings. Without ``deep`` the checks that parse every lesson are left out
    (links, pictures, raw HTML), so that a whole library can be served seconds after its first start.
    """
    listed, problems = files.scan(root, shown)
    reader = _Reader(slug, shown, Known(around), [] if deep else None, list(problems))
    by_folder: dict[str, list[FoundFile]] = {}
    for file in listed:
        by_folder.setdefault(file.path.partition("/")[0] if "/" in file.path else "", []).append(file)
    lesson_files = [file for file in by_folder.get("lessons", ()) if _is(file, "lessons", ".md")]
    reader.known.lessons = frozenset(_stem(file) for file in lesson_files if not _is_translation(file))

    values, completion = _course_values(reader, by_folder.get("", []))
    named = completion.values.get("quiz") if completion is not None else None
    reader.known.completing = named.text.strip() if isinstance(named, Scalar) else None
    if not valid_name(slug):
        name_notes = reader.notes("course.yaml", "course", rules.C012)
        name_notes.add(rules.F021, 1, name=slug[:60], remedy=text.slug(slug) or "an-toan-thong-tin")
    rubric_files = [file for file in by_folder.get("rubrics", ()) if _is(file, "rubrics", ".yaml")]
    _rubrics(reader, rubric_files)
    reader.known.media = {file.path: file for file in by_folder.get("media", ())}
    lessons = _lessons(reader, lesson_files)
    bank = _bank(reader, [file for file in by_folder.get("questions", ()) if _is(file, "questions", ".yaml")])
    media = _media(reader, by_folder.get("media", []))
    if deep:
        _check_deeply(reader, listed, lessons)
    held = reader.held
    lessons = tuple(_without(lesson, held) for lesson in lessons if f"lesson:{lesson.name}" not in held)
    bank = _without_held(bank, held)
    for file in rubric_files:
        if file.path not in reader.known.used and reader.known.rubrics.get(file.path) is not None:
            reader.notes(file.path, f"rubric:{_stem(file)}", rules.Q012).add(rubric_rules.Q058, 1)
    quizzes = _quizzes(reader, [file for file in by_folder.get("quizzes", ()) if _is(file, "quizzes", ".yaml")], bank)
    _unused(reader, listed)
    if completion is not None:
        values["completion"] = read_completion(completion, reader.known.lessons, [quiz.name for quiz in quizzes])
        if set(values["completion"].lessons or ()) - {lesson.name for lesson in lessons}:
            values = {}
    if values and not lessons:
        reader.notes("course.yaml", "course", rules.C012).add(rules.C002, 1)
    course = None
    if values and values["title"] is not None and "course" not in reader.held:
        kept = tuple(one for one in media if f"media:{one.path}" not in held)
        course = Course(slug=slug, lessons=lessons, questions=bank, quizzes=quizzes, media=kept, **values)
    return Draft(slug, course, readable(reader.found), reader.places, tuple(by_folder.get("media", ())))


def read_requires(root: Path, slug: str, shown: str, around: Surroundings) -> tuple[str, ...]:
    """Return the courses that a course requires, by its course.yaml alone; none where that cannot be read."""
    listed, _ = files.scan(root, shown)
    values, _ = _course_values(_Reader(slug, shown, Known(around), None), listed)
    return tuple(values.get("requires", ()))


def _stem(file: FoundFile) -> str:
    return posixpath.basename(file.path).removesuffix(".md").removesuffix(".yaml").removesuffix(".en")


def _is(file: FoundFile, folder: str, suffix: str) -> bool:
    return file.path.count("/") == 1 and file.path.startswith(f"{folder}/") and file.path.endswith(suffix)


def _is_translation(file: FoundFile) -> bool:
    return file.path.endswith(".en.md")


def _course_values(reader: _Reader, top: list[FoundFile]) -> tuple[dict[str, Any], Fields | None]:
    notes = reader.notes("course.yaml", "course", rules.C012)
    file = next((file for file in top if file.path == "course.yaml"), None)
    if file is None:
        notes.add(rules.C001, 1)
        return {}, None
    node = reader.nodes(file, notes)
    return ({}, None) if node is None else read_course_file(node, notes, reader.known)


def _named_well(notes: Notes, name: str) -> bool:
    if not valid_name(name):
        notes.add(rules.F021, 1, name=name[:60], remedy=text.slug(name) or "01-mo-dau")
    return valid_name(name)


def _lessons(reader: _Reader, lesson_files: list[FoundFile]) -> tuple[Lesson, ...]:
    lessons: dict[str, Lesson] = {}
    for file in lesson_files:
        name = _stem(file)
        notes = reader.notes(file.path, f"lesson:{name}", rules.L012)
        if _is_translation(file) or not _named_well(notes, name):
            continue
        content = reader.content(file)
        lesson = None if content is None else read_lesson(name, content, notes, reader.known)
        if lesson is not None:
            lessons[name] = lesson
    for file in lesson_files:
        if _is_translation(file):
            notes = reader.notes(file.path, f"translation:{_stem(file)}", rules.L012)
            if _stem(file) not in reader.known.lessons:
                notes.add(rules.L015, 1, expected=f"{_stem(file)}.md")
            elif _stem(file) in lessons and (content := reader.content(file)) is not None:
                lessons[_stem(file)] = read_translation(lessons[_stem(file)], content, notes)
    return tuple(lessons.values())


def _bank(reader: _Reader, bank_files: list[FoundFile]) -> tuple[Question, ...]:
    questions: list[Question] = []
    for file in bank_files:
        notes = reader.notes(file.path, f"questions:{_stem(file)}", rules.Q012)
        content = reader.content(file)
        if content is not None:
            questions.extend(read_bank(content, notes, reader.known))
    return tuple(questions)


def _rubrics(reader: _Reader, rubric_files: list[FoundFile]) -> None:
    for file in rubric_files:
        notes = reader.notes(file.path, f"rubric:{_stem(file)}", rules.Q012)
        node = reader.nodes(file, notes) if _named_well(notes, _stem(file)) else None
        reader.known.rubrics[file.path] = None if node is None else read_rubric(_stem(file), node, notes)


def _without_held(bank: tuple[Question, ...], held: frozenset[str]) -> tuple[Question, ...]:
    """Return the bank without the questions that are kept back; a scenario is kept back as a whole."""
    broken = {
        name
        for name, unit in units(bank).items()
        if f"question:{name}" in held or any(f"question:{question.id}" in held for question in unit)
    }
    return tuple(question for name, unit in units(bank).items() if name not in broken for question in unit)


def _quizzes(reader: _Reader, quiz_files: list[FoundFile], bank: tuple[Question, ...]) -> tuple[Quiz, ...]:
    quizzes: list[Quiz] = []
    for file in quiz_files:
        name = _stem(file)
        notes = reader.notes(file.path, f"quiz:{name}", rules.Z012)
        node = reader.nodes(file, notes) if _named_well(notes, name) else None
        quiz = None if node is None else read_quiz(name, node, notes, reader.known, bank)
        if quiz is not None:
            quizzes.append(quiz)
    return tuple(quizzes)


def _media(reader: _Reader, media_files: list[FoundFile]) -> tuple[MediaFile, ...]:
    media: list[MediaFile] = []
    for file in media_files:
        if file.suffix not in files.MEDIA_TYPES:
            allowed = " ".join(suffix[1:] for suffix in files.MEDIA_TYPES)
            notes = reader.notes(file.path, f"media:{file.path}", rules.C012)
            notes.add(rules.L013, 1, target=file.path, allowed=allowed)
            continue
        data, problems = files.read_bytes(file, reader.shown)
        reader.found.extend(problems)
        if data is not None:
            media.append(MediaFile(path=file.path, hash=files.digest(data), size=len(data)))
    return tuple(media)


def _check_deeply(reader: _Reader, listed: list[FoundFile], lessons: tuple[Lesson, ...]) -> None:
    paths = frozenset(file.path for file in listed)
    check = LinkCheck(reader.shown, paths, {f"lessons/{lesson.name}.md": lesson for lesson in lessons})
    for written in reader.written or ():
        check.check(written)
    reader.found.extend(check.found)
    media = [file for file in listed if file.path.startswith("media/")]
    reader.found.extend(check_pictures(media, reader.shown))


def _without(lesson: Lesson, held: frozenset[str]) -> Lesson:
    """Return the lesson without the questions that are kept back, and without a translation that is."""

    def kept(part: Part) -> bool:
        return not isinstance(part, Check) or f"question:{part.question.id}" not in held

    english = lesson.parts_en if f"translation:{lesson.name}" not in held else None
    return lesson.model_copy(
        update={
            "parts": tuple(part for part in lesson.parts if kept(part)),
            "parts_en": None if english is None else tuple(part for part in english if kept(part)),
        }
    )


def _unused(reader: _Reader, listed: list[FoundFile]) -> None:
    expected = "course.yaml, lessons/*.md, questions/*.yaml, quizzes/*.yaml, rubrics/*.yaml, media/*"
    used = (("lessons", ".md"), ("questions", ".yaml"), ("quizzes", ".yaml"), ("rubrics", ".yaml"))
    for file in listed:
        plain = "/" not in file.path and (
            file.path == "course.yaml" or file.path.upper().startswith(("README", "LICENSE"))
        )
        if plain or file.path.startswith("media/") or any(_is(file, *kind) for kind in used):
            continue
        reader.notes(file.path, "", rules.C012).add(rules.F020, 1, expected=expected)
