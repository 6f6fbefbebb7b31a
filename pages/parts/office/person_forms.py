"""What an officer does about one person: correct, move, leave, mend, join. Each form is one act."""

from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from models import database, organisation, text
from models.organisation import Category, Job, Leave, PlaceLine, Status, Tree
from models.rights import Right, Scope
from models.text import translate as _
from pages.parts import anew, doing, folds, units
from pages.parts.categories import category_word
from pages.parts.office import person_joining, person_offering, second_steps
from pages.parts.office.person_view import Seen, job_words, leave_word, span, tree_word
from pages.parts.plain import plain

RIGHT = Right.MANAGE_PEOPLE
LONG_AGO, FAR_OFF = date(1900, 1, 1), date(2100, 1, 1)


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
        done = doing.do(
            RIGHT,
            lambda db, actor, reach: organisation.correct_person(
                db,
                actor,
                reach,
                seen.person.id or 0,
                changed,
                reason=seen.typed("reason") or "",
                now=text.utc_now(),
                seen=seen.fingerprint,
            ),
            _("Saved. What stood before is kept in the history."),
        )
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
        _day(seen, "birth_date", organisation.field_word("birth_date").capitalize(), day)
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


def _job(seen: Seen, prefix: str, before: Job) -> None:
    st.text_input(_("Position"), before.position, key=seen.key(prefix + "position"), max_chars=200)
    categories = [None, *Category]
    st.selectbox(
        _("Staff category"),
        categories,
        categories.index(before.category),
        format_func=lambda one: category_word(one) if one else "–",
        key=seen.key(prefix + "category"),
    )
    st.text_input(_("Rank"), before.rank, key=seen.key(prefix + "rank"), max_chars=200)
    st.checkbox(_("Head of the unit"), before.head, key=seen.key(prefix + "head"))
    st.checkbox(_("Leading position (deputies too)"), before.leader, key=seen.key(prefix + "leader"))


def _job_given(seen: Seen, prefix: str) -> Job:
    return Job(
        position=text.tidy(seen.typed(prefix + "position") or ""),
        category=seen.typed(prefix + "category"),
        rank=text.tidy(seen.typed(prefix + "rank") or ""),
        head=bool(seen.typed(prefix + "head")),
        leader=bool(seen.typed(prefix + "leader")),
    )


def _offered(seen: Seen, prefix: str, places: list[units.Choice], unit_id: int | None) -> list[units.Choice]:
    """Show a search above a form, where there are many units, and return those that its list offers."""
    kept = {*units.chosen(seen.key(prefix + "unit")), *(() if unit_id is None else (unit_id,))}
    return units.narrowed(places, key=seen.key(prefix + "find"), keep=kept)


def _unit(seen: Seen, prefix: str, places: list[units.Choice], unit_id: int | None) -> None:
    place = next((number for number, one in enumerate(places) if one.id == unit_id), None)
    st.selectbox(
        _("To which unit"),
        places,
        place,
        format_func=lambda one: one.label,
        placeholder=_("Choose a unit"),
        key=seen.key(prefix + "unit"),
    )


def _day(seen: Seen, name: str, label: str, value: date | None) -> None:
    first, last = min(value or LONG_AGO, LONG_AGO), max(value or FAR_OFF, FAR_OFF)
    st.date_input(label, value, min_value=first, max_value=last, format="DD/MM/YYYY", key=seen.key(name))


def _transfer(seen: Seen, places: list[units.Choice], today: date) -> None:
    main = _main(seen, Tree.ADMINISTRATION, today)
    left = main is None or main.status is Status.INACTIVE

    def save() -> None:
        unit, job, day = seen.typed("t:unit"), _job_given(seen, "t:"), seen.typed("t:day")
        if unit is None or day is None:
            st.session_state["refused"] = _("Choose the unit and the day first.")
            return
        doing.do(
            RIGHT,
            lambda db, actor, reach: organisation.transfer(
                db,
                actor,
                reach,
                seen.person.id or 0,
                unit.id,
                from_=day,
                job=job,
                now=text.utc_now(),
                seen=seen.fingerprint,
            ),
            _("Done. Courses and figures follow from that day."),
        )

    word = _("Bring back, or give a first place") if left else _("Move to another unit or position")
    place = folds.fold(word, icon=":material/move_up:", key=seen.key("transfer:fold"))
    if place is None:
        return
    here = None if left or main is None else main.unit_id
    with place:
        places = _offered(seen, "t:", places, here)
    with place, st.form(seen.key("transfer"), border=False):
        st.caption(
            _("The day may lie in the past: figures of those days then count them there, and earlier reports stay.")
        )
        _unit(seen, "t:", places, here)
        _day(seen, "t:day", _("From which day"), today)
        _job(seen, "t:", main.job if main else Job())
        st.form_submit_button(_("Save the new place"), type="primary", on_click=save)


def _second_post(seen: Seen, places: list[units.Choice], today: date) -> None:
    def save() -> None:
        unit, job, day, end = (
            seen.typed("p:unit"),
            _job_given(seen, "p:"),
            seen.typed("p:day"),
            seen.typed("p:end"),
        )
        if unit is None or day is None:
            st.session_state["refused"] = _("Choose the unit and the day first.")
            return
        doing.do(
            RIGHT,
            lambda db, actor, reach: organisation.place_beside(
                db,
                actor,
                reach,
                seen.person.id or 0,
                unit.id,
                from_=day,
                until=None if end is None else end + timedelta(days=1),
                job=job,
                now=text.utc_now(),
                seen=seen.fingerprint,
            ),
            _("The second post is kept. Figures count them in their main unit only."),
        )

    word = _("Add a second post (concurrent or seconded)")
    place = folds.fold(word, icon=":material/add_business:", key=seen.key("second:fold"))
    if place is None:
        return
    with place:
        places = _offered(seen, "p:", places, None)
    with place, st.form(seen.key("second"), border=False):
        _unit(seen, "p:", places, None)
        _day(seen, "p:day", _("From which day"), today)
        _day(seen, "p:end", _("Last day, if known"), None)
        _job(seen, "p:", Job())
        st.form_submit_button(_("Save the second post"), type="primary", on_click=save)


