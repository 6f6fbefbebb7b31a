"""A figure beside that of another day, and the steps between: a waterfall, the same numbers as a table."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st

from models import database, organisation, text, training
from models.rights import DomainError, Scope
from models.text import translate as _
from models.text import translate_n
from models.training import Bridge, Held, Question
from pages.parts import asked, errors, folds, going, opened, tables
from pages.parts.coverage import charts, filters, saving, trend
from pages.parts.plain import plain

CHART = "chart-compare"
FIELD = "compare:from"
SIZE = 20


def show(
    held: Held, scope: Scope, question: Question, address: Mapping[str, str], *, place: str, now: datetime
) -> None:
    """Show what lies between the day that an address compares with and the day asked for."""
    first = asked.compared(address, question)
    _choices(first, question, then=asked.known_then(address), today=text.local_day(now))
    try:
        found = compared(held, scope, question, address)
    except DomainError as error:
        st.info(errors.sentence(error))
        return
    if found.merged:
        names = ", ".join(plain(unit.name) for unit in found.merged)
        st.caption(_("Counted in on the first day, since they were merged into this: {units}.", units=names))
    if found.merged or asked.alone(address):
        st.toggle(
            _("Count each day by the units as they stood on it"),
            value=asked.alone(address),
            key=f"alone:{asked.alone(address)}",
            on_change=lambda: going.go(alone=None if asked.alone(address) else 1),
        )
    title = f"{place}: {finding(found)}"
    st.write(plain(title))
    if said := moved_most(found):
        st.write(said)
    if not (found.before.required or found.after.required):
        st.info(_("Nothing was required on either day. Choose another day or unit."))
        return
    if found.changes:
        with st.container(key=CHART):
            _draw(found, finding=title)
        saving.offer(
            CHART,
            title=title,
            file=saving.named("so-sanh-do-phu", place, first.on, question.on),
            source=filters.beneath(held, question, known_words(found, now)),
            excel=("coverage-compare", address),
        )
    else:
        st.info(_("Nobody's part in the figure has changed between the two days."))
    st.caption(known_words(found, now))
    if inside := folds.fold(_("The same steps as a table"), key="compare:table"):
        heads = [_("Step"), _("Completed"), _("Required"), _("people")]
        with inside:
            tables.show(heads, rows(found), caption=_("From one day to the other"))
            st.caption(_("Each person and course stands in one step at most; the steps add up to the second day."))
    if found.changes:
        _people(held, scope, found, address)


def _people(held: Held, scope: Scope, found: Bridge, address: Mapping[str, str]) -> None:
    """Show the people whom a step is about, once one is chosen."""
    numbers = {one.step: one.people for one in found.changes}
    chosen = asked.step(address)
    going.agree("compare:step", chosen if chosen in numbers else None)
    st.pills(
        _("See the people of a step"),
        list(numbers),
        format_func=lambda step: _step(step, numbers[step]),
        key="compare:step",
        on_change=lambda: going.go(step=st.session_state["compare:step"]),
    )
    if chosen is None or chosen not in numbers:
        return
    page, mergers = asked.place(address, "moved"), _mergers(found.first, found.second, address)
    days = found.first, found.second
    with database.reading() as db:
        listed = training.bridge_names(db, held, scope, *days, chosen, mergers=mergers, page=page, size=SIZE)
        if not listed.rows:  # a page beyond the last
            page = max(1, -(-listed.total // SIZE))
            listed = training.bridge_names(db, held, scope, *days, chosen, mergers=mergers, page=page, size=SIZE)
    opened.note(held, found.second, rows=listed.total, step=chosen)
    lines = [
        [
            tables.under(_name(row, chosen), ", ".join(filter(None, (row.unit_name, row.course_title)))),
            tables.state(row.state),
        ]
        for row in listed.rows
    ]
    tables.show([_("Name, unit and course"), _("State")], lines, caption=training.step_word(chosen))
    tables.pages_of(page, listed.total, SIZE, key="moved", on_go=lambda to: going.turn("moved", to))


def _step(step: training.Step, people: int) -> str:
    return translate_n("{step} ({n} person)", "{step} ({n} people)", people, step=training.step_word(step))


def _name(row: training.PersonRow, step: training.Step) -> tables.Cell:
    if step is training.Step.LEFT:  # their record may lie outside by now
        return tables.words(row.full_name)
    return tables.link(row.full_name, "person", {"person": row.person})


def compared(held: Held, scope: Scope, question: Question, address: Mapping[str, str]) -> Bridge:
    """Return the comparison that an address asks for. Raises `DomainError` as `training.bridge` does."""
    first = asked.compared(address, question)
    return training.bridge(held, scope, first, question, mergers=_mergers(first, question, address))


def _mergers(first: Question, second: Question, address: Mapping[str, str]) -> tuple[tuple[int, int], ...]:
    if asked.alone(address):
        return ()
    with database.reading() as db:
        return organisation.mergers(db, first.on, second.on)


def finding(found: Bridge) -> str:
    """Return in a sentence what the rate was and is."""
    before, after = found.before, found.after
    return _(
        "{before} ({base_before}) on {first}, {after} ({base_after}) on {second}: {change}",
        before=text.percent(before.valid, before.required),
        base_before=f"{text.number(before.valid)}/{text.number(before.required)}",
        first=found.first.on,
        after=text.percent(after.valid, after.required),
        base_after=f"{text.number(after.valid)}/{text.number(after.required)}",
        second=found.second.on,
        change=trend.points_of(before.rate, after.rate) or _("not comparable"),
    )


def moved_most(found: Bridge) -> str:
    """Return the steps that moved most, of completed pairs and of required ones, in a sentence; '' where none did."""
    by_valid = sorted((one for one in found.changes if one.valid), key=lambda one: -abs(one.valid))[:3]
    by_required = sorted((one for one in found.changes if one.required), key=lambda one: -abs(one.required))[:3]
    said = []
    if by_valid:
        told = ", ".join(f"{training.step_word(one.step).lower()} {text.signed(one.valid)}" for one in by_valid)
        said.append(_("Completed: {steps}.", steps=told))
    if by_required:
        told = ", ".join(f"{training.step_word(one.step).lower()} {text.signed(one.required)}" for one in by_required)
        said.append(_("Required: {steps}.", steps=told))
    return " ".join(said)


def known_words(found: Bridge, now: datetime) -> str:
    """Return as known when each of the two days is shown."""
    told = [text.moment(one.known_at or now) for one in (found.first, found.second)]
    return _("First day as known on {first}, second as known on {second}.", first=told[0], second=told[1])


def rows(found: Bridge) -> list[list[tables.Cell]]:
    """Return the table's lines: the first day, each step, the second day."""

    def ends(question: Question, share: training.Share) -> list[tables.Cell]:
        numbers = (text.number(share.valid), text.number(share.required), "")
        rate = text.percent(share.valid, share.required)
        return [tables.under(tables.strong(text.day(question.on)), rate), *(tables.number(one) for one in numbers)]

    steps = [
        [
            tables.words(training.step_word(one.step)),
            tables.number(text.signed(one.valid)),
            tables.number(text.signed(one.required)),
            tables.number(text.number(one.people)),
        ]
        for one in found.changes
    ]
    return [ends(found.first, found.before), *steps, ends(found.second, found.after)]


