"""What an officer does about one person: correct, move, leave, mend, join. Each form is one act."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import streamlit as st

from models import database, organisation, text
from models.organisation import Job, Leave, PlaceLine, Status, Tree
from models.rights import Right, Scope
from models.text import translate as _
from pages.parts import anew, doing, folds, units
from pages.parts.office import person_joining, person_offering, place_fields, second_steps
from pages.parts.office.person_view import Seen, job_words, leave_word, span, tree_word
from pages.parts.plain import plain

RIGHT = Right.MANAGE_PEOPLE


def show(seen: Seen, scope: Scope, *, now: datetime) -> None:
    """Show every act that fits the person as they are today."""
    today = text.local_day(now)
    st.header(_("What has to be put right?"), anchor=False)
    with database.reading() as db:
        places = [one for tree in organisation.trees_of(scope) for one in units.choices(db, scope, tree, today)]
    _details(seen)
    _transfer(seen, places, today)
    person_offering.show(seen, scope, now=now)
    _second_post(seen, places, today)
    _end_of_second_post(seen, today)
    _absence(seen, today)
    _mend(seen, places)
    person_joining.show(seen, scope, now)
    second_steps.show(seen, now=now)


def _details(seen: Seen) -> None:
    refused = f"{seen.person.key}:refused"  # what was typed, where somebody else was quicker: both are seen then

    def save() -> None:
        given = {name: seen.typed(name) for name in organisation.DETAILS if name != "national_id"}
        before = {name: getattr(seen.person, name) for name in given}
        changed = {name: value for name, value in given.items() if (value or None) != before[name]}
        if number := seen.typed("national_id"):
            changed["national_id"] = number
        correct = partial(
            organisation.correct_person,
            person_id=seen.person_id,
            details=changed,
            reason=seen.typed("reason") or "",
        )
        done = _do(seen, correct, _("Saved. What stood before is kept in the history."))
        st.session_state[refused] = {} if done else {**given, "reason": seen.typed("reason")}

    person = seen.person
    place = folds.fold(_("Correct details"), icon=":material/edit:", key=f"{person.key}:details:fold")
    if place is None:
        return
    kept = st.session_state.get(refused, {})
    with place, st.form(seen.key("details"), border=False):
        for name in ("full_name", "staff_code", "email", "phone"):
            word, now = organisation.field_word(name).capitalize(), getattr(person, name) or ""
            st.text_input(word, kept.get(name, now), key=seen.key(name), max_chars=200)
            if kept.get(name, now) != now:
                st.caption(_("At present: {value}", value=plain(now or "–")))
        day = kept.get("birth_date", person.birth_date)
        place_fields.day(seen, "birth_date", organisation.field_word("birth_date").capitalize(), day)
        sexes = [None, "nam", "nữ"]
        gender = kept.get("gender", person.gender)
        sex = sexes.index(gender) if gender in sexes else 0
        st.selectbox(
            organisation.field_word("gender").capitalize(),
            sexes,
            sex,
            format_func=lambda one: one or "–",
            key=seen.key("gender"),
        )
        st.text_input(
            _("New identity number (leave empty to keep the present one)"), key=seen.key("national_id"), max_chars=20
        )
        st.text_input(_("Why, and by which paper"), kept.get("reason") or "", key=seen.key("reason"), max_chars=200)
        st.form_submit_button(_("Save the correction"), type="primary", on_click=anew.asked(save))


def _transfer(seen: Seen, places: list[units.Choice], today: date) -> None:
    main = seen.main(Tree.ADMINISTRATION, today)
    left = main is None or main.status is Status.INACTIVE

    def save() -> None:
        if new := place_fields.typed(seen, "t:"):
            move = partial(
                organisation.transfer,
                person_id=seen.person_id,
                unit_id=new.unit_id,
                from_=new.from_,
                job=new.job,
            )
            _do(seen, move, _("Done. Courses and figures follow from that day."))

    word = _("Bring back, or give a first place") if left else _("Move to another unit or position")
    place = folds.fold(word, icon=":material/move_up:", key=seen.key("transfer:fold"))
    if place is None:
        return
    here = None if left or main is None else main.unit_id
    with place:
        places = place_fields.offered(seen, "t:", places, here)
    with place, st.form(seen.key("transfer"), border=False):
        st.caption(
            _("The day may lie in the past: figures of those days then count them there, and earlier reports stay.")
        )
        place_fields.unit(seen, "t:", places, here)
        place_fields.day(seen, "t:day", _("From which day"), today)
        place_fields.job(seen, "t:", main.job if main else Job())
        st.form_submit_button(_("Save the new place"), type="primary", on_click=save)


def _second_post(seen: Seen, places: list[units.Choice], today: date) -> None:
    def save() -> None:
        if new := place_fields.typed(seen, "p:"):
            add = partial(
                organisation.place_beside,
                person_id=seen.person_id,
                unit_id=new.unit_id,
                from_=new.from_,
                until=new.until,
                job=new.job,
            )
            _do(seen, add, _("The second post is kept. Figures count them in their main unit only."))

    word = _("Add a second post (concurrent or seconded)")
    place = folds.fold(word, icon=":material/add_business:", key=seen.key("second:fold"))
    if place is None:
        return
    with place:
        places = place_fields.offered(seen, "p:", places, None)
    with place, st.form(seen.key("second"), border=False):
        place_fields.unit(seen, "p:", places, None)
        place_fields.day(seen, "p:day", _("From which day"), today)
        place_fields.day(seen, "p:end", _("Last day, if known"), None)
        place_fields.job(seen, "p:", Job())
        st.form_submit_button(_("Save the second post"), type="primary", on_click=save)


def _end_of_second_post(seen: Seen, today: date) -> None:
    lines = [line for line in seen.places if not line.main and line.holds(today)]
    if not lines:
        return

    def save() -> None:
        line, day = seen.typed("e:line"), seen.typed("e:day")
        if line is None or day is None:
            st.session_state["refused"] = _("Choose the post and its last day first.")
            return
        end = partial(organisation.end_post, posting_id=line.id, on=day + timedelta(days=1))
        _do(seen, end, _("The second post ends that day. It stays in the history."))

    place = folds.fold(_("A second post ends"), icon=":material/work_off:", key=seen.key("end:fold"))
    if place is None:
        return
    with place, st.form(seen.key("end"), border=False):
        st.selectbox(_("Which one"), lines, format_func=_line_words, key=seen.key("e:line"))
        place_fields.day(seen, "e:day", _("Last day"), today)
        st.form_submit_button(_("Save this"), type="primary", on_click=save)


def _absence(seen: Seen, today: date) -> None:
    trees = [tree for tree in Tree if (line := seen.main(tree, today)) and line.status is not Status.INACTIVE]
    if not trees:
        return
    kinds = {"leave": _("on leave"), "back": _("back from leave earlier"), "left": _("has left")}

    def save() -> None:
        kind, day, why = seen.typed("a:kind"), seen.typed("a:day"), seen.typed("a:why")
        if day is None or kind not in kinds:
            st.session_state["refused"] = _("Choose what and from which day first.")
            return
        if kind == "leave" and why is None:
            st.session_state["refused"] = _("Choose why the person is on leave.")
            return
        of: dict[str, Any] = {"person_id": seen.person_id, "tree": seen.typed("a:tree") or trees[0]}
        until = place_fields.after(seen.typed("a:end"))
        act = {
            "leave": partial(organisation.take_leave, **of, from_=day, until=until, why=why),
            "back": partial(organisation.end_leave, **of, on=day),
            "left": partial(organisation.depart, **of, on=day),
        }[kind]
        _do(seen, act, _("Done. Courses and figures follow from that day."))

    word = _("Leave, return, departure")
    place = folds.fold(word, icon=":material/event_busy:", key=seen.key("absence:fold"))
    if place is None:
        return
    kind = place.radio(_("What happens"), list(kinds), format_func=kinds.get, key=seen.key("a:kind"))
    with place, st.form(seen.key("absence"), border=False):
        if len(trees) > 1:
            st.selectbox(_("In which organisation"), trees, format_func=tree_word, key=seen.key("a:tree"))
        place_fields.day(seen, "a:day", _("From which day"), today)
        if kind == "leave":  # what a departure does not ask for would be typed and lost
            place_fields.day(seen, "a:end", _("Last day of the leave, if known"), None)
            st.selectbox(
                _("Why on leave"),
                list(Leave),
                index=None,
                format_func=leave_word,
                key=seen.key("a:why"),
                placeholder="–",
            )
        st.form_submit_button(_("Save this"), type="primary", on_click=save)


def _mend(seen: Seen, places: list[units.Choice]) -> None:
    lines = [line for line in reversed(seen.places) if line.voided_at is None]
    if not lines:
        return
    word = _("A place above is wrong")
    place = folds.fold(word, icon=":material/history_edu:", key=seen.key("mend:fold"))
    if place is None:
        return
    with place:
        st.caption(_("The wrong entry stays in the history; from now on the right one counts, also for past days."))
        line: PlaceLine | None = st.selectbox(
            _("Which one"), lines, format_func=_line_words, key=seen.key("m:line"), index=None, placeholder="–"
        )
        if line is not None:
            _mend_one(seen, line, places)


def _mend_one(seen: Seen, line: PlaceLine, places: list[units.Choice]) -> None:
    prefix = f"m{line.id}:"

    def mend() -> None:
        if right := place_fields.typed(seen, prefix):
            put_right = partial(
                organisation.correct_posting,
                posting_id=line.id,
                unit_id=right.unit_id,
                from_=right.from_,
                until=right.until,
                job=right.job,
            )
            _do(seen, put_right, _("Mended. What stood before is kept in the history."))

    def take_back() -> None:
        void = partial(organisation.void_posting, posting_id=line.id)
        _do(seen, void, _("Taken back. It stays in the history."))

    places = place_fields.offered(seen, prefix, places, line.unit_id)
    with st.form(seen.key(prefix), border=False):
        place_fields.unit(seen, prefix, places, line.unit_id)
        place_fields.day(seen, prefix + "day", _("From which day"), line.from_)
        place_fields.day(seen, prefix + "end", _("Last day, if known"), line.until and line.until - timedelta(days=1))
        place_fields.job(seen, prefix, line.job)
        st.form_submit_button(_("Save the right one"), type="primary", on_click=mend)
        st.form_submit_button(_("It never was so: take it back"), on_click=take_back)


def _line_words(line: PlaceLine) -> str:
    return f"{line.unit} · {job_words(line.job)} · {span(line.from_, line.until)}"


def _do(seen: Seen, act: doing.Act, said: str) -> bool:
    """Do an act of `organisation` about a person as they were seen, so that it is refused if they changed since."""
    return doing.do(RIGHT, lambda *acting: act(*acting, now=text.utc_now(), seen=seen.fingerprint), said)
