"""Coverage on the page: figures that equal the names behind them, filters in the address, nothing from outside."""

import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from sqlmodel import select

from models import access, database, text, training
from models.organisation import Category, Posting, Tree
from models.rights import Right
from models.training import State
from tests import city
from tests.pages.hr.reading import links_of, number_in, tables_of
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

WARD = "Phường Hoàn Kiếm"
OUTSIDE = "Phường Ba Đình"


def late_in_the_ward() -> None:
    """Let the course be due since yesterday for the ward's leaders."""
    with database.writing() as db:
        now, actor = text.utc_now(), access.operator()
        today, course = text.local_day(now), city.shipped(db).course_id
        training.create_rule(
            db,
            actor,
            access.scope_of(actor, Right.ASSIGN),
            course_id=course,
            whom=training.Whom(subtree=(city.unit_id(db, WARD),), leader=True),
            from_=today - timedelta(days=30),
            due_on=today - timedelta(days=1),
            now=now,
        )


def required_of(visitor: Visitor) -> int:
    """Return the number that the sentence below the title gives as required."""
    pattern = re.escape(text.translate("{valid} of {required} required")).replace(r"\{valid\}", r"([\d.]+)")
    said = " ".join(one.value for one in visitor.at.markdown)
    found = re.search(pattern.replace(r"\{required\}", r"([\d.]+)"), said)
    assert found is not None, said
    return int(found[2].replace(".", ""))


def lines_of(visitor: Visitor) -> int:
    """Return how many lines the list of names says it has."""
    pattern = re.escape(text.translate("Page {page} of {last}, {n} lines")).replace(r"\{n\}", r"([\d.]+)")
    pattern = pattern.replace(r"\{page\}", r"\d+").replace(r"\{last\}", r"\d+")
    for caption in visitor.at.caption:
        if found := re.fullmatch(pattern, caption.value):
            return int(found[1].replace(".", ""))
    return 0


def key_of(unit: str) -> str:
    with database.reading() as db:
        return city.unit_key(db, unit)


def names_in(unit: str) -> list[str]:
    with database.reading() as db:
        return city.people_below(db, unit)


def pills(visitor: Visitor, label: str) -> Any:
    """Return the pills of this label (its English text)."""
    return next(one for one in visitor.at.pills if one.label == text.translate(label))


def people_shown(visitor: Visitor) -> list[tuple[str, str]]:
    """Return the names in the list on the page, each with its unit."""
    rows = tables_of(visitor)[-1]
    assert rows[0][0] in (text.translate("Name, unit and course"), text.translate("Name and unit"))
    return [(row[0].split("\n")[0], row[0].split("\n")[1]) for row in rows[1:]]


def names_listed(visitor: Visitor) -> list[str]:
    """Return the names on all pages of the list."""
    found: list[str] = []
    while True:
        found += [name for name, _unit in people_shown(visitor)]
        if not any(one.label == text.translate("Next page") for one in visitor.at.button):
            return found
        visitor.press("Next page").well()


def test_the_figure_of_a_ward_equals_who_works_there_and_the_names_listed() -> None:
    here = names_in(WARD)
    head = Visitor("thutruong").open("coverage", state="all").unfold().well()
    assert head.title.startswith(f"{WARD}: ")
    assert required_of(head) == len(here)
    assert lines_of(head) == len(here)
    assert sorted(names_listed(head)) == sorted(here)


def test_the_city_is_the_sum_of_its_units() -> None:
    officer = Visitor("nhansu").open("coverage").unfold().well()
    assert required_of(officer) == len(names_in("UBND thành phố Hà Nội"))
    head, *rows = tables_of(officer)[0]
    column = head.index(text.translate("Required"))
    assert sum(int(row[column].replace(".", "")) for row in rows) == required_of(officer)


def test_opening_a_unit_goes_down_and_a_crumb_goes_up() -> None:
    officer = Visitor("nhansu").open("coverage").unfold().well()
    assert (WARD, "coverage", {"unit": key_of(WARD)}) in links_of(officer)
    officer = Visitor("nhansu").open("coverage", unit=key_of(WARD)).unfold().well()
    assert officer.title.startswith(f"{WARD}: ")
    assert required_of(officer) == len(names_in(WARD))

    up = next(one for one in officer.at.button if one.label.startswith("UBND thành phố"))
    up.click()
    assert officer.run().well().title.startswith("UBND thành phố Hà Nội: ")


def test_a_filter_stands_in_the_address_and_narrows_figure_and_names_alike() -> None:
    officer = Visitor("nhansu").open("coverage", state="all").unfold().well()
    whole = required_of(officer)
    officer.fill(officer.at.selectbox(key="f:category"), Category.VIENCHUC).well()
    assert officer.address["category"] == "vienchuc"
    assert 0 < required_of(officer) < whole
    assert lines_of(officer) == required_of(officer)

    again = Visitor("nhansu").open("coverage", **officer.address).unfold().well()
    assert required_of(again) == required_of(officer)


