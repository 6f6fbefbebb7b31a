"""Which unit, which course, which people: coverage of one's own part of the tree, down to the names."""

from urllib.parse import urlencode

import streamlit as st

from models import access, database, text, training
from models.organisation import Category, Tree
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from models.training import RowKind, State
from pages.parts import apart, asked, charts, live, states, who
from pages.parts.categories import category_word
from pages.parts.plain import plain

me = who.signed_in(Right.SEE_COVERAGE)
scope = access.scope_of(me.actor, Right.SEE_COVERAGE)
now = text.utc_now()
address = st.query_params
question = asked.question(address, now=now)
held = live.held()
figure = training.coverage(held, scope, question)
SIZE = 25
BARS = 25


def go(**values: str | None) -> None:
    """Ask the next question: parameters of the address change, the others stay."""
    for name, value in {"page": None, **values}.items():
        if value is None:
            address.pop(name, None)
        else:
            address[name] = value


def pick(key: str) -> None:
    """Go down to the unit whose bar was clicked."""
    if unit := charts.picked(key):
        go(unit=unit, state=None)


def chosen(name: str, widget: str, empty: object = None) -> None:
    """Put a filter's choice into the address."""
    value = st.session_state[widget]
    go(**{name: None if value in (None, empty) else str(value)})


def line(row: training.PersonRow, *, with_course: bool) -> dict[str, str]:
    """Return a person's line: few columns, so that it can be read on a phone."""
    if row.completed_on and row.state is State.COMPLETED:
        when = text.day(row.completed_on)
    else:
        when = states.due_words(row.due, question.on) if row.due else ""
    told = {_("Full name"): f"**{plain(row.full_name)}**  \n{plain(row.unit_name)}"}
    if with_course:
        told[_("Course")] = plain(row.course_title)
    return {**told, _("State"): f"{states.badge(row.state)}  \n{when}"}


total = figure.total
place = plain(figure.unit.name) if figure.unit else _("My units")
base = _("{valid} of {required} required", valid=total.valid, required=total.required)
if not total.required:
    finding = _("{unit}: nobody has to take a course", unit=place)
elif total.required < charts.SMALL:
    finding = _("{unit}: {valid} of {required} completed", unit=place, valid=total.valid, required=total.required)
else:
    finding = _("{unit}: {percent} completed", unit=place, percent=text.percent(total.valid, total.required))

if len(figure.crumbs) > 1:
    with st.container(horizontal=True, gap="small"):
        for crumb in figure.crumbs[:-1]:
            st.button(
                f"{plain(crumb.name)} ›",
                key=f"up:{crumb.key}",
                type="tertiary",
                on_click=go,
                kwargs={"unit": crumb.key},
            )
st.title(finding, anchor=False)
late = total.states.get(State.OVERDUE, 0)
people = _(
    "{all_valid} of {people} people have completed everything required.",
    all_valid=figure.people_all_valid,
    people=figure.people_required,
)
st.write(f"{base}. {people} " + translate_n("{n} overdue.", "{n} overdue.", late))

with st.expander(_("Filter"), expanded=any(name in address for name in ("course", "category", "on", "tree"))):
    slugs = [None, *(course.slug for course in held.columns.courses)]
    titles = apart.told_apart({course.slug: course.title for course in held.columns.courses})
    st.selectbox(
        _("Course"),
        slugs,
        index=slugs.index(question.course),
        format_func=lambda one: titles.get(one, _("all courses")),
        key="f:course",
        on_change=chosen,
        args=("course", "f:course"),
    )
    kinds = [None, *Category]
    st.selectbox(
        _("Staff category"),
        kinds,
        index=kinds.index(question.category),
        format_func=lambda one: category_word(one) if one else _("all categories"),
        key="f:category",
        on_change=chosen,
        args=("category", "f:category"),
    )
    st.date_input(
        _("As of the day"), question.on, format="DD/MM/YYYY", key="f:on", on_change=chosen, args=("on", "f:on")
    )
    if scope.party:
        trees = {Tree.ADMINISTRATION: _("administration"), Tree.PARTY: _("Party")}
        st.radio(
            _("Tree"),
            list(trees),
            index=list(trees).index(question.tree),
            format_func=trees.get,
            key="f:tree",
            horizontal=True,
            on_change=chosen,
            args=("tree", "f:tree"),
        )

