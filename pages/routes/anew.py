"""`/anew`: asks once more who it is, before a file of many people or slips with codes, and leads on to that.

On pages the same is asked in a dialog (`pages.parts.anew`); this is for what is reached by an address.
"""

from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import access, database, text
from models.access import Means
from models.rights import DomainError
from pages.routes import forms, said, visitor

_ = text.translate


def ask(wanted: str) -> Response:
    """Return the way to the form, and from there to what was wanted."""
    return forms.go(f"/anew?{urlencode({'next': wanted})}", own_forms=True)


async def show(request: Request) -> Response:
    """GET /anew: the form, by what this person shows who they are."""
    me = await visitor.signed_in(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    return await visitor.in_thread(_page, request, me, forms.local_path(request.query_params.get("next")))


async def take(request: Request) -> Response:
    """POST /anew: ``typed``, of a directory ``login`` too, and ``next``."""
    me = await visitor.signed_in(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    posted = await forms.read_form(request)
    wanted, now = forms.local_path(posted.get("next")), text.utc_now()
    if not forms.is_ours(request, posted):
        return await visitor.in_thread(_page, request, me, wanted, notice=said.expired(), status=403)
    typed, login = posted.get("typed", ""), posted.get("login", "")
    try:
        await visitor.in_turn(access.show_anew, me, typed, visitor.address_of(request), login=login, now=now)
    except DomainError as error:
        status = {"sign-in-wait": 429, "sign-in-away": 503}.get(error.code, 422)
        words = said.sentence(error, now=now)
        return await visitor.in_thread(_page, request, me, wanted, error=words, status=status)
    return shown(request, wanted)


def shown(request: Request, wanted: str) -> Response:
    """Return the page after it, which leads on; without anything wanted, back to the tab where the click waits."""
    if wanted == "/":
        told = forms.notice(_("Thank you. Close this tab, and go on where you were."), kind="done")
        return forms.page(request, _("It is you"), told, languages=False)
    told = forms.notice(_("Thank you. What you asked for comes now."), kind="done")
    way = f'<p><a href="{escape(wanted)}">{escape(_("If nothing comes, go on here"))}</a></p>'
    return forms.page(request, _("It is you"), told + way, languages=False, onward=wanted)


def _page(
    request: Request, me: access.SignedIn, wanted: str, *, notice: str = "", error: str = "", status: int = 200
) -> Response:
    with database.reading() as db:
        means = access.means_of(db, me)
    why = f"<p>{escape(_('What you asked for tells of many people, and you signed in a while ago.'))}</p>"
    back = f'<p class="second"><a href="/">{escape(_("Back to my learning"))}</a></p>'
    if means is Means.PROVIDER:
        label = escape(_("Sign in at {name} once more", name=access.provider_name()))
        there = escape(f"/sign-in/provider?{urlencode({'anew': '1', 'next': wanted})}")
        body = f'{notice}{why}<p class="main"><a href="{there}">{label}</a></p>{back}'
        return forms.page(request, _("Is it you?"), body, status=status)
    fields = ""
    if means is Means.CODE:
        hint = _("From the app, or a recovery code")
        fields = forms.field("typed", _("Code"), autocomplete="one-time-code", hint=hint, error=error, first=True)
    else:
        if means is Means.DIRECTORY:
            fields = forms.field("login", _("Login as on your computer at work"), autocomplete="username", first=True)
        fields += forms.field(
            "typed",
            _("Your password"),
            kind="password",
            autocomplete="current-password",
            error=error,
            first=means is Means.PASSWORD,
        )
    body = f"{notice}{why}{forms.form(request, '/anew', fields, _('Go on'), hidden={'next': wanted})}{back}"
    return forms.page(request, _("Is it you?"), body, status=status)


routes = [Route("/anew", show, methods=["GET"]), Route("/anew", take, methods=["POST"])]
