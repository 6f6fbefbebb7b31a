"""Is my part on course for the target, which units need help and why, who is late, what falls due soon?"""

import streamlit as st

from models import access, database, text, training
from models.database import Session
from models.rights import Actor, Right, Scope
from models.text import translate as _
from models.text import translate_n
from models.training import Flag, State
from pages.parts import doing, live, states, who
from pages.parts.coverage import addresses, days, needs, people, standing, steps, trend
from pages.parts.office import placeless
from pages.parts.plain import plain

me = who.signed_in(Right.SEE_COVERAGE)
scope = access.scope_of(me.actor, Right.SEE_COVERAGE)
placeless.stop(scope)
now = text.utc_now()
today = text.local_day(now)


def remind(state: State | None, flag: Flag | None) -> None:
    """Tell everybody who is late, or nearly so; nobody twice a day."""
    figures = live.held()

    def act(db: Session, actor: Actor, reach: Scope) -> training.Reminded:
        asked = training.Question(on=today, tree=training.trees_of(figures, reach, today)[0])
        return training.remind(db, actor, reach, asked, state=state, flag=flag, held=figures, now=text.utc_now())

    doing.do(Right.SEE_COVERAGE, act, standing.reminded_words)


with database.reading() as db:
    held = live.held(db)
    last_look, noted = training.last_look(db, me.actor, now=now)
    view = training.overview(held, scope, now=now, last_look=last_look)
    late = people.overdue(db, held, scope, view.figure.question)
if not noted and not me.actor.has(Right.INSPECT):
    with database.writing() as db:
        training.note_look(db, me.actor, now=now)
total = view.figure.total
place = standing.place(view.figure)

st.title(standing.title(view, plain(place)), anchor=False)
doing.show()
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

days.before(view, last_look, today)
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

days.upcoming(view.upcoming, today)
st.page_link("hr/inspections.py", label=_("What inspectors looked at"), icon=":material/policy:")
