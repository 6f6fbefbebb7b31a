"""Which findings are listed: in their order, each once, and so many of a file that somebody can still read them."""

from collections import Counter
from collections.abc import Iterable

from models.courses import rules
from models.courses.findings import Finding, Place

MOST = 300  # of one file


def readable(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by file and line, of each file 300 at the most: errors before warnings.

    Where there are more, the last finding of the file says how many. What an error keeps back is to be asked before
    this: the error may be one that is not listed.
    """
    ordered = sorted(dict.fromkeys(found), key=_place)
    count = Counter(one.place.path for one in ordered)
    if all(n <= MOST for n in count.values()):
        return tuple(ordered)
    kept: Counter[str] = Counter()
    shown: list[Finding] = []
    for one in sorted(ordered, key=lambda one: not one.is_error):
        kept[one.place.path] += 1
        if kept[one.place.path] <= MOST:
            shown.append(one)
    last = {one.place.path: one.place for one in sorted(shown, key=_place)}
    for path, n in count.items():
        if n > MOST:
            end = Place(path, last[path].line, last[path].column + 1)
            shown.append(Finding(end, rules.F047, (("more", str(n - MOST)),)))
    return tuple(sorted(shown, key=_place))


def _place(one: Finding) -> tuple[str, int, int, str]:
    return one.place.path, one.place.line, one.place.column, one.rule.id
