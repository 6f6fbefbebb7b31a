"""All released courses in memory: one frozen object, swapped whole when a release is added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Event, Lock, Thread
from types import MappingProxyType

from models.courses.schema import Course, Status
from models.courses.search import Hit, SearchIndex

PATIENCE = 0.5  # seconds that a search waits for the index of all texts before it is content with the titles


@dataclass(frozen=True, eq=False)
class Released:
    """A course as its newest release has it."""

    course_id: int
    release_id: int
    hash: str
    course: Course
    released_at: datetime | None = None


class Catalogue:
    """The newest release of every course. Making one is cheap; its search index is made in the background.

    ``before`` is the catalogue that this one replaces: what is still the newest release is not indexed again.
    """

    def __init__(self, releases: Iterable[Released] = (), before: "Catalogue | None" = None) -> None:
        ordered = sorted(releases, key=lambda release: release.course.slug)
        self.releases = tuple(ordered)
        self._by_slug = MappingProxyType({release.course.slug: release for release in ordered})
        self._by_id = MappingProxyType({release.course_id: release for release in ordered})
        self._former = MappingProxyType({old: one for one in ordered for old in one.course.formerly})
        self._earlier: SearchIndex | None = None if before is None else before._index or before._earlier
        self._index: SearchIndex | None = None
        self._indexed = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    @property
    def courses(self) -> tuple[Course, ...]:
        """The courses that are offered, by slug; a retired one is not."""
        return tuple(one.course for one in self.offered)

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
        """Begin to make the search index (some seconds for hundreds of courses) beside whatever else is done."""
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._make_index, name="search index", daemon=True)
                self._thread.start()

    def search(self, query: str, *, limit: int = 20, courses: frozenset[str] | None = None) -> list[Hit]:
        """Return the best places for a query among the offered courses, with or without accents.

        While the index is being made, only titles are found.
        """
        self.prepare()
        self._indexed.wait(PATIENCE)
        return (self._index or self._titles).search(query, limit=limit, courses=courses)

    @property
    def is_indexed(self) -> bool:
        """Whether a search finds more than titles by now."""
        return self._index is not None

    def _make_index(self) -> None:
        try:
            self._index = SearchIndex(
                ((one.release_id, one.course) for one in self.offered), self._earlier, gently=True
            )
        finally:
            self._earlier = None
            self._indexed.set()

    @cached_property
    def offered(self) -> tuple[Released, ...]:
        """The releases of the courses that are offered, by slug."""
        return tuple(one for one in self.releases if one.course.status is Status.PUBLISHED)

    @cached_property
    def _titles(self) -> SearchIndex:
        return SearchIndex(((one.release_id, one.course) for one in self.offered), titles_only=True)
