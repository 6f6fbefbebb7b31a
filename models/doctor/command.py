"""`python -m models doctor`: every check in turn, as lines or as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from models.doctor import (
    backup,
    clock,
    content_state,
    dangers,
    database_state,
    disk,
    files,
    line,
    mail,
    tls,
    worker_state,
)
from models.doctor.found import Asked, Found, Look, State, unseen, wrong
from models.rights import DomainError
from models.sentences import sentence
from models.text import translate as _


@dataclass(frozen=True)
class Subject:
    """Something that is looked at, by a name of its own for programs."""

    name: str
    look: Look
    reads: bool = False  # needs a database that answers


SUBJECTS = (
    Subject("disk", disk.look),
    Subject("database", database_state.look),
    Subject("clock", clock.look_at_database, reads=True),
    Subject("clock", clock.look),
    Subject("worker", worker_state.look, reads=True),
    Subject("backup", backup.look, reads=True),
    Subject("files", files.look),
    Subject("settings", dangers.look),
    Subject("settings", dangers.look_at_people, reads=True),
    Subject("courses", content_state.look),
    Subject("browser", content_state.look_at_browser_files),
    Subject("address", line.look),
    Subject("tls", tls.look),
    Subject("mail", mail.look),
)


def examined(asked: Asked, subjects: Iterable[Subject] = SUBJECTS) -> Iterator[tuple[str, Found]]:
    """Yield what each check found, under its subject's name; a check that fails itself is told as wrong."""
    answers = database_state.answers()
    for subject in subjects:
        if subject.reads and not answers:
            missing = unseen(_("Not looked at without a database"), _("Mend what is said of the database first."))
            yield subject.name, missing
        else:
            yield from ((subject.name, one) for one in _looked(subject, asked))


def _looked(subject: Subject, asked: Asked) -> Iterator[Found]:
    try:
        yield from subject.look(asked)
    except DomainError as error:
        yield wrong(sentence(error), _("Mend this first, then ask again."))
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        yield wrong(_("This check failed itself: {why}", why=why), _("Report it with these words."))


def command(asked: Asked, out: TextIO, *, as_json: bool) -> int:
    """Write the report; return the exit status, 1 when anything is wrong."""
    counted = dict.fromkeys(State, 0)
    told: list[dict[str, str]] = []
    subjects, states, before = _subjects(), _states(), ""
    for name, found in examined(asked):
        counted[found.state] += 1
        told.append({"subject": name, "state": found.state, "seen": found.seen, "remedy": found.remedy})
        if as_json:
            continue
        if name != before:
            out.write(f"{subjects[name]}\n")
            before = name
        out.write(f"  {states[found.state]}: {found.seen}\n")
        if found.remedy:
            out.write(f"      → {found.remedy}\n")
        out.flush()
    if as_json:
        out.write(json.dumps({"counts": counted, "checks": told}, ensure_ascii=False, indent=2) + "\n")
    else:
        out.write("\n" + ", ".join(f"{states[state]}: {number}" for state, number in counted.items()) + "\n")
    return 1 if counted[State.WRONG] else 0


def _states() -> Mapping[State, str]:
    return {
        State.GOOD: _("all right"),
        State.CAREFUL: _("take care"),
        State.WRONG: _("is wrong"),
        State.UNSEEN: _("not looked at"),
    }


def _subjects() -> Mapping[str, str]:
    return {
        "disk": _("Disks"),
        "database": _("The database"),
        "clock": _("The clock"),
        "worker": _("The worker"),
        "backup": _("The backups"),
        "files": _("Rights on files"),
        "settings": _("Dangerous settings"),
        "courses": _("The courses"),
        "browser": _("Files for browsers"),
        "address": _("The way to the pages"),
        "tls": _("TLS"),
        "mail": _("Mail server"),
    }
