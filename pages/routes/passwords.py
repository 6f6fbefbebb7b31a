"""Setting a password by plain forms: `/password` (change), `/code` (one-time code), `/first` (first administrator).

A code in the address only fills the form in: fetching a page uses nothing up, whatever previews links on the way.
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import access, text
from models.rights import DomainError
from pages.routes import forms, said, visitor

_ = text.translate


async def show_change(request: Request) -> Response:
    """GET /password: the form; somebody who is not signed in goes to sign-in first."""
    if await visitor.signed_in(request) is None:
        return forms.go("/sign-in", own_forms=True)
    return _change_page(request, {"next": request.query_params.get("next", "")})


async def change(request: Request) -> Response:
    """POST /password: ``old``, ``new``, ``again``, ``next``."""
    me = await visitor.signed_in(request)
    if me is None:
        return forms.go("/sign-in", own_forms=True)
    posted = await forms.read_form(request)
    if not forms.is_ours(request, posted):
        return _change_page(request, posted, notice=said.expired(), status=403)
    old, new = posted.get("old", ""), posted.get("new", "")
    errors = _unlike(posted)
    if not old:
        errors["old"] = _("Enter your password.")
    if errors:
        return _change_page(request, posted, errors=errors, status=422)
    now = text.utc_now()
    try:
        await visitor.in_turn(access.change_password, me, old, new, visitor.address_of(request), now=now)
    except DomainError as error:
        where = "old" if error.code in ("password-wrong", "sign-in-wait") else "new"
        return _change_page(request, posted, errors={where: said.sentence(error, now=text.utc_now())}, status=422)
    return forms.go(posted.get("next", "/"))


async def show_code(request: Request) -> Response:
    """GET /code: the form, filled in from ``?code=``."""
    text.use_language(forms.language_of(request))
    return _code_page(request, {"code": request.query_params.get("code", "")[:60]})


async def use_code(request: Request) -> Response:
    """POST /code: ``code``, ``new``, ``again``."""
    text.use_language(forms.language_of(request))
    posted = await forms.read_form(request)
    if not forms.is_ours(request, posted):
        return _code_page(request, posted, notice=said.expired(), status=403)
    errors = _unlike(posted)
    if not posted.get("code", "").strip():
        errors["code"] = _("Enter the code.")
    if errors:
        return _code_page(request, posted, errors=errors, status=422)
    address, now = visitor.address_of(request), text.utc_now()
    try:
        await visitor.in_turn(access.redeem, posted["code"], posted.get("new", ""), address, now=now)
    except DomainError as error:
        return _code_page(
            request, posted, errors={_field_of(error): said.sentence(error, now=text.utc_now())}, status=422
        )
    return forms.go("/sign-in?done=1", own_forms=True)


async def show_first(request: Request) -> Response:
    """GET /first: the first administrator's form, filled in from the link in the terminal."""
    text.use_language(forms.language_of(request))
    return _first_page(request, {"code": request.query_params.get("code", "")[:60]})


async def be_first(request: Request) -> Response:
    """POST /first: ``code``, ``name``, ``login``, ``new``, ``again``."""
    text.use_language(forms.language_of(request))
    posted = await forms.read_form(request)
    if not forms.is_ours(request, posted):
        return _first_page(request, posted, notice=said.expired(), status=403)
    errors = _unlike(posted)
    if errors:
        return _first_page(request, posted, errors=errors, status=422)
    code, name, login, new = (posted.get(field, "") for field in ("code", "name", "login", "new"))
    address, now = visitor.address_of(request), text.utc_now()
    try:
        await visitor.in_turn(access.redeem_first, code, name, login, new, address, now=now)
    except DomainError as error:
        return _first_page(
            request, posted, errors={_field_of(error): said.sentence(error, now=text.utc_now())}, status=422
        )
    return forms.go("/sign-in?done=1", own_forms=True)


def _unlike(posted: Mapping[str, str]) -> dict[str, str]:
    if posted.get("new", "") == posted.get("again", ""):
        return {}
    return {"again": _("The two passwords differ. Type the same one twice.")}


def _field_of(error: DomainError) -> str:
    fields = {
        "code-wrong": "code",
        "sign-in-wait": "code",
        "name-missing": "name",
        "login-missing": "login",
        "person-known": "login",
    }
    return fields.get(error.code, "new")


def _change_page(
    request: Request,
    kept: Mapping[str, str],
    *,
    notice: str = "",
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    found = errors or {}
    old = forms.field(
        "old",
        _("Present password"),
        kind="password",
        autocomplete="current-password",
        error=found.get("old", ""),
        first=not found,
    )
    hidden = {"next": forms.local_path(kept.get("next"))}
    fields = old + _new_fields(found)
    way, leave = (
        ("/account", _("Back to my account")) if hidden["next"] == "/account" else ("/", _("Back to my learning"))
    )
    back = f'<p class="second"><a href="{way}">{leave}</a></p>'
    body = notice + forms.form(request, "/password", fields, _("Change password"), hidden=hidden) + back
    return forms.page(request, _("Change password"), body, status=status)


def _code_page(
    request: Request,
    kept: Mapping[str, str],
    *,
    notice: str = "",
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    found = errors or {}
    told = notice or forms.notice(_("Your unit's HR officer gives you a code. It works once."))
    fields = _code_field(kept, found) + _new_fields(found)
    back = f'<p class="second"><a href="/sign-in">{_("Back to sign-in")}</a></p>'
    body = told + forms.form(request, "/code", fields, _("Set password")) + back
    return forms.page(request, _("Set a password with a one-time code"), body, status=status)


def _first_page(
    request: Request,
    kept: Mapping[str, str],
    *,
    notice: str = "",
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    found = errors or {}
    told = notice or forms.notice(_("You become this installation's first administrator. The link works once."))
    name = forms.field(
        "name", _("Full name"), value=kept.get("name", ""), autocomplete="name", error=found.get("name", "")
    )
    login = forms.field(
        "login",
        _("Login, such as your staff code"),
        value=kept.get("login", ""),
        autocomplete="username",
        error=found.get("login", ""),
    )
    fields = _code_field(kept, found) + name + login + _new_fields(found)
    body = told + forms.form(request, "/first", fields, _("Begin"))
    return forms.page(request, _("First administrator"), body, status=status)


def _code_field(kept: Mapping[str, str], found: Mapping[str, str]) -> str:
    code = kept.get("code", "")
    return forms.field(
        "code",
        _("One-time code"),
        value=code,
        autocomplete="one-time-code",
        hint=_("16 letters and digits; upper or lower case, with or without hyphens"),
        error=found.get("code", ""),
        first=not code and not found,
    )


def _new_fields(found: Mapping[str, str]) -> str:
    new = forms.field(
        "new",
        _("New password"),
        kind="password",
        autocomplete="new-password",
        hint=_("At least 10 characters; a short sentence is easy to remember"),
        error=found.get("new", ""),
    )
    again = forms.field(
        "again",
        _("New password, once more"),
        kind="password",
        autocomplete="new-password",
        error=found.get("again", ""),
    )
    return new + again


routes = [
    Route("/password", show_change, methods=["GET"]),
    Route("/password", change, methods=["POST"]),
    Route("/code", show_code, methods=["GET"]),
    Route("/code", use_code, methods=["POST"]),
    Route("/first", show_first, methods=["GET"]),
    Route("/first", be_first, methods=["POST"]),
]
