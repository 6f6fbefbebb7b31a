"""A browser of somebody who is signed in, at plain routes of the platform."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from models import access, database, text
from tests import city
from tests.pages.routes.client import Browser

HERE = {"origin": "http://hoc.example.vn", "content-type": "application/json", "sec-fetch-site": "same-origin"}


def browser_of(login: str | None, routes: Sequence[BaseRoute]) -> Browser:
    """Return a browser at some routes, signed in unless ``login`` is None."""
    browser = Browser(Starlette(routes=list(routes)))
    if login is not None:
        with database.writing() as db:
            token = access.open_session(db, city.person_id(db, login), shared=False, now=text.utc_now())
        browser.cookies["kns"] = token
    return browser
