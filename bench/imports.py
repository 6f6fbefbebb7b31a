"""Long lists, taken back too, rules for everybody and moved units: how long they take, and what an answer waits.

Run: python -m bench.imports [people] [database address]. A city of 600 units, five levels deep, gives twenty courses by
rules; then a list brings everybody in, a rule reaches them all, a unit moves, and the list is taken back. Beside them
stands a bare insert of the same rows in the same run. 'hold' is the CPU time of the longest write transaction, 'wait'
what an answer waited at the most, on the machine as it is. Without an address it works in a new SQLite file.
"""

import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from models import access, audit, database, migrations, organisation, staging, text, training, worker
from models.courses.tables import ContentText, CourseRecord, Release
from models.demo.names import person_name
from models.organisation import Category, Tree, Unit, UnitVersion
from models.rights import Right
from models.staging import Batch
from models.training import Duty, Whom

TODAY = datetime.now(UTC).date()
LONG_AGO = date(2020, 1, 1)
EARLY = datetime(2020, 1, 1, tzinfo=UTC)
LEVELS = (20, 3, 3, 2)  # below the top: 20 + 60 + 180 + 360 units
KINDS = ("Cán bộ", "Công chức", "Viên chức", "Hợp đồng")
EVERY = 0.05  # seconds between two answers


def main() -> None:
    """Generate, measure, print."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{Path(folder) / 'bench.db'}"
        migrations.upgrade(database.connect(url))
        codes = city()
        file = roster(people, codes)
        print(f"{people:,} people, {sum_of_units()} units, {len(file) / 1e6:.0f} MB of CSV, {url.partition(':')[0]}")
        print(f"{'':<44}{'wall s':>8}{'CPU s':>8}{'peak MB':>9}{'hold ms':>9}{'answers':>9}{'wait ms':>9}", flush=True)
        line("floor: nothing else for half a minute", url, idle)
        key = ask(file)
        line("read and compared, to the preview", url, work)
        confirm(key)
        line("written, duties too, to the last settled row", url, work)
        tell(key)
        line("floor: a bare insert of the same duties", url, bare)
        give()
        line("a rule for everybody", url, work)
        tell_last()
        move()
        line("a unit of a twentieth of them moved", url, work)
        tell_last()
        back = ask_back()
        line("the list taken back: to the preview", url, work)
        confirm_back(back)
        line("the list taken back: to the last settled row", url, work)
        tell_last()
        line("every duty compared with the rules again", url, agree)


def sum_of_units() -> int:
    """Return how many units the city has."""
    total, width = 1, 1
    for level in LEVELS:
        width *= level
        total += width
    return total


def city() -> list[str]:
    """Make units and rules; return the codes of the units that have people."""
    with database.writing() as db:
        codes: dict[int, str] = {}

        def unit(name: str, parent: int | None) -> int:
            row = Unit(tree=Tree.ADMINISTRATION, code=f"U{len(codes):04}", code_key=f"u{len(codes):04}")
            db.add(row)
            db.flush()
            assert row.id is not None
            db.add(UnitVersion(unit_id=row.id, name=name, parent_id=parent, from_=LONG_AGO, recorded_at=EARLY))
            codes[row.id] = row.code or ""
            return row.id

        top = unit("Thành phố", None)
        level, first = [top], []
        for depth, width in enumerate(LEVELS):
            level = [unit(f"Đơn vị {parent}.{n}", parent) for parent in level for n in range(width)]
            first = first or level if depth == 0 else first
        for number in range(20):
            give_course(db, number, whom(number, top, first))
    return [codes[one] for one in level]


def whom(number: int, top: int, first: list[int]) -> Whom:
    """Return whom the rule of a course means: eight mean everybody, the others a part."""
    if number < 8:
        return Whom(subtree=(top,))
    if number < 12:
        return Whom(subtree=(top,), categories=(list(Category)[number % 4],))
    return Whom(subtree=(top,), leader=True) if number < 14 else Whom(subtree=(first[number],))


def give_course(db: Any, number: int, meant: Whom, **how: Any) -> None:
    """Make a course and its rule."""
    course = CourseRecord(slug=f"khoa-{number}", first_seen_at=EARLY)
    db.add(course)
    db.flush()
    db.add(ContentText(hash=f"{number:064}", text="{}"))
    db.flush()
    title = f"Khóa {number}"
    db.add(
        Release(
            course_id=course.id,
            edition=1,
            hash=f"{number:064}",
            status="published",
            renews=False,
            title=title,
            released_at=EARLY,
        )
    )
    db.flush()
    console = access.operator("bench")
    training.create_rule(
        db,
        console,
        access.scope_of(console, Right.ASSIGN),
        course_id=course.id or 0,
        whom=meant,
        from_=TODAY - timedelta(days=30),
        due_on=TODAY + timedelta(days=60),
        now=datetime.now(UTC),
        **how,
    )


def roster(people: int, codes: list[str]) -> bytes:
    """Return a list of so many people as CSV."""
    chance = random.Random(1)
    names = [person_name(chance, gender) for gender in ("nam", "nữ") for _ in range(3000)]
    rows = ["Mã cán bộ;Họ và tên;Ngày sinh;Chức vụ;Mã đơn vị;Loại cán bộ;Điện thoại;Email"]
    for n in range(people):
        born = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(1966, 2001)}"
        job = "Trưởng phòng" if chance.random() < 0.05 else "Chuyên viên"
        rows.append(
            f"HN{n:06};{chance.choice(names)};{born};{job};{codes[n % len(codes)]};{chance.choice(KINDS)};"
            f"09{n + 10_000_000:08};cb{n}@hanoi.gov.vn"
        )
    return "\n".join(rows).encode()


def ask(file: bytes) -> str:
    """Hand the list in."""
    console = access.operator("bench")
    with database.writing() as db:
        scope = access.scope_of(console, Right.MANAGE_PEOPLE)
        asked = organisation.AskedList(TODAY)
        return organisation.ask_import(db, console, scope, file, asked, now=datetime.now(UTC)).key


def confirm(key: str) -> None:
    """Say yes to the preview."""
    console = access.operator("bench")
    with database.writing() as db:
        organisation.confirm_import(db, console, access.scope_of(console, Right.MANAGE_PEOPLE), key)


def give() -> None:
    """Ask for a rule that reaches everybody."""
    with database.writing() as db:
        give_course(db, 99, Whom(), later=True)


def move() -> None:
    """Ask for a unit right below the top, with all that is under it, to be put under its neighbour."""
    with database.writing() as db:
        tree = organisation.unit_tree(db, Tree.ADMINISTRATION, TODAY)
        (top,) = tree.children[None]
        unit, other = tree.children[top][:2]
        organisation.move_unit(db, access.operator("bench"), unit, other, on=TODAY, now=datetime.now(UTC), later=True)


def ask_back() -> str:
    """Ask for what taking the list back would do."""
    console = access.operator("bench")
    with database.writing() as db:
        scope, now = access.scope_of(console, Right.MANAGE_PEOPLE), datetime.now(UTC)
        (run,) = organisation.import_runs(db, console, scope, now=now)
        return organisation.ask_undo(db, console, scope, run.key, now=now).key


def confirm_back(key: str) -> None:
    """Say yes to taking the list back."""
    console = access.operator("bench")
    with database.writing() as db:
        scope = access.scope_of(console, Right.MANAGE_PEOPLE)
        organisation.confirm_undo(db, console, scope, key, now=text.utc_now())


def tell(key: str) -> None:
    """Say what a batch came to."""
    with database.reading() as db:
        batch = db.exec(select(Batch).where(Batch.key == key)).one()
        duties = db.exec(select(func.count(col(Duty.id)))).one()
        spent = None if batch.flipped_at is None or batch.ended_at is None else batch.ended_at - batch.flipped_at
        print(
            f"  {batch.state.value} {batch.wrong or ''}: {duties:,} duties, known {spent} before the last was settled"
        )


def tell_last() -> None:
    """Say what the newest batch came to."""
    with database.reading() as db:
        tell(staging.rows(db, [])[0].key)


def work() -> None:
    """Do what waits, as the worker's process does."""
    worker.work_off()


