"""Signing in and out by plain forms: `/sign-in`, `/sign-out`, `/sign-out-everywhere`, `/language`.

``routes`` holds these, the forms that set a password (`pages.routes.passwords`) and the ways to single sign-on
(`pages.routes.provider`).

A form that was not sent from here is shown again, never obeyed. ``next`` leads to a path of this server only.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import access, measures, settings, text
from models.database import writing
from models.rights import DomainError
from pages.routes import bundle, forms, passwords, provider, said, visitor

_ = text.translate


async def show_sign_in(request: Request) -> Response:
    """GET /sign-in: the form, or straight on for somebody who is signed in, or half way.

    ``?again=1``: the form in any case, for what asks for a fresh sign-in.
    """
    me = await visitor.signed_in(request)
    wanted = forms.local_path(request.query_params.get("next"))
    again = bool(request.query_params.get("again"))
    if me is not None and not again:
        return visitor.onward(wanted)
    half = await visitor.half_way(request)
    if half is not None and not again and (half.enrolled or access.is_fresh(half, now=text.utc_now())):
        return visitor.onward(wanted, half=True)
    done = _("Your password is set. Sign in with it now.") if request.query_params.get("done") else ""
    return _sign_in_page(request, {"next": wanted}, notice=forms.notice(done, kind="done"))


async def try_sign_in(request: Request) -> Response:
    """POST /sign-in: ``login``, ``password``, ``shared``, ``next``."""
    text.use_language(forms.language_of(request))
    posted = await forms.read_form(request)
    if not forms.is_ours(request, posted):
        return _sign_in_page(request, posted, notice=said.expired(), status=403)
    login, password = posted.get("login", ""), posted.get("password", "")
    errors = {}
    if not login.strip():
        errors["login"] = _("Enter your staff code, e-mail or phone number.")
    if not password:
        errors["password"] = _("Enter your password.")
    if errors:
        return _sign_in_page(request, posted, errors=errors, status=422)
    shared, now = bool(posted.get("shared")), text.utc_now()
    outcome = await visitor.in_turn(
        access.sign_in, login, password, visitor.address_of(request), shared=shared, now=now
    )
    measures.sign_ins.add(outcome.error or "signed-in")
    if outcome.wait_until is not None:
        told = forms.notice(said.wait_sentence(outcome.wait_until, now), kind="error")
        seconds = int((outcome.wait_until - now).total_seconds()) + 1
        return _sign_in_page(request, posted, notice=told, status=429, retry_after=seconds)
    if outcome.error in ("sign-in-away", "sign-in-unknown"):
        told = forms.notice(said.sentence(DomainError(outcome.error), now=now), kind="error")
        return _sign_in_page(request, posted, notice=told, status=503 if outcome.error == "sign-in-away" else 403)
    if outcome.token is None:
        wrong = _("This login and this password do not belong together. Check both and try again.")
        return _sign_in_page(request, posted, errors={"password": wrong}, status=422)
    return await visitor.welcome(request, outcome, forms.local_path(posted.get("next")), shared=shared)


async def try_demo(request: Request) -> Response:
    """POST /sign-in/demo: one of the demonstration accounts, in demonstration mode only."""
    text.use_language(forms.language_of(request))
    posted = await forms.read_form(request)
    if not settings.current().demo:
        return _sign_in_page(request, {}, status=404)
    if not forms.is_ours(request, posted):
        return _sign_in_page(request, {}, notice=said.expired(), status=403)
    try:
        outcome = await visitor.in_thread(_demo, posted.get("login", ""), text.utc_now())
    except DomainError:
        missing = forms.notice(_("This demonstration account does not exist yet."), kind="error")
        return _sign_in_page(request, {}, notice=missing, status=404)
    return await visitor.welcome(request, outcome, forms.local_path(posted.get("next")), shared=False)


async def ask_sign_out(request: Request) -> Response:
    """GET /sign-out: asks, since a link must not sign anybody out."""
    me = await visitor.signed_in(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    told = forms.notice(_("You are signed in as {name}.", name=me.full_name))
    here = forms.form(request, "/sign-out", "", _("Sign out on this device"))
    all_over = forms.form(request, "/sign-out-everywhere", "", _("Sign out on all devices"))
    back = f'<p class="second"><a href="/">{_("Back to my learning")}</a></p>'
    body = f'{told}{here}<div class="second">{all_over}</div>{back}'
    return forms.page(request, _("Sign out"), body)


async def sign_out(request: Request) -> Response:
    """POST /sign-out: ends this browser's session."""
    return await _leave(request, everywhere=False)


async def sign_out_everywhere(request: Request) -> Response:
    """POST /sign-out-everywhere: ends all of the person's sessions."""
    return await _leave(request, everywhere=True)


