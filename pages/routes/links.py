"""Short addresses for walls, slides and chat: `/k/<course>` leads to the course's page, which asks for sign-in."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.routes import forms

LONGEST = 100


async def course(request: Request) -> Response:
    """Lead to a course's page; whether there is such a course is told to people who are signed in only."""
    slug = request.path_params["slug"][:LONGEST]
    return forms.go(f"/course?course={quote(slug, safe='')}")


routes = [Route("/k/{slug}", course)]
