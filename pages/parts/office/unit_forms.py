"""What an administrator does about a unit: make, rename, move, merge, split, end. Each says first what it touches."""

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from models import database, organisation, text, training
from models.organisation import NewPart, Tree, UnitNode, UnitTree
from models.rights import Right
from models.text import translate as _
from models.text import translate_n
from pages.parts import doing
from pages.parts.plain import plain

RIGHT = Right.ADMINISTER
FIRST, LAST = date(1950, 1, 1), date(2100, 1, 1)
DAY: dict[str, Any] = {"format": "DD/MM/YYYY", "min_value": FIRST, "max_value": LAST}


def create(tree: Tree, parent: UnitNode | None, on: date) -> None:
    """Offer a new unit under the one that is open."""
    key = f"new:{parent.key if parent else tree}:"

    def save() -> None:
        name, code, kind = (str(st.session_state.get(key + one) or "") for one in ("name", "code", "kind"))
        day = st.session_state.get(key + "day") or on
        doing.do_administering(
            lambda db, actor: organisation.create_unit(
                db,
                actor,
                name,
                tree=tree,
                parent_id=parent.id if parent else None,
                from_=day,
                now=text.utc_now(),
                kind=text.tidy(kind),
                code=code or None,
            ),
            _("The unit is made."),
        )

    word = _("New unit below {unit}", unit=parent.name) if parent else _("New unit at the top")
    with st.expander(plain(word), icon=":material/add:"), st.form(key + "form", border=False, clear_on_submit=True):
        st.text_input(_("Name"), key=key + "name", max_chars=200)
        st.text_input(_("Code, if it has one"), key=key + "code", max_chars=50)
        st.text_input(_("Kind (department, ward, office)"), key=key + "kind", max_chars=50)
        st.date_input(_("From which day"), on, key=key + "day", **DAY)
        st.form_submit_button(_("Make the unit"), type="primary", on_click=save)


def change(unit: UnitNode, units: UnitTree, on: date, *, may_assign: bool) -> None:
    """Offer every change of the open unit, with what it touches; rules are links for whoever may change them."""
    kinds = {
        "rename": _("rename it"),
        "move": _("move it under another unit"),
        "merge": _("merge it into another unit"),
        "split": _("split it"),
        "end": _("end it"),
    }
    with st.expander(_("Change this unit"), icon=":material/edit:"):
        with database.reading() as db:
            seen = organisation.unit_fingerprint(db, unit.id)
        key = f"{unit.key}:{seen}:"
        kind = st.radio(_("What changes"), list(kinds), format_func=kinds.get, key=f"{unit.key}:kind", horizontal=True)
        day = st.date_input(_("From which day"), on, key=f"{unit.key}:day", **DAY) or on
        also = [one.id for one in st.session_state.get(key + "also", ())] if kind == "merge" else []
        many = _touched([unit.id, *also], units.tree, kind or "rename", day, may_assign=may_assign)
        if many and kind in ("move", "merge", "split"):
            st.caption(_("So many people are moved in the background; all of it holds at once when it is done."))
        forms = {"move": _move, "merge": _merge, "split": _split}
        if kind in forms:
            forms[kind](unit, units, day, key, seen, many)
        else:
            (_end if kind == "end" else _rename)(unit, units, day, key, seen)


def _touched(changed: list[int], tree: Tree, kind: str, day: date, *, may_assign: bool) -> bool:
    """Say what a change touches; return whether these are more people than are moved while somebody waits."""
    with database.reading() as db:
        hit = organisation.unit_hit(db, tree, changed, day)
        rules = training.rules_naming(db, changed, on=day)
    st.info(
        translate_n("It touches {n} person", "It touches {n} people", hit.people)
        + ", "
        + translate_n("{n} unit below", "{n} units below", hit.children)
        + "."
    )
    if rules and kind in ("merge", "split", "end"):
        st.warning(
            translate_n(
                "{n} rule names this unit and does not follow by itself. Look at it, and give the course anew:",
                "{n} rules name this unit and do not follow by themselves. Look at them, and give the courses anew:",
                len(rules),
            )
        )
        for rule in rules:
            by = _("given by {name}", name=rule.given_by) if rule.given_by else ""
            said = plain(", ".join(filter(None, (rule.title or _("a rule without a title"), by))))
            if may_assign:  # the page with the rule is there for them
                asked = {"rule": rule.key}
                st.page_link("hr/assign.py", label=said, icon=":material/assignment:", query_params=asked)
            else:
                st.markdown(f"- {said}")
    return hit.people > training.AT_ONCE


def _said(now: str, many: bool) -> str:
    return _("It is being done in the background. Its progress stands at the top of this page.") if many else now


