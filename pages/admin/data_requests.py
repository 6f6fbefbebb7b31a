"""Who asks about their own data, and by when must they have an answer?"""

import streamlit as st

from models import database, privacy, text
from models.privacy import RequestKind
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import anew, data_notice, doing, folds, tables, typed, who
from pages.parts.plain import plain

me = who.signed_in(Right.ADMINISTER)
now = text.utc_now()
with database.reading() as db:
    waiting = privacy.requests.waiting(db, me.actor, now=now)
    answered = privacy.requests.answered(db, me.actor, now=now)


def answer(key: str, granted: bool) -> None:
    """Answer a request with the words beside it."""
    words = st.session_state.get(f"words:{key}", "")
    done = doing.do_administering(
        lambda db, actor: privacy.requests.answer(db, actor, key, granted, words, now=text.utc_now()),
        _("Answered. The person is told, unless their data is erased now."),
    )
    if done:
        typed.sent(f"words:{key}")


def enter() -> None:
    """Enter a request that came by letter."""
    login, kind, words = (st.session_state[name] for name in ("login", "kind", "words"))
    done = doing.do_administering(
        lambda db, actor: privacy.requests.enter(db, actor, login, kind, words, now=text.utc_now()),
        _("Entered. It stands in the list."),
    )
    if done:
        typed.sent("login", "words")


late = sum(one.late for one in waiting)
st.title(
    translate_n("{n} request about data waits", "{n} requests about data wait", len(waiting))
    if waiting
    else _("No request about data waits"),
    anchor=False,
)
doing.show()
if late:
    st.error(translate_n("{n} is late.", "{n} are late.", late), icon=":material/alarm:")
st.write(
    _("The law asks for an answer within two working days. What somebody may see of themselves stands in My data.")
)
for one in waiting:
    with st.container(border=True):
        st.markdown(f"**{plain(one.full_name)}** · {plain(one.staff_code or '–')}")
        if me.actor.has(Right.MANAGE_PEOPLE):
            st.page_link("admin/people.py", label=_("Open their page"), query_params={"person": one.person_key})
        st.write(f"{data_notice.kind_word(one.kind)} · {_('an answer by {day}', day=text.day(one.due))}")
        if one.words:
            st.text(one.words)
        if one.kind is RequestKind.ERASURE:
            st.caption(_("Only whoever has left can be erased. It cannot be taken back; figures stay as they are."))
        st.text_area(_("Answer"), key=f"words:{one.key}", max_chars=privacy.requests.LONGEST, height=80)
        typed.keep(f"words:{one.key}")
        erases = one.kind is RequestKind.ERASURE
        sure = not erases or st.checkbox(
            _("I have looked: it is {name} who is erased", name=plain(one.full_name)), key=f"sure:{one.key}"
        )
        with st.container(horizontal=True):
            st.button(
                _("Erase for good") if erases else _("Done: send the answer"),
                key=f"yes:{one.key}",
                type="primary",
                disabled=not sure,
                on_click=anew.asked(answer),
                args=(one.key, True),
            )
            st.button(_("Refuse, with this reason"), key=f"no:{one.key}", on_click=answer, args=(one.key, False))
if inside := folds.fold(_("Enter a request that came by letter"), key="letter"):
    with inside:
        st.text_input(_("Whose: staff code, e-mail or phone"), key="login", max_chars=100)
        st.radio(_("They want"), list(RequestKind), format_func=data_notice.kind_word, key="kind")
        st.text_area(_("What they write"), key="words", max_chars=privacy.requests.LONGEST, height=80)
        typed.keep("words")
        st.button(_("Enter the request"), on_click=enter)
if answered:
    st.header(_("Answered"), anchor=False)
    rows = []
    for one in answered:
        word = _("done as asked") if one.granted else _("refused")
        when = (
            f"{text.moment(one.answered_at)}{' · ' + _('answered late') if one.late else ''}" if one.answered_at else ""
        )
        rows.append(
            [
                tables.under(tables.words(one.full_name), data_notice.kind_word(one.kind)),
                tables.under(tables.words(f"{word} · {when}"), one.answer),
            ]
        )
    tables.show([_("Who and what"), _("Answer")], rows, caption=_("Answered"))
