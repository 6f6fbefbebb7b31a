"""Is my part on course for the target, which units need help and why, who is late, what falls due soon?"""

import streamlit as st

from models import access, database, text, training
from models.rights import DomainError, Right
from models.text import translate as _
from models.text import translate_n
from models.training import Flag, State
from pages.parts import errors, live, states, tables, who
from pages.parts.coverage import addresses, needs, people, standing, steps, trend
from pages.parts.office import placeless
from pages.parts.plain import plain

me = who.signed_in(Right.SEE_COVERAGE)
scope = access.scope_of(me.actor, Right.SEE_COVERAGE)
placeless.stop(scope)
now = text.utc_now()
today = text.local_day(now)
SHOWN = 6


def remind(state: State | None, flag: Flag | None) -> None:
    """Tell everybody who is late, or nearly so; nobody twice a day."""
    try:
        actor, reach = who.acting(Right.SEE_COVERAGE)
        figures = live.held()
        asked = training.Question(on=today, tree=training.trees_of(figures, reach, today)[0])
        with database.writing() as db:
            done = training.remind(db, actor, reach, asked, state=state, flag=flag, held=figures, now=text.utc_now())
        st.session_state["done"] = standing.reminded_words(done)
    except DomainError as error:
        st.session_state["refused"] = errors.refused(error)


with database.reading() as db:
    held = live.held(db)
    last_look, noted = training.last_look(db, me.actor, now=now)
    view = training.overview(held, scope, now=now, last_look=last_look)
    late = people.overdue(db, held, scope, view.figure.question)
if not noted and not me.actor.has(Right.INSPECT):
    with database.writing() as db:
        training.note_look(db, me.actor, now=now)
total = view.figure.total
place = view.figure.unit.name if view.figure.unit else _("My units")

st.title(standing.title(view, plain(place)), anchor=False)
for word, shown in (("done", st.success), ("refused", st.error)):
    if said := st.session_state.pop(word, None):
        shown(said)
if not total.required:
    st.info(_("No course has been given to your people yet. Give one, and its progress appears here."))
    if me.actor.has(Right.ASSIGN):
        st.page_link("hr/assign.py", label=_("Assign a course"), icon=":material/assignment_add:")
    st.stop()
st.markdown(standing.sentence(view), help=training.definition())
if words := steps.old_list(held, view.figure, now=now):
    st.caption(words)
if alike := training.likes(held, scope, view.figure):
    st.caption(standing.likes(alike))

if not me.actor.has(Right.ASSIGN) or not (late.total or view.upcoming):
    st.page_link("hr/coverage.py", label=_("To coverage"), icon=":material/bar_chart:")
soon = sum(one.pairs for one in view.upcoming)
if me.actor.has(Right.ASSIGN) and (late.total or soon):
    words = (
        translate_n("Remind {n} person who is overdue", "Remind {n} people who are overdue", view.overdue_people)
        if late.total
        else translate_n("Remind those of {n} course due soon", "Remind those of {n} courses due soon", soon)
    )
    st.button(
        words,
        type="primary",
        icon=":material/notifications:",
        on_click=remind,
        args=(State.OVERDUE, None) if late.total else (None, Flag.DUE_SOON),
    )

tables.show(
    [_("Since"), _("Completed then")],
    [
        [
            tables.under(
                tables.link(standing.since_words(one, last_look, today), "coverage", addresses.coverage(on=one.day)),
                standing.happened(one),
            ),
            tables.under(standing.cell(one.then), standing.change(total, one.then)),
        ]
        for one in view.before
    ],
    caption=_("What has happened, and what was completed before"),
)
trend.brief(held, scope, view.figure, place=place, now=now)

if view.needs:
    needs.show(held, scope, view, me.actor)

st.header(_("Who is overdue"), anchor=False)
if not late.total:
    st.write(_("Nobody is overdue today."))
else:
    firsts = list(dict.fromkeys(plain(row.full_name) for row in late.rows))
    st.write(", ".join(firsts) + (" …" if view.overdue_people > len(firsts) else ""))
    st.page_link(
        "hr/coverage.py",
        label=standing.late_words(late.total, view.overdue_people),
        icon=f":material/{states.ICONS['overdue']}:",
        query_params=addresses.coverage(state=State.OVERDUE),
    )

st.header(_("Due within two weeks"), anchor=False)
if not view.upcoming:
    st.write(_("Nothing falls due within two weeks."))
else:
    lines = [
        [
            tables.under(
                tables.link(one.title, "coverage", addresses.coverage(course=one.course, flag=Flag.DUE_SOON)),
                states.due_words(one.first, today),
            ),
            tables.number(text.number(one.pairs)),
        ]
        for one in view.upcoming[:SHOWN]
    ]
    tables.show([_("Course, first day due"), _("people")], lines, caption=_("Due within two weeks"))
if len(view.upcoming) > SHOWN:
    st.caption(translate_n("and {n} more course", "and {n} more courses", len(view.upcoming) - SHOWN))
st.page_link("hr/inspections.py", label=_("What inspectors looked at"), icon=":material/policy:")
