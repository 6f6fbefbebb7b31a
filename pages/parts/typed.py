"""Words that are typed and not sent yet: no reload, dropped page or new sign-in takes them along.

Streamlit's own fields hold them until the page goes. A page names those that hold more than a word or two (`keep`), and
what is typed there lies in the memory of that one tab (`sessionStorage`) until an act has stored it (`sent`). It is
read back by the same person only: somebody else's is dropped, and all of it at signing out (`pages/routes/shell.py`).
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from models.access import SignedIn
from pages.parts import silent

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_keeper = silent.component("kns_typed", html="", css="", js=_SCRIPT)
_run = threading.local()  # the page that is being drawn, and which of its fields are kept
_PLACES, _SENT = "typed:places", "typed:sent"


@contextmanager
def on_page(me: SignedIn, page: str) -> Iterator[None]:
    """Keep what is typed into the fields that the page within this block names."""
    _run.page, _run.fields = page, {}
    try:
        yield
        first = _PLACES not in st.session_state
        st.session_state[_PLACES] = _run.fields
        sent = st.session_state.pop(_SENT, {})
        if _run.fields or sent or (first and me.shared):
            owner = _digest(str(me.person_id))
            _keeper({"owner": owner, "fields": _run.fields, "sent": sent}, key="typed", height=1)
    finally:
        _run.fields = None


def keep(*keys: str) -> None:
    """Keep what is typed into the fields of these keys, on this page with this address."""
    if (fields := getattr(_run, "fields", None)) is not None:  # a fragment run alone has named them before
        address = urlencode(sorted(st.query_params.to_dict().items()))
        fields |= {key: _digest(f"{_run.page}?{address}#{key}") for key in keys}


def stored(*keys: str) -> None:
    """Say that the words in the fields of these keys are in the database now. Called in callbacks only."""
    places, state = st.session_state.get(_PLACES, {}), st.session_state
    words = {places[key]: state.get(key) or "" for key in keys if key in places}
    state[_SENT] = state.get(_SENT, {}) | words


def sent(*keys: str) -> None:
    """Say the same of fields that are empty from then on."""
    stored(*keys)
    st.session_state.update(dict.fromkeys(keys, ""))


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:16]