async def choose_language(request: Request) -> Response:
    """POST /language: ``language`` and ``back``, the page to return to."""
    me = await visitor.signed_in(request)
    posted = await forms.read_form(request)
    back = forms.local_path(posted.get("back"), own_forms=True)
    language = posted.get("language", "")
    response = forms.go(back, own_forms=True)
    if forms.is_ours(request, posted) and language in text.LANGUAGES:
        forms.set_cookie(response, "kns_language", language, max_age=365 * visitor.SESSION_DAY)
        if me is not None:
            await visitor.in_thread(_speak, me, language)
    return response


def _sign_in_page(
    request: Request,
    kept: Mapping[str, str],
    *,
    notice: str = "",
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    retry_after: int = 0,
) -> Response:
    found = errors or {}
    wanted = forms.local_path(kept.get("next"))
    login = kept.get("login", "")
    fields = (
        forms.field(
            "login",
            _("Login as on your computer at work")
            if access.has_directory()
            else _("Staff code, e-mail or phone number"),
            value=login,
            autocomplete="username",
            error=found.get("login", ""),
            first=not login,
        )
        + forms.field(
            "password",
            _("Password"),
            kind="password",
            autocomplete="current-password",
            error=found.get("password", ""),
            first=bool(login),
        )
        + forms.tick("shared", _("This is a shared computer"), checked=bool(kept.get("shared")))
    )
    hidden = {"next": "" if wanted == "/" else wanted}
    body = notice + provider.links(wanted) + forms.form(request, "/sign-in", fields, _("Sign in"), hidden=hidden)
    if not (access.has_directory() and settings.current().directory_only):
        words = _("First time here, or password forgotten: use a one-time code")
        body += f'<p class="second"><a href="/code">{words}</a></p>'
    if settings.current().demo:
        body += _demo_accounts(request, hidden)
    ahead = bundle.ahead(text.language())
    return forms.page(request, _("Sign in"), body, status=status, retry_after=retry_after, ahead=ahead)


def _demo_accounts(request: Request, hidden: Mapping[str, str]) -> str:
    names = (
        *(_("Cadre"), _("Trainer"), _("HR officer"), _("Head of unit")),
        *(_("HR officer, Party organisation"), _("Administrator")),
    )
    seconds = (_("Second HR officer"), _("Second trainer"), _("Second administrator"), _("Inspector, reading only"))

    def buttons(logins: Sequence[str], words: Sequence[str]) -> str:
        posted = [
            forms.form(request, "/sign-in/demo", "", name, hidden={**hidden, "login": login})
            for login, name in zip(logins, words, strict=True)
        ]
        return forms.list_of(posted)

    told = forms.notice(_("A demonstration: all people and results here are invented."))
    others = _("Who confirms what touches many people, and who inspects")
    return (
        f"<h2>{_('Look around as')}</h2>{told}{buttons(access.DEMO_LOGINS, names)}"
        f"<details><summary>{others}</summary>{buttons(access.DEMO_SECONDS, seconds)}</details>"
    )


async def _leave(request: Request, *, everywhere: bool) -> Response:
    me = await visitor.signed_in(request)
    posted = await forms.read_form(request)
    ours = forms.is_ours(request, posted)
    if me is not None and not ours:
        return forms.go("/sign-out", own_forms=True)
    there = ""
    if me is not None:
        there = await visitor.in_thread(access.way_out, me.session)
        await visitor.in_thread(_end_sessions, me, everywhere, text.utc_now())
    elif ours:
        await visitor.in_thread(_drop, request.cookies.get(visitor.session_cookie(), ""), text.utc_now())
    response = provider.sign_out_page(request, there) if there else forms.go("/sign-in", own_forms=True)
    visitor.end(response)
    return response


def _demo(login: str, now: datetime) -> access.Outcome:
    with writing() as db:
        return access.demo_sign_in(db, login, now=now)


def _speak(me: access.SignedIn, language: str) -> None:
    with writing() as db:
        access.set_language(db, me.actor, language, now=text.utc_now())


def _drop(token: str, now: datetime) -> None:
    with writing() as db:
        access.drop(db, token, now=now)


def _end_sessions(me: access.SignedIn, everywhere: bool, now: datetime) -> None:
    with writing() as db:
        if everywhere:
            access.sign_out_everywhere(db, me.actor, now=now)
        else:
            access.sign_out(db, me.actor, me.session, now=now)


routes = [
    Route("/sign-in", show_sign_in, methods=["GET"]),
    Route("/sign-in", try_sign_in, methods=["POST"]),
    Route("/sign-in/demo", try_demo, methods=["POST"]),
    Route("/sign-out", ask_sign_out, methods=["GET"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/sign-out-everywhere", sign_out_everywhere, methods=["POST"]),
    Route("/language", choose_language, methods=["POST"]),
    *passwords.routes,
    *provider.routes,
]