def test_the_names_of_a_state_are_as_many_as_the_state_says() -> None:
    officer = Visitor("nhansu").open("coverage", unit=key_of(WARD)).unfold().well()
    for label in pills(officer, "State").options:
        wanted = next(state for state in State if label.startswith(training.state_word(state)) and label.endswith(")"))
        seen = Visitor("nhansu").open("coverage", unit=key_of(WARD), state=wanted.value).unfold().well()
        assert f"({lines_of(seen)})" in label


def test_before_the_rule_nobody_had_to_take_a_course() -> None:
    long_ago = "2020-01-01"
    officer = Visitor("nhansu").open("coverage", on=long_ago).unfold().well()
    assert text.translate("Nobody here. Choose another state or unit.") in [one.value for one in officer.at.info]


@pytest.mark.parametrize("extra", [{}, {"state": "completed"}, {"on": "2020-01-01"}, {"find": "an"}, {"tree": "party"}])
def test_a_unit_outside_the_scope_is_not_found(extra: dict[str, str]) -> None:
    head = Visitor("thutruong").open("coverage", unit=key_of(OUTSIDE), **extra).unfold().well()
    assert head.errors == [text.translate("This was not found, or it lies outside what you may see.")]
    said = head.everything()
    assert OUTSIDE not in said
    mine = set(names_in(WARD))
    assert [name for name in names_in(OUTSIDE) if name not in mine and name in said] == []


def test_who_is_sent_a_link_to_more_than_theirs_sees_their_own_part_of_it_at_a_click() -> None:
    """HR of the city sends its page of one course and one day, which says unit and tree, to the head of a ward."""
    day = text.local_day(text.utc_now()) - timedelta(days=1)
    asked = {"on": day.isoformat(), "course": city.SLUG, "by": "course"}
    sent = {**asked, "unit": key_of("UBND thành phố Hà Nội"), "tree": "administration"}
    head = Visitor("thutruong").open("coverage", **sent).well()
    head.press("See my own units with the same filters").unfold().well()
    assert head.errors == []
    assert head.title.startswith(WARD)
    alone = Visitor("thutruong").open("coverage", **asked).unfold().well()
    assert required_of(head) == required_of(alone) > 0
    assert {name: head.address[name] for name in asked} == asked


def test_a_search_finds_names_without_accents_inside_only() -> None:
    inside, outside = names_in(WARD), names_in(OUTSIDE)
    stranger = next(name for name in outside if name not in inside)
    head = Visitor("thutruong").open("coverage", find=stranger).unfold().well()
    assert lines_of(head) == 0
    mine = inside[0]
    nobody = "Nobody here has this name or staff code. Look for other words, or choose a larger unit."
    assert text.translate(nobody) in [one.value for one in head.at.info]
    head = Visitor("thutruong").open("coverage", find=text.search_key(mine)).unfold().well()
    assert lines_of(head) == sum(text.search_key(mine) in text.search_key(name) for name in inside)


def test_a_page_beyond_the_last_shows_the_last() -> None:
    head = Visitor("thutruong").open("coverage", page="999", state="all").unfold().well()
    assert len(people_shown(head)) > 0
    assert lines_of(head) == len(names_in(WARD))


def part_called(row: dict[str, Any]) -> str:
    """Return what the page calls a part of a split that the command tells of."""
    if row["kind"] == "category":
        return training.category_word(row["key"])
    name: str = row["name"]
    return text.translate("in the unit itself") if row["kind"] == "direct" else name


@pytest.mark.parametrize("by", ["unit", "course", "category"])
@pytest.mark.parametrize("unit", ["", WARD])
def test_figures_of_the_page_are_those_of_the_command(by: str, unit: str) -> None:
    address = {"unit": key_of(unit)} if unit else {}
    officer = Visitor("nhansu").open("coverage", by=by, **address).unfold().well()
    out = StringIO()
    with database.reading() as db:
        asked = {"course": None, "on": None, "known_at": None, "tree": "administration", "as_format": "json"}
        training.coverage_command(db, out, unit=unit or None, by=by, now=text.utc_now(), **asked)  # type: ignore[arg-type]
    told = json.loads(out.getvalue())
    assert required_of(officer) == told["total"]["required"]
    head, *rows = tables_of(officer)[0]
    places = [head.index(text.translate(word)) for word in ("Completed", "Required", "Overdue", "Not started")]
    shown = {row[0].split("\n")[0]: [int(row[place].replace(".", "")) for place in places] for row in rows}
    assert len(shown) == len(rows)
    states = ("overdue", "not-started")
    assert shown == {
        part_called(row): [row["valid"], row["required"], *(row["states"][state] for state in states)]
        for row in told["rows"]
        if row["required"]
    }


