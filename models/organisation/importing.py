"""Bringing a staff list in: first a preview that writes nothing, then the same again inside one transaction.

The list speaks for one day. It moves whom it names to where it names them from that day on, takes nothing away by an
empty cell, and touches nobody outside the importer's scope: they are asked for (`transfer_asking`). With anything
refused, nothing is written.
"""

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from models import audit, changes, text, workdays
from models.organisation.following import moved
from models.organisation.import_people import People, PersonError, chunks, members, standing
from models.organisation.import_runs import own_moment
from models.organisation.import_steps import (
    PersonStep,
    PostingStep,
    ask_for,
    describe,
    join_party,
    leave,
    place_beside,
    place_main,
    present_unit,
    present_units,
)
from models.organisation.import_types import ImportPlan, ImportReport, Outcome, PersonChange, UnitAddition
from models.organisation.import_units import UnitError, Units
from models.organisation.import_writing import Known, PersonWrite, write_asks, write_changes, write_people, write_units
from models.organisation.logins import LOGINS, guarded
from models.organisation.people import staff_code_key
from models.organisation.reach import party_throughout
from models.organisation.roster_types import Findings, Roster, RosterProblem, RosterRow
from models.organisation.roster_vocabulary import Field
from models.organisation.seen import as_text
from models.organisation.tables import ImportRun, Person, Posting, TransferState, Tree
from models.organisation.transfer_asking import givers, requests_of
from models.organisation.units import unit_tree
from models.rights import Actor, DomainError, Right, Scope, check

_DETAILS = ("full_name", "email", "phone", "birth_date", "gender", "national_id")
_NOT_KEPT = (Field.STARTED, Field.PARTY_OFFICIAL, Field.PARTY_CELL)
_COLUMN_OF = {"email-taken": Field.EMAIL, "phone-taken": Field.PHONE, "code-lost-zero": Field.STAFF_CODE}


def plan_import(
    db: Session,
    scope: Scope,
    roster: Roster,
    *,
    on: date,
    now: datetime,
    unit_id: int | None = None,
    tree: Tree = Tree.ADMINISTRATION,
    complete: bool = False,
    by: int | None = None,
) -> ImportPlan:
    """Return what importing a list would do on a day; nothing is written.

    ``unit_id`` is the unit that the list is of: rows without a unit belong to it, and names are looked for in it first.
    ``complete`` says that whoever is in that unit (without one: in the scope) and not in the list has left;
    ``by`` is who brings it in, and nobody lets themselves go.
    ``scope`` is that of `Right.MANAGE_PEOPLE`. Membership of the Party is read from the list only where the right
    to see it reaches all of the scope.
    Raises `DomainError`: 'forbidden' (the scope is of another right, or the Party's tree without the right to see it),
    'outside-scope' (the chosen unit). What is wrong with rows is in the report's ``refused``.
    """
    return Draft(db, scope, roster, on, now, unit_id, tree, complete, by).plan


def apply_import(
    db: Session, actor: Actor, scope: Scope, plan: ImportPlan, *, now: datetime, file_name: str = ""
) -> ImportReport:
    """Write what a plan said, if it is still true, and return the report; ``scope`` is the actor's of this moment.

    The list is kept as an `ImportRun`, by whose moment its rows are known when it is undone.
    Raises `DomainError`: 'forbidden' (no right over people, or the list makes units and the actor is no administrator);
    'import-refused' (count: the plan has errors); 'import-stale' (what it rests on, the scope too, changed since).
    """
    check(actor, Right.MANAGE_PEOPLE)
    if plan.report.refused:
        raise DomainError("import-refused", count=len(plan.report.refused))
    if plan.report.units:
        check(actor, Right.ADMINISTER)
    if scope != plan.scope:
        raise DomainError("import-stale")
    _lock(db, plan)
    draft = Draft(db, scope, plan.roster, plan.on, now, plan.unit_id, plan.tree, plan.complete, actor.person_id)
    if draft.plan.report != plan.report:
        raise DomainError("import-stale")
    if draft.plan.report.empty:
        return plan.report
    now = own_moment(db, now)
    counts = {outcome.value: count for outcome, count in plan.report.counts.items()}
    run = ImportRun(at=now, by_id=actor.person_id, file_name=file_name, on=plan.on, unit_id=plan.unit_id, counts=counts)
    db.add(run)
    db.flush()
    made = write_units(db, draft.units.new, on=plan.on, now=now)
    work = [step for step in draft.writes() if step.details or step.postings or step.party]
    people = write_people(db, work, made, now=now)
    write_changes(db, work, run, now=now)
    write_asks(db, actor, draft.writes(), run, plan.tree)
    details: dict[str, Any] = {**counts, "units": len(made), "on": plan.on.isoformat(), "tree": plan.tree.value}
    audit.record(db, actor, "organisation.import", "unit", plan.unit_id, now=now, **details)
    changes.note(db, changes.Kind.PEOPLE, None, now=now)
    moved(db, None if made else people, now=now)
    return plan.report


