"""A course folder as its files are now, for those who write it: shown before it is released, kept nowhere.

Read by the same reader and judged by the same rules as what is taken up, so that a preview shows what a release would.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from models import text
from models.courses import files
from models.courses.canonical import with_option_ids
from models.courses.catalogue import Catalogue
from models.courses.changed import fingerprint
from models.courses.checking import Content, open_content, refuse_circles
from models.courses.files import FoundFile
from models.courses.findings import Finding
from models.courses.folder import Draft, read_folder, read_requires
from models.courses.listing import readable
from models.courses.references import references_mark
from models.courses.schema import Course


@dataclass(frozen=True, eq=False)
class Preview:
    """A course as its files are at one moment: ``course`` is what can be shown of it, None where nothing can.

    ``version`` differs whenever a file was changed.
    """

    slug: str
    version: str
    course: Course | None
    findings: tuple[Finding, ...]
    files: tuple[FoundFile, ...] = ()

    def holding(self, item: str) -> tuple[Finding, ...]:
        """Return the findings that keep something back, such as 'lesson:01-mo-dau'."""
        return tuple(finding for finding in self.findings if finding.holds == item)

    def held(self, kind: str) -> tuple[str, ...]:
        """Return the names of what is kept back of a kind ('lesson', 'quiz', 'question' …), each once."""
        names = (finding.holds.partition(":") for finding in self.findings if finding.is_error)
        return tuple(dict.fromkeys(name for found, _, name in names if found == kind))

    def media(self, digest: str) -> tuple[str, bytes] | None:
        """Return media type and bytes of a picture or document of this course, by its hash; None for any other."""
        path = next((one.path for one in self.course.media if one.hash == digest), None) if self.course else None
        file = next((one for one in self.files if one.path == path), None)
        data = files.read_bytes(file, "")[0] if file is not None else None
        if file is None or data is None or files.digest(data) != digest:
            return None
        return files.MEDIA_TYPES[file.suffix], data


def preview(folder: Path, slug: str, library: Catalogue) -> Preview | None:
    """Return a course of the content folder as its files are now; None where no folder has this name.

    ``library`` holds what is released: options keep the ids that results know them by, as at a release.
    """
    place = _place(folder, slug)
    return None if place is None else _read(folder, slug, place, _mark(folder, place), library)


def _place(folder: Path, slug: str) -> Path | None:
    """Return where a course is, by a look at the names that there are: what was asked for never becomes a path."""
    try:
        entries = sorted((folder / "courses").iterdir())
    except OSError:
        return None
    named = (entry for entry in entries if not entry.name.startswith(".") and text.nfc(entry.name) == slug)
    return next((entry for entry in named if entry.is_dir()), None)


def _mark(folder: Path, place: Path) -> str:
    return f"{fingerprint(place)}:{references_mark(folder)}"


@lru_cache(maxsize=8)
def _read(folder: Path, slug: str, place: Path, mark: str, library: Catalogue) -> Preview:
    content = open_content(folder)
    version = f"draft:{slug}:{mark}"
    outside = tuple(one for one in content.findings if one.holds == "course" and one.place.path == f"courses/{slug}")
    if outside:  # the folder is a link that leads out of the content folder
        return Preview(slug, version, None, outside)
    draft = read_folder(place, slug, f"courses/{slug}", content.around)
    draft = refuse_circles((draft,), _requirements(draft, content))[0]
    if draft.course is None:
        return Preview(slug, version, None, draft.findings, draft.media)
    released = _released(draft.course, library)
    course, asked = with_option_ids(draft.course, released, draft.places)
    draft = replace(draft, course=course, findings=(*draft.findings, *readable(asked)))
    return Preview(slug, version, course, draft.findings, draft.media)


def _released(course: Course, library: Catalogue) -> Course | None:
    """Return what is released of a course, perhaps under the name that its folder had before."""
    own = library.course(course.slug)
    if own is not None and own.slug == course.slug:
        return own
    return next((found for old in course.formerly if (found := library.course(old)) is not None), None)


def _requirements(draft: Draft, content: Content) -> dict[str, tuple[str, ...]]:
    """Return what the courses require that this one leads to, by their files."""
    folders = {slug: (place, shown) for slug, place, shown in content.courses}
    found: dict[str, tuple[str, ...]] = {}
    waiting = list(draft.course.requires) if draft.course is not None else []
    while waiting:
        slug = waiting.pop()
        if slug in found or slug not in folders or slug == draft.slug:
            continue
        place, shown = folders[slug]
        found[slug] = read_requires(place, slug, shown, content.around)
        waiting.extend(found[slug])
    return found
