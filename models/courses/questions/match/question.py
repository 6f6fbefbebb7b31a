"""Pairs to match: each left-hand side gets one of the right-hand sides, some of which may belong to none."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from models.courses import rules as common_rules
from models.courses.fields import Fields
from models.courses.markdown import is_words
from models.courses.questions.base import Made, PartScoring, Piece
from models.courses.questions.choosing import Seen, check_words, place_of, written_text
from models.courses.questions.match import rules
from models.courses.questions.placing import Placed, Placing
from models.courses.values import Translated
from models.text import translate as _


class Match(Placing):
    """Pairs to match: ``items`` are the left-hand sides, ``targets`` the different right-hand sides."""

    type: Literal["match"] = "match"
    keeps_order: ClassVar[bool] = True

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the pairs, and right-hand sides that belong to none."""
        nodes = entry.items("pairs", example="[{left: Gọi điện giả danh, right: vishing}, …]")
        entry.missing("pairs", "pairs: [{left: Gọi điện giả danh, right: vishing}, …]")
        targets: dict[str, Translated] = {}
        items: list[Placed] = []
        seen = Seen(entry)
        for number, node in enumerate(nodes):
            entry.notes.mark(f"{entry.where}/{number}", node.line, node.column)
            fields = Fields(node, entry.notes, example="left: Gọi điện giả danh", where=entry.where)
            left = fields.translated("left", example="Gọi điện giả danh", needed=True)
            right = fields.translated("right", example="vishing", needed=True)
            name = fields.name("id", example="goi-dien")
            feedback = fields.translated("feedback", example="Gọi điện để lừa là vishing.")
            fields.finish()
            if left is None or right is None:
                continue
            seen.add(fields, left, name, key="left")
            check_words(fields, "right", right)
            targets.setdefault(_alike(right.vi), right)
            target = list(targets).index(_alike(right.vi))
            items.append(Placed(id=name or "", text=left, target=target, feedback=feedback))
        if nodes and not entry.notes.errors and len(targets) < 2:
            entry.notes.add(rules.Q030, *place_of(entry, "pairs"))
        for extra in entry.scalars("extra", example="[ransomware]"):
            if _alike(extra.text) in targets:
                entry.notes.add(rules.Q031, extra.line, extra.column, text=extra.text[:60])
            if not is_words(extra.text):
                entry.notes.add(common_rules.Q067, extra.line, extra.column, text=extra.text[:60])
            targets.setdefault(_alike(extra.text), Translated(vi=extra.text))
        scoring = entry.choice("scoring", PartScoring, PartScoring.EACH)
        sides = tuple(Piece(text=said) for said in targets.values())
        return lambda: cls(items=tuple(items), targets=sides, scoring=scoring, **common)

    def arranged(self, group: str, ids: list[str]) -> list[str]:
        """Shuffle the right-hand sides always: as written, each would stand beside its own."""
        return ids if group == "targets" else super().arranged(group, ids)

    def words(self) -> Mapping[str, str]:
        """Return what a list says before anything is chosen in it."""
        return {"choose": _("choose…")}

    def written(self) -> dict[str, Any]:
        """Return pairs and extras."""
        pairs = []
        for item in self.items:
            pair: dict[str, Any] = {
                "left": written_text(item.text),
                "right": written_text(self.targets[item.target].text),
            }
            pair |= {"id": item.id} if item.id else {}
            pair |= {"feedback": written_text(item.feedback)} if item.feedback else {}
            pairs.append(pair)
        used = {item.target for item in self.items}
        extra = [target.text.vi for number, target in enumerate(self.targets) if number not in used]
        scoring = {} if self.scoring is PartScoring.EACH else {"scoring": self.scoring.value}
        return {**scoring, "pairs": pairs, **({"extra": extra} if extra else {})}


def _alike(said: str) -> str:
    """Return what two right-hand sides have in common that nobody can tell apart, and that are therefore one."""
    return " ".join(said.casefold().split())


KIND = Match
