"""Who stands in for me while I am away, and for whom do I stand in?"""

from datetime import timedelta

import streamlit as st

from models import access, database, organisation, text
from models.organisation import Tree
from models.rights import Right
from models.text import translate as _
from pages.parts import anew, apart, doing, roles, rows, who
from pages.parts.plain import plain

me = who.signed_in(Right.ASSIGN)
now = text.utc_now()
today = text.local_day(now)


def hand_over(grant_id: int) -> None:
    """Let somebody hold the chosen scope, too."""
    first, last = st.session_state["from"] or today, st.session_state["to"] or today
    login, until = st.session_state["login"], last + timedelta(days=1)
    done = doing.do(
        Right.ASSIGN,
        lambda db, actor, _reach: access.hand_over(
            db, actor, grant_id, login, from_=first, until=until, now=text.utc_now()
        ),
        lambda made: _("{name} stands in for you during these days.", name=plain(made.deputy)),
    )
    if done:
        st.session_state["login"] = ""


def take_back(grant_id: int) -> None:
    """End a deputy's time."""
    doing.do(
        Right.ASSIGN,
        lambda db, actor, _reach: access.take_back(db, actor, grant_id, now=text.utc_now()),
        _("The handing over has ended."),
    )


with database.reading() as db:
    mine = access.own_scopes(db, me.actor, now=now)
    given, taken = access.deputies(db, me.actor, now=now)
    trees = [organisation.unit_tree(db, tree, today) for tree in Tree]


def reach(role: object, unit_id: int | None) -> str:
    """Return what is handed over, in words."""
    found = (tree.nodes[unit_id].name for tree in trees if unit_id in tree.nodes)
    place = _("everywhere") if unit_id is None else plain(next(found, "–"))
    return f"{roles.role_word(role)} · {place}"


st.title(_("Who stands in for me"), anchor=False)
doing.show()
for line in given:
    with rows.row(str(line.grant_id)):
        last = text.day(line.until - timedelta(days=1))
        st.markdown(
            f"**{plain(line.deputy)}** · {reach(line.role, line.unit_id)}  \n"
            + _("from {start} to {end}", start=text.day(line.from_), end=last)
        )
        st.button(_("End it now"), key=f"end:{line.grant_id}", on_click=take_back, args=(line.grant_id,))
if not given:
    st.write(_("Nobody at present. A deputy sees and does in your units what you may, during the days you choose."))
if mine:
    st.header(_("Hand over"), anchor=False)
    labels = apart.told_apart({str(one.grant_id): reach(one.role, one.unit_id) for one in mine})
    scope = st.selectbox(_("What"), mine, format_func=lambda one: labels[str(one.grant_id)], key="scope")
    st.text_input(_("To whom: staff code, e-mail or phone number"), key="login", max_chars=100)
    with st.container(horizontal=True):
        st.date_input(_("From"), today, format="DD/MM/YYYY", key="from")
        st.date_input(_("Last day"), today + timedelta(days=6), format="DD/MM/YYYY", key="to")
    st.button(_("Hand over for these days"), type="primary", on_click=anew.asked(hand_over), args=(scope.grant_id,))
if taken:
    st.header(_("For whom I stand in"), anchor=False)
    for line in taken:
        last = text.day(line.until - timedelta(days=1))
        st.markdown(
            f"**{plain(line.holder)}** · {reach(line.role, line.unit_id)}  \n"
            + _("from {start} to {end}", start=text.day(line.from_), end=last)
        )
