"""Several right options."""

from collections.abc import Mapping
from typing import Any, Literal

from models.courses.fields import Fields
from models.courses.questions.base import Made
from models.courses.questions.choosing import ChoosingSeveral, Scoring, check_right, read_options
from models.courses.questions.printing import Before, Printed
from models.text import translate as _


class Multiple(ChoosingSeveral):
    """Several right options."""

    type: Literal["multiple"] = "multiple"

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the options and how they are scored."""
        options = read_options(entry)
        scoring = entry.choice("scoring", Scoring, Scoring.ALL_OR_NOTHING)
        check_right(entry, options, one=False)
        return lambda: cls(options=options, scoring=scoring, **common)

    def settings(self) -> Mapping[str, Any]:
        """Return that several can be chosen."""
        return {"several": True}

    def words(self) -> Mapping[str, str]:
        """Return what stands above the options."""
        return {"choose": _("Choose all that apply")}

    def printed(self) -> tuple[Printed, ...]:
        """Return boxes to mark."""
        return (Printed("options", Before.BOX, self.words()["choose"]),)

    def written(self) -> dict[str, Any]:
        """Return scoring and options."""
        scoring = {} if self.scoring is Scoring.ALL_OR_NOTHING else {"scoring": self.scoring.value}
        return {**scoring, **super().written()}


KIND = Multiple
