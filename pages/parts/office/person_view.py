"""One person as an officer sees them: details, places through time, what was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from models import database, organisation, text
from models.organisation import Job, Leave, Person, PlaceLine, Status, Tree
from models.rights import Actor, DomainError, Right, Scope
from models.text import translate as _
from pages.parts import tables
from pages.parts.plain import plain


@dataclass(frozen=True)
class Seen:
    """Everything that was read of a person, with the fingerprint that tells whether it has changed since."""

    person: Person
    places: list[PlaceLine]
    changes: list[organisation.tables.PersonChange]
    joined: list[Person]
    names: dict[int, str]
    fingerprint: str

    @property
    def person_id(self) -> int:
        """Return whom it is about."""
        assert self.person.id is not None
        return self.person.id

    def main(self, tree: Tree, day: date) -> PlaceLine | None:
        """Return their main place in a tree on a day, as it is known now."""
        return next((line for line in self.places if line.main and line.tree is tree and line.holds(day)), None)

    def key(self, name: str) -> str:
        """Return a field's key: after every change of the person the fields begin anew from what is true then."""
        return f"{self.person.key}:{self.fingerprint}:{name}"

    def typed(self, name: str) -> Any:
        """Return what stands in a field."""
        return st.session_state.get(self.key(name))


def read(scope: Scope, key: str, *, now: datetime) -> Seen:
    """Return a person of the scope by public key; raises 'not-found', also for one outside the scope."""
    with database.reading() as db:
        person = organisation.find_person(db, key=key)
        if person is None or person.id is None:
            raise DomainError("not-found")
        try:
            places = organisation.places_of(db, scope, person.id, now=now)
        except DomainError:
            raise DomainError("not-found") from None
        changed = organisation.changes_of(db, scope, person.id, now=now)
        joined = organisation.joined_to(db, person.id)
        by = organisation.names(db, {one.by_id for one in changed if one.by_id is not None})
        seen = Seen(person, places, changed, joined, by, organisation.fingerprint(db, person.id))
        for row in (person, *changed, *joined):
            db.expunge(row)
        return seen


def listed(lines: Sequence[organisation.PersonLine]) -> None:
    """Show people, each leading to their page, with their place of today."""
    rows = []
    for line in lines:
        name = tables.link(line.full_name, "people", {"person": line.key})
        place = ", ".join(part for part in (line.position, line.unit or _("without a place today"), line.above) if part)
        state = tables.words("") if line.status is None else tables.said(status_mark(line.status))
        rows.append([tables.under(tables.under(name, line.staff_code or "–"), place), state])
    tables.show([_("Name and unit"), _("State")], rows, caption=_("People"))


def close() -> None:
    """Go back to the list."""
    st.query_params.pop("person", None)


def ways(seen: Seen, actor: Actor) -> None:
    """Show the ways to what else is known of a person, and to the code with which they sign in."""
    with st.container(horizontal=True):
        if actor.has(Right.SEE_COVERAGE):
            label, asked = _("Their courses and results"), {"person": seen.person.key}
            st.page_link("hr/person.py", label=label, icon=":material/school:", query_params=asked)
        if actor.has(Right.GIVE_CODES):
            asked = {"q": seen.person.staff_code or seen.person.full_name}
            st.page_link("hr/codes.py", label=_("Give a sign-in code"), icon=":material/key:", query_params=asked)


def show(seen: Seen, *, today: date) -> None:
    """Show details and places."""
    person = seen.person
    here = next((line for line in seen.places if line.main and line.holds(today)), None)
    if here is not None:
        where = ", ".join(part for part in (job_words(here.job).strip("–"), here.unit) if part)
        st.markdown(f"{plain(where)} · {status_mark(here.status)}")
    rows = [
        (_("staff code"), person.staff_code),
        (_("e-mail"), person.email),
        (_("phone"), person.phone),
        (_("date of birth"), text.day(person.birth_date) if person.birth_date else None),
        (_("gender"), person.gender),
        (_("identity number"), organisation.masked(person.national_id)),
    ]
    cells = [[tables.words(word), tables.words(value or "–")] for word, value in rows]
    tables.show([_("Detail"), _("Value")], cells, caption=person.full_name)
    for other in seen.joined:
        code = plain(other.staff_code or "–")
        st.info(_("The record {name} ({code}) is joined to this one.", name=plain(other.full_name), code=code))
    st.header(_("Places through time"), anchor=False)
    standing = [line for line in seen.places if line.voided_at is None]
    if not standing:
        st.info(_("No place is known. Give them one below."))
    else:
        _places([(line, ()) for line in reversed(standing)], today)
    mended = [line for line in seen.places if line.voided_at is not None]
    if mended:
        with st.expander(_("What was said before and has been mended ({n})", n=len(mended))):
            st.caption(_("A report made in that time was counted with this."))
            _places([(line, (believed(line),)) for line in reversed(mended)], today, _("We believed it"))
    if seen.changes:
        with st.expander(_("Details that were changed ({n})", n=len(seen.changes))):
            changed = [change_row(one, seen.names) for one in seen.changes]
            tables.show([_("When"), _("Change"), _("By and why")], changed, caption=_("Change"))


