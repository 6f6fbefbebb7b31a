"""Readers of what a provider and a directory say."""

import base64
import json
import socket
import ssl
import threading
import time
from functools import lru_cache

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from models import settings
from models.access import directory, provider
from tests import certificates
from tests.fuzzed.places import PLACE, mutable


@lru_cache(maxsize=1)
def _signing() -> tuple[rsa.RSAPrivateKey, settings.Settings]:
    """Set a provider up whose keys are known already; return the key that signs, and the settings."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    issuer = "https://provider.example.vn"
    chosen = settings.Settings(oidc_issuer=issuer, oidc_client_id="kns", public_url="https://hoc.example.vn")
    published = {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "one", "use": "sig"}
    ends = {name: f"{issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    for address, found in (
        ("/.well-known/openid-configuration", {"issuer": issuer, **ends}),
        ("/jwks_uri", {"keys": [published]}),
    ):
        provider._kept[issuer + address] = provider._Kept(found, time.monotonic() + 10**6)
    return key, chosen


def tokens() -> list[bytes]:
    """Return a token's claims, to be signed, and whole tokens, to be spoilt."""
    now = int(time.time())
    claims = {
        "iss": "https://provider.example.vn",
        "aud": "kns",
        "iat": now,
        "exp": now + 10**6,
        "sub": "u",
        "nonce": "n",
    }
    whole = jwt.encode(claims, _signing()[0], algorithm="RS256", headers={"kid": "one"})
    return [
        b"signed" + json.dumps(claims).encode(),
        b"signed" + json.dumps({**claims, "aud": ["kns"]}).encode(),
        whole.encode(),
    ]


def read_token(data: bytes) -> object:
    """Check a token: what begins with ``signed`` is signed as it is, since a provider may say anything."""
    key, chosen = _signing()
    settings.current = lambda: chosen  # type: ignore[assignment]
    if data.startswith(b"signed"):
        head, body = (
            base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"RS256","kid":"one"}', data[6:])
        )
        signer = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
        signature = base64.urlsafe_b64encode(signer.sign(head + b"." + body, key)).rstrip(b"=")
        data = head + b"." + body + b"." + signature
    return provider.checked(data.decode("utf-8", "replace"), required=("exp", "sub", "nonce"))


def ber(tag: int, *parts: bytes) -> bytes:
    """Return a value as LDAP writes it."""
    inner = b"".join(parts)
    return bytes([tag, 0x82]) + len(inner).to_bytes(2, "big") + inner


def result(tag: int) -> bytes:
    """Return a result that says: done."""
    return ber(tag, b"\x0a\x01\x00\x04\x00\x04\x00")


def directory_answers() -> list[bytes]:
    """Return what a directory answers to a bind, and to a search with one entry, as one stream."""
    values = ber(0x31, ber(0x04, b"CB01"))
    entry = ber(0x64, ber(0x04, b"cn=An,dc=example,dc=vn"), ber(0x30, ber(0x30, ber(0x04, b"employeeID"), values)))
    found = ber(0x30, b"\x02\x01\x02", entry) + ber(0x30, b"\x02\x01\x02", result(0x65))
    return [ber(0x30, b"\x02\x01\x01", result(0x61)) + found]


def numbered(answer: bytes, request: bytes) -> bytes:
    """Return the answer to a bind with the number that its request has."""
    at = request.find(b"\x02\x01") + 2
    return answer[:6] + request[at : at + 1] + answer[7:]


BIND = len(ber(0x30, b"\x02\x01\x01", result(0x61)))  # bytes of the first answer; the rest is said after a question


class _Directory:
    """A directory that says the same bytes to everybody and hangs up."""

    def __init__(self) -> None:
        place = mutable(PLACE / "directory")
        certificate, key = certificates.make(place, "localhost")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.says = b""
        self._line = socket.create_server(("127.0.0.1", 0))
        self._safe = context
        port = self._line.getsockname()[1]
        chosen = settings.Settings(
            directory_url=f"ldaps://localhost:{port}", directory_base="dc=example,dc=vn", directory_user="cn=kns",
            directory_password="x", ca_file=str(certificate),
        )  # fmt: skip
        self.chosen = chosen
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            plain, _where = self._line.accept()
            try:
                with self._safe.wrap_socket(plain, server_side=True) as line:
                    line.sendall(numbered(self.says[:BIND], line.recv(4096)))
                    if line.recv(4096):
                        line.sendall(self.says[BIND:])
            except OSError:
                pass


@lru_cache(maxsize=1)
def _directory() -> _Directory:
    return _Directory()


def read_directory(data: bytes) -> str | None:
    """Ask a directory that answers with the input."""
    import ldap3

    there = _directory()
    there.says = data[:100_000]
    settings.current = lambda: there.chosen  # type: ignore[assignment]
    directory.SECONDS = 1  # what is cut short is waited for
    directory._away_until, ldap3.Server._message_counter = 0.0, 0
    told = directory.who_is("an", "password")
    assert told is None or isinstance(told, str)
    return told
