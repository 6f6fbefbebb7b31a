"""The second step of signing in, as plain forms: `/second-step` (the code), `/second-step/set-up`, `/codes`, `/off`.

Whoever is half way (the password was right, the code is still to come) is nobody to every other page. Recovery codes
stand in the answer to the post that made them and nowhere else.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import access, database, text
from models.rights import DomainError, Right
from pages.routes import forms, said, visitor

_ = text.translate
Person = access.SignedIn | access.HalfWay


async def show(request: Request) -> Response:
    """GET /second-step: the code's form for who is half way; for who is signed in, how their second step stands."""
    me = await visitor.signed_in(request)
    if me is not None:
        return await visitor.in_thread(_standing_page, request, me)
    half = await visitor.half_way(request)
    if half is None:
        return forms.go("/sign-in", own_forms=True)
    if not half.enrolled:
        return await visitor.in_thread(_set_up_page, request, half)
    return _code_page(request, forms.local_path(request.query_params.get("next")))


async def take(request: Request) -> Response:
    """POST /second-step: ``code``, ``next``."""
    half = await visitor.half_way(request)
    if half is None or not half.enrolled:
        return forms.go("/sign-in", own_forms=True)
    posted = await forms.read_form(request)
    wanted = forms.local_path(posted.get("next"))
    if not forms.is_ours(request, posted):
        return _code_page(request, wanted, notice=said.expired(), status=403)
    code, now = posted.get("code", ""), text.utc_now()
    if not code.strip():
        return _code_page(request, wanted, error=_("Enter the code."), status=422)
    outcome = await visitor.in_thread(access.pass_second_step, half, code, visitor.address_of(request), now=now)
    if outcome.wait_until is not None:
        told = forms.notice(said.wait_sentence(outcome.wait_until, now), kind="error")
        seconds = int((outcome.wait_until - now).total_seconds()) + 1
        return _code_page(request, wanted, notice=told, status=429, retry_after=seconds)
    if outcome.token is None:
        wrong = said.sentence(DomainError("second-proof-wrong"), now=now)
        return _code_page(request, wanted, error=wrong, status=422)
    response = visitor.onward(wanted)
    await visitor.in_thread(visitor.begin, request, response, outcome.token, shared=half.shared)
    return response


