"""A practical task: its work is handed in as files and judged by a person."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from models import settings
from models.courses.fields import Fields
from models.courses.questions.base import Answer, Made, must
from models.courses.questions.judging import Judged, read_rubric_name
from models.courses.questions.rubric import rules
from models.text import translate as _

KINDS = ("pdf", "docx", "xlsx", "png", "jpg")
MOST = 5  # files of one answer


class Task(Judged):
    """Files of some kinds. An answer is a list of the keys of files that were uploaded to its place."""

    type: Literal["task"] = "task"
    files: tuple[str, ...]

    takes_files: ClassVar[bool] = True
    lines: ClassVar[int] = 0

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the kinds of files and the rubric."""
        kinds = entry.scalars("files", example="[pdf, docx]")
        entry.missing("files", "files: [pdf, docx]")
        for kind in kinds:
            if kind.text not in KINDS:
                entry.notes.add(rules.Q056, kind.line, kind.column, kind=kind.text[:20], kinds=", ".join(KINDS))
        if "files" in entry.values and not kinds and not entry.notes.errors:
            place = entry.values["files"]
            entry.notes.add(rules.Q056, place.line, place.column, kind="", kinds=", ".join(KINDS))
        rubric = read_rubric_name(entry)
        files = tuple(kind.text for kind in kinds)
        return lambda: cls(files=files, rubric=rubric, **common)

    def settings(self) -> Mapping[str, Any]:
        """Return which kinds of files are taken, how many, and how large each may be."""
        return {"kinds": list(self.files), "most": MOST, "limit": settings.current().task_file_mb * 1_000_000}

    def words(self) -> Mapping[str, str]:
        """Return what stands around the field."""
        return {
            "label": _("Add a file"),
            "kinds": _(
                "Possible: {kinds}; at most {n} files of {mb} MB each.",
                kinds=", ".join(self.files),
                n=MOST,
                mb=settings.current().task_file_mb,
            ),
            "sending": _("Sending {name}: {percent} %", name="{name}", percent="{percent}"),
            "sent": _("{name} is saved.", name="{name}"),
            "removed": _("{name} is taken away.", name="{name}"),
            "remove": _("Take {name} away", name="{name}"),
            "remove-short": _("Take away"),
            "lost": _(
                "{name} could not be sent: the line is broken. Nothing else is lost; choose it again.", name="{name}"
            ),
            "large": _(
                "{name} is larger than {most} MB. Make its pictures smaller, or save it as PDF; nothing is lost.",
                name="{name}",
                most=settings.current().task_file_mb,
            ),
            "nothing": _("No file yet."),
            "trial": _("Files can be added in the quiz itself."),
        }

    def taken(self, answer: Any) -> Answer:
        """Take keys of files; whether they were uploaded to this place, who stores the answer asks."""
        must(isinstance(answer, list) and all(isinstance(one, str) for one in answer), "type")
        must(len(answer) <= MOST, "long")
        must(all(one.isascii() and one.isalnum() and len(one) <= 40 for one in answer), "option")
        must(len(set(answer)) == len(answer), "twice")
        return list(answer) or None

    def right_answer(self) -> Answer:
        """Return what somebody may have handed in."""
        return ["a1b2c3d4e5f6"]

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return another file."""
        return (["z9y8x7w6v5u4"],)

    def written(self) -> dict[str, Any]:
        """Return kinds and rubric."""
        return {"files": list(self.files), **super().written()}


KIND = Task
