"""A rubric as values: criteria, each with levels. Nothing but values stands below it, so any reader may know it."""

from decimal import Decimal

from models.courses.values import Frozen, Translated


class Level(Frozen):
    """How well a criterion can be met, and how many points that is."""

    points: Decimal
    text: Translated


class Criterion(Frozen):
    """One thing that is looked at, and its levels in the author's order."""

    text: Translated
    levels: tuple[Level, ...]

    @property
    def most(self) -> Decimal:
        """The points of its best level."""
        return max(level.points for level in self.levels)


class Rubric(Frozen):
    """By what an answer is judged; ``name`` is its file's."""

    name: str
    title: Translated
    criteria: tuple[Criterion, ...]

    @property
    def most(self) -> Decimal:
        """All points together."""
        return sum((criterion.most for criterion in self.criteria), Decimal(0))