def test_several_states_and_a_flag_narrow_the_list_alone() -> None:
    officer = Visitor("nhansu").open("coverage").unfold().well()
    whole = {label.split(" (")[0]: number_in(label) for label in pills(officer, "State").options}
    wanted = [training.state_word(State.IN_PROGRESS), training.state_word(State.NOT_STARTED)]
    several = Visitor("nhansu").open("coverage", state="in-progress,not-started").unfold().well()
    assert lines_of(several) == sum(whole[word] for word in wanted) > 0
    assert required_of(several) == required_of(officer)
    stuck = Visitor("nhansu").open("coverage", flag="stuck").unfold().well()
    label = next(one for one in pills(stuck, "Only").options if one.startswith(training.flag_word(training.Flag.STUCK)))
    assert lines_of(stuck) == number_in(label) > 0


def test_the_list_opens_with_what_is_not_done_the_late_first_and_one_click_shows_everybody() -> None:
    late_in_the_ward()
    head = Visitor("thutruong").open("coverage").unfold().well()
    counts = {one.split(" (")[0]: number_in(one) for one in pills(head, "State").options}
    undone = sum(counts.get(training.state_word(state), 0) for state in training.OPEN)
    assert 0 < lines_of(head) == undone < required_of(head)
    whom = head.at.segmented_control[-1]
    assert whom.label == text.translate("Whom the list shows")
    assert whom.value == "open"
    assert f"({undone})" in whom.options[0]
    states = [row[1].split("\n")[0].split(" ", 1)[1] for row in tables_of(head)[-1][1:]]
    late = training.state_word(State.OVERDUE)
    assert states == sorted(states, key=lambda word: word != late)
    assert states.count(late) == counts[late]

    head.fill(whom, "all").well()
    assert lines_of(head) == len(names_in(WARD))
    assert head.address["state"] == "all"


def test_who_is_looked_for_by_name_is_found_when_done_too() -> None:
    head = Visitor("thutruong").open("coverage", state="completed").unfold().well()
    done = people_shown(head)[0][0]
    found = Visitor("thutruong").open("coverage", find=done).unfold().well()
    assert done in names_listed(found)
    assert found.at.segmented_control[-1].value == "all"


def test_late_people_of_a_unit_get_more_time_from_the_list_and_are_late_no_more() -> None:
    late_in_the_ward()
    officer = Visitor("nhansu").open("coverage", unit=key_of(WARD)).unfold("Choose by state").well()
    label = next(one for one in pills(officer, "State").options if one.startswith(training.state_word(State.OVERDUE)))
    late = number_in(label)
    assert [one.key for one in officer.at.multiselect] == []  # nothing is read before it is asked for
    officer.unfold().well()
    who = officer.at.multiselect[0]
    assert len(who.options) == late > 1
    with database.reading() as db:
        listed = training.names(
            db,
            access.scope_of(city.actor(db, "nhansu"), Right.SEE_COVERAGE),
            training.Question(on=text.local_day(text.utc_now()), unit=key_of(WARD)),
            state=State.OVERDUE,
        ).rows
    officer.fill(who, [listed[0].person]).well()
    officer.press_key("longer:do").well()
    assert officer.errors == [text.translate("Please say why; the reason stays on record.")]
    officer.fill(officer.at.text_area(key="longer:why:several"), "Trực *bão*").well()
    officer.press_key("longer:do").well()
    assert officer.errors == []
    again = Visitor("nhansu").open("coverage", unit=key_of(WARD), state="overdue").unfold().well()
    assert lines_of(again) == late - 1
    record = Visitor("nhansu").open("person", person=listed[0].person).well()
    assert "Trực \\*bão\\*" in " ".join(one.value for one in record.at.markdown)


@pytest.mark.parametrize(("days", "offered"), [(0, 1), (-1, 0)])
def test_more_time_is_given_as_of_today_only(days: int, offered: int) -> None:
    late_in_the_ward()
    day = text.local_day(text.utc_now()) + timedelta(days=days)
    officer = Visitor("nhansu").open("coverage", unit=key_of(WARD), on=day.isoformat()).unfold().well()
    label = text.translate("Give more time to {n} overdue").split(" (")[0]
    assert len([one for one in officer.at.expander if one.label.startswith(label)]) == offered


