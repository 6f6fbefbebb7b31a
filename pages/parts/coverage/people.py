"""The people behind a number: states and flags to choose from, a search, and the list page by page."""

from collections.abc import Mapping

import streamlit as st

from models import database, text, training
from models.database import Session
from models.rights import Scope
from models.text import translate as _
from models.training import Coverage, Flag, Held, NamesPage, PersonRow, Question, State
from pages.parts import asked, folds, going, opened, states, tables

SIZE, FEW = 20, 6  # lines of a page of the list; of the overview's


def show(held: Held, scope: Scope, figure: Coverage, address: Mapping[str, str], *, linked: bool) -> int:
    """Show exactly the rows that a figure counts, narrowed by what the address asks, and return how many these are;
    names lead to their page.
    """
    _narrowing(figure, address)
    question, page = figure.question, asked.place(address, "page")
    search = st.text_input(
        _("Search by name or staff code"), key="find", bind="query-params", on_change=lambda: going.go()
    )
    wanted, flag = asked.listed(address) or None, asked.flag(address)
    late_first = wanted == training.OPEN
    with database.reading() as db:
        while True:
            listed = training.names(
                db,
                scope,
                question,
                state=wanted,
                flag=flag,
                page=page,
                size=SIZE,
                search=search,
                urgent_first=late_first,
                held=held,
            )
            last = max(1, -(-listed.total // SIZE))
            if page <= last:
                break
            page = last  # a page beyond the last, as a search leaves it
    if not listed.total and late_first and not search and figure.total.required:
        st.info(_("Everybody here has completed what is asked of them. Choose everybody to see their names."))
        return 0
    if not listed.total and search:
        st.info(_("Nobody here has this name or staff code. Look for other words, or choose a larger unit."))
        return 0
    if not listed.total:
        st.info(_("Nobody here. Choose another state or unit."))
        return 0
    opened.note(held, question, rows=listed.total, states=wanted or ())
    several = question.course is None and len(held.courses) > 1
    heads = [_("Name, unit and course") if several else _("Name and unit"), _("State")]
    rows = [_line(row, figure, several=several, linked=linked) for row in listed.rows]
    tables.show(heads, rows, caption=_("People"))
    tables.pages_of(page, listed.total, SIZE, key="people", on_go=lambda to: going.turn("page", to))
    return listed.total


def listed_first(db: Session, held: Held, scope: Scope, question: Question) -> NamesPage:
    """Return the list of an address that asks for no other: all that is not done, most urgent first."""
    return training.names(db, scope, question, state=training.OPEN, size=SIZE, urgent_first=True, held=held)


def overdue(db: Session, held: Held, scope: Scope, question: Question) -> NamesPage:
    """Return the first few who are overdue, as an overview names them."""
    return training.names(db, scope, question, state=State.OVERDUE, size=FEW, held=held)


def _narrowing(figure: Coverage, address: Mapping[str, str]) -> None:
    total = figure.total
    open_pairs = sum(total.states[state] for state in training.OPEN)
    shown = {asked.NOT_DONE: _("not completed ({n}), late first", n=open_pairs), asked.EVERYBODY: _("everybody")}
    listed = asked.listed(address)
    asked_for = asked.NOT_DONE if listed == training.OPEN else None if listed else asked.EVERYBODY
    asked_for = None if asked.flag(address) else asked_for
    whom = f"whom:{address.get('unit', '')}"
    going.agree(whom, asked_for)
    st.segmented_control(
        _("Whom the list shows"),
        list(shown),
        format_func=shown.__getitem__,
        key=whom,
        on_change=lambda: going.go(state=st.session_state[whom] or None, flag=None),
    )
    said, key = _("Choose by state"), f"{whom}:fold"
    if place := folds.fold(said, key=key, icon=":material/filter_alt:", opened=asked_for is None):
        with place:
            _by_state(figure, address)


def _by_state(figure: Coverage, address: Mapping[str, str]) -> None:
    total, listed, chosen = figure.total, asked.listed(address), asked.flag(address)
    offered = [state for state in State if total.states.get(state)]
    wanted = () if listed == training.OPEN else listed
    which, only = f"state:{address.get('unit', '')}", f"flag:{address.get('unit', '')}"
    going.agree(which, [state for state in wanted if state in offered])
    st.pills(
        _("State"),
        offered,
        selection_mode="multi",
        format_func=lambda state: f"{states.word(state)} ({text.number(total.states[state])})",
        key=which,
        on_change=lambda: going.go(state=_joined(which)),
    )
    marks = [flag for flag in Flag if total.flags[flag]]
    if marks or chosen:
        going.agree(only, chosen if chosen in marks else None)
        st.pills(
            _("Only"),
            marks,
            format_func=lambda flag: f"{training.flag_word(flag)} ({text.number(total.flags[flag])})",
            key=only,
            on_change=lambda: going.go(flag=st.session_state[only]),
        )


def _joined(widget: str) -> str | None:
    return ",".join(state.value for state in st.session_state[widget]) or None


def _line(row: PersonRow, figure: Coverage, *, several: bool, linked: bool) -> list[tables.Cell]:
    when = ""
    if row.state is State.COMPLETED and row.completed_on:
        when = text.day(row.completed_on)
    elif row.state in training.REQUIRED and row.due:
        when = states.due_words(row.due, figure.question.on)
    name = tables.link(row.full_name, "person", {"person": row.person}) if linked else tables.words(row.full_name)
    told = tables.under(name, ", ".join(filter(None, (row.unit_name, row.within))))
    if several:
        told = tables.under(told, row.course_title)
    return [told, tables.under(tables.state(row.state), when)]
