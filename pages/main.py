"""The gate: who is asking decides which pages exist for them."""

import streamlit as st

from models.rights import DomainError
from pages.parts import anew, errors, frame, menu, typed, watched, who
from pages.parts.office import inspected

me = who.signed_in()
chosen = st.navigation(menu.shown(me.actor), position="top")
st.set_page_config(page_title=f"{chosen.title} · Kỹ Năng Số", page_icon="/icon.svg", layout="centered")
frame.above(me)
frame.lost(me, chosen.url_path)
anew.show(chosen.url_path)
try:
    with watched.run(chosen.url_path or "home"), who.handed_on(me), typed.on_page(me, chosen.url_path):
        inspected.note(me, chosen.url_path)
        chosen.run()
except DomainError as error:
    errors.show(error)
