"""`python -m models import-people` and `undo-import`: what the worker does with a staff list, done while one waits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TextIO

from models import access, database, organisation, text
from models.organisation import Tree
from models.rights import Right
from models.staging import Batch
from models.worker.batches import keep, work_off


@dataclass(frozen=True)
class Listed:
    """A file with what was said of it: from which day it holds, the tree and the unit (by key, code or name) it is of.

    ``complete``: whoever is in that unit and not in the list has left.
    """

    file: bytes
    name: str
    on: date | None
    tree: Tree
    unit: str | None
    complete: bool


def import_command(listed: Listed, out: TextIO, *, dry_run: bool, as_json: bool, now: datetime) -> int:
    """Bring a staff list in, or with ``dry_run`` only say what would change; return 0, or 1 where it is refused.

    Raises `DomainError` as `organisation.read_roster_file`, `compare_list` and `ask_import` do.
    """
    console = access.operator()
    scope = access.scope_of(console, Right.MANAGE_PEOPLE)
    on = listed.on or text.local_day(now)
    with database.reading() as db:
        units = organisation.unit_tree(db, listed.tree, on)
    own = organisation.unit_named(units, listed.unit) if listed.unit else None
    asked = organisation.AskedList(on, own, listed.tree, listed.complete and own is not None)
    with database.reading() as db:
        names = organisation.units_known(db, scope, asked)
    roster = organisation.read_roster_file(listed.file, today=text.local_day(now), known_units=names)
    with database.reading() as db:
        plan, found = organisation.compare_list(db, scope, roster, asked, now=now)
    report = plan.report
    written = not dry_run and not report.refused
    if written and not report.empty:
        with database.writing() as db:
            batch = organisation.ask_import(
                db, console, scope, listed.file, asked, now=now, file_name=listed.name, compared=True
            )
        assert batch.id is not None
        keep(batch.id, found)
        with database.writing() as db:
            organisation.confirm_import(db, console, scope, batch.key)
        _worked_off(batch)
    if as_json:
        print(report.to_json(), file=out)
    else:
        for line in organisation.report_lines(report, written=written):
            print(line, file=out)
    return 1 if report.refused else 0


def undo_command(key: str | None, out: TextIO, *, dry_run: bool, now: datetime) -> int:
    """List the staff lists brought in, or take the one of this key back; return 0 if done, 1 if something hinders it.

    Raises `DomainError` as `organisation.undo_command` and `ask_undo` do.
    """
    console = access.operator()
    scope = access.scope_of(console, Right.MANAGE_PEOPLE)
    with database.reading() as db:
        runs = organisation.import_runs(db, console, scope, now=now, limit=1000)
    if key and not dry_run and any(run.key == key and organisation.is_long(run.counts) for run in runs):
        return _undo_long(key, out)
    with database.writing() as db:
        return organisation.undo_command(db, out, console, scope, key, now=now, dry_run=dry_run)


def _undo_long(key: str, out: TextIO) -> int:
    """Take a long list back in small steps, so that nobody else waits."""
    console = access.operator()
    scope = access.scope_of(console, Right.MANAGE_PEOPLE)
    with database.writing() as db:
        batch = organisation.ask_undo(db, console, scope, key, now=text.utc_now())
    plan = organisation.told_undoing(_worked_off(batch))
    for line in organisation.undo_lines(plan):
        print(line, file=out)
    with database.writing() as db:
        if plan.obstacles:
            organisation.drop_import(db, console, batch.key, now=text.utc_now())
            return 1
        organisation.confirm_undo(db, console, scope, batch.key, now=text.utc_now())
    _worked_off(batch)
    return 0


def _worked_off(batch: Batch) -> Batch:
    """Do what a batch waits for, and return how it stands then. Raises what went wrong with it."""
    work_off(only=batch.id)
    with database.reading() as db:
        batch = organisation.batch_of(db, access.operator(), batch.key)
    organisation.raise_wrong(batch)
    return batch
