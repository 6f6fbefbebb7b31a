"""What the first person to open a page in a process would wait for, done once the process answers and before they come.

Each of these is done at its first use and kept: half a second of the processor's time on the page of coverage.
"""

import logging

from streamlit import delta_generator, string_util
from streamlit.runtime import get_instance

from models import text
from pages.parts import menu
from pages.parts.coverage import bridge, charts, heat_map, trend

log = logging.getLogger("kns.pages")
LANGUAGE = "vi"  # of almost everybody
THEMES = ("light", "dark")


def prepare() -> None:
    """Do it, beside the pages of those who are early; where Streamlit has changed inside, no more than this is lost."""
    try:
        _prepare()
    except Exception:
        log.exception("what was to be made ready is done at the first opening of each page")


def _prepare() -> None:
    text.use_language(LANGUAGE)
    delta_generator._maybe_print_use_warning()  # looks once through all that runs, for its source
    string_util.extract_leading_emoji("")  # reads the table of all there are
    text.percent(1, 3)
    charts.state_spec(LANGUAGE)
    for theme in THEMES:
        charts.coverage_spec(theme, LANGUAGE, True)  # as pages call it: by its name it would be another
        for part in (bridge, heat_map, trend):
            part.spec(theme, LANGUAGE)
    pages = get_instance()._script_cache
    for entry in menu.entries():
        pages.get_bytecode(str(menu.HOME / f"{entry.file}.py"))