def test_names_lead_to_the_persons_page() -> None:
    head = Visitor("thutruong").open("coverage").unfold().well()
    links = [link for link in links_of(head) if link[1] == "person"]
    assert {words for words, _page, _asked in links} == {name for name, _unit in people_shown(head)}
    words, _page, asked = links[0]
    assert Visitor("thutruong").open("person", **asked).well().title == words


def test_as_known_before_the_rule_was_given_nothing_was_required() -> None:
    long_ago = text.utc_now() - timedelta(days=60)
    officer = Visitor("nhansu").open("coverage", known=long_ago.isoformat()).unfold().well()
    assert required_of(officer) == 0
    assert any(text.moment(long_ago) in one.value for one in officer.at.caption)


def test_nothing_is_known_of_what_is_to_come_and_a_day_to_come_says_what_its_figure_means() -> None:
    to_come, now = text.utc_now() + timedelta(days=400), text.utc_now()
    officer = Visitor("nhansu").open("coverage", known=to_come.isoformat()).well()
    told = [one.value for one in officer.at.caption]
    assert not any(text.moment(to_come) in one for one in told)
    assert any(f"{now.astimezone(text.HANOI):%d/%m/%Y}" in one for one in told)
    assert not any(training.still_to_come() in one for one in told)
    tomorrow = text.local_day(now) + timedelta(days=1)
    later = Visitor("nhansu").open("coverage", on=tomorrow.isoformat()).well()
    assert any(training.still_to_come() in one.value for one in later.at.caption)


def test_heads_only_are_counted_and_listed() -> None:
    officer = Visitor("nhansu").open("coverage", attribute="heads", state="all").unfold().well()
    with database.reading() as db:
        heads = db.exec(select(Posting.id).where(Posting.head, Posting.tree == Tree.ADMINISTRATION)).all()
    assert required_of(officer) == lines_of(officer) == len(heads) > 0


def test_going_up_takes_a_search_of_units_back() -> None:
    city_hall = "UBND thành phố Hà Nội"
    officer = Visitor("nhansu").open("coverage", unit=key_of(WARD), named="phong").unfold().well()
    officer.press_key(f"up:{key_of(city_hall)}").well()
    assert officer.title.startswith(city_hall)
    assert "named" not in officer.address


@pytest.mark.parametrize("by", ["task", "pillar", "competence"])
def test_topics_on_the_page_are_those_of_the_command(by: str) -> None:
    officer = Visitor("nhansu").open("coverage", by=by).unfold().well()
    out = StringIO()
    with database.reading() as db:
        asked = {"course": None, "on": None, "known_at": None, "tree": "administration", "as_format": "json"}
        training.coverage_command(db, out, unit=None, by=by, now=text.utc_now(), **asked)  # type: ignore[arg-type]
    told = {row["name"]: row["required"] for row in json.loads(out.getvalue())["rows"] if row["required"]}
    head, *rows = tables_of(officer)[0]
    place = head.index(text.translate("Required"))
    assert {row[0]: int(row[place].replace(".", "")) for row in rows} == told
    assert text.translate("A course that serves several counts under each, so these parts overlap.") in (
        officer.everything()
    )


def test_exemptions_by_reason_and_completions_by_way_add_up() -> None:
    """Two of the ward are exempt for one reason, written once with accents and once without."""
    with database.writing() as db:
        now, console = text.utc_now(), access.operator()
        course, scope = city.shipped(db).course_id, access.scope_of(console, Right.ASSIGN)
        units = city.below(db, city.unit_id(db, WARD))
        wanted = [Posting.unit_id.in_(units), Posting.head.is_(False)]  # type: ignore[attr-defined]
        people = db.exec(select(Posting.person_id).where(*wanted).order_by(Posting.id)).all()[:2]  # type: ignore[arg-type]
        for person, reason in zip(people, ("Nghỉ thai sản", "nghi thai san"), strict=True):
            told = {"from_": text.local_day(now), "reason": reason, "now": now}
            training.exempt(db, console, scope, person, course, **told)  # type: ignore[arg-type]
    seen = Visitor("thutruong").open("coverage").unfold().well()
    tables = {table[0][0]: table[1:] for table in tables_of(seen)}
    assert tables[text.translate("Why exempt")] == [["Nghỉ thai sản", "2"]]
    ways = tables[text.translate("How it was completed")]
    with database.reading() as db:
        held = training.Figures().refresh(db)
        scope = access.scope_of(city.actor(db, "thutruong"), Right.SEE_COVERAGE)
        figure = training.coverage(held, scope, training.Question(on=text.local_day(text.utc_now())))
    assert sum(int(row[1]) for row in ways) == figure.total.valid
    outside = Visitor("nhansu").open("coverage", unit=key_of(OUTSIDE)).unfold().well()
    assert "Nghỉ thai sản" not in outside.everything()
