"""What stands between people and the platform, for tests: a proxy that spoils things, and small servers of others."""

import contextlib
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate

HEAD = b"\r\n\r\n"


@contextlib.contextmanager
def listening(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """Hand each connection to ``handle`` in a thread of its own; give the port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError, EOFError):
                handle(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, block_on_close, allow_reuse_address = True, False, True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a browser that went away."""

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()


@contextlib.contextmanager
def proxy(
    to: int, *, change: Callable[[bytes], bytes] = bytes, idle: float = 60, holds_back: bool = False
) -> Iterator[int]:
    """Pass everything on to a port, the head of each request as ``change`` returns it; give the port.

    ``idle``: end a line on which nothing came back for so many seconds; ``holds_back``: pass on nothing of a websocket
    but the head that opens it.
    """

    def handle(browser: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", to)) as platform:
            head = received(browser)
            platform.sendall(change(head))
            threading.Thread(target=pump, args=(browser, platform), daemon=True).start()
            if holds_back and b"/_stcore/stream" in head:
                browser.sendall(received(platform))
                time.sleep(30)
                return
            platform.settimeout(idle)
            while said := platform.recv(65536):
                browser.sendall(said)

    with listening(handle) as port:
        yield port


def received(line: socket.socket) -> bytes:
    """Return what comes up to the end of a head."""
    head = b""
    while HEAD not in head:
        said = line.recv(1)  # no byte of what follows is taken
        if not said:
            raise EOFError
        head += said
    return head


def pump(source: socket.socket, target: socket.socket) -> None:
    """Pass everything on in one direction until somebody hangs up."""
    with contextlib.suppress(OSError):
        while said := source.recv(65536):
            target.sendall(said)


def without(name: bytes) -> Callable[[bytes], bytes]:
    """Return what takes a header out of a head."""
    return lambda head: b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(name + b":"))


@contextlib.contextmanager
def website(context: ssl.SSLContext, *headers: str) -> Iterator[int]:
    """A website over TLS that answers everything with a page and these headers."""
    answer = ["HTTP/1.1 200 OK", "content-length: 2", "connection: close", f"date: {formatdate(usegmt=True)}", *headers]

    def handle(line: socket.socket) -> None:
        with context.wrap_socket(line, server_side=True) as safe:
            received(safe)
            safe.sendall("\r\n".join([*answer, "", "ok"]).encode())

    with listening(handle) as port:
        yield port


@contextlib.contextmanager
def mail_server(context: ssl.SSLContext | None) -> Iterator[tuple[int, list[str]]]:
    """A mail server, with STARTTLS if there is a context; give its port and the commands that it was given."""
    commands: list[str] = []

    def handle(plain: socket.socket) -> None:
        with contextlib.ExitStack() as safe:
            speak(plain, safe)

    def speak(line: socket.socket, safe: contextlib.ExitStack) -> None:
        line.sendall(b"220 mail.example.vn ESMTP\r\n")
        said = line.makefile("rb")
        while word := said.readline().decode().split(" ")[0].strip().upper():
            commands.append(word)
            if word == "EHLO":
                offered = "250-mail.example.vn\r\n" + ("250-STARTTLS\r\n" if context else "") + "250 HELP\r\n"
                line.sendall(offered.encode())
            elif word == "STARTTLS" and context:
                line.sendall(b"220 go on\r\n")
                said.close()
                line = safe.enter_context(context.wrap_socket(line, server_side=True))
                said = line.makefile("rb")
            else:
                line.sendall(b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")

    with listening(handle) as port:
        yield port, commands


@contextlib.contextmanager
def time_server(ahead: float) -> Iterator[int]:
    """A time server (SNTP) whose clock goes so many seconds ahead; give its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(20)

        def answer() -> None:
            with contextlib.suppress(OSError):
                _asked, back = line.recvfrom(100)
                told = time.time() + ahead + 2_208_988_800
                stamp = struct.pack("!II", int(told), int(told % 1 * 2**32))
                line.sendto(b"\x24\x01" + bytes(38) + stamp, back)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield int(line.getsockname()[1])
        thread.join(5)


def context_of(certificate: object, key: object) -> ssl.SSLContext:
    """Return how a server speaks TLS with a certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(str(certificate), str(key))
    return made
