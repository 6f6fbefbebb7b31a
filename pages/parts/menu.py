"""Every page of the platform: its file, title, address, the right that it asks for, its place in the menu."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, cached_property

import streamlit as st

from models import settings, text
from models.rights import Actor, Right
from models.text import translate as _

HOME = settings.ROOT / "pages"


class Group(Enum):
    """A part of the menu."""

    LEARNING = auto()
    UNITS = auto()
    TEACHING = auto()
    RUNNING = auto()


class _Page(st.Page):
    """A page made once for all runs of a process: it knows the hash of its address, which Streamlit computes thrice.

    Streamlit marks the one that it lets run on the page itself, which would be another run's, too. It runs what
    `st.navigation` has returned, and main.py runs nothing else.
    """

    @property
    def _can_be_called(self) -> bool:
        return True

    @_can_be_called.setter
    def _can_be_called(self, _may: bool) -> None:
        pass

    @cached_property
    def _script_hash(self) -> str:
        return super()._script_hash


@dataclass(frozen=True)
class Entry:
    """A page; ``hidden``: only links lead to it."""

    group: Group
    file: str
    title: str
    address: str
    right: Right
    hidden: bool = False


def entries() -> tuple[Entry, ...]:
    """Return every page, with titles in the language in use."""
    return _entries(text.language())


def opens(path: str, actor: Actor) -> bool:
    """Return whether an address's path is a page that this person may open."""
    right = right_of(path.strip("/"))
    return right is not None and _may(actor, right)


def right_of(path: str) -> Right | None:
    """Return the right that a page asks for; None: there is no such page."""
    return _rights().get(path)


def shown(actor: Actor) -> dict[str, list[st.Page]] | list[st.Page]:
    """Return what a person may open, as `st.navigation` takes it: by group, or a list where there is one group only."""
    return _shown(text.language(), frozenset(right for right in _kinds() if _may(actor, right)))


def page(file: str) -> st.Page:
    """Return the page of a file ('cadre/quiz')."""
    return _page(_files(text.language())[file])


def _may(actor: Actor, right: Right) -> bool:
    """Return whether somebody signed in holds what a page asks for: to learn, nothing more."""
    return right is Right.LEARN or actor.has(right)


@cache
def _page(entry: Entry) -> st.Page:
    """Return a page made once in this process: its file is looked for on the disk each time that one is made."""
    made = _Page(
        HOME / f"{entry.file}.py",
        title=entry.title,
        url_path=entry.address,
        default=not entry.address,
        visibility="hidden" if entry.hidden else "visible",
    )
    assert made._script_hash  # known before it is copied
    return made


@cache
def _shown(_language: str, rights: frozenset[Right]) -> dict[str, list[st.Page]] | list[st.Page]:
    titles = {
        Group.LEARNING: _("Learning"),
        Group.UNITS: _("My units"),
        Group.TEACHING: _("Teaching"),
        Group.RUNNING: _("Running it"),
    }
    found: dict[str, list[st.Page]] = {}
    for entry in entries():
        if entry.right in rights:
            found.setdefault(titles[entry.group], []).append(_page(entry))
    return found if len(found) > 1 else next(iter(found.values()))


@cache
def _files(_language: str) -> dict[str, Entry]:
    return {entry.file: entry for entry in entries()}


@cache
def _rights() -> dict[str, Right]:
    return {entry.address: entry.right for entry in entries()}


@cache
def _kinds() -> frozenset[Right]:
    return frozenset(_rights().values())


