"""Pages made to be printed, each for its owner only: a certificate, one's record, the guide. No scripts."""

from collections.abc import Callable
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models import access, choices, database, learning, organisation, privacy, settings, text
from models.learning import Standing
from models.privacy import Part
from models.rights import DomainError
from models.text import translate as _
from pages.parts import guide, who
from pages.parts.courses import proofs
from pages.routes import forms
from pages.routes.paper import Paper

_PAPER = Paper("print_own.css")


async def certificate(request: Request) -> Response:
    """Answer with one of the visitor's own certificates as an A4 page; 404 for any other."""
    return await run_in_threadpool(_for_owner, request, _certificate)


async def record(request: Request) -> Response:
    """Answer with what is kept about the visitor."""
    return await run_in_threadpool(_for_owner, request, _record)


async def help_page(request: Request) -> Response:
    """Answer with the guide in four pictures and whom the visitor asks."""
    return await run_in_threadpool(_for_owner, request, _help)


def _for_owner(request: Request, make: Callable[[Request, access.SignedIn], tuple[str, str]]) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None:
        return RedirectResponse("/sign-in", 303)
    text.use_language(me.language)
    try:
        title, body = make(request, me)
    except DomainError:
        return forms.missing(request)
    hint = _("To print or save as PDF, use the browser's print command (Ctrl + P).")
    return _PAPER.page(title, f'<p class="screen soft">{escape(hint)}</p>{body}')


def _certificate(request: Request, me: access.SignedIn) -> tuple[str, str]:
    with database.reading() as db:
        proof = learning.certificate(db, me.actor, request.path_params["key"], now=text.utc_now())
        place = organisation.place_of(db, me.person_id, text.local_day(text.utc_now()))
        by = choices.current(db).organisation_name or (place.path[0] if place else "")
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in proofs.facts(proof))
    void = ""
    if proof.standing is not Standing.VALID:
        void = f'<p class="void">{escape(proofs.standing_word(proof.standing))}</p>'
    mark = f" · {_('Generated data')}" if settings.current().demo else ""
    address = proofs.check_address(proof, str(request.base_url))
    body = (
        f'<main class="sheet"><div class="by">{escape(by)}</div><div class="mark">{forms.PRODUCT}{escape(mark)}</div>'
        f"<h1>{escape(_('Certificate'))}</h1>{void}"
        f'<p class="to">{escape(_("This certifies that"))}</p><p class="name">{escape(proof.holder)}</p>'
        f'<p class="to">{escape(_("has completed the course"))}</p>'
        f'<p class="course">{escape(str(proof.course.title))}</p>'
        f'<div class="foot"><dl>{rows}</dl><div class="check">{proofs.qr(address)}'
        f"<div>{escape(_('Check whether it counts today:'))}<br><b>{escape(address)}</b></div></div></div></main>"
    )
    return _("Certificate {number}", number=proof.number), body


def _record(_request: Request, me: access.SignedIn) -> tuple[str, str]:
    with database.writing() as db:
        mine = privacy.my_record(db, me.actor, now=text.utc_now())
    title = _("What is kept about {name}", name=mine.full_name)
    made = escape(_("Made at {when}.", when=text.moment(mine.made_at)))
    parts = "".join(map(_table, mine.parts))
    return title, f'<main><h1>{escape(title)}</h1><p class="soft">{made}</p>{parts}</main>'


def _table(part: Part) -> str:
    if not part.rows:
        return f'<h2>{escape(part.title)}</h2><p class="soft">{escape(_("Nothing is kept here."))}</p>'
    heads = "".join(f"<th>{escape(title)}</th>" for _key, title in part.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_shown(value))}</td>" for value in row) + "</tr>" for row in part.rows
    )
    return f'<h2>{escape(part.title)}</h2><div class="wide"><table><thead><tr>{heads}</tr></thead>{rows}</table></div>'


def _shown(value: privacy.Value) -> str:
    if value is None or value == "":
        return "–"
    return (_("yes") if value else _("no")) if isinstance(value, bool) else text.shown(value)


def _help(_request: Request, me: access.SignedIn) -> tuple[str, str]:
    with database.reading() as db:
        found = organisation.contact_for(db, me.person_id, text.local_day(text.utc_now()))
        words = choices.current(db).help_words
    title = _("How it works, and whom to ask")
    figures = "".join(
        f"<figure>{step.picture}<figcaption><strong>{escape(step.heading)}</strong>{escape(step.words)}</figcaption>"
        "</figure>"
        for step in guide.steps()
    )
    ask = ""
    if found is not None:
        told = " · ".join(part for part in (found.name, found.unit_name, found.phone, found.email, found.words) if part)
        ask = f"<h2>{escape(_('Whom to ask'))}</h2><p>{escape(told)}</p>"
    own = f"<p>{escape(words)}</p>" if words else ""
    keys = "".join(f"<tr><td>{escape(key)}</td><td>{escape(does)}</td></tr>" for key, does in guide.shortcuts())
    body = f'<main><h1>{escape(title)}</h1><div class="steps">{figures}</div>{ask}{own}'
    return title, body + f"<h2>{escape(_('By keyboard'))}</h2><table>{keys}</table></main>"


routes = [
    Route("/print/certificate/{key}", certificate),
    Route("/print/my-record", record),
    Route("/print/help", help_page),
]
