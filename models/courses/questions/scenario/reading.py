"""Reads a scenario into its questions, each an ordinary question of the bank that carries the shared text."""

from collections.abc import Callable, Iterable
from typing import Any

from models.courses import rules
from models.courses.fields import Fields
from models.courses.findings import Notes
from models.courses.known import Known
from models.courses.nodes import Mapping, Node, Scalar
from models.courses.questions.about import read_about
from models.courses.questions.base import Question, Scenario
from models.courses.questions.choosing import place_of, written_text
from models.courses.questions.scenario.rules import Q060, Q061

NAME = "scenario"
_SHARED = ("outcome", "lesson", "difficulty", "tags")  # what holds for each question that does not say its own

ReadQuestion = Callable[[Node, Notes, Known], Question | None]
Written = Callable[[Question], dict[str, Any]]


def is_scenario(node: Node) -> bool:
    """Return whether an entry of the bank is a scenario."""
    kind = node.values.get("type") if isinstance(node, Mapping) else None
    return isinstance(kind, Scalar) and kind.text.strip() == NAME


def read_scenario(node: Node, notes: Notes, known: Known, read: ReadQuestion) -> list[Question]:
    """Return the questions of a scenario; none where anything in it is wrong, since it is asked whole."""
    entry = Fields(node, notes.part("question:?", rules.Q012), example="id: tinh-huong-mot-cua")
    mine = entry.notes
    name = entry.name("id", example="tinh-huong-mot-cua", needed=True)
    if name is not None:
        mine.item, entry.where = f"question:{name}", name
        if (first := known.claim(name, f"{mine.path}:{entry.line}")) is not None:
            place = entry.values["id"]
            mine.add(rules.F041, place.line, place.column, id=name, first=first)
    entry.text("type", example=NAME)
    shared = entry.translated("text", example="Sáng thứ hai, bộ phận một cửa nhận được…", needed=True)
    given = read_about(entry, known)
    nodes = entry.items("questions", example="[{id: viec-dau-tien, type: single, …}, …]")
    entry.missing("questions", "questions: [{id: viec-dau-tien, type: single, …}, …]")
    found: list[Question | None] = []
    for one in nodes:
        if is_scenario(one):
            mine.add(Q060, one.line, one.column)
        else:
            found.append(read(one, notes, known))
    if "questions" in entry.values and len(nodes) < 2:
        mine.add(Q061, *place_of(entry, "questions"))
    entry.finish()
    whole = [question for question in found if question is not None]
    if mine.errors or len(whole) < len(nodes) or name is None or shared is None:
        return []
    about = Scenario(id=name, text=shared)
    return [_within(question, about, given) for question in whole]


def _within(question: Question, about: Scenario, given: dict[str, Any]) -> Question:
    missing = {key: value for key, value in given.items() if not getattr(question, key)}
    return question.model_copy(update={**missing, "scenario": about})


def written_scenario(questions: Iterable[Question], written: Written) -> dict[str, Any]:
    """Return a scenario as an author writes it; what all of its questions have in common is said once."""
    listed = list(questions)
    about = listed[0].scenario
    assert about is not None
    told = [written(question) for question in listed]
    common = {
        key: told[0][key] for key in _SHARED if key in told[0] and all(one.get(key) == told[0][key] for one in told)
    }
    inner = [{key: value for key, value in one.items() if key not in common} for one in told]
    return {"id": about.id, "type": NAME, "text": written_text(about.text), **common, "questions": inner}
