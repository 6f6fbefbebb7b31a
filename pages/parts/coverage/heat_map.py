"""Units (or staff categories) and courses at once: a cell for each, the neediest first; the same numbers as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from textwrap import shorten, wrap
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st

from models import text, training
from models.text import translate as _
from models.training import By, Cross, CrossRow, Held, Row, RowKind, Share
from pages.parts import asked, folds, going, tables
from pages.parts.coverage import addresses, charts, filters, saving
from pages.parts.plain import plain

CHART = "chart-map"
COURSES = 12  # on a phone a cell is then 28 pixels wide: two digits, and a finger
STEP, HEAD = 64, 190  # pixels: a row with its name above it; the courses' names
_FILLS = {  # from nothing to all, in five even steps that go one way in grey, too; then: few, none
    "light": ("#F1F5F3", "#C4E0D5", "#8CC7B0", "#3E9A7B", "#006A4E", "#D9DEE4", "#FFFFFF"),
    "dark": ("#1E2A28", "#1C4A3D", "#1F7359", "#3CB68F", "#9CEBCF", "#39434E", "#12181F"),
}
_INKS = {
    "light": ("#1B232C", "#1B232C", "#12181F", "#12181F", "#FFFFFF", "#1B232C", "#5F6B7A"),
    "dark": ("#E8EDF2", "#E8EDF2", "#FFFFFF", "#12181F", "#12181F", "#E8EDF2", "#A3AEBB"),
}
SHADES = ("0", "1", "2", "3", "4", "few", "none")


def show(
    held: Held,
    found: Cross,
    shown: Sequence[tuple[Row, str]],
    address: Mapping[str, str],
    *,
    title: str,
) -> None:
    """Show the cells of some rows, each with the name it goes by; a click asks about that part and that course."""
    by_key = {(row.kind, row.key): row for row in found.rows}
    rows = [(by_key[row.kind, row.key], name) for row, name in shown if (row.kind, row.key) in by_key]
    order = sorted(range(len(found.courses)), key=lambda i: (found.whole[i].rate or 0, -found.whole[i].required, i))
    last = -(-len(order) // COURSES)
    page = min(asked.place(address, "courses"), last)
    columns = order[(page - 1) * COURSES : page * COURSES]
    target = Targets(held, found)
    said = finding(found, rows, columns, target)
    st.write(plain(said))
    key = f"map:{sorted(address.items())}"
    with st.container(key=CHART):
        _draw(found, rows, columns, target=target, key=key, by=found.question.by, finding=f"{title}. {said}")
    st.caption(legend())
    if last > 1:
        _other_courses(page, len(order))
    question = found.question
    saving.offer(
        CHART,
        title=f"{title}. {said}",
        file=saving.named("do-phu-tung-khoa-hoc", question.on),
        source=filters.beneath(held, question, f"{filters.as_of(held, question, text.utc_now())} {legend()}"),
        excel=("coverage-map", address),
    )
    if inside := folds.fold(_("The same figures as a table"), key="map:table"):
        heads = [_("Part"), *(found.courses[place].title for place in columns)]
        with inside:
            tables.show(heads, _lines(found, rows, columns, address), caption=_("Figures by part and course"))


class Targets:
    """What is asked of each cell: the target of its unit and course on the question's day."""

    def __init__(self, held: Held, found: Cross) -> None:
        self._held, self._question = held, found.question
        self._known: dict[tuple[str | None, str], float] = {}

    def of(self, row: CrossRow, course: str) -> float:
        """Return the share asked of a part and a course."""
        unit = row.key if row.kind is RowKind.UNIT else self._question.unit
        if (unit, course) not in self._known:
            asked_for = replace(self._question, unit=unit, course=course)
            self._known[unit, course] = training.target_for(self._held, asked_for).share
        return self._known[unit, course]


