"""From the roster to everything done: how many people of each unit came how far, and how old its list is."""

from dataclasses import replace
from datetime import datetime

import streamlit as st

from models import database, text, training
from models.database import Session
from models.rights import Scope
from models.text import translate as _
from models.text import translate_n
from models.training import Coverage, Held, Question, RowKind, Steps
from pages.parts import asked, folds, going, tables
from pages.parts.coverage import addresses

SIZE = 12
OLD = 90  # days after which a staff list is called old


def fold(held: Held, scope: Scope, figure: Coverage, *, now: datetime) -> None:
    """Offer the steps of a figure's unit and the units in it, those with the fewest accounts first; today's only."""
    question = figure.question
    if not _today(question, now):
        return
    place = folds.fold(_("From the staff list to everything done"), icon=":material/filter_list:", key="steps")
    if place is None:
        return
    with database.reading() as db:
        whole, *parts = counted(db, held, scope, question, now=now)
    parts.sort(key=lambda one: (one.account / one.roster if one.roster else 2, text.sort_key(one.name)))
    page = min(asked.place(st.query_params, "steps"), max(1, -(-len(parts) // SIZE)))
    with place:
        st.write(_finding(whole, parts))
        heads = [
            _("Unit, its list"),
            _("On the list"),
            _("Account opened"),
            _("Have a course"),
            _("Begun"),
            _("All done"),
        ]
        rows = [_line(one, whole, now) for one in [whole, *parts[(page - 1) * SIZE : page * SIZE]]]
        tables.show(heads, rows, caption=_("From the staff list to everything done"))
        if len(parts) > SIZE:
            tables.pages_of(page, len(parts), SIZE, key="steps", on_go=lambda to: going.turn("steps", to))
        st.caption(
            _(
                "People at work or on leave, each counted once, where their main post is. Account opened: has set a "
                "password, or has learned here. Begun: opened, or completed, a course that is required. The staff "
                "category is not looked at."
            )
        )


def counted(db: Session, held: Held, scope: Scope, question: Question, *, now: datetime) -> tuple[Steps, ...]:
    """Return the steps of a question's part and the units in it, of people of every category; none of a day past."""
    everybody = replace(question, category=None, attribute=None)
    return training.funnel(db, held, scope, everybody, now=now) if _today(question, now) else ()


def old_list(held: Held, figure: Coverage, *, now: datetime) -> str:
    """Return that staff lists are missing or old, in a sentence; '' where all are of the last months."""
    with database.reading() as db:
        without, oldest = training.oldest_list(db, held, figure)
    if without:
        return translate_n(
            "Of {n} unit no staff list was ever brought in; who is new or has left may be missing from these figures.",
            "Of {n} units no staff list was ever brought in; who is new or has left may be missing from these figures.",
            without,
        )
    days = 0 if oldest is None else (text.local_day(now) - text.local_day(oldest)).days
    if days <= OLD:
        return ""
    return _(
        "The oldest staff list is {n} days old; who is new or has left since may be missing from these figures.", n=days
    )


def _today(question: Question, now: datetime) -> bool:
    return question.on == text.local_day(now) and question.known_at is None


def _finding(whole: Steps, parts: list[Steps]) -> str:
    told = _("{account} of {roster} have opened their account.", account=whole.account, roster=whole.roster)
    shut = sum(one.roster > 0 and not one.account for one in parts)
    more = translate_n("In {n} unit nobody has one yet.", "In {n} units nobody has one yet.", shut)
    return f"{told} {more}" if shut else told


def _line(one: Steps, whole: Steps, now: datetime) -> list[tables.Cell]:
    if one is whole:
        name = tables.strong(one.name or _("My units"))
    elif one.kind is RowKind.DIRECT:
        name = tables.words(_("in the unit itself"))
    else:
        name = tables.link(one.name, "coverage", addresses.coverage(unit=one.key))
    numbers = (one.roster, one.account, one.asked, one.started, one.done)
    if one is whole or one.listed_at != whole.listed_at:
        name = tables.under(name, _age(one, now))
    return [name, *(tables.number(text.number(number)) for number in numbers)]


def _age(one: Steps, now: datetime) -> str:
    if one.listed_at is None:
        return _("no list was brought in")
    days = (text.local_day(now) - text.local_day(one.listed_at)).days
    told = translate_n("{n} day old", "{n} days old", days) if days else _("of today")
    return _("list of {day}, {age}", day=text.local_day(one.listed_at), age=told)
