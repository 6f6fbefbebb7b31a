"""One person of my units: where they work, what they must take and why, what they achieved, who let them off."""

from datetime import date
from typing import Any

import streamlit as st

from models import access, database, organisation, text, training
from models.rights import Right
from models.text import translate as _
from models.training import State
from pages.parts import doing, folds, typed, who
from pages.parts.office import extending, person_parts
from pages.parts.plain import plain

me = who.signed_in(Right.SEE_COVERAGE)
scope = access.scope_of(me.actor, Right.SEE_COVERAGE)
now = text.utc_now()
today = text.local_day(now)


def free(person_id: int, course_id: int, slug: str) -> None:
    """Let the person off a course, with the reason and the last day typed in."""
    until: date | None = st.session_state[f"until:{slug}"]
    terms: dict[str, Any] = {"from_": today, "until": until, "reason": st.session_state[f"reason:{slug}"]}
    done = doing.do(
        Right.ASSIGN,
        lambda db, actor, reach: training.exempt(db, actor, reach, person_id, course_id, now=text.utc_now(), **terms),
        _("The exemption is stored, with your name and the reason."),
    )
    if done:
        typed.sent(f"reason:{slug}")


def end(exemption_id: int) -> None:
    """Let an exemption end today: the course counts again from today on."""
    doing.do(
        Right.ASSIGN,
        lambda db, actor, reach: training.end_exemption(db, actor, reach, exemption_id, on=today, now=text.utc_now()),
        _("The exemption has ended. The course counts again from today."),
    )


with database.reading() as db:
    record = training.person_record(db, scope, st.query_params.get("person", ""), now=now)

st.title(plain(record.full_name), anchor=False)
doing.show()
st.write(person_parts.summary(record, today))

may_free = me.actor.has(Right.ASSIGN) and record.person_id != me.actor.person_id
st.header(_("Courses of this person"), anchor=False)
if not record.courses:
    st.info(_("No course was ever asked of this person, and none completed."))
for one in record.courses:
    with st.container(border=True):
        person_parts.course(one, today)
        for freed in one.freed:
            still = freed.until is None or freed.until > today
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(person_parts.freed_words(freed, today))
                if may_free and still:
                    st.button(
                        _("End this exemption"),
                        key=f"end:{freed.id}",
                        on_click=end,
                        args=(freed.id,),
                        help=_("The course counts again from today; that it did not before stays on record."),
                    )
        free_today = any(f.from_ <= today and (f.until is None or f.until > today) for f in one.freed)
        extending.listed(one, may=may_free)
        if may_free:
            extending.one(record, one, today)
        done = one.state.state is State.COMPLETED and not one.state.renewing  # an exemption would take it away
        if not may_free or not one.state.assigned or free_today or done:
            continue
        if place := folds.fold(_("Exempt from this course"), key=f"free:{record.key}:{one.slug}:fold"):
            place.text_area(
                _("Why (stays on record, and the person reads it)"), key=f"reason:{one.slug}", max_chars=500
            )
            typed.keep(f"reason:{one.slug}")
            place.date_input(
                _("Counts again from (empty: not before somebody ends it)"),
                None,
                format="DD/MM/YYYY",
                key=f"until:{one.slug}",
            )
            place.button(
                _("Exempt {name}", name=plain(record.full_name)),
                key=f"free:{one.slug}",
                on_click=free,
                args=(record.person_id, one.state.course_id, one.slug),
            )

st.header(_("Places through time"), anchor=False)
person_parts.places(record)
if record.changed:
    with st.expander(_("What was changed of their details")):
        for change in record.changed:
            fields = ", ".join(organisation.field_word(field) for field in change.fields)
            st.markdown(plain(f"{text.moment(change.at)}: {fields}" + (f" ({change.reason})" if change.reason else "")))
with st.container(horizontal=True):
    if me.actor.has(Right.MANAGE_PEOPLE):
        st.page_link(
            "admin/people.py",
            label=_("Leave, transfer, details"),
            icon=":material/badge:",
            query_params={"person": record.key},
        )
    if me.actor.has(Right.GIVE_CODES):
        st.page_link(
            "hr/codes.py",
            label=_("Give a sign-in code"),
            icon=":material/key:",
            query_params={"q": record.staff_code or record.full_name},
        )
    if may_free:
        st.page_link("hr/allowances.py", label=_("Allow more time or attempts"), icon=":material/more_time:")
    st.page_link("hr/coverage.py", label=_("To coverage"), icon=":material/bar_chart:")
