"""Things to sort into categories."""

from collections.abc import Mapping
from typing import Any, Literal

from models.courses.fields import Fields
from models.courses.questions.base import Made, PartScoring, Piece
from models.courses.questions.categorise import rules
from models.courses.questions.choosing import Seen, check_words, place_of, written_text
from models.courses.questions.pieces import read_members, written_member
from models.courses.questions.placing import Placed, Placing
from models.text import translate as _

FEW = 4  # categories that stand in sight under each item; more are a list
_EXAMPLE = "[{name: Nhạy cảm, items: [Hồ sơ sức khỏe]}, …]"


class Categorise(Placing):
    """Things to sort: ``items`` in the file's order, ``targets`` are the categories, some perhaps without an item."""

    type: Literal["categorise"] = "categorise"

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the categories, each with its items."""
        nodes = entry.items("categories", example=_EXAMPLE)
        entry.missing("categories", f"categories: {_EXAMPLE}")
        targets: list[Piece] = []
        items: list[Placed] = []
        seen, lines = Seen(entry), dict[str, int]()
        for node in nodes:
            fields = Fields(node, entry.notes, example="name: Nhạy cảm", where=entry.where)
            said = fields.translated("name", example="Nhạy cảm", needed=True)
            if len(nodes) > FEW:
                check_words(fields, "name", said)
            name = fields.name("id", example="nhay-cam")
            members = fields.items("items", example="[Hồ sơ sức khỏe, Quan điểm chính trị]")
            fields.missing("items", "items: [Hồ sơ sức khỏe, Quan điểm chính trị]")
            found = read_members(entry, members, seen, example="Hồ sơ sức khỏe", begin=len(items))
            items += [Placed(id=one.id, text=one.text, target=len(targets), feedback=one.feedback) for one in found]
            fields.finish()
            if said is None:
                continue
            key = " ".join(said.vi.casefold().split())
            if key in lines:
                place = fields.values["name"]
                entry.notes.add(rules.Q041, place.line, place.column, name=said.vi[:60], first=lines[key])
            lines.setdefault(key, fields.line)
            targets.append(Piece(id=name or "", text=said))
        if nodes and not entry.notes.errors and (len(targets) < 2 or len(items) < 2):
            entry.notes.add(rules.Q040, *place_of(entry, "categories"))
        scoring = entry.choice("scoring", PartScoring, PartScoring.EACH)
        return lambda: cls(items=tuple(items), targets=tuple(targets), scoring=scoring, **common)

    def arranged(self, group: str, ids: list[str]) -> list[str]:
        """Shuffle the items always: as written they stand sorted. Categories keep the author's order."""
        return ids if group == "items" else [target.id for target in self.targets]

    def settings(self) -> Mapping[str, Any]:
        """Return whether the categories are a list."""
        return {"listed": len(self.targets) > FEW}

    def words(self) -> Mapping[str, str]:
        """Return what a list says before anything is chosen in it."""
        return {"choose": _("choose…")}

    def written(self) -> dict[str, Any]:
        """Return the categories with their items."""
        scoring = {} if self.scoring is PartScoring.EACH else {"scoring": self.scoring.value}
        categories = [
            {
                "name": written_text(target.text),
                **({"id": target.id} if target.id else {}),
                "items": [written_member(item, item.feedback) for item in self.items if item.target == number],
            }
            for number, target in enumerate(self.targets)
        ]
        return {**scoring, "categories": categories}


KIND = Categorise
