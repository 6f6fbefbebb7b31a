"""What a line of the trail tells beside its sentence: each detail with its name, its value as readers know it."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from models import access, messages, organisation, privacy, reports, text, training
from models.audit import AuditLine
from models.rights import Role
from models.text import translate as _
from models.text import translate_n
from pages.parts import data_notice, menu, roles, threads
from pages.parts.office import setting_words
from pages.parts.office.audit_words import UNITS, Names, act_word
from pages.parts.office.person_view import tree_word
from pages.parts.quiz import regrading

# numbers and codes that say nothing to a reader
INNER = (
    "posting",
    "party",
    "exemption",
    "extension",
    "allowance",
    "grant",
    "key",
    "source",
    "of",
    "levels",
    "stands_for",
    "regrade",
    "marking",
    "named",
    "issued",
    "sheets",
)


LISTS = ("organisation.import", "organisation.undo-import")


def _kind(line: AuditLine, value: Any) -> str:
    if line.act == "messages.ask":
        return threads.word(messages.Kind(value)) if value in list(messages.Kind) else ""
    return data_notice.kind_word(privacy.RequestKind(value)) if value in list(privacy.RequestKind) else ""


def _means(_line: AuditLine, value: Any) -> str:
    return {
        access.Means.CODE: _("a code of the second step"),
        access.Means.PASSWORD: _("the password"),
        access.Means.DIRECTORY: _("the directory's password"),
        access.Means.PROVIDER: _("single sign-on"),
    }.get(value, "")


def _setting(line: AuditLine, value: Any) -> str:
    return setting_words.choice_words().get(value, "") if line.act == "choices.choose" else ""


def _tree(_line: AuditLine, value: Any) -> str:
    return tree_word(organisation.Tree(value)) if value in list(organisation.Tree) else ""


def _language(_line: AuditLine, value: Any) -> str:
    return {"vi": "Tiếng Việt", "en": "English"}.get(value, "")


# what stands in a line as a code, in words; '' for one of a newer version, which is then shown as it is
KINDS: Mapping[str, Callable[[AuditLine, Any], str]] = {
    "kind": _kind,
    "by": _means,
    "name": _setting,
    "tree": _tree,
    "language": _language,
}


def details(line: AuditLine, known: Names) -> str:
    """Return a line's details in words."""
    return ", ".join(
        f"{_label(line, name)}: {_value(line, name, value, known)}"
        for name, value in line.details.items()
        if value not in (None, "", [], 0) and name not in INNER
    )


def _label(line: AuditLine, name: str) -> str:
    if line.act in LISTS and name in list(organisation.Outcome):
        return organisation.outcome_word(organisation.Outcome(name))
    return labels(text.language()).get(name, name)


@lru_cache(maxsize=2)
def labels(_language: str) -> Mapping[str, str]:
    """Return what each detail is called, in a language."""
    return {
        "on": _("from the day"),
        "unit": _("unit"),
        "parent": _("under"),
        "into": _("into"),
        "units": _("units"),
        "people": _("people"),
        "dropped": _("record given up"),
        "fields": _("details"),
        "tree": _("tree"),
        "course": _("course"),
        "course_id": _("course"),
        "edition": _("edition"),
        "rows": _("rows"),
        "quiz": _("quiz"),
        "minutes": _("minutes"),
        "attempts": _("attempts"),
        "seconds": _("seconds"),
        "question": _("question"),
        "treatment": _("how it is marked"),
        "duties": _("duties"),
        "due": _("last day"),
        "before": _("before"),
        "after": _("after"),
        "lines": _("lines"),
        "left_out": _("left out"),
        "given_by": _("code from"),
        "kind": _("kind"),
        "language": _("language"),
        "size": _("size"),
        "name": _("setting"),
        "file": _("file"),
        "hash": _("check code"),
        "made": _("made on"),
        "role": _("role"),
        "codes": _("codes left"),
        "place": _("question"),
        "asked": _("target in per cent"),
        "called": _("what it is called"),
        "by": _("shown by"),
        "granted": _("done as asked"),
        "details": _("people whose details are as before"),
        "worked": _("worked to make up"),
        "working": _("in working days"),
        "renew_months": _("renewed after months"),
        "renew_months_before": _("renewed after months, before"),
        "renew_window": _("days in which it can be renewed"),
        "renew_window_before": _("days in which it can be renewed, before"),
        "renew_grace": _("days of grace"),
        "renew_grace_before": _("days of grace, before"),
        "days": _("number of days"),
        "path": _("learning path"),
        "what": _("what"),
        "page": _("page"),
        "prepared_by": _("prepared by"),
        "purpose": _("taken along for"),
        "states": _("states"),
        "step": _("step between two days"),
        "percent": _("result in per cent"),
        "percent_before": _("result before, in per cent"),
    }


def _value(line: AuditLine, name: str, value: Any, known: Names) -> str:
    if name in ("course", "course_id"):
        return known.course(value) or str(value)
    if name == "quiz":
        return known.quiz(line.details.get("course_id"), str(value))
    if name == "path":
        return known.paths.get(value, str(value))
    if name in KINDS and (word := KINDS[name](line, value)):
        return word
    if name in ("on", "due", "before", "after") and isinstance(value, str):
        try:
            return text.day(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    if value is None:
        return "–"
    if value is True:
        return _("yes")
    if name in ("before", "after"):
        return translate_n("{n} day after the first", "{n} days after the first", int(value))
    if name in ("given_by", "prepared_by"):
        return known.people.get(value, "–")
    if name == "hash":
        return f"{value[:12]}…"
    if name == "page":
        return next((one.title for one in menu.entries() if one.address == value), str(value))
    if name == "what":
        return act_word(str(value))
    if name == "role":
        return roles.role_word(value) if value in list(Role) else str(value)
    if name == "purpose":
        return reports.purpose_word(str(value))
    if name == "states" and isinstance(value, list):
        return ", ".join(training.state_word(training.State(one)) for one in value if one in list(training.State))
    if name == "step" and value in list(training.Step):
        return training.step_word(training.Step(value))
    if name == "treatment":
        return regrading.treatment_word(value)
    if name == "dropped":
        return known.people.get(value, "–")
    if name == "fields" and isinstance(value, list):
        return ", ".join(organisation.field_word(str(one)) for one in value)
    if name in UNITS and not (name == "units" and line.act.endswith("import")):
        listed = value if isinstance(value, list) else [value]
        return ", ".join(known.units.get(one, "–") for one in listed)
    return text.shown(value)
