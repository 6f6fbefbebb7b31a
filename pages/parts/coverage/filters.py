"""What narrows a coverage figure: course, staff category, heads and leaders, day, as known on, tree."""

from datetime import datetime
from typing import Any

import streamlit as st

from models import text, training
from models.organisation import Category, Tree
from models.rights import Scope
from models.text import translate as _
from models.training import Attribute, Held, Question
from pages.parts import folds, going, live
from pages.parts.plain import plain

NAMES = ("course", "path", "category", "attribute", "on", "known", "tree")


def show(held: Held, scope: Scope, question: Question) -> None:
    """Show the filters that are set, and behind them all, each with what the address asks; a change asks anew."""
    said = _line(in_words(held, question))
    with st.container():  # one place with or without words, or the fold would close
        if said:
            st.caption(plain(said))
    place = folds.fold(_("Filter"), icon=":material/filter_alt:", key="filters")
    if place is None:
        return
    titles = {course.slug: course.title for course in held.courses}
    paths = {path.id: str(path.title) for path in live.references().paths}
    with place:
        _choice(_("Course"), "course", [None, *titles], question.course, lambda one: titles.get(one, _("all courses")))
        if paths:
            chosen = None if question.path is None else question.path.key
            _choice(
                _("Learning path"),
                "path",
                [None, *paths],
                chosen,
                lambda one: paths.get(one, _("no path in particular")),
            )
        _choice(
            _("Staff category"),
            "category",
            [None, *Category],
            question.category,
            lambda one: training.category_word(one.value) if one else _("all categories"),
        )
        _choice(
            _("Heads and leaders"),
            "attribute",
            [None, *Attribute],
            question.attribute,
            lambda one: training.attribute_word(one) if one else _("everybody"),
        )
        st.date_input(
            _("As of the day"),
            question.on,
            format="DD/MM/YYYY",
            key="f:on",
            on_change=going.chosen,
            args=("on", "f:on"),
        )
        st.date_input(
            _("As known at the end of the day"),
            None if question.known_at is None else text.local_day(question.known_at),
            format="DD/MM/YYYY",
            key="f:known",
            on_change=_known,
            help=_("Leave it empty for what is known now. What was entered later is then not counted."),
        )
        words = {Tree.ADMINISTRATION: _("administration"), Tree.PARTY: _("Party")}
        trees = {tree: words[tree] for tree in training.trees_of(held, scope, question.on)}
        if len(trees) > 1:
            _choice(_("Tree"), "tree", list(trees), question.tree, lambda one: trees.get(one, ""))
        if said:
            st.button(_("Remove all filters"), key="f:none", on_click=going.go, kwargs=dict.fromkeys(NAMES))


def in_words(held: Held, question: Question) -> list[str]:
    """Return the filters that are set, each in a few words, as screen and file say them."""
    titles = {course.slug: course.title for course in held.courses}
    return training.filters_in_words(
        question, titles.get(question.course or "", ""), today=text.local_day(text.utc_now())
    )


def known(held: Held, question: Question, now: datetime) -> datetime:
    """Return as known when a figure is."""
    return question.known_at or held.as_of or now


def as_of(held: Held, question: Question, now: datetime) -> str:
    """Return of which day a figure is, and as known when."""
    return _("As of {day}, as known on {when}.", day=question.on, when=text.moment(known(held, question, now)))


def beneath(held: Held, question: Question, said: str) -> str:
    """Return what stands beneath a picture that is taken away: what is ``said`` of it, and what narrows its figures.

    Without the filters it would pass for a figure of all courses and everybody.
    """
    return " ".join(filter(None, (said, _line(in_words(held, question)))))


def _line(words: list[str]) -> str:
    return f"{_('Filter')}: " + "; ".join(words) if words else ""


def _choice(label: str, name: str, options: list[Any], value: Any, words: Any) -> None:
    st.selectbox(
        label,
        options,
        index=options.index(value) if value in options else 0,
        format_func=words,
        key=f"f:{name}",
        on_change=going.chosen,
        args=(name, f"f:{name}"),
    )


def _known() -> None:
    day = st.session_state["f:known"]
    going.go(known=None if day is None else training.end_of(day).isoformat())
