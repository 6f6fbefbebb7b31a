"""One plain request to an address, with whatever certificate it shows: what is wrong with that is `tls`'s affair."""

import http.client
import ssl
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from models.doctor.found import Asked

PATIENCE = 10  # seconds for a connection, and for each answer
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Place:
    """Where an address leads."""

    secure: bool
    host: str
    port: int

    @property
    def origin(self) -> str:
        """What a browser calls pages of this address."""
        scheme = "https" if self.secure else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}" + ("" if self.port == PORTS[scheme] else f":{self.port}")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]

    def all(self, name: str) -> list[str]:
        """Return the values of a header."""
        return [value for found, value in self.headers if found.lower() == name]

    def first(self, name: str) -> str:
        """Return a header's first value, '' without one."""
        return next(iter(self.all(name)), "")


def place_of(address: str) -> Place:
    """Return where an address leads. Raises `ValueError` when it is none that a browser could open."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(address)
    return Place(parts.scheme == "https", parts.hostname, parts.port or PORTS[parts.scheme])


def place_of_host(named: str, port: int) -> tuple[str, int]:
    """Return host and port of 'host', 'host:port' or '[address]:port'. Raises `ValueError`."""
    parts = urlsplit(f"//{named}")
    if not parts.hostname:
        raise ValueError(named)
    return parts.hostname, parts.port or port


def ask(place: Place, path: str) -> Answer:
    """Ask for a path. Raises `OSError` or `http.client.HTTPException`."""
    connection = (
        http.client.HTTPSConnection(place.host, place.port, timeout=PATIENCE, context=unchecked())
        if place.secure
        else http.client.HTTPConnection(place.host, place.port, timeout=PATIENCE)
    )
    with closing(connection):
        connection.request("GET", path, headers={"User-Agent": "kns-doctor"})
        answer = connection.getresponse()
        answer.read(1_000_000)
        return Answer(answer.status, answer.getheaders())


def checked(asked: Asked) -> ssl.SSLContext:
    """Return a context that believes what the platform believes: the system's authorities, and one of its own."""
    context = ssl.create_default_context()
    if asked.chosen.ca_file:
        context.load_verify_locations(asked.chosen.ca_file)
    return context


def unchecked() -> ssl.SSLContext:
    """Return a context that takes any certificate: nothing secret is sent on it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