rows = [row for row in figure.rows if row.count.required]
ranked = sorted(rows, key=lambda row: (row.count.rate or 0, -row.count.required))
if len(rows) > 1:
    st.subheader(_("By unit: the ones that need help first"), anchor=False)
    names = {RowKind.DIRECT: _("in the unit itself"), RowKind.NO_PLACE: _("without a place in the tree")}
    key = f"bars:{address.get('unit', '')}:{question.on}:{question.course}:{question.category}"
    charts.coverage_bars(
        [(row.key, names.get(row.kind, row.name), row.count.valid, row.count.required) for row in ranked[:BARS]],
        finding=finding,
        key=key,
        on_pick=lambda: pick(key),
    )
    if len(ranked) > BARS:
        st.caption(_("The {n} units that need help most; all are in the table.", n=BARS))
    with st.expander(_("The same figures as a table")):
        st.table(
            [
                {
                    _("Unit"): names.get(row.kind, plain(row.name)),
                    _("Completed"): text.number(row.count.valid),
                    _("Required"): text.number(row.count.required),
                    _("Rate"): text.percent(row.count.valid, row.count.required),
                    **{states.word(state): text.number(row.count.states.get(state, 0)) for state in SHOWN},
                }
                for row in ranked
            ]
            if (SHOWN := [State.DUE_AGAIN, State.IN_PROGRESS, State.NOT_STARTED, State.OVERDUE, State.EXPIRED])
            else [],
            hide_index=True,
        )
        below = apart.told_apart({row.key: row.name for row in ranked if row.kind is RowKind.UNIT})
        opened = f"open:{address.get('unit', '')}"
        st.selectbox(
            _("Open a unit"),
            [None, *below],
            format_func=lambda one: below[one] if one else _("choose a unit"),
            key=opened,
            on_change=lambda: go(unit=st.session_state[opened] or address.get("unit"), state=None),
        )

st.subheader(_("People"), anchor=False)
offered = [state for state in State if total.states.get(state)]
wanted = asked.state(address)
st.pills(
    _("State"),
    offered,
    default=wanted if wanted in offered else None,
    format_func=lambda state: f"{states.word(state)} ({text.number(total.states[state])})",
    key=f"state:{address.get('unit', '')}:{wanted}",
    on_change=lambda: go(state=st.session_state[f"state:{address.get('unit', '')}:{wanted}"]),
)
search = st.text_input(_("Search by name or staff code"), key="find", bind="query-params")
page = asked.place(address, "page")
with database.reading() as db:
    listed = training.names(db, scope, question, state=wanted, page=page, size=SIZE, search=search, held=held)
    if listed.total and not listed.rows:  # a page beyond the last, as a search leaves it
        page = -(-listed.total // SIZE)
        listed = training.names(db, scope, question, state=wanted, page=page, size=SIZE, search=search, held=held)
if not listed.total:
    st.info(_("Nobody here. Choose another state or unit."))
else:
    several = len({row.course for row in listed.rows}) > 1
    st.table([line(row, with_course=several) for row in listed.rows], hide_index=True)
    last = -(-listed.total // SIZE)
    with st.container(horizontal=True, vertical_alignment="center"):
        if page > 1:
            st.button(_("Previous page"), on_click=lambda: address.update(page=str(page - 1)))
        st.caption(_("Page {page} of {last}, {n} lines", page=page, last=last, n=listed.total))
        if page < last:
            st.button(_("Next page"), on_click=lambda: address.update(page=str(page + 1)))
asked_for = {name: value for name, value in address.to_dict().items() if name not in ("page", "find")}
st.link_button(_("Export to Excel"), "/export/coverage.xlsx?" + urlencode(asked_for), icon=":material/download:")
with st.expander(_("What this figure means")):
    st.write(training.definition())
    st.caption(_("As of {day}, as known on {when}.", day=question.on, when=text.moment(question.known_at or now)))