def quarter_end(day: date, back: int = 1) -> date:
    """Return the last day of the so-many-th quarter before that of a day."""
    months = day.year * 12 + 3 * ((day.month - 1) // 3 - back + 1)
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _choices(first: Question, second: Question, *, then: bool, today: date) -> None:
    last, before = quarter_end(today), quarter_end(today, 2)
    year = today.replace(year=today.year - 1, day=min(today.day, 28))
    ready: dict[str, tuple[str, date, date]] = {
        "month": (_("30 days before"), today - timedelta(days=30), today),
        "quarter": (_("since the end of the last quarter"), last, today),
        "quarters": (
            _("quarter {later} against {earlier}", later=_quarter(last), earlier=_quarter(before)),
            before,
            last,
        ),
        "year": (_("a year before"), year, today),
    }
    chosen = next((name for name, (_w, one, two) in ready.items() if (one, two) == (first.on, second.on)), None)
    going.agree("compare:ready", chosen)
    st.pills(
        _("Compare with"),
        list(ready),
        format_func=lambda name: ready[name][0],
        key="compare:ready",
        on_change=lambda: _ready(ready, today),
    )
    going.agree(FIELD, first.on)
    with st.container(horizontal=True):
        st.date_input(
            _("or with this day"),
            format="DD/MM/YYYY",
            key=FIELD,
            min_value=asked.EARLIEST,
            max_value=second.on,
            on_change=going.chosen,
            args=("from", FIELD),
            width=200,
        )
        trend.known(then=then, at=second.known_at)


def _ready(ready: Mapping[str, tuple[str, date, date]], today: date) -> None:
    if (chosen := st.session_state["compare:ready"]) is None:
        return
    _words, first, second = ready[chosen]
    past = second < today
    known = training.end_of(second).isoformat() if past else None
    going.go(**{"from": first, "on": second if past else None, "known": known})


def _quarter(day: date) -> str:
    return f"{(day.month + 2) // 3}/{day.year}"


def _draw(found: Bridge, *, finding: str) -> None:
    """Draw the waterfall of completed pairs and, where it moved, that of required pairs."""
    parts = [(_("Completed pairs"), found.before.valid, found.after.valid, "valid")]
    if any(one.required for one in found.changes):
        parts.append((_("Required pairs"), found.before.required, found.after.required, "required"))
    lines: list[dict[str, Any]] = []
    for head, before, after, measure in parts:
        at = before
        lines.append(_line(len(lines), f"{head}, {text.day(found.first.on)}", 0, before, "end", text.number(before)))
        for one in found.changes:
            if moved := getattr(one, measure):
                kind = ("up" if moved > 0 else "down") if measure == "valid" else "other"
                lines.append(_line(len(lines), training.step_word(one.step), at, at + moved, kind, text.signed(moved)))
                at += moved
        lines.append(_line(len(lines), f"{head}, {text.day(found.second.on)}", 0, after, "end", text.number(after)))
    frame = pa.Table.from_pylist(lines)
    kept = spec(st.context.theme.type or "light", text.language())
    st.vega_lite_chart(
        spec={**kept, "data": {"name": "rows"}, "datasets": {"rows": frame}},
        key=f"compare:{found.first.on}:{found.second.on}",
        width="stretch",
        height=charts.BAR * len(lines) + 8,
        alt=finding,
    )


def _line(number: int, name: str, start: int, end: int, kind: str, label: str) -> dict[str, Any]:
    return {
        "row": f"{number:02}",
        "name": name,
        "start": start,
        "end": end,
        "kind": kind,
        "label": label,
        "said": f"{name}: {label}",
    }


@lru_cache(maxsize=8)
def spec(theme: str, language: str) -> dict[str, Any]:
    """Return the Vega-Lite specification of the waterfall, without data: a row for each step."""
    colours = charts.colours(theme)
    shades = charts.STATE_COLOURS.get(theme, charts.STATE_COLOURS["light"])
    kinds = {
        "end": colours["small"],
        "up": shades["completed"],
        "down": shades["overdue"],
        "other": shades["in-progress"],
    }
    places = alt.Y("row:N", sort=None, axis=None)
    words: dict[str, Any] = {
        "aria": False,
        "fontSize": 15,
        "color": colours["text"],
        "baseline": "middle",
        "yOffset": -8,
    }
    bars = (
        alt.Chart()
        .mark_bar(height=12, yOffset=10, minBandSize=2)
        .encode(
            y=places,
            x=alt.X("start:Q", title=None, scale=alt.Scale(nice=False, zero=True), axis=None),
            x2="end:Q",
            color=alt.Color("kind:N", scale=alt.Scale(domain=list(kinds), range=list(kinds.values())), legend=None),
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("label:N", title="  ")],
            description="said:N",
        )
    )
    edge = (  # a step too small for its bar still shows where it is
        alt.Chart()
        .mark_tick(thickness=2, size=12, yOffset=10, opacity=1, aria=False)
        .encode(y=places, x=alt.X("end:Q", axis=None), color=alt.Color("kind:N", legend=None))
    )
    room = alt.ExprRef("width - 8 * length(datum.label) - 8")
    names = alt.Chart().mark_text(align="left", limit=room, **words).encode(y=places, x=alt.value(0), text="name:N")
    numbers = alt.Chart().mark_text(align="right", **words).encode(y=places, x=alt.value("width"), text="label:N")
    return charts.without_data(alt.layer(bars, edge, names, numbers).properties(height=alt.Step(charts.BAR)))
