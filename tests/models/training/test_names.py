"""Lists of names from columns at hand are those read from the database; who writes acts on what is true by then."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sqlmodel import Session

from models import changes, database, learning, training
from models.rights import Right
from models.training import By, Figures, Flag, Question, State, pairing
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, City, city, scope

TODAY = date(2026, 3, 2)  # the day of NOW in Hanoi
SEE = scope(right=Right.SEE_COVERAGE)


def asked(db: Session) -> tuple[City, int]:
    """A city in which two courses are asked of everybody, and somebody has completed one."""
    made = city(db)
    other = factories.bare_course(db, "but-phe")
    for course in (made.course, other):
        training.create_rule(
            db, CONSOLE, scope(), course_id=course, whom=training.Whom(), from_=START, due_on=TODAY, now=NOW
        )
    complete(db, made.in_ward, other)
    return made, other


def complete(db: Session, person: int, course: int) -> None:
    db.add(
        learning.tables.Completion(
            person_id=person,
            course_id=course,
            edition=1,
            achieved_on=TODAY - timedelta(days=1),
            source=learning.Source.EARNED,
            recorded_at=NOW,
        )
    )
    db.flush()


def test_with_columns_at_hand_each_page_is_the_same(db: Session) -> None:
    made, _other = asked(db)
    db.commit()
    questions = [Question(on=TODAY), Question(on=TODAY, course="but-phe")]
    with database.reading() as seen:
        held = Figures().refresh(seen)
        for question in questions:
            for state in (None, State.COMPLETED):
                for page in (1, 2, 3, 4):
                    more = {"state": state, "page": page, "size": 2}
                    read = training.names(seen, SEE, question, **more)  # type: ignore[arg-type]
                    assert training.names(seen, SEE, question, held=held, **more) == read  # type: ignore[arg-type]
        everything = training.names(seen, SEE, questions[0], held=held, size=50)
        assert [(row.full_name, row.course) for row in everything.rows] == [
            ("Nguyễn Văn An", "an-toan"),
            ("Nguyễn Văn An", "but-phe"),
            ("Trần Thị Bình", "an-toan"),
            ("Trần Thị Bình", "but-phe"),
            ("Đỗ Văn Đức", "an-toan"),
            ("Đỗ Văn Đức", "but-phe"),
        ]
        narrow = training.names(seen, scope(made.ward, right=Right.SEE_COVERAGE), questions[0], held=held)
        assert {row.full_name for row in narrow.rows} == {"Trần Thị Bình", "Đỗ Văn Đức"}


def test_who_writes_is_not_told_of_what_was_just_completed(db: Session) -> None:
    made, other = asked(db)
    held = Figures().refresh(db)
    complete(db, made.in_office, other)

    listed = training.names(db, SEE, Question(on=TODAY, course="but-phe"), state=State.NOT_STARTED, held=held)

    assert [row.full_name for row in listed.rows] == ["Nguyễn Văn An"]


def test_a_list_that_was_asked_for_is_another_once_something_changed(db: Session) -> None:
    made, _other = asked(db)
    db.commit()
    figures, ward = Figures(), scope(made.ward, right=Right.SEE_COVERAGE)
    wanted: dict[str, Any] = {"state": training.OPEN, "urgent_first": True}

    def compared() -> list[int]:
        totals = []
        with database.reading() as seen:
            held = figures.refresh(seen)
            for who in (SEE, ward):
                for by in (By.UNIT, By.COURSE):  # the second finds what the first has kept
                    question = Question(on=TODAY, by=by)
                    listed = training.names(seen, who, question, held=held, **wanted)
                    assert listed == training.names(seen, who, question, **wanted)
                    totals.append(listed.total)
        return totals

    assert compared() == [5, 5, 3, 3]
    with database.writing() as later:
        complete(later, made.in_ward, made.course)
        changes.note(later, changes.Kind.PERSON, made.in_ward, now=NOW)
    assert compared() == [4, 4, 2, 2]


def test_pairs_are_found_by_person_and_course() -> None:
    person, course = (np.array(told, dtype=np.int32) for told in ([1, 1, 4, 4, 4, 9], [2, 7, 1, 2, 9, 2]))
    known = SimpleNamespace(person=person, course=course)
    wanted = np.array([5, 0, 3, 1])
    assert pairing.find_places(known, person[wanted], course[wanted]).tolist() == [5, 0, 3, 1]
    assert pairing.find_places(known, person[:0], course[:0]).tolist() == []


def test_the_whole_list_is_all_its_pages_after_each_other(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.training.whole_lists.CHUNK", 2)
    made, other = asked(db)
    db.commit()
    figures = Figures()
    with database.reading() as seen:
        figures.refresh(seen)
    with database.writing() as later:
        complete(later, made.in_office, other)  # a row beside the columns
        changes.note(later, changes.Kind.PERSON, made.in_office, now=NOW)
    questions = (Question(on=TODAY), Question(on=TODAY, course="but-phe"), Question(on=TODAY - timedelta(days=3)))
    with database.reading() as seen:
        held = figures.refresh(seen)
        for question in questions:
            for states in ((), (State.COMPLETED,), (State.NOT_STARTED, State.COMPLETED)):
                for flag in (None, Flag.DUE_SOON):
                    whole = training.all_names(seen, SEE, question, states=states, flag=flag, held=held)
                    pages = [
                        training.names(
                            seen, SEE, question, state=states or None, flag=flag, held=held, page=page, size=2
                        )
                        for page in (1, 2, 3, 4)
                    ]
                    rows = [row for page in pages for row in page.rows]
                    assert (whole.total, list(whole.rows)) == (pages[0].total, rows)
        assert len(list(training.all_names(seen, SEE, questions[0], held=held).rows)) == 6
