"""What stands beside the courses, as typed values: frameworks of competences, laws, the glossary, learning paths."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from models import text
from models.courses import files, rules
from models.courses.fields import Fields
from models.courses.findings import Finding, Notes
from models.courses.known import Surroundings
from models.courses.nodes import Mapping, Scalar, Sequence, read_nodes
from models.courses.paths import LearningPath, read_paths
from models.courses.values import Translated

DIRECTIVE = "chi-thi-42"  # the framework whose ids a course names in `serves`


@dataclass(frozen=True)
class Item:
    """One entry of a framework: a competence, a task; ``parent`` is the id of the area it belongs to."""

    id: str
    title: Translated
    parent: str | None = None


@dataclass(frozen=True)
class Level:
    """A stretch of levels that has a name."""

    first: int
    last: int
    title: Translated


@dataclass(frozen=True)
class Framework:
    """A framework of competences, or the directive's tasks, pillars and foundations."""

    id: str
    title: Translated
    items: tuple[Item, ...]
    levels: tuple[Level, ...] = ()

    def item(self, item_id: str) -> Item | None:
        """Return an entry by its id."""
        return next((one for one in self.items if one.id == item_id), None)

    def level(self, number: int) -> Level | None:
        """Return the named stretch that a level lies in."""
        return next((one for one in self.levels if one.first <= number <= one.last), None)


@dataclass(frozen=True)
class Law:
    """A rule that lessons cite. ``title`` is None for one that is known only as superseded; dates may be unknown."""

    number: str
    title: Translated | None = None
    passed: date | None = None
    in_force: date | None = None
    superseded_by: str | None = None
    superseded_from: date | None = None

    def is_superseded(self, on: date) -> bool:
        """Return whether another rule stands in its place on a day (from an unknown day on: already)."""
        return self.superseded_by is not None and (self.superseded_from is None or self.superseded_from <= on)

    def is_to_come(self, on: date) -> bool:
        """Return whether it is not yet in force on a day."""
        return self.in_force is not None and on < self.in_force


@dataclass(frozen=True)
class Term:
    """A word that lessons explain. ``also`` are other ways to write it, in Vietnamese texts."""

    id: str
    term: Translated
    meaning: Translated
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """How the term may stand in a text of the current language."""
        return (str(self.term),) if text.language() == "en" else (self.term.vi, *self.also)


@dataclass(frozen=True)
class References:
    """All of it, frozen. ``frameworks`` and ``laws`` are None where there is no such folder or file.

    ``version`` differs whenever a file does.
    """

    frameworks: tuple[Framework, ...] | None = None
    laws: tuple[Law, ...] | None = None
    terms: tuple[Term, ...] = ()
    paths: tuple[LearningPath, ...] = ()
    version: str = ""

    @cached_property
    def _laws(self) -> dict[str, Law]:
        return {law.number: law for law in self.laws or ()}

    def framework(self, name: str | None) -> Framework | None:
        """Return a framework by its file's name."""
        return next((one for one in self.frameworks or () if one.id == name), None)

    def law(self, number: str) -> Law | None:
        """Return a rule by its number, also one that is only known as superseded."""
        return self._laws.get(number)

    def served(self, item_id: str) -> Item | None:
        """Return what a course serves by this id: the directive's first, then any other framework's."""
        first = self.framework(DIRECTIVE)
        every = [*([first] if first else []), *(self.frameworks or ())]
        return next((item for one in every if (item := one.item(item_id)) is not None), None)


def references_mark(content: Path) -> str:
    """Return a mark of the files behind `References` that differs when one of them was changed: a few looks at disk."""
    told = []
    folders = [path for folder in ("frameworks", "paths") for path in sorted((content / folder).glob("*.yaml"))]
    for path in (content / "laws.yaml", content / "glossary.yaml", *folders):
        try:
            stat = path.stat()
        except OSError:
            continue
        told.append(f"{path.name}\t{stat.st_size}\t{stat.st_mtime_ns}")
    return sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()[:16]


def read_references(content: Path, courses: frozenset[str] | None = None) -> tuple[References, list[Finding]]:
    """Read frameworks/*.yaml, laws.yaml, glossary.yaml and paths/*.yaml of a content folder, and what is wrong there.

    ``courses``: the names that paths may name; None: they are not compared.
    """
    found: list[Finding] = []
    version = references_mark(content)
    frameworks, laws, terms = _frameworks(content, found), _laws(content, found), _terms(content, found)
    return References(frameworks, laws, terms, read_paths(content, courses, found), version), found


def read_surroundings(content: Path, courses: frozenset[str]) -> tuple[Surroundings, list[Finding]]:
    """Read laws.yaml, frameworks/*.yaml, glossary.yaml and paths/*.yaml of a content folder."""
    read, found = read_references(content, courses or None)
    laws = read.laws or ()
    numbers = frozenset(law.number for law in laws if law.title is not None or law.superseded_by is None)
    replaced = tuple(sorted((law.number, law.superseded_by) for law in laws if law.superseded_by is not None))
    frameworks = (
        None
        if read.frameworks is None
        else tuple((one.id, frozenset(item.id for item in one.items)) for one in read.frameworks)
    )
    return Surroundings(courses, None if read.laws is None else numbers, replaced, frameworks), found


