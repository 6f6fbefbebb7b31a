"""Give a course to a part of my units, by when; see whom it hits before it counts; change or end what was given."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from models import access, database, text, training
from models.database import Session
from models.rights import Actor, DomainError, Right, Scope
from models.staging import Kind
from models.text import translate as _
from pages.parts import doing, errors, live, who
from pages.parts.office import big_writes, due_form, placeless, rule_list, what_form, whom_form

me = who.signed_in(Right.ASSIGN)
scope = access.scope_of(me.actor, Right.ASSIGN)
placeless.stop(scope)
now = text.utc_now()
today = text.local_day(now)
library = live.catalogue()


def give(given: list[dict[str, Any]], whom: training.Whom, terms: dict[str, Any], campaign: str, many: bool) -> None:
    """Store a rule for each of ``given``; the duties that follow are written with it, or by the worker if ``many``."""

    def write(db: Session, actor: Actor, reach: Scope) -> None:
        for one in given:
            due_form.check(one, today)
            training.create_rule(
                db, actor, reach, whom=whom, now=text.utc_now(), later=many, campaign=campaign, **terms, **one
            )

    said = _("The course is given. Newcomers who fit get it by themselves.")
    if whom.people:
        said = _("It is given to those named, for as long as they belong to your units.")
    elif any("path" in one for one in given):
        said = _("The learning path is given. Newcomers who fit get it by themselves.")
    if act(write, later() if many else said):
        whom_form.forget()


def change(rule_id: int, by: Callable[..., object], terms: dict[str, Any], said: str) -> None:
    """Change or end a rule by an act of training; its duties are written with it, or by the worker if they are many."""
    many = holds_many(rule_id)

    def write(db: Session, actor: Actor, reach: Scope) -> None:
        due_form.check(terms, today)
        by(db, actor, reach, rule_id, now=text.utc_now(), later=many, **terms)

    act(write, later() if many else said)


def act(write: doing.Act, said: str) -> bool:
    """Do an act about rules; return whether it was taken, be it that a second person must confirm it."""
    doing.do(Right.ASSIGN, write, said)
    taken = "refused" not in st.session_state
    if taken:
        st.query_params.pop("rule", None)
    return taken


def holds_many(rule_id: int) -> bool:
    """Return whether the duties of a rule are too many to be written while somebody waits."""
    with database.reading() as db:
        return training.holds_many(db, rule_id)


def later() -> str:
    """Return what is said of an act that the worker carries out."""
    return _("This reaches very many people and is being written. It holds for all of them at once, in a moment.")


st.title(_("Assign a course"), anchor=False)
st.caption(_("Choose the course and the units; before you give it you see how many people it reaches."))
doing.show()
big_writes.tell(me.actor, Kind.RULE, now=now)
top = st.container()
if not library.offered:
    st.info(_("No course is on offer yet. Trainers add courses as folders in content/courses."))
    st.stop()
held = live.held()

chosen = what_form.what(library)
with st.container():
    whom = whom_form.whom(scope, today, now)
steps = what_form.due(chosen, today)
extra = whom_form.terms(today, ends=what_form.ends(chosen, library))
with st.container():
    also = what_form.before(chosen, library)
outcome = st.container()
if whom is not None:
    terms, words = extra["terms"], extra["words"]
    asked = chosen.terms(steps)
    try:
        with database.reading() as db:
            shown_of = {name: value for name, value in {**terms, **asked}.items() if name not in ("renewal", "path")}
            hit = training.preview(db, scope, whom, now=now, held=held, page=whom_form.page(), **shown_of)
    except DomainError as error:
        outcome.error(errors.sentence(error))
    else:
        first = steps[0].model_dump(include={"due_on", "due_days", "working"})
        before = [{**first, "course_id": one.course_id, "title": str(one.course.title.vi)} for one in also]
        given = [*before, {**asked, "title": words["title"] or chosen.kept}]
        with outcome:
            whom_form.preview(hit, chosen.title, path=bool(chosen.path), joined_after=whom.joined_after)
            what_form.last_days(chosen, steps, hit.due, terms["from_"])
            label = _("Give the course") if len(given) == 1 else _("Give {n} courses", n=len(given))
            st.button(
                _("Give the learning path") if chosen.path else label,
                type="primary",
                disabled=not (hit.count + hit.later or whom.joined_after),
                on_click=give,
                args=(given, whom, terms, words["campaign"], hit.count + hit.later > training.AT_ONCE),
            )

with database.reading() as db:
    rules = training.rules_reaching(db, held, scope, now=now)
rule_list.show(rules, library, scope, held, today=today, now=now, act=change, top=top)
