"""A small provider of single sign-on (OpenID Connect) as a process of its own, for tests: `python -m tests.provider`.

It does what a real one does: a code good once for one client, one address and one verifier (PKCE), tokens signed with
a key that it publishes, signing out. What it says next is set at `/say`, faults included; it prints its port.
"""

import base64
import contextlib
import hmac
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit
from urllib.request import HTTPErrorProcessor, Request, build_opener

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ROOT = Path(__file__).resolve().parent.parent
CLIENT, SECRET = "kns", "a secret: with/odd+signs%"
BACKCHANNEL = "http://schemas.openid.net/event/backchannel-logout"


class There:
    """The provider, asked as a browser that follows no redirect asks it."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"

    def fetch(self, address: str, sent: Any = None) -> tuple[str, bytes]:
        """Return where an answer leads to, and what it says."""

        class Still(HTTPErrorProcessor):
            def http_response(self, request: Any, response: Any) -> Any:
                return response

        data = None if sent is None else json.dumps(sent).encode()
        with build_opener(Still).open(Request(address, data), timeout=10) as answer:
            return answer.headers.get("location", ""), answer.read()

    def say(self, *, fault: str = "", turn: str = "", **claims: Any) -> None:
        """Set what it says of who is at its browser."""
        self.fetch(f"{self.issuer}/say", {"claims": claims, "fault": fault, "turn": turn})


@contextlib.contextmanager
def running() -> Iterator[There]:
    """Run the provider as a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "tests.provider"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield There(int(process.stdout.readline()))
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


class Keys:
    """A signing key under a name; ``turn`` makes a new one, as providers do now and then."""

    def __init__(self) -> None:
        self.turn("RS256")

    def turn(self, algorithm: str) -> None:
        self.algorithm, self.kid = algorithm, secrets.token_hex(4)
        self.key: Any = (
            rsa.generate_private_key(public_exponent=65537, key_size=2048)
            if algorithm.startswith(("RS", "PS"))
            else ec.generate_private_key(ec.SECP256R1())
        )

    def published(self) -> dict[str, Any]:
        kind: Any = jwt.algorithms.RSAAlgorithm if self.algorithm[0] in "RP" else jwt.algorithms.ECAlgorithm
        return {"keys": [{**kind.to_jwk(self.key.public_key(), as_dict=True), "kid": self.kid, "use": "sig"}]}


class State:
    """What the provider knows: who is at its browser, what to say otherwise than it should, and codes given."""

    def __init__(self) -> None:
        self.keys = Keys()
        self.claims: dict[str, Any] = {}
        self.fault = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []


class Handler(BaseHTTPRequestHandler):
    """Its pages."""

    state = State()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query))
        self.state.asked.append(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self.answer(self.described())
        elif parts.path == "/jwks":
            self.answer(self.state.keys.published())
        elif parts.path == "/authorize":
            self.authorize(asked)
        elif parts.path == "/asked":
            self.answer(self.state.asked)
        else:
            self.answer({"page": parts.path})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        if self.path == "/say":
            said = json.loads(body)
            self.state.claims, self.state.fault = said.get("claims", {}), said.get("fault", "")
            if said.get("turn"):
                self.state.keys.turn(said["turn"])
            self.answer({})
        elif self.path == "/logout-token":
            claims = {**self.about(), **json.loads(body)}
            self.answer({"token": self.signed({name: one for name, one in claims.items() if one is not None})})
        else:
            self.token(dict(parse_qsl(body)))

    def described(self) -> dict[str, Any]:
        issuer = "https://another.example" if self.state.fault == "discovery" else self.issuer
        found = {"issuer": issuer, "jwks_uri": f"{self.issuer}/jwks"}
        for name in ("authorization", "token", "end_session"):
            found[f"{name}_endpoint"] = f"{self.issuer}/{'authorize' if name == 'authorization' else name}"
        return found

    def authorize(self, asked: dict[str, str]) -> None:
        if asked.get("response_type") != "code" or asked.get("client_id") != CLIENT:
            self.answer({"error": "invalid_request"}, 400)
            return
        code = secrets.token_urlsafe(16)
        self.state.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        if self.state.fault == "denied":
            back = {"error": "access_denied", "state": asked["state"]}
        if self.state.fault == "mix-up":
            back["iss"] = "https://another.example"
        self.send_response(302)
        self.send_header("location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def token(self, fields: dict[str, str]) -> None:
        asked = self.state.codes.pop(fields.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(sha256(fields.get("code_verifier", "").encode()).digest()).decode()
        _, _, pair = self.headers.get("authorization", "").partition(" ")
        client, _, secret = base64.b64decode(pair).decode().partition(":")
        if (
            asked is None
            or asked["code_challenge"] != challenge.rstrip("=")
            or asked["code_challenge_method"] != "S256"
            or asked["redirect_uri"] != fields.get("redirect_uri")
            or (unquote_plus(client), unquote_plus(secret)) != (CLIENT, SECRET)
        ):
            self.answer({"error": "invalid_grant"}, 400)
            return
        if self.state.fault == "slow":
            time.sleep(8)
        if self.state.fault == "no JSON":
            self.answer_bytes(b"<html>", 200)
            return
        claims = {**self.about(), "exp": int(time.time()) + 300, "nonce": asked["nonce"], **self.state.claims}
        self.answer({"access_token": "x", "token_type": "Bearer", "id_token": self.faulty(claims)})

    def about(self) -> dict[str, Any]:
        return {"iss": self.issuer, "aud": CLIENT, "iat": int(time.time()), "sub": "u-1"}

    def faulty(self, claims: dict[str, Any]) -> str:
        """Return the token with one thing wrong with it."""
        wrong: dict[str, Any] = {
            "issuer": {"iss": "https://another.example"},
            "audience": {"aud": "another client"},
            "several audiences": {"aud": [CLIENT, "another client"]},
            "azp": {"azp": "another client"},
            "nonce": {"nonce": "of another trip"},
            "no nonce": {"nonce": None},
            "expired": {"exp": int(time.time()) - 120},
            "not yet": {"nbf": int(time.time()) + 600},
        }.get(self.state.fault, {})
        claims = {name: value for name, value in {**claims, **wrong}.items() if value is not None}
        if self.state.fault in ("no exp", "no sub"):
            del claims[self.state.fault[3:]]
        if self.state.fault == "alg none":
            return jwt.encode(claims, "", algorithm="none")
        if self.state.fault == "HS256 with the public key":
            return self.with_public_key(claims)
        if self.state.fault == "another key":
            kid = self.state.keys.kid
            other = Keys()
            return jwt.encode(claims, other.key, algorithm="RS256", headers={"kid": kid})
        token = self.signed(claims)
        if self.state.fault == "changed":
            head, body, seal = token.split(".")
            other = json.loads(base64.urlsafe_b64decode(body + "=="))
            changed = json.dumps({**other, "email": "hr@example.vn"}).encode()
            return ".".join((head, base64.urlsafe_b64encode(changed).decode().rstrip("="), seal))
        return token

    def with_public_key(self, claims: dict[str, Any]) -> str:
        """Return a token that whoever takes the public key for a shared secret would believe (our library refuses)."""
        head = json.dumps({"alg": "HS256", "kid": self.state.keys.kid}).encode()
        begun = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (head, json.dumps(claims).encode()))
        form = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        seal = hmac.digest(self.state.keys.key.public_key().public_bytes(*form), begun, "sha256")
        return b".".join((begun, base64.urlsafe_b64encode(seal).rstrip(b"="))).decode()

    def signed(self, claims: dict[str, Any]) -> str:
        keys = self.state.keys
        return jwt.encode(claims, keys.key, algorithm=keys.algorithm, headers={"kid": keys.kid})

    def answer(self, said: Any, status: int = 200) -> None:
        self.answer_bytes(json.dumps(said).encode(), status)

    def answer_bytes(self, body: bytes, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # who asked has given up waiting
            self.wfile.write(body)

    def log_request(self, *_args: Any) -> None:
        return


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
