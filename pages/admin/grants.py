"""Who may do what here, over which part, until when? Roles given, ended, and given to many at once."""

from datetime import timedelta

import streamlit as st

from models import access, database, organisation, text
from models.organisation import Tree
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import live, roles, rows, units, who
from pages.parts.office import role_ends, role_form
from pages.parts.plain import plain

me = who.signed_in(Right.ADMINISTER)
now = text.utc_now()
today = text.local_day(now)
library = live.catalogue()
SHOWN = 50


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
if refused:  # what has to be mended is open, and stays so while it is
    st.session_state["give"] = True
with st.expander(_("Give a role"), key="give", on_change="rerun"):
    role_form.show(places, library, today)

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
    with rows.row(str(line.id)):
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
