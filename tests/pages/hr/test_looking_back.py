"""The map, the weeks and the comparison on the coverage page: figures of `coverage`, all in the address, nothing from
outside; and the same in a file.
"""

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from python_calamine import CalamineWorkbook
from starlette.requests import Request
from starlette.responses import Response

from models import access, audit, database, reports, text, training
from models.organisation import Category
from models.rights import Right
from models.training import Question
from pages.parts import asked, live, who
from pages.parts.coverage import bridge, comparison, heat_map, standing, trend
from pages.routes import readings
from tests import city
from tests.pages.hr.reading import links_of, number_in, tables_of
from tests.pages.hr.test_coverage import OUTSIDE, WARD, key_of, names_in, required_of
from tests.pages.routes.client import awaited
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

LOOKS: list[dict[str, str]] = [
    {"view": "map"},
    {"past": "weeks"},
    {"past": "weeks", "look": "now", "weeks": "52"},
    {"past": "compare"},
    {"past": "compare", "from": "2026-01-31", "alone": "1"},
    {"past": "compare", "from": "2026-01-31", "step": "given"},
]


def scope_of(login: str) -> Any:
    with database.reading() as db:
        return access.scope_of(city.actor(db, login), Right.SEE_COVERAGE)


def today() -> date:
    return text.local_day(text.utc_now())


def table(visitor: Visitor, caption: str) -> list[list[str]]:
    """Return the rows of the table of this name (its English text)."""
    named = [one.proto.body for one in visitor.at.get("html") if "<table" in one.proto.body]
    at = next(i for i, body in enumerate(named) if f'aria-label="{text.translate(caption)}"' in body)
    return tables_of(visitor)[at]


def percent_of(count: Any) -> str:
    return text.percent(count.valid, count.required)


def control(visitor: Visitor, label: str) -> Any:
    choices = (*visitor.at.segmented_control, *visitor.at.selectbox)
    return next(one for one in choices if one.label == text.translate(label))


# the map


def more_courses() -> None:
    """Give the other courses to all leaders, one of them to civil servants, too."""
    with database.writing() as db:
        now, actor = text.utc_now(), access.operator()
        given = {"from_": today() - timedelta(days=30), "due_on": today() + timedelta(days=30), "now": now}
        scope = access.scope_of(actor, Right.ASSIGN)
        for number, course in enumerate(live.held(db).courses):
            whom = training.Whom(leader=True) if number else training.Whom(categories=(Category.CONGCHUC,))
            training.create_rule(db, actor, scope, course_id=course.id, whom=whom, **given)  # type: ignore[arg-type]


def test_the_map_has_the_figure_of_each_unit_and_course() -> None:
    more_courses()
    officer = Visitor("nhansu").open("coverage", view="map").unfold("The same figures as a table").well()
    head, *rows = table(officer, "Figures by part and course")
    found = training.cross(live.held(), scope_of("nhansu"), Question(on=today()))
    assert sorted(head[1:]) == sorted(course.title for course in found.courses)
    assert 0 < len(rows) <= 12
    cells = {
        row.name: {course.title: cell for course, cell in zip(found.courses, row.cells, strict=True)}
        for row in found.rows
    }
    for name, *shown in rows:
        if name not in cells:  # the unit itself, or the reader's own
            continue
        for title, said in zip(head[1:], shown, strict=True):
            cell = cells[name][title]
            expected = f"{percent_of(cell)}\n{text.number(cell.valid)}/{text.number(cell.required)}"
            assert said == (expected if cell.required else "–")


def test_each_cell_of_the_table_leads_to_its_unit_and_course() -> None:
    officer = Visitor("nhansu").open("coverage", view="map", category="vienchuc").unfold().well()
    leading = [(words, to) for words, page, to in links_of(officer) if page == "coverage" and "course" in to]
    assert leading
    words, to = leading[0]
    assert to["category"] == "vienchuc"
    assert "view" not in to
    there = Visitor("nhansu").open("coverage", **to).well()
    assert words in there.title or f"/{required_of(there)}" in "".join(table(officer, "Figures by part and course")[1])


