"""Single sign-on: to the organisation's provider (`/sign-in/provider`), back from it, and out of it.

The way there is a link, not a form: browsers stop a form that another site answers. What the provider says in a
message to us (`/sign-in/provider/out`) is signed by it, and counts for nothing else.
"""

import logging
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models import access, text
from models.rights import DomainError
from pages.routes import anew, forms, said, visitor

_ = text.translate
log = logging.getLogger("kns.sign-in")
TRIP = "kns_trip"


def links(wanted: str) -> str:
    """Return the way to the provider for the sign-in page; nothing where none is set up."""
    name = access.provider_name()
    if not name:
        return ""
    query = {} if wanted == "/" else {"next": wanted}
    main, shared = (
        _way(query, _("Sign in with {name}", name=name)),
        _way({**query, "shared": "1"}, _("the same, on a shared computer")),
    )
    return f'<p class="main">{main}</p><p>{shared}</p><h2>{escape(_("Or with a password"))}</h2>'


def sign_out_page(request: Request, address: str) -> Response:
    """Return the page after signing out here, which leads on to signing out at the provider."""
    told = forms.notice(_("You are signed out here."), kind="done")
    there = escape(_("Sign out of {name}, too", name=access.provider_name()))
    back = f'<p class="second"><a href="/sign-in">{escape(_("Back to sign-in"))}</a></p>'
    body = f'{told}<p><a href="{escape(address)}">{there}</a></p>{back}'
    return forms.page(request, _("Sign out"), body, languages=False, onward=address)


async def depart(request: Request) -> Response:
    """GET /sign-in/provider: to the provider; ``next`` and ``shared`` as for the form.

    ``anew``: who is signed in only shows once more who they are, and their session goes on; by the form, if not there.
    """
    text.use_language(forms.language_of(request))
    if not access.provider_name():
        return forms.go("/sign-in", own_forms=True)
    wanted, shared = forms.local_path(request.query_params.get("next")), bool(request.query_params.get("shared"))
    shows = await visitor.signed_in(request) if request.query_params.get("anew") else None
    try:
        leave = await visitor.in_thread(
            access.depart_to_provider, wanted, shared=shared, shows=shows, now=text.utc_now()
        )
    except DomainError as error:
        return anew.ask(wanted) if error.code == "anew-otherwise" else _refused(request, error)
    response = RedirectResponse(leave.address, 303, headers=forms.HEADERS)
    forms.set_cookie(response, forms.cookie_name(TRIP), leave.browser, max_age=int(access.TRIP.total_seconds()))
    return response


async def come_back(request: Request) -> Response:
    """GET /sign-in/provider/back: ``state`` and ``code``, or ``error``, from the provider."""
    text.use_language(forms.language_of(request))
    if not access.provider_name():
        return forms.go("/sign-in", own_forms=True)
    asked, browser = request.query_params, request.cookies.get(forms.cookie_name(TRIP), "")
    try:
        if asked.get("error"):
            raise DomainError("provider-refused", why=asked["error"][:40])
        outcome, shared, wanted = await visitor.in_thread(
            access.come_back,
            asked.get("state", ""),
            asked.get("code", ""),
            browser,
            asked.get("iss"),
            now=text.utc_now(),
        )
    except DomainError as error:
        return _refused(request, error)
    if outcome.shown:
        response = anew.shown(request, forms.local_path(wanted))
    else:
        response = await visitor.welcome(request, outcome, forms.local_path(wanted), shared=shared)
    forms.clear_cookie(response, forms.cookie_name(TRIP))
    return response


async def end(request: Request) -> Response:
    """POST /sign-in/provider/out: ``logout_token``; the provider says that somebody signed out there."""
    posted = await forms.read_form(request, longest=forms.LARGEST_FORM)
    try:
        await visitor.in_thread(access.signed_out_there, posted.get("logout_token", ""), now=text.utc_now())
    except DomainError as error:
        log.warning("a message of the provider was refused: %s %s", error.code, error.values)
        return Response(status_code=404 if error.code == "not-found" else 400, headers={"cache-control": "no-store"})
    return Response(status_code=200, headers={"cache-control": "no-store"})


def _way(query: dict[str, str], label: str) -> str:
    return f'<a href="/sign-in/provider{escape("?" + urlencode(query)) if query else ""}">{escape(label)}</a>'


def _refused(request: Request, error: DomainError) -> Response:
    log.warning("single sign-on: %s %s", error.code, error.values)
    words = forms.notice(said.sentence(error, now=text.utc_now()), kind="error")
    back = f'<p class="second"><a href="/sign-in">{escape(_("Back to sign-in"))}</a></p>'
    status = {"provider-away": 502, "provider-trip": 400}.get(error.code, 403)
    response = forms.page(request, _("Sign in"), words + back, status=status, languages=False)
    forms.clear_cookie(response, forms.cookie_name(TRIP))
    return response


routes = [
    Route("/sign-in/provider", depart, methods=["GET"]),
    Route("/sign-in/provider/back", come_back, methods=["GET"]),
    Route("/sign-in/provider/out", end, methods=["POST"]),
]
