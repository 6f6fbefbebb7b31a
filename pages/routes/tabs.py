"""How many tabs may be open at once: each holds a session of the pages, and a process has room for about a thousand.

Counted for each process: by network address, which may be a whole office's, and by the person who is signed in. What
is beyond is refused before anything is made for it, a new page with words, its line (the websocket) with status 429.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import HTTPConnection

from models import access, measures, settings, text
from pages.routes import visitor

_open: Counter[str] = Counter()  # only touched by the server's own thread


def full(connection: HTTPConnection, person_id: int | None) -> str:
    """Return why there is no room for one more tab, 'person' or 'address'; '' when there is."""
    return next((kind for kind, name, most in _counted(connection, person_id) if _open[name] >= most), "")


@contextmanager
def one_more(connection: HTTPConnection, person_id: int | None) -> Iterator[bool]:
    """Count a tab as long as its line is open; give whether there was room for it."""
    kind = full(connection, person_id)
    if kind:
        measures.tabs_refused.add(kind)
        yield False
        return
    names = [name for _kind, name, _most in _counted(connection, person_id)]
    _open.update(names)
    try:
        with measures.sessions.one_more():
            yield True
    finally:
        _open.subtract(names)
        for name in names:
            if not _open[name]:
                del _open[name]


def sentence(kind: str) -> str:
    """Return what a person reads whose page is one too many."""
    if kind == "person":
        return text.translate(
            "You have {n} tabs of this platform open. Close some of them, then open this page again.",
            n=settings.current().tabs_of_person,
        )
    return text.translate(
        "Too many pages are open from your office's network. Close tabs that you no longer need, and try again soon."
    )


def _counted(connection: HTTPConnection, person_id: int | None) -> list[tuple[str, str, int]]:
    chosen = settings.current()
    address = access.address_name(visitor.address_of(connection))
    counted = [("address", address, chosen.tabs_of_address)]
    return counted if person_id is None else [("person", f"person:{person_id}", chosen.tabs_of_person), *counted]