def test_a_click_on_a_cell_asks_about_that_unit_and_course(monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"map": {"selection": {"cell": [{"key": "abc", "course": "an-toan"}]}}}
    monkeypatch.setattr(heat_map.st, "session_state", state)
    assert heat_map.picked("map") == ("abc", "an-toan")
    for forged in ({}, {"selection": {"cell": []}}, {"selection": {"cell": [{"key": 3}]}}, "x"):
        state["map"] = forged  # type: ignore[assignment]
        assert heat_map.picked("map") is None


def test_a_cell_says_what_it_is_without_colour() -> None:
    share = training.Share
    cells = [share(200, 173), share(10, 9), share(9, 9), share(0, 0), share(3000, 2999), share(100, 100)]
    assert [heat_map.written(one) for one in cells] == ["86", "90", "9/9", "–", "99", "100"]
    assert [heat_map.shade_of(one) for one in cells] == ["4", "4", "few", "none", "4", "4"]
    assert [heat_map.reached(one, 0.9) for one in cells] == [False, True, True, False, True, True]
    assert heat_map.shade_of(share(100, 19)) == "0"
    assert heat_map.shade_of(share(100, 20)) == "1"


def test_the_choice_of_the_map_stands_in_the_address() -> None:
    officer = Visitor("nhansu").open("coverage").well()
    split = control(officer, "Compare by")
    officer.fill(split, "category+map").well()
    assert (officer.address["by"], officer.address["view"]) == ("category", "map")
    assert control(officer, "Compare by").value == "category+map"
    officer.fill(control(officer, "Compare by"), "course").well()
    assert officer.address == {"by": "course"}
    both = Visitor("nhansu").open("coverage", view="map", by="course").well()  # courses by course are no map
    assert control(both, "Compare by").value == "course"


def test_many_courses_are_shown_some_at_a_time_the_neediest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    more_courses()
    monkeypatch.setattr(heat_map, "COURSES", 2)
    officer = Visitor("nhansu").open("coverage", view="map").unfold("The same figures as a table").well()
    found = training.cross(live.held(), scope_of("nhansu"), Question(on=today()))
    whole = dict(zip([course.title for course in found.courses], found.whole, strict=True))
    order = sorted(whole, key=lambda title: (whole[title].rate or 0, -whole[title].required))
    assert len(order) > 2
    assert table(officer, "Figures by part and course")[0][1:] == order[:2]
    officer.press("More courses").well()
    assert officer.address["courses"] == "2"
    assert table(officer, "Figures by part and course")[0][1:] == order[2:4]


def test_each_cell_is_measured_by_the_target_of_its_own_unit() -> None:
    """1 % is asked of one ward, 90 % of everybody else: its cells reach the target where others do not."""
    with database.writing() as db:
        scope = access.scope_of(access.operator(), Right.ASSIGN)
        asking = {"unit_id": city.unit_id(db, WARD), "course_id": None, "percent": 1, "now": text.utc_now()}
        training.set_target(db, access.operator(), scope, due=today() + timedelta(days=30), **asking)  # type: ignore[arg-type]
    found = training.cross(live.held(), scope_of("nhansu"), Question(on=today()))
    targets, course = heat_map.Targets(live.held(), found), found.courses[0].slug
    asked_of = {row.name: targets.of(row, course) for row in found.rows}
    assert asked_of.pop(WARD) == 0.01
    assert set(asked_of.values()) == {0.9}


# week by week


def test_each_week_is_the_figure_of_its_day_and_leads_to_it() -> None:
    officer = Visitor("nhansu").open("coverage", past="weeks", unit=key_of(WARD)).unfold("The same weeks as a table")
    rows = table(officer.well(), "Coverage by week")[1:]
    assert len(rows) == asked.WEEK_NUMBERS[0] + 1
    assert rows[0][0] == text.day(today())
    links = [to for _words, page, to in links_of(officer) if page == "coverage" and "on" in to]
    for row, to in list(zip(rows, links, strict=False))[1:4]:
        there = Visitor("nhansu").open("coverage", **to).well()
        day = date.fromisoformat(to["on"])
        assert row[0] == text.day(day)
        ask = Question(on=day, unit=key_of(WARD), known_at=training.end_of(day))
        total = training.coverage(live.held(), scope_of("nhansu"), ask).total
        assert (row[1], row[3], row[4]) == (percent_of(total), text.number(total.valid), text.number(total.required))
        assert required_of(there) == total.required


