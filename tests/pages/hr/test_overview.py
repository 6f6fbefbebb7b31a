"""The overview: every number leads to the page that has it; people of the scope only; reminding, once."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from models import access, database, measures, notices, organisation, text, training
from models.rights import Right
from pages.parts.coverage import standing, trend
from pages.parts.plain import plain
from tests import city
from tests.pages.hr.reading import links_of, number_in, tables_of
from tests.pages.hr.test_coverage import lines_of, names_in, required_of
from tests.pages.hr.test_looking_back import table
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

WARD = "Phường Hoàn Kiếm"
CITY = "UBND thành phố Hà Nội"


def make_late(days: int = 2) -> None:
    """Let the city's rule have been due some days ago."""
    now = text.utc_now()
    console = access.operator()
    with database.writing() as db:
        rule = city.everybodys_rule(db)
        due = text.local_day(now) - timedelta(days=days)
        scope = access.scope_of(console, Right.ASSIGN)
        training.change_due(db, console, scope, rule.id or 0, due_on=due, now=now)


def told(db: object, kind: str) -> int:
    return len(db.exec(select(notices.Notice.id).where(notices.Notice.kind == kind)).all())  # type: ignore[attr-defined]


@pytest.mark.parametrize(("login", "place"), [("nhansu", CITY), ("thutruong", WARD)])
def test_every_number_leads_to_a_page_with_that_number(login: str, place: str) -> None:
    make_late()
    seen = Visitor(login).open("overview").well()
    assert seen.title == text.translate("{unit}: below the target", unit=place)
    links = [link for link in links_of(seen) if link[1] == "coverage"]
    assert len(links) > 8
    bases = [number_in(row[1].split("\n")[1]) for row in tables_of(seen)[0][1:]]  # share, base, change
    for (_words, _page, asked), base in zip(links[:2], bases, strict=True):
        assert required_of(Visitor(login).open("coverage", **asked).well()) == base
    for words, _page, asked in links[2:]:
        opened = Visitor(login).open("coverage", **asked).well()
        if "state" in asked or "flag" in asked:
            assert lines_of(opened) == number_in(words)
        else:
            assert opened.title.startswith(f"{plain(words)}: ")


def test_who_has_no_account_yet_leads_to_slips_for_whoever_may_make_them() -> None:
    said = re.escape(text.translate_n("{n} person has no account yet", "", 7)).replace("7", r"[\d.]+")
    for login, top, may in (
        ("nhansu", CITY, True),
        ("thutruong", WARD, True),
        ("tochucdang", "Thành ủy Hà Nội", False),
    ):
        seen = Visitor(login).open("overview").well()
        assert re.search(said, seen.everything())
        with database.reading() as db:
            inside = {city.unit_keys(db)[unit] for unit in city.below(db, city.unit_id(db, top))}
        asked = [link for _words, page, link in links_of(seen) if page == "slips"]
        assert bool(asked) is may
        assert {link["unit"] for link in asked} <= inside


def test_a_rate_that_moved_because_something_else_is_asked_says_so() -> None:
    then, none = training.Count(114, 48, {}, {}), training.Events(0, 0, 0, 0, 0, 0)
    since = training.Since(text.local_day(text.utc_now()), then, none)
    told = {required: standing.happened(since, training.Count(required, 48, {}, {})) for required in (139, 110, 114)}
    assert told == {139: "thêm 25 lượt phải học", 110: "bớt 4 lượt phải học", 114: "không có gì mới"}


def test_units_are_ranked_by_their_share_the_lowest_first() -> None:
    seen = Visitor("nhansu").open("overview").well()
    rows = tables_of(seen)[1][1:]
    shares = [float(row[1].split("\n")[0].replace("\xa0%", "").replace(",", ".")) for row in rows]
    assert len(shares) == 5
    assert shares == sorted(shares)


def test_a_head_reads_of_their_own_ward_only() -> None:
    make_late()
    seen = Visitor("thutruong").open("overview").well()
    inside = set(names_in(WARD))
    said = seen.everything()
    with database.reading() as db:
        everybody = set(city.people_below(db, CITY))
    assert [name for name in everybody - inside if name in said] == []
    assert "Ba Đình" not in said


def test_reminding_tells_everybody_who_is_overdue_once() -> None:
    make_late()
    seen = Visitor("thutruong").open("overview").well()
    button = next(one for one in seen.at.button if str(number_in(one.label)) in one.label)
    late = number_in(button.label)
    assert lines_of(Visitor("thutruong").open("coverage", state="overdue").well()) == late
    button.click()
    seen.run().well()
    with database.reading() as db:
        assert told(db, "reminder") == late
    assert [number_in(one.value) for one in seen.at.success] == [late]

    next(one for one in seen.at.button if str(late) in one.label).click()
    seen.run().well()
    with database.reading() as db:
        assert told(db, "reminder") == late
    again = text.translate("Everybody was reminded today already. The list is unchanged.")
    assert [one.value for one in seen.at.success] == [again]


