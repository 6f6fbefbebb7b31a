"""Coverage of a learning path: the figure of its courses alone, on every look, in the list of names and in a file."""

import json
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from sqlmodel import Session

from models import learning, reports, training
from models.rights import DomainError, Right
from models.training import By, PathFact, Question, State
from tests import factories
from tests.factories import NOW
from tests.models.training import making
from tests.models.training.making import City, city
from tests.models.training.test_reconciling import give

SEE = making.scope(right=Right.SEE_COVERAGE)
TODAY = NOW.date()
PATH = PathFact("loi-di", "Lối đi", ("an-toan", "van-ban"))
ASK = Question(TODAY, path=PATH)
UNIVERSAL = ("an-toan-thong-tin", "van-ban-dien-tu-chu-ky-so")  # the courses of content/paths/pho-cap.yaml


@pytest.fixture
def c(db: Session) -> City:
    """Three courses for three people: 9 required pairs, 6 of them of the path; An has done two, one of the path."""
    made = city(db)
    others = [factories.bare_course(db, slug) for slug in ("van-ban", "rieng")]
    for course in (made.course, *others):
        give(db, course, training.Whom())
    done = {"achieved_on": TODAY, "source": learning.Source.EARNED, "recorded_at": NOW, "edition": 1}
    for course in (made.course, others[1]):
        db.add(learning.tables.Completion(person_id=made.in_ward, course_id=course, **done))
    db.flush()
    return made


def total(db: Session, question: Question) -> tuple[int, int]:
    count = training.coverage(training.figures(db), SEE, question).total
    return count.required, count.valid


def test_a_path_narrows_to_its_courses_and_a_course_narrows_the_path(db: Session, c: City) -> None:
    assert total(db, Question(TODAY)) == (9, 2)
    assert total(db, ASK) == (6, 1)
    assert total(db, replace(ASK, course="an-toan")) == (3, 1)
    assert total(db, replace(ASK, course="rieng")) == (0, 0)
    figure = training.coverage(training.figures(db), SEE, replace(ASK, by=By.COURSE))
    assert [(row.key, row.count.required, row.count.valid) for row in figure.rows] == [
        ("an-toan", 3, 1), ("van-ban", 3, 0),
    ]  # fmt: skip
    assert (figure.people_required, figure.people_all_valid) == (3, 0)


def test_every_look_at_it_says_the_same(db: Session, c: City) -> None:
    held = training.figures(db)
    listed = training.names(db, SEE, ASK, size=50)
    assert {(row.course, row.state) for row in listed.rows} == {
        ("an-toan", State.COMPLETED), ("an-toan", State.NOT_STARTED), ("van-ban", State.NOT_STARTED),
    }  # fmt: skip
    assert listed.total == training.names(db, SEE, ASK, held=held).total == 6
    assert training.all_names(db, SEE, ASK, held=held).total == 6
    crossed = training.cross(held, SEE, ASK)
    assert [one.slug for one in crossed.courses] == ["an-toan", "van-ban"]
    before = replace(ASK, on=date(2026, 3, 1))
    found = training.bridge(held, SEE, before, ASK)
    assert ((found.before.required, found.before.valid), (found.after.required, found.after.valid)) == ((6, 0), (6, 1))
    assert [(one.step.value, one.valid) for one in found.changes] == [("completed", 1)]
    (week,) = training.by_week(held, SEE, ASK, [date(2026, 3, 1)], known_then=False)
    assert (week.required, week.valid) == (6, 0)
    steps = training.funnel(db, held, SEE, ASK, now=NOW)[0]
    assert (steps.asked, steps.started, steps.done) == (3, 1, 0)


def test_the_command_asks_for_a_path_of_the_content_folder(db: Session, c: City) -> None:
    for slug in UNIVERSAL:
        give(db, factories.bare_course(db, slug), training.Whom(subtree=(c.ward,)))
    out = StringIO()
    values = {"unit": None, "course": None, "on": None, "known_at": None, "tree": "administration", "as_format": "json"}
    assert training.coverage_command(db, out, **values, path="pho-cap", now=NOW) == 0  # type: ignore[arg-type]
    answer = json.loads(out.getvalue())
    assert (answer["learning_path"], answer["total"]["required"]) == ("pho-cap", 2 * len(UNIVERSAL))
    with pytest.raises(DomainError, match="path-not-named"):
        training.coverage_command(db, StringIO(), **values, path="khong-co", now=NOW)  # type: ignore[arg-type]


def test_a_path_of_no_known_course_is_not_found_and_a_kept_question_is_the_same(db: Session, c: City) -> None:
    with pytest.raises(DomainError, match="not-found"):
        total(db, replace(ASK, path=PathFact("x", "X", ("khong-co",))))
    wanted = reports.CoverageWanted(replace(ASK, unit="u", by=By.COURSE))
    assert reports.CoverageWanted.of(json.loads(json.dumps(wanted.told()))) == wanted
    before = {name: value for name, value in wanted.told().items() if name != "path"}  # kept before there were paths
    assert reports.CoverageWanted.of(before).question == replace(wanted.question, path=None)
    assert training.filters_in_words(ASK, "", today=TODAY) == ["lộ trình: Lối đi"]
