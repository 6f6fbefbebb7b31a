"""What is kept about me here, why, who took lists with my name along, and what can I ask for?"""

import streamlit as st

from models import database, privacy, reports, text
from models.privacy import RequestKind
from models.text import translate as _
from models.text import translate_n
from pages.parts import data_notice, doing, folds, tables, typed, who

me = who.signed_in()
now = text.utc_now()
with database.reading() as db:
    mine = privacy.requests.of(db, me.person_id, now=now)
    read = privacy.informing.read_at(db, me.person_id)
    looks = reports.looks_at(db, me.person_id, since=now - privacy.YEAR)


def ask() -> None:
    """Send the request that was filled in."""
    kind, words = st.session_state["kind"], st.session_state["words"]
    done = doing.do_as_oneself(
        lambda db, actor: privacy.requests.ask(db, actor, kind, words, now=text.utc_now()),
        _("Sent. You get an answer within two working days."),
    )
    if done:
        typed.sent("words")


st.title(_("My personal data"), anchor=False)
doing.show()
st.write(data_notice.legal_words())
if read is not None:
    st.caption(_("You read this notice on {when} (version {version}).", when=text.moment(read[1]), version=read[0]))
with st.container(horizontal=True):
    st.link_button(_("Download as Excel"), "/export/my-record.xlsx", icon=":material/download:")
    st.link_button("JSON", "/export/my-record.json", icon=":material/download:")

st.header(_("Lists with my name"), anchor=False)
if looks.times:
    times = translate_n("{n} time", "{n} times", looks.times)
    people = translate_n("{n} officer", "{n} officers", looks.people)
    st.write(
        _(
            "In the last twelve months files with your name were taken along {times}, by {people}:",
            times=times,
            people=people,
        )
    )
    rows = [
        [tables.words(reports.purpose_word(one)), tables.number(text.number(count))] for one, count in looks.purposes
    ]
    tables.show([_("What for"), _("How often")], rows, caption=_("Lists with my name"))
else:
    st.write(_("Nobody took a file with your name along in the last twelve months."))

st.header(_("Ask about my data"), anchor=False)
st.radio(_("I want"), list(RequestKind), format_func=data_notice.kind_word, key="kind")
st.text_area(_("What should be known about it"), key="words", max_chars=privacy.requests.LONGEST, height=100)
typed.keep("words")
st.button(_("Send the request"), type="primary", on_click=ask)
if mine:
    rows = []
    for one in mine:
        if one.answered_at is None:
            state = tables.words(_("waits; an answer by {day}", day=text.day(one.due)))
        else:
            word = _("done as asked") if one.granted else _("refused")
            state = tables.under(tables.words(f"{word} · {text.day(text.local_day(one.answered_at))}"), one.answer)
        asked = tables.under(tables.words(data_notice.kind_word(one.kind)), text.moment(one.asked_at))
        rows.append([asked, state])
    tables.show([_("What I asked"), _("Answer")], rows, caption=_("My requests"))

if inside := folds.fold(_("What is kept, and why"), key="kept"):
    with inside:
        data_notice.what_is_kept()
