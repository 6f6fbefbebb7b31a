"""Checks a content folder, a folder of courses or one course: all findings in one run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from models import text
from models.courses import rules
from models.courses.findings import Finding, Place
from models.courses.folder import Draft, read_folder
from models.courses.known import Surroundings
from models.courses.listing import readable
from models.courses.references import read_surroundings


@dataclass(frozen=True)
class Report:
    """What a check found, over ``drafts`` (one a course) and the files beside them, in ``seconds``."""

    drafts: tuple[Draft, ...]
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def errors(self) -> int:
        """How many findings keep something back."""
        return sum(finding.is_error for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings keep nothing back."""
        return len(self.findings) - self.errors


@dataclass(frozen=True)
class Content:
    """A folder with courses in it: where each one is and how it is called in findings."""

    root: Path
    courses: tuple[tuple[str, Path, str], ...]
    around: Surroundings
    findings: tuple[Finding, ...]


def check_folder(path: Path, *, deep: bool = True) -> Report:
    """Read and check everything under a content folder, a folder of courses, or one course's folder."""
    begun = perf_counter()
    content = open_content(path)
    drafts = tuple(
        read_folder(folder, slug, shown, content.around, deep=deep) for slug, folder, shown in content.courses
    )
    drafts = refuse_circles(drafts)
    findings = (*content.findings, *(finding for draft in drafts for finding in draft.findings))
    return Report(drafts, findings, perf_counter() - begun)


def open_content(path: Path) -> Content:
    """Find the courses of a folder and read what they may refer to."""
    if (path / "course.yaml").is_file():
        folders = [path]
        root = path.parent.parent if path.parent.name == "courses" else path
        names = frozenset(_names(path.parent)) if path.parent.name == "courses" else None
    elif (path / "courses").is_dir() or path.name != "courses":
        root = path
        folders = [path / "courses" / name for name in _names(path / "courses")]
        names = frozenset(folder.name for folder in folders)
    else:
        root = path.parent
        folders = [path / name for name in _names(path)]
        names = frozenset(folder.name for folder in folders)
    around, findings = read_surroundings(root, names or frozenset())
    if names is None:
        around = replace(around, courses=None)
    courses = tuple((text.nfc(folder.name), folder, f"courses/{text.nfc(folder.name)}") for folder in folders)
    outside = [course for course in courses if course[1].is_symlink() and not _stays(course[1], root)]
    refused = tuple(Finding(Place(shown), rules.F003, (("path", slug),), "course") for slug, _, shown in outside)
    kept = tuple(course for course in courses if course not in outside)
    return Content(root, kept, around, readable((*findings, *refused)))


def _stays(folder: Path, root: Path) -> bool:
    try:
        return folder.resolve().is_relative_to(root.resolve())
    except OSError:
        return False


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    except OSError:
        return []


def refuse_circles(
    drafts: tuple[Draft, ...], released: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Draft, ...]:
    """Return the drafts, those that require themselves by way of others (drafts or ``released`` courses) refused."""
    requires = dict(released or {}) | {
        draft.slug: draft.course.requires for draft in drafts if draft.course is not None
    }
    return tuple(_refuse(draft, way) if (way := _way_back(draft.slug, requires)) else draft for draft in drafts)


def _refuse(draft: Draft, way: tuple[str, ...]) -> Draft:
    place = draft.places.get("requires", Place(f"courses/{draft.slug}/course.yaml"))
    finding = Finding(place, rules.C005, (("way", " → ".join(way)),), "course")
    return replace(draft, course=None, findings=(*draft.findings, finding))


def _way_back(start: str, requires: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a way along requirements from a course back to itself, () when there is none."""
    seen: set[str] = set()
    ways: list[tuple[str, ...]] = [(start,)]
    while ways:
        way = ways.pop()
        for following in requires.get(way[-1], ()):
            if following == start:
                return (*way, start)
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()


def errors_first(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Yield errors, then warnings, each in the order of files and lines."""
    yield from (finding for finding in findings if finding.is_error)
    yield from (finding for finding in findings if not finding.is_error)
