"""Search over titles, summaries and the paragraphs of lessons, without accents both ways, ranked, to the paragraph."""

import re
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import text
from models.courses.markdown import paragraphs, to_plain
from models.courses.schema import Course

_WORD = re.compile(r"\w+")
_COURSE_TITLE, _LESSON_TITLE, _HEADING, _SUMMARY, _PARAGRAPH = 50, 40, 25, 20, 5
_PHRASE, _WHOLE = 30, 20
_LOOKED_AT = 5_000  # candidates whose words are compared with the whole phrase
_PREFIXES = 200

_Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``lesson`` is empty for the course itself; ``anchor`` is a heading's id, empty for the top.

    ``place`` is the id of the very paragraph in its lesson.
    """

    course: str
    lesson: str
    anchor: str
    place: str
    headings: tuple[str, ...]
    words: str
    score: int


@dataclass(frozen=True, slots=True)
class _Entry:
    course: str
    lesson: str
    anchor: str
    place: str
    headings: tuple[str, ...]
    words: str
    key: str
    weight: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One course: its entries, and pairs of a word's number and the number of an entry that holds it."""

    entries: tuple[_Entry, ...]
    words: _Numbers
    places: _Numbers


class SearchIndex:
    """Where each word stands, over courses given with the id of their release.

    ``before`` is an earlier index: of it the parts of the same releases are taken over. ``titles_only`` leaves the
    lessons' text out, which is quick. ``gently`` rests as long as it works, so that pages run meanwhile.
    """

    def __init__(
        self,
        courses: Iterable[tuple[int, Course]],
        before: "SearchIndex | None" = None,
        *,
        titles_only: bool = False,
        gently: bool = False,
    ) -> None:
        self._numbers: dict[str, int] = {} if before is None else dict(before._numbers)
        self._parts: dict[int, _Part] = {}
        for release_id, course in courses:
            begun = time.perf_counter()
            done = None if before is None else before._parts.get(release_id)
            self._parts[release_id] = done or self._part(_titles(course) if titles_only else _entries(course))
            if gently and done is None:
                time.sleep(time.perf_counter() - begun)
        self._join()

    def _part(self, entries: Iterator[_Entry]) -> _Part:
        kept = tuple(entries)
        words: list[int] = []
        places: list[int] = []
        for number, entry in enumerate(kept):
            for word in set(entry.key.split(" ")):
                words.append(self._numbers.setdefault(word, len(self._numbers)))
                places.append(number)
        return _Part(kept, np.array(words, dtype=np.int32), np.array(places, dtype=np.int32))

    def _join(self) -> None:
        """Put the parts together: the places of word n are ``_places[_starts[n] : _starts[n + 1]]``."""
        parts = list(self._parts.values())
        self._entries = [entry for part in parts for entry in part.entries]
        self._weights = np.array([entry.weight for entry in self._entries], dtype=np.int32)
        begins = np.cumsum([0, *(len(part.entries) for part in parts)])
        words = np.concatenate([_NOWHERE, *(part.words for part in parts)])
        places = [part.places + begin for part, begin in zip(parts, begins[:-1], strict=True)]
        self._places = np.concatenate([_NOWHERE, *places]).astype(np.int32)[np.argsort(words, kind="stable")]
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(words, minlength=len(self._numbers)))])
        self._words = sorted(self._numbers)

    def search(self, query: str, *, limit: int = 20, courses: frozenset[str] | None = None) -> list[Hit]:
        """Return the best places that hold all words of the query, at most one a lesson.

        Of the last word the beginning is enough. ``courses`` narrows the search to those slugs.
        """
        words = _WORD.findall(text.search_key(query))[:12]
        if not words:
            return []
        if len(words) > 1 and len(words[-1]) == 1 and not len(self._with(words[-1])):
            words.pop()  # the first letter of a word still being typed
        found = self._begun_with(words[-1])
        for word in words[:-1]:
            found = np.intersect1d(found, self._with(word), assume_unique=True)
        if len(found) > _LOOKED_AT:
            order = np.argsort(-self._weights[found], kind="stable")
            found = found[order[:_LOOKED_AT]]
        phrase = " ".join(words)
        scored = [(self._score(self._entries[number], phrase), number) for number in found.tolist()]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return self._best(scored, limit, courses)

    def _with(self, word: str) -> _Numbers:
        number = self._numbers.get(word)
        return _NOWHERE if number is None else self._places[self._starts[number] : self._starts[number + 1]]

    def _begun_with(self, word: str) -> _Numbers:
        if len(word) < 2:
            return self._with(word)
        begin = bisect_left(self._words, word)
        alike = []
        for known in self._words[begin : begin + _PREFIXES]:
            if not known.startswith(word):
                break
            alike.append(self._with(known))
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
            hits[place] = Hit(entry.course, entry.lesson, entry.anchor, entry.place, entry.headings, entry.words, score)
            if len(hits) == limit:
                break
        return list(hits.values())


_NOWHERE: NDArray[Any] = np.array([], dtype=np.int32)


def _key(words: str) -> str:
    return " ".join(_WORD.findall(text.search_key(words)))


def _titles(course: Course) -> Iterator[_Entry]:
    titles = " ".join(filter(None, (course.title.vi, course.title.en)))
    yield _Entry(course.slug, "", "", "", (), str(course.title), _key(titles), _COURSE_TITLE)
    for lesson in course.lessons:
        said = " ".join(filter(None, (lesson.title.vi, lesson.title.en)))
        yield _Entry(course.slug, lesson.name, "", "", (), str(lesson.title), _key(said), _LESSON_TITLE)


def _entries(course: Course) -> Iterator[_Entry]:
    yield from _titles(course)
    if course.summary is not None:
        words = to_plain(course.summary.vi)
        yield _Entry(course.slug, "", "", "", (), words, _key(words), _SUMMARY)
    for lesson in course.lessons:
        for paragraph in paragraphs(lesson.blocks):
            is_heading = bool(paragraph.headings) and paragraph.headings[-1] == paragraph.words
            weight = _HEADING if is_heading else _PARAGRAPH
            key = _key(paragraph.words)
            yield _Entry(
                course.slug,
                lesson.name,
                paragraph.anchor,
                paragraph.place,
                paragraph.headings,
                paragraph.words,
                key,
                weight,
            )
