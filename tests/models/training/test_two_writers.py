"""Two processes write through acts while a third keeps its figures up to date: they are right whenever they are asked.

A part of `make prove`: completions that come and go, transfers, leave, rules, exemptions and staff lists, at random.
"""

import random
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models import changes, database, organisation, text, training
from models.rights import DomainError
from models.training import By, Exemption, Question, Rule
from tests.models.organisation import samples
from tests.models.training import telling
from tests.models.training.telling import ADMINISTRATION, ASSIGNING, CONSOLE, COVERAGE, PEOPLE, Town
from tests.server import PROVING, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PROVING, reason="a part of make prove")]

ACTS = 60
SHIFTS = (-40, -1, 0, 1, 20, 45, 120)  # days from today on which figures are asked for
NAMES = ("An", "Bình", "Chi", "Dung", "Em")


def test_figures_are_right_while_two_processes_write(any_database: str) -> None:
    made, today = telling.town(), text.local_day(text.utc_now())
    days = [today + timedelta(days=shift) for shift in SHIFTS]
    with database.reading() as db:
        first = training.figures(db).place
    told = [
        database.engine().url.render_as_string(hide_password=False),
        *(str(number) for number in vars(made).values()),
    ]
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", __name__, str(seed), *told], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for seed in (1, 2)
    ]
    places, moments = {first}, []
    while any(writer.poll() is None for writer in writers):
        with database.reading() as db:
            held = training.figures(db)
        for day in days:
            adds_up(held, day)
        if held.place not in places:
            moments.append(text.utc_now())
        places.add(held.place)
    written = [int(writer.communicate()[0]) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert min(written) > ACTS / 2, "most acts were refused"
    assert len(places) > 5, "too little of what happened was seen while it happened"
    with database.reading() as db:
        assert first < training.figures(db).place == changes.place(db)  # one refresh, after the last act
    for unit in (made.city, made.a, made.b):
        for day in days:
            telling.figure(unit, day)  # counter, columns, names and command agree
            telling.figure(unit, day, moments[len(moments) // 2])
    with database.writing() as db:
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)


def adds_up(held: training.Held, day: date) -> None:
    """Every split of the figure has its total, state by state."""
    for by in (By.UNIT, By.COURSE, By.CATEGORY, By.SOURCE, By.STATE):
        found = training.coverage(held, COVERAGE, Question(on=day, by=by))
        for state, number in found.total.states.items():
            assert sum(row.count.states[state] for row in found.rows) == number
        assert sum(row.count.required for row in found.rows) == found.total.required
        assert sum(row.count.valid for row in found.rows) == found.total.valid
        assert found.people_all_valid <= found.people_required <= found.total.required


def write(seed: int, made: Town) -> int:
    """Do acts one after the other, each in a transaction of its own; return how many were not refused."""
    chance, done = random.Random(seed), 0
    for _ in range(ACTS):
        act = chance.choice(("finish", "finish", "lose", "move", "leave", "rule", "end", "free", "no longer", "list"))
        person = chance.choice((made.an, made.binh, made.chi, made.dung, made.em))
        now = text.utc_now()
        try:
            if act == "finish":
                until = chance.choice((None, text.local_day(now) + timedelta(days=chance.randrange(1, 90))))
                telling.finished(person, made.course, now, until=until)
            elif act == "lose":
                telling.lost(person, now)
            else:
                with database.writing() as db:
                    _act(db, act, made, person, chance)
            done += 1
        except DomainError:
            pass  # the other was first, or there is nothing to end
    return done


def _act(db: Session, act: str, made: Town, person: int, chance: random.Random) -> None:
    now = text.utc_now()
    unit, day = chance.choice((made.city, made.a, made.b)), text.local_day(now) + timedelta(days=chance.randrange(40))
    if act == "move":
        organisation.place(db, CONSOLE, PEOPLE, person, unit_id=unit, from_=day, now=now)
    elif act == "leave":
        end = day + timedelta(days=30)
        organisation.take_leave(db, CONSOLE, PEOPLE, person, ADMINISTRATION, from_=day, until=end, now=now)
    elif act == "rule":
        telling.give(db, made.course, unit, now=now, due_days=chance.randrange(15, 90))
    elif act == "end":
        rules = db.exec(select(Rule.id).where(col(Rule.voided_at).is_(None)).order_by(col(Rule.id))).all()
        training.end_rule(db, CONSOLE, ASSIGNING, chance.choice(rules) or 0, on=day, now=now)
    elif act == "free":
        training.exempt(db, CONSOLE, ASSIGNING, person, made.course, from_=day, reason="Thai sản", now=now)
    elif act == "no longer":
        found = db.exec(select(Exemption.id).where(col(Exemption.voided_at).is_(None))).first()
        training.end_exemption(db, CONSOLE, ASSIGNING, found or 0, on=day, now=now)
    else:
        bring(db, chance, day, now)


def bring(db: Session, chance: random.Random, day: date, now: datetime) -> None:
    """A staff list that says of two people in which unit they are from a day on."""
    heading = ("Mã cán bộ", "Họ và tên", "Đơn vị công tác")
    people = [
        (f"CB-{name}", f"Nguyễn Văn {name}", chance.choice(("Phường A", "Phường B")))
        for name in chance.sample(NAMES, 2)
    ]
    file = samples.csv_text((heading, *people)).encode()
    roster = organisation.read_roster_file(file, today=text.local_day(now))
    plan = organisation.plan_import(db, PEOPLE, roster, on=day, now=now)
    organisation.apply_import(db, CONSOLE, PEOPLE, plan, now=now)


if __name__ == "__main__":
    database.connect(sys.argv[2])
    sys.stdout.write(str(write(int(sys.argv[1]), Town(*(int(number) for number in sys.argv[3:])))))
