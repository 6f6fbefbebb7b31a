"""Who may do what here, over which part, until when? Roles given, ended, and given to many at once."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from models import access, database, organisation, text
from models.organisation import Tree
from models.rights import DomainError, Right, Role
from models.seconding import SecondNeeded
from models.text import translate as _
from models.text import translate_n
from pages.parts import apart, errors, live, role_ends, roles, second_person, units, who
from pages.parts.plain import plain

me = who.signed_in(Right.ADMINISTER)
now = text.utc_now()
today = text.local_day(now)
library = live.catalogue()
SHOWN, EVERYTHING = 50, "everything"


def give(role: Role, unit_id: int | None, course_id: int | None, until: date | None) -> None:
    """Give a role to everybody on the list; with somebody unknown, to nobody."""
    logins = st.session_state["logins"].replace(",", "\n").replace(";", "\n").splitlines()
    try:
        with database.writing() as db:
            names, refused = access.grant_to_many(
                db,
                who.signed_in(Right.ADMINISTER).actor,
                logins,
                role,
                now=text.utc_now(),
                unit_id=unit_id,
                course_id=course_id,
                until=until,
            )
        unknown = [one.login for one in refused if one.code == "person-unknown"]
        if unknown:
            told = _("Not on the staff list: {logins}. Nothing was given; mend the list.", logins=", ".join(unknown))
            st.session_state["refused"] = told
        elif names:
            st.session_state["done"] = _("Given to {names}.", names=", ".join(names))
            st.session_state["logins"] = ""
        else:
            st.session_state["refused"] = _("They hold this role already, or the list is empty.")
    except SecondNeeded as needed:
        second_person.prepare(needed)
    except DomainError as error:
        st.session_state["refused"] = errors.refused(error)


with database.reading() as db:
    lines = access.grants(db, me.actor, now=now)
    away = access.moved_away(db, lines, now=now)
    lines = sorted(lines, key=lambda line: line.id not in away)
    places = units.of_trees(db, (Tree.ADMINISTRATION, Tree.PARTY), today)
    names = {place.id: place.label for place in places}
    spoken_of = {line.unit_id for line in lines} | {one.unit_id for one in away.values()}
    gone = organisation.unit_names(db, {unit for unit in spoken_of if unit is not None} - names.keys())


def reach(line: access.GrantLine) -> str:
    """Return over what a role holds, in words."""
    if line.course_id is not None:
        released = library.by_id(line.course_id)
        return str(released.course.title) if released else "–"
    if line.unit_id is None:
        return _("everywhere")
    known = names.get(line.unit_id)
    return known or _("{unit} (stands no more: give the role anew)", unit=gone.get(line.unit_id, "–"))


def moved(line: access.GrantLine) -> str:
    """Return where the holder works by now, for who has moved away or left."""
    found = away.get(line.id)
    unit = None if found is None else found.unit_id
    where = "" if unit is None else names.get(unit) or gone.get(unit, "–")
    return "" if found is None else role_ends.away(found, where)


holders = len({line.person_id for line in lines})
st.title(translate_n("{n} person holds a role", "{n} people hold roles", holders), anchor=False)
if done := st.session_state.pop("done", None):
    st.success(plain(done))
if refused := st.session_state.pop("refused", None):
    st.error(plain(refused))
role_ends.way_back()
role_ends.outlived(len(away))
with st.expander(_("Give a role"), expanded=bool(refused)):
    role = st.selectbox(_("Role"), list(Role), index=None, format_func=roles.role_word, key="role", placeholder="–")
    unit_id = course_id = None
    reached: Any = None  # a unit, a course, or everything
    if role in access.OVER_UNITS:
        here = units.narrowed(places, key="place:find", keep=units.chosen("place"))
        reached = st.selectbox(
            _("Over which unit, with everything under it"),
            here if role is Role.HEAD else [EVERYTHING, *here],
            index=None,
            format_func=lambda one: one.label if one != EVERYTHING else _("everywhere"),
            key="place",
            placeholder="–",
        )
        unit_id = None if reached in (None, EVERYTHING) else reached.id
    elif role is Role.TRAINER:
        titles = apart.told_apart({one.course.slug: str(one.course.title) for one in library.releases})
        reached = st.selectbox(
            _("Over which course"),
            [EVERYTHING, *library.releases],
            index=None,
            format_func=lambda one: titles[one.course.slug] if one != EVERYTHING else _("all courses"),
            key="over",
            placeholder="–",
        )
        course_id = None if reached in (None, EVERYTHING) else reached.course_id
    chosen = role is Role.ADMINISTRATOR or (role is not None and reached is not None)
    st.text_area(
        _("To whom: staff codes, e-mails or phone numbers, one a line"), key="logins", max_chars=20_000, height=100
    )
    last = None
    if role is Role.INSPECTOR:
        st.caption(_("An inspector reads figures, results and the trail, changes nothing, and is one until a day."))
    if role is Role.INSPECTOR or st.checkbox(_("It ends on a day"), key="ends"):
        last = st.date_input(
            _("Last day"),
            today + timedelta(days=29 if role is Role.INSPECTOR else 90),
            format="DD/MM/YYYY",
            key="last",
        )
    until = last + timedelta(days=1) if last else None
    if not chosen:
        st.info(_("Choose a role and what it holds over. A role over everything is given by choosing that."))
    handed = (role, unit_id, course_id, until)
    st.button(_("Give the role"), type="primary", on_click=give, args=handed, disabled=not chosen)

query = st.text_input(_("Search by name, staff code or unit"), key="q", bind="query-params")
wanted = text.search_key(query)
found = [
    line
    for line in lines
    if wanted in text.search_key(f"{line.full_name} {line.staff_code or ''} {reach(line)} {roles.role_word(line.role)}")
]
if not found:
    st.info(_("Nobody fits. Try fewer or other words; accents do not matter."))
for line in found[:SHOWN]:
    with st.container(horizontal=True, vertical_alignment="center"):
        ends = "" if line.until is None else " · " + _("until {day}", day=text.day(line.until - timedelta(days=1)))
        starts = "" if line.from_ <= today else " · " + _("from {day}", day=text.day(line.from_))
        stands = "" if line.deputy_for is None else " · " + _("stands in for {name}", name=plain(line.deputy_for))
        st.markdown(
            f"**{plain(line.full_name)}** · {plain(line.staff_code or '–')}  \n"
            f"{roles.role_word(line.role)} · {plain(reach(line))}{starts}{ends}{stands}{moved(line)}"
        )
        role_ends.button(line)
    if role_ends.asked(line):
        role_ends.consequences(line, lines, reach(line))
if len(found) > SHOWN:
    st.caption(_("The first {shown} are shown; search to narrow down.", shown=SHOWN))
