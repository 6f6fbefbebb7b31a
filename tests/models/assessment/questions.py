"""Questions of each type, written as an author would."""

from decimal import Decimal
from typing import Any

from models.courses import Accents, Option, Scoring, Translated
from models.courses.questions.multiple.question import Multiple
from models.courses.questions.number.question import Number
from models.courses.questions.short.question import Short
from models.courses.questions.single.question import Single
from models.courses.questions.truefalse.question import TrueFalse


def words(text: str) -> Translated:
    """A text in Vietnamese only."""
    return Translated(vi=text)


def option(name: str, *, right: bool = False, feedback: str | None = None) -> Option:
    """An option whose text is its id in words."""
    return Option(id=name, text=words(f"option {name}"), right=right, feedback=words(feedback) if feedback else None)


def single(name: str = "s", **extra: Any) -> Single:
    """Option 'a' of three is right."""
    options = (option("a", right=True, feedback="key-of-a"), option("b", feedback="slip-of-b"), option("c"))
    return Single(id=name, stem=words("Which?"), options=options, **extra)


def multiple(right: int = 2, wrong: int = 2, scoring: Scoring = Scoring.RIGHT_MINUS_WRONG, **extra: Any) -> Multiple:
    """Options r1, r2 … are right, w1, w2 … wrong."""
    options = [option(f"r{n}", right=True) for n in range(1, right + 1)]
    options += [option(f"w{n}") for n in range(1, wrong + 1)]
    return Multiple(
        id=extra.pop("id", "m"), stem=words("Which ones?"), options=tuple(options), scoring=scoring, **extra
    )


def truefalse(answer: bool = True, **extra: Any) -> TrueFalse:
    """A sentence that is true or false."""
    return TrueFalse(id=extra.pop("id", "t"), stem=words("It is."), answer=answer, **extra)


def short(*answers: str, strict: bool = False, **extra: Any) -> Short:
    """A short answer."""
    accents = Accents.STRICT if strict else Accents.IGNORED
    return Short(id=extra.pop("id", "w"), stem=words("Name it."), answers=answers, accents=accents, **extra)


def number(answer: str, tolerance: str = "0", unit: str | None = None, **extra: Any) -> Number:
    """A number."""
    name = extra.pop("id", "n")
    return Number(
        id=name, stem=words("How many?"), answer=Decimal(answer), tolerance=Decimal(tolerance), unit=unit, **extra
    )
