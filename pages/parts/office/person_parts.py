"""What the page of a person shows of their places and of each course."""

from datetime import date

import streamlit as st

from models import text, training
from models.organisation import Status, Tree
from models.text import translate as _
from models.training import CourseRecord, Freed, Place, Proof, Record, State, Try
from pages.parts import states, tables
from pages.parts.plain import plain
from pages.parts.quiz import regrading


def summary(record: Record, today: date) -> str:
    """Return where the person works today and their staff code, on one line."""
    now = [one for one in record.places if one.from_ <= today and (one.until is None or one.until > today)]
    here = [one for one in now if one.main]
    first = next((one for one in here if one.tree is Tree.ADMINISTRATION), here[0] if here else None)
    parts = [] if first is None else [first.position, first.unit, *_status(first)]
    code = _("staff code {code}", code=record.staff_code) if record.staff_code else ""
    return plain(" · ".join(part for part in (*parts, code) if part))


def course(one: CourseRecord, today: date) -> None:
    """Show a course: its state and due day, why it is asked, the proofs, the results."""
    state = one.state
    when = ""
    if state.state is State.COMPLETED and state.completed_on:
        when = _("completed on {day}", day=state.completed_on)
        if state.renewing and state.due is not None:
            when += "; " + _("to be renewed by {day}", day=state.due)
    elif state.due and state.state in training.REQUIRED:
        when = states.due_words(state.due, today)
    st.markdown(f"**{plain(one.title)}**  \n{states.badge(state.state)} {when}")
    for asked in one.asked:
        st.markdown(_asked(asked))
    for over in one.over:
        st.caption(_over(over))
    rows = [*map(_proof, one.proofs), *map(_try, one.tries)]
    if rows:
        tables.show([_("Day"), _("Result")], rows, caption=_("Attempts at {course}", course=one.title))


def places(record: Record) -> None:
    """Show the postings, the newest first."""
    rows = []
    for one in record.places:
        position = tables.under(
            tables.words(one.position or "–"), ", ".join(filter(None, (*_attributes(one), _kind(one))))
        )
        rows.append([tables.stacked(tables.words(one.unit), position), tables.words(_span(one.from_, one.until))])
    tables.show([_("Unit"), _("From and to")], rows, caption=_("Places through time"))


def freed_words(freed: Freed, today: date) -> str:
    """Return an exemption: from when to when, why, by whom."""
    by = _(", granted by {name}", name=freed.granted_by) if freed.granted_by else ""
    over = "" if freed.until is None or freed.until > today else f" ({_('over')})"
    span = _span(freed.from_, freed.until)
    return f"{states.badge('exempt')} {plain(f'{span}{over}: {freed.reason}{by}')}"


def _asked(asked: training.Asked) -> str:
    due = _("due on {day}", day=asked.due)
    since = _("asked since {day}", day=asked.from_)
    return plain(f"{due}, {since}: {_by(asked.rule)}")


def _over(over: training.Over) -> str:
    span = _span(over.from_, over.until)
    ended = "" if over.why is None else "; " + _("released: {why}", why=training.release_word(over.why))
    return plain(_("was asked {span}: {by}", span=span, by=_by(over.rule)) + ended)


def _by(rule: training.RuleWords | None) -> str:
    if rule is None:
        return _("given by another office")
    given = _("given by {name}", name=rule.given_by) if rule.given_by else ""
    return "; ".join(part for part in (rule.whom, given) if part)


def _proof(proof: Proof) -> list[tables.Cell]:
    until = _("valid for ever") if proof.valid_until is None else _("valid before {day}", day=proof.valid_until)
    how = training.source_word(proof.source)
    edition = _("edition {n}", n=proof.edition)
    told = f"{edition}, {_('revoked')}" if proof.revoked else edition
    done = tables.followed(tables.strong(training.state_word(State.COMPLETED)), f" · {how}, {told}")
    return [tables.words(text.day(proof.achieved_on)), tables.under(done, until)]


def _try(tried: Try) -> list[tables.Cell]:
    day = text.day(text.local_day(tried.submitted_at or tried.started_at))
    if tried.submitted_at is None or tried.marks is None:
        result = _("not handed in")
    else:
        score = text.percent(tried.marks, tried.max_marks or 0)
        result = f"{score}, {regrading.pass_word(tried.passed, kept=tried.kept)}"
        if tried.passed is None:
            result = _("waits to be judged")
    told = tables.words(f"{_('attempt {n}', n=tried.number)}: {result}")
    if tried.first is not None and tried.passed is not None:
        told = tables.under(told, regrading.first_words(tried.first))
    return [tables.words(day), told]


def _kind(one: Place) -> str:
    tree = {Tree.ADMINISTRATION: "", Tree.PARTY: _("Party"), Tree.UNION: _("union")}[one.tree]
    beside = "" if one.main else _("beside the main post")
    return ", ".join(part for part in (tree, beside) if part)


def _attributes(one: Place) -> list[str]:
    category = [] if one.category is None else [training.category_word(one.category.value)]
    leading = [_("head of unit")] if one.head else [_("leading position")] if one.leader else []
    return [*category, *leading, *_status(one)]


def _status(one: Place) -> list[str]:
    return {
        Status.ACTIVE: [],
        Status.ON_LEAVE: [training.state_word(State.ON_LEAVE)],
        Status.INACTIVE: [training.state_word(State.INACTIVE)],
    }[one.status]


def _span(from_: date, until: date | None) -> str:
    if until is None:
        return _("since {day}", day=from_)
    last = date.fromordinal(until.toordinal() - 1)
    return _("{first} to {last}", first=from_, last=last)
