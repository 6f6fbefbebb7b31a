"""Pages made for paper: whole HTML without a script, each with a style of its own; the browser's menu prints them."""

import base64
import hashlib
import re
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse

from models import text
from pages.routes import forms


class Paper:
    """One kind of printed page. ``images``: whether it shows pictures of ours beside what stands in the page."""

    def __init__(self, css: str, *, images: bool = False) -> None:
        self._style = re.sub(r"\s+", " ", (Path(__file__).parent / css).read_text("utf-8")).strip()
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        pictures = "img-src 'self'; " if images else ""
        self._headers = {
            **forms.HEADERS,
            "content-security-policy": f"default-src 'none'; {pictures}style-src 'sha256-{digest}'; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'",
            "x-robots-tag": "noindex",
        }

    def page(self, title: str, body: str) -> HTMLResponse:
        """Return a whole page around ``body`` (HTML already escaped)."""
        content = (
            f'<!doctype html><html lang="{text.language()}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
            f"<title>{escape(title)}</title><style>{self._style}</style></head><body>{body}</body></html>"
        )
        return HTMLResponse(content, headers=self._headers)
