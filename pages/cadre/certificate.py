"""The proof that I completed a course, to show, print or have checked."""

from urllib.parse import urljoin

import streamlit as st

from models import database, learning, text
from models.text import translate as _
from pages.parts import pictures, who
from pages.parts.courses import proofs
from pages.parts.plain import plain

me = who.signed_in()
with database.reading() as db:
    proof = learning.certificate(db, me.actor, st.query_params.get("certificate", ""), now=text.utc_now())

st.title(_("Certificate: {course}", course=plain(proof.course.title)), anchor=False)
st.markdown(f"{proofs.standing_badge(proof.standing)} **{plain(proof.holder)}**")
with st.container(horizontal=True):
    st.link_button(
        _("Print or save as PDF"), f"/print/certificate/{proof.key}", type="primary", icon=":material/print:"
    )
st.table(dict(proofs.facts(proof)))
address = proofs.check_address(proof, urljoin(st.context.url or "", "/"))
st.caption(_("Whoever scans this, or opens the address, sees whether the certificate counts, and your name shortened."))
pictures.show(proofs.qr(address), _("Address to check this certificate"), width="12rem")
st.code(address, language=None, wrap_lines=True)
with st.container(horizontal=True):
    st.page_link("cadre/results.py", label=_("My results"), icon=":material/arrow_back:")
    st.page_link("cadre/course.py", label=_("Open the course"), query_params={"course": proof.slug})
