"""The form by which a role is given, to one or to many: which, over what, to whom, until when."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from models import access, courses, database, text
from models.rights import DomainError, Right, Role
from models.seconding import SecondNeeded
from models.text import translate as _
from pages.parts import anew, apart, errors, roles, second_person, units, who

EVERYTHING = "everything"


def show(places: Sequence[units.Choice], library: courses.Catalogue, today: date) -> None:
    """Ask for a role and give it; what it holds over is chosen, everything too."""
    role = st.selectbox(_("Role"), list(Role), index=None, format_func=roles.role_word, key="role", placeholder="–")
    if role is not None:
        st.caption(_("With it: {what}.", what="; ".join(roles.right_words(role))))
    reached = _reached(role, places, library)
    unit_id = reached.id if isinstance(reached, units.Choice) else None
    course_id = reached.course_id if isinstance(reached, courses.Released) else None
    chosen = role is Role.ADMINISTRATOR or reached is not None
    st.text_area(
        _("To whom: staff codes, e-mails or phone numbers, one a line"), key="logins", max_chars=20_000, height=100
    )
    last = None
    if role is Role.INSPECTOR:
        st.caption(_("An inspector reads figures, results and the trail, changes nothing, and is one until a day."))
    if role is Role.INSPECTOR or st.checkbox(_("It ends on a day"), key="ends"):
        last = st.date_input(
            _("Last day"),
            today + timedelta(days=29 if role is Role.INSPECTOR else 90),
            format="DD/MM/YYYY",
            key="last",
        )
    until = last + timedelta(days=1) if last else None
    if not chosen:
        st.info(_("Choose a role and what it holds over. A role over everything is given by choosing that."))
    handed = (role, unit_id, course_id, until)
    st.button(_("Give the role"), type="primary", on_click=anew.asked(_give), args=handed, disabled=not chosen)


def _reached(role: Role | None, places: Sequence[units.Choice], library: courses.Catalogue) -> Any:
    """Ask what a role holds over: a unit, a course or everything; None until that is chosen, and where it is given."""
    if role is Role.TRAINER:
        titles = apart.told_apart({one.course.slug: str(one.course.title) for one in library.releases})
        return st.selectbox(
            _("Over which course"),
            [EVERYTHING, *library.releases],
            index=None,
            format_func=lambda one: titles[one.course.slug] if one != EVERYTHING else _("all courses"),
            key="over",
            placeholder="–",
        )
    if role not in access.OVER_UNITS:
        return None
    here = units.narrowed(places, key="place:find", keep=units.chosen("place"))
    return st.selectbox(
        _("Over which unit, with everything under it"),
        here if role is Role.HEAD else [EVERYTHING, *here],
        index=None,
        format_func=lambda one: one.label if one != EVERYTHING else _("everywhere"),
        key="place",
        placeholder="–",
    )


def _give(role: Role, unit_id: int | None, course_id: int | None, until: date | None) -> None:
    """Give a role to everybody on the list; with somebody unknown, to nobody."""
    logins = st.session_state["logins"].replace(",", "\n").replace(";", "\n").splitlines()
    try:
        with database.writing() as db:
            names, refused = access.grant_to_many(
                db,
                who.signed_in(Right.ADMINISTER).actor,
                logins,
                role,
                now=text.utc_now(),
                unit_id=unit_id,
                course_id=course_id,
                until=until,
            )
        unknown = [one.login for one in refused if one.code == "person-unknown"]
        if unknown:
            told = _("Not on the staff list: {logins}. Nothing was given; mend the list.", logins=", ".join(unknown))
            st.session_state["refused"] = told
        elif names:
            st.session_state["done"] = _("Given to {names}.", names=", ".join(names))
            st.session_state["logins"] = ""
        else:
            st.session_state["refused"] = _("They hold this role already, or the list is empty.")
    except SecondNeeded as needed:
        second_person.prepare(needed)
    except DomainError as error:
        st.session_state["refused"] = errors.refused(error)
