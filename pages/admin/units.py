"""How is the organisation built on a day, and what changes about it from when?"""

import streamlit as st

from models import database, organisation, text
from models.organisation import Tree
from models.rights import Right
from models.staging import Kind
from models.text import translate as _
from pages.parts import asked, doing, who
from pages.parts.office import big_writes, unit_forms
from pages.parts.office.person_view import span, tree_word
from pages.parts.plain import plain

me = who.signed_in(Right.ADMINISTER)
today = text.local_day(text.utc_now())
SHOWN = 60
trees = [tree for tree in Tree if tree is not Tree.PARTY or me.actor.has(Right.SEE_PARTY)]


def go(key: str) -> None:
    """Open a unit; '' is the top of the tree."""
    st.session_state["q"] = ""  # the field is bound to the address, which follows it
    if key:
        st.query_params["unit"] = key
    else:
        st.query_params.pop("unit", None)


def another_day(field: str) -> None:
    """Keep the chosen day in the address."""
    if day := st.session_state.get(field):
        st.query_params["on"] = day.isoformat()


def row(node: organisation.UnitNode, below: int, people: int) -> None:
    """Show a unit with what is under it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        label, icon = plain(node.name), ":material/chevron_right:"
        st.button(label, key=f"go:{node.key}", icon=icon, type="tertiary", on_click=go, args=(node.key,))
        st.caption(_("{people} people, {units} units below", people=people, units=below))


st.title(_("Units"), anchor=False)
doing.show()
big_writes.tell(me.actor, Kind.UNITS, now=text.utc_now())
with st.container(horizontal=True):
    tree = st.selectbox(_("Tree"), trees, format_func=tree_word, key="tree", bind="query-params")
    on = asked.day(st.query_params.get("on", "")) or text.local_day(text.utc_now())
    on = min(max(on, unit_forms.FIRST), unit_forms.LAST)
    on = st.date_input(
        _("As it is on"), on, key=f"day:{on}", on_change=another_day, args=(f"day:{on}",), **unit_forms.DAY
    )
    on = on or today
words = st.text_input(_("Find a unit by name or code"), key="q", bind="query-params", max_chars=100)
with database.reading() as db:
    units = organisation.unit_tree(db, tree, on)
    counts = organisation.head_counts(db, tree, on)
parts = organisation.subtree_counts(units, counts)
chosen = units.by_key(st.query_params.get("unit", ""))
if words.strip():
    key = text.search_key(words)
    hits = [one for one in units.nodes.values() if key in text.search_key(f"{one.name} {one.code or ''}")]
    if not hits:
        st.info(_("No unit of that day has these words in its name or code."))
    for node in hits[:SHOWN]:
        row(node, *parts[node.id])
        st.caption(plain(" › ".join(step.name for step in units.path(node.id)[:-1])))
    if len(hits) > SHOWN:
        st.caption(_("The first {n} are shown.", n=SHOWN))
    st.stop()
if chosen is not None:
    with st.container(horizontal=True, gap="xsmall"):
        st.button(tree_word(tree), key="top", type="tertiary", on_click=go, args=("",))
        for step in units.path(chosen.id)[:-1]:
            st.button(f"› {plain(step.name)}", key=f"up:{step.key}", type="tertiary", on_click=go, args=(step.key,))
    below, people = parts[chosen.id]
    st.header(plain(chosen.name), anchor=False)
    st.caption(_("{people} people, {units} units below", people=people, units=below))
elif st.query_params.get("unit"):
    st.info(_("The unit of this address does not stand on that day. Choose a day on which it stood, or find another."))
children = [units.nodes[number] for number in units.children.get(chosen.id if chosen else None, ())]
for node in children[:SHOWN]:
    row(node, *parts[node.id])
if len(children) > SHOWN:
    st.caption(_("The first {n} are shown.", n=SHOWN))
if not children:
    st.caption(_("No units below it on that day."))
unit_forms.create(tree, chosen, on)
if chosen is not None:
    unit_forms.change(chosen, units, on, may_assign=me.actor.has(Right.ASSIGN))
    with database.reading() as db:
        past, steps = organisation.unit_history(db, chosen.id)
    with st.expander(_("History of this unit"), icon=":material/history:"):
        st.table(
            [
                {
                    _("From and to"): span(one.from_, one.until),
                    _("Name"): plain(one.name),
                    _("Under"): plain(one.parent or "–"),
                }
                for one in past
            ],
            hide_index=True,
        )
        for change in steps:
            said = _("continued in {unit} from {day}") if change.into else _("continues {unit} from {day}")
            st.markdown("- " + said.format(unit=plain(change.other), day=text.day(change.on)))
