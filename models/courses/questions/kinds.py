"""Which types of questions there are: the folders beside this file."""

from functools import reduce
from importlib import import_module
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from models.courses.questions.base import Question

FOLDER = Path(__file__).parent


def _kinds() -> dict[str, type[Question]]:
    names = sorted(path.parent.name for path in FOLDER.glob("*/question.py"))
    modules = (import_module(f"{__package__}.{name}.question") for name in names)
    kinds: list[type[Question]] = [module.KIND for module in modules]
    return {kind.model_fields["type"].default: kind for kind in kinds}


KINDS: dict[str, type[Question]] = _kinds()

_kinds_joined: Any = reduce(or_, KINDS.values())
if TYPE_CHECKING:
    AnyQuestion = Question
else:  # read and written as what it is, by its ``type``
    AnyQuestion = Annotated[_kinds_joined, Field(discriminator="type")]


def widget(name: str) -> tuple[str, str]:
    """Return script and style of a type's widget: its own, or that of options to choose from."""
    own = (FOLDER / name / "widget.js").is_file()
    paths = ((FOLDER / name / f"widget.{one}" if own else FOLDER / f"choices.{one}") for one in ("js", "css"))
    script, style = (path.read_text(encoding="utf-8") if path.is_file() else "" for path in paths)
    return script, style
