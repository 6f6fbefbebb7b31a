"""Asking a running platform for what one must not get, over the websocket that browsers use."""

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from streamlit.util import calc_hash

from models import database
from models.organisation import Person
from tests import city, menu
from tests.server import Page, Platform

QUERY = f"course={city.SLUG}&lesson=01-vi-sao-can-bo-la-dich&quiz={city.QUIZ}"


def bytes_of(messages: Iterable[ForwardMsg]) -> str:
    """Return everything that was sent, tables included, as one text."""
    return "\n".join(message.SerializeToString().decode("utf-8", "ignore") for message in messages)


def hashes(page: menu.Listed) -> list[str]:
    """Return the script hashes under which Streamlit has known, or might know, a page."""
    plain = (page.address, str(page.path))
    md5 = [hashlib.md5(one.encode(), usedforsecurity=False).hexdigest() for one in plain]
    return list(dict.fromkeys([*(calc_hash(one) for one in plain), *md5]))


def ids_in(said: str) -> list[str]:
    """Return the ids of widgets in what was sent."""
    return sorted(set(re.findall(r"\$\$ID-[0-9a-f]+-[^\s\x00-\x1f\"]*", said)))


def fragments_in(messages: Iterable[ForwardMsg]) -> list[str]:
    """Return the ids of fragments in what was sent."""
    return sorted({one.delta.fragment_id for one in messages if one.delta.fragment_id})


def without_greeting(messages: Iterable[ForwardMsg]) -> list[ForwardMsg]:
    """Leave out a run's first message, which repeats the menu of this session's run before."""
    return [one for one in messages if one.WhichOneof("type") != "new_session"]


def fragment(page: Page, name: str, script_hash: str) -> list[ForwardMsg]:
    """Ask for a fragment that this session was never given; return what comes, which may be nothing at all."""
    message = BackMsg()
    message.rerun_script.query_string = QUERY
    message.rerun_script.page_script_hash = script_hash
    message.rerun_script.fragment_id = name
    assert page._socket is not None
    page._socket.send(message.SerializeToString())
    answers: list[ForwardMsg] = []
    with contextlib.suppress(TimeoutError):
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(page._socket.recv(timeout=0.4))  # type: ignore[arg-type]
            answers.append(answer)
    return answers


def click(page: Page, widget: str, *, script_hash: str = "", query: str = "") -> list[ForwardMsg]:
    """Press a button by its id, whether or not this session was shown it."""
    message = BackMsg()
    message.rerun_script.page_script_hash = script_hash
    message.rerun_script.query_string = query
    state = message.rerun_script.widget_states.widgets.add()
    state.id, state.trigger_value = widget, True
    return page.send(message)


def widgets_in(messages: Iterable[ForwardMsg]) -> dict[str, str]:
    """Return the ids of the widgets that were sent, with the kind of each."""
    found: dict[str, str] = {}
    for message in messages:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        identity = getattr(getattr(element, kind), "id", "") if kind else ""
        if identity.startswith("$$"):
            found[identity] = kind
    return found


def widget(messages: Iterable[ForwardMsg], kind: str, ending: str = "") -> str:
    """Return the id of the one widget of a kind whose key ends so."""
    return next(one for one, of in widgets_in(messages).items() if of == kind and one.endswith(ending))


def hash_in(messages: Iterable[ForwardMsg]) -> str:
    """Return the script hash of the page that was shown."""
    return next(one.navigation.page_script_hash for one in messages if one.WhichOneof("type") == "navigation")


def component_tells(identity: str, **events: object) -> WidgetState:
    """Return what a browser sends when a component of ours tells something, by the name of the event."""
    state = WidgetState(id=f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{identity}{EVENT_DELIM}events")
    state.json_trigger_value = json.dumps([{"event": name, "value": told} for name, told in events.items()])
    return state


def forge(
    page: Page, messages: Iterable[ForwardMsg], values: Mapping[str, object], query: str = ""
) -> list[ForwardMsg]:
    """Send widgets' values to the page that was shown: True presses a button, lists and texts go as they are, a dict is
    what a component of ours tells.
    """
    message = BackMsg()
    message.rerun_script.page_script_hash = hash_in(messages)
    message.rerun_script.query_string = query
    for identity, value in values.items():
        if isinstance(value, dict):
            message.rerun_script.widget_states.widgets.append(component_tells(identity, **value))
            continue
        state = message.rerun_script.widget_states.widgets.add()
        state.id = identity
        if value is True:
            state.trigger_value = True
        elif isinstance(value, list):
            state.string_array_value.data.extend(value)
            state.string_array_value.SetInParent()
        elif isinstance(value, float):
            state.double_value = value
        else:
            state.string_value = str(value)
    return page.send(message)


@dataclass(frozen=True)
class Secrets:
    """What nobody may read who is not signed in: people's and units' names."""

    people: tuple[str, ...]
    units: tuple[str, ...]

    def found_in(self, said: str, *, but: Iterable[str] = ()) -> list[str]:
        """Return the names that stand in a text, but for the given ones."""
        known = set(but)
        return [name for name in (*self.people, *self.units) if name in said and name not in known]


@contextlib.contextmanager
def database_of(platform: Platform) -> Iterator[Engine]:
    """Read and write the platform's own database from the test, beside the running process."""
    engine = database.connect(f"sqlite:///{platform.data / 'ky-nang-so.db'}")
    try:
        yield engine
    finally:
        engine.dispose()


def secrets_of(db: Session) -> Secrets:
    """Return every name in the database."""
    people = db.exec(select(Person.full_name)).all()
    return Secrets(tuple(sorted(set(people))), tuple(sorted(set(city.units_of(db).values()))))
