"""Transfer requests as both sides read them: what waits for an answer with its choices, and what was asked for."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from models import organisation, text
from models.database import Session
from models.organisation import TransferLine, TransferState
from models.rights import Actor, Right, Scope
from models.text import translate as _
from models.text import translate_n
from pages.parts import apart, doing, tables, typed
from pages.parts.office.person_view import job_words
from pages.parts.plain import plain

OPEN = (TransferState.ASKED, TransferState.RELEASED)
AT_FIRST = 8

Act = Callable[[Any, Any, Scope, str], Any]


def counts_words(states: dict[TransferState, int]) -> str:
    """Return how many requests there are in each state."""
    return ", ".join(
        f"{organisation.transfer_word(state)}: {text.number(states[state])}"
        for state in TransferState
        if state in states
    )


def waiting(lines: Sequence[TransferLine], *, today: date) -> None:
    """Show what one act asked of the reader, with the answers that they may give."""
    first, n = lines[0], len(lines)
    unit = plain(first.to_unit)
    if first.offered:
        said = translate_n("{n} person is offered to {unit}", "{n} people are offered to {unit}", n, unit=unit)
    else:
        said = translate_n("{unit} asks for {n} person", "{unit} asks for {n} people", n, unit=unit)
    with st.container(border=True):
        st.subheader(said, anchor=False)
        how = _("from {day}", day=first.on)
        came = plain(first.file_name) if first.file_name else ""
        told = " · ".join(part for part in (how, plain(first.by), came, text.moment(first.asked_at)) if part)
        st.caption(told)
        if first.note:
            st.markdown(plain(first.note))
        _people(lines)
        _answers(lines, max(first.on, today))


def sent(lines: Sequence[TransferLine]) -> None:
    """Show what was asked for, with what it came to; what waits can be taken back."""
    rows = [
        [tables.under(tables.words(one.full_name), _beside(one.staff_code, one.to_unit)), _came_to(one)]
        for one in lines
    ]
    _some([_("Person and new unit"), _("State")], rows, _("What my units asked for"))
    left = [one for one in lines if one.state in OPEN]
    if not left:
        return
    labels = apart.told_apart({one.key: f"{one.full_name} · {one.to_unit}" for one in left})
    with st.expander(_("Take a request back")):
        st.multiselect(
            _("Which ones"),
            list(labels),
            format_func=labels.__getitem__,
            placeholder=_("choose people"),
            key="withdraw",
        )
        st.button(_("Take these requests back"), on_click=_withdraw)


def _people(lines: Sequence[TransferLine]) -> None:
    rows = []
    for one in lines:
        name = tables.words(one.full_name)
        if not one.offered and one.person_key:
            name = tables.link(one.full_name, "people", {"person": one.person_key})
        told = tables.under(name, _beside(one.staff_code, one.from_unit))
        if text.search_key(one.said_name) != text.search_key(one.full_name):
            told = tables.under(
                told, tables.marked("error", tables.words(_("asked for as {name}", name=one.said_name)))
            )
        rows.append([told, tables.words(job_words(one.job))])
    _some([_("Person and unit"), _("Position there")], rows, _("Who is meant"))


def _some(heads: list[str], rows: list[list[tables.Cell]], caption: str) -> None:
    tables.show(heads, rows[:AT_FIRST], caption=caption)
    if len(rows) > AT_FIRST:
        with st.expander(_("The other people: {n}", n=len(rows) - AT_FIRST)):
            tables.show(heads, rows[AT_FIRST:], caption=caption)


def _answers(lines: Sequence[TransferLine], day: date) -> None:
    name = f"{lines[0].key}:{len(lines)}"
    labels = apart.told_apart({one.key: f"{one.full_name} · {one.staff_code}" for one in lines})
    whole = len(lines) == 1 or st.checkbox(
        translate_n("For this one person", "For all {n} people", len(lines)), value=True, key=f"all:{name}"
    )
    if not whole:
        st.multiselect(
            _("Answer for"),
            list(labels),
            format_func=labels.__getitem__,
            placeholder=_("choose people"),
            key=f"who:{name}",
        )
    st.date_input(_("From which day"), day, format="DD/MM/YYYY", key=f"day:{name}")
    st.text_input(_("Reason, if you refuse; whoever asked reads it."), key=f"why:{name}", max_chars=500)
    typed.keep(f"why:{name}")
    asked = (tuple(labels), name)
    with st.container(horizontal=True):
        st.button(_("Agree to the transfer"), type="primary", key=f"yes:{name}", on_click=_agree, args=asked)
        st.button(_("Refuse"), key=f"no:{name}", on_click=_refuse, args=asked)


def _agree(keys: tuple[str, ...], name: str) -> None:
    day = st.session_state.get(f"day:{name}") or None

    def act(db: Session, actor: Actor, reach: Scope, key: str) -> None:
        organisation.answer_transfer(db, actor, reach, key, now=text.utc_now(), on=day)

    _each(_chosen(keys, name), act, _("Agreed. Courses and figures follow from that day; the other side is told."))


def _refuse(keys: tuple[str, ...], name: str) -> None:
    why = f"why:{name}"
    reason = st.session_state.get(why, "")

    def act(db: Session, actor: Actor, reach: Scope, key: str) -> None:
        organisation.refuse_transfer(db, actor, reach, key, reason, now=text.utc_now())

    if _each(_chosen(keys, name), act, _("Refused. The other side reads your reason.")):
        typed.sent(why)


def _withdraw() -> None:
    def act(db: Session, actor: Actor, reach: Scope, key: str) -> None:
        organisation.withdraw_transfer(db, actor, reach, key, now=text.utc_now())

    _each(tuple(st.session_state.get("withdraw", ())), act, _("Taken back."))


def _chosen(keys: tuple[str, ...], name: str) -> tuple[str, ...]:
    if len(keys) == 1 or st.session_state.get(f"all:{name}"):
        return keys
    return tuple(st.session_state.get(f"who:{name}", ()))


def _each(keys: tuple[str, ...], act: Act, said: str) -> bool:
    """Answer one by one, each in a transaction of its own, so that nobody waits for all; the first refusal ends it.

    Returns whether all were answered.
    """
    if not keys:
        st.session_state["refused"] = _("Choose at least one person.")
    for key in keys:
        if not doing.do(Right.MANAGE_PEOPLE, lambda db, actor, reach, key=key: act(db, actor, reach, key), said):
            return False
    return bool(keys)


def _came_to(line: TransferLine) -> tables.Cell:
    word = (
        tables.strong(organisation.transfer_word(line.state))
        if line.state in OPEN
        else tables.words(organisation.transfer_word(line.state))
    )
    over = line.state not in (*OPEN, TransferState.DONE)
    told = text.day(text.local_day(line.answered_at)) if over else _("from {day}", day=line.agreed or line.on)
    cell = tables.under(word, told)
    return tables.under(cell, line.reason) if line.reason else cell


def _beside(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
