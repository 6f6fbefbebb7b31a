"""Who am I here, and is what the register says of me right?"""

import streamlit as st

from models import access, database, organisation, text
from models.rights import Right
from models.text import translate as _
from pages.parts import contact, doing, own_sessions, posting, tables, who
from pages.parts.plain import plain

me = who.signed_in()
now = text.utc_now()
today = text.local_day(now)
with database.reading() as db:
    person = organisation.find_person(db, key=me.person_key)
    place = organisation.place_of(db, me.person_id, today)
    help_by = organisation.contact_for(db, me.person_id, today)
    second = access.second_step_of(db, me.person_id, now=now)
    sessions = access.own_sessions(db, me.person_id, me.session, now=now)

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
    if me.way is access.Way.PASSWORD:
        st.link_button(_("Change the password"), "/password?next=/account", icon=":material/key:")
if second.since is not None or me.actor.rights > {Right.LEARN}:
    st.header(_("Second step at sign-in"), anchor=False)
    if second.since is None:
        st.caption(_("None is set up: whoever learns your password can sign in as you."))
    else:
        on = text.local_day(second.since)
        st.caption(_("Set up on {day}. Recovery codes left: {n}.", day=on, n=second.codes_left))
    label = _("Set the second step up") if second.since is None else _("Change the second step")
    st.link_button(label, "/second-step", icon=":material/lock:")
st.header(_("My data"), anchor=False)
st.caption(_("All that is kept about you here: your details, places, courses, results and questions."))
with st.container(horizontal=True):
    st.link_button(_("Download as Excel"), "/export/my-record.xlsx", icon=":material/download:")
    st.link_button(_("Print my record"), "/print/my-record", icon=":material/print:")
    st.link_button("JSON", "/export/my-record.json", icon=":material/download:")
st.page_link("cadre/my_data.py", label=_("What is kept, why, and what I can ask for"), icon=":material/shield_person:")
st.header(_("Where I am signed in"), anchor=False)
doing.show()
own_sessions.show(me, sessions, now=now)
st.header(_("Sign out"), anchor=False)
with st.container(horizontal=True):
    posting.button("/sign-out", _("Sign out on this device"))
    posting.button("/sign-out-everywhere", _("Sign out on all devices"))
