"""What the compact vector that each submitted attempt keeps costs and saves, beside reading single rows.

Run: python -m bench.vectors [attempts] [postgresql+psycopg://…]  (20,000 attempts of 20 questions without a number).
Statistics need of each attempt which question versions were asked, what was answered, what it earned and how long it
took. They stand in one JSON value on the attempt (the vector), and as single rows in `attempt_item` and `response`.
Prints how many bytes each takes, the processor's time to write it, and to read it all and add it up.
"""

import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy import text as sql

from models import database, migrations
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Response

QUESTIONS = 20
BATCH = 500
BEGUN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
_ITEMS = sql(
    "SELECT i.question_hash, i.marks, r.answer, r.answered_at FROM attempt_item i"
    " LEFT JOIN response r ON r.attempt_id = i.attempt_id AND r.place = i.place ORDER BY i.attempt_id, i.place"
)


def attempts(count: int, source: random.Random) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield attempts as rows, each with its items: 60 versions of questions, four options each."""
    digests = [f"{source.getrandbits(256):064x}" for _ in range(60)]
    for number in range(1, count + 1):
        items = []
        for place, digest in enumerate(source.sample(digests, QUESTIONS), start=1):
            chosen = f"{source.getrandbits(2):08x}"
            items.append({"place": place, "question_hash": digest, "answer": chosen, "marks": float(chosen[-1] == "0")})
        vector = [[one["question_hash"], one["answer"], one["marks"], 40] for one in items]
        row = {
            "key": f"bench{number}",
            "person_id": number,
            "course_id": 1,
            "quiz": "final",
            "number": 1,
            "release_id": 1,
            "seed": number,
            "state": AttemptState.SUBMITTED,
            "started_at": BEGUN,
            "submitted_at": BEGUN + timedelta(minutes=15),
            "vector": vector,
        }
        yield row, items


def write(connection: Connection, count: int) -> None:
    """Write the attempts, their vectors and single rows; print what each cost."""
    used: Counter[str] = Counter()
    bytes_of: Counter[str] = Counter()
    batch: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    number = 0

    def store() -> None:
        nonlocal number
        begun = process_time()
        connection.execute(insert(Attempt), [{**row, "vector": None} for row, _ in batch])
        used["attempts alone"] += process_time() - begun
        begun = process_time()
        connection.execute(
            sql("UPDATE attempt SET vector = :vector WHERE key = :one"),
            [{"vector": json.dumps(row["vector"]), "one": row["key"]} for row, _ in batch],
        )
        used["vectors"] += process_time() - begun
        rows = [(number + nth, item) for nth, (_, items) in enumerate(batch, 1) for item in items]
        asked = [
            {"attempt_id": one, "place": item["place"], "question_id": "q", "question_hash": item["question_hash"]}
            | {"option_order": [], "marks": item["marks"]}
            for one, item in rows
        ]
        given = [
            {"attempt_id": one, "place": item["place"], "answer": item["answer"], "answered_at": BEGUN}
            for one, item in rows
        ]
        begun = process_time()
        connection.execute(insert(AttemptItem), asked)
        connection.execute(insert(Response), given)
        used["single rows"] += process_time() - begun
        bytes_of["vectors"] += sum(len(json.dumps(row["vector"])) for row, _ in batch)
        bytes_of["single rows"] += sum(len(row["question_hash"]) + len(row["answer"]) + 60 for _, row in rows)
        number += len(batch)
        batch.clear()

    for one in attempts(count, random.Random(7)):
        batch.append(one)
        if len(batch) == BATCH:
            store()
    if batch:
        store()
    for what, seconds in used.items():
        size = f"{bytes_of[what] / count:9.0f} bytes an attempt" if bytes_of[what] else ""
        print(f"write {what:<34}{1e6 * seconds / count:9.0f} µs an attempt{size}")


def read(connection: Connection, count: int) -> None:
    """Read everything both ways and add it up; both must come to the same."""
    begun = process_time()
    by_vector: Counter[str] = Counter()
    found = connection.execution_options(yield_per=BATCH).execute(sql("SELECT vector FROM attempt"))
    for (vector,) in found:
        for digest, _given, earned, _seconds in json.loads(vector) if isinstance(vector, str) else vector:
            by_vector[digest] += earned
    vectors = process_time() - begun
    begun = process_time()
    by_rows: Counter[str] = Counter()
    for digest, earned, _given, _at in connection.execution_options(yield_per=BATCH).execute(_ITEMS):
        by_rows[digest] += earned
    rows = process_time() - begun
    assert by_vector == by_rows
    print(f"read  vectors                           {1e6 * vectors / count:9.0f} µs an attempt")
    print(
        f"read  single rows                       {1e6 * rows / count:9.0f} µs an attempt, {rows / vectors:.1f} times"
    )


def main(count: int, url: str | None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as place:
        engine = database.make_engine(url or f"sqlite:///{place}/bench.db")
        migrations.upgrade(engine)
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.execute(sql("PRAGMA defer_foreign_keys = ON"))
            else:
                connection.execute(sql("SET session_replication_role = replica"))
            print(f"{engine.dialect.name}, {count} attempts of {QUESTIONS} questions, processor's time of this process")
            write(connection, count)
            read(connection, count)
            connection.rollback()
        engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, sys.argv[2] if len(sys.argv) > 2 else None)
