"""The figures of a chart of the coverage page as an Excel file: whoever may see the page may take them away."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models import access, audit, database, reports, sentences, text, training
from models.reports import Workbook
from models.rights import DomainError, Right, Scope
from models.training import Coverage, Held
from pages.parts import asked, live, who
from pages.parts.coverage import bridge, ended, filters, lights, steps, trend
from pages.parts.office import inspected
from pages.routes import forms
from pages.routes.exports import EXCEL

Made = Callable[[Held, Scope, Coverage, Mapping[str, str], dict[str, Any]], Workbook]


def _bars(held: Held, scope: Scope, figure: Coverage, _address: Mapping[str, str], about: dict[str, Any]) -> Workbook:
    question = figure.question
    split, outlook = training.judged(held, scope, question)
    split = training.grouped(split, (one.course for one in live.catalogue().releases), live.references())
    units = [row.key for row in split.rows if row.kind is training.RowKind.UNIT]
    with database.reading() as db:
        return reports.bars_workbook(
            split,
            outlook,
            explained=training.explained(db, held, scope, split, units),
            ways=training.ways(held, scope, question),
            exempt=training.exempt_reasons(db, held, scope, question),
            steps=steps.counted(db, held, scope, question, now=about["now"]),
            **about,
        )


def _map(held: Held, scope: Scope, figure: Coverage, _address: Mapping[str, str], about: dict[str, Any]) -> Workbook:
    return reports.cross_workbook(training.cross(held, scope, figure.question), **about)


def _weeks(held: Held, scope: Scope, figure: Coverage, address: Mapping[str, str], about: dict[str, Any]) -> Workbook:
    points = trend.asked_points(held, scope, figure, address, now=about["now"])
    return reports.weeks_workbook(points, lights.on_day(held, figure, address), **about)


def _compared(
    held: Held, scope: Scope, figure: Coverage, address: Mapping[str, str], about: dict[str, Any]
) -> Workbook:
    return reports.bridge_workbook(bridge.compared(held, scope, figure.question, address), **about)


FILES: dict[str, tuple[Made, str]] = {
    "coverage-bars": (_bars, "do-phu"),
    "coverage-map": (_map, "do-phu-tung-khoa-hoc"),
    "coverage-weeks": (_weeks, "do-phu-theo-tuan"),
    "coverage-compare": (_compared, "so-sanh-do-phu"),
}


async def reading(request: Request) -> Response:
    """Answer with what a coverage address asks for, as the Excel file that its path names."""
    return await run_in_threadpool(_reading, request, request.url.path.rsplit("/", 1)[-1].removesuffix(".xlsx"))


def _reading(request: Request, kind: str) -> Response:
    me = who.from_cookies(request.cookies)
    if me is None:
        return RedirectResponse("/sign-in", 303)
    text.use_language(me.language)
    now, address = text.utc_now(), request.query_params
    make, name = FILES[kind]
    try:
        scope = access.scope_of(me.actor, Right.SEE_COVERAGE)
        held = live.held()
        figure = ended.figure(held, scope, asked.question(address, held, scope, now=now))
        data, mark = make(held, scope, figure, address, _about(held, figure, me.full_name, now))
    except DomainError as error:
        return forms.missing(request, status=403 if error.code == "forbidden" else 404, said=sentences.sentence(error))
    on = figure.question.on
    with database.writing() as db:
        inspected.write(db, me, f"{kind}.xlsx", address)
        about = {"file": kind, "on": str(on), **mark.details()}
        audit.record(db, me.actor, "reports.export-reading", "unit", None, now=now, **about)
    name = f"{name}-{text.slug(figure.unit.name) if figure.unit else 'tat-ca'}-{on:%Y%m%d}.xlsx"
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "cache-control": "no-store"}
    return Response(data, media_type=EXCEL, headers=headers)


def _about(held: Held, figure: Coverage, made_by: str, now: datetime) -> dict[str, Any]:
    narrowed = filters.in_words(held, figure.question)
    return {"figure": figure, "made_by": made_by, "now": now, "filters": narrowed}


routes = [Route(f"/export/{kind}.xlsx", reading) for kind in FILES]
