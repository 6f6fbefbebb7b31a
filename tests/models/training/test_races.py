"""Rules given while people move: duties are the rules evaluated anew whoever commits last; nobody waits for ever."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

from sqlmodel import Session

from models import database, organisation, training
from models.training import Whom
from tests.factories import NOW
from tests.models.training import making
from tests.models.training.making import CONSOLE, START

ROUNDS = 6


def test_a_transfer_and_a_rule_at_once_leave_the_right_duties(any_database: str) -> None:
    with database.writing() as db:
        c = making.city(db)
    for number in range(ROUNDS):
        target = c.other if number % 2 == 0 else c.ward
        day = date(2026, 3, 2 + number)

        def transfer(db: Session, target: int = target, day: date = day) -> None:
            organisation.place(db, CONSOLE, making.managing(), c.in_ward, unit_id=target, from_=day, now=NOW)

        def give(db: Session) -> None:
            training.create_rule(
                db,
                CONSOLE,
                making.scope(),
                course_id=c.course,
                whom=Whom(subtree=(c.ward,)),
                from_=START,
                due_on=date(2026, 3, 31),
                now=NOW,
            )

        assert at_once(transfer, give) == []
        with database.writing() as db:
            assert training.reconcile(db, now=NOW) == training.Reconciled(0, 0)


def at_once(*acts: Callable[[Session], None]) -> list[BaseException]:
    """Do acts in transactions of their own that begin together; return what failed."""
    failed: list[BaseException] = []
    together = Barrier(len(acts))

    def run(act: Callable[[Session], None]) -> None:
        try:
            together.wait()
            with database.writing() as db:
                act(db)
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed
