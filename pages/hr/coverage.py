"""Which unit, which course, which people: coverage of one's own part of the tree, down to the names."""

from functools import partial

import streamlit as st

from models import access, database, text, training
from models.rights import DomainError, Right
from models.text import translate as _
from models.training import By, RowKind
from pages.parts import asked, doing, downloads, folds, live, sharing, who
from pages.parts.coverage import (
    checking,
    comparison,
    ended,
    explaining,
    filters,
    finding,
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

place = standing.place(figure)
said = finding.words(figure, place)

finding.way_up(figure)
st.title(finding.words(figure, plain(place)), anchor=False)
doing.show()
st.markdown(finding.sentence(figure, outlook), help=training.definition())
explaining.beside(held, scope, figure)
parts = finding.states_bar(held, scope, figure, question)
if alike := training.likes(held, scope, figure):
    st.caption(standing.likes(alike))
as_of = filters.as_of(held, question, now)
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
source = filters.beneath(held, question, as_of)
pictures = partial(
    page_files.show, parts, states=finding.CHART, bars=bars, title=said, source=source, address=address.to_dict()
)
if splits:
    st.header(_("Where it lags"), anchor=False)
    comparison.tabs(question.by, by_course=by_course)
    own = training.own_units(held, me.actor.person_id, question)
    crossed = training.cross(held, scope, question) if by_course else None
    comparison.show(held, scope, figure, outlook, crossed, own=own, finding=said, pictures=pictures)

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

sharing.of_view(figure, address.to_dict(), known=filters.known(held, question, now))
downloads.coverage(me.actor, held, figure, address.to_dict(), listed=listed, now=now)
checking.fold(me.actor)
alone = bars is None and figure.total.required > 0  # otherwise they are taken away beneath the bars
if alone and (inside := folds.fold(_("The states as a table and as a picture"), key="pictures")):
    with inside:
        pictures()
if inside := folds.fold(_("What this figure means"), key="meaning"):
    inside.write(training.definition())
    inside.write(lights.rule())
