"""The rules that content is checked against, each with its reason and an example: the page for authors, as data.

F files and YAML, C a course, L a lesson, Q a question, Z a quiz, G the glossary, P a
learning path. Number 012 is in each family the
misspelt key. Rules of one type of question stand in its folder, `models/courses/questions/`.
"""

from importlib import import_module
from pathlib import Path

from models.courses.findings import Rule, Severity
from models.courses.rules import course, files, glossary, lesson, path, question, quiz, values
from models.courses.rules.course import *  # noqa: F403
from models.courses.rules.files import *  # noqa: F403
from models.courses.rules.glossary import *  # noqa: F403
from models.courses.rules.lesson import *  # noqa: F403
from models.courses.rules.path import *  # noqa: F403
from models.courses.rules.question import *  # noqa: F403
from models.courses.rules.quiz import *  # noqa: F403
from models.courses.rules.values import *  # noqa: F403

_TYPES = sorted(path.parent.name for path in (Path(__file__).parent.parent / "questions").glob("*/rules.py"))
_OF_TYPES = [import_module(f"models.courses.questions.{name}.rules") for name in _TYPES]

RULES: dict[str, Rule] = {
    rule.id: rule
    for family in (files, values, course, lesson, question, quiz, glossary, path, *_OF_TYPES)
    for rule in vars(family).values()
    if isinstance(rule, Rule)
}

__all__ = ["RULES", "Rule", "Severity"]
