"""The way from a browser through the proxy to the pages: plain requests, and the websocket that every page needs."""

import http.client
import time
from collections.abc import Iterator

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from models.doctor.found import Asked, Found, careful, good, unseen, wrong
from models.doctor.reaching import PATIENCE, Place, ask, place_of, unchecked
from models.text import number
from models.text import translate as _

PATH = "/_stcore/stream"
FIRST_RUN = b"\x5a\x00"  # what a page sends when it opens: please draw. Without a session it is told to sign in
STRANGER = "https://stranger.invalid"
SLOW = 5.0  # seconds until the first answer, which takes a tenth of one
USUAL_CUT = 60  # seconds after which proxies end a quiet line, unless they are told otherwise


def look(asked: Asked) -> Iterator[Found]:
    """Look at the public address, or at this machine's own port where none was given."""
    here = f"http://127.0.0.1:{asked.chosen.port}"
    if not asked.address:
        yield unseen(
            _("The way through the proxy"), _("Name the public address: python -m models doctor --address https://…")
        )
    try:
        place = place_of(asked.address or here)
    except ValueError:
        yield wrong(
            _("{address} is no address of a website", address=asked.address), _("Write it as https://hoc.example.vn.")
        )
        return
    try:
        answer = ask(place, "/health")
    except (OSError, http.client.HTTPException) as error:
        seen = _("{address} does not answer: {why}", address=place.origin, why=str(error) or type(error).__name__)
        remedy = _("Look whether the platform runs, and the proxy, and whether name, port and firewall lead there.")
        yield wrong(seen, remedy) if asked.address else careful(seen, remedy)
        return
    yield from _health(place, answer.status)
    yield from _named_rightly(asked, place)
    yield from _socket(asked, place)


def _health(place: Place, status: int) -> Iterator[Found]:
    seen = _("{address}/health answers {status}", address=place.origin, status=str(status))
    if status == 200:
        yield good(seen)
    elif status == 503:
        yield wrong(
            seen, _("Wait until the platform has started; if it stays so, read what the database is told of above.")
        )
    else:
        yield wrong(seen, _("Let the proxy hand every path on to the platform (deploy/haproxy.cfg)."))


def _named_rightly(asked: Asked, place: Place) -> Iterator[Found]:
    named = asked.chosen.public_url
    if not asked.address:
        return
    try:
        same = place_of(named) == place
    except ValueError:
        same = False
    if not same:
        yield careful(
            _("KNS_PUBLIC_URL is {named}, and people come by {address}", named=named or "–", address=place.origin),
            _("Set KNS_PUBLIC_URL={address}: links and safe cookies are made by it.", address=place.origin),
        )


def _socket(asked: Asked, place: Place) -> Iterator[Found]:
    begun = time.monotonic()
    try:
        with _open(place, place.origin) as socket:
            yield good(_("The websocket opens for pages of {address}", address=place.origin))
            socket.send(FIRST_RUN)
            socket.recv(timeout=PATIENCE)
            took = time.monotonic() - begun
            seen = _("The first answer came through it after {n} s", n=number(took, 1))
            yield (
                good(seen)
                if took < SLOW
                else careful(
                    seen,
                    _("Switch buffering off in the proxy for {path}, and look how busy the machine is.", path=PATH),
                )
            )
            yield from _left_alone(asked, socket)
    except InvalidStatus as error:
        yield _refused(place, error.response.status_code)
        return
    except (InvalidHandshake, InvalidMessage) as error:
        yield wrong(
            _("The proxy takes the Upgrade of the websocket away: {why}", why=str(error)),
            _("Let the proxy pass the headers Upgrade and Connection on, over HTTP/1.1 (deploy/haproxy.cfg does)."),
        )
        return
    except TimeoutError:
        yield wrong(
            _("The websocket opens, and nothing comes through it within {n} s", n=PATIENCE),
            _("Switch buffering off in the proxy for {path}: each message has to pass at once.", path=PATH),
        )
        return
    except (ConnectionClosed, OSError) as error:
        yield wrong(
            _("The websocket was cut: {why}", why=str(error) or type(error).__name__),
            _("Let the proxy hold websockets open for hours (HAProxy: timeout tunnel; nginx: proxy_read_timeout)."),
        )
        return
    yield from _stranger(place)


def _refused(place: Place, status: int) -> Found:
    """Say why the platform or the proxy answered otherwise than with an open socket."""
    if status == 403:
        return wrong(
            _("The platform refuses websockets of its own pages (403)"),
            _(
                "Set KNS_PUBLIC_URL={address}, or let the proxy pass the header Host on unchanged.",
                address=place.origin,
            ),
        )
    return wrong(
        _("The proxy takes the Upgrade of the websocket away: {why}", why=f"HTTP {status}"),
        _("Let the proxy pass the headers Upgrade and Connection on, over HTTP/1.1 (deploy/haproxy.cfg does)."),
    )


def _left_alone(asked: Asked, socket: ClientConnection) -> Iterator[Found]:
    """Leave an open line alone, as somebody does who reads a long lesson, and look whether it is there afterwards."""
    if not asked.idle:
        yield unseen(
            _("Whether a quiet line stays open"),
            _("Ask for it with --idle {n}; it takes as many seconds.", n=USUAL_CUT + 15),
        )
        return
    end = time.monotonic() + asked.idle
    try:
        while (left := end - time.monotonic()) > 0:
            socket.recv(timeout=left)  # what the page was still sending
    except TimeoutError:
        yield good(_("A line that nobody used for {n} s is still open", n=asked.idle))
    except ConnectionClosed:
        after = number(asked.idle - (end - time.monotonic()), 0)
        yield wrong(
            _("A quiet line was cut after {n} s", n=after),
            _("Let the proxy hold websockets open for hours (HAProxy: timeout tunnel; nginx: proxy_read_timeout)."),
        )


def _stranger(place: Place) -> Iterator[Found]:
    """Look whether another website's page is still told from ours when the proxy has handed it on."""
    try:
        with _open(place, STRANGER):
            pass
    except (InvalidHandshake, InvalidMessage, ConnectionClosed, OSError):
        yield good(_("A page of another website is refused its websocket"))
        return
    yield wrong(
        _("A page of another website may open the websocket"),
        _("Let the proxy pass the header Origin on unchanged: by it the platform knows its own pages."),
    )


def _open(place: Place, origin: str) -> ClientConnection:
    scheme, host = ("wss", place.origin[8:]) if place.secure else ("ws", place.origin[7:])
    return connect(
        f"{scheme}://{host}{PATH}",
        origin=Origin(origin),
        subprotocols=[Subprotocol("streamlit")],
        ssl=unchecked() if place.secure else None,
        open_timeout=PATIENCE,
        close_timeout=2,
        proxy=None,
        max_size=None,
    )
