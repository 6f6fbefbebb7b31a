"""What has somebody prepared for very many people, and do I confirm it as the second person?"""

import streamlit as st

from models import database, mass_acts, text
from models.mass_acts import PreparedLine
from models.rights import DomainError, Right
from models.seconding import OPEN, PreparedState
from models.text import translate as _
from models.text import translate_n
from pages.parts import anew, doing, errors, second_person, tables, typed, who
from pages.parts.office.prepared_words import Words
from pages.parts.plain import plain

me = who.signed_in(Right.SECOND)
now = text.utc_now()
with database.reading() as db:
    waiting, own = mass_acts.waiting_for(db, me.actor, now=now)
    words = Words(db, [*waiting, *own])


def confirm(key: str) -> None:
    """Carry out what somebody prepared, or say what stands in the way."""
    try:
        actor = who.signed_in(Right.SECOND).actor
        with database.writing() as db:
            settled = mass_acts.confirm(db, actor, key, now=text.utc_now())
    except DomainError as error:
        st.session_state["refused"] = errors.refused(error)
        return
    if settled.error is not None:
        st.session_state["refused"] = errors.sentence(settled.error)
    elif settled.state is PreparedState.CONFIRMED:
        st.session_state["done"] = _("Confirmed. Whoever prepared it can do it now and was told.")
    else:
        st.session_state["done"] = _("Confirmed and done. Whoever prepared it was told.")


def refuse(key: str) -> None:
    """Say no, with the reason beside it."""
    why = st.session_state.get(f"why:{key}", "")
    done = doing.do_as_oneself(
        lambda db, actor: mass_acts.refuse(db, actor, key, why, now=text.utc_now()),
        _("Refused. Nothing was done, and whoever prepared it was told."),
    )
    if done:
        typed.sent(f"why:{key}")


def withdraw(key: str) -> None:
    """Take back what one prepared oneself."""
    doing.do_as_oneself(
        lambda db, actor: mass_acts.withdraw(db, actor, key, now=text.utc_now()), _("Withdrawn. Nothing was done.")
    )


def tell(line: PreparedLine) -> None:
    """Say what an act would do, to how many, and until when it waits."""
    st.markdown(f"**{plain(words(line))}**")
    count = translate_n("It touches {n} person", "It touches {n} people", line.people) if line.people else ""
    by = "" if line.mine else _("prepared by {name}", name=plain(line.by))
    st.markdown(" · ".join(filter(None, (count, by, _("waits until {at}", at=line.expires_at)))))
    for said in words.details(line):
        st.caption(plain(said))


st.title(
    translate_n("{n} thing waits for your word", "{n} things wait for your word", len(waiting))
    if waiting
    else _("Nothing waits for your word"),
    anchor=False,
)
doing.show()
st.write(
    _(
        "What touches very many people is prepared by one person and done only when a second one, with the same right "
        "over the same people, has looked at it and confirmed."
    )
)
for line in waiting:
    with st.container(border=True):
        tell(line)
        st.button(_("Confirm"), type="primary", key=f"yes:{line.key}", on_click=anew.asked(confirm), args=(line.key,))
        st.text_input(_("Or refuse, and say why"), key=f"why:{line.key}", max_chars=mass_acts.LONGEST)
        typed.keep(f"why:{line.key}")
        st.button(_("Refuse it"), key=f"no:{line.key}", on_click=refuse, args=(line.key,))
mine = [line for line in own if line.mine and line.state in OPEN]
if mine:
    st.header(_("What I have prepared"), anchor=False)
for line in mine:
    with st.container(border=True):
        tell(line)
        st.caption(second_person.state_word(line))
        if line.state is PreparedState.WAITING and not line.others:
            st.warning(second_person.nobody(), icon=":material/person_off:")
        st.button(_("Withdraw it"), key=f"back:{line.key}", on_click=withdraw, args=(line.key,))
if over := [line for line in own if line not in mine]:
    st.header(_("Settled in the last 30 days"), anchor=False)
    tables.show(
        [_("What was prepared"), _("What became of it")],
        [
            [
                tables.under(tables.words(words(line)), _("prepared by {name}", name=line.by)),
                tables.stacked(
                    tables.words(second_person.state_word(line)),
                    tables.words(f"{line.settled_by or '–'} · {text.moment(line.settled_at or line.expires_at)}"),
                    tables.words(second_person.why(line)),
                ),
            ]
            for line in over
        ],
        caption=_("Settled in the last 30 days"),
    )
