"""Giving people a later last day for a course: one on their page, several who are late from a list of names."""

from datetime import date, timedelta

import streamlit as st

from models import database, organisation, text, training
from models.rights import Actor, DomainError, Right, Scope
from models.text import translate as _
from models.text import translate_n
from models.training import CourseRecord, Coverage, Held, Longer, PersonRow, Record, State
from pages.parts import apart, doing, folds, states, typed
from pages.parts.plain import plain

USUAL_DAYS = 14


def words(longer: Longer) -> str:
    """Return an extension: until when, why, by whom, and whether it was taken back."""
    by = _(", extended by {name}", name=longer.granted_by) if longer.granted_by else ""
    given = text.day(text.local_day(longer.recorded_at))
    told = _("until {day}, given on {given}: {reason}", day=text.day(longer.due), given=given, reason=longer.reason)
    back = ""
    if longer.taken_back_at is not None:
        day = text.day(text.local_day(longer.taken_back_at))
        back = ". " + _("Taken back on {day} by {name}", day=day, name=longer.taken_back_by or _("the platform"))
    return f":gray-badge[:material/more_time: {_('Extended')}] {plain(told + by + back)}"


def listed(one: CourseRecord, *, may: bool) -> None:
    """Show what extensions a person was given for a course, those that were taken back too."""
    for longer in one.longer:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(words(longer))
            if may and longer.taken_back_at is None:
                st.button(
                    _("Take this extension back"),
                    key=f"back:{longer.id}",
                    on_click=_take_back,
                    args=(longer.id,),
                    help=_("The rule's due day counts again; that there was a longer time stays on record."),
                )


def one(record: Record, course: CourseRecord, today: date) -> None:
    """Offer a later last day to one person for one course that waits for them."""
    if not course.state.assigned or course.state.state not in training.OPEN:
        return
    place = folds.fold(_("Give more time for this course"), key=f"longer:{record.key}:{course.slug}:fold")
    if place is None:
        return
    with place:
        _fields(course.slug, course.state.due, today)
        st.button(
            _("Give {name} more time", name=plain(record.full_name)),
            key=f"longer:{course.slug}",
            on_click=_extend,
            args=(course.slug, course.state.course_id, [record.key]),
        )


def several(held: Held, scope: Scope, figure: Coverage, me: Actor, today: date) -> None:
    """Offer a later last day to those of a unit who are late with a course; of today's figure only."""
    question = figure.question
    late = figure.total.states[State.OVERDUE]
    if not late or question.on != today or question.known_at is not None:
        return
    label = translate_n("Give more time to {n} overdue", "Give more time to {n} overdue", late)
    place = folds.fold(label, icon=":material/more_time:", key="longer")
    if place is None:  # the names are read for those who ask
        return
    with place:
        with database.reading() as db:
            page = training.names(db, scope, question, state=State.OVERDUE, size=training.MOST_PEOPLE, held=held)
            ids = organisation.ids_of(db, {row.person for row in page.rows})
        courses = {row.course: row.course_title for row in page.rows}
        titles = apart.told_apart(courses)
        slug = st.selectbox(
            _("Course"), list(courses), format_func=lambda key: titles.get(key, ""), key="longer:course"
        )
        rows = {row.person: row for row in page.rows if row.course == slug and ids[row.person] != me.person_id}
        if page.total > len(page.rows):
            told = _("The first {n} are offered here; choose a smaller unit for the others.", n=len(page.rows))
            st.caption(told)
        names = apart.told_apart({key: _named(row, today) for key, row in rows.items()})
        chosen = st.multiselect(
            _("Who gets more time"),
            list(rows),
            format_func=lambda key: names.get(key, ""),
            key=f"longer:who:{slug}",
            placeholder=_("Choose people"),
        )
        course = next((one.id for one in held.courses if one.slug == slug), 0)
        _fields("several", None, today)
        st.button(
            _("Give those chosen more time"),
            key="longer:do",
            disabled=not chosen,
            on_click=_extend,
            args=("several", course, chosen),
        )


def _named(row: PersonRow, today: date) -> str:
    when = states.due_words(row.due, today) if row.due else ""
    return ", ".join(filter(None, (row.full_name, row.unit_name, when)))


def _fields(key: str, due: date | None, today: date) -> None:
    first = max(today, due + timedelta(days=1)) if due else today
    last = today + timedelta(days=training.MOST_DAYS)
    st.date_input(
        _("New last day"),
        min(max(first, today + timedelta(days=USUAL_DAYS)), last),
        format="DD/MM/YYYY",
        key=f"longer:until:{key}",
    )
    st.text_area(_("Why (stays on record)"), key=f"longer:why:{key}", max_chars=500, height=80)
    typed.keep(f"longer:why:{key}")


def _extend(key: str, course_id: int, people: list[str]) -> None:
    until, why = st.session_state[f"longer:until:{key}"], st.session_state[f"longer:why:{key}"]

    def act(db, actor, reach):  # type: ignore[no-untyped-def]
        if not isinstance(until, date):
            raise DomainError("due-missing")
        ids = organisation.ids_of(db, people).values()
        training.extend(db, actor, reach, ids, course_id, due=until, reason=why, now=text.utc_now())

    if doing.do(Right.ASSIGN, act, _("The new last day is stored, with your name and the reason. They are told.")):
        typed.sent(f"longer:why:{key}")


def _take_back(extension_id: int) -> None:
    doing.do(
        Right.ASSIGN,
        lambda db, actor, reach: training.take_back_extension(db, actor, reach, extension_id, now=text.utc_now()),
        _("The extension is taken back. The rule's due day counts again, and the person is told."),
    )