class Draft:
    """One comparison of a list with the database: the plan to show, and the steps to write."""

    def __init__(
        self,
        db: Session,
        scope: Scope,
        roster: Roster,
        on: date,
        now: datetime,
        unit_id: int | None,
        tree: Tree,
        complete: bool,
        by: int | None = None,
    ) -> None:
        if scope.right is not Right.MANAGE_PEOPLE or (tree is Tree.PARTY and not scope.party):
            raise DomainError("forbidden", right=Right.MANAGE_PEOPLE.value)
        workdays.check_days(on, now=now)
        self.db, self.scope, self.roster, self.on, self.tree = db, scope, roster, on, tree
        self.found = Findings(roster.problems)
        self.unknown: dict[tuple[str, object], tuple[UnitError, list[RosterRow]]] = {}  # by sheet and name
        self.complete = complete
        self.today = text.local_day(now)
        self.guarded = guarded(db, by, now=now)
        self.party = party_throughout(db, scope, on)
        self.units = Units(db, scope, list(Tree), on, unit_id, today=self.today)
        if unit_id is not None and not (self.units.inside(unit_id) and self.units.tree(unit_id) is tree):
            raise DomainError("outside-scope", unit=unit_id)
        self.steps: dict[int | str, PersonStep] = {}
        self.leaving: list[PersonStep] = []
        self.left: dict[int, list[Posting]] = defaultdict(list)  # the postings of those who leave
        self._bring_units()
        self.people = People(db, roster.rows)
        rows = sorted(roster.rows, key=lambda row: row.concurrent)  # a main place first, those beside it after
        for row in rows:
            self._compare(row)
        self._refuse_unknown_units()
        self._leave_what_waits()
        if complete:
            self._find_leaving(by)
        self._note_not_kept()
        report = ImportReport(
            on,
            self._additions(),
            self._changes(),
            self.found.problems_in_order(list(dict.fromkeys(sheet for sheet, _ in roster.columns))),
            (*roster.notes, *self.found.notes),
        )
        self.plan = ImportPlan(roster, scope, on, tree, unit_id, complete, now, report)

    def writes(self) -> list[PersonWrite]:
        """Return what is written of each person; of whom nothing changes, nothing."""
        return [PersonWrite.of(step) for step in (*self.steps.values(), *self.leaving)]

    def known_of(self, person_id: int | None) -> Known | None:
        """Return what was known of somebody as they were compared, None for somebody new."""
        if person_id is None:
            return None
        step, person = self.steps.get(person_id), self.people.persons.get(person_id)
        details = {} if step is None or person is None else {one: as_text(getattr(person, one)) for one in step.details}
        postings = self.people.postings.get(person_id) or self.left.get(person_id, [])
        memberships = self.people.memberships.get(person_id, [])
        return Known(
            tuple(sorted(row.id or 0 for row in postings)), tuple(sorted(row.id or 0 for row in memberships)), details
        )

    def _bring_units(self) -> None:
        for row, unknown in self.units.bring(self.roster.units, self.tree):
            self.found.problem(row.sheet, row.row_number, None, unknown.code, **unknown.values)
        for row, name in self.units.differing(self.roster.units):
            self.found.note(row.sheet, row.row_number, None, "unit-differs", unit=row.name, known=name)

    def _compare(self, row: RosterRow) -> None:
        try:
            person = self.people.find(row)
            unit_id = self.units.find(row.unit_code, row.unit_path, self.tree)
            if not self.units.inside(unit_id):
                if self._gives(row, person, unit_id):
                    return
                raise UnitError("outside-scope", unit=row.unit_path[-1] if row.unit_path else row.unit_code)
        except PersonError as unknown:
            self._refuse(row, _COLUMN_OF[unknown.code], unknown.code, **unknown.values)
            return
        except UnitError as unknown:
            if unknown.code == "unit-unknown":
                self.unknown.setdefault((row.sheet, unknown.values["unit"]), (unknown, []))[1].append(row)
                return
            self._refuse(row, Field.UNIT_CODE if row.unit_code else Field.UNIT, unknown.code, **unknown.values)
            return
        known = self.people.postings.get(person.id, []) if person and person.id else []
        if not row.concurrent and person is not None and self._is_elsewhere(known, self.units.tree(unit_id)):
            self._ask(row, person, unit_id)
            return
        self._step(row, person, unit_id, known)

    def _is_elsewhere(self, known: list[Posting], tree: Tree) -> bool:
        """Return whether somebody has a main place beyond the importer's reach on the list's day or later.

        So does who left one: their record stays with that unit. Later too: a list of a day long past must not bring in
        those who have come to other units since. Who is within reach on that day is not asked for, if they go later.
        """
        here = present_unit(known, tree, self.on)
        return (here is None or not self.units.inside(here)) and any(
            posting.main
            and posting.tree is tree
            and (posting.until is None or posting.until > self.on)
            and not self.units.inside(posting.unit_id)
            for posting in known
        )

    def _gives(self, row: RosterRow, person: Person | None, unit_id: int) -> bool:
        """Offer somebody of the importer's own to a unit of others, from today on at the earliest; return if it may be.

        They must be the importer's on the list's day, today, and when they would go. Whom that unit took before,
        by an agreement of the importer's side, stays there.
        """
        day = max(self.on, self.today)
        stands = unit_id in unit_tree(self.db, self.tree, day).nodes
        if person is None or person.id is None or row.concurrent or not stands:
            return False
        known = self.people.postings.get(person.id, [])
        here = [present_unit(known, self.tree, one) for one in (self.today, self.on, day)]
        step = PersonStep(row, person)
        if all(unit is not None and self.units.inside(unit) for unit in here):
            ask_for(step, unit_id, self.units, day, giver=here[0])
        elif any(self.units.inside(unit) for unit in givers(self.db, person.id, unit_id)):
            self.found.note(row.sheet, row.row_number, None, "transfer-done", name=row.full_name)
        else:
            return False
        self.steps.setdefault(person.id, step)
        return True

    def _ask(self, row: RosterRow, person: Person, unit_id: int) -> None:
        """Ask for somebody for whom others answer, unless that was done before; from today on at the earliest."""
        if unit_id < 0:  # of the list itself: who makes units answers for everybody
            self._refuse(row, None, "outside-scope", unit="")
            return
        step = self.steps.setdefault(person.id or 0, PersonStep(row, person))
        ask_for(step, unit_id, self.units, max(self.on, self.today))

    def _leave_what_waits(self) -> None:
        """Ask nobody twice for the same person."""
        asking = {step.ask.person_id: step for step in self.steps.values() if step.ask}
        for request, done in requests_of(self.db, [step.ask for step in asking.values() if step.ask], self.tree):
            step = asking[request.person_id]
            theirs = step.ask is not None and (step.ask.giver is None) is request.offered
            code = "transfer-yours" if theirs else "transfer-waits"
            if done.state is TransferState.REFUSED:
                code = "transfer-refused"
            where = (step.row.sheet, step.row.row_number, None)
            self.found.note(*where, code, name=step.row.full_name, reason=done.reason)
            step.ask, step.outcome = None, Outcome.CHANGED if step.postings else Outcome.UNCHANGED
            step.fields = [one for one in step.fields if one.field != "unit"]

    def _step(self, row: RosterRow, person: Person | None, unit_id: int, known: list[Posting]) -> None:
        key: int | str = person.id if person and person.id else _key(row)
        step = self.steps.get(key)
        if row.concurrent:
            if step is None and person is None:
                self._refuse(row, None, "concurrent-without-main", name=row.full_name)
                return
            step = step or self.steps.setdefault(key, PersonStep(row, person))
            place_beside(step, row, unit_id, self.units, known, self.on)
            return
        step = self.steps.setdefault(key, PersonStep(row, person))
        describe(step, self._describable(row, person, known))
        place_main(step, unit_id, self.units, known, self.on)
        if self.party:
            join_party(step, self.people.memberships.get(person.id, []) if person and person.id else [], self.on)

    def _describable(self, row: RosterRow, person: Person | None, known: list[Posting]) -> list[str]:
        """Return which details the list may set: all of somebody new, or of somebody who belongs to the importer."""
        if person is None:
            return ["staff_code", *_DETAILS]
        present = (
            present_units(known, self.today)
            or present_units(known, self.on)
            or [posting.unit_id for posting in known[-1:]]
        )
        if present and not any(self.units.inside(unit_id) for unit_id in present):
            return []
        if self.guarded(person.id or 0):  # theirs to change who holds all that they hold
            return [name for name in _DETAILS if name not in LOGINS]
        taken = {
            "email": bool(row.email) and not self.people.holds(person, "email", (row.email or "").casefold()),
            "phone": bool(row.phone) and not self.people.holds(person, "phone", row.phone or ""),
        }
        details = [name for name in _DETAILS if not taken.get(name)]
        return details if person.staff_code else ["staff_code", *details]

    def _find_leaving(self, by: int | None) -> None:
        named = {step.person.id for step in self.steps.values() if step.person}
        gone = {
            person_id: posting
            for person_id, posting in members(self.db, self.units.existing(self.tree), self.on).items()
            if person_id not in named
        }
        persons: dict[int, Person] = {}
        for part in chunks(gone):
            for posting in self.db.exec(standing(Posting, part)).all():
                self.left[posting.person_id].append(posting)
            persons.update(
                {p.id: p for p in self.db.exec(select(Person).where(col(Person.id).in_(part))).all() if p.id}
            )
        for person_id in sorted(gone, key=lambda person_id: (persons[person_id].sort_key, person_id)):
            person = persons[person_id]
            if person_id == by:
                self.found.problem("", 0, None, "own-leave", name=person.full_name)
                continue
            row = RosterRow(sheet="", row_number=0, staff_code=person.staff_code, full_name=person.full_name)
            step = PersonStep(row, person, Outcome.LEFT)
            step.postings.append(leave(gone[person_id], self.left[person_id], self.on))
            step.tell("unit", self.units.path(gone[person_id].unit_id), None)
            self.leaving.append(step)

    def _refuse_unknown_units(self) -> None:
        """Refuse each unit that nobody knows once, at its first row: a school's list may name it sixty times."""
        for error, (first, *others) in self.unknown.values():
            more = {"rows": ", ".join(str(row.row_number) for row in others)} if others else {}
            self._refuse(first, Field.UNIT_CODE if first.unit_code else Field.UNIT, error.code, **error.values, **more)

    def _refuse(self, row: RosterRow, field: Field | None, code: str, **values: object) -> None:
        columns = [
            column
            for sheet, column in self.roster.columns
            if sheet == row.sheet and column.field is field and column.below < row.row_number
        ]
        self.found.problem(row.sheet, row.row_number, columns[-1] if field and columns else None, code, **values)

    def _note_not_kept(self) -> None:
        for sheet, column in self.roster.columns:
            if column.field in _NOT_KEPT:
                self.found.note(sheet, 0, column, "column-not-kept")
            elif column.field in (Field.PARTY, Field.PARTY_JOINED) and not self.party:
                self.found.note(sheet, 0, column, "column-not-yours")
        years = Counter(row.sheet for row in self.roster.rows if row.birth_year is not None)
        for sheet, n in years.items():
            self.found.note(sheet, 0, None, "birth-years-alone", n=n)

    def _additions(self) -> tuple[UnitAddition, ...]:
        return tuple(
            UnitAddition(
                unit.row.sheet, unit.row.row_number, unit.row.name, unit.row.code, self.units.path(unit.parent_id)
            )
            for unit in self.units.new
        )

    def _changes(self) -> tuple[PersonChange, ...]:
        steps = sorted(self.steps.values(), key=lambda step: (step.row.sheet, step.row.row_number))
        return tuple(
            PersonChange(
                outcome=step.outcome,
                sheet=step.row.sheet,
                row=step.row.row_number,
                person_id=step.person.id if step.person else None,
                staff_code=step.row.staff_code,
                full_name=step.row.full_name,
                fields=tuple(step.fields),
            )
            for step in (*steps, *self.leaving)
        )


def _key(row: RosterRow) -> str:
    return (
        staff_code_key(row.staff_code)
        if row.staff_code
        else (row.email or row.phone or f"{row.sheet}:{row.row_number}")
    )


def _lock(db: Session, plan: ImportPlan) -> None:
    """Let nobody move these people or the units until the transaction ends (SQLite has one writer anyway)."""
    if db.get_bind().dialect.name != "postgresql":
        return
    db.execute(sql("SELECT pg_advisory_xact_lock(42)"))
    for part in chunks({person.person_id for person in plan.report.people if person.person_id is not None}):
        db.exec(select(Person.id).where(col(Person.id).in_(part)).order_by(col(Person.id)).with_for_update()).all()


__all__ = ["ImportPlan", "ImportReport", "PostingStep", "RosterProblem", "apply_import", "plan_import"]
