"""Places to find on a picture; their names are the keyboard's way to choose them."""

import posixpath
from collections.abc import Mapping
from typing import Any, Literal, cast

from models.courses import rules as common_rules
from models.courses.fields import Fields, nearest
from models.courses.markdown import literal
from models.courses.nodes import Node
from models.courses.pictures import Frame, frame_of
from models.courses.questions.base import Answer, Made, Option, must
from models.courses.questions.choosing import ChoosingSeveral, Scoring, Seen, check_right, place_of, written_option
from models.courses.questions.choosing import written_text as written_said
from models.courses.questions.hotspot import rules
from models.courses.questions.printing import Before, Printed
from models.courses.values import Translated
from models.text import translate as _

Box = tuple[int, int, int, int]
_FARTHEST = 1_000_000


class Area(Option):
    """An area of the picture: its ``text`` is its name, its ``box`` x, y, width and height in the picture's units."""

    box: Box


class Hotspot(ChoosingSeveral):
    """Places to find on a picture, which shows what ``frame`` says. An answer is the list of the areas' ids."""

    type: Literal["hotspot"] = "hotspot"
    picture: str
    alt: Translated
    frame: Frame
    options: tuple[Area, ...]

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read picture and areas."""
        picture = entry.text("picture", example="../media/thu.svg", needed=True)
        frame = None if picture is None else _frame(entry, picture)
        alt = entry.translated("alt", example="Thư có địa chỉ người gửi và một liên kết", needed=True)
        areas = _read_areas(entry, frame)
        check_right(entry, areas, one=False, key="areas")
        scoring = entry.choice("scoring", Scoring, Scoring.ALL_OR_NOTHING)
        if sum(area.right for area in areas) == 1 and "scoring" in entry.values:
            entry.notes.add(common_rules.Q064, *place_of(entry, "scoring"), key="scoring")
        shown, said = cast(Frame, frame), cast(Translated, alt)
        return lambda: cls(picture=str(picture), alt=said, frame=shown, options=areas, scoring=scoring, **common)

    @property
    def several(self) -> bool:
        """Whether more than one area is to be found."""
        return sum(area.right for area in self.options) > 1

    def body(self) -> Translated | None:
        """Return the picture."""
        vi, en = (said and f"![{literal(said)}](<{self.picture}>)" for said in (self.alt.vi, self.alt.en))
        return Translated(vi=str(vi), en=en)

    def settings(self) -> Mapping[str, Any]:
        """Return where the areas are, as shares of the picture, whether several can be chosen, and width by height."""
        left, top, width, height = self.frame
        boxes = {
            area.id: [(x - left) / width, (y - top) / height, wide / width, high / height]
            for area in self.options
            for x, y, wide, high in [area.box]
        }
        return {"boxes": dict(sorted(boxes.items())), "several": self.several, "ratio": width / height}

    def words(self) -> Mapping[str, str]:
        """Return what stands around the picture, and what is said after a click on it."""
        return {
            "how": _("Click on the picture, or choose by name:"),
            "choose": _("Choose all that apply") if self.several else _("Choose one"),
            "chosen": _("Chosen: {name}"),
            "dropped": _("No longer chosen: {name}"),
            "missed": _("There is nothing to choose at this place. Try another one, or choose by name below."),
        }

    def printed(self) -> tuple[Printed, ...]:
        """Return the areas' names: boxes where several are to be found."""
        return (Printed("options", Before.BOX if self.several else Before.CIRCLE, self.words()["choose"]),)

    def taken(self, answer: Any) -> Answer:
        """Take a list of areas' ids; one where one is to be found."""
        found = super().taken(answer)
        must(self.several or found is None or (isinstance(found, list) and len(found) == 1), "option")
        return found

    def written(self) -> dict[str, Any]:
        """Return picture and areas."""
        areas = []
        for area in self.options:
            option = written_option(area)
            areas.append({"name": option.pop("text"), "box": list(area.box), **option})
        scoring = {} if self.scoring is Scoring.ALL_OR_NOTHING else {"scoring": self.scoring.value}
        return {"picture": self.picture, "alt": written_said(self.alt), **scoring, "areas": areas}


def _frame(entry: Fields, picture: str) -> Frame | None:
    """Return what the picture shows; None, with a note, where there is no such picture or its size cannot be read."""
    media = entry.known.media if entry.known is not None else {}
    path = posixpath.normpath(posixpath.join("questions", picture))
    file = media.get(path)
    frame = None if file is None else frame_of(file)
    if frame is None:
        others = tuple(f"../{other}" for other in media if other != path)
        place = entry.values["picture"]
        entry.notes.add(rules.Q045, place.line, place.column, path=picture[:80], near=nearest(picture, others))
    return frame


def _read_areas(entry: Fields, frame: Frame | None) -> tuple[Area, ...]:
    example = "[{name: địa chỉ người gửi, box: [120, 40, 300, 22], right: true}, …]"
    nodes = entry.items("areas", example=example)
    entry.missing("areas", f"areas: {example}")
    areas: list[Area] = []
    seen = Seen(entry)
    for number, node in enumerate(nodes):
        entry.notes.mark(f"{entry.where}/{number}", node.line, node.column)
        fields = Fields(node, entry.notes, example="name: địa chỉ người gửi", where=entry.where)
        said = fields.translated("name", example="địa chỉ người gửi", needed=True)
        name = fields.name("id", example="dia-chi")
        right = bool(fields.boolean("right", False))
        feedback = fields.translated("feedback", example="Tên miền thật nằm ở cuối địa chỉ.")
        box = _read_box(fields, frame)
        fields.finish()
        seen.add(fields, said, name, key="name")
        if said is None or box is None:
            continue
        area = Area(id=name or "", text=said, right=right, feedback=feedback, box=box)
        if (other := next((one for one in areas if one.right != right and _overlap(one.box, box)), None)) is not None:
            entry.notes.add(rules.Q048, *place_of(fields, "box"), other=other.text.vi[:60])
        areas.append(area)
    if "areas" in entry.values and not entry.notes.errors and len(areas) < 2:
        entry.notes.add(common_rules.Q009, *place_of(entry, "areas"))
    return tuple(areas)


def _read_box(fields: Fields, frame: Frame | None) -> Box | None:
    numbers = fields.numbers("box", -_FARTHEST, _FARTHEST, example=120)
    fields.missing("box", "box: [120, 40, 300, 22]")
    place: Node | None = fields.values.get("box")
    if place is None:
        return None
    if len(numbers) != 4 or min(numbers[2:]) <= 0:
        fields.notes.add(rules.Q046, place.line, place.column)
        return None
    x, y, width, height = numbers
    if frame is not None and (
        x < frame.left or y < frame.top or x + width > frame.left + frame.width or y + height > frame.top + frame.height
    ):
        fields.notes.add(rules.Q047, place.line, place.column, width=f"{frame.width:g}", height=f"{frame.height:g}")
    return x, y, width, height


def _overlap(one: Box, other: Box) -> bool:
    return all(one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2] for axis in (0, 1))


KIND = Hotspot
