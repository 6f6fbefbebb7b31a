"""Excel files on a page: a short one at a click; a long one asked for, made beside the page, and found here again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

import streamlit as st

from models import database, reports, text, training
from models.organisation import Tree
from models.reports import Line, State
from models.rights import Actor, Scope
from models.text import translate as _
from models.text import translate_n
from models.training import Coverage, Held
from pages.parts import anew, asked, doing, errors, units, who
from pages.parts.plain import plain

EVERY = 1.0  # seconds
ICON = ":material/download:"


def coverage(
    actor: Actor, held: Held, figure: Coverage, address: Mapping[str, str], *, listed: int, now: datetime
) -> None:
    """Offer the figure and the names that the page shows, and show the files that were asked for before.

    ``listed``: how many rows the page lists. What a search found is made at a click or not at all: nobody keeps whom
    somebody looked for.
    """
    asked_for = {"state": asked.NOT_DONE} if asked.listed(address) == training.OPEN else {}
    asked_for |= {name: value for name, value in address.items() if name not in ("page", "units")}
    wanted = reports.CoverageWanted(figure.question, asked.states(asked_for), asked.flag(asked_for))
    searched = bool(text.searched(address.get("find", "")))
    rows = listed if searched else wanted.rows(figure)
    purpose = _purpose()
    if rows <= reports.AT_ONCE and not held.as_of:
        address = asked_for | {"purpose": purpose}
        st.link_button(_("Export to Excel"), "/export/coverage.xlsx?" + urlencode(address), icon=ICON)
    else:
        st.button(
            _("Export to Excel"),
            icon=ICON,
            key="export",
            on_click=anew.asked(_ask),
            args=(wanted, _name(held, figure, wanted, now), purpose),
            disabled=searched,
        )
        if searched:
            st.caption(_("Search for less, or for nobody: then the whole list can be taken along."))
        else:
            st.caption(_("{n} rows take a while; you can leave the page meanwhile.", n=text.number(rows)))
    with st.container():  # one place with or without files
        show(actor, reports.Kind.COVERAGE, now=now)


def staff(actor: Actor, scope: Scope, *, now: datetime) -> None:
    """Offer the staff list as it is known today, and show the files that were asked for before."""
    today = text.local_day(now)
    st.header(_("The list as it is known today"), anchor=False)
    st.write(_("An Excel file that can be changed and brought in again."))
    with database.reading() as db:
        places = units.choices(db, scope, Tree.ADMINISTRATION, today)
    place = st.selectbox(
        _("The people of which unit"),
        [None, *units.narrowed(places, key="take:find", keep=units.chosen("take"))],
        format_func=lambda one: one.label if one else _("all of my units"),
        key="take",
    )
    wanted = reports.StaffWanted(today, place.id if place else None)
    name = "; ".join((place.name if place else _("My units"), text.day(today)))
    st.button(_("Export to Excel"), icon=ICON, key="export", on_click=anew.asked(_ask), args=(wanted, name, _purpose()))
    with st.container():
        show(actor, reports.Kind.STAFF, now=now)


def _purpose() -> str:
    """Ask what a list of names is taken along for: everybody in it may see that somebody took it, and for this."""
    purposes = [one.value for one in reports.Purpose]
    return str(st.selectbox(_("What the list is for"), purposes, format_func=reports.purpose_word, key="purpose"))


def _name(held: Held, figure: Coverage, wanted: reports.CoverageWanted, now: datetime) -> str:
    """Return what a file is of, in few words."""
    place = figure.unit.name if figure.unit else _("My units")
    if wanted.states != training.OPEN:
        return "; ".join([place, *reports.filters_in_words(held, wanted, now=now)])
    narrowed = reports.filters_in_words(held, replace(wanted, states=()), now=now)
    return "; ".join([place, *narrowed, _("who has not completed")])


def show(actor: Actor, kind: reports.Kind, *, now: datetime) -> None:
    """Show somebody's own files of a kind; how far they are is looked at every second while one is on its way."""
    with database.reading() as db:
        lines = reports.mine(db, actor, kind, now=now)
    if any(one.state in reports.AT_WORK for one in lines):
        _running(kind)
    else:
        _show(lines)


@st.fragment(run_every=EVERY)
def _running(kind: reports.Kind) -> None:
    actor = who.signed_in().actor
    with database.reading() as db:
        lines = reports.mine(db, actor, kind, now=text.utc_now())
    _show(lines)
    if not any(one.state in reports.AT_WORK for one in lines):
        st.rerun()


def _show(lines: list[Line]) -> None:
    for one in lines:
        with st.container(border=True, key=f"export-{one.key}"):
            if one.state in reports.AT_WORK:
                st.progress(_part(one), f"**{plain(one.name)}**  \n{_how_far(one)}")
                st.button(_("Cancel"), key=f"cancel:{one.key}", type="tertiary", on_click=_drop, args=(one.key,))
            elif one.state is State.READY and one.until:
                st.markdown(f"**{plain(one.name)}**  \n{_ready(one)}")
                with st.container(horizontal=True):
                    st.link_button(_("Download the file"), f"/export/file/{one.key}", icon=ICON, type="primary")
                    st.button(
                        _("Delete the file"), key=f"away:{one.key}", type="tertiary", on_click=_drop, args=(one.key,)
                    )
            elif one.wrong is not None:
                st.error(f"**{plain(one.name)}**  \n{errors.sentence(one.wrong)}", icon=":material/error:")
                st.button(_("I have read this"), key=f"read:{one.key}", on_click=_drop, args=(one.key,))


def _part(line: Line) -> float:
    return min(1.0, line.done / line.total) if line.total else 0.0


def _how_far(line: Line) -> str:
    if line.state is State.WAITING and not line.before:
        return _("It begins in a moment.")
    if line.state is State.WAITING:
        return translate_n("{n} file is made before it.", "{n} files are made before it.", line.before)
    if not line.total:
        return _("The figures are being read.")
    return _("{done} of {total} rows", done=text.number(line.done), total=text.number(line.total))


def _ready(line: Line) -> str:
    size = _("{n} MB", n=text.number(max(0.1, line.size / 1e6), 1))
    rows = translate_n("{n} row", "{n} rows", line.total or 0)
    asked_at = _("asked for on {when}", when=text.moment(line.asked_at))
    until = _("can be downloaded until {when}", when=text.moment(line.until) if line.until else "")
    return f"{rows}, {size}; {asked_at}; {until}."


def _ask(wanted: reports.Wanted, name: str, purpose: str) -> None:
    doing.do(
        wanted.right,
        lambda db, actor, reach: reports.ask(db, actor, reach, wanted, name=name, purpose=purpose, now=text.utc_now()),
        _("Your file is being made. It appears below the button."),
    )


def _drop(key: str) -> None:
    doing.do_as_oneself(
        lambda db, actor: reports.drop(db, actor, key, now=text.utc_now()),
        _("The file is put aside."),
    )
