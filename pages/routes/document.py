"""The one document in which every page is drawn: Streamlit's, with the language, title, icon and size of text of ours.

It is made once for a language and a size, and answered from memory. From its file it would come through Streamlit's
routes at each opening, with a turn of another thread for each look at the disk (docs/performance.md).
"""

import gzip
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from models.access import SignedIn
from pages.routes import bundle, protection

_STYLE = " ".join(  # shown at a click until the answer is there; on a phone menu and account share a row; lists' lines
    re.sub(r"\s+", " ", (Path(__file__).parent / f"{name}.css").read_text("utf-8")).strip()
    for name in ("waiting", "phone", "rows")
)
_LEAVING = (  # a link to another page says by itself that it waits (a download takes it back)
    'addEventListener("beforeunload",()=>{const page=document.documentElement;page.dataset.leaving="";'
    "setTimeout(()=>{delete page.dataset.leaving},4000)});"
)
_FORGOTTEN = (  # what was typed and not sent goes with whoever signs out (`pages/parts/typed.js`)
    'addEventListener("submit",({target})=>{'
    'if(target.getAttribute("action")?.startsWith("/sign-out"))sessionStorage.removeItem("kns-typed")});'
)
_AT_ONCE = (  # the socket opens at once: Streamlit else asks first where its server is and what it allows
    '__streamlit={BACKEND_BASE_URL:location.origin+"/",'
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:!1}};"
)
_PARTS = bundle.head()
_PIXELS = 18  # theme.baseFontSize in .streamlit/config.toml


def is_plainly(request: Request) -> bool:
    """Return whether a request asks for a page by its address and nothing else."""
    path = request.scope["path"]
    return request.method in ("GET", "HEAD") and path == "/" + path.strip("/")


def answer(request: Request, me: SignedIn) -> Response:
    """Answer with the document for somebody."""
    copies = bundle.current()
    made = _made(me.language, me.text_size, "" if copies is None else copies.address(me.language))
    squeezed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        "content-security-policy": protection.page_policy(made.html, request.headers.get("host", "")),
        "vary": "accept-encoding",
        "cache-control": "no-store",
    }
    if squeezed:  # it is the same for everybody: no secret is in it whose length could tell something
        headers["content-encoding"] = "gzip"
    return Response(made.squeezed if squeezed else made.whole, media_type="text/html", headers=headers)


@dataclass(frozen=True)
class _Document:
    html: str
    whole: bytes
    squeezed: bytes


@lru_cache(maxsize=32)  # languages and sizes of text, before and after the browser files were made
def _made(language: str, text_size: int, copies: str) -> _Document:
    """Return the document. Everything on a page is measured in rem, so the size of the root is the size of all."""
    locale = "vi-VN" if language == "vi" else "en-GB"
    html = bundle.INDEX.read_text(encoding="utf-8")
    html = html.replace('<html lang="en">', f'<html lang="{language}">', 1)
    html = re.sub(r"<title>.*?</title>", "<title>Kỹ Năng Số</title>", html, count=1)
    html = re.sub(r'<link rel="shortcut icon"[^>]*>', '<link rel="shortcut icon" href="/icon.svg" />', html, count=1)
    html = re.sub(r'<link[^>]*rel="preload"[^>]*SourceSans[^>]*>', "", html)
    html = re.sub(r'<link[^>]*rel="service-desc"[^>]*>', "", html)
    html = html.replace("</head>", f"{_PARTS}</head>", 1)
    if copies:
        html = html.replace("./static/", copies)
    script = (
        f'<script>Object.defineProperty(navigator,"language",{{get:()=>"{locale}"}});'
        f'Object.defineProperty(navigator,"languages",{{get:()=>["{locale}"]}});{_AT_ONCE}{_LEAVING}{_FORGOTTEN}</script>'
        f"<style>{_STYLE}</style>"
    )
    pixels = _PIXELS * text_size / 100
    sized = "" if text_size == 100 else f"<style>html{{font-size:{pixels:g}px!important}}</style>"
    html = html.replace("<head>", "<head>" + script + sized, 1)
    whole = html.encode("utf-8")
    return _Document(html, whole, gzip.compress(whole, mtime=0))
