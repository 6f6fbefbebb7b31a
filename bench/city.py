"""A city of the size that the platform must bear, written straight into the tables of a real database.

600 units in a tree five levels deep, 20 courses, ten duties for each person, of whom a tenth were transferred and some
are on leave or exempt; two fifths of the duties are completed, half were begun. The same seed gives the same city.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Engine
from sqlalchemy import text as sql

from models import database, learning, migrations, organisation
from models import text as words
from models.courses.canonical import canonical
from models.courses.schema import Course, Status
from models.courses.values import Translated

TODAY = date(2026, 11, 24)
DAY = TODAY.toordinal()
COURSES = 20
EACH = 10
LEVELS = (1, 12, 60, 180, 347)  # units of each level: 600
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLE = ("Thị", "Văn", "Đức", "Minh", "Thu", "Quang", "Ngọc", "Hữu", "Thanh", "Hồng")
GIVEN = (
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hương",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Oanh",
)
CATEGORIES = tuple(organisation.Category)[:4]
SOURCES = tuple(learning.tables.Source)
FIRST = date(2020, 1, 1)

Rows = Iterable[Sequence[Any]]


def write(url: str, people: int, *, seed: int = 7) -> Engine:
    """Migrate the empty database at an address, write a city of so many people into it, and return its engine."""
    engine = database.connect(url)
    migrations.upgrade(engine)
    chance = np.random.default_rng(seed)
    with _Writer(engine) as into:
        _units(into)
        _courses(into)
        _people(into, people, chance)
        _duties(into, people, chance)
    return engine


class _Writer:
    """Bulk writing by each database's quickest way."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lite = engine.dialect.name == "sqlite"

    def __enter__(self) -> "_Writer":
        self._raw: Any = self._engine.raw_connection()
        if self._lite:
            self._raw.execute("PRAGMA synchronous=OFF")
            self._raw.execute("PRAGMA foreign_keys=OFF")
            self._raw.execute("BEGIN")
        else:
            self._raw.execute("SET timezone TO 'UTC'")
        return self

    def __exit__(self, *_error: object) -> None:
        if self._lite:
            self._raw.execute("COMMIT")
            self._raw.execute("ANALYZE")
            self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            self._raw.commit()
        self._raw.close()
        self._engine.dispose()
        if not self._lite:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sql("VACUUM ANALYZE"))

    def rows(self, table: str, columns: str, rows: Rows) -> None:
        """Write rows of some columns; a date as its ISO form, a moment as ISO form in UTC."""
        names = [f'"{name}"' for name in columns.split()]
        if self._lite:
            marks = ", ".join("?" * len(names))
            self._raw.executemany(f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks})', rows)
            return
        with self._raw.cursor() as cursor:
            with cursor.copy(f'COPY "{table}" ({", ".join(names)}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            if names[0] == '"id"':
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM \"{table}\"")


def day(ordinal: int) -> str:
    """Return a day as both databases take it."""
    return _DAYS[ordinal - _FIRST_DAY]


def moment(ordinal: int) -> str:
    """Return ten o'clock in Hanoi on a day, as both databases take it."""
    return _DAYS[ordinal - _FIRST_DAY] + " 03:00:00.000000"


_FIRST_DAY = FIRST.toordinal()
_DAYS = [(FIRST + timedelta(days=number)).isoformat() for number in range(4000)]


def _units(into: _Writer) -> None:
    kinds = ("thành phố", "sở", "phường", "phòng", "tổ")
    parents: list[int | None] = []
    level = []
    above = range(0)
    for depth, size in enumerate(LEVELS):
        begin = len(parents) + 1
        parents += [above[number % len(above)] if above else None for number in range(size)]
        level += [depth] * size
        above = range(begin, begin + size)
    begun = moment(_FIRST_DAY)
    into.rows("unit", "id key tree", ((n, f"u{n}", "administration") for n in range(1, len(parents) + 1)))
    into.rows(
        "unit_version",
        "id unit_id name kind parent_id from recorded_at",
        (
            (n, n, f"{kinds[level[n - 1]].capitalize()} {n}", kinds[level[n - 1]], parent, day(_FIRST_DAY), begun)
            for n, parent in enumerate(parents, 1)
        ),
    )


def _courses(into: _Writer) -> None:
    begun, all_ = moment(_FIRST_DAY), range(1, COURSES + 1)
    into.rows("course", "id slug first_seen_at", ((n, f"khoa-{n}", begun) for n in all_))
    into.rows("content_text", "hash text", ((f"bench-{n}", canonical(course(n))) for n in all_))
    into.rows(
        "release",
        "id course_id edition hash status renews title released_at",
        ((n, n, 1, f"bench-{n}", "published", False, f"Khóa {n}", begun) for n in all_),
    )
    into.rows(
        "rule",
        "id key title course_id whom due_days from campaign recorded_at",
        ((n, f"r{n}", "", n, "{}", 90, day(DAY - 300), "", begun) for n in all_),
    )


