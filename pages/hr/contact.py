"""Whom do the people of my units ask?"""

import streamlit as st

from models import access, database, organisation, text
from models.organisation import Tree
from models.rights import DomainError, Right
from models.text import translate as _
from pages.parts import contact, errors, units, who
from pages.parts.office import placeless

me = who.signed_in(Right.GIVE_CODES)
scope = access.scope_of(me.actor, Right.GIVE_CODES)
placeless.stop(scope)
today = text.local_day(text.utc_now())
with database.reading() as db:
    offered = [one for tree in Tree for one in units.choices(db, scope, tree, today)]
FIELDS = ("name", "phone", "email", "words")
WHERE = {"contact-way-missing": "phone", "phone-odd": "phone", "email-odd": "email"}  # beside which field it is said


def save(unit_id: int, seen: int) -> None:
    """Store whom the unit's people ask, in the place of what was ``seen``; what was typed stays where it is refused."""
    told = {field: st.session_state[f"contact:{unit_id}:{field}"] for field in FIELDS}
    try:
        actor, reach = who.acting(Right.GIVE_CODES)
        with database.writing() as db:
            organisation.set_contact(db, actor, reach, unit_id, **told, now=text.utc_now(), seen=seen)
        st.session_state["contact:saved"] = True
        st.session_state.pop(f"contact:{unit_id}:seen", None)
    except DomainError as error:
        if error.code == "changed-meanwhile":  # it is shown now, beside what was typed
            st.session_state.pop(f"contact:{unit_id}:seen", None)
        st.session_state["contact:refused"] = (WHERE.get(error.code, ""), errors.refused(error))


st.title(_("Whom the people of a unit ask"), anchor=False)
st.write(_("A unit that names nobody uses the contact of the unit above it."))
found = units.narrowed(offered, key="unit:find", keep=units.chosen("unit"))
labels = {one.id: one.label for one in found}
unit = st.selectbox(_("Unit"), list(labels), format_func=labels.__getitem__, key="unit")
if unit is None and not offered:
    st.info(_("No unit lies in your part of the organisation today."))
    st.stop()
if unit is None:
    st.stop()  # the search finds none
with database.reading() as db:
    named = organisation.contact_of(db, scope, unit, today)
stands = 0 if named is None else named.id
if f"contact:{unit}:name" not in st.session_state:  # the fields are drawn afresh
    st.session_state.pop(f"contact:{unit}:seen", None)
seen = st.session_state.setdefault(f"contact:{unit}:seen", stands)
if st.session_state.pop("contact:saved", False):
    st.success(
        _("Stored. It stands on the help page of the unit's people from now on."), icon=":material/check_circle:"
    )
at, refused = st.session_state.pop("contact:refused", ("", ""))
if refused and not at:
    st.error(refused, icon=":material/error:")
    st.caption(_("This is what the unit's people see at present:"))
    contact.show(named)
words = {
    "name": _("Name (empty: the unit above answers)"),
    "phone": _("Phone number"),
    "email": _("E-mail address"),
    "words": _("Where and when, in your own words"),
}
for field, label in words.items():
    value = "" if named is None else str(getattr(named, field))
    st.text_input(label, value=value, key=f"contact:{unit}:{field}", max_chars=organisation.CONTACT_LENGTHS[field])
    if at == field:
        st.error(refused, icon=":material/error:")
st.button(_("Store the contact"), type="primary", on_click=save, args=(unit, seen))
st.page_link("cadre/help.py", label=_("How it works, and whom to ask"), icon=":material/arrow_back:")