def _end_of_second_post(seen: Seen, today: date) -> None:
    lines = [line for line in seen.places if not line.main and _holds(line, today)]
    if not lines:
        return

    def save() -> None:
        line, day = seen.typed("e:line"), seen.typed("e:day")
        if line is None or day is None:
            st.session_state["refused"] = _("Choose the post and its last day first.")
            return
        doing.do(
            RIGHT,
            lambda db, actor, reach: organisation.end_post(
                db, actor, reach, line.id, on=day + timedelta(days=1), now=text.utc_now(), seen=seen.fingerprint
            ),
            _("The second post ends that day. It stays in the history."),
        )

    place = folds.fold(_("A second post ends"), icon=":material/work_off:", key=seen.key("end:fold"))
    if place is None:
        return
    with place, st.form(seen.key("end"), border=False):
        st.selectbox(_("Which one"), lines, format_func=_line_words, key=seen.key("e:line"))
        _day(seen, "e:day", _("Last day"), today)
        st.form_submit_button(_("Save this"), type="primary", on_click=save)


def _absence(seen: Seen, today: date) -> None:
    trees = [tree for tree in Tree if (line := _main(seen, tree, today)) and line.status is not Status.INACTIVE]
    if not trees:
        return
    kinds = {"leave": _("on leave"), "back": _("back from leave earlier"), "left": _("has left")}

    def save() -> None:
        kind, day, end = seen.typed("a:kind"), seen.typed("a:day"), seen.typed("a:end")
        tree = seen.typed("a:tree") or trees[0]
        why = seen.typed("a:why")
        if day is None or kind not in kinds:
            st.session_state["refused"] = _("Choose what and from which day first.")
            return
        if kind == "leave" and why is None:
            st.session_state["refused"] = _("Choose why the person is on leave.")
            return

        def act(db: Any, actor: Any, reach: Scope) -> None:
            common: dict[str, Any] = {"now": text.utc_now(), "seen": seen.fingerprint}
            person = seen.person.id or 0
            if kind == "leave":
                until = None if end is None else end + timedelta(days=1)
                organisation.take_leave(db, actor, reach, person, tree, from_=day, until=until, why=why, **common)
            elif kind == "back":
                organisation.end_leave(db, actor, reach, person, tree, on=day, **common)
            else:
                organisation.depart(db, actor, reach, person, tree, on=day, **common)

        doing.do(RIGHT, act, _("Done. Courses and figures follow from that day."))

    word = _("Leave, return, departure")
    place = folds.fold(word, icon=":material/event_busy:", key=seen.key("absence:fold"))
    if place is None:
        return
    with place, st.form(seen.key("absence"), border=False):
        st.radio(_("What happens"), list(kinds), format_func=kinds.get, key=seen.key("a:kind"))
        if len(trees) > 1:
            st.selectbox(_("In which organisation"), trees, format_func=tree_word, key=seen.key("a:tree"))
        _day(seen, "a:day", _("From which day"), today)
        _day(seen, "a:end", _("Last day of the leave, if known"), None)
        words = {why: leave_word(why) for why in Leave}
        st.selectbox(
            _("Why on leave"),
            list(words),
            index=None,
            format_func=words.__getitem__,
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
        if line is None:
            return
        prefix = f"m{line.id}:"

        def mend() -> None:
            unit, job = seen.typed(prefix + "unit"), _job_given(seen, prefix)
            day, end = seen.typed(prefix + "day"), seen.typed(prefix + "end")
            if unit is None or day is None:
                st.session_state["refused"] = _("Choose the unit and the day first.")
                return
            doing.do(
                RIGHT,
                lambda db, actor, reach: organisation.correct_posting(
                    db,
                    actor,
                    reach,
                    line.id,
                    unit_id=unit.id,
                    from_=day,
                    until=None if end is None else end + timedelta(days=1),
                    job=job,
                    now=text.utc_now(),
                    seen=seen.fingerprint,
                ),
                _("Mended. What stood before is kept in the history."),
            )

        def take_back() -> None:
            doing.do(
                RIGHT,
                lambda db, actor, reach: organisation.void_posting(
                    db, actor, reach, line.id, now=text.utc_now(), seen=seen.fingerprint
                ),
                _("Taken back. It stays in the history."),
            )

        places = _offered(seen, prefix, places, line.unit_id)
        with st.form(seen.key(prefix), border=False):
            _unit(seen, prefix, places, line.unit_id)
            _day(seen, prefix + "day", _("From which day"), line.from_)
            _day(seen, prefix + "end", _("Last day, if known"), line.until and line.until - timedelta(days=1))
            _job(seen, prefix, line.job)
            st.form_submit_button(_("Save the right one"), type="primary", on_click=mend)
            st.form_submit_button(_("It never was so: take it back"), on_click=take_back)


def _line_words(line: PlaceLine) -> str:
    return f"{line.unit} · {job_words(line.job)} · {span(line.from_, line.until)}"


def _main(seen: Seen, tree: Tree, today: date) -> PlaceLine | None:
    return next(
        (line for line in seen.places if line.main and line.tree is tree and _holds(line, today)),
        None,
    )


def _holds(line: PlaceLine, today: date) -> bool:
    return line.voided_at is None and line.from_ <= today and (line.until is None or today < line.until)