def test_an_act_that_is_refused_is_told_written_down_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    """The role is taken away between the drawing of the page and the click."""
    make_late()
    seen = Visitor("thutruong").open("overview").well()
    button = next(one for one in seen.at.button if str(number_in(one.label)) in one.label)
    with database.writing() as db:
        access.end_grant(db, access.operator(), city.grant_id(db, "thutruong"), now=text.utc_now())
        person, reminded = city.person_id(db, "thutruong"), told(db, "reminder")
    before = dict(measures.refusals._values)
    button.click()
    seen.run().well()
    with database.reading() as db:
        assert told(db, "reminder") == reminded
    assert measures.refusals._values[("forbidden",)] == before.get(("forbidden",), 0) + 1
    lines = [one for one in caplog.records if one.name == "kns.refusals"]
    assert [one.__dict__["values"] for one in lines] == [
        {"person": person, "why": "forbidden", "right": Right.SEE_COVERAGE.value}
    ]


def test_the_last_visit_is_told_from_the_second_day_on() -> None:
    """Today's first look is noted once; what happened since the day of the look before stands in the first line."""
    first = text.translate("your last visit on {day}", day="")
    assert first not in Visitor("nhansu").open("overview").well().everything()
    with database.writing() as db:
        mine = db.get_one(training.tables.LastLook, city.person_id(db, "nhansu"))
        assert (mine.looked_on, mine.before) == (text.local_day(text.utc_now()), None)
        mine.looked_on -= timedelta(days=3)
        db.add(mine)
    for _again in range(2):  # of one day the first look alone counts
        line = tables_of(Visitor("nhansu").open("overview").well())[0][1][0]
        assert line.startswith(first)
    with database.reading() as db:
        mine = db.get_one(training.tables.LastLook, city.person_id(db, "nhansu"))
        assert (mine.looked_on, mine.before) == (
            text.local_day(text.utc_now()),
            text.local_day(text.utc_now()) - timedelta(days=3),
        )


def test_the_trend_has_the_last_weeks_of_coverage_and_leads_to_them() -> None:
    seen = Visitor("thutruong").open("overview").unfold("The same weeks as a table").well()
    shown = table(seen, "Coverage by week")
    own = Visitor("thutruong").open("coverage", past="weeks").unfold("The same weeks as a table").well()
    assert len(shown) == 15  # heads, thirteen weeks, today
    assert shown == table(own, "Coverage by week")
    today, *_weeks, first = (row[1] for row in shown[1:] if row[1] != "–")
    (head,) = [one.value for one in seen.at.header if "điểm phần trăm" in one.value]
    moved = trend.points_of(*(float(one.replace("\xa0%", "").replace(",", ".")) / 100 for one in (first, today)))
    assert head.endswith(moved)
    (way,) = [one.proto for one in seen.at.get("page_link") if "past=weeks" in one.proto.query_string]
    assert way.page == "coverage"


def test_what_a_unit_explains_and_the_definition_stand_where_the_figures_do() -> None:
    ward = Visitor("nhansu").open("overview").well()
    name, _rest = tables_of(ward)[1][1][0].split("\n", 1)
    with database.writing() as db:
        actor, now = access.operator(), text.utc_now()
        asked = training.Question(text.local_day(now), unit=city.unit_key(db, name))
        reach = access.scope_of(actor, Right.ASSIGN)
        training.explain(db, actor, reach, training.Figures().refresh(db), asked, words="Mới sáp nhập", now=now)
    seen = Visitor("nhansu").open("overview").well()
    rows = [row[0] for row in tables_of(seen)[1][1:]]
    assert [row for row in rows if "✎ Mới sáp nhập" in row] == [rows[0]]
    assert training.definition() in [one.help for one in seen.at.markdown]
    assert training.definition() in [one.help for one in Visitor("nhansu").open("coverage").well().at.markdown]


def test_the_age_of_the_staff_list_is_named_once_it_is_old() -> None:
    now, said = text.utc_now(), "Danh sách cán bộ cũ nhất đã nhập cách đây 91 ngày"
    for days, named in ((91, True), (3, False)):
        with database.writing() as db:
            run = organisation.tables.ImportRun(at=now - timedelta(days=days), on=text.local_day(now))
            db.add(run)
        assert any(said in one.value for one in Visitor("nhansu").open("overview").well().at.caption) is named
