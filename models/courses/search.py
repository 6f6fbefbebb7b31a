"""Search over titles, summaries and the paragraphs of lessons, without accents both ways, ranked, to the paragraph."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models import text
from models.courses.markdown import Paragraph, paragraphs, to_plain
from models.courses.schema import Course

_WORD = re.compile(r"\w+")
_COURSE_TITLE, _LESSON_TITLE, _HEADING, _SUMMARY, _PARAGRAPH = 50, 40, 25, 20, 5
_PHRASE, _WHOLE = 30, 20
_LOOKED_AT = 5_000  # candidates whose words are compared with the whole phrase
_PREFIXES = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``lesson`` is empty for the course itself; ``anchor`` is a heading's id, empty for the top."""

    course: str
    lesson: str
    anchor: str
    headings: tuple[str, ...]
    words: str
    score: int


@dataclass(frozen=True, slots=True)
class _Entry:
    course: str
    lesson: str
    anchor: str
    headings: tuple[str, ...]
    words: str
    key: str
    weight: int


class SearchIndex:
    """Where each word stands, over all courses it was made of."""

    def __init__(self, courses: Iterable[Course]) -> None:
        self._entries = [entry for course in courses for entry in _entries(course)]
        places: dict[str, list[int]] = {}
        for number, entry in enumerate(self._entries):
            for word in set(_WORD.findall(entry.key)):
                places.setdefault(word, []).append(number)
        self._places = {word: np.array(numbers, dtype=np.int32) for word, numbers in places.items()}
        self._words = sorted(places)
        self._weights = np.array([entry.weight for entry in self._entries], dtype=np.int32)

    def search(self, query: str, *, limit: int = 20, courses: frozenset[str] | None = None) -> list[Hit]:
        """Return the best places that hold all words of the query, at most one a lesson.

        Of the last word the beginning is enough. ``courses`` narrows the search to those slugs.
        """
        words = _WORD.findall(text.search_key(query))[:12]
        if not words:
            return []
        if len(words) > 1 and len(words[-1]) == 1 and words[-1] not in self._places:
            words.pop()  # the first letter of a word still being typed
        found = self._begun_with(words[-1])
        for word in words[:-1]:
            found = np.intersect1d(found, self._places.get(word, _NOWHERE), assume_unique=True)
        if len(found) > _LOOKED_AT:
            order = np.argsort(-self._weights[found], kind="stable")
            found = found[order[:_LOOKED_AT]]
        phrase = " ".join(words)
        scored = [(self._score(self._entries[number], phrase), int(number)) for number in found]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return self._best(scored, limit, courses)

    def _begun_with(self, word: str) -> NDArray[np.int32]:
        exact = self._places.get(word)
        if len(word) < 2:
            return _NOWHERE if exact is None else exact
        begin = bisect_left(self._words, word)
        alike = []
        for known in self._words[begin : begin + _PREFIXES]:
            if not known.startswith(word):
                break
            alike.append(self._places[known])
        return np.unique(np.concatenate(alike)) if alike else _NOWHERE

    def _score(self, entry: _Entry, phrase: str) -> int:
        if phrase not in entry.key:
            return entry.weight
        return entry.weight + _PHRASE + (_WHOLE if entry.key == phrase else 0)

    def _best(self, scored: list[tuple[int, int]], limit: int, courses: frozenset[str] | None) -> list[Hit]:
        hits: dict[tuple[str, str], Hit] = {}
        for score, number in scored:
            entry = self._entries[number]
            place = (entry.course, entry.lesson)
            if place in hits or (courses is not None and entry.course not in courses):
                continue
            hits[place] = Hit(entry.course, entry.lesson, entry.anchor, entry.headings, entry.words, score)
            if len(hits) == limit:
                break
        return list(hits.values())


_NOWHERE: NDArray[np.int32] = np.array([], dtype=np.int32)


@lru_cache(maxsize=20_000)
def _paragraphs(blocks: tuple[str, ...]) -> tuple[Paragraph, ...]:
    """The paragraphs of a lesson; lessons that did not change are not parsed again when the catalogue is swapped."""
    return tuple(paragraphs(blocks))


def _key(words: str) -> str:
    return " ".join(_WORD.findall(text.search_key(words)))


def _entries(course: Course) -> Iterable[_Entry]:
    titles = " ".join(filter(None, (course.title.vi, course.title.en)))
    yield _Entry(course.slug, "", "", (), str(course.title), _key(titles), _COURSE_TITLE)
    if course.summary is not None:
        words = to_plain(course.summary.vi)
        yield _Entry(course.slug, "", "", (), words, _key(words), _SUMMARY)
    for lesson in course.lessons:
        said = " ".join(filter(None, (lesson.title.vi, lesson.title.en)))
        yield _Entry(course.slug, lesson.name, "", (), str(lesson.title), _key(said), _LESSON_TITLE)
        for paragraph in _paragraphs(lesson.blocks):
            is_heading = bool(paragraph.headings) and paragraph.headings[-1] == paragraph.words
            weight = _HEADING if is_heading else _PARAGRAPH
            key = _key(paragraph.words)
            yield _Entry(course.slug, lesson.name, paragraph.anchor, paragraph.headings, paragraph.words, key, weight)
