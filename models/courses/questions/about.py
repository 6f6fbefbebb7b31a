"""What a question is about: its outcome and lesson, how hard it is, its tags; a scenario says it for its questions."""

from typing import Any

from models.courses import rules
from models.courses.fields import Fields, nearest
from models.courses.known import Known


def read_about(entry: Fields, known: Known) -> dict[str, Any]:
    """Read outcome, lesson, difficulty and tags; an outcome or lesson that the course does not have is noted."""
    outcome = entry.text("outcome", example="nhan-dien-lua-dao")
    if outcome is not None and not known.has_outcome(outcome):
        place = entry.values["outcome"]
        entry.notes.add(rules.Q011, place.line, place.column, id=outcome[:60], near=nearest(outcome, known.outcomes))
    lesson = entry.text("lesson", example="02-thu-lua-dao#dau-hieu")
    if lesson is not None and (name := lesson.partition("#")[0]) not in known.lessons:
        place = entry.values["lesson"]
        entry.notes.add(rules.Q010, place.line, place.column, id=name[:60], near=nearest(name, known.lessons))
    elif lesson is not None and "#" in lesson:
        place = entry.values["lesson"]
        entry.notes.keep(f"[.](../lessons/{lesson.replace('#', '.md#', 1)})", place.line, place.column)
    return {
        "outcome": outcome,
        "lesson": lesson,
        "difficulty": entry.whole("difficulty", 1, 4, example=2),
        "tags": entry.words("tags", example="[mật khẩu]"),
    }
