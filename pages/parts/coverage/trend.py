"""How a figure moved week by week: a line with the target as a step, the same numbers as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from math import floor
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st

from models import database, text, training
from models.rights import Scope
from models.text import translate as _
from models.training import Coverage, Held, Point, Question
from pages.parts import asked, folds, going, tables
from pages.parts.coverage import addresses, charts, filters, lights, saving
from pages.parts.plain import plain

CHART = "chart-weeks"
HIGH, BRIEF = 300, 220  # pixels
LOW, NEAR = 0.2, 0.15  # shares: how much room a number beside its point takes in the lower of the two charts


def show(
    held: Held,
    scope: Scope,
    figure: Coverage,
    address: Mapping[str, str],
    *,
    goal: Callable[[date], float],
    place: str,
    now: datetime,
) -> None:
    """Show the figure at the end of each past week, and where it stands now; ``goal`` tells the target of a day."""
    question, then = figure.question, asked.known_then(address)
    _choices(address, then=then, at=question.known_at)
    points = asked_points(held, scope, figure, address, now=now)
    title = f"{place}: {finding(points)}"
    st.write(plain(title))
    _say_of_mergers(held, figure, points)
    if _told(points) < 2:
        st.info(
            _("Nothing was required in these weeks, so there is no line to draw. Choose more weeks or another unit.")
        )
        return
    goals = [goal(point.on) for point in points]
    _draw(points, goals, finding=title, height=HIGH)
    st.caption(legend(then=then, at=question.known_at))
    _offer(held, title, place, question, address, then=then)
    if inside := folds.fold(_("The same weeks as a table"), key="weeks:table"):
        with inside:
            _table(points, goals, address, then=then)


def _say_of_mergers(held: Held, figure: Coverage, points: Sequence[Point]) -> None:
    """Say that a unit which others were merged into in these weeks is counted alone before, and where it is not."""
    asked_of = figure.question if figure.unit is None else replace(figure.question, unit=figure.unit.key)
    with database.reading() as db:
        if not training.took_in(db, held, asked_of, points[0].on):
            return
    st.caption(
        _(
            "Other units were merged into this one in these weeks; the weeks before count this unit alone, as it stood "
            "then. The comparison of two days counts those units in."
        )
    )
    st.button(
        _("Compare with the first of these weeks"),
        key="weeks:merged",
        on_click=going.go,
        kwargs={"past": asked.BRIDGE, "from": points[0].on, "alone": None},
    )


def brief(held: Held, scope: Scope, figure: Coverage, *, place: str, now: datetime) -> None:
    """Show the last weeks of today's figure, each as it was known when it ended, with the way on to all that is told
    of them; nothing where there are no two weeks to compare.

    Weeks that are over are kept by `training.by_week`: a click costs the drawing alone.
    """
    address = {"past": asked.WEEKS}
    points = asked_points(held, scope, figure, address, now=now)
    if _told(points) < 2:
        return
    goal = lights.on_day(held, figure, address)
    goals = [goal(point.on) for point in points]
    title = f"{place}: {finding(points)}"
    told = [point.rate for point in points if point.rate is not None]
    st.header(_("Completed in {n} weeks: {change}", n=len(told) - 1, change=points_of(told[0], told[-1])), anchor=False)
    _draw(points, goals, finding=title, height=BRIEF)
    st.caption(legend(then=True))
    if inside := folds.fold(_("The same weeks as a table"), key="weeks:table"):
        with inside:
            _table(points, goals, address, then=True)
            _offer(held, title, place, figure.question, address, then=True)
    st.page_link(
        "hr/coverage.py", label=_("More weeks, and what moved them"), icon=":material/timeline:", query_params=address
    )


def _told(points: Sequence[Point]) -> int:
    return sum(point.rate is not None for point in points)


def _offer(held: Held, title: str, place: str, question: Question, address: Mapping[str, str], *, then: bool) -> None:
    file = saving.named("do-phu-theo-tuan", place, question.on)
    source = filters.beneath(held, question, legend(then=then, at=question.known_at))
    saving.offer(CHART, title=title, file=file, source=source, excel=("coverage-weeks", address))


def _table(points: Sequence[Point], goals: Sequence[float], address: Mapping[str, str], *, then: bool) -> None:
    heads = [_("Day"), _("Rate"), _("Since then"), _("Completed"), _("Required"), _("Target")]
    tables.show(heads, rows(points, goals, address, then=then), caption=_("Coverage by week"))


def asked_points(
    held: Held, scope: Scope, figure: Coverage, address: Mapping[str, str], *, now: datetime
) -> tuple[Point, ...]:
    """Return the weeks that an address asks for, and last the day of the figure itself."""
    days = asked.week_days(figure.question.on, asked.weeks(address), now=now)
    return training.up_to_day(held, scope, figure, days, known_then=asked.known_then(address))


def finding(points: Sequence[Point]) -> str:
    """Return in a sentence how the rate moved from the first week that has one to the last."""
    told = [point for point in points if point.rate is not None]
    if len(told) < 2:
        return _("no two weeks to compare")
    first, last = told[0], told[-1]
    return _(
        "from {before} on {first} to {after} on {last}: {change}",
        before=text.percent(first.valid, first.required),
        first=first.on,
        after=text.percent(last.valid, last.required),
        last=last.on,
        change=points_of(first.rate, last.rate),
    )


def points_of(before: float | None, after: float | None) -> str:
    """Return the difference of two rates as they are written, in percentage points; '' where one is missing."""
    if before is None or after is None:
        return ""
    points = moved(before, after)
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return _("{points} points", points=f"{sign}{text.number(abs(points), 1)}")


def moved(before: float, after: float) -> float:
    """Return how many percentage points lie between two rates as they are written, rounded down."""
    return round((floor(1000 * after + 1e-6) - floor(1000 * before + 1e-6)) / 10, 1)


def legend(*, then: bool, at: datetime | None = None) -> str:
    """Return what line, step and last point are, and as known when."""
    now = _("All weeks as is known now") if at is None else _("All weeks as was known on {when}", when=at)
    known = _("Each week as it was known when it ended") if then else now
    return _("Line: completed of required; steps: the target; last point: the day asked for. {known}.", known=known)


def _choices(address: Mapping[str, str], *, then: bool, at: datetime | None) -> None:
    words = {number: _("{n} weeks", n=number) for number in asked.WEEK_NUMBERS}
    going.agree("weeks", asked.weeks(address))
    with st.container(horizontal=True):
        st.segmented_control(
            _("How far back"),
            list(words),
            format_func=words.__getitem__,
            key="weeks",
            required=True,
            on_change=lambda: going.go(weeks=st.session_state["weeks"]),
        )
        known(then=then, at=at)


def known(*, then: bool, at: datetime | None) -> None:
    """Let the reader choose as known when past days are shown; ``at``: when the figure beside them is as known on."""
    words = {True: _("data of then"), False: _("data of now") if at is None else _("data of {when}", when=at)}
    going.agree("look", then)
    st.segmented_control(
        _("Past days"),
        list(words),
        format_func=words.__getitem__,
        key="look",
        required=True,
        on_change=lambda: going.go(look=None if st.session_state["look"] else "now"),
        help=_("What was entered late is not in the figures of before; as known now, it is."),
    )


def rows(
    points: Sequence[Point], goals: Sequence[float], address: Mapping[str, str], *, then: bool
) -> list[list[tables.Cell]]:
    """Return the table's lines, the newest first; each day leads to its own figure."""
    kept = {
        name: value
        for name, value in address.items()
        if name in ("unit", "course", "path", "category", "attribute", "tree")
    }
    before = [None, *points[:-1]]
    found = []
    for point, last, goal in zip(points, before, goals, strict=True):
        moved = points_of(last.rate, point.rate) if last is not None else ""
        if not point.there:
            found.append(
                [tables.words(text.day(point.on)), *(tables.number("–") for _n in range(4)), tables.number("")]
            )
            continue
        asked_for = {**kept, "on": point.on.isoformat()}
        day = tables.link(
            text.day(point.on), "coverage", addresses.coverage(**{**asked_for, "on": point.on}) if then else asked_for
        )
        numbers = (
            text.percent(point.valid, point.required),
            moved,
            text.number(point.valid),
            text.number(point.required),
            text.percent(goal, 1, None),
        )
        found.append([day, *(tables.number(one) for one in numbers)])
    return found[::-1]


