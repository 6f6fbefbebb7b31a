"""What crosses the line until a cadre is in a lesson, and how long it takes, in a real browser on a slow link.

    python -m bench.wire [--typing 10] [--fast] [--only proxy|straight|floor] [--files]

The demonstration is served by HAProxy on `deploy/haproxy.cfg` with TLS and HTTP/2, and by itself over HTTP/1.1, each
behind a line of 400 kbit/s and 400 ms (`bench.link`, which counts). A browser with nothing stored opens the platform,
somebody signs in, at once and after seconds of typing, and goes on from home into a lesson; the browser is closed, and
comes back later with what it has kept, still signed in. Beside them the floor: Streamlit's empty page, by itself.

Bytes are those of the connections, both ways, all that came until the lesson stood; seconds are by the clock, from a
click until the page stands, the browser's own work included, and without the typing in the sum. Under its name the
browser takes HTTP/1.1 for a network's: gzip, where over TLS it is Brotli.
"""

import argparse
import base64
import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

from bench import floor
from bench.link import Link
from tests import certificates
from tests.browser.seat import A_PHONE, BUTTONS
from tests.server import ROOT, Platform, free_port, running

HOST = "hoc.example.test"
PATIENCE = 180_000  # milliseconds
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass
class Step:
    """What one step took; ``waited`` is False where the person was busy and not the line."""

    name: str
    waited: bool
    seconds: float
    requests: int
    up: int
    down: int
    connections: int


