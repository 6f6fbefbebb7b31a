"""The form of a rule: whom it means, by when, from when; and the preview of whom it hits."""

from datetime import date, datetime
from typing import Any

import streamlit as st

from models import database, text, training
from models.organisation import Category, Tree
from models.rights import Scope
from models.text import translate as _
from models.text import translate_n
from models.training import Preview, Renewal, Whom
from pages.parts import folds, tables, units
from pages.parts.categories import category_word
from pages.parts.office import renewal_form
from pages.parts.plain import plain

NAMES = 20
WINDOW = 30  # days before its end from which on a completion can be renewed, where nobody says otherwise
NAMED = "named_keys"  # who was picked by name: a work in progress of one tab, nothing that anybody else should see


def whom(scope: Scope, today: date, now: datetime) -> Whom | None:
    """Show who may be meant and return it; None while nothing is chosen."""
    kind = st.segmented_control(
        _("For whom"),
        ["units", "people"],
        default="units",
        format_func={"units": _("part of the organisation"), "people": _("people by name")}.__getitem__,
        key="kind",
        required=True,
    )
    return _people(scope, now) if kind == "people" else _units(scope, today)


def forget() -> None:
    """Begin anew: the people picked for the rule just given are no longer picked."""
    st.session_state.pop(NAMED, None)
    st.session_state.pop("codes", None)


def terms(today: date, *, ends: bool) -> dict[str, Any]:
    """Show what is seldom needed and return it: the other terms of a rule, and its title.

    ``ends``: whether completions of what is given end by themselves, so that a renewal is asked for unless told else.
    """
    window = WINDOW if ends else 0
    place = folds.fold(_("More: renewal, from when, until when, earlier completions, a title"), key="terms")
    if place is None:
        nothing = {"from_": today, "not_before": None, "until": None, "renewal": Renewal(None, window, 0)}
        return {"terms": nothing, "words": {"title": "", "campaign": ""}}
    with place:
        from_ = st.date_input(_("Holds from"), today, format="DD/MM/YYYY", key="from") or today
        until = st.date_input(_("Holds until (empty: until ended)"), None, format="DD/MM/YYYY", key="until")
        not_before = st.date_input(
            _("Count completions only from this day on (empty: all)"), None, format="DD/MM/YYYY", key="not_before"
        )
        renewal = renewal_form.ask(Renewal(None, window, 0), key="renew")
        title = st.text_input(_("Title (empty: the course's)"), key="title", max_chars=120)
        campaign = st.text_input(_("Campaign, such as a plan's number"), key="campaign", max_chars=120)
    told: dict[str, Any] = {"from_": from_, "not_before": not_before, "until": until, "renewal": renewal}
    return {"terms": told, "words": {"title": title, "campaign": campaign}}


def page() -> int:
    """Return which page of the preview's names is open."""
    return int(st.session_state.get("names_page", 1))


def preview(hit: Preview, course: str, *, path: bool = False, joined_after: date | None = None) -> None:
    """Show whom the rule hits, before it is given; ``path``: it gives a learning path.

    ``joined_after``: it means those who joined after a day, of whom there may be none as yet.
    """
    course_to = translate_n("This gives the course to {n} person", "This gives the course to {n} people", hit.count)
    path_to = translate_n("This gives the path to {n} person", "This gives the path to {n} people", hit.count)
    st.header(path_to if path else course_to, anchor=False)
    said = []
    if hit.completed:
        said.append(translate_n("{n} has completed it already.", "{n} have completed it already.", hit.completed))
    if hit.late:
        said.append(translate_n("{n} would be overdue at once.", "{n} would be overdue at once.", hit.late))
    if hit.asked:
        said.append(
            translate_n(
                "{n} must take it by another rule already and has not yet: the earlier last day counts.",
                "{n} must take it by another rule already and have not yet: the earlier last day counts.",
                hit.asked,
            )
        )
    if hit.later:
        said.append(translate_n("{n} more gets it later.", "{n} more get it later.", hit.later))
    with st.container():
        if said:
            st.write(" ".join(said))
    if not hit.count:
        if joined_after is None:
            st.caption(_("Nobody fits today. Widen the choice above."))
        else:
            st.caption(
                _("Nobody has joined since {day}. Give it, and who joins gets it by themselves.", day=joined_after)
            )
        return
    place = folds.fold(_("Who they are: units, categories, names"), key="reached")
    if place is None:
        return
    with place:
        for head, counts, word in (
            (_("Unit"), hit.by_unit, str),
            (_("Staff category"), hit.by_category, training.category_word),
        ):
            rows = [
                [tables.words(word(one.name) or "–"), tables.number(text.number(one.people))] for one in counts[:NAMES]
            ]
            tables.show([head, _("people")], rows, caption=_("Whom {course} is given to", course=course))
            if len(counts) > NAMES:
                st.caption(_("and {n} more units", n=len(counts) - NAMES))
        st.write(plain(", ".join(hit.names)))
        tables.pages_of(page(), hit.count, NAMES, key="names", on_go=_turn)


