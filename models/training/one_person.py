"""All facts about one person in one question, since it is asked on everybody's first page."""

# ruff: noqa: S608 - SQL of our own making; what is asked for is a parameter

from dataclasses import fields
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel import Session

from models.training.columns import (
    Accounts,
    Attempts,
    Completions,
    Duties,
    Exemptions,
    Failures,
    Merged,
    Openings,
    PersonTables,
    Postings,
    Releases,
    Renewals,
    Table,
)

_OF_PEOPLE = (Postings, Duties, Exemptions, Completions, Openings, Attempts, Failures, Merged)
_PARTS: tuple[type[Table], ...] = (*_OF_PEOPLE, Releases, Renewals)
_BEFORE = 3  # which table a row is of, and the two numbers by which its rows are ordered


def read_one(db: Session, person_id: int) -> tuple[PersonTables, Releases, Renewals]:
    """Return the rows of a person and of every record that was ever joined to theirs: its achievements may be theirs.

    Beside them, the releases of the courses that they have a duty, an exemption or a completion of, and what the rules
    of their duties say of renewing.
    """
    found: list[list[Any]] = [[] for _part in _PARTS]
    for row in db.connection().execute(_statement(db.get_bind().dialect.name), {"person": person_id}):
        found[row[0]].append(row[_BEFORE:])
    postings, duties, exemptions, completions, openings, attempts, failures, merged, releases, renewals = found
    tables = PersonTables(
        postings=Postings.of(postings),
        duties=Duties.of(duties),
        exemptions=Exemptions.of(exemptions),
        completions=Completions.of(completions),
        openings=Openings.of(openings),
        attempts=Attempts.of(attempts),
        failures=Failures.of(failures),
        accounts=Accounts.of([]),  # no state of a course hangs on it
        merged=Merged.of(merged),
    )
    return tables, Releases.of(releases), Renewals.of(renewals)


@lru_cache(maxsize=2)
def _statement(dialect: str) -> TextClause:
    """Return the question: the rows of each table one under the other, as wide as the widest."""
    width = max(len(fields(part)) for part in _PARTS)
    mine = "person_id IN (SELECT id FROM mine)"
    courses = " UNION ".join(f"SELECT course_id FROM {one} WHERE {mine}" for one in ("duty", "exemption", "completion"))
    parts = []
    for number, part in enumerate(_PARTS):
        shown = [column.metadata[dialect] for column in fields(part)]
        order, where = "0, id", mine
        if part in (Openings, Attempts):
            order, where = "person_id, course_id", f"{mine} GROUP BY person_id, course_id"
        elif part is Releases:
            order, where = f"{shown[-1]}, id", f"course_id IN ({courses})"  # when it was made
        elif part is Renewals:
            where = f"id IN (SELECT rule_id FROM duty WHERE {mine})"
        asked = ", ".join([str(number), order, *shown, *["0"] * (width - len(shown))])
        parts.append(f"SELECT {asked} FROM {part.source} WHERE {where}")
    person = "CAST(:person AS INTEGER)"
    joined = f"SELECT {person} AS id UNION SELECT person_id FROM same_person WHERE same_as_id = {person}"
    return text(f"WITH mine AS ({joined}) {' UNION ALL '.join(parts)} ORDER BY 1, 2, 3")
