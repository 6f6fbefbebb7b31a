"""Which days are off, and which Saturdays are worked instead: what due days in working days are counted by."""

from datetime import date
from typing import Any

import streamlit as st

from models import database, text, training, workdays
from models.rights import Right
from models.staging import Kind
from models.text import translate as _
from models.text import translate_n
from models.workdays import DayKind
from pages.parts import doing, going, tables, who
from pages.parts.office import big_writes
from pages.parts.plain import plain

me = who.signed_in(Right.ADMINISTER)
now = text.utc_now()
today = text.local_day(now)
YEARS = range(today.year - 1, today.year + 3)
KINDS = {DayKind.OFF: _("a day off"), DayKind.WORKED: _("a weekend day that is worked to make up for one")}


def change(act: Any) -> None:
    """Change the calendar; the last days that follow are written with it, or by the worker."""
    doing.do_administering(
        act,
        _("Stored. Due days counted in working days and not over yet are counted anew: they only become later."),
    )


def add() -> None:
    """Enter the day that was filled in."""
    day: date | None = st.session_state.get("day")
    kind, name = st.session_state["kind"], st.session_state["name"]
    if day is None:
        return
    change(lambda db, actor: training.add_calendar_day(db, actor, day, kind, name, now=text.utc_now()))
    if "refused" not in st.session_state:
        st.session_state["name"] = ""


def take(day_id: int) -> None:
    """Take a day out of the calendar."""
    change(lambda db, actor: training.take_calendar_day(db, actor, day_id, now=text.utc_now()))


asked = st.query_params.get("year", "")
year = int(asked) if asked in {str(one) for one in YEARS} else today.year
with database.reading() as db:
    days = workdays.known_days(db, year)
off = sum(one.kind is DayKind.OFF and one.day.weekday() < workdays.SATURDAY for one in days)
st.title(
    translate_n("{n} working day off in {year}", "{n} working days off in {year}", off, year=str(year)), anchor=False
)
doing.show()
big_writes.tell(me.actor, Kind.CALENDAR, now=now)
going.agree("year:chosen", year)
st.segmented_control(
    _("Year"),
    list(YEARS),
    format_func=str,
    required=True,
    key="year:chosen",
    on_change=going.chosen,
    args=("year", "year:chosen"),
)
if not workdays.LUNAR_YEARS[0] <= year <= workdays.LUNAR_YEARS[1]:
    st.warning(
        _("The lunar dates of {year} are not known here. Enter Tết and the Hùng Kings' day by hand.", year=str(year))
    )
elif any(one.counted for one in days) and year >= today.year:
    st.info(
        _(
            "Days counted by the Labour Code are a proposal: compare them with the State's announcement for {year}, "
            "and enter what it says otherwise, exchanged Saturdays too.",
            year=str(year),
        )
    )
if days:
    rows = []
    for one in days:
        what = _("worked to make up") if one.kind is DayKind.WORKED else _("day off")
        source = _("counted by law") if one.counted else _("entered")
        rows.append(
            [
                tables.under(tables.words(text.day(one.day)), text.weekday(one.day)),
                tables.under(tables.words(one.name), f"{what} · {source}"),
            ]
        )
    tables.show([_("Day"), _("What it is")], rows, caption=_("Days off in {year}", year=str(year)))
else:
    st.write(_("Nothing stands in the calendar of this year yet: Monday to Friday count as working days."))

st.header(_("Enter a day"), anchor=False)
st.date_input(
    _("Day"), None, min_value=date(YEARS[0], 1, 1), max_value=date(YEARS[-1], 12, 31), format="DD/MM/YYYY", key="day"
)
st.radio(_("It is"), list(KINDS), format_func=KINDS.__getitem__, key="kind")
st.text_input(_("What it is called"), key="name", max_chars=120, placeholder=_("such as: Quốc khánh"))
st.button(_("Enter this day"), type="primary", on_click=add, disabled=st.session_state.get("day") is None)
if days:
    st.header(_("Take a day out"), anchor=False)
    names = {one.id or 0: f"{text.day(one.day)} · {one.name}" for one in days}
    out = st.selectbox(_("Which day"), list(names), format_func=lambda one: plain(names[one]), key=f"out:{year}")
    st.button(_("Take it out of the calendar"), on_click=take, args=(out,))
    st.caption(_("Due days that people were told stay: none becomes earlier. What stood before stays on record."))