def test_the_weeks_can_be_told_as_known_now() -> None:
    officer = Visitor("nhansu").open("coverage", past="weeks").well()
    officer.fill(control(officer, "Past days"), False).well()
    assert officer.address["look"] == "now"
    officer.fill(control(officer, "How far back"), 26).well()
    assert officer.address["weeks"] == "26"
    rows = table(officer.unfold("The same weeks as a table").well(), "Coverage by week")[1:]
    assert len(rows) == 27
    day = training.week_ends(today(), 1)[0]
    total = training.coverage(live.held(), scope_of("nhansu"), Question(on=day)).total
    assert rows[1][3:5] == [text.number(total.valid), text.number(total.required)]


def test_a_number_stands_below_its_point_where_the_targets_line_runs_through_it_above() -> None:
    told = {(0.466, 0.6): True, (0.526, 0.7): False, (0.6, 0.5): False, (0.1, 0.2): False, (0.9, 0.9): True}
    assert {pair: trend.stands_below(*pair) for pair in told} == told
    assert not trend.stands_below(None, 0.9)


def test_points_of_are_what_the_reader_would_subtract() -> None:
    text.use_language("en")
    try:
        # 47.44 % reads 47.4 %, 46.56 % reads 46.5 %: 0.9 points less, though 0.88 would read 0.9 as well
        assert trend.points_of(0.4744, 0.4656) == "−0.9 points"
        assert trend.points_of(0.5, 0.5) == "±0.0 points"
        assert trend.points_of(0.25, 1.0) == "+75.0 points"
        assert trend.points_of(None, 1.0) == ""
        # 1475 of 3752 reads 39.3 %, 1750 of 3758 reads 46.5 %: the overview says 7.2 as well, though 7.25 reads 7.3
        then, total = training.Count(3752, 1475, {}, {}), training.Count(3758, 1750, {}, {})
        assert trend.points_of(then.rate, total.rate) == "+7.2 points"
        assert standing.change(total, then) == "7.2 points more"
        assert standing.change(then, total) == "7.2 points less"
    finally:
        text.use_language("vi")


# beside another day


def test_the_comparison_adds_up_and_says_so() -> None:
    first = today() - timedelta(days=60)
    address = {"past": "compare", "from": first.isoformat()}
    officer = Visitor("nhansu").open("coverage", **address).unfold("The same steps as a table").well()
    rows = table(officer, "From one day to the other")[1:]
    numbers = [[_signed(cell) for cell in row[1:3]] for row in rows]
    ask = Question(on=first, known_at=training.end_of(first))
    before = training.coverage(live.held(), scope_of("nhansu"), ask).total
    after = training.coverage(live.held(), scope_of("nhansu"), Question(on=today())).total
    assert numbers[0] == [before.valid, before.required]
    assert numbers[-1] == [after.valid, after.required]
    assert [sum(line[i] for line in numbers[:-1]) for i in (0, 1)] == numbers[-1]
    assert len(rows) > 2
    said = " ".join(one.value for one in officer.at.markdown).replace("\\", "")
    assert percent_of(after) in said
    assert text.day(first) in said


def _signed(said: str) -> int:
    return int(said.replace("−", "-").replace("+", "").replace(".", ""))


