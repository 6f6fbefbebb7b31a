"""An address of a unit that ended: the page says since when, leads on and back, and tells nobody else."""

from datetime import timedelta

import pytest

from models import access, database, organisation, text
from tests import city
from tests.pages.hr import test_export, test_looking_back
from tests.pages.hr.test_coverage import OUTSIDE, WARD, key_of
from tests.pages.hr.test_looking_back import today
from tests.pages.visiting import Visitor


@pytest.fixture
def gone(pages_of_city: None) -> str:
    """Let a ward beside the head's go on in it since today; return the key of what ended."""
    key = key_of(OUTSIDE)
    with database.writing() as db:
        now = text.utc_now()
        old, new = city.unit_id(db, OUTSIDE), city.unit_id(db, WARD)
        organisation.merge_units(db, access.operator(), [old], new, on=text.local_day(now), now=now)
    return key


def title() -> str:
    return text.translate("{unit} ended on {day}", unit=OUTSIDE, day=today())


def test_the_page_leads_to_what_goes_on_and_to_the_last_day(gone: str) -> None:
    page = Visitor("nhansu").open("coverage", unit=gone).well()
    assert page.title == title()
    page.press(WARD).well()
    assert page.address["unit"] == key_of(WARD)
    assert page.title.startswith(f"{WARD}:")
    yesterday = today() - timedelta(days=1)
    back = Visitor("nhansu").open("coverage", unit=gone).press_key("last-day").well()
    assert back.address["on"] == yesterday.isoformat()
    assert back.title.startswith(f"{OUTSIDE}:")


def test_who_never_saw_the_unit_is_told_nothing_of_it(gone: str) -> None:
    page = Visitor("thutruong").open("coverage", unit=gone)
    assert page.title == text.translate("This page cannot be opened")
    assert OUTSIDE not in page.everything()


def test_files_say_it_in_a_sentence(gone: str) -> None:
    answers = [
        test_export.ask("nhansu", unit=gone),
        test_looking_back.ask("nhansu", "coverage-map", unit=gone),
    ]
    for answer in answers:
        assert answer.status_code == 404
        assert f"{OUTSIDE} " in bytes(answer.body).decode()
        assert WARD in bytes(answer.body).decode()
    others = test_export.ask("thutruong", unit=gone)
    assert others.status_code == 404
    assert OUTSIDE not in bytes(others.body).decode()


@pytest.mark.usefixtures("pages_of_city")
def test_whose_only_unit_ended_reads_until_when_it_was() -> None:
    with database.writing() as db:
        now = text.utc_now()
        old, new = city.unit_id(db, WARD), city.unit_id(db, "Sở Nội vụ")
        organisation.merge_units(db, access.operator(), [old], new, on=text.local_day(now), now=now)
    page = Visitor("thutruong").open("overview").well()
    assert page.title == text.translate("No unit of yours stands today")
    yesterday = today() - timedelta(days=1)
    assert text.translate("{unit} (until {day})", unit=WARD, day=yesterday) in page.at.info[0].value


def test_the_weeks_of_what_took_others_in_say_so_and_lead_to_the_comparison(gone: str) -> None:
    page = Visitor("nhansu").open("coverage", unit=key_of(WARD), past="weeks").well()
    page.press_key("weeks:merged").well()
    assert page.address["past"] == "compare"
    assert page.address["from"] < today().isoformat()
    untouched = Visitor("nhansu").open("coverage", unit=key_of("Sở Nội vụ"), past="weeks").well()
    assert "weeks:merged" not in [one.key for one in untouched.at.button]
