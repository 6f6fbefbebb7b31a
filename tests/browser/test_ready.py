"""Which parts of a page are fetched before the server's answer names them, and which wait."""

import pytest
from playwright.sync_api import Browser

from pages.routes.bundle import ready

# The script of a page's head, at an address, so many milliseconds after the page was asked for; what it begins at once.
BEGUN = (
    "([path, passed, names]) => { let knsPart; const location = {pathname: path}, performance = {now: () => passed};"
    f"{ready.SCRIPT}"
    "const begun = []; for (const name of names)"
    " knsPart({toString: () => 'import(`./' + name + '.AbC-1.js`)'}, () => { begun.push(name) });"
    "return new Promise(told => setTimeout(() => told(begun), 50)) }"
)
EVERY = sorted({*ready.AT_ONCE, *ready.IN_LESSONS, *ready.IN_FORMS, *ready.OF_FIGURES, "DataFrame"})


@pytest.mark.parametrize(
    ("address", "passed", "charts"),
    [
        ("/coverage", 300, True),
        ("/overview", 1900, True),
        ("/coverage", 2500, False),  # a slow line: words go first
        ("/", 300, False),
        ("/coverages", 300, False),
        ("/lesson", 300, False),
    ],
)
def test_charts_are_fetched_at_once_where_figures_are_opened(
    chromium: Browser, address: str, passed: int, charts: bool
) -> None:
    page = chromium.new_page()
    begun = page.evaluate(BEGUN, [address, passed, EVERY])
    page.close()
    wanted = {"Html", "Button", "LinkButton", "PageLink", "Progress"}
    wanted |= {"ArrowVegaLiteChart", "Selectbox", "ButtonGroup", "TextInput"} if charts else set()
    assert set(begun) == wanted
