"""The rules that content is checked against, each with its reason and an example: the page for authors, as data.

F files and YAML, C a course, L a lesson, Q a question, Z a quiz, G the glossary. Number 012 is in each family the
misspelt key.
"""

from models.courses.findings import Rule, Severity
from models.courses.rules import course, files, glossary, lesson, question, quiz, values
from models.courses.rules.course import *  # noqa: F403
from models.courses.rules.files import *  # noqa: F403
from models.courses.rules.glossary import *  # noqa: F403
from models.courses.rules.lesson import *  # noqa: F403
from models.courses.rules.question import *  # noqa: F403
from models.courses.rules.quiz import *  # noqa: F403
from models.courses.rules.values import *  # noqa: F403

RULES: dict[str, Rule] = {
    rule.id: rule
    for family in (files, values, course, lesson, question, quiz, glossary)
    for rule in vars(family).values()
    if isinstance(rule, Rule)
}

__all__ = ["RULES", "Rule", "Severity"]
