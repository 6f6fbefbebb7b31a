"""What an answer to a question is worth: pure rules, exact fractions, every type in one place.

An answer arrives as JSON: the option's id (single), a list of ids (multiple), true or false, a text (short), a text
or number (number). `parse` lets only those through that a question's own widget could give; `mark` values them.
"""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from models import text
from models.assessment import numerals, wording
from models.courses import Accents, Multiple, Number, Question, Scoring, Short, Single, Translated, TrueFalse
from models.rights import DomainError

Answer = str | int | float | bool | list[str] | None

TEXT_LIMIT = 500  # characters of a short answer
NUMBER_LIMIT = 60  # characters of a typed number
_NUMBER_BOUND = 1e15  # beyond it a float no longer holds every whole number


@dataclass(frozen=True)
class ChosenOption:
    """An option as the marking sees it: was it chosen, is it right, what its author says about it."""

    id: str
    text: Translated
    chosen: bool
    right: bool
    feedback: Translated | None


@dataclass(frozen=True)
class Mark:
    """The worth of an answer: ``fraction`` of the question's marks, 0 to 1; ``right`` means all of them.

    ``options`` are those of a choice, in the author's order; ``expected`` says in words what would have been right
    where there are no options. Never to be shown before the quiz's feedback rule allows it.
    """

    fraction: Fraction
    right: bool
    answered: bool
    options: tuple[ChosenOption, ...] = ()
    expected: tuple[str, ...] = ()


def parse(question: Question, answer: Any) -> Answer:
    """Return an answer as it is stored, or raise `DomainError` 'answer-invalid' with a ``reason``.

    None, an empty list and blank text mean "no answer" and give None. Texts come back tidied (NFC, single spaces),
    chosen options in the author's order, so that the order of clicking never matters.
    Reasons: 'type', 'option', 'twice', 'long', 'characters', 'number'.
    """
    if answer is None:
        return None
    match question:
        case Single():
            _must(isinstance(answer, str), "type")
            _must(any(option.id == answer for option in question.options), "option")
            return str(answer)
        case Multiple():
            _must(isinstance(answer, list) and all(isinstance(one, str) for one in answer), "type")
            ids = [option.id for option in question.options]
            _must(len(answer) <= len(ids) and set(answer) <= set(ids), "option")
            _must(len(set(answer)) == len(answer), "twice")
            return [one for one in ids if one in answer] or None
        case TrueFalse():
            _must(isinstance(answer, bool), "type")
            return bool(answer)
        case Short():
            _must(isinstance(answer, str), "type")
            return _tidy(answer, TEXT_LIMIT)
        case Number():
            if isinstance(answer, str):
                return _tidy(answer, NUMBER_LIMIT)
            _must(isinstance(answer, int | float) and not isinstance(answer, bool), "type")
            _must(-_NUMBER_BOUND <= answer <= _NUMBER_BOUND, "number")  # refuses NaN and infinity, too
            return answer if isinstance(answer, int) else float(answer)
    assert_never(question)


def mark(question: Question, answer: Any) -> Mark:
    """Return what an answer is worth; no answer is worth nothing. Raises 'answer-invalid' as `parse` does.

    Single, true/false, short, number: all or nothing. Multiple: by the question's ``scoring``, see `choice_fraction`.
    """
    given = parse(question, answer)
    match question:
        case Single() | Multiple():
            chosen = {given} if isinstance(given, str) else set(given) if isinstance(given, list) else set()
            worth = choice_fraction(question, frozenset(chosen))
            options = tuple(
                ChosenOption(option.id, option.text, option.id in chosen, option.right, option.feedback)
                for option in question.options
            )
            return Mark(worth, worth == 1, given is not None, options=options)
        case TrueFalse():
            return _all_or_nothing(given is question.answer, given, (str(question.answer).lower(),))
        case Short():
            strict = question.accents is Accents.STRICT
            fits = isinstance(given, str) and any(
                wording.matches(given, pattern, accents=strict) for pattern in question.answers
            )
            return _all_or_nothing(fits, given, tuple(wording.said(pattern) for pattern in question.answers))
        case Number():
            fits = any(abs(value - question.answer) <= question.tolerance for value in _numbers(question, given))
            return _all_or_nothing(fits, given, (_written(question),))
    assert_never(question)


def choice_fraction(question: Single | Multiple, chosen: frozenset[str]) -> Fraction:
    """Return the worth of a set of chosen options, 0 to 1.

    All-or-nothing: 1 when exactly the right options are chosen. Right-minus-wrong, with R right and W wrong options,
    r and w of them chosen: max(0, r/R - w/W), as Moodle's multiple-answer question gives it when every right option
    is worth 100/R % and every wrong one -100/W %. Choosing everything, or at random, is worth nothing on average.
    """
    right = {option.id for option in question.options if option.right}
    wrong = {option.id for option in question.options if not option.right}
    if isinstance(question, Single) or question.scoring is Scoring.ALL_OR_NOTHING:
        return Fraction(chosen == right)
    gained = Fraction(len(chosen & right), len(right))
    lost = Fraction(len(chosen & wrong), len(wrong)) if wrong else Fraction(0)
    return max(Fraction(0), gained - lost)


def readable(question: Question, answer: Any) -> bool:
    """Return whether an answer can be understood at all: a typed number may be none, or carry another unit."""
    given = parse(question, answer)
    return given is None or not isinstance(question, Number) or bool(_numbers(question, given))


def _numbers(question: Number, given: Answer) -> frozenset[Decimal]:
    if isinstance(given, str):
        return numerals.readings(given, question.unit)
    return frozenset({Decimal(str(given))}) if isinstance(given, int | float) else frozenset()


def _written(question: Number) -> str:
    """The right number as people of the current language write it, with its unit: 1.234,5 m."""
    exponent = question.answer.as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    return f"{text.number(float(question.answer), digits)} {question.unit or ''}".strip()


def _all_or_nothing(fits: bool, given: Answer, expected: tuple[str, ...]) -> Mark:
    return Mark(Fraction(fits), fits, given is not None, expected=expected)


def _tidy(answer: str, limit: int) -> str | None:
    _must(len(answer) <= limit, "long")  # measured first, so that a megabyte is not even normalised
    odd = [letter for letter in answer if unicodedata.category(letter) in ("Cc", "Cs") and not letter.isspace()]
    _must(not odd, "characters")
    return text.tidy(answer) or None


def _must(holds: bool, reason: str) -> None:
    if not holds:
        raise DomainError("answer-invalid", reason=reason)
