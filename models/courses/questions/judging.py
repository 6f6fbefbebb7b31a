"""Answers that a person judges by a rubric: what a written answer and a practical task have in common.

The rubric is part of the question, so that an attempt keeps the one it was asked with.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from models.courses.fields import Fields, nearest
from models.courses.questions.base import Answer, Choice, Counts, Mark, MarkedCriterion, Question, of_part
from models.courses.questions.rubric import rules
from models.courses.rubrics import Level, Rubric
from models.courses.values import Translated
from models.rights import DomainError

Levels = Sequence[int | None]  # which level was chosen for each criterion, counted from 0; None: none yet


class Judged(Question):
    """A question whose answers a person judges: worth nothing until then, unless nothing was answered."""

    rubric: Rubric

    def worth(self, given: Answer) -> Mark:
        """Nothing yet: an answer waits, and no answer is worth nothing at once."""
        return Mark(Fraction(0), right=False, answered=given is not None, waits=given is not None)

    def judged(self, levels: Levels, comments: Sequence[str] = (), comment: str = "") -> Mark:
        """Return what an answer is worth by the level that was chosen for each criterion.

        Raises `DomainError` 'marking-invalid' for levels that the rubric does not have, 'marking-incomplete' where
        one is missing.
        """
        self.check_levels(levels)
        if None in levels:
            raise DomainError("marking-incomplete")
        said = [*comments, *[""] * len(levels)]
        told = tuple(
            MarkedCriterion(
                text=criterion.text,
                level=criterion.levels[chosen or 0].text,
                points=Fraction(criterion.levels[chosen or 0].points),
                most=Fraction(criterion.most),
                comment=said[number],
            )
            for number, (criterion, chosen) in enumerate(zip(self.rubric.criteria, levels, strict=True))
        )
        worth = sum((one.points for one in told), Fraction(0)) / Fraction(self.rubric.most)
        return Mark(worth, worth == 1, answered=True, criteria=told, comment=comment)

    def check_levels(self, levels: Levels) -> None:
        """Raise 'marking-invalid' unless there is one entry for each criterion, a level of it or None."""
        criteria = self.rubric.criteria
        fits = isinstance(levels, list | tuple) and len(levels) == len(criteria)
        if not fits or not all(
            one is None or (isinstance(one, int) and not isinstance(one, bool) and 0 <= one < len(criterion.levels))
            for one, criterion in zip(levels, criteria, strict=True)
        ):
            raise DomainError("marking-invalid")

    def counts(self, given: Iterable[tuple[Any, int]]) -> tuple[Counts, ...]:
        """Return for each criterion how often each level was given; ``given`` are levels, not answers."""
        counted: Counter[tuple[int, int]] = Counter()
        for levels, count in given:
            for number, chosen in enumerate(levels if isinstance(levels, list | tuple) else ()):
                counted[number, chosen] += count
        return tuple(
            of_part(
                criterion.text,
                (
                    Choice(_named(level), level.points == criterion.most, counted[number, place])
                    for place, level in enumerate(criterion.levels)
                ),
            )
            for number, criterion in enumerate(self.rubric.criteria)
        )

    def best(self) -> tuple[int, ...]:
        """Return the levels that earn all points."""
        return tuple(
            max(range(len(one.levels)), key=lambda place: one.levels[place].points) for one in self.rubric.criteria
        )

    def written(self) -> dict[str, Any]:
        """Return where the rubric is."""
        return {"rubric": f"rubrics/{self.rubric.name}.yaml"}


def read_rubric_name(entry: Fields) -> Rubric | None:
    """Return the rubric that a question names, with a note where there is none that can be used."""
    written = entry.text("rubric", example="rubrics/phan-tich.yaml", needed=True)
    if written is None:
        return None
    known = {} if entry.known is None else entry.known.rubrics
    found = known.get(written)
    if found is None:
        place = entry.values["rubric"]
        rule = rules.Q051 if written in known else rules.Q050
        entry.notes.add(rule, place.line, place.column, path=written[:80], near=nearest(written, tuple(known)))
    elif entry.known is not None:
        entry.known.used.add(written)
    return found


def _named(level: Level) -> Translated:
    """A level's words with its points."""
    points = format(level.points, "f")
    english = None if level.text.en is None else f"{level.text.en} ({points})"
    return Translated(vi=f"{level.text.vi} ({points.replace('.', ',')})", en=english)
