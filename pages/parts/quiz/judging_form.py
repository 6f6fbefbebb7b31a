"""The form by which one answer is judged: a row of levels for each criterion, comments, and what was said before."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import streamlit as st

from models import courses, text
from models.assessment import LONGEST_COMMENT, Verdict, Work
from models.text import translate as _
from pages.parts import typed
from pages.parts.courses import prose
from pages.parts.plain import plain
from pages.parts.quiz import judging

Act = Callable[[], None]


def work(found: Work) -> None:
    """Show what was handed in, without whose it is, and how long a text is."""
    asked = found.reviewed.asked
    prose.show(judging.work(asked, named=False))
    if isinstance(asked.answer, str):
        count = len(asked.answer.split())
        least, most = asked.settings.get("least"), asked.settings.get("most")
        told = _("{n} words", n=count)
        if least:
            told += " · " + _("{least} to {most} words are asked for", least=least, most=most)
        st.caption(told)


def form(found: Work, key: str, *, keep: Act, finish: Act, give_back: Act) -> None:
    """Show the rubric to choose from; each choice is kept as a draft at once."""
    rubric = found.question.rubric
    st.header(plain(rubric.title), anchor=False)
    for number, criterion in enumerate(rubric.criteria):
        with st.container(border=True):
            st.radio(
                f"**{number + 1}. {prose.label(criterion.text)}** ({judging.points(criterion.most)})",
                range(len(criterion.levels)),
                index=found.levels[number],
                format_func=_labels(criterion).get,
                key=f"{key}:level:{number}",
                on_change=keep,
            )
            st.text_area(
                _("Comment on criterion {n}", n=number + 1),
                value=found.comments[number],
                key=f"{key}:comment:{number}",
                max_chars=LONGEST_COMMENT,
                on_change=keep,
                height=68,
            )
    st.text_area(
        _("Comment on the whole"), value=found.comment, key=f"{key}:comment", max_chars=LONGEST_COMMENT, on_change=keep
    )
    typed.keep(*_comments(key, rubric), f"{key}:why")
    _sum(found, key)
    if found.history:
        st.text_input(_("Why is it judged anew? The person reads this."), key=f"{key}:why", max_chars=500)
        if found.result.passed:
            st.warning(
                _(
                    "This attempt is passed. If it falls below the pass mark, it counts until the person's unit has "
                    "decided; both are told."
                )
            )
    with st.container(horizontal=True):
        word = _("Store the new judgement") if found.history else _("Finish judging")
        st.button(word, type="primary", on_click=finish)
        st.button(_("Give it back"), on_click=give_back)


def not_mine(found: Work, *, begin: Act) -> None:
    """Say who judges it, or offer to begin."""
    if found.marker is not None and not found.stale:
        when = "" if found.marker_since is None else text.moment(found.marker_since)
        st.warning(
            plain(_("{name} has been judging this since {when}.", name=found.marker, when=when)), icon=":material/lock:"
        )
        return
    if found.marker is not None:
        left = _("{name} began and left it. You may go on with what they wrote.", name=found.marker)
        st.info(plain(left))
        word = _("Take it over")
    elif found.history:
        word = _("Judge it anew")
    else:
        word = _("Begin to judge")
    st.button(word, type="secondary" if found.history else "primary", on_click=begin)


def history(found: Work) -> None:
    """Show the finished judgements, the newest first: the newest one counts."""
    if not found.history:
        return
    st.header(_("Judged so far"), anchor=False)
    for one in reversed(found.history):
        made = found.question.judged(one.levels)
        earned = sum(float(each.points) for each in made.criteria)
        total = _("{points} of {most} points", points=text.number(earned), most=text.number(float(_most(found))))
        told = f"{text.moment(one.at)} · {one.by} · {total}"
        st.markdown(plain(told + (f" · {one.reason}" if one.reason else "")))


def said(key: str, rubric: courses.Rubric) -> Verdict:
    """Return what the form holds now."""
    state = st.session_state
    numbers = range(len(rubric.criteria))
    return Verdict(
        levels=tuple(state.get(f"{key}:level:{number}") for number in numbers),
        comments=tuple(state.get(f"{key}:comment:{number}") or "" for number in numbers),
        comment=state.get(f"{key}:comment") or "",
    )


def drafted(key: str, rubric: courses.Rubric) -> None:
    """Say that the comments are in the database as they stand."""
    typed.stored(*_comments(key, rubric))


def forget(key: str, rubric: courses.Rubric) -> None:
    """Drop what the form held: the database has what counts."""
    typed.stored(*_comments(key, rubric), f"{key}:why")
    for name in [name for name in st.session_state if str(name).startswith(f"{key}:")]:
        del st.session_state[name]


def _comments(key: str, rubric: courses.Rubric) -> list[str]:
    return [f"{key}:comment", *(f"{key}:comment:{number}" for number in range(len(rubric.criteria)))]


def _labels(criterion: courses.Criterion) -> dict[int, str]:
    return {
        place: f"{judging.points(level.points)}: {prose.label(level.text)}"
        for place, level in enumerate(criterion.levels)
    }


def _sum(found: Work, key: str) -> None:
    criteria = found.question.rubric.criteria
    levels: list[Any] = [st.session_state.get(f"{key}:level:{number}") for number in range(len(criteria))]
    chosen = [one for one in zip(criteria, levels, strict=True) if one[1] is not None]
    earned = sum(float(one.levels[level].points) for one, level in chosen)
    told = _("{points} of {most} points", points=text.number(earned), most=text.number(float(_most(found))))
    left = len(criteria) - len(chosen)
    more = " · " + _("criteria left: {n}", n=left) if left else ""
    kept = st.session_state.get(f"{key}:kept")
    saved = " · " + _("draft saved at {time}", time=f"{kept.astimezone(text.HANOI):%H:%M:%S}") if kept else ""
    st.markdown(f"**{told}**{more}{saved}")


def _most(found: Work) -> Decimal:
    return found.question.rubric.most
