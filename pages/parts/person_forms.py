"""What an officer does about one person: correct, move, leave, mend, join. Each form is one act."""

from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from models import access, database, organisation, text, training
from models.organisation import Category, Job, PlaceLine, Status, Tree
from models.rights import DomainError, Right, Scope
from models.text import translate as _
from models.text import translate_n
from pages.parts import doing, errors, units
from pages.parts.categories import category_word
from pages.parts.person_view import Seen, job_words, span, tree_word
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
    lines = [line for line in seen.places if line.voided_at is None]
    names = ("t:unit", "p:unit", *(f"m{line.id}:unit" for line in lines))
    chosen = {number for name in names for number in units.chosen(_key(seen, name))}
    places = units.narrowed(places, key="units:find", keep={*chosen, *(line.unit_id for line in lines)})
    _transfer(seen, places, today)
    _second_post(seen, places, today)
    _absence(seen, today)
    _mend(seen, places)
    _join(seen, scope, now)


def _value(seen: Seen, name: str) -> Any:
    return st.session_state.get(_key(seen, name))


def _key(seen: Seen, name: str) -> str:
    """A widget's key: after every change of the person the fields begin anew from what is true then."""
    return f"{seen.person.key}:{seen.fingerprint}:{name}"


def _details(seen: Seen) -> None:
    def save() -> None:
        given = {name: _value(seen, name) for name in organisation.DETAILS if name != "national_id"}
        before = {name: getattr(seen.person, name) for name in given}
        changed = {name: value for name, value in given.items() if (value or None) != before[name]}
        if number := _value(seen, "national_id"):
            changed["national_id"] = number
        doing.do(
            RIGHT,
            lambda db, actor, reach: organisation.correct_person(
                db,
                actor,
                reach,
                seen.person.id or 0,
                changed,
                reason=_value(seen, "reason") or "",
                now=text.utc_now(),
                seen=seen.fingerprint,
            ),
            _("Saved. What stood before is kept in the history."),
        )

    person = seen.person
    with st.expander(_("Correct details"), icon=":material/edit:"), st.form(_key(seen, "details"), border=False):
        for name in ("full_name", "staff_code", "email", "phone"):
            word = organisation.field_word(name).capitalize()
            st.text_input(word, getattr(person, name) or "", key=_key(seen, name), max_chars=200)
        _day(seen, "birth_date", organisation.field_word("birth_date").capitalize(), person.birth_date)
        sexes = [None, "nam", "nữ"]
        sex = sexes.index(person.gender) if person.gender in sexes else 0
        st.selectbox(
            organisation.field_word("gender").capitalize(),
            sexes,
            sex,
            format_func=lambda one: one or "–",
            key=_key(seen, "gender"),
        )
        st.text_input(
            _("New identity number (leave empty to keep the present one)"), key=_key(seen, "national_id"), max_chars=20
        )
        st.text_input(_("Why, and by which paper"), key=_key(seen, "reason"), max_chars=200)
        st.form_submit_button(_("Save the correction"), type="primary", on_click=save)


def _job(seen: Seen, prefix: str, before: Job) -> None:
    st.text_input(_("Position"), before.position, key=_key(seen, prefix + "position"), max_chars=200)
    categories = [None, *Category]
    st.selectbox(
        _("Staff category"),
        categories,
        categories.index(before.category),
        format_func=lambda one: category_word(one) if one else "–",
        key=_key(seen, prefix + "category"),
    )
    st.text_input(_("Rank"), before.rank, key=_key(seen, prefix + "rank"), max_chars=200)
    st.checkbox(_("Head of the unit"), before.head, key=_key(seen, prefix + "head"))
    st.checkbox(_("Leading position (deputies too)"), before.leader, key=_key(seen, prefix + "leader"))


def _job_given(seen: Seen, prefix: str) -> Job:
    return Job(
        position=text.tidy(_value(seen, prefix + "position") or ""),
        category=_value(seen, prefix + "category"),
        rank=text.tidy(_value(seen, prefix + "rank") or ""),
        head=bool(_value(seen, prefix + "head")),
        leader=bool(_value(seen, prefix + "leader")),
    )