def _read(path: Path, name: str, found: list[Finding]) -> tuple[Mapping | Sequence | Scalar | None, Notes]:
    unknown = rules.G012 if name == "glossary.yaml" else rules.C012
    notes = Notes(name, "", unknown_key=unknown, found=found)
    content, problems = files.read_text(files.FoundFile(name, str(path), 0, 0), "")
    found.extend(Finding(problem.place, problem.rule, problem.values) for problem in problems)
    return (None if content is None else read_nodes(content, notes)), notes


def _laws(content: Path, found: list[Finding]) -> tuple[Law, ...] | None:
    path = content / "laws.yaml"
    if not path.is_file():
        return None
    node, notes = _read(path, "laws.yaml", found)
    laws: dict[str, Law] = {}
    replaced: dict[str, Law] = {}
    for item in node.items if isinstance(node, Sequence) else ():
        entry = Fields(item, notes, example="number: 116/2025/QH15")
        number = entry.text("number", example="116/2025/QH15", needed=True)
        if number is None:
            continue
        title = entry.translated("title", example="Luật An ninh mạng")
        law = Law(number, title, entry.date("passed"), entry.date("in_force"))
        laws[number] = law
        replaced.update(dict.fromkeys(entry.words("supersedes", example="[24/2018/QH14]"), law))
    for old, new in replaced.items():
        laws[old] = replace(
            laws.get(old, Law(old)), superseded_by=new.number, superseded_from=new.in_force or new.passed
        )
    return tuple(laws.values())


def _frameworks(content: Path, found: list[Finding]) -> tuple[Framework, ...] | None:
    folder = content / "frameworks"
    if not folder.is_dir():
        return None
    frameworks = []
    for path in sorted(folder.glob("*.yaml")):
        node, notes = _read(path, f"frameworks/{path.name}", found)
        name = path.name.removesuffix(".yaml")
        if node is None:
            frameworks.append(Framework(name, Translated(vi=name), ()))
            continue
        head = Fields(node, notes, example="items: …")
        title = head.translated("title", example="Khung năng lực số")
        items = [_item(one, notes) for one in head.items("items", example="[{id: …}]")]
        levels = [_level(one, notes) for one in head.items("levels", example="[{from: 1, to: 2}]")]
        frameworks.append(
            Framework(
                name,
                title or Translated(vi=name),
                tuple(one for one in items if one is not None),
                tuple(one for one in levels if one is not None),
            )
        )
    return tuple(frameworks)


def _item(node: Mapping | Sequence | Scalar, notes: Notes) -> Item | None:
    entry = Fields(node, notes, example="id: …")
    item_id = entry.text("id", example="task-1", needed=True)
    title = entry.translated("title", example="An toàn")
    parent = entry.text("parent", example='"4"')
    return None if item_id is None else Item(item_id, title or Translated(vi=item_id), parent)


def _level(node: Mapping | Sequence | Scalar, notes: Notes) -> Level | None:
    entry = Fields(node, notes, example="{from: 1, to: 2, title: Cơ bản}")
    first, last = (entry.whole(key, 1, 20, example=1) for key in ("from", "to"))
    title = entry.translated("title", example="Cơ bản", needed=True)
    return None if first is None or last is None or title is None else Level(first, last, title)


def _terms(content: Path, found: list[Finding]) -> tuple[Term, ...]:
    path = content / "glossary.yaml"
    if not path.is_file():
        return ()
    node, notes = _read(path, "glossary.yaml", found)
    if node is not None and not isinstance(node, Sequence):
        notes.add(rules.F036, node.line, node.column, key="glossary", example="[{term: mã độc, meaning: …}]")
        return ()
    terms: dict[str, Term] = {}
    taken: dict[str, int] = {}
    for item in node.items if isinstance(node, Sequence) else ():
        mine = notes.part("", rules.G012)
        entry = Fields(item, mine, example="term: mã độc")
        term = entry.translated("term", example="mã độc", needed=True)
        meaning = entry.translated("meaning", example="Phần mềm được viết ra để gây hại.", needed=True)
        also = entry.words("also", example="[phần mềm độc hại]")
        entry.finish()
        if mine.errors or term is None or meaning is None:
            continue
        for spelling in (term.vi, *also):
            key = text.nfc(spelling).casefold()
            if key in taken:
                mine.add(rules.G001, item.line, item.column, term=spelling[:60], first=taken[key])
            taken.setdefault(key, item.line)
        if not mine.errors:
            name = text.slug(term.vi)
            terms[name] = Term(name, term, meaning, also)
    return tuple(sorted(terms.values(), key=lambda one: text.sort_key(one.term.vi)))
