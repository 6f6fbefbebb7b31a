"""Where somebody stands in a tree: to mark one's own unit in a comparison."""

from models.training.columns import TREES
from models.training.coverage import Question, tree_on
from models.training.held import Held


def own_units(held: Held, person_id: int | None, question: Question) -> frozenset[str]:
    """Return the keys of the unit of a person's main posting on the question's day, and of all units above it."""
    postings, day = held.postings_of(person_id or 0), question.on.toordinal()
    here = (postings.person == (person_id or 0)) & (postings.tree == TREES.index(question.tree))
    here &= (postings.from_ <= day) & (postings.until > day) & (postings.voided.never)
    tree = tree_on(held, question)
    return frozenset(node.key for unit in postings.unit[here].tolist() for node in tree.path(unit))
