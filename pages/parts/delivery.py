"""How what a page draws reaches the browser: together, in the order in which it was drawn.

Streamlit hands each message by itself from the page's thread to the loop of the server, which then looks through all
sessions there are and writes it by itself. Each time one thread wakes the other and a packet leaves: on a page of forty
messages a third of its cost (docs/performance.md). Here what is drawn within a moment, or up to the end of the run, is
taken and written together. What is sent, and in which order, is the same.
"""

from collections import deque
from collections.abc import Sequence
from typing import Any

from streamlit.runtime import app_session, get_instance, websocket_session_manager
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.runtime.session_manager import SessionClientDisconnectedError
from streamlit.web.server.starlette import starlette_server
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame
from websockets.protocol import State
from websockets.typing import ExtensionParameter

WORTH_IT = 500  # bytes of a message
LEVEL = 4  # zlib's
SOON = 0.01  # seconds that a message waits for others of its run
AT_A_TIME = 200  # fewer than Streamlit lets wait for a slow line before it hangs up
_BEFORE_MORE = (ScriptRunnerEvent.SCRIPT_STARTED, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG)


def together() -> None:
    """Let this process deliver so; before its server starts."""
    websocket_session_manager.AppSession = Session  # type: ignore[attr-defined]
    starlette_server._get_websocket_protocol = lambda: f"{__name__}:{Line.__name__}"


class Session(app_session.AppSession):
    """Streamlit's session of a tab, which is told of what happens in a run, and passes messages on, in batches."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self._told: deque[tuple[Any, Any, dict[str, Any]]] = deque()  # by the page's thread, not taken up yet
        self._due: deque[Any] = deque()  # on its way to the line
        self._waits = self._leaving = False
        super().__init__(*args, **more)

    def _on_scriptrunner_event(self, sender: Any, event: Any, *_none: Any, **more: Any) -> None:
        self._told.append((sender, event, more))
        if event not in _BEFORE_MORE:
            self._call_soon_on_event_loop(self._take)
        elif not self._waits:
            self._waits = True
            self._call_soon_on_event_loop(self._take_later)

    def _take_later(self) -> None:
        self._event_loop.call_later(SOON, self._take)

    def _take(self) -> None:
        self._waits = False  # before looking: what is told from here on is found, or asks again
        try:
            while self._told:
                sender, event, more = self._told.popleft()
                self._handle_scriptrunner_event_on_event_loop(sender, event, **more)
        finally:
            if self._told:  # one of them failed
                self._event_loop.call_soon(self._take)

    def _enqueue_forward_msg(self, msg: Any) -> None:
        self._browser_queue.enqueue(msg)
        self._leave()

    def _leave(self) -> None:
        if not self._leaving:
            self._leaving = True
            self._call_soon_on_event_loop(self._pass_on)

    def _pass_on(self) -> None:
        self._leaving = False
        runtime = get_instance()
        seat = runtime._session_mgr.get_active_session_info(self.id)
        if seat is None:  # the line is gone: it waits for the next one
            return
        self._due.extend(self.flush_browser_queue())
        try:
            for _number in range(min(len(self._due), AT_A_TIME)):
                runtime._send_message(seat, self._due.popleft())
        except SessionClientDisconnectedError:
            self._due.clear()
            runtime.disconnect_session(self.id, client=seat.client)
        if self._due:
            self._leave()
        self.on_flushed_messages_sent()


class Sparing(PerMessageDeflate):
    """Compression of each message by itself, of those that are worth it: between messages a tab keeps nothing of it."""

    def encode(self, frame: Frame) -> Frame:
        return frame if len(frame.data) < WORTH_IT else super().encode(frame)


class Offer(ServerPerMessageDeflateFactory):
    """What a browser that can compress is offered."""

    def __init__(self) -> None:
        super().__init__(server_no_context_takeover=True, client_no_context_takeover=True)

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        answer, agreed = super().process_request_params(params, accepted_extensions)
        bits = agreed.remote_max_window_bits, agreed.local_max_window_bits
        return answer, Sparing(True, True, *bits, {"level": LEVEL})


class Line(WebSocketsSansIOProtocol):
    """The websocket of a tab, which compresses, and writes at once all that is sent within a turn of the loop."""

    _full = False  # of frames that are to be written

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.conn.available_extensions = [Offer()]

    async def send(self, message: Any) -> None:
        data = message.get("bytes")  # nothing else has any, once the line is open
        if data is None or self.conn.state is not State.OPEN or not self.writable.is_set():
            await super().send(message)
            return
        self.conn.send_binary(data)
        if not self._full:
            self._full = True
            self.loop.call_soon(self._empty)

    def _empty(self) -> None:
        self._full = False
        frames = self.conn.data_to_send()
        if frames and not self.transport.is_closing():
            self.transport.write(b"".join(frames))
