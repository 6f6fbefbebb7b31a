"""A figure split by unit, course or staff category: ranked bars with the target, the same numbers as a table."""

from collections import Counter
from collections.abc import Callable

import streamlit as st

from models import text, training
from models.rights import Scope
from models.text import translate as _
from models.training import By, Coverage, Cross, Held, Outlooks, Row, RowKind, Said, State
from pages.parts import asked, folds, going, tables
from pages.parts.coverage import addresses, charts, explaining, heat_map, lights

BARS = 12
CHART = "chart-bars"
SEARCH = "units:find"
STATES = (
    State.COMPLETED,
    State.DUE_AGAIN,
    State.IN_PROGRESS,
    State.NOT_STARTED,
    State.OVERDUE,
    State.EXPIRED,
)


def tabs(by: By, *, by_course: bool) -> None:
    """Let the reader choose by what the figure is split: by one thing, or by it and by course."""
    words = {
        _tab(By.UNIT): _("Unit"),
        _tab(By.COURSE): _("Course"),
        _tab(By.CATEGORY): _("Staff category"),
        _tab(By.UNIT, by_course=True): _("Unit and course"),
        _tab(By.CATEGORY, by_course=True): _("Category and course"),
        _tab(By.TASK): _("The directive's task"),
        _tab(By.PILLAR): _("Pillar, foundation"),
        _tab(By.COMPETENCE): _("Competence"),
    }
    going.agree("split", _tab(by, by_course=by_course))
    st.selectbox(
        _("Compare by"),
        list(words),
        format_func=words.__getitem__,
        key="split",
        on_change=_split,
        filter_mode=None,  # a phone would put its keyboard over the choices
        width=320,
    )


def _tab(by: By, *, by_course: bool = False) -> str:
    return f"{by.value}+{asked.MAP}" if by_course else by.value


def _split() -> None:
    by, _plus, view = st.session_state["split"].partition("+")
    going.go(by=None if by == By.UNIT else by, view=view or None)


def name_of(row: Row) -> str:
    """Return what a row is called."""
    if row.kind is RowKind.CATEGORY:
        return training.category_word(row.key)
    if row.kind is RowKind.TOPIC and not row.key:
        return _("courses that name none")
    return {RowKind.DIRECT: _("in the unit itself"), RowKind.NO_PLACE: _("without a place in the tree")}.get(
        row.kind, row.name
    )