def test_the_people_of_a_step_are_as_many_as_it_says() -> None:
    address = {"past": "compare", "from": (today() - timedelta(days=60)).isoformat()}
    officer = Visitor("nhansu").open("coverage", **address).well()
    steps = next(one for one in officer.at.pills if one.label == text.translate("See the people of a step"))
    chosen = training.Step.GIVEN
    label = next(one for one in steps.options if one.startswith(training.step_word(chosen)))
    officer.fill(steps, chosen).well()
    assert officer.address["step"] == chosen.value
    names: list[str] = []
    for page in range(1, 100):
        seen = Visitor("nhansu").open("coverage", **{**address, "step": chosen.value, "moved": str(page)}).well()
        rows = table(seen, training.step_word(chosen))[1:]
        names += [row[0] for row in rows]
        if len(rows) < bridge.SIZE:
            break
    assert len(set(names)) == number_in(label)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2026, 11, 26), (date(2026, 9, 30), date(2026, 6, 30))),
        (date(2026, 2, 1), (date(2025, 12, 31), date(2025, 9, 30))),
        (date(2026, 9, 30), (date(2026, 6, 30), date(2026, 3, 31))),
    ],
)
def test_quarters_end(day: date, ends: tuple[date, date]) -> None:
    assert (bridge.quarter_end(day), bridge.quarter_end(day, 2)) == ends


def test_a_quarter_against_the_one_before_is_one_click() -> None:
    officer = Visitor("nhansu").open("coverage", past="compare").well()
    ready = next(one for one in officer.at.pills if one.label == text.translate("Compare with"))
    assert ready.value == "month"
    officer.fill(ready, "quarters").well()
    last, before = bridge.quarter_end(today()), bridge.quarter_end(today(), 2)
    assert (officer.address["from"], officer.address["on"]) == (before.isoformat(), last.isoformat())
    assert officer.address["known"] == training.end_of(last).isoformat()
    again = Visitor("nhansu").open("coverage", **officer.address).well()
    assert again.title == officer.title


def test_a_day_before_the_unit_was_is_said_and_another_can_be_chosen() -> None:
    long_ago = {"past": "compare", "from": "2001-01-01", "unit": key_of(WARD)}
    officer = Visitor("nhansu").open("coverage", **long_ago).well()
    said = "This unit did not exist on {day}, or it was not yours then. Choose a later day."
    assert text.translate(said, day=date(2001, 1, 1)) in [one.value for one in officer.at.info]
    assert officer.at.date_input(key=bridge.FIELD).value == date(2001, 1, 1)


@pytest.mark.parametrize(
    "forged",
    [
        {"past": "weeks", "on": "0001-01-02"},
        {"past": "compare", "on": "0001-01-02"},
        {"past": "weeks", "on": "9999-12-31"},
        {"past": "compare", "from": "9999-12-31"},
        {"past": "compare", "from": "x", "look": "x", "alone": "x"},
        {"past": "<script>", "weeks": "1000000", "view": "<b>"},
        {"view": "map", "courses": "99", "units": "99"},
        {"past": "weeks", "known": "0001-01-01T00:00:00+00:00"},
        {"past": "compare", "on": "1999-12-31"},
    ],
)
def test_an_address_that_makes_no_sense_does_no_harm(forged: dict[str, str]) -> None:
    assert Visitor("nhansu").open("coverage", **forged).unfold().well().title


# nothing from outside


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("extra", [{}, {"tree": "party"}, {"on": "2026-06-30"}])
def test_no_look_shows_a_unit_outside(look: dict[str, str], extra: dict[str, str]) -> None:
    head = Visitor("thutruong").open("coverage", unit=key_of(OUTSIDE), **look, **extra).unfold().well()
    assert head.errors == [text.translate("This was not found, or it lies outside what you may see.")]
    assert OUTSIDE not in head.everything()


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_at_ones_own_part_names_nothing_else(look: dict[str, str]) -> None:
    head = Visitor("thutruong").open("coverage", **look).unfold().well()
    said = head.everything()
    assert OUTSIDE not in said
    mine = set(names_in(WARD))
    assert [name for name in names_in(OUTSIDE) if name not in mine and name in said] == []


# a link to hand on


def test_the_link_to_a_view_says_what_it_leaves_to_who_looks_and_when() -> None:
    """A head's default view names no unit; the link does, so that the city's officer sees the ward, as of that day."""
    seen = Visitor("thutruong").open("coverage", past="weeks").unfold("Link to this very view").well()
    (link,) = [one.value for one in seen.at.code if "/coverage?" in one.value]
    handed = dict(parse_qsl(urlsplit(link).query))
    assert handed.pop("known")
    day = {"past": "weeks", "unit": key_of(WARD), "tree": "administration", "on": today().isoformat()}
    assert handed == day
    other = Visitor("nhansu").open("coverage", **dict(parse_qsl(urlsplit(link).query))).well()
    assert (other.title, required_of(other)) == (seen.title, required_of(seen))


