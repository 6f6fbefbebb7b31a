"""Several right options."""

from typing import Any, ClassVar, Literal

from models.courses.fields import Fields
from models.courses.questions.base import Asked, Made
from models.courses.questions.choosing import ChoosingSeveral, Scoring, check_right, read_options
from models.courses.questions.printing import Before, Printed
from models.text import translate as _


class Multiple(ChoosingSeveral):
    """Several right options."""

    type: Literal["multiple"] = "multiple"
    asked_by: ClassVar[Asked] = Asked.MANY

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the options and how they are scored."""
        options = read_options(entry)
        scoring = entry.choice("scoring", Scoring, Scoring.ALL_OR_NOTHING)
        check_right(entry, options, one=False)
        return lambda: cls(options=options, scoring=scoring, **common)

    def printed(self) -> tuple[Printed, ...]:
        """Return boxes to mark."""
        return (Printed("options", Before.BOX, _("Choose all that apply")),)

    def written(self) -> dict[str, Any]:
        """Return scoring and options."""
        scoring = {} if self.scoring is Scoring.ALL_OR_NOTHING else {"scoring": self.scoring.value}
        return {**scoring, **super().written()}


KIND = Multiple
