"""Chance that is the same on every run: each thing has its own, so that one more person changes nobody else's story."""

import random
from collections.abc import Mapping
from typing import TypeVar

Kind = TypeVar("Kind")


def chance(*about: object) -> random.Random:
    """Return the source of chance for something, such as a person and a course."""
    return random.Random("/".join(map(str, about)))  # noqa: S311 (a story, not a secret)


def pick(source: random.Random, weights: Mapping[Kind, float]) -> Kind:
    """Return one of the kinds, each as often as its weight says."""
    return source.choices(list(weights), list(weights.values()))[0]
