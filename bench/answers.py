"""What an answer costs on the server: saved, shown, a quiz of 20 submitted, beside a bare insert in the same run.

A second table tells for each type of question the processor's time of one question read and shown, of one answer
marked (1,000 times, without the database) and of one answer saved.

Run: python bench/answers.py [postgresql+psycopg://…]  (a fresh SQLite file in a temporary folder without an address;
with one, a database that may be filled). Prints medians and 95th percentiles in milliseconds, and the processor's
time of this process. Every line is one transaction, committed to disk as on a real installation.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from sqlalchemy import text as sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models import access, assessment, courses, database, learning, migrations, text  # noqa: E402
from models.rights import Actor  # noqa: E402
from tests import factories  # noqa: E402
from tests.models.assessment import released  # noqa: E402

ROUNDS = 300
SUBMISSIONS = 40
COURSE = "an-toan-thong-tin"
TWENTY = "hai-muoi-cau"
ONE_OF = "bench-"


def row(what: str, acts: list[Callable[[], object]]) -> None:
    """Time the acts one by one and print their line."""
    acts[0]()
    times, used = [], process_time()
    for act in acts[1:]:
        begun = perf_counter()
        act()
        times.append(1000 * (perf_counter() - begun))
    used = 1000 * (process_time() - used) / len(times)
    print(f"{what:<52}{median(times):9.2f}{quantiles(times, n=20)[-1]:9.2f}{used:9.2f}")


def bare_insert() -> None:
    """The floor: one row of about an answer's size."""
    with database.writing() as db:
        db.execute(sql("INSERT INTO bench_floor (said) VALUES ('[\"an-option\"]')"))


def empty_transaction() -> None:
    """What beginning and committing costs without a write."""
    with database.writing() as db:
        db.execute(sql("SELECT 1"))


def with_twenty(course: courses.Course) -> courses.Course:
    """The course with one more quiz: 20 questions out of all of its bank, of every type that is marked at once."""
    easy = tuple(one.id for one in course.questions if not isinstance(one, courses.Judged) and one.scenario is None)
    draw = courses.Draw(questions=easy, take=20)
    quiz = courses.Quiz(name=TWENTY, title=courses.Translated(vi="Hai mươi câu"), draw=(draw,))
    return course.model_copy(update={"quizzes": (*course.quizzes, quiz)})


def with_each_kind(course: courses.Course, shipped: tuple[courses.Course, ...]) -> courses.Course:
    """The course with the first shipped question of every type in its bank, and a quiz of one question for each."""
    first: dict[str, courses.Question] = {}
    for question in (one for found in shipped for one in found.questions):
        changed = {"id": f"{ONE_OF}{question.type}", "scenario": None}
        if question.takes_files:
            changed["files"] = ("pdf",)
        first.setdefault(question.type, question.model_copy(update=changed))
    quizzes = tuple(
        courses.Quiz(name=f"mot-{kind}", title=courses.Translated(vi=kind), draw=(courses.Draw(questions=(one.id,)),))
        for kind, one in first.items()
    )
    bank, asked = (*course.questions, *first.values()), (*course.quizzes, *quizzes)
    return course.model_copy(update={"questions": bank, "quizzes": asked})


def used(act: Callable[[int], object], rounds: int) -> float:
    """Milliseconds of this process's time that one act takes; ``act`` is told its number."""
    act(0)
    begun = process_time()
    for number in range(1, rounds + 1):
        act(number)
    return 1000 * (process_time() - begun) / rounds


