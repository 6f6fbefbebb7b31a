"""Answering with the copies once they are made; the page's head then names them instead of Streamlit's own."""

import logging
import mimetypes
import subprocess
import sys
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from threading import Thread

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from models import settings, text
from pages.routes.bundle import making, ready

log = logging.getLogger("kns.pages")
PREFIX = "/kns-static/"
_state: dict[str, "Bundle"] = {}
_FOR_EVER = "public, max-age=31536000, immutable"
_KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class Bundle:
    """Copies that are complete: where they lie, and the mark in their address."""

    folder: Path
    mark: str

    @cached_property
    def first(self) -> list[str]:
        """The names of what everybody fetches, in the order in which it is needed."""
        return (self.folder / making.FIRST).read_text(encoding="utf-8").split("\n")

    def address(self, language: str) -> str:
        """Return what stands in the page's head in place of `./static/`."""
        return f"{PREFIX}{self.mark}/{language}/"

    def find(self, language: str, rest: str) -> Path | None:
        """Return the file of an address, Streamlit's own where there is no copy; None when there is neither."""
        return self._files.get(f"{language}/{rest}")

    @cached_property
    def _files(self) -> dict[str, Path]:
        """Every file by language and name: nothing of what somebody asks for is ever looked for on the disk."""
        return {
            f"{language}/{path.relative_to(base).as_posix()}": path
            for language in text.LANGUAGES
            for base in (making.SOURCE, self.folder / language)  # the copies come last and count
            for path in base.rglob("*")
            if path.is_file() and path.suffix not in (".br", ".gz")
        }


def prepare() -> None:
    """Use the copies if they are there, or have them made by a process beside this one and use them then."""
    mark = making.mark()
    folder = settings.current().data_dir / "browser" / mark
    if folder.exists():
        _state["now"] = Bundle(folder, mark)
        return
    Thread(target=_make, args=(folder, mark), name="browser files", daemon=True).start()


def head() -> str:
    """Return what a page's head says of the parts that are made ready before they are asked for."""
    first = (*ready.AT_ONCE, *ready.BENEATH)
    names = [path.name for stem in first for path in making.SOURCE.glob(f"js/{stem}.*.js")]
    links = "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in names)
    return f"{links}<script>{ready.SCRIPT}</script>"


def ahead(language: str) -> str:
    """Return what a plain page says of the files that a browser may fetch while somebody reads or types there.

    They are fetched when nothing else is, and not run: the page's policy lets no script run.
    """
    copies = current()
    if copies is None:
        return ""
    address = copies.address(language)
    return "".join(f'<link rel="prefetch" href="{address}{name}">' for name in copies.first)


def current() -> Bundle | None:
    """Return the copies, None while they are being made."""
    return _state.get("now")


def _make(folder: Path, mark: str) -> None:
    command = [sys.executable, "-m", __package__ or "", str(folder)]
    done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, check=False)
    if done.returncode or not folder.exists():
        log.warning("the browser files could not be prepared: %s", done.stderr.decode("utf-8", "replace")[-2000:])
        return
    _state["now"] = Bundle(folder, mark)


async def answer(request: Request) -> Response:
    """Answer with a file in the smallest form that the browser takes."""
    bundle, given = current(), request.path_params
    path = None
    if bundle is not None and given["mark"] == bundle.mark:
        path = bundle.find(given["language"], given["rest"])
    if path is None:
        return Response(status_code=404)
    headers = {"cache-control": _FOR_EVER, "vary": "accept-encoding"}
    kind = _KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    taken = request.headers.get("accept-encoding", "")
    for coding, ending in (("br", ".br"), ("gzip", ".gz")):
        smaller = path.with_name(path.name + ending)
        if coding in taken and (data := _read(smaller)):
            return Response(data, media_type=kind, headers={**headers, "content-encoding": coding})
    return FileResponse(path, media_type=kind, headers=headers)


@cache  # a thread that opens a file costs more than all the rest of an answer; all that there are take 14 MB
def _read(compressed: Path) -> bytes:
    """Return what is in a file that never changes; nothing where there is none."""
    return compressed.read_bytes() if compressed.is_file() else b""


routes = [Route(PREFIX + "{mark}/{language}/{rest:path}", answer)]
