"""All released courses in memory: one frozen object, swapped whole when a release is added."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from types import MappingProxyType

from models.courses.schema import Course, Status
from models.courses.search import Hit, SearchIndex


@dataclass(frozen=True, eq=False)
class Released:
    """A course as its newest release has it."""

    course_id: int
    release_id: int
    hash: str
    course: Course


class Catalogue:
    """The newest release of every course. Making one is cheap; its search index is made at the first search."""

    def __init__(self, releases: Iterable[Released] = ()) -> None:
        ordered = sorted(releases, key=lambda release: release.course.slug)
        self.releases = tuple(ordered)
        self._by_slug = MappingProxyType({release.course.slug: release for release in ordered})
        self._by_id = MappingProxyType({release.course_id: release for release in ordered})
        self._former = MappingProxyType({old: one for one in ordered for old in one.course.formerly})
        self._lock = Lock()

    @property
    def courses(self) -> tuple[Course, ...]:
        """The courses that are offered, by slug; a retired one is not."""
        return tuple(one.course for one in self.releases if one.course.status is Status.PUBLISHED)

    def released(self, slug: str) -> Released | None:
        """Return the release of a course by its slug, or by a former one; retired courses are found too."""
        return self._by_slug.get(slug) or self._former.get(slug)

    def by_id(self, course_id: int) -> Released | None:
        """Return the release of a course by the id that duties and results carry."""
        return self._by_id.get(course_id)

    def course(self, slug: str) -> Course | None:
        """Return a course by its slug, or by a former one."""
        found = self.released(slug)
        return None if found is None else found.course

    def prepare(self) -> None:
        """Make the search index now (some seconds for hundreds of courses), so that no reader waits for it."""
        with self._lock:
            _ = self._index

    def search(self, query: str, *, limit: int = 20, courses: frozenset[str] | None = None) -> list[Hit]:
        """Return the best places for a query among the offered courses, with or without accents."""
        with self._lock:
            index = self._index
        return index.search(query, limit=limit, courses=courses)

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex(self.courses)
