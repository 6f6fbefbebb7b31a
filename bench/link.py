"""A slow line between a browser and a server: so many bytes a second each way, so long until a byte is there.

It stands before the server as a relay, so that whatever crosses it is slowed and counted as it is on the wire: TLS,
headers, the websocket. What it does not play: loss, TCP's slow start (the line holds 20 kB, two first windows), DNS.
"""

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field
from threading import Thread

PIECE = 1400  # bytes that travel at once: a packet
BUFFER = 32 * 1024  # what the server's side may hand over before the line has taken it, as a modem keeps it


@dataclass
class Counts:
    """What has crossed the line, in bytes, and how many connections were made."""

    up: int = 0
    down: int = 0
    connections: int = 0


@dataclass
class Link:
    """The line to a server's ``port`` on this machine; ``port`` of its own once it is begun."""

    target: int
    rate: float = 50_000  # bytes a second, up and down: 400 kbit/s
    trip: float = 0.4  # seconds there and back
    port: int = 0
    counts: Counts = field(default_factory=Counts)
    _free: dict[str, float] = field(default_factory=lambda: {"up": 0.0, "down": 0.0})
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def begin(self) -> None:
        """Listen, in a thread of its own, until the process ends or `end`."""
        listening = asyncio.start_server(self._connected, "127.0.0.1", 0)
        server = self._loop.run_until_complete(listening)
        self.port = server.sockets[0].getsockname()[1]
        Thread(target=self._loop.run_forever, daemon=True, name="slow line").start()

    def end(self) -> None:
        """Hang up."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _hang_up(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def mark(self) -> Counts:
        """Return what has been counted so far."""
        return Counts(self.counts.up, self.counts.down, self.counts.connections)

    async def _connected(self, near: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        self.counts.connections += 1
        await asyncio.sleep(self.trip)  # the first byte goes once the far side has answered the call
        place = socket.socket()
        place.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        place.setblocking(False)
        with contextlib.suppress(OSError):
            await self._loop.sock_connect(place, ("127.0.0.1", self.target))
            far, forward = await asyncio.open_connection(sock=place, limit=PIECE)
            down = self._loop.create_task(self._carry("down", far, answer))
            try:
                await self._carry("up", near, forward)  # ends with the browser's side, and what is under way is lost
                await asyncio.sleep(self.trip)
            finally:
                down.cancel()
                for end in (forward, answer):
                    end.close()

    async def _carry(self, way: str, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        """Pass on what comes, a piece at a time: all connections share the line, and each piece takes its turn."""
        with contextlib.suppress(OSError):
            while piece := await source.read(PIECE):
                now = self._loop.time()
                self._free[way] = gone = max(now, self._free[way]) + len(piece) / self.rate
                setattr(self.counts, way, getattr(self.counts, way) + len(piece))
                self._loop.call_at(gone + self.trip / 2, _write, to, piece)
                await asyncio.sleep(gone - now)
        self._loop.call_later(self.trip / 2, to.close)


def _write(to: asyncio.StreamWriter, piece: bytes) -> None:
    if not to.is_closing():
        to.write(piece)
