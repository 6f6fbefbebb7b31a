"""Asking, reporting a mistake, objecting: one small form, about what the link that led here names."""

from typing import Any

import streamlit as st

from models import database, messages, text, workdays
from models.messages import Kind
from models.rights import DomainError
from models.text import translate as _
from pages.parts import asked, errors, live, threads, typed, who
from pages.parts.plain import plain

me = who.signed_in()
address = st.query_params
released = live.catalogue().released(address.get("course", ""))
attempt = address.get("attempt", "")[:40]
about: dict[str, Any] = {
    "release_id": released.release_id if released else None,
    "lesson": address.get("lesson", ""),
    "attempt": attempt,
    "place": asked.place(address, "question") if "question" in address else None,
}
kinds = [Kind.QUESTION, Kind.MISTAKE, Kind.MARK] if attempt else [Kind.QUESTION, Kind.MISTAKE]
if not attempt and not about["lesson"]:
    kinds = [Kind.FIGURE]


def send() -> None:
    """Write it; what was typed stays in the field until it is in the database."""
    kind = st.session_state.get("ask:kind", kinds[0])
    try:
        actor = who.signed_in().actor
        with database.writing() as db:
            key = messages.ask(db, actor, kind, st.session_state["ask:words"], **about, now=text.utc_now())
        st.session_state["ask:sent"] = key
        typed.sent("ask:words")
    except DomainError as error:
        st.session_state["ask:refused"] = errors.refused(error)


if sent := st.session_state.pop("ask:sent", None):
    st.switch_page("cadre/inquiry.py", query_params={"inquiry": sent})
with database.reading() as db:
    subject = messages.subject(db, me.actor, kinds[0], **about, now=text.utc_now())
    calendar = workdays.known(db).newest

titles = {Kind.FIGURE: _("My state or figure is not right")}
st.title(titles.get(kinds[0], _("Ask, or report a mistake")), anchor=False)
st.markdown(f"{_('About')}: **{plain(subject.about)}**")
if len(kinds) > 1:
    st.radio(_("What is it?"), kinds, format_func=threads.word, key="ask:kind")
chosen = st.session_state.get("ask:kind", kinds[0]) if len(kinds) > 1 else kinds[0]
st.text_area(
    _("Your words"),
    key="ask:words",
    height=160,
    help=_("At most {most} characters.", most=messages.LONGEST),
)
typed.keep("ask:words")
if refused := st.session_state.pop("ask:refused", None):
    st.error(refused, icon=":material/error:")
st.button(_("Send it"), type="primary", on_click=send)
by = messages.answer_by(chosen, text.utc_now(), calendar)
if chosen is Kind.FIGURE:
    st.caption(_("The officers of your unit read it with your name and answer by {day}. It stays on record.", day=by))
elif chosen is Kind.MARK:
    st.caption(
        _(
            "The course's trainers read it with the question and your answer, without your name, and answer by {day}. "
            "It stays on record.",
            day=by,
        )
    )
else:
    st.caption(_("The course's trainers read it without your name and answer by {day}.", day=by))
