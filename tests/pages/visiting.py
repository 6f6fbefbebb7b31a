"""A person at the pages: opens an address, presses buttons, reads what is there; the pages run as they are."""

import json
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from unittest.mock import patch

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from models import access, database, text
from tests import city, probing
from tests.menu import PAGES

_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_HEADING = re.compile(r"<h([1-6])\b|^(#{1,6}) ", re.MULTILINE)


@dataclass
class Visitor:
    """One browser tab of one account (None: of nobody)."""

    login: str | None = None
    at: AppTest = field(default_factory=lambda: AppTest.from_file(PAGES / "main.py", default_timeout=30))
    token: str | None = None

    def __post_init__(self) -> None:
        if self.login is not None:
            with database.writing() as db:
                person = city.person_id(db, self.login)
                self.token = access.open_session(db, person, shared=False, now=text.utc_now())

    def open(self, address: str, **parameters: str) -> "Visitor":
        """Go to a page by its address, as a link in a browser does: nothing of an earlier page's state is sent."""
        self.at = AppTest.from_file(PAGES / "main.py", default_timeout=30)
        self.at._page_hash = calc_hash(address)
        self.at.query_params.update(parameters)
        self.run()
        self.at._page_hash = ""  # from here on the page itself says where to go
        return self

    def script(self, path: str) -> "Visitor":
        """Run a page's own file without main.py before it, as a way around the gate would."""
        self.at = AppTest.from_file(PAGES / path, default_timeout=30)
        return self.run()

    def run(self, states: WidgetStates | None = None) -> "Visitor":
        """Run the page with what was filled in, or with other states of its widgets."""
        with patch("pages.parts.who.whoami", lambda: access.recognise(self.token, now=text.utc_now())):
            self.at._run(states) if states is not None else self.at.run()
        return self

    def press(self, label: str) -> "Visitor":
        """Press the button of this label (its English text)."""
        wanted = text.translate(label)
        buttons = [one for one in self.at.button if one.label == wanted]
        assert buttons, f"no button {wanted!r} among {[one.label for one in self.at.button]}"
        buttons[0].click()
        return self.run()

    def press_key(self, key: str) -> "Visitor":
        """Press the button with this key."""
        self.at.button(key=key).click()
        return self.run()

    def unfold(self, *labels: str) -> "Visitor":
        """Open the folds of these labels (their English text), or all, whose inside is drawn only then."""
        wanted = [text.translate(label) for label in labels]
        for one in self.at.expander:
            if one.proto.id and (not wanted or one.label in wanted):
                self.at.session_state[one.proto.id.split("-", 2)[2]] = True
        return self.run()

    def answer(self, key: str, answer: Any, **stamp: Any) -> "Visitor":
        """Let the widget of a question tell an answer, as its script does, and run the page."""
        states = self.at._tree.get_widget_states()
        states.widgets.append(probing.component_tells(self._widget(key).id, given={"answer": answer, **stamp}))
        return self.run(states)

    def held(self, key: str) -> Any:
        """Return the answer that the widget of a question was told to show."""
        return json.loads(self._widget(key).json)[0]["saved"]

    def questions(self) -> list[dict[str, Any]]:
        """Return what the widgets of the questions that are shown were told."""
        told = [json.loads(one.proto.json) for one in self.at.get("bidi_component")]
        return [one[0] for one in told if isinstance(one, list)]

    def _widget(self, key: str) -> Any:
        shown = [one.proto for one in self.at.get("bidi_component")]
        return next(one for one in shown if one.id.endswith(f"-{key}"))

    def fill(self, widget: Any, value: Any) -> "Visitor":
        """Give a widget a value and run the page."""
        widget.set_value(value)
        return self.run()

    @property
    def title(self) -> str:
        """The page's title, '' without one."""
        return self.at.title[0].value if self.at.title else ""

    @property
    def errors(self) -> list[str]:
        """What the page says went wrong."""
        return [one.value for one in self.at.error]

    @property
    def address(self) -> dict[str, Any]:
        """The parameters of the address."""
        return dict(self.at.query_params)

    def outline(self) -> list[int]:
        """Return the levels of the page's headings from its top to its end, as a screen reader lists them."""
        return _levels(self.at.main)

    def everything(self) -> str:
        """Return all that the last run sent, to look for what must or must not be there."""
        return sent_by(self.at._tree)

    def well(self) -> "Visitor":
        """Return the visitor if nothing failed."""
        assert not self.at.exception, [one.value for one in self.at.exception]
        sorry = text.translate("Something went wrong on our side. What you saved before is kept. Please try again.")
        assert sorry not in self.errors
        return self


def is_well_headed(levels: list[int]) -> bool:
    """Return whether a page begins with its one title, and no heading beneath skips a level."""
    steps = pairwise(levels)
    return levels[:1] == [1] and levels.count(1) == 1 and all(after <= before + 1 for before, after in steps)


def _levels(node: Any) -> list[int]:
    """Return the levels of the headings in an element and everything in it: Streamlit's, Markdown's and HTML's."""
    proto = getattr(node, "proto", None)
    if tag := getattr(proto, "tag", ""):
        return [int(tag.removeprefix("h"))]
    mine = [int(one[1] or len(one[2])) for one in _HEADING.finditer(getattr(proto, "body", ""))]
    children = getattr(node, "children", None)
    return mine + [level for child in (children or {}).values() for level in _levels(child)]


def sent_by(node: Any) -> str:
    """Return the texts and data of an element and everything in it."""
    children = getattr(node, "children", None)
    mine = [] if getattr(node, "proto", None) is None else [node.proto.SerializeToString().decode("utf-8", "ignore")]
    mine = [_ESCAPED.sub(lambda found: chr(int(found[1], 16)), said) for said in mine]  # data of our own components
    return "\n".join(mine + [sent_by(child) for child in (children or {}).values()])
