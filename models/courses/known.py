"""What a course may refer to: other courses, laws, frameworks; and, while it is read, its own outcomes and ids."""

from dataclasses import dataclass, field
from pathlib import Path

from models.courses import files, rules
from models.courses.fields import Fields
from models.courses.findings import Finding, Notes
from models.courses.nodes import Mapping, Scalar, Sequence, read_nodes


@dataclass(frozen=True)
class Surroundings:
    """The content around a course. What is None (no such file or folder) is not checked against."""

    courses: frozenset[str] | None = None
    laws: frozenset[str] | None = None
    replaced: tuple[tuple[str, str], ...] = ()
    frameworks: tuple[tuple[str, frozenset[str]], ...] | None = None

    def framework(self, name: str) -> frozenset[str] | None:
        """Return the ids of a framework, None when there is no such framework."""
        return dict(self.frameworks or ()).get(name)


@dataclass
class Known:
    """What is known of a course while its files are read, in the order course.yaml, lessons, questions, quizzes.

    ``outcomes_read`` is False while course.yaml cannot be read: then nothing that names an outcome is at fault.
    """

    around: Surroundings
    outcomes: frozenset[str] = frozenset()
    outcomes_read: bool = False
    lessons: frozenset[str] = frozenset()
    ids: dict[str, str] = field(default_factory=dict)

    def has_outcome(self, outcome_id: str) -> bool:
        """Return whether an outcome may be named."""
        return not self.outcomes_read or outcome_id in self.outcomes

    def claim(self, question_id: str, place: str) -> str | None:
        """Take an id for a question; return where it was already taken, None when it was free."""
        if question_id in self.ids:
            return self.ids[question_id]
        self.ids[question_id] = place
        return None


def read_surroundings(content: Path, courses: frozenset[str]) -> tuple[Surroundings, list[Finding]]:
    """Read laws.yaml and frameworks/*.yaml of a content folder."""
    found: list[Finding] = []
    laws, replaced = _laws(content, found)
    return Surroundings(courses, laws, tuple(sorted(replaced.items())), _frameworks(content, found)), found


def _read(path: Path, name: str, found: list[Finding]) -> tuple[Mapping | Sequence | Scalar | None, Notes]:
    notes = Notes(name, "", unknown_key=rules.C012, found=found)
    content, problems = files.read_text(files.FoundFile(name, str(path), 0, 0), "")
    found.extend(Finding(problem.place, problem.rule, problem.values) for problem in problems)
    return (None if content is None else read_nodes(content, notes)), notes


def _laws(content: Path, found: list[Finding]) -> tuple[frozenset[str] | None, dict[str, str]]:
    path = content / "laws.yaml"
    if not path.is_file():
        return None, {}
    node, notes = _read(path, "laws.yaml", found)
    numbers: set[str] = set()
    replaced: dict[str, str] = {}
    for item in node.items if isinstance(node, Sequence) else ():
        entry = Fields(item, notes, example="number: 116/2025/QH15")
        number = entry.text("number", example="116/2025/QH15", needed=True)
        if number is not None:
            numbers.add(number)
            replaced.update(dict.fromkeys(entry.words("supersedes", example="[24/2018/QH14]"), number))
    return frozenset(numbers), replaced


def _frameworks(content: Path, found: list[Finding]) -> tuple[tuple[str, frozenset[str]], ...] | None:
    folder = content / "frameworks"
    if not folder.is_dir():
        return None
    frameworks = []
    for path in sorted(folder.glob("*.yaml")):
        node, notes = _read(path, f"frameworks/{path.name}", found)
        items = Fields(node, notes, example="items: …").items("items", example="[{id: …}]") if node else []
        ids = (Fields(item, notes, example="id: …").text("id", example="task-1", needed=True) for item in items)
        frameworks.append((path.name.removesuffix(".yaml"), frozenset(one for one in ids if one is not None)))
    return tuple(frameworks)
