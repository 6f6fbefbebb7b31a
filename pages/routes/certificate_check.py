"""`/c`: whether a certificate counts, for anybody who holds its number; no sign-in, and nothing but that.

A wrong number, or a wrong name beside a right one, counts as a knock: an address that knocks too often waits.
"""

from collections.abc import Mapping
from datetime import datetime
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import access, learning, text
from models.database import reading, writing
from models.learning import Checked, Standing
from models.rights import DomainError
from pages.parts.courses import proofs
from pages.routes import forms, said, visitor

_ = text.translate
DOOR = "certificate"


async def ask(request: Request) -> Response:
    """GET /c: a field for the number."""
    text.use_language(forms.language_of(request))
    return _page(request, {})


async def look(request: Request) -> Response:
    """GET /c/<number>: whether it counts, and a field for the name."""
    text.use_language(forms.language_of(request))
    return await _answer(request, {"number": request.path_params["number"]})


async def compare(request: Request) -> Response:
    """POST /c: ``number`` and, if wanted, ``name``."""
    text.use_language(forms.language_of(request))
    posted = await forms.read_form(request)
    if not forms.is_ours(request, posted):
        return _page(request, posted, notice=said.expired(), status=403)
    return await _answer(request, posted)


async def _answer(request: Request, asked: Mapping[str, str]) -> Response:
    now, address = text.utc_now(), visitor.address_of(request)
    if not asked.get("number", "").strip():
        return _page(request, asked, error=_("Enter the number on the certificate."), status=422)
    try:
        found = await visitor.in_thread(_look_up, asked, address, now)
    except DomainError as error:
        if error.code == "sign-in-wait":
            return _page(request, asked, notice=forms.notice(said.sentence(error, now=now), kind="error"), status=429)
        return _page(request, asked, error=said.sentence(error, now=now), status=404)
    return _page(request, asked, found=found)


def _look_up(asked: Mapping[str, str], address: str, now: datetime) -> Checked:
    found: Checked | None = None
    with reading() as db:
        wait = access.waits_until(db, DOOR, address, now=now)
        if wait is None:
            try:
                found = learning.check_certificate(db, asked["number"], name=asked.get("name", ""), now=now)
            except DomainError as error:
                unknown = error
    if wait is not None:
        raise DomainError("sign-in-wait", until=wait)
    if found is None or found.name_fits is False:
        with writing() as db:
            access.knocked(db, DOOR, address, now=now)
    if found is None:
        raise unknown
    return found


def _page(
    request: Request,
    asked: Mapping[str, str],
    *,
    found: Checked | None = None,
    notice: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    if found is None:
        field = forms.field(
            "number", _("Certificate number"), value=asked.get("number", "")[:60], error=error, first=True
        )
        body = notice + forms.form(request, "/c", field, _("Check the certificate"))
    else:
        name = forms.field(
            "name",
            _("Full name as it stands on the certificate"),
            hint=_("To be sure that it belongs to the person before you."),
        )
        number = {"number": found.number}
        body = _found(found) + forms.form(request, "/c", name, _("Compare the name"), hidden=number)
        body += f'<p class="second"><a href="/c">{escape(_("Check another certificate"))}</a></p>'
    answer = forms.page(request, _("Check a certificate"), body, status=status)
    answer.headers["x-robots-tag"] = "noindex, nofollow"
    return answer


def _found(found: Checked) -> str:
    kind = "done" if found.standing is Standing.VALID else "error"
    told = forms.notice(f"{proofs.standing_word(found.standing)}: {found.course}", kind=kind)
    fits = ""
    if found.name_fits is not None:
        words = _("The name fits.") if found.name_fits else _("The name does not fit this certificate.")
        fits = forms.notice(words, kind="done" if found.name_fits else "error")
    facts = [
        (_("Holder"), found.name),
        (_("Completed on"), text.day(found.achieved_on)),
        (_("Counts"), proofs.validity(found.valid_until)),
        (_("Number"), found.number),
    ]
    rows = "".join(f"<p><strong>{escape(name)}:</strong> {escape(value)}</p>" for name, value in facts)
    return told + fits + rows


routes = [
    Route("/c", ask, methods=["GET"]),
    Route("/c", compare, methods=["POST"]),
    Route("/c/{number}", look, methods=["GET"]),
]
