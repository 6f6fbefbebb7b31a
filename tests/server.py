"""The whole platform, started for a test as a newcomer starts it, and the ways to speak to it."""

import contextlib
import http.client
import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from pages.routes.bundle import making

EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN  # a run that is about to begin anew; the next one counts
ROOT = Path(__file__).resolve().parent.parent
PROVING = os.environ.get("KNS_PROVE") == "1"  # `make prove`: what takes too long for every change
_ports = itertools.count(random.randrange(2_000))  # several runs on one machine begin at different ones


@dataclass
class Platform:
    """A running server: its address and its process."""

    url: str
    process: subprocess.Popen[bytes]
    data: Path

    def sign_in(self, login: str) -> str:
        """Sign a demonstration account in with one click and return the session cookie ('name=value')."""
        token, cookie = self.form()
        _status, headers, _body = self.post("/sign-in/demo", {"login": login, "form_token": token}, cookie)
        return headers["set-cookie"].split(";")[0]

    def form(self) -> tuple[str, str]:
        """Fetch a form, and return its token and the cookie that belongs to it ('name=value')."""
        _status, headers, body = self.get("/code")
        token = body.decode().split('name="form_token"')[1].split('value="')[1].split('"')[0]
        return token, headers["set-cookie"].split(";")[0]

    def get(self, path: str, cookie: str | None = None) -> tuple[int, dict[str, str], bytes]:
        """Ask for a path once, without following redirects; return status, headers and body."""
        return self.ask("GET", path, cookie=cookie)

    def post(
        self, path: str, fields: dict[str, str], cookie: str | None = None, **more: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Post a form as one of our own pages does; ``more`` are headers that say otherwise, with _ for -."""
        kind = "application/x-www-form-urlencoded"
        headers = {
            "content-type": kind,
            "origin": self.url,
            **{name.replace("_", "-"): one for name, one in more.items()},
        }
        return self.ask("POST", path, cookie=cookie, headers=headers, body=urllib.parse.urlencode(fields).encode())

    def ask(
        self,
        method: str,
        path: str,
        *,
        cookie: str | None = None,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one request and return status, headers (of several alike, the first) and body."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=20)
        with contextlib.closing(connection):
            connection.request(method, path, body, {**({"cookie": cookie} if cookie else {}), **(headers or {})})
            answer = connection.getresponse()
            read = answer.read()
        return answer.status, {name.lower(): value for name, value in reversed(answer.getheaders())}, read


@dataclass
class Page:
    """A page's session over the websocket, as a browser holds one."""

    platform: Platform
    cookie: str | None = None
    widgets: dict[str, str] = field(default_factory=dict)
    _socket: ClientConnection | None = None
    _open: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __enter__(self) -> "Page":
        address = self.platform.url.replace("http://", "ws://") + "/_stcore/stream"
        headers = {"Cookie": self.cookie} if self.cookie else {}
        opening = connect(
            address,
            additional_headers=headers,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=self.platform.url,  # type: ignore[arg-type]
            max_size=None,
        )
        self._socket = self._open.enter_context(opening)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def open(self, name: str = "", query: str = "", script_hash: str = "", fragment: str = "") -> list[ForwardMsg]:
        """Run a page and return every message that the server sent for it."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = name
        message.rerun_script.page_script_hash = script_hash
        message.rerun_script.fragment_id = fragment
        return self.send(message)

    def send(self, message: BackMsg) -> list[ForwardMsg]:
        """Send one message and return what came back up to the end of the run."""
        assert self._socket is not None
        self._socket.send(message.SerializeToString())
        answers: list[ForwardMsg] = []
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(timeout=30))  # type: ignore[arg-type]
            answers.append(answer)
            if answer.WhichOneof("type") == "script_finished" and answer.script_finished != EARLY:
                return answers


def text_of(messages: list[ForwardMsg]) -> str:
    """Return everything in messages as one text, to search for what must or must not be there."""
    return (
        "\n".join(str(message) for message in messages)
        .encode()
        .decode("unicode_escape")
        .encode("latin-1", "ignore")
        .decode("utf-8", "ignore")
    )


@contextlib.contextmanager
def running(
    data: Path,
    *,
    demo: bool = True,
    lent: bool = True,
    root: Path = ROOT,
    port: int | None = None,
    **environment: str,
) -> Iterator[Platform]:
    """Start the platform on a free port with its data in ``data``; stop it at the end.

    ``lent``: with the browser files that an earlier start made, so that not every test makes them anew. ``root``: the
    folder of the platform's own files. ``port``: where somebody has to know the address beforehand.
    """
    if lent:
        lend_browser_files(data)
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    values = {**os.environ, "PORT": str(port), "KNS_DATA_DIR": str(data), "KNS_HOST": "127.0.0.1", **environment}
    command = [sys.executable, "-m", "models", "serve", *(["--demo"] if demo else [])]
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, env=values, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_until_ready(url, process, data / "server.log")
            yield Platform(url, process, data)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


def lend_browser_files(data: Path) -> None:
    """Put into a data folder the browser files, made once for all tests."""
    mark = making.mark()
    made = Path(tempfile.gettempdir()) / f"kns-browser-files-{mark}" / mark
    making.make(made)
    if not (data / "browser" / mark).exists():
        shutil.copytree(made, data / "browser" / mark, copy_function=os.link)


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    """Wait until /health answers 200; show the log if the server ends or does not come up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError("the platform did not come up:\n" + log.read_text(errors="replace")[-4000:])


def free_port() -> int:
    """Return a port that nothing listens on.

    It is of this test process's own, below those that the system gives away: nobody else takes it until it is used.
    """
    own = 12_000 + 2_000 * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 10)
    while True:
        port = own + next(_ports) % 2_000
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
