"""Downloads: each asks who it is and what they may see, like the page beside it."""

from dataclasses import replace
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models import access, audit, choices, courses, database, privacy, reports, text, training
from models.rights import DomainError, Right
from pages.parts import asked, filters, live, who
from pages.routes import forms

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def coverage(request: Request) -> Response:
    """Answer with the figures of a coverage address, and the names behind them, as an Excel file."""
    return await run_in_threadpool(_coverage, request)


def _coverage(request: Request) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None or me.must_change:
        return RedirectResponse("/sign-in", 303)
    text.use_language(me.language)
    now = text.utc_now()
    try:
        scope = access.scope_of(me.actor, Right.SEE_COVERAGE)
        held = live.held()
        question = asked.question(request.query_params, held, scope, now=now)
        figure = training.coverage(held, scope, question)
        others = [by for by in asked.SPLITS if by is not question.by]
        also = [training.coverage(held, scope, replace(question, by=by)) for by in others]
        with database.reading() as db:
            states, flag = asked.states(request.query_params), asked.flag(request.query_params)
            rows = training.names(db, scope, question, state=states or None, flag=flag, size=10**9).rows
            target = choices.current(db).target_percent / 100
        narrowed = [
            *filters.in_words(held, question),
            *(training.state_word(state) for state in states),
            *([training.flag_word(flag)] if flag else []),
        ]
        data = reports.coverage_workbook(
            figure, rows, made_by=me.full_name, now=now, also=also, filters=narrowed, target=target
        )
    except DomainError as error:
        return forms.missing(request, status=403 if error.code == "forbidden" else 404)
    with database.writing() as db:
        audit.record(
            db, me.actor, "reports.export-coverage", "unit", None, now=now, rows=len(rows), on=str(question.on)
        )
    name = f"do-phu-{text.slug(figure.unit.name) if figure.unit else 'tat-ca'}-{question.on:%Y%m%d}.xlsx"
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "cache-control": "no-store"}
    return Response(data, media_type=EXCEL, headers=headers)


async def my_record(request: Request) -> Response:
    """Answer with what is kept about the visitor, and nobody else, as the Excel or JSON file that was asked for."""
    return await run_in_threadpool(_my_record, request, request.url.path.rsplit(".", 1)[-1])


def _my_record(request: Request, ending: str) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None or me.must_change:
        return RedirectResponse("/sign-in", 303)
    text.use_language(me.language)
    now = text.utc_now()
    with database.writing() as db:
        mine = privacy.my_record(db, me.actor, now=now)
    data = privacy.as_json(mine) if ending == "json" else privacy.as_workbook(mine)
    name = f"ho-so-{text.slug(mine.full_name)}-{text.local_day(now):%Y%m%d}.{ending}"
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "cache-control": "no-store"}
    return Response(data, media_type="application/json" if ending == "json" else EXCEL, headers=headers)


async def template(request: Request) -> Response:
    """Answer with the course that an author begins with, as a zip file, for whoever keeps a course."""
    return await run_in_threadpool(_template, request)


def _template(request: Request) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None or me.must_change:
        return RedirectResponse("/sign-in", 303)
    if not me.actor.has(Right.AUTHOR):
        return Response(status_code=403)
    headers = {"content-disposition": 'attachment; filename="khoa-hoc-mau.zip"', "cache-control": "no-store"}
    return Response(courses.template_archive(), media_type="application/zip", headers=headers)


routes = [
    Route("/export/khoa-hoc-mau.zip", template),
    Route("/export/coverage.xlsx", coverage),
    Route("/export/my-record.xlsx", my_record),
    Route("/export/my-record.json", my_record),
]