async def show_set_up(request: Request) -> Response:
    """GET /second-step/set-up: the picture for the app, and the field for its first code."""
    me = await _person(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    return await visitor.in_thread(_set_up_page, request, me)


async def set_up(request: Request) -> Response:
    """POST /second-step/set-up: ``code`` of the new app, ``proof`` of the old one where there is one, ``next``."""
    me = await _person(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    posted = await forms.read_form(request)
    if not forms.is_ours(request, posted):
        return await visitor.in_thread(_set_up_page, request, me, notice=said.expired(), status=403)
    return await visitor.in_thread(_set_up, request, me, posted)


async def renew(request: Request) -> Response:
    """POST /second-step/codes: ``codes``, a code; ten new recovery codes, the earlier ones are void."""
    return await _with_code(request, "codes")


async def take_off(request: Request) -> Response:
    """POST /second-step/off: ``off``, a code; no second step from now on."""
    return await _with_code(request, "off")


async def _person(request: Request) -> Person | None:
    """Return who may set a second step up: signed in, or half way and without one."""
    me = await visitor.signed_in(request)
    half = None if me is not None else await visitor.half_way(request)
    return me or (half if half is not None and not half.enrolled else None)


async def _with_code(request: Request, act: str) -> Response:
    me = await visitor.signed_in(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    posted = await forms.read_form(request)
    if not forms.is_ours(request, posted):
        return await visitor.in_thread(_standing_page, request, me, notice=said.expired(), status=403)
    return await visitor.in_thread(_change, request, me, act, posted.get(act, ""))


def _change(request: Request, me: access.SignedIn, act: str, code: str) -> Response:
    now, address = text.utc_now(), visitor.address_of(request)
    try:
        if act == "codes":
            made = access.renew_recovery_codes(me, code, address, now=now)
            return _codes_page(request, _("The earlier codes hold no longer."), made, "/account")
        access.take_off_second_step(me, code, address, now=now)
    except DomainError as error:
        return _standing_page(request, me, errors={act: said.sentence(error, now=now)}, status=422)
    return _standing_page(request, me, notice=forms.notice(_("You sign in without a second step now."), kind="done"))


def _set_up(request: Request, me: Person, posted: dict[str, str]) -> Response:
    now, address = text.utc_now(), visitor.address_of(request)
    try:
        made = access.set_up(me, posted.get("code", ""), address, now=now, proof=posted.get("proof", ""))
    except DomainError as error:
        field = "proof" if error.code in ("second-proof-wrong", "sign-in-wait") else "code"
        errors = {field: said.sentence(error, now=now)}
        return _set_up_page(request, me, errors=errors, wanted=posted.get("next", ""), status=422)
    wanted = forms.local_path(posted.get("next"))
    response = _codes_page(request, _("The second step is set up."), made.recovery_codes, wanted)
    visitor.begin(request, response, made.token, shared=me.shared)
    return response


def _code_page(
    request: Request, wanted: str, *, notice: str = "", error: str = "", status: int = 200, retry_after: int = 0
) -> Response:
    by_app = not request.query_params.get("recovery")
    if by_app:
        label, hint = _("Code from the app"), _("The six digits that the app on your phone shows now")
        other, query = _("The phone is not at hand: use a recovery code"), {"recovery": "1", "next": wanted}
    else:
        label, hint = _("Recovery code"), _("Ten letters and digits, from the list that you kept; each is good once")
        other, query = _("Use the app instead"), {"next": wanted}
    code = forms.field(
        "code", label, autocomplete="one-time-code", hint=hint, error=error, first=not error, digits=by_app
    )
    hidden = {"next": "" if wanted == "/" else wanted}
    action = "/second-step" if by_app else "/second-step?recovery=1"
    way = f'<p class="second"><a href="{escape(f"/second-step?{urlencode(query)}")}">{escape(other)}</a></p>'
    lost = f"<p>{escape(_('Neither at hand? An administrator lets you set it up anew.'))}</p>"
    leave = forms.form(request, "/sign-out", "", _("Sign in as somebody else"))
    body = f"{notice}{forms.form(request, action, code, _('Go on'), hidden=hidden)}{way}{lost}"
    body += f'<div class="second">{leave}</div>'
    return forms.page(request, _("Second step"), body, status=status, retry_after=retry_after)


def _standing_page(
    request: Request,
    me: access.SignedIn,
    *,
    notice: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    found = errors or {}
    with database.reading() as db:
        standing = access.second_step_of(db, me.person_id, now=text.utc_now())
    if standing.since is None:
        if me.actor.rights <= {Right.LEARN}:
            return forms.missing(request)
        words = _(
            "With a second step, whoever learns your password still cannot sign in: a code of your phone is asked."
        )
        way = f'<p><a href="/second-step/set-up">{escape(_("Set the second step up"))}</a></p>'
        body = f"{notice}<p>{escape(words)}</p>{way}"
    else:
        told = _(
            "Set up on {day}. Recovery codes left: {n}.", day=text.local_day(standing.since), n=standing.codes_left
        )
        off = "" if standing.duty else _code_form(request, "off", _("Sign in without it"), _("Take it off"), found)
        body = (
            f"{notice}<p>{escape(told)}</p>"
            f'<p><a href="/second-step/set-up">{escape(_("Move to another phone"))}</a></p>'
            + _code_form(request, "codes", _("New recovery codes"), _("Make new codes"), found)
            + off
        )
    back = f'<p class="second"><a href="/account">{escape(_("Back to my account"))}</a></p>'
    return forms.page(request, _("Second step at sign-in"), body + back, status=status, languages=False)


def _code_form(request: Request, act: str, title: str, submit: str, errors: dict[str, str]) -> str:
    label, hint = _("Code"), _("From the app, or a recovery code")
    code = forms.field(act, label, autocomplete="one-time-code", hint=hint, error=errors.get(act, ""))
    return f"<h2>{escape(title)}</h2>{forms.form(request, f'/second-step/{act}', code, submit)}"


def _set_up_page(
    request: Request,
    me: Person,
    *,
    notice: str = "",
    errors: dict[str, str] | None = None,
    wanted: str = "",
    status: int = 200,
) -> Response:
    found = errors or {}
    now = text.utc_now()
    try:
        offer = access.offer(me, forms.PRODUCT, now=now)
    except DomainError as error:
        told = forms.notice(said.sentence(error, now=now), kind="error")
        anew = f'<p><a href="/sign-in?again=1&amp;next=/second-step/set-up">{escape(_("Sign in again"))}</a></p>'
        body = told + (anew if error.code == "sign-in-anew" else "")
        return forms.page(request, _("Set up the second step"), body, status=403, languages=False)
    picture = segno.make(offer.address, error="m").svg_inline(border=4, light="#fff", svgclass="qr", omitsize=True)
    steps = (
        _("On your phone, open an authenticator app (Google Authenticator, Microsoft Authenticator or another)."),
        _("Scan this picture with it, or type the key below."),
        _("Type the six digits that the app then shows."),
    )
    listed = "".join(f"<li>{escape(step)}</li>" for step in steps)
    proof = (
        forms.field(
            "proof",
            _("Code of the old phone, or a recovery code"),
            autocomplete="off",
            error=found.get("proof", ""),
        )
        if offer.moves
        else ""
    )
    code = forms.field(
        "code", _("Code from the app"), autocomplete="one-time-code", error=found.get("code", ""), digits=True
    )
    asked = forms.local_path(wanted or request.query_params.get("next"))
    hidden = {"next": asked if isinstance(me, access.HalfWay) else "/account"}
    duty = forms.notice(_("Your role demands a second step at sign-in.")) if isinstance(me, access.HalfWay) else ""
    alike = escape(_("Picture for the app; the key below says the same"))
    body = (
        f'{notice or duty}<ol>{listed}</ol><div role="img" aria-label="{alike}">{picture}</div>'
        f'<p><a href="{escape(offer.address)}">{escape(_("On this very phone: open the app"))}</a></p>'
        f'<p>{escape(_("Key:"))} <span class="key">{escape(offer.key)}</span></p>'
        + forms.form(request, "/second-step/set-up", proof + code, _("Set it up"), hidden=hidden)
    )
    return forms.page(request, _("Set up the second step"), body, status=status)


def _codes_page(request: Request, said_first: str, recovery_codes: Sequence[str], wanted: str) -> Response:
    told = _(
        "Write these codes down or print them, and keep them apart from the phone. Each lets you in once when the "
        "phone is not at hand. They are shown only now."
    )
    listed = "".join(f"<li>{escape(code)}</li>" for code in recovery_codes)
    done = forms.notice(said_first, kind="done")
    way = f'<p class="second"><a href="{escape(wanted)}">{escape(_("I have kept them: go on"))}</a></p>'
    body = f'{done}<p>{escape(told)}</p><ul class="codes">{listed}</ul>{way}'
    return forms.page(request, _("Recovery codes"), body, languages=False)


routes = [
    Route("/second-step", show, methods=["GET"]),
    Route("/second-step", take, methods=["POST"]),
    Route("/second-step/set-up", show_set_up, methods=["GET"]),
    Route("/second-step/set-up", set_up, methods=["POST"]),
    Route("/second-step/codes", renew, methods=["POST"]),
    Route("/second-step/off", take_off, methods=["POST"]),
]