def _others(unit: UnitNode, units: UnitTree, key: str, *, inside: bool) -> UnitNode | None:
    mine = units.subtree(unit.id)
    offered = [node for node in units.nodes.values() if node.id not in mine or (inside and node.id != unit.id)]
    found: UnitNode | None = st.selectbox(
        _("Which unit"),
        sorted(offered, key=lambda node: text.sort_key(node.name)),
        index=None,
        placeholder=_("Choose a unit"),
        format_func=partial(_with_parent, units),
        key=key + "other",
    )
    return found


def _with_parent(units: UnitTree, node: UnitNode) -> str:
    return " › ".join(step.name for step in reversed(units.path(node.id)[-2:]))


def _rename(unit: UnitNode, _units: UnitTree, day: date, _key: str, seen: str) -> None:
    name = st.text_input(_("New name"), unit.name, key=f"{unit.key}:name", max_chars=200)
    if name != unit.name:  # what was typed stays where somebody else renamed it meanwhile: both are seen
        st.caption(_("Its name at present: {name}", name=plain(unit.name)))

    def save() -> None:
        doing.do_administering(
            lambda db, actor: organisation.rename_unit(db, actor, unit.id, name, on=day, now=text.utc_now(), seen=seen),
            _("Done. Its past keeps the old name."),
        )

    st.button(_("Rename"), type="primary", on_click=save, disabled=not name.strip() or name == unit.name)


def _move(unit: UnitNode, units: UnitTree, day: date, key: str, seen: str, many: bool) -> None:
    other = _others(unit, units, key, inside=False)

    def save() -> None:
        assert other is not None
        doing.do_administering(
            lambda db, actor: organisation.move_unit(
                db, actor, unit.id, other.id, on=day, now=text.utc_now(), seen=seen, later=many
            ),
            _said(_("Done. Figures of earlier days stay as they were."), many),
        )

    st.button(_("Move the unit"), type="primary", on_click=save, disabled=other is None)


def _merge(unit: UnitNode, units: UnitTree, day: date, key: str, seen: str, many: bool) -> None:
    other = _others(unit, units, key, inside=False)
    mine = units.subtree(unit.id)
    also: list[UnitNode] = st.multiselect(
        _("Other units that go into it on the same day"),
        sorted(
            (node for node in units.nodes.values() if node.id not in mine and node != other),
            key=lambda node: text.sort_key(node.name),
        ),
        format_func=partial(_with_parent, units),
        key=key + "also",
        placeholder=_("none chosen"),
    )
    st.caption(_("What goes into another unit ends that day; its people and the units below it go over."))
    with database.reading() as db:
        known = {unit.id: seen, **{one.id: organisation.unit_fingerprint(db, one.id) for one in also}}

    def save() -> None:
        assert other is not None
        doing.do_administering(
            lambda db, actor: organisation.merge_units(
                db, actor, list(known), other.id, on=day, now=text.utc_now(), seen=known, later=many
            ),
            _said(_("Done. Figures of earlier days stay as they were."), many),
        )

    word = translate_n("Merge the unit", "Merge {n} units", len(known))
    st.button(word, type="primary", key=key + "merge", on_click=save, disabled=other is None)


def _split(unit: UnitNode, units: UnitTree, day: date, key: str, seen: str, many: bool) -> None:
    with database.reading() as db:
        people = organisation.unit_people(db, unit.id, day)
        names = organisation.names(db, people)
    children = list(units.children.get(unit.id, ()))
    name = st.text_input(_("Name of the new unit"), key=key + "split-name", max_chars=200)
    going = st.multiselect(
        _("People who go over"),
        sorted(people, key=lambda number: text.name_sort_key(names[number])),
        format_func=names.__getitem__,
        key=key + "people",
        placeholder=_("nobody chosen"),
    )
    moved = st.multiselect(
        _("Units below it that go over"),
        children,
        format_func=lambda number: units.nodes[number].name,
        key=key + "children",
        placeholder=_("none chosen"),
    )
    ends = st.checkbox(_("This unit ends with that (everybody must have gone over)"), key=key + "ends")

    def save() -> None:
        doing.do_administering(
            lambda db, actor: organisation.split_unit(
                db,
                actor,
                unit.id,
                [NewPart(name, tuple(going), tuple(moved))],
                on=day,
                ends=ends,
                now=text.utc_now(),
                seen=seen,
                later=many,
            ),
            _said(_("Done. The new unit stands beside this one."), many),
        )

    st.button(_("Split off the new unit"), type="primary", on_click=save, disabled=not name.strip())


def _end(unit: UnitNode, _units: UnitTree, day: date, _key: str, seen: str) -> None:
    def save() -> None:
        doing.do_administering(
            lambda db, actor: organisation.end_unit(db, actor, unit.id, on=day, now=text.utc_now(), seen=seen),
            _("The unit ends that day. Its past stays."),
        )

    st.button(_("End the unit"), type="primary", on_click=save)
