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
    """Return what mounts a component: ``data`` for its script, a ``key`` of its own on its page, a ``height``."""
    made, family = base(name, html=html, css=css, js=js), calc_hash(name)

    def mount(data: Any, *, key: str, height: int | None = None) -> None:
        send(made, f"$$ID-{family}-{key}", data, LayoutConfig(width="stretch", height=height or "content"))

    return mount


def base(name: str, *, html: str, css: str, js: str) -> BidiComponent:
    """Return what is the same of a component each time; it is made known to Streamlit, which keeps names apart."""
    st.components.v2.component(name, html=html, css=css, js=js)
    return BidiComponent(component_name=name, isolate_styles=True, html_content=html, css_content=css, js_content=js)


def send(base: BidiComponent, identity: str, data: Any, layout: LayoutConfig) -> None:
    """Show a component where the page is being drawn."""
    made = BidiComponent()
    made.CopyFrom(base)
    made.id, made.json = identity, json.dumps(data)
    get_dg_singleton_instance().main_dg._enqueue("bidi_component", made, layout_config=layout)
