"""An officer gives a course and codes: what the preview says is what happens, within the officer's own units."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from models import access, audit, database, text, training, workdays
from models.access import tables as accounts
from models.assessment.tables import Attempt
from models.courses import PathCourse
from models.learning.tables import LessonProgress
from models.organisation import Posting
from models.rights import DomainError, Right
from models.sentences import sentence
from models.training import Duty, Rule
from pages.parts import live
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

WARD = "Phường Hoàn Kiếm"
MORE = "More: renewal, from when, until when, earlier completions, a title"


def duties() -> dict[int, int]:
    """Return how many duties in force each rule gave."""
    with database.reading() as db:
        found: dict[int, int] = {}
        for duty in db.exec(select(Duty).where(col(Duty.voided_at).is_(None))):
            found[duty.rule_id] = found.get(duty.rule_id, 0) + 1
        return found


def choose(visitor: Visitor, unit: str, within: str | None = None) -> None:
    """Choose one unit (of several of a name, the one below ``within``), and no other."""
    box = visitor.at.multiselect(key="units")
    for option in list(box.value):
        box.unselect(option)
    with database.reading() as db:
        inside = None if within is None else city.below(db, city.unit_id(db, within))
        named = [number for number, name in city.units_of(db).items() if name == unit]
    (wanted,) = [number for number in named if inside is None or number in inside]
    box.select(wanted)
    visitor.run().well()


def test_a_last_day_that_is_over_is_refused_in_words_and_stays_as_typed() -> None:
    before = duties()
    officer = Visitor("nhansu").open("assign").well()
    choose(officer, WARD)
    yesterday = text.local_day(text.utc_now()) - timedelta(days=1)
    officer.fill(officer.at.date_input(key="due:day"), yesterday).press("Give the course").well()
    assert officer.errors == [sentence(DomainError("extension-past"))]
    assert officer.at.date_input(key="due:day").value == yesterday
    assert duties() == before


def test_the_preview_counts_whom_the_rule_then_hits() -> None:
    before = duties()
    officer = Visitor("nhansu").open("assign").well()
    choose(officer, WARD)
    with database.reading() as db:
        people = len(city.people_below(db, WARD))
    told = text.translate_n("This gives the course to {n} person", "This gives the course to {n} people", people)
    assert told in [one.value for one in officer.at.header]
    assert duties() == before

    officer.press("Give the course").well()

    assert [one.value for one in officer.at.success] == [
        text.translate("The course is given. Newcomers who fit get it by themselves.")
    ]
    fresh = {rule: count for rule, count in duties().items() if rule not in before}
    assert list(fresh.values()) == [people]


def test_of_two_units_of_one_name_the_chosen_one_gets_the_course() -> None:
    officer = Visitor("nhansu").open("assign").well()
    choose(officer, "Phòng Văn hóa - Xã hội", within=WARD)
    officer.press("Give the course").well()
    with database.reading() as db:
        given = db.exec(select(Rule).order_by(col(Rule.id).desc())).first()
        assert given is not None
        inside = city.below(db, city.unit_id(db, WARD))
        assert [city.units_of(db)[unit] for unit in given.whom["subtree"]] == ["Phòng Văn hóa - Xã hội"]
        assert inside.issuperset(given.whom["subtree"])


def test_a_rule_can_be_ended_by_who_answers_for_it() -> None:
    head = Visitor("thutruong").open("assign").well()
    assert "Give the course" not in head.everything()  # nothing is chosen beforehand
    choose(head, WARD)
    head.press("Give the course").well()
    with database.reading() as db:
        given = db.exec(select(Rule).order_by(col(Rule.id).desc())).first()
        assert given is not None
        assert given.whom["subtree"] == [city.unit_id(db, WARD)]
    assert len(duties()) == 3  # the city's, the Party officer's and this one
    head.at.button(key=f"open:{given.key}").click()
    head.run().well()
    ends = [one for one in head.at.button if one.key == f"end:{given.key}"]
    assert len(ends) == 1
    ends[0].click()
    head.run().well()
    assert text.translate("The rule has ended. What people achieved stays.") in [one.value for one in head.at.success]


def test_a_head_is_offered_their_own_units_only() -> None:
    head = Visitor("thutruong").open("assign").well()
    with database.reading() as db:
        inside = {name for unit, name in city.units_of(db).items() if unit in city.below(db, city.unit_id(db, WARD))}
    assert {option.strip() for option in head.at.multiselect(key="units").options} == inside
    found = head.everything()
    assert "Ba Đình" not in found
    assert "Sở Nội vụ" not in found


def test_a_code_is_shown_once_and_opens_the_account() -> None:
    officer = Visitor("nhansu").open("codes", q="canbo").well()
    person = next(one.key for one in officer.at.button if str(one.key).startswith("give:"))
    officer.at.button(key=person).click()
    officer.run().well()
    code = officer.at.code[0].value
    assert re.fullmatch(r"([0-9A-Za-z]{4}-){3}[0-9A-Za-z]{4}", code)
    with database.reading() as db:
        kept = db.exec(select(accounts.OneTimeCode).where(col(accounts.OneTimeCode.used_at).is_(None))).all()
        assert code not in str([row.model_dump() for row in kept])

    assert code not in officer.run().everything()

    with database.reading() as db:
        canbo = city.person_id(db, "canbo")
    now = text.utc_now()
    assert access.redeem(code, "mưa rơi trên phố cổ", "203.0.113.7", now=now) == canbo
    with pytest.raises(Exception, match="code-wrong"):
        access.redeem(code, "nắng lên trên đồi chè", "203.0.113.7", now=now)


def test_codes_are_offered_for_the_own_people_only() -> None:
    with database.reading() as db:
        outside = set(city.people_below(db, "Phường Ba Đình")) - set(city.people_below(db, WARD))
    head = Visitor("thutruong")
    for stranger in sorted(outside)[:3]:
        seen = head.open("codes", q=stranger).well()
        assert not [one for one in seen.at.button if str(one.key).startswith("give:")]
    assert "Hạnh" in head.open("codes", q="canbo").well().everything()


def test_nobody_gives_a_code_to_somebody_with_more_rights() -> None:
    officer = Visitor("nhansu").open("codes", q="quantri").well()
    given = [one for one in officer.at.button if str(one.key).startswith("give:")]
    assert len(given) == 1
    given[0].click()
    officer.run().well()
    assert officer.errors == [
        text.translate(
            "This person holds a right that you lack; somebody who holds it too must do this. Nothing was changed."
        )
    ]
    assert not officer.at.code


def test_every_act_of_a_page_is_on_the_audit_trail() -> None:
    head = Visitor("thutruong").open("assign").well()
    choose(head, WARD)
    head.press("Give the course").well()
    with database.reading() as db:
        acts = {line.act for line in audit.lines(db, limit=20)}
    assert "training.create-rule" in acts
    seen = Visitor("quantri").open("audit").well()
    said = seen.everything()
    assert text.translate("gave a course") in said
    assert city.NAMES["thutruong"] in said
    narrowed = Visitor("quantri").open("audit", act="training.create-rule").well().everything()
    rows = narrowed.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]
    assert rows
    words = (text.translate("gave a course"), text.translate("a matter of the Party's organisation, not shown here"))
    assert all(any(word in row for word in words) for row in rows)


def take_role(login: str) -> None:
    with database.writing() as db:
        access.end_grant(db, access.operator(), city.grant_id(db, login), now=text.utc_now())


def sign_out_everywhere(login: str) -> None:
    with database.writing() as db:
        access.sign_out_everywhere(db, city.actor(db, login), now=text.utc_now())


def test_a_click_on_a_page_drawn_before_the_role_was_taken_does_nothing() -> None:
    assigning = Visitor("thutruong").open("assign").well()
    choose(assigning, WARD)
    giving = Visitor("thutruong").open("codes", q="canbo").well()
    before = duties()
    take_role("thutruong")

    assigning.press("Give the course").well()
    giving.press("Give a code").well()

    assert duties() == before
    with database.reading() as db:
        assert city.how_many(db, accounts.OneTimeCode) == 0
    for visitor in (assigning, giving):
        assert visitor.title == "1 khóa học cần hoàn thành"


def test_a_click_after_signing_out_everywhere_does_nothing() -> None:
    assigning = Visitor("thutruong").open("assign").well()
    choose(assigning, WARD)
    learning = Visitor("canbo").open("lesson", course=city.SLUG).well()
    quiz = Visitor("canbo").open("quiz", course=city.SLUG, quiz=city.QUIZ).well()
    before = duties()
    sign_out_everywhere("thutruong")
    sign_out_everywhere("canbo")

    assigning.press("Give the course").well()
    learning.press("Next lesson").well()
    quiz.press("Start the quiz").well()

    assert duties() == before
    with database.reading() as db:
        mine = select(LessonProgress).where(LessonProgress.person_id == city.person_id(db, "canbo"))
        assert [row.finished_at for row in db.exec(mine)] == [None]
        mine_too = select(Attempt).where(Attempt.person_id == city.person_id(db, "canbo"))
        assert db.exec(mine_too).all() == []
    for visitor in (assigning, learning, quiz):
        assert text.translate("Sign in again") in visitor.everything()


def whom_of_newest() -> tuple[dict[str, object], set[int]]:
    """Return whom the newest rule means, and whom its duties in force hold."""
    with database.reading() as db:
        rule = db.exec(select(Rule).order_by(col(Rule.id).desc())).first()
        assert rule is not None
        held = db.exec(select(Duty.person_id).where(Duty.rule_id == rule.id, col(Duty.voided_at).is_(None)))
        return rule.whom, set(held)


def said_by(visitor: Visitor) -> str:
    return next(one.value for one in visitor.at.header)


def hits(people: int) -> str:
    return text.translate_n("This gives the course to {n} person", "This gives the course to {n} people", people)


def test_a_position_without_accents_and_heads_narrow_preview_and_rule_alike() -> None:
    officer = Visitor("nhansu").open("assign").unfold().well()
    choose(officer, "UBND thành phố Hà Nội")
    officer.fill(officer.at.text_input(key="positions"), "truong phong").well()
    officer.fill(officer.at.radio(key="led"), "heads").well()
    with database.reading() as db:
        heads = set(db.exec(select(Posting.person_id).where(Posting.head, Posting.position == "Trưởng phòng")))
    assert said_by(officer) == hits(len(heads))
    officer.press("Give the course").well()
    whom, held = whom_of_newest()
    assert (whom["positions"], whom["head"]) == (["truong phong"], True)
    assert held == heads


def test_a_rule_for_newcomers_is_given_before_there_is_one() -> None:
    officer = Visitor("nhansu").open("assign").well()
    choose(officer, WARD)
    officer.unfold("Narrow down: position, newcomers")
    day = text.local_day(text.utc_now())
    officer.fill(officer.at.date_input(key="joined"), day).well()
    assert text.translate("Nobody has joined since {day}. Give it, and who joins gets it by themselves.", day=day) in (
        [one.value for one in officer.at.caption]
    )
    officer.press("Give the course").well()
    whom, held = whom_of_newest()
    assert (whom["joined_after"], held) == (day.isoformat(), set())
    officer.fill(officer.at.date_input(key="joined"), None).well()
    officer.fill(officer.at.text_input(key="positions"), "không có chức danh này").well()
    assert next(one for one in officer.at.button if one.label == text.translate("Give the course")).disabled


def test_people_by_name_and_by_pasted_codes() -> None:
    head = Visitor("thutruong").open("assign").well()
    head.fill(head.at.segmented_control(key="kind"), "people").well()
    head.fill(head.at.text_area(key="codes"), "canbo; nhansu\nKHONG-CO").well()
    (warned,) = [one.value for one in head.at.warning]
    assert "nhansu, KHONG\\-CO" in warned  # outside the ward, like one that nobody has
    assert said_by(head) == hits(1)
    head.fill(head.at.text_input(key="pick"), "pham duc long").well()
    add = next(one for one in head.at.button if str(one.key).startswith("add:"))
    add.click()
    head.run().well()
    assert said_by(head) == hits(2)
    head.press("Give the course").well()
    said = text.translate("It is given to those named, for as long as they belong to your units.")
    assert [one.value for one in head.at.success] == [said]  # no newcomer can fit
    with database.reading() as db:
        wanted = {city.person_id(db, login) for login in ("canbo", "thutruong")}
    whom, held = whom_of_newest()
    assert set(whom["people"]) == held == wanted  # type: ignore[call-overload]


def test_searching_for_people_finds_the_own_only() -> None:
    head = Visitor("thutruong").open("assign").well()
    head.fill(head.at.segmented_control(key="kind"), "people").well()
    for search in ("le thu huong", "nhansu", "%"):
        head.fill(head.at.text_input(key="pick"), search).well()
        offered = [one.label for one in head.at.button if str(one.key).startswith("add:")]
        assert [label for label in offered if "Sở Nội vụ" in label or "nhansu" in label] == []
    assert city.NAMES["nhansu"] not in head.everything()


def test_the_due_day_is_changed_for_all_and_a_second_officer_is_told() -> None:
    first = Visitor("nhansu").open("assign").well()
    with database.reading() as db:
        rule = city.everybodys_rule(db)
    first.press_key(f"open:{rule.key}").well()
    second = Visitor("nhansu").open("assign", rule=rule.key).well()
    day = text.local_day(text.utc_now()) + timedelta(days=50)
    for officer, due in ((first, day), (second, day + timedelta(days=1))):
        officer.fill(officer.at.date_input(key=f"due:{rule.key}:{rule.course_id}:day"), due).well()
    first.press_key(f"change:{rule.key}").well()
    assert not first.errors
    second.at.button(key=f"change:{rule.key}").click()
    second.run().well()
    assert second.errors == [
        text.translate(
            "Somebody changed this while you were working on it; nothing of yours was stored. Look at it anew."
        )
    ]
    with database.reading() as db:
        theirs = Duty.person_id != city.person_id(db, "tochucdang")  # who has the course by another rule
        dues = set(db.exec(select(Duty.due).where(col(Duty.voided_at).is_(None), theirs)))
    assert dues == {day}


def test_rules_of_others_are_read_but_not_changed() -> None:
    with database.reading() as db:
        rule = city.everybodys_rule(db)
    head = Visitor("thutruong").open("assign", rule=rule.key).well()
    assert text.translate_n("{n} rule of others reaches your people", "{n} rules of others reach your people", 1) in [
        one.label for one in head.at.expander
    ]
    mine = [str(one.key) for one in head.at.button]
    assert [key for key in mine if rule.key in key] == []
    with database.writing() as db:
        head_of_ward = city.actor(db, "thutruong")
        reach = access.scope_of(head_of_ward, Right.ASSIGN)
        with pytest.raises(DomainError, match="not-found"):
            training.end_rule(db, head_of_ward, reach, rule.id or 0, on=rule.from_, now=text.utc_now())


def test_a_path_is_given_with_the_day_of_each_course_and_stands_in_the_list_and_at_home() -> None:
    officer = Visitor("nhansu").open("assign").well()
    officer.fill(officer.at.segmented_control(key="what"), "path").well()
    officer.fill(officer.at.selectbox(key="path"), "nguoi-dung-dau").well()
    choose(officer, WARD)
    with database.reading() as db:
        people, newest = len(city.people_below(db, WARD)), workdays.known(db).newest
    told = text.translate_n("This gives the path to {n} person", "This gives the path to {n} people", people)
    assert told in [one.value for one in officer.at.header]
    today = text.local_day(text.utc_now())
    said = officer.everything()
    for number in (15, 30, 45):
        assert f"hạn {text.day(newest.after(today, number))}, sau {number} ngày làm việc" in said
    officer.press("Give the learning path").well()
    with database.reading() as db:
        rule = db.exec(select(Rule).order_by(col(Rule.id).desc())).first()
    assert rule is not None
    assert (rule.path, len(rule.steps), duties()[rule.id or 0]) == ("nguoi-dung-dau", 3, 3 * people)
    assert f"0 trong {people} người đã xong cả lộ trình" in officer.run().everything()

    home = Visitor("canbo").open("").well()
    assert "Bước 1/3 của lộ trình Lãnh đạo và người đứng đầu" in home.everything()
    course = Visitor("canbo").open("course", course="van-ban-dien-tu-chu-ky-so").well()
    (better,) = [one.label for one in course.at.button if one.label.startswith("Nên học trước")]
    course.press(better).well()
    assert "nhận thức và trách nhiệm người đứng đầu" in course.title
    assert course.address["course"] == "chuyen-doi-so-nguoi-dung-dau"  # so that a reload shows it again

    officer.press_key(f"open:{rule.key}").well()
    assert "một hoặc nhiều khóa của lộ trình" in officer.everything()  # ends all of it, whichever course is chosen
    first = rule.course_id
    kind = officer.at.radio(key=f"due:{rule.key}:{first}:kind")
    officer.fill(kind, "days").well()
    officer.fill(officer.at.number_input(key=f"due:{rule.key}:{first}:days"), 90).well()
    officer.press_key(f"change:{rule.key}").well()
    assert [one.value for one in officer.at.toast] == [one.value for one in officer.at.success]  # seen far down, too
    with database.reading() as db:
        mine = (Duty.person_id == city.person_id(db, "canbo"), Duty.course_id == first)
        dues = set(db.exec(select(Duty.due).where(col(Duty.voided_at).is_(None), *mine)))
    assert today + timedelta(days=90) in dues


def test_a_course_that_came_into_a_path_later_says_so_where_the_rule_stands() -> None:
    officer = Visitor("nhansu").open("assign").well()
    officer.fill(officer.at.segmented_control(key="what"), "path").well()
    officer.fill(officer.at.selectbox(key="path"), "pho-cap").well()
    choose(officer, WARD)
    officer.press("Give the learning path").well()
    today = text.local_day(text.utc_now())
    since = text.translate("in the path since {day}", day=today)
    assert since not in officer.everything()
    (given,) = [one for one in live.references().paths if one.id == "pho-cap"]
    more = replace(given, courses=(*given.courses, PathCourse("chuyen-doi-so-nguoi-dung-dau", 60)))
    with database.writing() as db:
        assert training.follow_paths(db, access.operator(), [more], now=text.utc_now())
    assert officer.open("assign").well().everything().count(since) == 1


def test_a_renewal_is_asked_for_as_the_form_says() -> None:
    officer = Visitor("nhansu").open("assign").well()
    choose(officer, WARD)
    officer.unfold(MORE).well()
    assert officer.at.number_input(key="renew:window:30").value == 30, "completions of this course end by themselves"
    officer.fill(officer.at.number_input(key="renew:months"), 6).well()
    officer.fill(officer.at.number_input(key="renew:grace"), 7).well()
    officer.press("Give the course").well()
    with database.reading() as db:
        rule = db.exec(select(Rule).order_by(col(Rule.id).desc())).first()
    assert rule is not None
    assert (rule.renew_months, rule.renew_window, rule.renew_grace) == (6, 30, 7)
    said = officer.run().everything()
    assert "học lại sau mỗi 6 tháng" in said
    assert "châm chước 7 ngày sau khi hết hiệu lực" in said


def test_a_rules_renewal_is_changed_after_it_is_said_what_follows() -> None:
    with database.reading() as db:
        rule = city.everybodys_rule(db)
        question = training.Question(on=text.local_day(text.utc_now()))
        scope = access.scope_of(access.operator(), Right.SEE_COVERAGE)
        before = training.coverage(training.Figures().refresh(db), scope, question).total
    officer = Visitor("nhansu").open("assign", rule=rule.key).well()
    officer.unfold("When it has to be renewed").well()
    button = officer.at.button(key=f"renew:{rule.key}")
    assert button.disabled
    assert "hết hiệu lực ngay" not in officer.everything()
    officer.fill(officer.at.number_input(key=f"renewal:{rule.key}:months"), 1).well()
    found = re.search(r"- (\d+) người đã hoàn thành sẽ thành hết hiệu lực ngay", officer.everything())
    assert found is not None
    officer.press_key(f"renew:{rule.key}").well()
    assert [one.value for one in officer.at.success] == [
        text.translate("The renewal holds as it was changed for everybody whom this rule holds.")
    ]
    assert "học lại sau mỗi 1 tháng" in officer.everything()
    with database.reading() as db:
        after = training.coverage(training.Figures().refresh(db), scope, question).total
    assert before.valid - after.valid == int(found[1]) > 0
    assert after.states[training.State.EXPIRED] - before.states[training.State.EXPIRED] == int(found[1])


def test_due_days_are_counted_in_working_days_where_the_officer_says_so() -> None:
    officer = Visitor("nhansu").open("assign").well()
    choose(officer, WARD)
    officer.fill(officer.at.radio(key="due:kind"), "working").well()
    officer.fill(officer.at.number_input(key="due:working"), 12).well()
    officer.press("Give the course").well()
    with database.reading() as db:
        rule = db.exec(select(Rule).order_by(col(Rule.id).desc())).first()
        assert rule is not None
        due = set(db.exec(select(Duty.due).where(Duty.rule_id == rule.id)))
        expected = workdays.known(db).newest.after(text.local_day(text.utc_now()), 12)
    assert (rule.due_days, rule.working, due) == (12, True, {expected})
    assert "hạn 12 ngày làm việc kể từ khi được giao" in officer.run().everything()
