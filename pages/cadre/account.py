"""Who am I here, and is what the register says of me right?"""

import streamlit as st

from models import database, organisation, text
from models.text import translate as _
from pages.parts import contact, posting, tables, who
from pages.parts.plain import plain

me = who.signed_in()
today = text.local_day(text.utc_now())
with database.reading() as db:
    person = organisation.find_person(db, key=me.person_key)
    place = organisation.place_of(db, me.person_id, today)
    help_by = organisation.contact_for(db, me.person_id, today)

st.title(plain(me.full_name), anchor=False)
tables.facts(
    {
        _("Staff code"): (person.staff_code if person else None) or "–",
        _("Unit as recorded"): " › ".join(place.path) if place else "–",
        _("Position as recorded"): (place.position if place else "") or "–",
    },
    caption=_("What the register says of you"),
)
st.caption(_("Is something wrong here? Your unit corrects it in the register:"))
contact.show(help_by)
st.header(_("Language, size of text, password"), anchor=False)
with st.container(horizontal=True):
    other, word = ("en", "English") if text.language() == "vi" else ("vi", "Tiếng Việt")
    posting.button("/language", word, {"language": other, "back": "/account"})
    st.link_button(_("Size of text"), "/text-size?back=/account", icon=":material/format_size:")
    st.link_button(_("Change the password"), "/password?next=/account", icon=":material/key:")
st.header(_("My data"), anchor=False)
st.caption(_("All that is kept about you here: your details, places, courses, results and questions."))
with st.container(horizontal=True):
    st.link_button(_("Download as Excel"), "/export/my-record.xlsx", icon=":material/download:")
    st.link_button(_("Print my record"), "/print/my-record", icon=":material/print:")
    st.link_button("JSON", "/export/my-record.json", icon=":material/download:")
st.page_link("cadre/my_data.py", label=_("What is kept, why, and what I can ask for"), icon=":material/shield_person:")
st.header(_("Sign out"), anchor=False)
with st.container(horizontal=True):
    posting.button("/sign-out", _("Sign out on this device"))
    posting.button("/sign-out-everywhere", _("Sign out on all devices"))
