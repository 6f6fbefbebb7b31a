"""Which unit, which course, which people: coverage of one's own part of the tree, down to the names."""

from functools import partial

import streamlit as st

from models import access, database, text, training
from models.rights import DomainError, Right
from models.text import translate as _
from models.text import translate_n
from models.training import By, RowKind, State
from pages.parts import asked, doing, downloads, folds, going, live, sharing, states, who
from pages.parts.coverage import (
    charts,
    checking,
    comparison,
    ended,
    explaining,
    filters,
    lights,
    looking_back,
    page_files,
    people,
    sources,
    standing,
    steps,
)
from pages.parts.office import extending, placeless
from pages.parts.plain import plain

me = who.signed_in(Right.SEE_COVERAGE)
scope = access.scope_of(me.actor, Right.SEE_COVERAGE)
placeless.stop(scope)
now = text.utc_now()
address = st.query_params
with database.reading() as db:
    held = live.held(db)
question = asked.question(address, held, scope, now=now)
try:
    figure, outlook = training.judged(held, scope, question)
except DomainError as error:
    ended.stop(held, scope, question, error)
figure = training.grouped(figure, (one.course for one in live.catalogue().releases), live.references())

total = figure.total
place = figure.unit.name if figure.unit else _("My units")
if not total.required:
    finding = _("{unit}: nobody has to take a course", unit="{unit}")
elif total.required < charts.SMALL:
    finding = _("{unit}: {valid} of {required} completed", unit="{unit}", valid=total.valid, required=total.required)
else:
    finding = _("{unit}: {percent} completed", unit="{unit}", percent=text.percent(total.valid, total.required))
title, finding = (finding.replace("{unit}", name) for name in (plain(place), place))

with st.container(horizontal=True, gap="small"):
    if len(figure.crumbs) > 1:
        for crumb in figure.crumbs[:-1]:
            st.button(
                f"{plain(crumb.name)} ›",
                key=f"up:{crumb.key}",
                type="tertiary",
                on_click=going.go,
                kwargs={"unit": crumb.key, "kind": None, "named": None},
            )
st.title(title, anchor=False)
doing.show()
base = _("{valid} of {required} required", valid=total.valid, required=total.required)
goal = _("target {target}", target=training.goal_words(figure.goal))
everybody = _(
    "{all_valid} of {people} people have completed everything required.",
    all_valid=figure.people_all_valid,
    people=figure.people_required,
)
late = translate_n("{n} overdue.", "{n} overdue.", total.states[State.OVERDUE])
st.markdown(f"{base}, {goal}. {lights.said(outlook.total)} {everybody} {late}", help=training.definition())
parts: list[charts.Part] = []
with st.container(key="chart-states"):  # one place whatever stands in it, or an open filter would close
    if total.required:
        parts = charts.state_parts([(one.value, states.word(one), total.states[one]) for one in comparison.STATES])
        told = ", ".join(f"{part.word}: {text.number(part.number)}" for part in parts)
        charts.state_bar(parts, finding=told, key="states")
        st.markdown(" ".join(f"{states.badge(part.state)} {text.number(part.number)}" for part in parts))
        beside = []
        apart = [(state, total.states[state]) for state in (State.EXEMPT, State.ON_LEAVE, State.INACTIVE)]
        if any(number for _state, number in apart):
            out = (f"{states.word(state).lower()}: {text.number(number)}" for state, number in apart if number)
            beside.append(_("Not counted: {states}.", states=", ".join(out)))
        beside.append(sources.words(held, scope, question))
        if any(beside):
            st.caption(" ".join(filter(None, beside)))

if alike := training.likes(held, scope, figure):
    st.caption(standing.likes(alike))
known = question.known_at or held.as_of or now
as_of = _("As of {day}, as known on {when}.", day=question.on, when=text.moment(known))
st.caption(f"{as_of} {training.still_to_come()}" if question.on > text.local_day(now) else as_of)
if held.as_of:
    st.info(
        _(
            "Very much has changed since then and is being counted, which takes about a minute. The list of names shows"
            " what is true at this moment, so it may be shorter than these numbers say."
        )
    )
filters.show(held, scope, question)

by_course = asked.by_course(address)
splits = sum(row.kind is RowKind.UNIT for row in figure.rows) or len(held.courses) > 1 or question.by is not By.UNIT
bars = comparison.CHART if splits and not by_course else None
pictures = partial(
    page_files.show, parts, states="chart-states", bars=bars, title=finding, source=as_of, address=address.to_dict()
)
if splits:
    st.header(_("Where it lags"), anchor=False)
    comparison.tabs(question.by, by_course=by_course)
    own = training.own_units(held, me.actor.person_id, question)
    crossed = training.cross(held, scope, question) if by_course else None
    comparison.show(held, scope, figure, outlook, crossed, own=own, finding=finding, pictures=pictures)

looking_back.show(
    held, scope, figure, address.to_dict(), goal=lights.on_day(held, figure, address), place=place, now=now
)

if me.actor.has(Right.ASSIGN):
    explaining.form(held, scope, figure)
sources.fold(held, scope, figure)
steps.fold(held, scope, figure, now=now)

st.header(_("People"), anchor=False)
listed = people.show(held, scope, figure, address.to_dict(), linked=True)
if me.actor.has(Right.ASSIGN):
    extending.several(held, scope, figure, me.actor, text.local_day(now))

sharing.of_view(figure, address.to_dict(), known=known)
downloads.coverage(me.actor, held, figure, address.to_dict(), listed=listed, now=now)
checking.fold(me.actor)
alone = bars is None and total.required > 0  # otherwise they are taken away beneath the bars
if alone and (inside := folds.fold(_("The states as a table and as a picture"), key="pictures")):
    with inside:
        pictures()
if inside := folds.fold(_("What this figure means"), key="meaning"):
    inside.write(training.definition())
    inside.write(lights.rule())
