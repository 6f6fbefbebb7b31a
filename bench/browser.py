"""A browser as the server knows one: it keeps cookies, posts forms, and holds a tab's session over the websocket.

A tab sends what Streamlit's own page sends: the values of the widgets that somebody has touched, the page's hash, the
address, and what it has kept of large messages. It fetches no scripts and styles: those come compressed from a cache.
"""

import asyncio
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pyarrow as pa
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from tests.probing import component_tells

EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN  # a run that is about to begin anew; the next one counts
PATIENCE = 60.0  # seconds after which an answer counts as failed
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class Wrong(Exception):  # noqa: N818 (said of an answer)
    """An answer that no learner should get."""


@dataclass
class Answer:
    """What came back for one request."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's value, '' when it is not there."""
        return next((value for found, value in self.headers if found == name), "")


@dataclass
class Browser:
    """One person's browser at one server."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> Answer:
        """Ask for a path; redirects are not followed."""
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Post a form."""
        return await self._ask("POST", path, urlencode(fields).encode())

    async def sign_in(self, login: str, password: str) -> None:
        """Fill the form in and send it; raise `Wrong` unless it leads to the home page."""
        form = await self.get("/sign-in")
        await self.send_form(form, login, password)

    async def send_form(self, form: Answer, login: str, password: str) -> None:
        """Send a form that was fetched before; raise `Wrong` unless it leads to the home page."""
        token = _TOKEN.search(form.body.decode())
        if token is None:
            raise Wrong(f"no form: {form.status}")
        answer = await self.post("/sign-in", {"form_token": token[1], "login": login, "password": password})
        if answer.status != 303 or answer.header("location") != "/":
            raise Wrong(f"not signed in: {answer.status} {answer.header('location')}")

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"host: {self.host}:{self.port}", "connection: close"]
        lines += [f"origin: http://{self.host}:{self.port}", "accept-encoding: identity", f"cookie: {self._cookie()}"]
        if body:
            lines += ["content-type: application/x-www-form-urlencoded", f"content-length: {len(body)}"]
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(self.host, self.port)
            try:
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                told = [(name.lower(), value) for name, value in (line.split(": ", 1) for line in head[1:] if line)]
                answer = Answer(int(head[0].split()[1]), told, await reader.read())
            finally:
                writer.close()
        for name, value in answer.headers:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def tab(self) -> "Tab":
        """Open a tab: its websocket, and nothing drawn yet."""
        headers = {"cookie": self._cookie()} if self.cookies else {}
        socket = await connect(
            f"ws://{self.host}:{self.port}/_stcore/stream",
            additional_headers=headers,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://{self.host}:{self.port}",  # type: ignore[arg-type]
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
        )
        return Tab(socket)


@dataclass
class Tab:
    """What a tab shows, and what somebody does there."""

    socket: ClientConnection
    query: str = ""
    page_hash: str = ""
    pages: dict[str, str] = field(default_factory=dict)  # script hashes by address
    touched: dict[str, WidgetState] = field(default_factory=dict)
    kept: dict[str, ForwardMsg] = field(default_factory=dict)
    elements: list[Element] = field(default_factory=list)

    async def go(self, page: str, query: str = "") -> None:
        """Follow a link to a page of the menu."""
        self.query, self.page_hash = query, self.pages.get(page, "")
        await self._run(named="" if self.page_hash else page)

    async def press(self, label: str) -> None:
        """Press the first button that says so."""
        found = self.button(label)
        if not found:
            raise Wrong(f"no button says {label!r}")
        await self._run(WidgetState(id=found, trigger_value=True))

    def button(self, label: str) -> str:
        """Return the first button that says so, '' when none does."""
        return next((one.button.id for one in self.kinds("button") if one.button.label == label), "")

    async def tell(self, component: str, **events: object) -> None:
        """Let a component of ours tell something, as its script does."""
        await self._run(component_tells(component, **events))

    async def pick(self, chart: str, key: str) -> None:
        """Click a bar of a chart."""
        state = WidgetState(id=chart, string_value=json.dumps({"selection": {"unit": [{"key": key}]}}))
        self.touched[chart] = state
        await self._run()

    async def again(self) -> None:
        """Draw the page once more."""
        await self._run()

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()

    def kinds(self, kind: str) -> list[Element]:
        """Return what is shown of a kind."""
        return [one for one in self.elements if one.WhichOneof("type") == kind]

    def charts(self) -> list[tuple[str, list[str]]]:
        """Return the charts that can be clicked, each with the keys of its bars."""
        found = []
        for one in self.kinds("vega_lite_chart"):
            chart = one.vega_lite_chart
            for data in chart.datasets if chart.id else ():
                table = pa.ipc.open_stream(data.data.data).read_all()
                if "key" in table.column_names:
                    found.append((chart.id, [str(key) for key in table.column("key").to_pylist()]))
        return found

    async def _run(self, *triggers: WidgetState, named: str = "") -> None:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash, asked.page_name = self.query, self.page_hash, named
        asked.widget_states.widgets.extend([*self.touched.values(), *triggers])
        asked.cached_message_hashes.extend(self.kept)
        asked.context_info.timezone, asked.context_info.locale = "Asia/Ho_Chi_Minh", "vi-VN"
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            self._take(await self._answers())

    async def _answers(self) -> list[ForwardMsg]:
        answers: list[ForwardMsg] = []
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await self.socket.recv())  # type: ignore[arg-type]
            kind = answer.WhichOneof("type")
            if kind == "ref_hash":
                answer = self.kept[answer.ref_hash]
            elif answer.metadata.cacheable and answer.hash:
                self.kept[answer.hash] = answer
            answers.append(answer)
            if kind == "script_finished" and answer.script_finished != EARLY:
                return answers

    def _take(self, answers: Iterable[ForwardMsg]) -> None:
        elements: list[Element] = []
        for one in answers:
            match one.WhichOneof("type"):
                case "new_session":
                    elements, self.page_hash = [], one.new_session.page_script_hash
                case "navigation":
                    self.page_hash = one.navigation.page_script_hash
                    self.pages = {page.url_pathname: page.page_script_hash for page in one.navigation.app_pages}
                case "page_info_changed":
                    self.query = one.page_info_changed.query_string
                case "page_not_found":
                    raise Wrong("page not found")
                case "delta":
                    elements.append(one.delta.new_element)
        self.elements = elements
        shown = {getattr(getattr(one, one.WhichOneof("type") or "empty"), "id", "") for one in elements}
        self.touched = {name: state for name, state in self.touched.items() if name in shown}
        failed = [one for one in elements if one.WhichOneof("type") == "exception"]
        if failed or not elements:
            raise Wrong("the page failed")
