"""What happened that I should know?"""

import streamlit as st

from models import database, notices, text
from models.text import translate as _
from models.text import translate_n
from pages.parts import links, who
from pages.parts.plain import plain

me = who.signed_in()
with database.reading() as db:
    told = notices.of(db, me.person_id)

new = sum(not one.read for one in told)
st.title(
    translate_n("{n} new notice", "{n} new notices", new) if new else _("No new notices"),
    anchor=False,
)
st.caption(_("Here you read when a course is given to you, a certificate is ready, or somebody has answered you."))
if not told:
    st.page_link("cadre/home.py", label=_("My learning"))
for one in told:
    with st.container(border=True):
        if one.read:
            st.caption(text.moment(one.at))
        else:
            st.markdown(f":blue-badge[{_('New')}] {text.moment(one.at)}")
        st.markdown(plain(notices.sentence(one)))
        links.show(_("Open it"), one.link, icon=":material/arrow_forward:")
if new:
    with database.writing() as db:
        notices.mark_read(db, me.person_id, now=text.utc_now())
