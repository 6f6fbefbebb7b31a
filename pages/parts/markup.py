"""Safe HTML of ours as a piece of a page: sent as it is.

Streamlit's own way looks in it for the name of a file, for indents of a Python text and for styles that stand alone, at
every run, through all of a lesson (docs/performance.md).
"""

from functools import lru_cache
from typing import Any

from streamlit.delta_generator_singletons import get_dg_singleton_instance
from streamlit.elements.lib.layout_utils import LayoutConfig
from streamlit.proto.Html_pb2 import Html

_WIDE = LayoutConfig(width="stretch")


def show(html: str) -> Any:
    """Show HTML where the page is being drawn, and return its place."""
    return again(get_dg_singleton_instance().main_dg, html)


def again(place: Any, html: str) -> Any:
    """Show other HTML in a place that `show` returned."""
    return place._enqueue("html", Html(body=html), layout_config=_WIDE)


def style(css: str) -> None:
    """Bring styles into the page, which take no room in it."""
    get_dg_singleton_instance().event_dg._enqueue("html", _style(css))


@lru_cache(maxsize=8)
def _style(css: str) -> Html:
    return Html(body=f"<style>{css}</style>")
