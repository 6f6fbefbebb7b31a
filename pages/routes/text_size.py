"""The size of text, kept for each person: `/text-size`, a plain form whose choice holds from the next page on."""

from html import escape
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import access, database, text
from models.rights import DomainError
from pages.routes import forms, visitor

_ = text.translate


async def ask(request: Request) -> Response:
    """GET /text-size: the sizes, each shown as large as it is."""
    me = await visitor.signed_in(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    back = forms.local_path(request.query_params.get("back") or _came_from(request))
    names = dict(
        zip(access.TEXT_SIZES, (_("Usual size"), _("Larger text"), _("Large text"), _("Largest text")), strict=True)
    )
    buttons = "".join(
        f'<p><button type="submit" name="size" value="{size}" class="s{size}" '
        f'aria-pressed="{str(size == me.text_size).lower()}">{escape(name)} ({size}\u00a0%)</button></p>'
        for size, name in names.items()
    )
    hidden = {forms.TOKEN_FIELD: forms.form_token(request), "onward": back}
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items())
    body = (
        f"<p>{escape(_('The size is kept with your account and holds on every device.'))}</p>"
        f'<form method="post" action="/text-size" class="choices">{fields}{buttons}</form>'
        f'<p class="second"><a href="{escape(back)}">{escape(_("Back without a change"))}</a></p>'
    )
    return forms.page(request, _("Size of text"), body)


async def choose(request: Request) -> Response:
    """POST /text-size: ``size`` in per cent, and ``onward``, the page to return to."""
    me = await visitor.signed_in(request)
    posted = await forms.read_form(request)
    if me is not None and forms.is_ours(request, posted) and posted.get("size", "").isdecimal():
        await visitor.in_thread(_keep, me, int(posted["size"]))
    return forms.go(posted.get("onward", "/"))


def _keep(me: access.SignedIn, size: int) -> None:
    try:
        with database.writing() as db:
            access.set_text_size(db, me.actor, size, now=text.utc_now())
    except DomainError:
        return  # not one of the form's own sizes: nothing is stored


def _came_from(request: Request) -> str:
    """Return the page of ours that the link was on."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.headers.get("host", ""):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


routes = [Route("/text-size", ask, methods=["GET"]), Route("/text-size", choose, methods=["POST"])]