def _unit(seen: Seen, prefix: str, places: list[units.Choice], unit_id: int | None) -> None:
    place = next((number for number, one in enumerate(places) if one.id == unit_id), None)
    st.selectbox(
        _("To which unit"),
        places,
        place,
        format_func=lambda one: one.label,
        placeholder=_("Choose a unit"),
        key=_key(seen, prefix + "unit"),
    )


def _day(seen: Seen, name: str, label: str, value: date | None) -> None:
    first, last = min(value or LONG_AGO, LONG_AGO), max(value or FAR_OFF, FAR_OFF)
    st.date_input(label, value, min_value=first, max_value=last, format="DD/MM/YYYY", key=_key(seen, name))


def _transfer(seen: Seen, places: list[units.Choice], today: date) -> None:
    main = _main(seen, Tree.ADMINISTRATION, today)
    left = main is None or main.status is Status.INACTIVE

    def save() -> None:
        unit, job, day = _value(seen, "t:unit"), _job_given(seen, "t:"), _value(seen, "t:day")
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
    with st.expander(word, icon=":material/move_up:"), st.form(_key(seen, "transfer"), border=False):
        st.caption(
            _("The day may lie in the past: figures of those days then count them there, and earlier reports stay.")
        )
        _unit(seen, "t:", places, None if left or main is None else main.unit_id)
        _day(seen, "t:day", _("From which day"), today)
        _job(seen, "t:", main.job if main else Job())
        st.form_submit_button(_("Save the new place"), type="primary", on_click=save)


