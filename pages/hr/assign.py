"""Give a course to a part of my units, by when; see whom it hits before it counts; change or end what was given."""

from typing import Any

import streamlit as st

from models import access, database, text, training
from models.rights import DomainError, Right
from models.staging import Kind
from models.text import translate as _
from pages.parts import apart, big_writes, due_form, errors, live, placeless, rule_list, who, whom_form

me = who.signed_in(Right.ASSIGN)
scope = access.scope_of(me.actor, Right.ASSIGN)
placeless.stop(scope)
now = text.utc_now()
today = text.local_day(now)
library = live.catalogue()


def act(word: str, done: Any) -> None:
    """Do one act within a transaction as whoever clicks now, and keep what to say about it for the next run."""
    try:
        actor, reach = who.acting(Right.ASSIGN)
        with database.writing() as db:
            done(db, actor, reach)
        st.session_state["done"] = word
        st.query_params.pop("rule", None)
    except DomainError as error:
        st.session_state["refused"] = errors.sentence(error)


def give(
    courses: list[tuple[int, str]], whom: training.Whom, terms: dict[str, Any], words: dict[str, Any], many: bool
) -> None:
    """Store a rule for each course; the duties that follow are written with it, or those of ``many`` by the worker."""

    def write(db: Any, actor: Any, reach: Any) -> None:
        for course_id, name in courses:
            told = {**words, "title": words["title"] or name}
            training.create_rule(
                db, actor, reach, course_id=course_id, whom=whom, now=text.utc_now(), later=many, **terms, **told
            )

    said = _("The course is given. Newcomers who fit get it by themselves.")
    act(later() if many else said, write)
    if "refused" not in st.session_state:
        whom_form.forget()


def end(rule_id: int) -> None:
    """Let a rule end today."""
    many = holds_many(rule_id)
    act(
        later() if many else _("The rule has ended. What people achieved stays."),
        lambda db, actor, reach: training.end_rule(db, actor, reach, rule_id, on=today, now=text.utc_now(), later=many),
    )


def change(rule_id: int, due: dict[str, Any]) -> None:
    """Give a rule another due day."""
    many = holds_many(rule_id)
    act(
        later() if many else _("The new due day holds for everybody whom this rule holds."),
        lambda db, actor, reach: training.change_due(db, actor, reach, rule_id, now=text.utc_now(), later=many, **due),
    )


def holds_many(rule_id: int) -> bool:
    """Return whether the duties of a rule are too many to be written while somebody waits."""
    with database.reading() as db:
        return training.holds_many(db, rule_id)


def later() -> str:
    """Return what is said of an act that the worker carries out."""
    return _("This reaches very many people and is being written. It holds for all of them at once, in a moment.")


st.title(_("Assign a course"), anchor=False)
st.caption(_("Choose the course and the units; before you give it you see how many people it reaches."))
with st.container():  # a place each for what comes and goes, or what is open below it would close
    for word, shown in (("done", st.success), ("refused", st.error)):
        if said := st.session_state.pop(word, None):
            shown(said)
big_writes.tell(me.actor, Kind.RULE, now=now)
offered = [one for one in library.releases if one.course in library.courses]
if not offered:
    st.info(_("No course is on offer yet. Trainers add courses as folders in content/courses."))
    st.stop()
held = live.held()

slugs = {one.course.slug: one for one in offered}
titles = apart.told_apart({slug: str(one.course.title) for slug, one in slugs.items()})
course = st.selectbox(_("Course"), list(slugs), format_func=titles.__getitem__, key="course", bind="query-params")
released = slugs[course]
before = [slugs[slug] for slug in released.course.requires if slug in slugs]
with st.container():
    whom = whom_form.whom(scope, today, now)
due = due_form.ask(_("Due"), today, key="due")
extra = whom_form.terms(today, ends=released.course.valid_for is not None)
with st.container():
    also = [
        one
        for one in before
        if st.checkbox(
            _("Also give what comes before it: {course}", course=str(one.course.title)),
            True,
            key=f"also:{one.course.slug}",
            help=_("The course can be begun only by those who have completed this one."),
        )
    ]
outcome = st.container()
if whom is not None:
    terms = {**due, **extra["terms"]}
    try:
        with database.reading() as db:
            hit = training.preview(
                db,
                scope,
                whom,
                now=now,
                course_id=released.course_id,
                held=held,
                page=whom_form.page(),
                **{name: value for name, value in terms.items() if name != "renewal"},
            )
    except DomainError as error:
        outcome.error(errors.sentence(error))
    else:
        courses = [(one.course_id, str(one.course.title.vi)) for one in (*also, released)]
        with outcome:
            whom_form.preview(hit, str(released.course.title))
            st.button(
                _("Give the course") if len(courses) == 1 else _("Give {n} courses", n=len(courses)),
                type="primary",
                disabled=not hit.count + hit.later,
                on_click=give,
                args=(courses, whom, terms, extra["words"], hit.count + hit.later > training.AT_ONCE),
            )

with database.reading() as db:
    rules = training.rules_reaching(db, held, scope, now=now)
rule_list.show(rules, library, scope, held, today=today, now=now, on_change=change, on_end=end)
