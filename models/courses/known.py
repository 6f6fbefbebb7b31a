"""What a course may refer to: other courses, laws, frameworks; and, while it is read, its own outcomes and ids."""

from dataclasses import dataclass, field

from models.courses.files import FoundFile
from models.courses.rubrics import Rubric


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
    ``completing``: the quiz that course.yaml names for completion. ``rubrics``: those of the course by their path, None
    for one that has errors; ``used`` are paths that a question names. ``media``: its files by their path from the
    course folder.
    """

    around: Surroundings
    outcomes: frozenset[str] = frozenset()
    outcomes_read: bool = False
    lessons: frozenset[str] = frozenset()
    ids: dict[str, str] = field(default_factory=dict)
    completing: str | None = None
    rubrics: dict[str, Rubric | None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    media: dict[str, FoundFile] = field(default_factory=dict)

    def has_outcome(self, outcome_id: str) -> bool:
        """Return whether an outcome may be named."""
        return not self.outcomes_read or outcome_id in self.outcomes

    def claim(self, question_id: str, place: str) -> str | None:
        """Take an id for a question; return where it was already taken, None when it was free."""
        if question_id in self.ids:
            return self.ids[question_id]
        self.ids[question_id] = place
        return None