def _second_post(seen: Seen, places: list[units.Choice], today: date) -> None:
    def save() -> None:
        unit, job, day, end = (
            _value(seen, "p:unit"),
            _job_given(seen, "p:"),
            _value(seen, "p:day"),
            _value(seen, "p:end"),
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

    with (
        st.expander(_("Add a second post (concurrent or seconded)"), icon=":material/add_business:"),
        st.form(_key(seen, "second"), border=False),
    ):
        _unit(seen, "p:", places, None)
        _day(seen, "p:day", _("From which day"), today)
        _day(seen, "p:end", _("Last day, if known"), None)
        _job(seen, "p:", Job())
        st.form_submit_button(_("Save the second post"), type="primary", on_click=save)


def _absence(seen: Seen, today: date) -> None:
    trees = [tree for tree in Tree if (line := _main(seen, tree, today)) and line.status is not Status.INACTIVE]
    if not trees:
        return
    kinds = {"leave": _("on leave"), "back": _("back from leave earlier"), "left": _("has left")}

    def save() -> None:
        kind, day, end = _value(seen, "a:kind"), _value(seen, "a:day"), _value(seen, "a:end")
        tree = _value(seen, "a:tree") or trees[0]
        if day is None or kind not in kinds:
            st.session_state["refused"] = _("Choose what and from which day first.")
            return

        def act(db: Any, actor: Any, reach: Scope) -> None:
            common: dict[str, Any] = {"now": text.utc_now(), "seen": seen.fingerprint}
            person = seen.person.id or 0
            if kind == "leave":
                until = None if end is None else end + timedelta(days=1)
                organisation.take_leave(db, actor, reach, person, tree, from_=day, until=until, **common)
            elif kind == "back":
                organisation.end_leave(db, actor, reach, person, tree, on=day, **common)
            else:
                organisation.depart(db, actor, reach, person, tree, on=day, **common)

        doing.do(RIGHT, act, _("Done. Courses and figures follow from that day."))

    with (
        st.expander(_("Leave, return, departure"), icon=":material/event_busy:"),
        st.form(_key(seen, "absence"), border=False),
    ):
        st.radio(_("What happens"), list(kinds), format_func=kinds.get, key=_key(seen, "a:kind"))
        if len(trees) > 1:
            st.selectbox(_("In which organisation"), trees, format_func=tree_word, key=_key(seen, "a:tree"))
        _day(seen, "a:day", _("From which day"), today)
        _day(seen, "a:end", _("Last day of the leave, if known"), None)
        st.form_submit_button(_("Save this"), type="primary", on_click=save)


def _mend(seen: Seen, places: list[units.Choice]) -> None:
    lines = [line for line in reversed(seen.places) if line.voided_at is None]
    if not lines:
        return
    with st.expander(_("A place above is wrong"), icon=":material/history_edu:"):
        st.caption(_("The wrong entry stays in the history; from now on the right one counts, also for past days."))
        line: PlaceLine | None = st.selectbox(
            _("Which one"), lines, format_func=_line_words, key=_key(seen, "m:line"), index=None, placeholder="–"
        )
        if line is None:
            return
        prefix = f"m{line.id}:"

        def mend() -> None:
            unit, job = _value(seen, prefix + "unit"), _job_given(seen, prefix)
            day, end = _value(seen, prefix + "day"), _value(seen, prefix + "end")
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

        with st.form(_key(seen, prefix), border=False):
            _unit(seen, prefix, places, line.unit_id)
            _day(seen, prefix + "day", _("From which day"), line.from_)
            _day(seen, prefix + "end", _("Last day, if known"), line.until and line.until - timedelta(days=1))
            _job(seen, prefix, line.job)
            st.form_submit_button(_("Save the right one"), type="primary", on_click=mend)
            st.form_submit_button(_("It never was so: take it back"), on_click=take_back)


def _line_words(line: PlaceLine) -> str:
    return f"{line.unit} · {job_words(line.job)} · {span(line.from_, line.until)}"


def _join(seen: Seen, scope: Scope, now: datetime) -> None:
    def separate(person_id: int) -> None:
        doing.do(
            RIGHT,
            lambda db, actor, reach: access.unmerge_people(db, actor, reach, person_id, now=text.utc_now()),
            _("The two records are separate again."),
        )

    for joined in seen.joined:
        st.button(
            _("Separate the record {code} again", code=plain(joined.staff_code or joined.full_name)),
            key=_key(seen, f"separate:{joined.id}"),
            on_click=separate,
            args=(joined.id or 0,),
        )
    with st.expander(_("The same person has a second record"), icon=":material/join:"):
        login = st.text_input(
            _("Staff code, e-mail or phone of the other record"), key=_key(seen, "j:login"), max_chars=200
        )
        if not login:
            return
        try:
            with database.reading() as db:
                found = organisation.find_person(db, login=login)
                if found is None or found.id is None or found.id == seen.person.id:
                    raise DomainError("not-found")
                other, drop_id = found.full_name, found.id
                code, born = found.staff_code or "–", found.birth_date
                hit = training.preview_joining(db, scope, drop_id, now=now)
        except DomainError as error:
            code_ = "not-found" if error.code == "outside-scope" else error.code
            st.warning(errors.sentence(DomainError(code_)))
            return
        _joining(seen, drop_id, f"{other} · {code}" + (f" · {text.day(born)}" if born else ""), hit)


def _joining(seen: Seen, drop_id: int, label: str, hit: training.Joining) -> None:
    def join() -> None:
        doing.do(
            RIGHT,
            lambda db, actor, reach: access.merge_people(
                db,
                actor,
                reach,
                seen.person.id or 0,
                drop_id,
                reason=_value(seen, "j:reason") or "",
                now=text.utc_now(),
            ),
            _("The two records are one person from now on."),
        )

    st.markdown(f"**{plain(label)}**")
    st.write(
        _("This page's record is kept. From the other one these count here, too:")
        + " "
        + ", ".join(
            (
                translate_n("{n} completion", "{n} completions", hit.completions),
                translate_n("{n} course begun", "{n} courses begun", hit.courses_opened),
                translate_n("{n} quiz taken", "{n} quizzes taken", hit.attempts),
            )
        )
        + "."
    )
    if hit.exemptions or hit.extensions:
        behind = translate_n("{n} exemption", "{n} exemptions", hit.exemptions)
        behind += ", " + translate_n("{n} extension", "{n} extensions", hit.extensions)
        st.warning(_("These stay behind: {what}. Give them anew if they should still hold.", what=behind))
    st.caption(_("The other record leaves all lists and figures; its logins open this account. It can be undone."))
    st.text_input(_("Why, and by which paper"), key=_key(seen, "j:reason"), max_chars=200)
    st.button(_("Join the two records"), type="primary", key=_key(seen, "j:do"), on_click=join)


def _main(seen: Seen, tree: Tree, today: date) -> PlaceLine | None:
    return next(
        (
            line
            for line in seen.places
            if line.main
            and line.tree is tree
            and line.voided_at is None
            and line.from_ <= today
            and (line.until is None or today < line.until)
        ),
        None,
    )
