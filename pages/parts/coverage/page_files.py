"""What the coverage page's own charts hold, to be read as a table and taken away: the bar of states, the bars."""

from collections.abc import Mapping, Sequence

from models import text
from models.text import translate as _
from pages.parts import tables
from pages.parts.coverage import saving
from pages.parts.coverage.charts import Part


def show(
    parts: Sequence[Part],
    about: str = "",
    *,
    states: str,
    bars: str | None,
    title: str,
    source: str,
    address: Mapping[str, str],
) -> None:
    """Show the states as a table, and offer both charts as pictures and their figures as an Excel file.

    ``states`` and ``bars`` are the keys of the containers that they are drawn in; ``address``: what the page is asked;
    ``about``: what is said of the bars, which of all they are among it.
    """
    whole = sum(part.number for part in parts)
    rows = [
        [
            tables.state(part.state),
            tables.number(text.number(part.number)),
            tables.number(text.percent(part.number, whole)),
        ]
        for part in parts
    ]
    tables.show([_("State"), _("Number"), _("Of those required")], rows, caption=_("The states of all"))
    file, excel = saving.named("do-phu", title), ("coverage-bars", address)
    words = _("The bar of states:")
    saving.offer(states, title=title, file=file, source=source, words=words, legend=parts, excel=excel)
    if bars is not None:
        words, source = _("The bars to compare:"), f"{about} {source}"
        saving.offer(bars, title=title, file=file, source=source, words=words, excel=excel)