def _draw(points: Sequence[Point], goals: Sequence[float], *, finding: str, height: int) -> None:
    told = [text.percent(point.valid, point.required) for point in points]
    known = [number for number, point in enumerate(points) if point.rate is not None]
    ends = (known[0], known[-1])
    frame = pa.table(
        {
            "day": [point.on.isoformat() for point in points],
            "rate": pa.array([point.rate for point in points], pa.float64()),
            "goal": goals,
            "label": [said if number in ends else "" for number, said in enumerate(told)],
            "told": [_of(point) for point in points],
            "named": [text.day(point.on) for point in points],
            "said": [f"{text.day(point.on)}: {_of(point)}" for point in points],
            "last": [number == len(points) - 1 for number in range(len(points))],
            "below": [stands_below(point.rate, goal) for point, goal in zip(points, goals, strict=True)],
        }
    )
    kept = spec(st.context.theme.type or "light", text.language())
    with st.container(key=CHART):
        st.vega_lite_chart(
            spec={**kept, "data": {"name": "rows"}, "datasets": {"rows": frame}},
            key=f"weeks:{points[0].on}:{points[-1].on}",
            width="stretch",
            height=height,
            alt=finding,
        )


def stands_below(rate: float | None, goal: float) -> bool:
    """Return whether a number stands below its point: where the target's line would run through it above."""
    return rate is not None and rate > LOW and 0 <= goal - rate < NEAR


