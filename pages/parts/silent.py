"""Components of ours that show something and never answer: mounted without what Streamlit keeps to hear from them.

A component of Streamlit's is two widgets, with an identity made of all it is given, whether or not it has anything to
say. For one that says nothing that is two thirds of its cost (docs/performance.md). What a browser gets is the same.
"""

import json
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator_singletons import get_dg_singleton_instance
from streamlit.elements.lib.layout_utils import LayoutConfig
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.util import calc_hash

Mount = Callable[..., None]


def component(name: str, *, html: str, css: str, js: str) -> Mount:
    """Return what mounts a component: ``data`` for its script, a ``key`` that no other of its page has, a ``height``.

    It is made known to Streamlit as any other is, which keeps names apart.
    """
    st.components.v2.component(name, html=html, css=css, js=js)
    base = BidiComponent(component_name=name, isolate_styles=True, html_content=html, css_content=css, js_content=js)
    family = calc_hash(name)

    def mount(data: Any, *, key: str, height: int | None = None) -> None:
        made = BidiComponent()
        made.CopyFrom(base)
        made.id, made.json = f"$$ID-{family}-{key}", json.dumps(data)
        layout = LayoutConfig(width="stretch", height=height or "content")
        get_dg_singleton_instance().main_dg._enqueue("bidi_component", made, layout_config=layout)

    return mount