def finding(found: Cross, rows: Sequence[tuple[CrossRow, str]], columns: Sequence[int], target: "Targets") -> str:
    """Return in a sentence how many of the cells shown lie below the target, and which lies lowest."""
    asked_for = [
        (row.cells[place], name, found.courses[place].title, target.of(row, found.courses[place].slug))
        for row, name in rows
        for place in columns
        if row.cells[place].required
    ]
    below = [one for one in asked_for if not reached(one[0], one[3])]
    if not below:
        return _("Every cell shown reaches its target.")
    cell, name, course, _goal = min(
        below, key=lambda one: (one[0].required < charts.SMALL, one[0].rate or 0, -one[0].required)
    )
    return _(
        "{below} of {all} cells lie below their target; lowest: {unit}, {course}, {rate}.",
        below=len(below),
        all=len(asked_for),
        unit=name,
        course=course,
        rate=charts.label(cell.valid, cell.required),
    )


def _other_courses(page: int, total: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if page > 1:
            st.button(_("Courses before"), key="courses:back", on_click=going.turn, args=("courses", page - 1))
        first, last = (page - 1) * COURSES + 1, min(page * COURSES, total)
        st.caption(_("Courses {first} to {last} of {n}, the lowest share first", first=first, last=last, n=total))
        if last < total:
            st.button(_("More courses"), key="courses:on", on_click=going.turn, args=("courses", page + 1))


def legend() -> str:
    """Return how a cell is read."""
    return _(
        "The number in a cell is the percentage completed; ✓: its target is reached. On grey the count, since fewer"
        " than {few} are required; –: nothing required.",
        few=charts.SMALL,
    )


def shade_of(cell: Share) -> str:
    """Return which fill a cell has."""
    if cell.rate is None:
        return "none"
    return "few" if cell.required < charts.SMALL else str(min(4, int(cell.rate * 5)))


def written(cell: Share) -> str:
    """Return what stands in a cell: whole percent, rounded down; the count where numbers are small."""
    if cell.rate is None:
        return "–"
    if cell.required < charts.SMALL:
        return f"{cell.valid}/{cell.required}"
    return text.percent(cell.valid, cell.required, 0).split("\u00a0")[0]


def reached(cell: Share, target: float) -> bool:
    """Return whether a cell of which something is required reaches the target."""
    return cell.rate is not None and cell.rate >= target


def picked(key: str) -> tuple[str, str] | None:
    """Return the keys of the part and the course whose cell was clicked; None when what came names none."""
    match st.session_state.get(key):
        case {"selection": {"cell": [{"key": str(part), "course": str(course)}, *_rest]}}:
            return part, course
    return None


def _pick(key: str, by: By) -> None:
    if found := picked(key):
        part, course = found
        name = "unit" if by is By.UNIT else "category"
        chosen = {name: part} if part else {}
        going.go(
            **chosen, course=course, view=None, by=None, kind=None, named=None, state=None, flag=None, courses=None
        )


def _lines(
    found: Cross, rows: Sequence[tuple[CrossRow, str]], columns: Sequence[int], address: Mapping[str, str]
) -> list[list[tables.Cell]]:
    kept = {name: value for name, value in address.items() if name not in ("view", "courses", "units", "page", "by")}

    def told(row: CrossRow, place: int) -> tables.Cell:
        cell, course = row.cells[place], found.courses[place].slug
        if not cell.required:
            return tables.number("–")
        part = {} if not row.key else {"unit" if row.kind is not RowKind.CATEGORY else "category": row.key}
        rate = tables.link(
            text.percent(cell.valid, cell.required), "coverage", {**kept, **addresses.coverage(course=course, **part)}
        )
        base = f"{text.number(cell.valid)}/{text.number(cell.required)}"
        return tables.under(tables.Cell(rate.html, right=True), base)

    return [[tables.words(name), *(told(row, place) for place in columns)] for row, name in rows]


def _draw(
    found: Cross,
    rows: Sequence[tuple[CrossRow, str]],
    columns: Sequence[int],
    *,
    target: "Targets",
    key: str,
    by: By,
    finding: str,
) -> None:
    cells = [
        {
            "row": f"{number:03}",
            "name": name,
            "column": f"{at:02}" + _head(found.courses[place].title, 3 if len(columns) <= 6 else 2),
            "title": found.courses[place].title,
            "key": row.key,
            "course": found.courses[place].slug,
            "shade": shade_of(row.cells[place]),
            "text": written(row.cells[place]),
            "mark": "✓" if reached(row.cells[place], target.of(row, found.courses[place].slug)) else "",
            "told": charts.label(row.cells[place].valid, row.cells[place].required),
            "said": spoken(row.cells[place], name, found.courses[place].title),
        }
        for number, (row, name) in enumerate(rows)
        for at, place in enumerate(columns)
    ]
    kept = spec(st.context.theme.type or "light", text.language())
    st.vega_lite_chart(
        spec={**kept, "data": {"name": "rows"}, "datasets": {"rows": pa.Table.from_pylist(cells)}},
        key=key,
        on_select=lambda: _pick(key, by),
        selection_mode="cell",
        width="stretch",
        height=STEP * len(rows) + HEAD,
        alt=finding,
    )


def spoken(cell: Share, name: str, course: str) -> str:
    """Return a cell as a sentence to be read aloud."""
    if not cell.required:
        return _("{unit}: nobody has to take a course", unit=f"{name.removeprefix(charts.OWN)}, {course}")
    return charts.spoken(f"{name}, {course}", cell.valid, cell.required)


def _head(title: str, lines: int) -> str:
    return "\n".join(wrap(shorten(title, 21 * lines, placeholder="…"), 22, max_lines=lines, placeholder="…"))


@lru_cache(maxsize=8)
def spec(theme: str, language: str) -> dict[str, Any]:
    """Return the Vega-Lite specification of the map, without data: a row has its name above its cells."""
    colours = charts.colours(theme)
    fills, inks = (list(one.get(theme, one["light"])) for one in (_FILLS, _INKS))
    places = alt.Y("row:N", sort=None, axis=None, scale=alt.Scale(padding=0))
    across = alt.X(
        "column:N",
        sort=None,
        title=None,
        scale=alt.Scale(paddingInner=0.06, paddingOuter=0),
        axis=alt.Axis(
            orient="top",
            labelAngle=-90,
            labelAlign="left",
            labelBaseline="middle",
            labelExpr="split(slice(datum.label, 2), '\\n')",
            labelLimit=160,
            labelFontSize=13,
            labelColor=colours["text"],
            labelOverlap=False,
            aria=False,
            domain=False,
            ticks=False,
        ),
    )
    ink = alt.Color("shade:N", scale=alt.Scale(domain=list(SHADES), range=inks), legend=None)
    touched = alt.selection_point("cell", fields=["key", "course"], toggle=False)
    cells = (
        alt.Chart()
        .mark_rect(height=34, yOffset=12, stroke=colours["small"], strokeWidth=0.5, cursor="pointer")
        .encode(
            x=across,
            y=places,
            fill=alt.Fill("shade:N", scale=alt.Scale(domain=list(SHADES), range=fills), legend=None),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("title:N", title="  "),
                alt.Tooltip("told:N", title="   "),
            ],
            description="said:N",
        )
        .add_params(touched)
    )
    written = (
        alt.Chart()
        .mark_text(fontSize=13, baseline="middle", yOffset=12, cursor="pointer", aria=False)
        .encode(x=across, y=places, text="text:N", color=ink)
        .transform_filter("datum.mark == ''")
    )
    reaching = (  # the mark under the number: on a phone a cell is too narrow for both beside each other
        alt.Chart()
        .mark_text(fontSize=13, baseline="middle", yOffset=6, cursor="pointer", aria=False)
        .encode(x=across, y=places, text="text:N", color=ink)
        .transform_filter("datum.mark != ''")
    )
    marks = (
        alt.Chart()
        .mark_text(fontSize=12, baseline="middle", yOffset=21, cursor="pointer", aria=False)
        .encode(x=across, y=places, text="mark:N", color=ink)
    )
    names = (
        alt.Chart()
        .mark_text(
            align="left",
            fontSize=15,
            color=colours["text"],
            baseline="middle",
            yOffset=-17,
            limit=alt.ExprRef("width"),
            aria=False,
        )
        .encode(y=places, x=alt.value(0), text="name:N")
        .transform_filter("slice(datum.column, 0, 2) == '00'")
    )
    made = charts.without_data(alt.layer(cells, written, reaching, marks, names).properties(height=alt.Step(STEP)))
    return {**made, "usermeta": {"embedOptions": {"renderer": "svg"}}}  # a picture of it is taken from the page