def _turn(to: int) -> None:
    st.session_state["names_page"] = to


def _units(scope: Scope, today: date) -> Whom | None:
    with database.reading() as db:
        every = [choice for tree in Tree for choice in units.choices(db, scope, tree, today)]
    places = {choice.id: choice.label for choice in every}
    keep = st.session_state.get("units", [])
    chosen = st.multiselect(
        _("Units, with everything under them"),
        [choice.id for choice in units.narrowed(every, key="units:find", keep=keep)],
        format_func=lambda one: places.get(one, ""),
        key="units",
        placeholder=_("choose one or several units"),
    )
    categories = st.multiselect(
        _("Only these staff categories"),
        list(Category),
        format_func=category_word,
        key="categories",
        placeholder=_("all categories"),
    )
    led = st.radio(
        _("Only"),
        ["all", "heads", "leaders"],
        format_func={
            "all": _("everybody"),
            "heads": _("heads of units"),
            "leaders": _("leaders, deputies included"),
        }.get,
        horizontal=True,
        key="led",
    )
    positions, joined, member = "", None, False
    if place := folds.fold(_("Narrow down: position, newcomers"), key="narrow"):
        positions = place.text_input(
            _("Position holds one of these words (commas between)"),
            key="positions",
            help=_("With or without accents: 'ke toan' finds 'Kế toán viên'."),
        )
        joined = place.date_input(_("Joined after (empty: whenever)"), None, format="DD/MM/YYYY", key="joined")
        member = scope.party and place.checkbox(_("Party members only"), key="member")
    if not chosen:
        st.info(_("Choose at least one unit."))
        return None
    return Whom(
        subtree=tuple(chosen),
        categories=tuple(categories),
        head=True if led == "heads" else None,
        leader=True if led == "leaders" else None,
        positions=tuple(word for word in (part.strip() for part in positions.split(",")) if word),
        joined_after=joined,
        party_member=bool(member),
    )


def _people(scope: Scope, now: datetime) -> Whom | None:
    keys: list[str] = st.session_state.setdefault(NAMED, [])
    search = st.text_input(_("Search by name or staff code"), key="pick")
    with database.reading() as db:
        for one in training.find_to_name(db, scope, search, now=now):
            if one.key not in keys:
                label = f"{one.full_name} · {one.staff_code or '–'} · {one.unit}"
                st.button(
                    plain(label), key=f"add:{one.key}", icon=":material/add:", on_click=keys.append, args=(one.key,)
                )
        codes = st.text_area(
            _("Or paste staff codes, one a line"), key="codes", help=_("Columns copied from Excel are read too.")
        )
        from_codes = training.pasted(db, scope, codes, now=now)
        picked = training.named(db, scope, keys, now=now)
    if from_codes.unknown:
        shown = ", ".join(from_codes.unknown[:20]) + (" …" if len(from_codes.unknown) > 20 else "")
        st.warning(
            _("{n} staff codes name nobody in your units: {codes}", n=len(from_codes.unknown), codes=plain(shown))
        )
    for one in picked:
        st.button(
            plain(f"{one.full_name} · {one.unit}"),
            key=f"drop:{one.key}",
            icon=":material/close:",
            on_click=keys.remove,
            args=(one.key,),
            help=_("Take this person off the list"),
        )
    people = tuple(sorted({one.id for one in (*picked, *from_codes.found)}))
    if not people:
        st.info(_("Search for people, or paste their staff codes."))
        return None
    return Whom(people=people)
