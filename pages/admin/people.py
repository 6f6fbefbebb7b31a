"""Who is this, where are they, and what has to be put right about them?"""

import streamlit as st

from models import access, database, organisation, text
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import asked, doing, opened, who
from pages.parts.office import newcomer, person_forms, person_offering, person_view, placeless
from pages.parts.plain import plain

me = who.signed_in(Right.MANAGE_PEOPLE)
scope = access.scope_of(me.actor, Right.MANAGE_PEOPLE)
placeless.stop(scope)
now = text.utc_now()
SIZE = 25


def leaf(page: int) -> None:
    """Turn to a page of the list."""
    st.query_params["page"] = str(page)


def look_up() -> None:
    """Begin a search on its first page."""
    st.query_params.pop("page", None)


key = st.query_params.get("person", "")
if key:
    seen = person_view.read(scope, key, now=now)
    st.button(_("Back to the list"), icon=":material/arrow_back:", type="tertiary", on_click=person_view.close)
    st.title(plain(seen.person.full_name), anchor=False)
    doing.show()
    person_offering.asked(seen, now=now)
    person_view.ways(seen, me.actor)
    person_view.show(seen, today=text.local_day(now))
    person_forms.show(seen, scope, now=now)
    st.stop()

st.title(_("People"), anchor=False)
doing.show()
words = st.text_input(
    _("Find by name, staff code, phone or e-mail"), key="q", bind="query-params", on_change=look_up, max_chars=200
)
newcomer.show(scope, now=now)
page = asked.place(st.query_params.to_dict(), "page")
with database.reading() as db:
    found = organisation.search_people(db, scope, words, now=now, limit=SIZE, offset=(page - 1) * SIZE)
if not found.total:
    st.info(_("Nobody of your units fits these words. Try a part of the name, or the staff code."))
    st.page_link("admin/staff_list.py", label=_("Bring a staff list in"), icon=":material/upload_file:")
else:
    opened.note_people(rows=found.total)
    st.caption(translate_n("{n} person", "{n} people", found.total))
    person_view.listed(found.lines)
last = -(-found.total // SIZE)
if last > 1:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Earlier page"), disabled=page <= 1, on_click=leaf, args=(page - 1,))
        st.caption(_("Page {page} of {last}", page=page, last=last))
        st.button(_("Next page"), disabled=page >= last, on_click=leaf, args=(page + 1,))
