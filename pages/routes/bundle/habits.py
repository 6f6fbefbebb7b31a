"""The few habits of Streamlit's script in the browser that are changed: literals of its files, as in `words`.

They matter for what a person sees happen, and each has a test in a browser (`tests/browser/test_acknowledged.py`,
`test_an_officers_day.py`).
"""

from pages.routes.bundle.words import Word

HABITS = (
    # The menu's entry of the page that is open leads to its beginning; else a person's page would never lead back to
    # the list, since the address stays.
    Word("index", "o||(t.preventDefault(),e.page", "o||a===e.pageScriptHash||(t.preventDefault(),e.page"),
    Word("index", "s||(e.preventDefault(),i.page", "s||r===i.pageScriptHash||(e.preventDefault(),i.page"),
    Word("index", "s||(e.preventDefault(),f(n.page", "s||o||(e.preventDefault(),f(n.page"),
    # A click counts as asked from the moment it is sent, not from the server's answer on: `waiting.css` shows it at
    # once, and a line that broke in between asks again when it is back. What is drawn stays as it is until the answer.
    Word(
        "index",
        "this.rerunEpoch+=1,",
        "this.rerunEpoch+=1,"
        "r||this.state.scriptRunState!==G.NOT_RUNNING||this.setState({scriptRunState:G.RERUN_REQUESTED}),",
    ),
    Word("index", "return t===G.RERUN_REQUESTED?!0:t===G.RUNNING", "return t===G.RUNNING"),
)