def _places(lines: Sequence[tuple[PlaceLine, tuple[str, ...]]], today: date, *more: str) -> None:
    """Show postings as a table; each may have cells more than the usual ones."""
    heads = [_("Unit"), _("From and to"), *more]
    rows = [[*place_row(line, today), *map(tables.words, told)] for line, told in lines]
    tables.show(heads, rows, caption=_("Places through time"))


def place_row(line: PlaceLine, today: date) -> list[tables.Cell]:
    """Return a posting as a row of a table."""
    kind = "" if line.main else _("second post")
    tree = "" if line.tree is Tree.ADMINISTRATION else tree_word(line.tree)
    held = line.holds(today) and line.status is not Status.INACTIVE
    unit = tables.strong(line.unit) if held else tables.words(line.unit)
    return [
        tables.stacked(unit, tables.words(job_words(line.job)), tables.words(kind), tables.words(tree)),
        tables.stacked(tables.words(span(line.from_, line.until)), tables.said(status_mark(line.status, line.leave))),
    ]


def span(start: date, end: date | None) -> str:
    """Return an interval in words: the last day is the day before the first that no longer belongs."""
    if end is None:
        return _("since {day}", day=start)
    return _("{start} to {end}", start=start, end=date.fromordinal(end.toordinal() - 1))


def believed(line: PlaceLine) -> str:
    """Return from when until when a row was what the platform knew."""
    assert line.voided_at is not None
    return _("{start} to {end}", start=text.moment(line.recorded_at), end=text.moment(line.voided_at))


def job_words(job: Job) -> str:
    """Return what a posting says beside place and time."""
    marks = [_("head of unit") if job.head else "", _("leading position") if job.leader and not job.head else ""]
    return ", ".join(part for part in (job.position, *marks) if part) or "–"


def leave_word(why: Leave) -> str:
    """Return why somebody is on leave, in few words."""
    return {
        Leave.STATUTORY: _("statutory leave (illness, childbirth)"),
        Leave.STUDY: _("long studies"),
        Leave.SECONDED: _("seconded elsewhere"),
        Leave.UNPAID: _("unpaid leave"),
        Leave.OTHER: _("another reason"),
    }[why]


def status_mark(status: Status, leave: Leave | None = None) -> str:
    """Return a posting's state with its icon, of a leave also why, where that was said."""
    why = "" if leave is None else f" ({leave_word(leave)})"
    return {
        Status.ACTIVE: ":material/badge: " + _("at work"),
        Status.ON_LEAVE: ":material/do_not_disturb_on: " + _("on leave") + why,
        Status.INACTIVE: ":material/logout: " + _("has left"),
    }[status]


def tree_word(tree: Tree) -> str:
    """Return the word for a tree of units."""
    return {
        Tree.ADMINISTRATION: _("administration"),
        Tree.PARTY: _("Party organisation"),
        Tree.UNION: _("unions"),
    }[tree]


def change_row(change: organisation.tables.PersonChange, names: dict[int, str]) -> list[tables.Cell]:
    """Return what one act changed of a person's details."""
    told = [
        f"{organisation.field_word(name)}: {shown(name, change.before.get(name))} → {shown(name, after)}"
        for name, after in sorted(change.after.items())
    ]
    by = names.get(change.by_id, "–") if change.by_id is not None else _("the platform")
    why = change.reason or (_("staff list") if change.import_id is not None else "–")
    return [
        tables.moment(change.recorded_at),
        tables.stacked(*map(tables.words, told)),
        tables.stacked(tables.words(by), tables.words(why)),
    ]


def shown(name: str, value: str | None) -> str:
    """Return a detail of the history as it is read."""
    if not value:
        return "–"
    if name == "birth_date":
        return text.day(date.fromisoformat(value))
    return organisation.masked(value) if name == "national_id" else value
