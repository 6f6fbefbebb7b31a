"""Which questions an attempt asks, in which order, decided by a seed alone.

Orders come from SHA-256 over the seed and the question's id, not from a random generator: the same seed gives the
same attempt in every Python version, and adding a file to the course does not change an attempt that was drawn.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from models.courses import Question, Quiz, Shuffle, unit_pool, units
from models.rights import DomainError
from models.same import Same


@dataclass(frozen=True)
class Drawn:
    """A question that an attempt asks, and the order in which it shows its pieces (ids, group after group)."""

    question: Question
    option_order: tuple[str, ...]


def draw(quiz: Quiz, questions: tuple[Question, ...], seed: int) -> tuple[Drawn, ...]:
    """Return the questions of an attempt from the course's bank, in the order asked.

    Each line of the quiz gives as many questions as it takes, none twice, every eligible one equally likely where
    lines do not overlap; where they do, lines give way to one another as long as all can be filled. The lines' order
    stays (an author's case may lead from easy to hard); within a line the order is random, named questions excepted.
    A scenario is drawn as one question is: whole, its questions side by side in their order. With ``shuffle: all`` the
    order of all of them is random.
    Raises `DomainError` 'quiz-too-small' with the ``quiz``, what was ``wanted`` and what was ``found``.
    """
    by_id, pools = _pools(Same(quiz), Same(questions))
    shuffled = [
        ids if line.is_fixed else _shuffled(ids, seed, f"line {number}")
        for number, (line, ids) in enumerate(zip(quiz.draw, pools, strict=True))
    ]
    seats = [
        number
        for number, line in enumerate(quiz.draw)
        for _ in range(len(line.questions) if line.is_fixed else line.take or 0)
    ]
    taken = _seated(seats, shuffled)
    if len(taken) < len(seats):
        raise DomainError("quiz-too-small", quiz=quiz.name, wanted=len(seats), found=len(taken))
    order = [name for number, ids in enumerate(shuffled) for name in ids if taken.get(name) == number]
    if quiz.shuffle is Shuffle.ALL:
        order = _shuffled(order, seed, "whole quiz")
    return tuple(Drawn(question, option_order(question, seed)) for name in order for question in by_id[name])


@lru_cache(maxsize=256)
def _pools(
    quiz: Same[Quiz], questions: Same[tuple[Question, ...]]
) -> tuple[dict[str, tuple[Question, ...]], list[list[str]]]:
    """Return the units of a bank by id, and which of them each line of a quiz may take: the same at every draw."""
    fixed = {name for line in quiz.it.draw if line.is_fixed for name in line.questions}
    pools = [unit_pool(questions.it, line) for line in quiz.it.draw]
    return units(questions.it), [
        [name for name in pool if line.is_fixed or name not in fixed]
        for line, pool in zip(quiz.it.draw, pools, strict=True)
    ]


def how_many(quiz: Quiz, questions: tuple[Question, ...]) -> int | None:
    """Return how many questions an attempt asks; None where scenarios are drawn, since they differ in length."""
    total = 0
    for line in quiz.draw:
        lengths = [len(unit) for unit in unit_pool(questions, line).values()]
        if not line.is_fixed and max(lengths, default=1) > 1:
            return None
        total += sum(lengths) if line.is_fixed else line.take or 0
    return total


def option_order(question: Question, seed: int) -> tuple[str, ...]:
    """Return the order of a question's pieces, one group after the other, each shuffled by the seed.

    The author's order where ``shuffle`` is off.
    """
    return tuple(
        name
        for group, pieces in question.groups()
        for name in question.arranged(
            group, _shuffled([piece.id for piece in pieces], seed, f"{group} of {question.id}")
        )
    )


def _shuffled(ids: list[str], seed: int, what: str) -> list[str]:
    return sorted(ids, key=lambda name: sha256(f"{seed}/{what}/{name}".encode()).digest())


def _seated(seats: list[int], pools: list[list[str]]) -> dict[str, int]:
    """Give each seat (the number of its line) a question of that line; return question → line, as many as can be.

    Augmenting paths: a seat whose questions are all taken asks another line to give one up and take the next.
    """
    taken: dict[str, int] = {}

    def seat(line: int, asked: frozenset[int]) -> bool:
        for name in pools[line]:
            if name not in taken:
                taken[name] = line
                return True
        for name in pools[line]:
            if taken[name] not in asked and seat(taken[name], asked | {taken[name]}):
                taken[name] = line
                return True
        return False

    for line in seats:
        seat(line, frozenset({line}))
    return taken
