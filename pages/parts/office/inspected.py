"""What an inspector opens is written down before they see it, and read by those whose units it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from models import access, database, organisation, privacy, text
from models.access import SignedIn
from models.audit import Wanted
from models.database import Session
from models.organisation import Tree
from models.rights import Actor, Right
from pages.parts import menu

ACT, SEEN = "access.inspect", "inspected"


def note(me: SignedIn, address: str) -> None:
    """Write down that an inspector opens a page of an office, once for each unit or person that it shows.

    A rerun of the same is not written again. When it cannot be written, the page is not shown.
    """
    if not me.actor.has(Right.INSPECT) or menu.right_of(address) is Right.LEARN:
        return
    asked = st.query_params.to_dict()
    what = (address, asked.get("unit", ""), asked.get("person", ""), asked.get("who", ""))
    if st.session_state.get(SEEN) != what:
        with database.writing() as db:
            write(db, me, address, asked)
        st.session_state[SEEN] = what


def write(db: Session, me: SignedIn, page: str, asked: Mapping[str, str]) -> None:
    """Write down what an inspector asks for, by the unit or person that an address names; nothing of anybody else."""
    if me.actor.has(Right.INSPECT):
        now = text.utc_now()
        units, person = _named(db, asked, now=now)
        access.note_inspection(db, me.actor, page, units=units, person_id=person, now=now)


def readable(db: Session, actor: Actor, right: Right, *, now: datetime, **conditions: Any) -> Wanted:
    """Return which lines of the trail somebody may read: of the people and units over whom they hold a right.

    Of one person, or of a part of the tree, whoever may not see the Party reads nothing that tells of it.
    """
    scope = access.scope_of(actor, right)
    if not actor.has(Right.SEE_PARTY) and (conditions.get("person_id") is not None or not scope.everywhere):
        conditions["but"] = privacy.of_the_party(db)
    if scope.everywhere:
        return Wanted(**conditions)
    today = text.local_day(now)
    people = organisation.people_of_scope(db, scope, today)
    units = organisation.scope_units(db, scope, Tree.ADMINISTRATION, today)
    return Wanted(people=people, units=units, **conditions)


def _named(db: Session, asked: Mapping[str, str], *, now: datetime) -> tuple[list[int], int | None]:
    key, login = asked.get("person", ""), asked.get("who", "").strip()
    person = organisation.find_person(db, key=key) if key else None
    if person is None and login:
        person = organisation.find_person(db, login=login)
    tree = organisation.unit_tree(db, Tree.ADMINISTRATION, text.local_day(now))
    unit = tree.by_key(asked.get("unit", ""))
    return [] if unit is None else [unit.id], None if person is None else person.id