def _of(point: Point) -> str:
    base = f"{text.number(point.valid)}/{text.number(point.required)}"
    return f"{text.percent(point.valid, point.required)} ({base})" if point.required else "–"


@lru_cache(maxsize=8)
def spec(theme: str, language: str) -> dict[str, Any]:
    """Return the Vega-Lite specification of the line, without data."""
    colours = charts.colours(theme)
    words: dict[str, Any] = {"labelColor": colours["text"], "titleColor": colours["text"]}
    across = alt.X(
        "day:T",
        title=None,
        axis=alt.Axis(
            format="%d/%m", labelAngle=0, tickCount=6, labelOverlap="greedy", grid=False, aria=False, **words
        ),
        scale=alt.Scale(type="utc", padding=24),
    )
    up = alt.Y(
        "rate:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], domain=False, ticks=False, aria=False, **words),
    )
    base = alt.Chart()
    target = base.mark_line(
        aria=False, interpolate="step-before", color=colours["target"], strokeDash=[6, 4], strokeWidth=2
    ).encode(x=across, y=alt.Y("goal:Q", title=None))
    line = base.mark_line(aria=False, color=colours["valid"], strokeWidth=3, invalid="break-paths-show-domains").encode(
        x=across, y=up
    )
    dots = (
        base.mark_point(aria=False, filled=True, size=70, opacity=1, color=colours["valid"], invalid="filter")
        .encode(x=across, y=up)
        .transform_filter("!datum.last")
    )
    today = (
        base.mark_point(
            aria=False, filled=False, size=110, strokeWidth=3, opacity=1, color=colours["valid"], invalid="filter"
        )
        .encode(x=across, y=up)
        .transform_filter("datum.last")
    )
    place = alt.expr("datum.below ? 20 : -16")
    numbers = base.mark_text(aria=False, dy=place, fontSize=15, color=colours["text"], invalid="filter").encode(
        x=across, y=up, text="label:N"
    )
    touch = base.mark_rule(opacity=0.001, strokeWidth=14).encode(
        x=across,
        tooltip=[alt.Tooltip("named:N", title=" "), alt.Tooltip("told:N", title="  ")],
        description="said:N",
    )
    return charts.without_data(alt.layer(target, line, dots, today, numbers, touch))
