"""Reading of lists whose members are a text alone, or a text with an id and a feedback: things to order, to sort."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from models.courses.fields import Fields
from models.courses.nodes import Mapping, Node, Scalar
from models.courses.questions.base import Piece
from models.courses.questions.choosing import Seen, written_text
from models.courses.values import Translated

_LANGUAGES = frozenset({"vi", "en"})


class Member(NamedTuple):
    """A member of such a list as it was written; ``id`` is '' where its author gave none."""

    text: Translated
    id: str
    feedback: Translated | None


def read_members(entry: Fields, nodes: list[Node], seen: Seen, *, example: str, begin: int = 0) -> Iterator[Member]:
    """Yield the members of a list; what is wrong with one is noted at its own line.

    ``seen`` knows the members read before, in other lists of the question too; ``begin`` is how many these are.
    """
    for number, node in enumerate(nodes, start=begin):
        entry.notes.mark(f"{entry.where}/{number}", node.line, node.column)
        if _is_text(node):
            key = Scalar("text", node.line, node.column, True, False)
            node = Mapping({"text": node}, {"text": key}, node.line, node.column)
        fields = Fields(node, entry.notes, example=f"text: {example}", where=entry.where)
        said = fields.translated("text", example=example, needed=True)
        name = fields.name("id", example="buoc-dau")
        feedback = fields.translated("feedback", example="Việc này ngăn thiệt hại lan rộng.")
        fields.finish()
        if said is not None:
            seen.add(fields, said, name)
            yield Member(said, name or "", feedback)


def _is_text(node: Node) -> bool:
    """Whether a node is the text alone, perhaps in two languages."""
    if isinstance(node, Mapping):
        return node.keys.keys() <= _LANGUAGES
    return isinstance(node, Scalar)


def written_member(piece: Piece, feedback: Translated | None) -> str | dict[str, Any]:
    """Return a piece as an author writes it: its text alone where there is nothing else."""
    said = written_text(piece.text)
    more = {"id": piece.id or None, "feedback": feedback and written_text(feedback)}
    told = {key: value for key, value in more.items() if value is not None}
    return {"text": said, **told} if told else said