def show(
    held: Held,
    scope: Scope,
    figure: Coverage,
    outlook: Outlooks,
    crossed: Cross | None,
    *,
    own: frozenset[str],
    finding: str,
    pictures: Callable[[str], None],
) -> None:
    """Show the split with how each part stands; a click on a bar asks about what it stands for.

    ``crossed``: each part by course, in cells. ``pictures`` offers the page's charts as pictures, with what is said of
    the bars.
    """
    by = figure.question.by
    rows = [row for row in figure.rows if row.count.required]
    if by is By.UNIT:
        rows = _narrowed(rows)
    ranked = sorted(rows, key=lambda row: (row.count.rate or 0, -row.count.required, text.sort_key(row.name)))
    if not ranked:
        st.info(_("Nothing to compare here."))
        return
    below = sum((row.count.rate or 0) < row.goal.share for row in ranked)
    said = _("{below} of {all} lie below their target; the lowest share comes first.", below=below, all=len(ranked))
    if by in training.TOPICS:
        said += " " + _("A course that serves several counts under each, so these parts overlap.")
    said = said if by in training.TOPICS else f"{said} {lights.legend()}."
    st.caption(said)
    last = -(-len(ranked) // BARS)
    page = min(asked.place(st.query_params, "units"), last)
    shown = ranked[(page - 1) * BARS : page * BARS]
    if last > 1 and crossed:  # before a high map, so that nobody scrolls past it unseen
        _pages(page, len(ranked))
    if crossed:
        named = [(row, _marked(row, own)) for row in shown]
        heat_map.show(held, crossed, named, st.query_params.to_dict(), title=finding)
        return
    names = {row.key: name_of(row) for row in ranked if row.kind is RowKind.UNIT}
    every = explaining.read(held, scope, figure, list(names))
    explained = {row.key: every[row.key] for row in shown if row.key in every}
    key = f"bars:{sorted(st.query_params.items())}"
    with st.container(key=CHART):
        charts.coverage_bars(
            [_bar(row, outlook, own, explained) for row in shown],
            finding=finding,
            key=key,
            on_pick=lambda: _pick(key, by),
            clickable=by not in training.TOPICS,
        )
    if last > 1:
        _pages(page, len(ranked))
    titles = {course.slug: course.title for course in held.courses}
    explaining.show(explained, titles, [names[unit] for unit in every if unit not in explained])
    place = folds.fold(_("Figures as a table, charts as pictures"), key="figures")
    if place is not None:
        heads = [_("Part"), _("Completed"), _("Required"), _("Rate"), _("Against the target")]
        heads += [training.state_word(one) for one in STATES[1:]]
        with place:
            lines = [_line(row, outlook, explained, titles) for row in shown]
            tables.show(heads, lines, caption=_("Figures by part"))
            about = [said, _("Upright line: the target.")]
            if last > 1:
                about.insert(0, _("Page {page} of {last}, {n} lines", page=page, last=last, n=len(ranked)) + ".")
            pictures(" ".join(about))


def _pages(page: int, total: int) -> None:
    tables.pages_of(page, total, BARS, key="units", on_go=lambda to: going.turn("units", to))


def _narrowed(rows: list[Row]) -> list[Row]:
    number = Counter(row.unit_kind for row in rows if row.unit_kind)
    kinds = sorted((kind for kind, units in number.items() if units > 1), key=text.sort_key)
    if len(rows) > 6 and len(kinds) > 1:
        chosen = st.query_params.get("kind")
        st.pills(
            _("Kind of unit"),
            kinds,
            default=chosen if chosen in kinds else None,
            format_func=lambda kind: f"{kind} ({text.number(number[kind])})",
            key=f"kind:{chosen}",
            on_change=going.chosen,
            args=("kind", f"kind:{chosen}"),
        )
        if chosen in kinds:
            rows = [row for row in rows if row.unit_kind == chosen]
    if len(rows) > BARS or st.query_params.get("named"):
        # not bound to the address: what is bound changes it by a step of its own, and Back would stop half-way
        st.session_state[SEARCH] = st.query_params.get("named", "")
        named = st.text_input(_("Search a unit by name"), key=SEARCH, on_change=going.chosen, args=("named", SEARCH))
        wanted = text.search_key(named)
        rows = [row for row in rows if wanted in text.search_key(row.name)]
    return rows


def _marked(row: Row, own: frozenset[str]) -> str:
    name = name_of(row)
    mine = row.kind is RowKind.UNIT and row.key in own
    return f"{charts.OWN}{name} ({_('my unit')})" if mine else name


def _bar(row: Row, outlook: Outlooks, own: frozenset[str], explained: dict[str, Said]) -> charts.Bar:
    part = outlook.parts.get((row.kind, row.key))  # topics have none of their own
    count, light = row.count, training.Light.NONE if part is None else part.light
    label = lights.MARKS[light] + charts.label(count.valid, count.required)
    name = f"{explaining.SIGN if row.key in explained else ''} {_marked(row, own)}".strip()
    said = [charts.spoken(_marked(row, own), count.valid, count.required)]
    said.append(_("target {target}", target=training.goal_words(row.goal)))
    said += [training.standing_word(part.standing)] if part is not None and light is not training.Light.NONE else []
    said += [_("with an explanation")] if row.key in explained else []
    return charts.Bar(row.key, name, count.rate or 0.0, label, lights.SHADES[light], row.goal.share, "; ".join(said))


def _line(row: Row, outlook: Outlooks, explained: dict[str, Said], titles: dict[str, str]) -> list[tables.Cell]:
    count = row.count
    asked = {**st.query_params.to_dict(), **_asked(row)}
    name = tables.link(name_of(row), "coverage", asked) if _asked(row) else tables.words(name_of(row))
    if row.key in explained:
        name = tables.under(name, explaining.words(explained[row.key], titles))
    numbers = [text.number(count.valid), text.number(count.required), text.percent(count.valid, count.required)]
    part = outlook.parts.get((row.kind, row.key))
    against = tables.under(tables.words("–") if part is None else lights.cell(part), training.goal_words(row.goal))
    states = [tables.number(text.number(count.states[state])) for state in STATES[1:]]
    return [tables.wide(name), *map(tables.number, numbers), against, *states]


def _asked(row: Row) -> dict[str, str]:
    if row.kind is RowKind.UNIT:
        return addresses.coverage(unit=row.key)
    if row.kind is RowKind.COURSE:
        return addresses.coverage(course=row.key, by=By.UNIT)
    return addresses.coverage(category=row.key, by=By.UNIT) if row.kind is RowKind.CATEGORY and row.key else {}


def _pick(key: str, by: By) -> None:
    if picked := charts.picked(key):
        name = {By.UNIT: "unit", By.COURSE: "course", By.CATEGORY: "category"}[by]
        going.go(**{name: picked, "by": None, "kind": None, "named": None, "state": None, "flag": None})