@cache
def _entries(_language: str) -> tuple[Entry, ...]:
    return (
        Entry(Group.LEARNING, "cadre/home", _("My learning"), "", Right.LEARN),
        Entry(Group.LEARNING, "cadre/catalogue", _("Courses"), "courses", Right.LEARN),
        Entry(Group.LEARNING, "cadre/results", _("My results"), "results", Right.LEARN),
        Entry(Group.LEARNING, "cadre/inquiries", _("My questions"), "inquiries", Right.LEARN),
        Entry(Group.LEARNING, "cadre/help", _("Help and contacts"), "help", Right.LEARN),
        Entry(Group.LEARNING, "cadre/course", _("Course"), "course", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/lesson", _("Lesson"), "lesson", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/quiz", _("Quiz"), "quiz", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/result", _("Result"), "result", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/trial", _("Try a quiz"), "trial", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/glossary", _("Words explained"), "glossary", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/certificate", _("Certificate of mine"), "certificate", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/ask", _("Ask a question"), "ask", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/inquiry", _("Question and answers"), "inquiry", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/notices", _("My notices"), "notices", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/account", _("My account"), "account", Right.LEARN, hidden=True),
        Entry(Group.LEARNING, "cadre/my_data", _("My personal data"), "my-data", Right.LEARN, hidden=True),
        Entry(Group.UNITS, "hr/overview", _("Overview of my units"), "overview", Right.SEE_COVERAGE),
        Entry(Group.UNITS, "hr/coverage", _("Coverage"), "coverage", Right.SEE_COVERAGE),
        Entry(Group.UNITS, "hr/person", _("A person's page"), "person", Right.SEE_COVERAGE, hidden=True),
        Entry(Group.UNITS, "hr/assign", _("Assign a course"), "assign", Right.ASSIGN),
        Entry(Group.UNITS, "hr/targets", _("Targets of units"), "targets", Right.ASSIGN),
        Entry(Group.UNITS, "hr/allowances", _("More time and attempts"), "allowances", Right.ASSIGN),
        Entry(Group.UNITS, "hr/objections", _("Objections to figures"), "objections", Right.ASSIGN),
        Entry(Group.UNITS, "hr/lost_passes", _("Passes in doubt"), "lost-passes", Right.ASSIGN),
        Entry(Group.UNITS, "hr/codes", _("Sign-in codes"), "codes", Right.GIVE_CODES),
        Entry(Group.UNITS, "hr/contact", _("Contact of my units"), "contact", Right.GIVE_CODES, hidden=True),
        Entry(Group.UNITS, "hr/second_person", _("Second person's word"), "second-person", Right.SECOND),
        Entry(Group.UNITS, "hr/deputies", _("Deputies"), "deputies", Right.ASSIGN),
        Entry(Group.UNITS, "hr/inspections", _("Inspections"), "inspections", Right.SEE_COVERAGE, hidden=True),
        Entry(Group.TEACHING, "trainer/courses", _("Courses I keep"), "my-courses", Right.AUTHOR),
        Entry(Group.TEACHING, "trainer/quiz_results", _("Quiz results"), "quiz-results", Right.AUTHOR),
        Entry(Group.TEACHING, "trainer/marking", _("Answers to judge"), "marking", Right.AUTHOR),
        Entry(Group.TEACHING, "trainer/judge", _("Judge an answer"), "judge", Right.AUTHOR, hidden=True),
        Entry(Group.TEACHING, "trainer/allowances", _("More time in my courses"), "course-allowances", Right.AUTHOR),
        Entry(Group.TEACHING, "trainer/inbox", _("Questions to me"), "inbox", Right.AUTHOR),
        Entry(Group.TEACHING, "trainer/guide", _("Guide for authors"), "authors-guide", Right.AUTHOR),
        Entry(Group.TEACHING, "trainer/regrade", _("Mark a question anew"), "regrade", Right.AUTHOR, hidden=True),
        Entry(Group.TEACHING, "trainer/preview", _("Preview of a course"), "preview", Right.AUTHOR, hidden=True),
        Entry(Group.RUNNING, "admin/people", _("People"), "people", Right.MANAGE_PEOPLE),
        Entry(Group.RUNNING, "admin/staff_list", _("Staff list"), "staff-list", Right.MANAGE_PEOPLE),
        Entry(Group.RUNNING, "admin/transfers", _("Transfer requests"), "transfers", Right.MANAGE_PEOPLE),
        Entry(Group.RUNNING, "admin/units", _("Units"), "units", Right.ADMINISTER),
        Entry(Group.RUNNING, "admin/grants", _("Roles"), "roles", Right.ADMINISTER),
        Entry(Group.RUNNING, "admin/days_off", _("Days off"), "days-off", Right.ADMINISTER),
        Entry(Group.RUNNING, "admin/data_requests", _("Data requests"), "data-requests", Right.ADMINISTER),
        Entry(Group.RUNNING, "admin/settings", _("Settings"), "settings", Right.ADMINISTER),
        Entry(Group.RUNNING, "admin/audit", _("Audit trail"), "audit", Right.READ_AUDIT),
    )
