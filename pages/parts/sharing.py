"""The short address of a course, and its square code for a wall or a slide."""

from functools import lru_cache
from urllib.parse import urlsplit

import segno

from models import settings


def short_address(slug: str, here: str) -> str:
    """Return the address that people type or scan; ``here`` is an address of this server as the browser knows it."""
    parts = urlsplit(settings.current().public_url or here)
    return f"{parts.scheme}://{parts.netloc}/k/{slug}"


@lru_cache(maxsize=256)
def picture(address: str) -> str:
    """Return the address of a QR code as a picture that carries its own data: a page of Streamlit takes no SVG."""
    return str(segno.make(address, error="m").svg_data_uri(border=3, light="white", omitsize=True))


@lru_cache(maxsize=256)
def code(address: str) -> str:
    """Return a QR code as an SVG picture that is called by its address."""
    return str(segno.make(address, error="m").svg_inline(border=3, light="white", title=address, omitsize=True))
