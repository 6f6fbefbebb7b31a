"""`/slips`: one-time codes for everybody of a unit who has no password yet, as slips to cut out and hand over.

The codes stand in the answer to the post and nowhere else: they are made at that moment and kept as digests only.
"""

from html import escape
from urllib.parse import quote

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import access, database, organisation, settings, text
from models.rights import DomainError, Right, check_shown
from models.seconding import SecondNeeded
from models.text import translate as _
from models.text import translate_n
from pages.parts import second_person
from pages.routes import anew, forms, said, visitor
from pages.routes.paper import Paper

_PAPER = Paper("slips.css")


async def ask(request: Request) -> Response:
    """GET /slips?unit=KEY: how many slips there will be, and a button that makes them."""
    me = await visitor.signed_in(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    return await run_in_threadpool(_asked, request, me, request.query_params.get("unit", ""))


async def make(request: Request) -> Response:
    """POST /slips: ``unit``; the slips, made now."""
    me = await visitor.signed_in(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    posted = await forms.read_form(request)
    if not forms.is_ours(request, posted):
        return await run_in_threadpool(_asked, request, me, posted.get("unit", ""), said.expired(), 403)
    return await run_in_threadpool(_made, request, me, posted.get("unit", ""))


def _asked(request: Request, me: access.SignedIn, key: str, notice: str = "", status: int = 200) -> Response:
    now = text.utc_now()
    try:
        scope = access.scope_of(me.actor, Right.GIVE_CODES)
        with database.reading() as db:
            unit = _unit(organisation.unit_tree(db, organisation.Tree.ADMINISTRATION, text.local_day(now)), key)
            count = access.waiting_for_slips(db, scope, unit.id, now=now)
            check_shown(me.actor, now=now)  # here already: the codes come in the answer to a post
    except DomainError as error:
        if error.code == "who-anew":
            return anew.ask(f"/slips?unit={quote(key)}")
        return _refused(request, error)
    told = translate_n(
        "{n} person of {unit} has no password yet.", "{n} people of {unit} have no password yet.", count, unit=unit.name
    )
    back = f'<p class="second"><a href="/codes">{escape(_("Back to the codes"))}</a></p>'
    if not count:
        body = f"<p>{escape(told)}</p>{back}"
    elif count > access.MOST_SLIPS:
        words = said.sentence(DomainError("slips-too-many", most=access.MOST_SLIPS), now=now)
        body = f"<p>{escape(told)}</p>{forms.notice(words, kind='error')}{back}"
    else:
        warning = _(
            "Each gets a slip with a code that is good once, for {days} days. Codes they were given before stop "
            "working. The slips are shown once, so print them at once.",
            days=settings.current().code_days,
        )
        button = forms.form(request, "/slips", "", _("Make the slips"), hidden={"unit": key})
        body = f"<p>{escape(told)}</p><p>{escape(warning)}</p>{button}{back}"
    return forms.page(request, _("Slips for a unit"), notice + body, status=status)


def _made(request: Request, me: access.SignedIn, key: str) -> Response:
    now = text.utc_now()
    try:
        scope = access.scope_of(me.actor, Right.GIVE_CODES)
        with database.writing() as db:
            unit = _unit(organisation.unit_tree(db, organisation.Tree.ADMINISTRATION, text.local_day(now)), key)
            made = access.give_slips(db, me.actor, scope, unit.id, now=now)
    except SecondNeeded as needed:
        return _prepared(request, me, needed)
    except DomainError as error:
        return anew.ask(f"/slips?unit={quote(key)}") if error.code == "who-anew" else _refused(request, error)
    address = (settings.current().public_url or str(request.base_url)).rstrip("/") + "/code"
    slips = "".join(_slip(slip, address) for slip in made.slips)
    left_out = ""
    if made.left_out:
        words = _("No slip for these, who need a code from an administrator: {names}.", names=", ".join(made.left_out))
        left_out = f"<p>{escape(words)}</p>"
    told = _("To print: Ctrl + P. When this page is closed the codes cannot be shown again.")
    back = f'<a href="/codes">{escape(_("Back to the codes"))}</a>'
    body = f'<div class="screen"><p>{escape(told)}</p>{left_out}{back}</div><main class="sheet">{slips}</main>'
    return _PAPER.page(unit.name, body)


def _prepared(request: Request, me: access.SignedIn, needed: SecondNeeded) -> Response:
    """Say that so many slips wait for a second person, and where their word is told."""
    try:
        words = second_person.prepared(needed, me.actor)
    except DomainError as error:
        return _refused(request, error)
    way = f'<p class="second"><a href="/second-person">{escape(_("What waits for a second person"))}</a></p>'
    then = _("Once it is confirmed, come back here and make the slips.")
    return forms.page(request, _("Slips for a unit"), forms.notice(words) + f"<p>{escape(then)}</p>{way}")


def _slip(slip: access.Slip, address: str) -> str:
    code = segno.make(f"{address}?code={quote(slip.code)}", error="m").svg_inline(border=1, omitsize=True)
    until = _("The code is good once, for {days} days.", days=settings.current().code_days)
    return (
        f'<section class="slip"><div><h2>{escape(slip.full_name)}</h2><p>{escape(slip.unit)}</p>'
        f"<p>{escape(_('Login: {login}', login=slip.login))}</p>"
        f"<p>{escape(_('Open {address} and set a password.', address=address))} {escape(until)}</p></div>{code}"
        f'<p class="code">{escape(slip.code)}</p></section>'
    )


def _unit(tree: organisation.UnitTree, key: str) -> organisation.UnitNode:
    found = tree.by_key(key)
    if found is None:
        raise DomainError("not-found", unit=key)
    return found


def _refused(request: Request, error: DomainError) -> Response:
    words = said.sentence(error, now=text.utc_now())
    back = f'<p class="second"><a href="/codes">{escape(_("Back to the codes"))}</a></p>'
    status = 403 if error.code in ("forbidden", "outside-scope") else 404 if error.code == "not-found" else 422
    return forms.page(request, _("Slips for a unit"), forms.notice(words, kind="error") + back, status=status)


routes = [Route("/slips", ask, methods=["GET"]), Route("/slips", make, methods=["POST"])]
