"""Downloads: each asks who it is and what they may see, like the page beside it."""

from io import BytesIO
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from models import access, audit, courses, database, privacy, reports, sentences, text
from models.rights import DomainError, Right, check_shown
from pages.parts import asked, live, who
from pages.parts.coverage import ended
from pages.parts.office import inspected
from pages.routes import anew, forms

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def coverage(request: Request) -> Response:
    """Answer with the figures of a coverage address, and the names behind them, as an Excel file."""
    return await run_in_threadpool(_coverage, request)


def _coverage(request: Request) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None:
        return RedirectResponse("/sign-in", 303)
    text.use_language(me.language)
    now = text.utc_now()
    address = request.query_params
    try:
        scope = access.scope_of(me.actor, Right.SEE_COVERAGE)
        with database.reading() as db:
            check_shown(me.actor, now=now)
            held = live.held(db)
            question = asked.question(address, held, scope, now=now)
            wanted = reports.CoverageWanted(question, asked.states(address), asked.flag(address))
            find = text.searched(address.get("find", ""))
            here = f"/coverage?{request.url.query}"
            if held.as_of or (not find and wanted.rows(ended.figure(held, scope, question)) > reports.AT_ONCE):
                return RedirectResponse(here, 303)  # there it is made beside the page
            purpose = reports.known_purpose(address.get("purpose")).value
            marks: dict[str, Any] = {"made_by": me.full_name, "purpose": purpose, "now": now, "find": find}
            report = reports.coverage_report(db, held, scope, wanted, **marks)
            if report.total > reports.AT_ONCE:  # of a search it is known only now
                return RedirectResponse(here, 303)
            file = BytesIO()
            mark = reports.write_coverage(report, file)
    except DomainError as error:
        if error.code == "who-anew":
            return anew.ask(f"{request.url.path}?{request.url.query}")
        return forms.missing(request, status=403 if error.code == "forbidden" else 404, said=sentences.sentence(error))
    with database.writing() as db:
        act = "reports.export-coverage"
        about: dict[str, Any] = {"rows": report.total, "on": str(question.on), "purpose": purpose, **mark.details()}
        audit.record(db, me.actor, act, "unit", None, now=now, **about)
        inspected.write(db, me, "coverage.xlsx", address)
        reports.note_look(db, me.person_id, act, reports.ids_of_keys(db, report.named), purpose, now=now)
    return Response(file.getvalue(), media_type=EXCEL, headers=_saved_as(report.file_name))


async def made(request: Request) -> Response:
    """Answer with a file that was made beside the pages: to who asked for it, if they may still see all of it."""
    found = await run_in_threadpool(_made, request)
    if isinstance(found, Response):
        return found
    return FileResponse(found.path, media_type=EXCEL, headers=_saved_as(found.name))


def _made(request: Request) -> Response | reports.Fetched:
    me = who.from_cookies(request.cookies)
    if me is None:
        return RedirectResponse("/sign-in", 303)
    text.use_language(me.language)
    try:
        with database.writing() as db:
            return reports.fetch(db, me.actor, request.path_params["key"], now=text.utc_now())
    except DomainError as error:
        if error.code == "who-anew":
            return anew.ask(request.url.path)
        if error.code == "not-found":
            return forms.missing(request, status=404)
        return forms.missing(request, status=403, said=sentences.sentence(error))


def _saved_as(name: str) -> dict[str, str]:
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "cache-control": "private, no-store"}


async def my_record(request: Request) -> Response:
    """Answer with what is kept about the visitor, and nobody else, as the Excel or JSON file that was asked for."""
    return await run_in_threadpool(_my_record, request, request.url.path.rsplit(".", 1)[-1])


def _my_record(request: Request, ending: str) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None:
        return RedirectResponse("/sign-in", 303)
    text.use_language(me.language)
    now = text.utc_now()
    with database.writing() as db:
        mine = privacy.my_record(db, me.actor, now=now)
    data = privacy.as_json(mine) if ending == "json" else privacy.as_workbook(mine)
    name = f"ho-so-{text.slug(mine.full_name)}-{text.local_day(now):%Y%m%d}.{ending}"
    return Response(data, media_type="application/json" if ending == "json" else EXCEL, headers=_saved_as(name))


async def template(request: Request) -> Response:
    """Answer with the course that an author begins with, as a zip file, for whoever keeps a course."""
    return await run_in_threadpool(_template, request)


def _template(request: Request) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None:
        return RedirectResponse("/sign-in", 303)
    if not me.actor.has(Right.AUTHOR):
        return Response(status_code=403)
    archive = courses.template_archive()
    return Response(archive, media_type="application/zip", headers=_saved_as("khoa-hoc-mau.zip"))


routes = [
    Route("/export/khoa-hoc-mau.zip", template),
    Route("/export/coverage.xlsx", coverage),
    Route("/export/file/{key}", made),
    Route("/export/my-record.xlsx", my_record),
    Route("/export/my-record.json", my_record),
]
