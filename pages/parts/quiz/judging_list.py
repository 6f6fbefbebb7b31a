"""The list of answers that wait to be judged: what can be picked, and a line of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from models import courses, text
from models.assessment import Queue, Waiting
from models.text import translate as _
from models.text import translate_n
from pages.parts import apart, live
from pages.parts.plain import plain


def picked(everything: Queue, quiz: str, item: str) -> dict[str, Any]:
    """Return which part of the list an address asks for ('course:quiz', question's id); nonsense asks for all."""
    known = {f"{course}:{name}": {"course_id": course, "quiz": name} for course, name, _question in everything.counts}
    found: dict[str, Any] = dict(known.get(quiz, {}))
    fits = [one for one in everything.counts if not found or one[:2] == (found["course_id"], found["quiz"])]
    return {**found, "question": item} if item in {one[2] for one in fits} else found


def choices(everything: Queue, now: dict[str, Any], choose: Callable[[str, str], None]) -> None:
    """Show the lists by which a part is picked, each with how many wait; nothing where there is one thing only."""
    quizzes: dict[str, tuple[str, int]] = {}
    items: dict[str, int] = {}
    of: dict[str, int] = {}
    for (course_id, name, question), many in everything.counts.items():
        key = f"{course_id}:{name}"
        quizzes[key] = (_title(course_id, name), many + quizzes.get(key, ("", 0))[1])
        if now.get("quiz") in (None, name) and now.get("course_id") in (None, course_id):
            items[question] = many + items.get(question, 0)
            of[question] = course_id
    chosen = f"{now['course_id']}:{now['quiz']}" if now.get("quiz") else None
    labels = apart.told_apart({key: f"{title} ({many})" for key, (title, many) in quizzes.items()})
    _choice(_("Quiz"), "quiz", labels, chosen, choose)
    _choice(
        _("Question"),
        "item",
        apart.told_apart({name: f"{stem(of[name], name)} ({many})" for name, many in items.items()}),
        now.get("question"),
        choose,
    )


def stem(course_id: int, question_id: str, *, most: int = 80) -> str:
    """Return a question's text in one line, its id where the course has it no more."""
    released = live.catalogue().by_id(course_id)
    found = None if released is None else released.course.question(question_id)
    return courses.in_short(question_id if found is None else str(found.stem), most)


def line(one: Waiting, now: datetime) -> str:
    """Return one answer of the list, as Markdown: how long it waits, who judges it, what it is."""
    days = (text.local_day(now) - text.local_day(one.since)).days
    waited = translate_n("waits {n} day", "waits {n} days", days) if days else _("handed in today")
    colour = "red" if days >= 7 else "yellow" if days >= 3 else "blue"
    told = f":{colour}-badge[:material/hourglass_top: {waited}]"
    if one.mine:
        told += f" :blue-badge[:material/edit: {_('you are judging it')}]"
    elif one.marker is not None and not one.stale:
        told += f" :gray-badge[:material/lock: {_('{name} is judging it', name=plain(one.marker))}]"
    title = _title(one.course_id, one.quiz)
    number = _("work no. {id}, attempt {n}", id=str(one.attempt_id), n=one.number)
    return f"{told}  \n{plain(title)} · {number}"


def _title(course_id: int, quiz: str) -> str:
    released = live.catalogue().by_id(course_id)
    found = None if released is None else released.course.quiz(quiz)
    course = "–" if released is None else str(released.course.title)
    return f"{course} · {quiz if found is None else found.title}"


def _choice(
    label: str, name: str, labels: dict[str, str], chosen: str | None, choose: Callable[[str, str], None]
) -> None:
    if len(labels) < 2 and chosen is None:
        return
    key = f"{name}:{chosen}"
    options = [None, *labels]
    st.selectbox(
        label,
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=lambda one: labels[one] if one else _("all that wait"),
        key=key,
        on_change=choose,
        args=(name, key),
    )