@dataclass
class Visit:
    """A page of a browser behind a line; writes down each step."""

    page: Page
    link: Link
    address: str
    tell: bool
    steps: list[Step] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)  # requests that no cache has answered

    def __post_init__(self) -> None:
        tap = self.page.context.new_cdp_session(self.page)
        tap.on("Network.requestWillBeSent", lambda one: self._asks(one["requestId"], one["request"]["url"]))
        tap.on("Network.webSocketCreated", lambda one: self._asks(one["requestId"], one["url"]))
        tap.on("Network.requestServedFromCache", lambda one: self._asked.discard(one["requestId"]))
        tap.on("Network.responseReceived", self._answered)
        tap.send("Network.enable")

    def step(self, name: str, act: Callable[[], object], *, waited: bool = True) -> None:
        """Do something and wait until it is there."""
        before, begun = self.link.mark(), time.monotonic()
        self._asked.clear()
        act()
        seconds, after = time.monotonic() - begun, self.link.mark()
        crossed = (after.up - before.up, after.down - before.down, after.connections - before.connections)
        self.steps.append(Step(name, waited, seconds, len(self._asked), *crossed))

    def first(self, typing: float) -> None:
        """Come for the first time: sign in, home, lesson."""
        button = self.page.get_by_role("button", name=BUTTONS["canbo"], exact=True)
        self.step("sign-in page", lambda: (self._go(), button.wait_for()))
        if typing:
            self.step("typing", lambda: self.page.wait_for_timeout(1000 * typing), waited=False)
        self.step("signed in, and home", lambda: (button.click(no_wait_after=True), self._drawn()))
        self._lesson()

    def later(self, _typing: float) -> None:
        """Come back: home, lesson."""
        self.step("home", lambda: (self._go(), self._drawn()))
        self._lesson()

    def empty(self, _typing: float) -> None:
        """Open an empty page."""
        self.step("an empty page", lambda: (self._go(), self._drawn()))

    def _lesson(self) -> None:
        lesson = self.page.locator(".kns-lesson").first
        self.step("lesson", lambda: (self._on().click(no_wait_after=True), lesson.wait_for(), self._drawn()))

    def _on(self) -> Locator:
        return self.page.get_by_role("button", name="Học tiếp", exact=True).first

    def _go(self) -> None:
        self.page.goto(self.address, wait_until="commit")

    def _drawn(self) -> None:
        app = self.page.locator("[data-testid=stApp]")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
        expect(self.page.locator("h1").first).to_be_visible(timeout=PATIENCE)
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=PATIENCE)

    def _asks(self, request: str, url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            self._asked.add(request)
            self._say("asks", url)

    def _answered(self, one: dict[str, Any]) -> None:
        answer = one["response"]
        kept = answer.get("fromDiskCache") or answer.get("fromPrefetchCache")
        if kept:
            self._asked.discard(one["requestId"])
        self._say("kept" if kept else answer.get("protocol", ""), answer["url"])

    def _say(self, what: str, url: str) -> None:
        if self.tell:
            print(f"    {time.monotonic() % 1000:8.2f} {what:9}{url.removeprefix(self.address)}", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--typing", type=float, default=10, help="seconds that somebody takes to fill the form in")
    parser.add_argument("--fast", action="store_true", help="a line without limits: counts only")
    parser.add_argument("--only", default="", choices=("proxy", "straight", "floor"))
    parser.add_argument("--files", action="store_true", help="name every request")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as open_:
        data = Path(place) / "data"
        data.mkdir()
        pin = certified(Path(place))
        platform = open_.enter_context(running(data, KNS_TRUSTED_PROXIES="127.0.0.1"))
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        walks: dict[str, tuple[int, str, str]] = {
            "proxy": (open_.enter_context(proxied(platform, Path(place))), "https", "TLS, HTTP/2 by HAProxy"),
            "straight": (port_of(platform), "http", "HTTP/1.1, by itself"),
            "floor": (
                port_of(open_.enter_context(floor.served())),
                "http",
                "floor: an empty page, HTTP/1.1, by itself",
            ),
        }
        for what, (port, scheme, name) in walks.items():
            for typing in (0.0, asked.typing) if what != "floor" else (0.0,):
                if asked.only in ("", what):
                    walk(name, asked, port, scheme, pin, typing, bare=what == "floor")


def port_of(platform: Platform) -> int:
    """Return the port that something is served on."""
    return int(platform.url.rpartition(":")[2])


def certified(place: Path) -> str:
    """Write a certificate with its key, as HAProxy wants it; return the key's digest, by which a browser trusts it."""
    certificate, secret = certificates.make(place, HOST)
    (place / "both.pem").write_bytes(certificate.read_bytes() + secret.read_bytes())
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    told = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(told).digest()).decode()


@contextlib.contextmanager
def proxied(platform: Platform, place: Path) -> Iterator[int]:
    """HAProxy before the platform, on the file that ships; its port."""
    port, there = free_port(), platform.url.removeprefix("http://")
    bind = f"127.0.0.1:{port} ssl crt {place / 'both.pem'}"
    values = {**os.environ, "KNS_ONE": there, "KNS_TWO": there, "KNS_BIND": bind}
    command = ["haproxy", "-db", "-f", str(ROOT / "deploy" / "haproxy.cfg")]
    with (place / "proxy.log").open("wb") as log:
        process = subprocess.Popen(command, env=values, stdout=log, stderr=log)
    try:
        time.sleep(1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def chromium(profile: Path, pin: str) -> Iterator[BrowserContext]:
    """A phone's browser with what it has kept in ``profile``; it takes the proxy's certificate for a good one."""
    trusting = [f"--ignore-certificate-errors-spki-list={pin}", f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=[*FLAGS, *trusting],
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            user_agent=A_PHONE,
            locale="vi-VN",
        )
        context.set_default_timeout(PATIENCE)
        yield context
        context.close()


def walk(
    name: str, asked: argparse.Namespace, port: int, scheme: str, pin: str, typing: float, *, bare: bool = False
) -> None:
    """Visit twice with one browser, and print what each step took."""
    link = Link(port, rate=1e9, trip=0) if asked.fast else Link(port)
    link.begin()
    address = f"{scheme}://{HOST}:{link.port}/"
    with tempfile.TemporaryDirectory() as profile:
        for what, act in (("first", Visit.first), ("later", Visit.later)):
            with chromium(Path(profile), pin) as context:
                visit = Visit(context.new_page(), link, address, asked.files)
                (Visit.empty if bare else act)(visit, typing)
                show(f"{name}; {what} visit", visit.steps)
    link.end()


def show(name: str, steps: list[Step]) -> None:
    """Print the steps and their sum."""
    print(f"\n{name:54}{'seconds':>9}{'requests':>10}{'kB down':>9}{'kB up':>7}{'lines':>7}")
    crossed = [[one.requests, one.up, one.down, one.connections] for one in steps]
    whole = Step("in all", True, sum(one.seconds for one in steps if one.waited), *map(sum, zip(*crossed, strict=True)))
    for one in [*steps, whole]:
        sizes = f"{one.down / 1000:9.1f}{one.up / 1000:7.1f}"
        print(f"  {one.name:52}{one.seconds:9.1f}{one.requests:10}{sizes}{one.connections:7}", flush=True)


if __name__ == "__main__":
    main()
