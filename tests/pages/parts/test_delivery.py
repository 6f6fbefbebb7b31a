"""What a page draws arrives whole and in its order, however much it is, and a hand-over that fails stops nothing."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import Runtime, RuntimeConfig, websocket_session_manager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionClient
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from pages.parts import delivery


class Tab(SessionClient):
    """A browser's end of the line, which keeps what arrives."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.done = asyncio.Event()

    def write_forward_msg(self, msg: Any) -> None:
        self.heard.append(msg)
        if msg.WhichOneof("type") == "script_finished":
            self.done.set()

    @property
    def client_context(self) -> Any:
        return None

    @property
    def drawn(self) -> list[str]:
        """What the page has drawn, in the order in which it arrived."""
        elements = [one.delta.new_element for one in self.heard if one.WhichOneof("type") == "delta"]
        return [one.text.body for one in elements]


def run(drawing: Coroutine[Any, Any, Tab]) -> Tab:
    """Run it in a thread: where a browser was driven before, this one has a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, drawing).result()


async def drawn(page: Path, monkeypatch: pytest.MonkeyPatch) -> Tab:
    """Run a page in a runtime whose sessions deliver together, and return the tab that it was drawn in."""
    monkeypatch.setattr(websocket_session_manager, "AppSession", delivery.Session)
    monkeypatch.setattr(Runtime, "_instance", None)
    files = MemoryUploadedFileManager("/upload")
    storage = MemoryMediaFileStorage("/media")
    runtime = Runtime(RuntimeConfig(str(page), storage, files))
    await runtime.start()
    tab = Tab()
    session = runtime.connect_session(client=tab, user_info={})
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    runtime.handle_backmsg(session, asked)
    await asyncio.wait_for(tab.done.wait(), 20)
    seat = runtime._session_mgr.get_active_session_info(session)
    while seat is not None and seat.session._scriptrunner is not None:  # it closes what it opened
        await asyncio.sleep(0.01)
    runtime.stop()
    await runtime.stopped
    return tab


@pytest.mark.parametrize("number", [3, 3 * delivery.AT_A_TIME])
def test_all_of_a_page_arrives_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    page = tmp_path / "page.py"
    page.write_text(f"import streamlit as st\nfor number in range({number}):\n    st.text(number)\n")
    tab = run(drawn(page, monkeypatch))
    assert tab.drawn == [str(one) for one in range(number)]
    kinds = [one.WhichOneof("type") for one in tab.heard]
    assert kinds.index("new_session") < kinds.index("delta")
    assert len(kinds) - kinds.index("script_finished") <= 2  # at most that nothing runs any more comes after it


def test_what_is_drawn_is_not_kept_back_until_the_page_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, mark = tmp_path / "page.py", tmp_path / "seen"
    page.write_text(
        "import time, pathlib, streamlit as st\nst.text('first')\n"
        f"mark = pathlib.Path({str(mark)!r})\n"
        "for _ in range(500):\n    if mark.exists(): break\n    time.sleep(.02)\n"
        "st.text('seen' if mark.exists() else 'kept back')\n"
    )
    heard = Tab.write_forward_msg

    def seen(tab: Tab, msg: Any) -> None:
        heard(tab, msg)
        if tab.drawn == ["first"]:
            mark.touch()

    monkeypatch.setattr(Tab, "write_forward_msg", seen)
    assert run(drawn(page, monkeypatch)).drawn == ["first", "seen"]


def test_messages_worth_it_are_compressed_each_by_itself() -> None:
    server, browser = (
        ServerProtocol(extensions=[delivery.Offer()]),
        ClientProtocol(parse_uri("ws://here/"), extensions=[ClientPerMessageDeflateFactory()]),
    )
    browser.send_request(browser.connect())
    server.receive_data(b"".join(browser.data_to_send()))
    (asked,) = server.events_received()
    assert isinstance(asked, Request)
    server.send_response(server.accept(asked))
    browser.receive_data(b"".join(server.data_to_send()))
    browser.events_received()
    short, long = b"a" * (delivery.WORTH_IT - 1), b"Bai hoc nay " * 500
    lengths = []
    for message in (short, long, long):
        server.send_binary(message)
        sent = b"".join(server.data_to_send())
        lengths.append(len(sent))
        browser.receive_data(sent)
        (frame,) = browser.events_received()
        assert isinstance(frame, Frame)
        assert frame.data == message
    assert lengths[0] > len(short)
    assert lengths[1] == lengths[2] < len(long) / 20  # nothing is kept from one for the next
    browser.send_binary(long)
    server.receive_data(b"".join(browser.data_to_send()))
    (frame,) = server.events_received()
    assert isinstance(frame, Frame)
    assert frame.data == long
    (agreed,) = server.extensions
    assert not hasattr(agreed, "encoder")
    assert not hasattr(agreed, "decoder")
