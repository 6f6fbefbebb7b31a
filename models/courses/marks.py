"""How much work a text gives the Markdown parser: bounded before the text is parsed.

The parser stops at the end of each line and at each character that may mean something; 10,000 of these marks take it up
to 0.4 s, and the longest lesson that was shipped has 350. Where a link's address is defined apart
(`[a]: address`), it may look as far as the end of the paragraph, at each definition anew: so these are counted, too.
"""

import re
from itertools import islice

IN_LESSON = 10_000
IN_TEXT = 2_000  # of a question, a title, an explanation: several are drawn at once
IN_FILE = 100_000  # of a bank of questions, all its texts together

_MARK = re.compile(r"[\n!#$%&*+\-:<=>@\[\\\]^_`{|}~]")
_DEFINITION = re.compile(r"\]:")


def beyond(written: str, most: int) -> tuple[int, str, int] | None:
    """Return where a text has more marks than ``most``, or more than a hundredth of them as definitions.

    Comes out: the place, which marks these are, and how many may stand before it; None where all is well.
    """
    for pattern, shown, limit in ((_MARK, "* _ ` [ ] < > | # -", most), (_DEFINITION, "[…]: …", most // 100)):
        one_more = next(islice(pattern.finditer(written), limit, None), None)
        if one_more is not None:
            return one_more.start(), shown, limit
    return None