def each_kind(course: courses.Course, release_id: int) -> None:
    """Print the table of the types."""
    print(
        f"\n{'milliseconds of the processor':<30}{'shown':>9}{'marked':>9}{'saved':>9}{'of which beyond the floor':>27}"
    )
    floor = used(lambda _: bare_insert(), ROUNDS)
    for question in (one for one in course.questions if one.id.startswith(ONE_OF)):
        me, key, _ = begin(release_id, f"mot-{question.type}")
        said = [question.right_answer(), *question.wrong_answers()]
        shown = used(lambda _, me=me, key=key: show(me, key), ROUNDS)
        marked = used(lambda n, said=said, one=question: one.mark(said[n % len(said)]), 1000)
        if question.takes_files:
            saved = used(lambda n, me=me, key=key: hand_in_and_take_away(me, key, n), ROUNDS) / 2
        else:
            saved = used(lambda n, me=me, key=key, said=said: save(me, key, 1, said[n % len(said)]), ROUNDS)
        print(f"{question.type:<30}{shown:9.2f}{marked:9.3f}{saved:9.2f}{saved - floor:27.2f}")


def hand_in_and_take_away(me: Actor, key: str, number: int) -> None:
    """A small file added to an answer and taken away again: two acts."""
    data, now = b"%%PDF-1.7\n%d\n%%%%EOF\n" % number, text.utc_now()
    with database.writing() as db:
        (file,) = assessment.add_file(db, me, key, 1, "a.pdf", data, now=now)
    with database.writing() as db:
        assessment.remove_file(db, me, key, 1, file.key, now=now)


def begin(release_id: int, quiz: str) -> tuple[Actor, str, assessment.AttemptView]:
    """A new person with a new attempt."""
    with database.writing() as db:
        me = access.actor_for(db, factories.person(db), "bench", now=text.utc_now())
        key = learning.start_quiz(db, me, release_id, quiz, now=text.utc_now())
        return me, key, assessment.view(db, me, key)


def save(me: Actor, key: str, place: int, given: courses.Answer) -> None:
    """One answer in one transaction, as the quiz page saves it."""
    with database.writing() as db:
        assessment.answer(db, me, key, place, given, now=text.utc_now())


def show(me: Actor, key: str) -> assessment.AttemptView:
    """The attempt, as the quiz page reads it at every run."""
    with database.reading() as db:
        return assessment.view(db, me, key)


def finish(me: Actor, key: str) -> learning.Finished:
    """Submit, mark, and complete where that follows."""
    with database.writing() as db:
        return learning.finish(db, me, key, now=text.utc_now())


def main(url: str | None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as place:
        engine = database.connect(url or f"sqlite:///{place}/bench.db")
        migrations.upgrade(engine)
        with database.writing() as db:
            courses.take_up(db, ROOT / "content", now=text.utc_now())
            number = "SERIAL" if engine.dialect.name == "postgresql" else "INTEGER"
            db.execute(sql(f"CREATE TABLE bench_floor (id {number} PRIMARY KEY, said TEXT)"))
            library = courses.load_catalogue(db)
            shipped = library.released(COURSE)
            assert shipped is not None
            made = with_each_kind(with_twenty(shipped.course), library.courses)
            _, release_id = released.release(db, made, at=text.utc_now())
        quiz = TWENTY
        me, key, view = begin(release_id, quiz)
        choice = next(asked for asked in view.questions if asked.type == "single")
        ids = [option.id for option in choice.options]

        print(f"{engine.dialect.name}, {len(view.questions)} questions")
        print(f"{'milliseconds':<52}{'median':>9}{'95 %':>9}{'cpu':>9}")
        row("an empty transaction", [empty_transaction] * ROUNDS)
        row("floor: a bare insert", [bare_insert] * ROUNDS)
        row("an answer saved", [lambda n=n: save(me, key, choice.place, ids[n % len(ids)]) for n in range(ROUNDS)])
        row("the same answer again", [lambda: save(me, key, choice.place, ids[0])] * ROUNDS)
        row("the attempt shown, all its questions", [lambda: show(me, key)] * ROUNDS)
        begun = [begin(release_id, quiz) for _ in range(SUBMISSIONS)]
        row("an attempt submitted and marked", [lambda one=one: finish(one[0], one[1]) for one in begun])
        row("a quiz started", [lambda: begin(release_id, quiz)] * SUBMISSIONS)
        each_kind(made, release_id)
        with database.writing() as db:
            db.execute(sql("DROP TABLE bench_floor"))
        engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
