"""Whom to ask: the contact of one's unit, or of the nearest unit above."""

import html

import streamlit as st

from models import organisation
from models.text import translate as _
from pages.parts import states
from pages.parts.plain import plain


def show(found: organisation.Contact | None) -> None:
    """Show whom a person asks, with a number to call and an address to write to."""
    if found is None:
        st.write(_("Your unit has not named anybody yet. Ask the officer in charge of staff in your unit."))
        return
    ways = []
    if found.phone:
        dial = "".join(char for char in found.phone if char in "+0123456789")
        ways.append(f'<a href="tel:{dial}" style="{states.LINK}">{html.escape(found.phone)}</a>')
    if found.email:
        address = html.escape(found.email)
        ways.append(f'<a href="mailto:{address}" style="{states.LINK}">{address}</a>')
    st.markdown(f"**{plain(found.name)}** · {plain(found.unit_name)}")
    words = f"<br>{html.escape(found.words)}" if found.words else ""
    st.html(f'<p style="margin:0">{" · ".join(ways)}{words}</p>')
