"""`python -m models undo-import`: list the staff lists that were brought in, or take one back."""

from datetime import datetime
from typing import TextIO

from sqlmodel import Session

from models import text
from models.organisation.import_runs import import_runs
from models.organisation.import_types import Outcome
from models.organisation.people import names
from models.organisation.roster_wording import outcome_word
from models.organisation.undoing import Undoing, plan_undo, undo_import
from models.rights import Actor, Scope
from models.text import translate as _
from models.text import translate_n


def undo_command(
    db: Session, out: TextIO, actor: Actor, scope: Scope, key: str | None, *, now: datetime, dry_run: bool = False
) -> int:
    """Print the lists (without a key), or take one back; ``dry_run`` only says what would happen. Return 0 if done."""
    if key is None:
        runs = import_runs(db, actor, scope, now=now)
        who = names(db, {run.by_id for run in runs if run.by_id is not None})
        for run in runs:
            state = _("taken back") if run.undone_at else _("in force")
            by = who.get(run.by_id, "–") if run.by_id is not None else _("the platform")
            print(
                f"{run.key}  {text.moment(run.at)}  {state}  {by}  {run.file_name}  {counts_words(run.counts)}",
                file=out,
            )
        if not runs:
            print(_("No list has been brought in yet."), file=out)
        return 0
    plan = plan_undo(db, scope, key, by=actor.person_id, now=now) if dry_run else None
    done = plan or undo_import(db, actor, scope, key, now=now)
    for line in undo_lines(done):
        print(line, file=out)
    if dry_run:
        print(_("Nothing was written: this was a preview."), file=out)
    return 1 if done.obstacles else 0


def undo_lines(plan: Undoing) -> list[str]:
    """Return what taking a list back does, as sentences."""
    lines = []
    if (back := plan.people - plan.new_people) > 0:
        lines.append(translate_n("{n} person is where they were before", "{n} people are where they were before", back))
    if plan.details:
        lines.append(
            translate_n("Details of {n} person are as before", "Details of {n} people are as before", plan.details)
        )
    if plan.new_people:
        lines.append(
            translate_n(
                "{n} new person has no place any more", "{n} new people have no place any more", plan.new_people
            )
        )
    if plan.requests:
        lines.append(
            translate_n("{n} transfer request is taken back", "{n} transfer requests are taken back", plan.requests)
        )
    if plan.units:
        lines.append(_("These units go: {units}", units=", ".join(plan.units)))
    if plan.units_kept:
        lines.append(_("These units stay, for they are in use by now: {units}", units=", ".join(plan.units_kept)))
    lines += [f"{one.name}: {obstacle_word(one.code)}" for one in plan.obstacles]
    return lines


def obstacle_word(code: str) -> str:
    """Return what stands in the way of taking a list back."""
    return {
        "place": _("their place was changed since"),
        "details": _("their details were changed since"),
        "party": _("their membership was changed since"),
        "joined": _("their record was joined with another since"),
        "taken": _("the staff code, e-mail or phone of before is another's by now"),
        "unit": _("this unit was changed since"),
        "rights": _("they hold a right that you lack, and what they sign in with would change"),
    }[code]


def counts_words(counts: dict[str, int]) -> str:
    """Return an import's counts as words; what did not change is left out."""
    told = [(Outcome(name), n) for name, n in counts.items() if n and name in list(Outcome)]
    return ", ".join(f"{outcome_word(one)}: {text.number(n)}" for one, n in told if one is not Outcome.UNCHANGED)