# files


def ask(login: str | None, kind: str, **address: str) -> Response:
    """Ask for a file with somebody's cookie."""
    cookie = b""
    if login is not None:
        with database.writing() as db:
            token = access.open_session(db, city.person_id(db, login), shared=False, now=text.utc_now())
        cookie = f"{who.COOKIE}={token}".encode()
    scope = {"type": "http", "method": "GET", "path": f"/export/{kind}.xlsx", "headers": [(b"cookie", cookie)]}
    return awaited(readings.reading(Request({**scope, "query_string": urlencode(address).encode()})))


def first_sheet(answer: Response) -> list[list[Any]]:
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(bytes(answer.body)))
    assert book.sheet_names[-1] == text.translate("What the figures mean")
    return book.get_sheet_by_index(0).to_python()


def test_the_file_of_the_weeks_has_their_figures() -> None:
    head, *rows = first_sheet(ask("nhansu", "coverage-weeks", unit=key_of(WARD)))
    assert head[:4] == [text.translate(word) for word in ("Day", "Valid", "Required", "Rate")]
    days = training.week_ends(today(), asked.WEEK_NUMBERS[0])
    question = Question(on=today(), unit=key_of(WARD))
    points = training.by_week(live.held(), scope_of("nhansu"), question, days, known_then=True)
    assert [(row[0], int(row[1]), int(row[2])) for row in rows[:-1]] == [(p.on, p.valid, p.required) for p in points]
    assert [row[3] for row in rows[:-1]] == [pytest.approx(p.rate) if p.rate is not None else "" for p in points]
    assert rows[-1][0] == today()
    assert {row[4] for row in rows} == {0.9}


def test_the_file_of_the_comparison_adds_up() -> None:
    rows = first_sheet(ask("nhansu", "coverage-compare", **{"from": (today() - timedelta(days=60)).isoformat()}))[1:]
    for column in (3, 4):
        assert sum(row[column] for row in rows[:-1]) == rows[-1][column]


def test_the_file_of_the_map_adds_up() -> None:
    more_courses()
    head, *rows = first_sheet(ask("nhansu", "coverage-map"))
    valid = head.index(text.translate("Valid"))
    for column in range(valid, len(head)):
        assert sum(row[column] for row in rows[:-1]) == rows[-1][column]
    total = training.coverage(live.held(), scope_of("nhansu"), Question(on=today())).total
    assert rows[-1][valid : valid + 2] == [total.valid, total.required]


