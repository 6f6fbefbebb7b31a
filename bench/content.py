"""How long 200 courses with 2,000 lessons and 10,000 questions take to be read, released, loaded and searched.

Run: python -m bench.content [courses]. The first line is the floor: the same files, read and no more.
"""

import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from models import courses, database, migrations

SYLLABLES = [
    "thư",
    "lừa",
    "đảo",
    "người",
    "gửi",
    "địa",
    "chỉ",
    "thật",
    "bấm",
    "đường",
    "dẫn",
    "lạ",
    "báo",
    "cáo",
    "bộ",
    "phận",
    "phụ",
    "trách",
    "mật",
    "khẩu",
    "mạnh",
    "chuyển",
    "đổi",
    "số",
    "dữ",
    "liệu",
    "cá",
    "nhân",
    "bảo",
    "vệ",
    "an",
    "toàn",
    "thông",
    "tin",
    "cán",
    "bộ",
    "công",
    "chức",
    "viên",
    "chức",
    "đơn",
    "vị",
    "cơ",
    "quan",
    "hồ",
    "sơ",
    "dịch",
    "vụ",
    "trực",
    "tuyến",
    "chữ",
    "ký",
    "văn",
    "bản",
    "điện",
    "tử",
    "quy",
    "trình",
    "phối",
    "hợp",
    "nhiệm",
    "vụ",
    "kết",
    "quả",
    "đánh",
    "giá",
    "sử",
    "dụng",
    "phần",
    "mềm",
    "máy",
    "tính",
    "điện",
    "thoại",
    "mạng",
]
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
QUERIES = ("chuyen doi so", "mật khẩu", "du lieu ca nhan", "chữ ký số", "an toàn thông tin", "khong co gi")


def sentence(chance: random.Random, words: int) -> str:
    """Return so many syllables as a sentence."""
    return " ".join(chance.choice(SYLLABLES) for _ in range(words)).capitalize()


def write_library(content: Path, count: int) -> None:
    """Write ``count`` courses of 10 lessons (about 3,400 characters each) and 50 questions."""
    chance = random.Random(7)
    for number in range(count):
        folder = content / "courses" / f"khoa-{number:03}"
        for name in ("lessons", "questions", "quizzes", "media"):
            (folder / name).mkdir(parents=True)
        (folder / "course.yaml").write_text(
            f"title: {sentence(chance, 6)}\nsummary: {sentence(chance, 16)}\nstatus: published\n"
            f"outcomes:\n  - id: a\n    text: {sentence(chance, 10)}\ncompletion:\n  lessons: all\n  quiz: cuoi\n"
        )
        (folder / "quizzes/cuoi.yaml").write_text("title: Cuối khóa\ndraw:\n  - outcome: a\n    take: 10\n")
        (folder / "media/a.svg").write_text(PICTURE)
        for lesson in range(10):
            blocks = "\n\n".join(_section(chance) for _ in range(4))
            head = f"---\ntitle: {sentence(chance, 5)}\nminutes: 8\noutcomes: [a]\n---\n"
            (folder / f"lessons/{lesson:02}-bai.md").write_text(head + blocks)
            bank = "".join(_question(chance, f"q-{lesson}-{index}") for index in range(5))
            (folder / f"questions/{lesson:02}.yaml").write_text(bank)


def _section(chance: random.Random) -> str:
    paragraph = ". ".join(sentence(chance, 14) for _ in range(4))
    return (
        f"## {sentence(chance, 5)}\n\n{paragraph}.\n\n> [!NOTE] Lưu ý\n> {sentence(chance, 20)}.\n\n"
        f"- {sentence(chance, 10)}\n- {sentence(chance, 10)} **đậm**\n\n![{sentence(chance, 5)}](../media/a.svg)\n\n"
        f"{paragraph}, xem [bài đầu](00-bai.md).\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    )


def _question(chance: random.Random, name: str) -> str:
    options = "".join(
        f"    - text: {sentence(chance, 8)} {index}\n      feedback: {sentence(chance, 10)}\n" for index in range(4)
    )
    head = f"- id: {name}\n  type: single\n  stem: {sentence(chance, 12)}?\n  outcome: a\n  difficulty: 2\n"
    return f"{head}  explanation: {sentence(chance, 20)}\n  options:\n{options}      right: true\n"


def indexed(catalogue: courses.Catalogue) -> str:
    """Wait until the search index is made."""
    while not catalogue.is_indexed:
        sleep(0.05)
    return "made"


def timed(what: str, act: Callable[[], object]) -> None:
    """Run an act and print its line of the table."""
    begun = perf_counter()
    result = act()
    print(f"{what:<58}{perf_counter() - begun:8.2f} s   {result}")


def main(count: int) -> None:
    """Print the table."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as place:
        content = Path(place) / "content"
        write_library(content, count)
        migrations.upgrade(database.connect(f"sqlite:///{place}/bench.db"))

        def floor() -> str:
            sizes = [len(path.read_bytes()) for path in content.rglob("*") if path.is_file()]
            return f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB"

        def take_up(*, deep: bool) -> str:
            with database.reading() as db:
                read = courses.read_changes(db, content, deep=deep)
            begun = perf_counter()
            with database.writing() as db:
                taken = courses.take_up(db, content, now=now, deep=deep, read=read)
            return f"{len(taken.released)} released, writing {perf_counter() - begun:.2f} s"

        def load() -> str:
            with database.reading() as db:
                loaded.append(courses.load_catalogue(db))
            return f"{len(loaded[-1].courses)} courses"

        loaded: list[courses.Catalogue] = []
        timed("floor: the files are read", floor)
        timed("first start: read, check the structure, release", lambda: take_up(deep=False))
        timed("catalogue loaded from the database", load)
        timed("in the background: deep checks of everything", lambda: take_up(deep=True))
        timed("a later start: nothing changed", lambda: take_up(deep=True))
        timed("a search before the index is made: titles", lambda: f"{len(loaded[-1].search('chuyen doi so'))} hits")
        timed("the index, made beside the pages at half speed", lambda: indexed(loaded[-1]))
        for query in QUERIES:
            times = []
            for _ in range(20):
                begun = perf_counter()
                hits = loaded[-1].search(query)
                times.append(1000 * (perf_counter() - begun))
            print(f"search {query:<40} median {median(times):6.1f} ms, worst {max(times):6.1f} ms, {len(hits)} hits")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