def course(number: int) -> Course:
    """Return a course with a title and nothing in it."""
    return Course(slug=f"khoa-{number}", title=Translated(vi=f"Khóa {number}"), status=Status.PUBLISHED)


def _people(into: _Writer, people: int, chance: np.random.Generator) -> None:
    begun = moment(_FIRST_DAY)
    names = [" ".join((f, m, g)) for f in FAMILY for m in MIDDLE for g in GIVEN]
    sort_keys = [words.name_sort_key(name) for name in names]
    search_keys = [words.search_key(name) for name in names]
    which = chance.integers(0, len(names), people).tolist()
    into.rows(
        "person",
        "id key staff_code staff_code_key full_name sort_key search_key recorded_at",
        (
            (n, f"p{n}", f"CB{n:06}", f"cb{n:06}", names[at], sort_keys[at], search_keys[at], begun)
            for n, at in enumerate(which, 1)
        ),
    )
    units = sum(LEVELS)
    unit = chance.integers(LEVELS[0] + 1, units + 1, people).tolist()
    before = chance.integers(LEVELS[0] + 1, units + 1, people).tolist()
    moved = (chance.random(people) < 0.1).tolist()
    moved_on = chance.integers(DAY - 200, DAY, people).tolist()
    category = chance.integers(0, len(CATEGORIES), people).tolist()
    away = (chance.random(people) < 0.03).tolist()
    head = (chance.random(people) < 0.02).tolist()

    def postings() -> Iterator[Sequence[Any]]:
        for n in range(people):
            told = ("administration", True, "", CATEGORIES[category[n]], "", head[n], head[n])
            start = _FIRST_DAY
            if moved[n]:
                start = moved_on[n]
                yield n + 1, before[n], *told, "active", day(_FIRST_DAY), day(start), moment(_FIRST_DAY), None
            status = "on-leave" if away[n] else "active"
            yield n + 1, unit[n], *told, status, day(start), None, moment(start), None

    columns = "person_id unit_id tree main position category rank head leader status from until recorded_at voided_at"
    into.rows("posting", columns, postings())


def _duties(into: _Writer, people: int, chance: np.random.Generator) -> None:
    count = people * EACH
    person = np.repeat(np.arange(1, people + 1), EACH).tolist()
    first = np.repeat(chance.integers(0, COURSES, people), EACH)
    course = ((first + np.tile(np.arange(EACH), people)) % COURSES + 1).tolist()
    start = chance.integers(DAY - 300, DAY - 30, count).tolist()
    due = chance.integers(DAY - 60, DAY + 200, count).tolist()
    into.rows(
        "duty",
        "person_id course_id rule_id from due reason recorded_at",
        ((person[n], course[n], course[n], day(start[n]), day(due[n]), "rule", moment(start[n])) for n in range(count)),
    )
    done = np.flatnonzero(chance.random(count) < 0.4).tolist()
    achieved = chance.integers(DAY - 400, DAY, len(done)).tolist()
    source = chance.integers(0, len(SOURCES), len(done)).tolist()
    into.rows(
        "completion",
        "person_id course_id edition achieved_on valid_until source evidence recorded_at",
        (
            (person[n], course[n], 1, day(on), day(on + 365), SOURCES[how], "", moment(on))
            for n, on, how in zip(done, achieved, source, strict=True)
        ),
    )
    free = np.flatnonzero(chance.random(count) < 0.01).tolist()
    into.rows(
        "exemption",
        "person_id course_id from reason recorded_at",
        ((person[n], course[n], day(DAY - 300), "", moment(DAY - 300)) for n in free),
    )
    begun = np.flatnonzero(chance.random(count) < 0.5).tolist()
    opened = chance.integers(DAY - 300, DAY, len(begun)).tolist()
    into.rows(
        "lesson_progress",
        "person_id course_id lesson opened_at seen_at",
        ((person[n], course[n], "01", moment(on), moment(on)) for n, on in zip(begun, opened, strict=True)),
    )
    tried = np.flatnonzero(chance.random(count) < 0.4).tolist()
    into.rows(
        "attempt",
        "key person_id course_id quiz number release_id seed state started_at",
        (
            (f"a{n}", person[n], course[n], "cuoi-khoa", 1, course[n], 1, "submitted", moment(DAY - 100 + n % 90))
            for n in tried
        ),
    )