def sheets_of(answer: Response) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(bytes(answer.body)))
    return {text.translate(name): book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_file_of_the_bars_has_what_stands_at_them() -> None:
    """Parts by name with target and light, states, ways of completion, reasons of exemption, steps: as the page."""
    scope = scope_of("nhansu")
    question = Question(on=today(), by=training.By.COURSE)
    with database.writing() as db:
        person, now = city.person_id(db, "canbo"), text.utc_now()
        given = access.scope_of(access.operator(), Right.ASSIGN)
        course = city.everybodys_rule(db).course_id
        why = {"from_": today(), "reason": "Đang công tác biệt phái", "now": now}
        training.exempt(db, access.operator(), given, person, course, **why)  # type: ignore[arg-type]
    figure, outlook = training.judged(live.held(), scope, question)
    found = sheets_of(ask("nhansu", "coverage-bars", by="course"))
    head, *rows = found[text.translate("Figures")]
    at = {name: head.index(text.translate(name)) for name in ("Valid", "Required", "Target", "Against the target")}
    shown = {row[0]: [row[place] for place in at.values()] for row in rows}
    expected = {
        row.name: [
            row.count.valid,
            row.count.required,
            row.goal.share,
            "" if (part := outlook.parts[row.kind, row.key]).small else training.standing_word(part.standing),
        ]
        for row in figure.rows
    }
    assert {name: shown[name] for name in expected} == expected
    states = {row[0]: row[1] for row in found[text.translate("States of all")][1:]}
    assert states == {training.state_word(one): number for one, number in figure.total.states.items() if number}
    assert sum(row[1] for row in found[text.translate("Ways of completion")][1:]) == figure.total.valid
    assert found[text.translate("Reasons for exemption")][1:] == [["Đang công tác biệt phái", 1]]
    steps = found[text.translate("Steps of each unit")]
    assert steps[1][1] == sum(row[1] for row in steps[2:]) > 0
    past = sheets_of(ask("nhansu", "coverage-bars", on=(today() - timedelta(days=9)).isoformat()))
    assert text.translate("Steps of each unit") not in past


def test_the_file_of_the_bars_says_what_a_unit_explains() -> None:
    with database.writing() as db:
        actor = access.operator()
        asked_for = Question(on=today(), unit=key_of(WARD))
        reach = access.scope_of(actor, Right.ASSIGN)
        training.explain(db, actor, reach, live.held(), asked_for, words="Mới sáp nhập", now=text.utc_now())
    head, *rows = sheets_of(ask("nhansu", "coverage-bars"))[text.translate("Figures")]
    said = {row[0]: row[head.index(text.translate("Explanation by the unit"))] for row in rows}
    assert said.pop(WARD).startswith("Mới sáp nhập (")
    assert set(said.values()) == {""}


@pytest.mark.parametrize("kind", readings.FILES)
def test_files_are_for_whoever_may_see_the_page_and_leave_a_trace(kind: str) -> None:
    own = ask("thutruong", kind)
    assert first_sheet(own)
    assert OUTSIDE not in str(sheets_of(own))
    assert ask("thutruong", kind, unit=key_of(OUTSIDE)).status_code == 404
    assert ask("thutruong", kind, tree="party").status_code == 404
    for login in ("canbo", "giangvien", "quantri"):
        assert ask(login, kind).status_code == 403
    assert ask(None, kind).status_code == 303
    with database.reading() as db:
        assert [line.details["file"] for line in audit.lines(db, act="reports.export-reading")] == [kind]
        assert reports.check_report(db, access.operator(), reports.open_report(bytes(own.body))).holds


@pytest.mark.parametrize("past", ["weeks", "compare"])
def test_past_days_of_a_figure_as_known_then_are_not_offered_by_the_data_of_now(past: str) -> None:
    address = {"past": past, "on": "2026-03-31", "known": "2026-04-02T00:00:00+00:00", "look": "now"}
    seen = Visitor("nhansu").open("coverage", **address).well()
    assert control(seen, "Past days").options == [text.translate("data of then"), "dữ liệu 02/04/2026 07:00"]
    assert text.translate("All weeks as is known now") not in seen.everything()
    del address["known"]
    seen = Visitor("nhansu").open("coverage", **address).well()
    assert control(seen, "Past days").options == [text.translate("data of then"), text.translate("data of now")]


# what stands beneath a picture that is taken away


def pictures_of(visitor: Visitor) -> dict[str, dict[str, Any]]:
    """Return what each chart is told that can be taken away as a picture, by the chart."""
    told = [json.loads(one.proto.json) for one in visitor.at.get("bidi_component") if "picture:" in one.proto.id]
    return {one["chart"]: one for one in told}


@pytest.mark.parametrize("view", [{}, {"past": "weeks"}, {"past": "compare"}, {"view": "map"}])
def test_a_picture_says_what_its_figures_are_narrowed_to(view: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "BARS", 2)
    course = live.held().courses[0]
    visitor = Visitor("nhansu").open("coverage", course=course.slug, category="congchuc", **view).unfold().well()
    found = pictures_of(visitor)
    assert found
    for one in found.values():
        assert all(words in one["source"] for words in (course.title, training.category_word("congchuc"))), one
    if (bars := found.get(comparison.CHART)) is not None:  # one page of several: these are not all
        assert text.translate("Page {page} of {last}, {n} lines", page=1, last=4, n=8) in bars["source"]
    whole = pictures_of(Visitor("nhansu").open("coverage", **view).unfold().well())
    filtered = text.translate("Filter")
    assert whole
    assert not any(filtered in one["source"] for one in whole.values())