def idle() -> None:
    """Do nothing, so that it is seen what an answer waits on this machine anyway."""
    time.sleep(30)


def agree() -> None:
    """Compare all duties with the rules; any difference is a fault."""
    with database.reading() as db:
        found = training.compare_duties(db)
    assert not found.stale
    assert not found.missing


def bare() -> None:
    """Write as many duties, with the same indexes, into a table of their own by one statement, and drop it."""
    with database.writing() as db:
        db.execute(sql("CREATE TABLE bare AS SELECT * FROM duty WHERE FALSE"))
        for columns in ("course_id", "rule_id", "person_id, course_id"):
            db.execute(sql(f"CREATE INDEX bare_{columns[:4]} ON bare ({columns})"))
        db.execute(sql("INSERT INTO bare SELECT * FROM duty"))
        db.execute(sql("DROP TABLE bare"))


def line(what: str, url: str, run: Callable[[], None]) -> None:
    """Run something in a process of its own while answers are saved; print what both took."""
    waits: Any = multiprocessing.get_context("spawn").Queue()
    child = multiprocessing.get_context("spawn").Process(target=measured, args=(run.__name__, url, waits))
    begun = time.perf_counter()
    child.start()
    count, longest = 0, 0.0
    while child.is_alive():
        time.sleep(EVERY)
        longest = max(longest, answer())
        count += 1
    child.join()
    wall = time.perf_counter() - begun
    cpu, peak, held = waits.get()
    print(f"{what:<44}{wall:8.1f}{cpu:8.1f}{peak:9}{held * 1000:9.0f}{count:9}{longest * 1000:9.0f}", flush=True)


def measured(name: str, url: str, waits: Any) -> None:
    """Run a function of this file; hand over its CPU seconds, peak MB, and longest transaction in CPU seconds."""
    database.connect(url)
    real, held = database.writing, [0.0]

    @contextmanager
    def timed() -> Iterator[Session]:
        with real() as db:
            db.connection()  # from here on everybody else waits
            begun = time.process_time()
            yield db
        held.append(time.process_time() - begun)

    database.writing = timed
    globals()[name]()
    used = resource.getrusage(resource.RUSAGE_SELF)
    waits.put((used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, max(held)))


def answer() -> float:
    """Write as much as an answer does, in one transaction; return the seconds it took."""
    begun = time.perf_counter()
    with suppress(OperationalError), database.writing() as db:  # behind the floor's one insert it waits in vain
        audit.record(db, access.operator("bench"), "bench.answer", "attempt", 1, now=datetime.now(UTC), answer="b")
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
