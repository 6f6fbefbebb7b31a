"""Pages for paper, for people who are signed in: a course's lessons with their checks, and its code for a wall.

Plain HTML without a script; the browser's own menu prints it.
"""

from collections.abc import Callable
from html import escape
from itertools import repeat
from string import ascii_uppercase

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models import assessment, courses, database, text
from models.access import SignedIn
from models.assessment import AskedQuestion
from pages.parts import live, sharing, who
from pages.parts.courses import prose
from pages.routes import forms
from pages.routes.paper import Paper

_ = text.translate
_PAPER = Paper("print_course.css", images=True)
_SIGNS = {courses.Before.CIRCLE: "○", courses.Before.BOX: "☐", courses.Before.BLANK: "………"}
_LETTERS = [f"{one}." for one in (*ascii_uppercase, *map(str, range(27, 100)))]  # no list is longer


async def lesson(request: Request) -> Response:
    """GET /print/lesson: ``course`` and ``lesson``; without a lesson, all of the course."""
    return await run_in_threadpool(_answer, request, _lessons)


async def code(request: Request) -> Response:
    """GET /print/code: ``course``; a page for a wall with the course's title, code and short address."""
    return await run_in_threadpool(_answer, request, _poster)


def _answer(request: Request, make: Callable[[Request, SignedIn, courses.Released], Response | None]) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None:
        return RedirectResponse("/sign-in", 303)
    text.use_language(me.language)
    released = live.catalogue().released(request.query_params.get("course", ""))
    made = None if released is None else make(request, me, released)
    return forms.missing(request) if made is None else made


def _lessons(request: Request, me: SignedIn, released: courses.Released) -> Response | None:
    course = released.course
    with database.reading() as db:
        if released.course_id in assessment.shut_by(db, me.person_id, now=text.utc_now()):
            return RedirectResponse(f"/lesson?course={course.slug}", 303)  # says that they are closed, and until when
    wanted = request.query_params.get("lesson")
    chosen = course.lessons if wanted is None else tuple(one for one in (course.lesson(wanted),) if one is not None)
    if not chosen:
        return None
    parts = "".join(_lesson(course, released.hash, one.name, me.person_id) for one in chosen)
    return _page(request, course, str(course.title), parts)


def _lesson(course: courses.Course, version: str, name: str, seed: int) -> str:
    found = course.lesson(name)
    assert found is not None
    parts = []
    for block in prose.lesson(course, version, name, plain=True):
        if isinstance(block, courses.HtmlBlock):
            parts.append(block.html)
        elif isinstance(block, courses.DiagramBlock):
            lines = "".join(f"<li>{escape(line)}</li>" for line in courses.diagram_words(block.source))
            parts.append(f'<div class="diagram"><p>{escape(_("The diagram in words"))}</p><ul>{lines}</ul></div>')
        else:
            parts.append(_check(course, assessment.ask(block.question, seed=seed)))
    return f"<section><h1>{escape(str(found.title))}</h1>{''.join(parts)}</section>"


def _check(course: courses.Course, asked: AskedQuestion) -> str:
    """A check as it is asked, without its key, to be answered with a pen."""
    body = "" if asked.read_body is None else prose.html(course, asked.read_body)
    for one in asked.printed:
        pieces = [prose.inline(course, piece.text) for piece in asked.groups[one.group]]
        body += _pieces(pieces, one.before, one.told)
    if sides := [escape(asked.words[one]) for one in ("true", "false") if one in asked.words]:
        body += _pieces(sides, courses.Before.CIRCLE, "")
    elif not body:
        label = escape(asked.words.get("label", ""))
        body = f"<p>{label}</p>" + '<p class="line"></p>' * asked.lines
    stem = prose.html(course, asked.stem)
    return f'<div class="check"><p class="kind">{escape(_("Check yourself"))}</p>{stem}{body}</div>'


def _pieces(pieces: list[str], before: courses.Before, told: str) -> str:
    """A list of pieces (HTML) with what stands before each; those with nothing stand side by side."""
    if before is courses.Before.NOTHING:
        return f"<p>{escape(told)} {' / '.join(pieces)}</p>"
    signs = _LETTERS if before is courses.Before.LETTER else repeat(_SIGNS[before])
    lines = "".join(f"<li><span>{sign}</span> {one}</li>" for sign, one in zip(signs, pieces, strict=False))
    return f"{f'<p>{escape(told)}</p>' if told else ''}<ul>{lines}</ul>"


def _poster(request: Request, _me: SignedIn, released: courses.Released) -> Response:
    course = released.course
    address = sharing.short_address(course.slug, str(request.base_url))
    summary = f"<p>{escape(courses.to_plain(str(course.summary)))}</p>" if course.summary else ""
    body = (
        f'<section class="poster"><h1>{escape(str(course.title))}</h1>{summary}{sharing.code(address)}'
        f'<p class="address">{escape(address)}</p><p>{escape(_("Point a phone at the code to open the course."))}</p>'
        "</section>"
    )
    return _page(request, course, str(course.title), body)


def _page(request: Request, course: courses.Course, title: str, body: str) -> Response:
    told = _("To print: Ctrl + P, or Share and then Print on a phone.")
    back = f'<a href="/course?course={course.slug}">{escape(_("Back to the course"))}</a>'
    now = text.moment(text.utc_now())
    edition = _("Edition {n}", n=course.edition)
    address = sharing.short_address(course.slug, str(request.base_url))
    body = (
        f'<nav>{back} · {escape(told)}</nav><p class="course">{escape(str(course.title))} · {escape(edition)}</p>'
        f"<main>{body}</main><footer>{escape(address)} · {escape(_('Printed on {when}', when=now))}</footer>"
    )
    return _PAPER.page(title, body)


routes = [Route("/print/lesson", lesson), Route("/print/code", code)]
