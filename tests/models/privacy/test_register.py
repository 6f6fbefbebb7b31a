"""The register of personal data speaks of every column there is, and of none that is gone."""

import runpy
from pathlib import Path

from sqlmodel import SQLModel

from models import messages, notices, privacy, reports, worker

SUBJECTS = (messages, notices, reports, worker)  # known here, so that all tables are

DOCS = Path(__file__).resolve().parents[3] / "docs"


def told() -> dict[str, set[str]]:
    known = {name: set(columns.split()) for name, columns in privacy.NOBODY.items()}
    return known | {name: set(entry.columns) for name, entry in privacy.register().items()}


def test_every_column_of_the_database_is_spoken_of_and_no_other() -> None:
    """A new column: say in models/privacy/register.py what it tells of people, and run docs/personal_data.py."""
    assert told() == {table.name: {one.name for one in table.columns} for table in SQLModel.metadata.sorted_tables}
    assert not privacy.NOBODY.keys() & privacy.register().keys()


def test_a_column_that_points_to_a_person_is_never_among_those_that_tell_nothing() -> None:
    pointing = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    assert pointing - privacy.register().keys() == set()


def test_the_page_of_personal_data_is_what_the_register_says() -> None:
    written = runpy.run_path(str(DOCS / "personal_data.py"))["page"]()
    assert (DOCS / "du-lieu-ca-nhan.md").read_text(encoding="utf-8") == written
