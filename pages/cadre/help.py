"""How does it work, and whom do I ask?"""

import html

import streamlit as st

from models import choices, database, organisation, text
from models.rights import Right
from models.text import translate as _
from pages.parts import contact, guide, pictures, tables, who

me = who.signed_in()
with database.reading() as db:
    help_by = organisation.contact_for(db, me.person_id, text.local_day(text.utc_now()))
    words = choices.current(db).help_words

st.title(_("How it works, and whom to ask"), anchor=False)
contact.show(help_by)
if me.actor.has(Right.GIVE_CODES):
    st.page_link("hr/contact.py", label=_("Say whom your units ask"), icon=":material/edit:")
if words:
    st.html(f'<p style="white-space:pre-wrap">{html.escape(words)}</p>')
for step in guide.steps():
    with st.container(border=True):
        st.header(step.heading, anchor=False)
        st.write(step.words)
        pictures.show(step.picture, step.shows)
st.header(_("By keyboard"), anchor=False)
tables.show(
    [_("Key"), _("What it does")],
    [[tables.words(key), tables.words(does)] for key, does in guide.shortcuts()],
    caption=_("By keyboard"),
)
with st.container(horizontal=True):
    st.link_button(_("Print this page"), "/print/help", icon=":material/print:")
    st.page_link("cadre/inquiries.py", label=_("My questions"), icon=":material/help:")
