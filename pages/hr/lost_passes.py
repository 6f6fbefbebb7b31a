"""From whom of my units did marking anew take a pass, and does it stand?"""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from models import access, database, learning, text
from models.database import Session
from models.learning import Decision
from models.rights import Actor, Right, Scope
from models.text import translate as _
from models.text import translate_n
from pages.parts import apart, doing, folds, typed, who
from pages.parts.office import lost
from pages.parts.plain import plain

me = who.signed_in(Right.ASSIGN)
scope = access.scope_of(me.actor, Right.ASSIGN)
now = text.utc_now()
with database.reading() as db:
    count, waiting = learning.lost_passes(db, me.actor, scope, now=now)
    _count, decided = learning.lost_passes(db, me.actor, scope, now=now, decided=True)


def decide(everyone: tuple[str, ...], chosen: str, decision: Decision, why: str) -> None:
    """Let the chosen passes stand, or withdraw them, all in one transaction."""
    keys = everyone if st.session_state.get(f"all:{chosen}") else st.session_state.get(chosen, ())
    reason = st.session_state[why]
    said = (
        _("The passes stand.") if decision is Decision.STANDS else _("The passes are withdrawn. The people are told.")
    )
    if not keys:
        st.session_state["refused"] = _("Choose at least one person.")
        return

    def act(db: Session, actor: Actor, reach: Scope) -> None:
        for key in keys:
            learning.decide(db, actor, reach, key, decision, reason, now=text.utc_now())

    if doing.do(Right.ASSIGN, act, said):
        typed.sent(why)


def ask(lines: Sequence[learning.LostLine], name: str, *, all_of_them: bool) -> None:
    """Ask what becomes of some passes."""
    others = [line for line in lines if not line.own]
    if not others:
        return
    labels = apart.told_apart({line.key: f"{line.full_name} · {line.unit}" for line in others})
    chosen = f"who:{name}"
    whole = all_of_them and st.checkbox(
        translate_n("For this one person", "For all {n} people", len(others)), value=True, key=f"all:{chosen}"
    )
    if not whole:
        st.multiselect(
            _("Decide for"), list(labels), format_func=labels.__getitem__, placeholder=_("choose people"), key=chosen
        )
    st.text_input(_("Reason; needed to let a pass stand. The people read it."), key=f"why:{name}", max_chars=500)
    typed.keep(f"why:{name}")
    with st.container(horizontal=True):
        for decision, label in lost.acts().items():
            st.button(
                label,
                key=f"{decision.value}:{name}",
                type="primary" if decision is Decision.STANDS else "secondary",
                on_click=decide,
                args=(tuple(labels), chosen, decision, f"why:{name}"),
            )


st.title(
    translate_n("{n} pass waits for your decision", "{n} passes wait for your decision", count)
    if count
    else _("No pass waits for your decision"),
    anchor=False,
)
doing.show()
st.write(
    _("These people's work was marked anew, and they pass no longer. Their passes count until you decide.")
    if count
    else _("When a trainer mends a key or judges a work anew, people of your units who pass no longer are listed here.")
)
linked = me.actor.has(Right.SEE_COVERAGE)
by_cause = lambda line: (line.doubt.decide_by, str(line.cause))  # noqa: E731
for cause, group in groupby(sorted(waiting, key=by_cause), key=by_cause):
    lines = list(group)
    first = lines[0]
    with st.container(border=True):
        st.subheader(plain(str(first.result.course_title)), anchor=False)
        st.markdown(
            _("{quiz}, pass mark {n} %", quiz=plain(str(first.result.title)), n=first.result.pass_mark)
            + "  \n"
            + _("Why it was marked anew: {why}", why=plain(first.doubt.why))
            + f"  \n**{_('Decide by {day}; then they are withdrawn', day=first.doubt.decide_by)}**"
        )
        lost.waiting(lines, linked=linked)
        ask(lines, f"{cause}:{len(lines)}", all_of_them=True)
if count > len(waiting):
    st.caption(_("The {shown} that end first are shown.", shown=len(waiting)))
if decided:
    st.subheader(_("Decided last"), anchor=False)
    lost.decided(decided, linked=linked)
    if inside := folds.fold(_("Decide otherwise"), key="otherwise"):
        with inside:
            ask(decided, "decided", all_of_them=False)
