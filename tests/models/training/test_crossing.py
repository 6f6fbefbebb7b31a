"""Units and courses at once: each cell is the figure of that unit and course, nothing from outside."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models import database, training
from models.rights import DomainError
from models.training import By, Question
from tests.models.training import worlds
from tests.models.training.test_agreement import END, EVERYTHING, asked, emptied, many
from tests.models.training.test_agreement import own_database as own_database
from tests.models.training.test_coverage import TODAY, World, see

ASK = Question(on=TODAY)


def cells(found: training.Cross) -> dict[str, dict[str, tuple[int, int]]]:
    """Valid and required by the name of the row and the course."""
    return {
        row.name: {
            course.slug: (cell.valid, cell.required) for course, cell in zip(found.courses, row.cells, strict=True)
        }
        for row in found.rows
    }


def test_units_and_courses_by_hand(db: Session) -> None:
    World(db)
    found = training.cross(training.figures(db), see(), ASK)
    assert cells(found) == {
        "Thành phố": {"mot": (0, 1), "hai": (0, 0), "ba": (0, 0)},
        "Phường Hà Đông": {"mot": (2, 2), "hai": (1, 2), "ba": (0, 2)},
        "Sở Nội vụ": {"mot": (0, 1), "hai": (0, 1), "ba": (0, 0)},
    }
    assert [(one.valid, one.required) for one in found.whole] == [(2, 4), (1, 3), (0, 2)]
    assert [(row.whole.valid, row.whole.required) for row in found.rows] == [(0, 1), (3, 6), (0, 2)]
    assert found.rows[0].cells[1].rate is None


def test_categories_and_a_narrower_question(db: Session) -> None:
    world = World(db)
    found = training.cross(training.figures(db), see(), replace(ASK, by=By.CATEGORY, unit=world.key(world.ward)))
    assert cells(found) == {"congchuc": {"mot": (2, 2), "hai": (1, 2), "ba": (0, 2)}}
    one = training.cross(training.figures(db), see(), replace(ASK, course="hai"))
    assert [course.slug for course in one.courses] == ["hai"]
    nobody = training.cross(training.figures(db), see(), replace(ASK, on=TODAY - timedelta(days=2000)))
    assert (nobody.courses, nobody.rows) == ((), ())


def test_nothing_from_outside(db: Session) -> None:
    world = World(db)
    mine = training.cross(training.figures(db), see(world.office), ASK)
    assert cells(mine) == {"Phòng Kinh tế": {"mot": (1, 1), "hai": (0, 1), "ba": (0, 1)}}
    with pytest.raises(DomainError, match="not-found"):
        training.cross(training.figures(db), see(world.office), replace(ASK, unit=world.key(world.other)))
    with pytest.raises(DomainError, match="not-found"):
        training.cross(training.figures(db), see(), replace(ASK, by=By.SOURCE))


@pytest.mark.slow
@many(30)
@given(st.data())
def test_each_cell_is_a_figure_and_rows_and_columns_add_up(own_database: None, data: st.DataObject) -> None:
    facts = data.draw(worlds.worlds(ruled=False))
    with database.writing() as db:
        worlds.write(emptied(db), facts, None, END)
    with database.reading() as db:
        held = training.Figures().refresh(db)
    ask = replace(asked(data.draw(worlds.questions(facts))), by=data.draw(st.sampled_from((By.UNIT, By.CATEGORY))))
    try:
        split = training.coverage(held, EVERYTHING, ask).rows
    except DomainError:
        return
    found = training.cross(held, EVERYTHING, ask)
    parts = [(row.kind, row.key, row.count.required, row.count.valid) for row in split if row.count.required]
    assert [(row.kind, row.key, row.whole.required, row.whole.valid) for row in found.rows] == parts
    for place, course in enumerate(found.courses):
        alone = training.coverage(held, EVERYTHING, replace(ask, course=course.slug))
        assert (found.whole[place].required, found.whole[place].valid) == (alone.total.required, alone.total.valid)
        by_part = {(row.kind, row.key): (row.count.required, row.count.valid) for row in alone.rows}
        for row in found.rows:
            cell = row.cells[place]
            assert by_part.get((row.kind, row.key), (0, 0)) == (cell.required, cell.valid)
