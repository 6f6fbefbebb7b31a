"""`doctor` on a running platform, behind the proxy that ships and behind proxies that spoil something."""

import os
import socket
import ssl
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import doctor, settings, text
from models.doctor import Asked, State
from tests import certificates, lines
from tests.server import PROVING, ROOT, Platform, free_port, running

pytestmark = [pytest.mark.server, pytest.mark.slow]
SOCKETS_TOO = 8  # SETTINGS_ENABLE_CONNECT_PROTOCOL of RFC 8441
more = pytest.mark.skipif(not PROVING, reason="more of the same: make prove")


@pytest.fixture(scope="module")
def public_port() -> int:
    """The port of the proxy with TLS."""
    return free_port()


@pytest.fixture(scope="module")
def platform(public_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform that is told of its public address."""
    data = tmp_path_factory.mktemp("platform")
    with running(data, KNS_PUBLIC_URL=f"https://localhost:{public_port}", KNS_TRUSTED_PROXIES="127.0.0.1") as started:
        yield started


def http2(port: int, authority: Path) -> tuple[str | None, dict[int, int]]:
    """Return which protocol a proxy speaks with who can speak HTTP/2, and the settings that it begins with."""
    trusting = ssl.create_default_context(cafile=authority)
    trusting.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", port), 10) as line,
        trusting.wrap_socket(line, server_hostname="localhost") as safe,
    ):
        safe.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0)))
        answer = safe.makefile("rb")
        head = answer.read(9)
        assert head[3] == 4  # a frame of settings: six bytes each
        told = answer.read(int.from_bytes(head[:3], "big"))
        return safe.selected_alpn_protocol(), dict(struct.iter_unpack(">HI", told))


def port_of(platform: Platform) -> int:
    return int(platform.url.rpartition(":")[2])


def seen(address: str, subjects: tuple[str, ...] = ("address",), idle: int = 0, **values: object) -> dict[State, str]:
    """Return what is said of subjects, by state."""
    text.use_language("en")
    chosen = settings.Settings().model_copy(update={"public_url": address, **values})
    wanted = [one for one in doctor.SUBJECTS if one.name in subjects]
    told = dict.fromkeys(State, "")
    for _name, one in doctor.examined(Asked(chosen, text.utc_now(), address, idle), wanted):
        told[one.state] += f"{one.seen} → {one.remedy}\n"
    return told


def test_behind_the_proxy_that_ships_all_is_well(platform: Platform, public_port: int, tmp_path: Path) -> None:
    certificate, key = certificates.make(tmp_path, "localhost", days=90)
    both = tmp_path / "kns.pem"
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    bind = f"127.0.0.1:{public_port} ssl crt {both}"
    environment = {**os.environ, "KNS_BIND": bind, "KNS_ONE": platform.url[7:], "KNS_TWO": platform.url[7:]}
    haproxy = subprocess.Popen(["haproxy", "-db", "-f", str(ROOT / "deploy" / "haproxy.cfg")], env=environment)
    try:
        address, end = f"https://localhost:{public_port}", time.monotonic() + 20
        told = {State.WRONG: "Connection refused"}
        while "Connection refused" in "".join(told.values()) and time.monotonic() < end:
            time.sleep(0.1)
            told = seen(address, ("address", "tls", "clock"), idle=2, ca_file=str(certificate))
        protocol, settings_of_it = http2(public_port, certificate)
    finally:
        haproxy.terminate()
        haproxy.wait(10)
    assert told[State.WRONG] == told[State.CAREFUL] == ""
    for words in ("The websocket opens", "first answer", "used for 2 s", "another website is refused", "(HSTS)"):
        assert words in told[State.GOOD]
    assert "TLSv1.3" in told[State.GOOD]
    assert "Cookies travel over TLS only" in told[State.GOOD]
    assert "the public address differ by" in told[State.GOOD]
    assert protocol == "h2"
    assert settings_of_it[SOCKETS_TOO] == 1


@pytest.mark.parametrize(
    ("spoiling", "said"),
    [
        ({"change": lines.without(b"upgrade")}, "takes the Upgrade"),
        ({"change": lines.without(b"origin")}, "another website may open"),
        pytest.param(
            {"change": lambda head: head.replace(b"\r\nHost: 127.0.0.1:", b"\r\nHost: inside:")},
            "own pages (403)",
            marks=more,
        ),
        pytest.param({"idle": 1.0}, "A quiet line was cut after", marks=more),
    ],
    ids=["upgrade", "origin", "host", "idle"],
)
def test_what_a_proxy_spoils_is_named(platform: Platform, spoiling: dict[str, object], said: str) -> None:
    with lines.proxy(port_of(platform), **spoiling) as port:  # type: ignore[arg-type]
        assert said in seen(f"http://127.0.0.1:{port}", idle=3)[State.WRONG]


@more
def test_a_proxy_that_holds_messages_back_is_named(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.doctor.line.PATIENCE", 1.5)
    with lines.proxy(port_of(platform), holds_back=True) as port:
        assert "nothing comes through" in seen(f"http://127.0.0.1:{port}")[State.WRONG]


def test_another_address_than_the_settings_is_named(platform: Platform) -> None:
    with lines.proxy(port_of(platform)) as port:
        told = seen(f"http://127.0.0.1:{port}", public_url="https://elsewhere.example.vn")
    assert "KNS_PUBLIC_URL is https://elsewhere.example.vn" in told[State.CAREFUL]
    assert told[State.WRONG] == ""
