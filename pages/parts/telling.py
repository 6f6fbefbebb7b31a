"""Components of ours that tell something: mounted with one widget, where Streamlit keeps two and looks for tables.

What a component tells is gone after the run that it set off; nothing of ours keeps a state between. So of Streamlit's
two widgets only the one that carries what was told is there. A browser gets, and sends, the same (docs/performance.md).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
from streamlit.components.v2.bidi_component.serialization import deserialize_trigger_list
from streamlit.elements.lib.layout_utils import LayoutConfig
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from streamlit.runtime.state.widgets import register_widget

from pages.parts import silent

Mount = Callable[..., None]


def component(name: str, *, html: str, css: str, js: str, width: str = "stretch") -> Mount:
    """Return what mounts a component: ``data`` for its script, a ``key`` that no other of its page has.

    ``on`` names what it may tell, each with what is called when it does; `told` then says what it was.
    """
    made = silent.base(name, html=html, css=css, js=js)
    layout = LayoutConfig(width=width, height="content")  # type: ignore[arg-type]

    def mount(data: Any, *, key: str, on: Mapping[str, Callable[[], None]]) -> None:
        register_widget(
            _ear(key),
            deserializer=deserialize_trigger_list,
            serializer=json.dumps,
            ctx=get_script_run_ctx(),
            callbacks=dict(on),
            value_type="json_trigger_value",
        )
        silent.send(made, _identity(key), data, layout)

    return mount


def told(key: str, event: str) -> Any:
    """Return what the component of this key has just told by the name of an event; None when it has not."""
    context = get_script_run_ctx()
    try:
        heard = None if context is None else context.session_state[_ear(key)]
    except KeyError:  # it tells something before it was ever mounted in this session
        return None
    said = [one for one in heard or () if isinstance(one, Mapping) and one.get("event") == event]
    return said[-1].get("value") if said else None


def _identity(key: str) -> str:
    return f"$$ID-kns-{key}"


def _ear(key: str) -> str:
    return f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{_identity(key)}{EVENT_DELIM}events"
