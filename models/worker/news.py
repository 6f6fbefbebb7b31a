"""What lines of the change log are about, for big writes that look at what others changed meanwhile."""

from collections.abc import Sequence

from models import changes


def about(lines: Sequence[tuple[changes.Kind, int | None]]) -> tuple[frozenset[int], bool, bool]:
    """Return the people of some lines, whether rules or courses changed, and whether anybody may have."""
    people = frozenset(one for kind, one in lines if kind is changes.Kind.PERSON and one is not None)
    kinds = {kind for kind, _ in lines}
    return (
        people,
        bool(kinds & {changes.Kind.RULE, changes.Kind.COURSE}),
        bool(kinds & {changes.Kind.PEOPLE, changes.Kind.UNIT}),
    )
