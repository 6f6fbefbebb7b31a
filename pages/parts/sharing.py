"""Addresses to hand on: a course's short one, with its square code for a wall or a slide; a view of coverage."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from models import settings
from models.text import translate as _
from models.training import Coverage
from pages.parts import folds, going


def short_address(slug: str, here: str) -> str:
    """Return the address that people type or scan; ``here`` is an address of this server as the browser knows it."""
    return f"{_server(here)}/k/{slug}"


def view_address(figure: Coverage, address: Mapping[str, str], here: str, *, known: datetime) -> str:
    """Return an address of a coverage view that says everything, so that others see the same, on another day too.

    What ``address`` leaves to who looks and when is filled in: unit, tree, day and as known when. Where one is in its
    lists is left out.
    """
    question = figure.question
    asked = {name: value for name, value in address.items() if name not in going.PLACES}
    asked |= {"tree": question.tree.value, "on": question.on.isoformat(), "known": known.isoformat()}
    if figure.unit is not None:
        asked["unit"] = figure.unit.key
    return f"{_server(here)}/coverage?{urlencode(asked)}"


def of_view(figure: Coverage, address: Mapping[str, str], *, known: datetime) -> None:
    """Offer such an address to be copied."""
    if inside := folds.fold(_("Link to this very view"), icon=":material/link:", key="link"):
        with inside:
            st.code(view_address(figure, address, str(st.context.url), known=known), language=None, wrap_lines=True)
            st.caption(
                _(
                    "Unit, day, data and filters stand in it. Whoever opens it sees these figures as far as they may "
                    "see them themselves; it gives nobody a right."
                )
            )


def _server(here: str) -> str:
    parts = urlsplit(settings.current().public_url or here)
    return f"{parts.scheme}://{parts.netloc}"


@lru_cache(maxsize=256)
def picture(address: str) -> str:
    """Return the address of a QR code as a picture that carries its own data: a page of Streamlit takes no SVG."""
    return str(segno.make(address, error="m").svg_data_uri(border=3, light="white", omitsize=True))


@lru_cache(maxsize=256)
def code(address: str) -> str:
    """Return a QR code as an SVG picture that is called by its address."""
    return str(segno.make(address, error="m").svg_inline(border=3, light="white", title=address, omitsize=True))
