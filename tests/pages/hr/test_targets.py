"""The page of targets: setting one moves what every page asks, taking it back too; nobody sees or touches others'."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import access, database, text, training
from models.rights import Right
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

WARD = "Phường Hoàn Kiếm"


def rows() -> list[training.Target]:
    with database.reading() as db:
        return list(db.exec(select(training.Target)).all())


def put(unit: str | None, percent: int) -> None:
    """Let the console ask a share of a unit within a month."""
    now, console = text.utc_now(), access.operator()
    with database.writing() as db:
        scope = access.scope_of(console, Right.ASSIGN)
        unit_id = None if unit is None else city.unit_id(db, unit)
        due = text.local_day(now) + timedelta(days=30)
        where = {"unit_id": unit_id, "course_id": None}
        training.set_target(db, console, scope, **where, percent=percent, due=due, now=now)


def test_an_officer_sets_a_target_and_every_page_asks_it() -> None:
    with database.reading() as db:
        ward = city.unit_id(db, WARD)
        key = city.unit_key(db, WARD)
    seen = Visitor("nhansu").open("targets").well()
    seen.at.selectbox(key="target:unit").set_value(WARD)
    seen.at.number_input(key="target:percent").set_value(42)
    next(one for one in seen.at.button if one.label == text.translate("Set this target")).click()
    seen.run().well()

    (row,) = rows()
    assert (row.unit_id, row.course_id, row.percent, row.own) == (ward, None, 42, False)
    assert seen.title == text.translate_n("{n} target is set", "{n} targets are set", 1)
    assert "42\xa0%" in Visitor("nhansu").open("coverage", unit=key).well().everything()
    assert "42\xa0%" in Visitor("thutruong").open("overview").well().everything()

    next(one for one in seen.at.button if one.key == f"end:{row.id}").click()
    seen.run().well()
    assert seen.title == text.translate("No target is set yet")
    (row,) = rows()
    assert row.voided_at is not None
    assert "42\xa0%" not in Visitor("nhansu").open("coverage", unit=key).well().everything()


def test_a_head_reads_what_is_asked_from_above_and_no_others() -> None:
    put(WARD, 61)
    put("Phường Ba Đình", 62)
    put(None, 63)
    said = Visitor("thutruong").open("targets").well()
    assert said.title == text.translate_n("{n} target is set", "{n} targets are set", 2)
    everything = said.everything()
    assert "61\xa0%" in everything
    assert "63\xa0%" in everything
    assert "62\xa0%" not in everything
    assert "Ba Đình" not in everything
    assert [one for one in said.at.button if (one.key or "").startswith("end:")] == []  # all of them from above
