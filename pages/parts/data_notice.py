"""The notice about personal data: above the first page until it was read, and in full on a page of its own."""

import streamlit as st

from models import database, privacy, settings, text
from models.access import SignedIn
from models.privacy import RequestKind
from models.rights import Right
from models.text import translate as _
from pages.parts import doing, tables


def band(me: SignedIn) -> None:
    """Show the notice in short until it was read. A demonstration's people are invented: there it is not shown."""
    if settings.current().demo:
        return
    with database.reading() as db:
        read = privacy.informing.has_read(db, me.person_id)
    if read:
        return
    with st.container(border=True):
        st.markdown(f"**{_('Your personal data')}**")
        st.write(legal_words())
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(_("I have read this"), on_click=_mark, type="primary")
            st.page_link("cadre/my_data.py", label=_("What is kept, and why"))


def _mark() -> None:
    doing.do(
        Right.LEARN,
        lambda db, actor, _reach: privacy.informing.mark_read(db, actor, now=text.utc_now()),
        _("Noted."),
    )
    st.session_state.pop("done", None)  # the notice goes: that says it


def legal_words() -> str:
    """Return in a few sentences what is kept, on which basis, and what one may ask for."""
    return _(
        "To organise the training that your work asks for, this platform keeps your details, your places, what you "
        "learn and how you answer. The basis are the duties that the law gives your organisation (laws 91/2025/QH15, "
        "80/2025/QH15, decree 171/2025/NĐ-CP), so no consent is asked for. You may see all of it, have it corrected "
        "and, once you have left, erased."
    )


def what_is_kept() -> None:
    """Show what is kept of people, by what it is for."""
    entries = privacy.register().values()
    rows = [
        [
            tables.under(tables.words(one.about), privacy.why_word(one.why)),
            tables.words(privacy.until_word(one.until)),
        ]
        for one in entries
    ]
    tables.show([_("What and why"), _("How long")], rows, caption=_("What is kept, and why"))


def kind_word(kind: RequestKind) -> str:
    """Return what somebody asks for."""
    return {
        RequestKind.ACCESS: _("to see what is kept"),
        RequestKind.CORRECTION: _("to have something corrected"),
        RequestKind.ERASURE: _("to have it erased"),
    }[kind]
