"""`python -m models coverage`: the figures of the page, for a terminal, a spreadsheet or a program."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from typing import TextIO

from sqlmodel import Session

from models import access, courses, organisation, settings, text
from models.learning import Source
from models.organisation import Tree
from models.rights import DomainError, Right, Scope
from models.text import translate as _
from models.training.coverage import NO_SOURCE, By, Count, Coverage, Question, Row, RowKind, tree_on
from models.training.ended import ended_named
from models.training.figures import Figures
from models.training.goals import Goal
from models.training.held import Held
from models.training.naming_facts import PathFact
from models.training.outlook import Light, Outlook, Outlooks, judged
from models.training.past_command import aligned, bridge_printed, heading, to_come, weeks_printed
from models.training.paths import path_fact
from models.training.questions import Attribute
from models.training.states import STATES
from models.training.topics import TOPICS, grouped
from models.training.wording import category_word, definition, goal_words, source_word, standing_word, state_word

WEEK = "week"


def coverage_command(
    db: Session,
    out: TextIO,
    *,
    unit: str | None,
    course: str | None,
    on: date | None,
    known_at: datetime | None,
    tree: str,
    as_format: str,
    category: str | None = None,
    attribute: str | None = None,
    by: str | None = None,
    compare: date | None = None,
    path: str | None = None,
    now: datetime,
) -> int:
    """Print coverage over the whole installation and return 0.

    ``unit``: a key, code or name; ``course``: a slug; ``on``: today when None; ``known_at``: now when None or later;
    with past weeks or another day, all of them are told as known then; ``tree``: a `Tree`; ``as_format``: text, csv or
    json; ``category``: a staff category; ``attribute``: an `Attribute`; ``by``: unit (when None), course, category,
    source (how completions came about), the directive's task, pillar, competence (these overlap), or week: how it was
    at the end of each past week. ``compare``: an earlier day, from which on every change is told. ``path``: a learning
    path's name, whose courses alone count.
    Raises `DomainError`: 'compare-by' (both were asked for), 'compare-order' (``compare`` lies after ``on``);
    'unit-not-named', 'course-not-named', 'path-not-named'; 'unit-ended', 'unit-continued' (``unit``: it no longer stood
    on that day); 'not-found' (a path of which no course is known);
    'unit-not-then' (``compare``); 'unit-ambiguous' (several units have that name; their keys are in ``keys``).
    """
    day = on or text.local_day(now)
    if compare is not None and by is not None:
        raise DomainError("compare-by")
    if compare is not None and compare > day:
        raise DomainError("compare-order", first=compare, second=day)
    held = Figures().refresh(db)
    if course is not None and all(one.slug != course for one in held.courses):
        raise DomainError("course-not-named", name=course, known=tuple(one.slug for one in held.courses))
    question = Question(
        on=day,
        tree=Tree(tree),
        course=course,
        category=None if category is None else organisation.Category(category),
        attribute=None if attribute is None else Attribute(attribute),
        known_at=None if known_at is None else min(known_at, now),
        path=None if path is None else _path(path),
    )
    if by is not None and by != WEEK:
        question = replace(question, by=By(by))
    scope = access.scope_of(access.operator(), Right.SEE_COVERAGE)
    if unit is not None:
        question = replace(question, unit=_unit_key(db, held, scope, question, unit))
    if compare is not None:
        mergers = organisation.mergers(db, compare, question.on)
        out.write(bridge_printed(held, scope, question, compare, mergers=mergers, as_format=as_format, now=now))
        return 0
    if by == WEEK:
        out.write(weeks_printed(held, scope, question, as_format=as_format, now=now))
        return 0
    found, against = judged(held, scope, question)
    if found.question.by in TOPICS:
        found = grouped(found, (one.course for one in courses.load_catalogue(db).releases), _around())
    write = {"text": _as_text, "csv": _as_csv, "json": _as_json}[as_format]
    if as_format == "text":
        out.write(heading(held, question, found.crumbs))
    out.write(write(found, against, now))
    return 0


def _around() -> courses.References:
    return courses.read_references(settings.current().content_dir)[0]


def _path(name: str) -> PathFact:
    known = {path.id: path for path in _around().paths}
    if name not in known:
        raise DomainError("path-not-named", name=name, known=tuple(known))
    return path_fact(known[name])


def _unit_key(db: Session, held: Held, scope: Scope, question: Question, wanted: str) -> str:
    tree_then = tree_on(held, question)
    try:
        return tree_then.nodes[organisation.unit_named(tree_then, wanted)].key
    except DomainError as error:
        if error.code != "not-found":
            raise
        gone = ended_named(db, held, scope, question, wanted)
        unknown = DomainError("unit-not-named", name=wanted, day=question.on)
        raise (unknown if gone is None else gone.as_error()) from None


def _as_text(found: Coverage, against: Outlooks, now: datetime) -> str:
    question = found.question
    shown = [state for state in STATES if found.total.states[state]]
    heads = {
        By.COURSE: _("Course"),
        By.CATEGORY: _("Staff category"),
        By.SOURCE: _("How"),
        By.TASK: _("The directive's task"),
        By.PILLAR: _("Pillar, foundation"),
        By.COMPETENCE: _("Competence"),
    }
    table = [
        [
            heads.get(question.by, _("Unit")),
            _("Required"),
            _("Valid"),
            _("Rate"),
            _("Target"),
            _("Against the target"),
            *(state_word(state) for state in shown),
        ]
    ]
    for name, count, goal, outlook in _lines(found, against):
        numbers = [text.number(count.required), text.number(count.valid), text.percent(count.valid, count.required)]
        stands = "–" if outlook is None or outlook.small else standing_word(outlook.standing)
        states = (text.number(count.states[state]) for state in shown)
        table.append([name, *numbers, goal_words(goal), stands, *states])
    people = _(
        "{valid} of {required} people have completed all their required courses.",
        valid=found.people_all_valid,
        required=found.people_required,
    )
    if question.by in TOPICS:
        people += " " + _("A course that serves several counts under each, so these parts overlap.")
    asked = _("On {day}, as known on {when}.", day=question.on, when=text.moment(question.known_at or now))
    lines = [asked, *to_come(question.on, now), "", aligned(table), people, definition(), ""]
    return "\n".join(lines)


def _lines(found: Coverage, against: Outlooks) -> Iterator[tuple[str, Count, Goal, Outlook | None]]:
    yield _("Total"), found.total, found.goal, against.total
    for row in found.rows:
        yield _name(row), row.count, row.goal, against.parts.get((row.kind, row.key))


def _as_csv(found: Coverage, against: Outlooks, now: datetime) -> str:
    written = StringIO()
    sheet = csv.writer(written, lineterminator="\n")
    heads = ["kind", "key", "name", "required", "valid", "rate", *(state.value for state in STATES)]
    sheet.writerow([*heads, "target", "target_due", "light"])
    key = found.unit.key if found.unit else ""
    sheet.writerow(["total", key, "", *_numbers(found.total), *_target(found.goal, against.total).values()])
    for row in found.rows:
        told = _target(row.goal, against.parts.get((row.kind, row.key)))
        sheet.writerow([row.kind.value, row.key, text.csv_cell(row.name), *_numbers(row.count), *told.values()])
    return written.getvalue()


def _as_json(found: Coverage, against: Outlooks, now: datetime) -> str:
    question = found.question
    answer = {
        "tree": question.tree.value,
        "on": question.on.isoformat(),
        "known_at": (question.known_at or now).isoformat(),
        "course": question.course,
        "category": question.category,
        "attribute": question.attribute,
        "learning_path": None if question.path is None else question.path.key,
        "by": question.by.value,
        "unit": vars(found.unit) if found.unit else None,
        "path": [vars(crumb) for crumb in found.crumbs],
        "total": {**_object(found.total), **_target(found.goal, against.total)},
        "people": {"required": found.people_required, "all_valid": found.people_all_valid},
        "rows": [
            {
                "kind": row.kind.value,
                "key": row.key,
                "name": row.name,
                **_object(row.count),
                **_target(row.goal, against.parts.get((row.kind, row.key))),
            }
            for row in found.rows
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _object(count: Count) -> dict[str, object]:
    states = {state.value: count.states[state] for state in STATES}
    return {"required": count.required, "valid": count.valid, "rate": count.rate, "states": states}


def _target(goal: Goal, outlook: Outlook | None) -> dict[str, object]:
    light = Light.NONE if outlook is None else outlook.light
    due = None if goal.due is None else goal.due.isoformat()
    return {"target": goal.percent, "target_due": due, "light": light.value}


def _numbers(count: Count) -> list[object]:
    rate = "" if count.rate is None else round(count.rate, 6)
    return [count.required, count.valid, rate, *(count.states[state] for state in STATES)]


def _name(row: Row) -> str:
    if row.kind is RowKind.DIRECT:
        return _("{unit} (directly)", unit=row.name)
    if row.kind is RowKind.CATEGORY:
        return category_word(row.key)
    if row.kind is RowKind.SOURCE:
        return _("not completed") if row.key == NO_SOURCE else source_word(Source(row.key))
    if row.kind is RowKind.TOPIC and not row.key:
        return _("courses that name none")
    return _("Without a place in the tree") if row.kind is RowKind.NO_PLACE else row.name
