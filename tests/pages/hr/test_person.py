"""A person's page: within the reader's part of the tree; exempting and its end are acts with a reason, on record."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models import access, audit, database, learning, notices, organisation, text, training
from models.organisation import Person, Posting, Tree
from models.rights import Right
from models.training import Duty, Exemption, Extension
from pages.parts import states
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

NOT_FOUND = "This was not found, or it lies outside what you may see."


def key(login: str) -> str:
    with database.reading() as db:
        return city.person_key(db, login)


def exemptions() -> list[Exemption]:
    with database.reading() as db:
        return list(db.exec(select(Exemption).where(col(Exemption.voided_at).is_(None))).all())


@pytest.mark.parametrize("stranger", ["nhansu", "quantri", "giangvien"])
def test_a_head_does_not_find_people_of_other_units(stranger: str) -> None:
    seen = Visitor("thutruong").open("person", person=key(stranger)).well()
    assert seen.errors == [text.translate(NOT_FOUND)]
    assert city.NAMES[stranger] not in seen.everything()


@pytest.mark.parametrize("crafted", ["", "khong-co", "1", "' OR 1=1 --", "\x00"])
def test_a_crafted_key_finds_nobody(crafted: str) -> None:
    seen = Visitor("nhansu").open("person", person=crafted).well()
    assert seen.errors == [text.translate(NOT_FOUND)]


def test_it_says_in_which_ward_an_office_is_that_every_ward_has() -> None:
    for login, page in (("nhansu", "person"), ("quantri", "people")):
        said = Visitor(login).open(page, person=key("canbo")).well().everything()
        assert "Phòng Văn hóa - Xã hội, Phường Hoàn Kiếm" in said


def test_who_keeps_the_staff_list_finds_the_way_to_leave_and_transfer_there() -> None:
    for login, may in (("nhansu", True), ("thutruong", False)):
        seen = Visitor(login).open("person", person=key("canbo")).well()
        ways = [one.proto.query_string for one in seen.at.get("page_link") if one.proto.page == "people"]
        assert ways == ([f"person={key('canbo')}"] if may else [])


def test_party_places_are_not_shown_to_who_may_not_see_them() -> None:
    with database.reading() as db:
        ward, standing = city.below(db, city.unit_id(db, "Phường Hoàn Kiếm")), col(Posting.voided_at).is_(None)
        mine = select(Posting.person_id).where(col(Posting.unit_id).in_(ward), standing, col(Posting.until).is_(None))
        placed = select(Person.key, Posting.unit_id).join(Posting, col(Posting.person_id) == col(Person.id))
        party = (Posting.tree == Tree.PARTY, standing, col(Posting.until).is_(None))
        member, unit = db.exec(placed.where(*party, col(Person.id).in_(mine))).first() or ("", 0)
        cell = city.units_of(db)[unit]
    head = Visitor("thutruong").open("person", person=member).well()
    assert head.errors == []
    assert cell not in head.everything()
    assert cell in Visitor("tochucdang").open("person", person=member).well().everything()


def test_an_exemption_with_a_reason_and_its_end() -> None:
    head = Visitor("thutruong").open("person", person=key("canbo")).unfold().well()
    head.press_key(f"free:{city.SLUG}").well()
    assert head.errors == [text.translate("Please say why; the reason stays on record.")]
    assert exemptions() == []

    head.fill(head.at.text_area(key=f"reason:{city.SLUG}"), "Nghỉ chế độ *thai sản*").well()
    head.press_key(f"free:{city.SLUG}").well()
    (row,) = exemptions()
    assert row.reason == "Nghỉ chế độ *thai sản*"
    said = " ".join(one.value for one in head.at.markdown)
    assert training.state_word(training.State.EXEMPT) in said
    assert "\\*thai sản\\*" in said  # shown as typed, not as Markdown

    head.press_key(f"end:{row.id}").well()
    assert exemptions() == []
    with database.reading() as db:
        acts = [line.act for line in audit.lines(db, limit=2)]
    assert acts == ["training.end-exemption", "training.exempt"]


def test_nobody_is_offered_to_be_exempt_from_what_they_have_completed() -> None:
    """It would count them neither as asked nor as done: the unit's rate would fall by it."""
    with database.writing() as db:
        person, now = city.person_id(db, "canbo"), text.utc_now()
        course, today = city.shipped(db).course_id, text.local_day(now)
        proof = {"source": learning.tables.Source.EARNED, "recorded_at": now, "edition": 1}
        db.add(learning.tables.Completion(person_id=person, course_id=course, achieved_on=today, **proof))
    head = Visitor("thutruong").open("person", person=key("canbo")).unfold().well()
    assert training.state_word(training.State.COMPLETED) in head.everything()
    assert f"free:{city.SLUG}" not in [one.key for one in head.at.button]


def test_who_is_exempt_reads_so_and_why_and_of_its_end_not_as_of_a_new_course() -> None:
    me = Visitor("canbo")
    me.open("").well()  # tells them of the course
    with database.reading() as db:
        person, today = city.person_id(db, "canbo"), text.local_day(text.utc_now())
        course = city.shipped(db)
        (mine,) = [one for one in training.person_courses(db, person, today) if one.course_id == course.course_id]
    assert mine.due is not None
    due = states.due_words(mine.due, today)
    assert due in me.open("results").well().everything()

    head = Visitor("thutruong").open("person", person=key("canbo")).unfold().well()
    head.fill(head.at.text_area(key=f"reason:{city.SLUG}"), "Đang điều trị").well()
    head.press_key(f"free:{city.SLUG}").well()
    shown = me.open("results").well().everything()
    assert training.state_word(training.State.EXEMPT) in shown
    assert due not in shown
    assert "Đang điều trị" in me.open("course", course=city.SLUG).well().everything()

    (row,) = exemptions()
    head.press_key(f"end:{row.id}").well()
    assert "Đang điều trị" not in me.open("course", course=city.SLUG).well().everything()
    me.open("").well()
    with database.reading() as db:
        told = [(one.kind, one.values["course"]) for one in notices.of(db, person)]
    title = course.course.title.vi
    assert told[:3] == [("exemption-ended", title), ("exempted", title), ("course-given", title)]


def test_who_is_on_leave_reads_on_their_first_page_that_nothing_is_asked_of_them() -> None:
    words = text.translate(
        "You are on leave: nothing is asked of you until you are back. The due days of your courses stay."
    )
    me = Visitor("canbo").open("").well()
    assert words not in [one.value for one in me.at.info]
    with database.writing() as db:
        now, actor = text.utc_now(), access.operator()
        scope = access.scope_of(actor, Right.MANAGE_PEOPLE)
        who, today = city.person_id(db, "canbo"), text.local_day(now)
        organisation.take_leave(db, actor, scope, who, Tree.ADMINISTRATION, from_=today, until=None, now=now)
    for page in ("", "course"):
        assert words in [one.value for one in me.open(page, course=city.SLUG).well().at.info]


def test_more_time_with_a_reason_and_its_way_back() -> None:
    head = Visitor("thutruong").open("person", person=key("canbo")).unfold().well()
    last = head.at.date_input(key=f"longer:until:{city.SLUG}").value + timedelta(days=30)
    head.press_key(f"longer:{city.SLUG}").well()
    assert head.errors == [text.translate("Please say why; the reason stays on record.")]

    head.fill(head.at.date_input(key=f"longer:until:{city.SLUG}"), last).well()
    head.fill(head.at.text_area(key=f"longer:why:{city.SLUG}"), "Biệt phái *Lào Cai*").well()
    head.press_key(f"longer:{city.SLUG}").well()
    assert head.errors == []
    with database.reading() as db:
        (row,) = db.exec(select(Extension)).all()
        duty = db.exec(select(Duty.due).where(Duty.person_id == row.person_id, col(Duty.voided_at).is_(None))).one()
    assert (row.due, duty, row.reason) == (last, last, "Biệt phái *Lào Cai*")
    said = " ".join(one.value for one in head.at.markdown)
    assert "\\*Lào Cai\\*" in said
    mine = Visitor("canbo").open("notices").well().everything()
    assert text.day(last) in mine

    head.press_key(f"back:{row.id}").well()
    with database.reading() as db:
        assert [one.voided_at is None for one in db.exec(select(Extension)).all()] == [False]
    said = " ".join(one.value for one in head.at.markdown)
    assert city.NAMES["thutruong"] in said


def test_nobody_is_offered_to_exempt_themselves_or_to_give_themselves_time() -> None:
    head = Visitor("thutruong").open("person", person=key("thutruong")).unfold().well()
    assert [one.key for one in head.at.button if str(one.key).startswith(("free:", "longer:"))] == []


def test_results_are_scores_and_days_never_answers() -> None:
    with database.reading() as db:
        from models.assessment.tables import Attempt, Response
        from models.organisation import Person

        who = db.exec(select(Attempt.person_id).where(col(Attempt.passed).is_(True))).first()
        person = db.get(Person, who)
        assert person is not None
        assert db.exec(select(Response.answer).join(Attempt).where(Attempt.person_id == who)).all()
        course = city.shipped(db).course
    seen = Visitor("nhansu").open("person", person=person.key).well()
    said = seen.everything()
    assert text.translate("passed") in said
    stems = [str(question.stem) for question in course.questions]
    assert [stem for stem in stems if stem in said] == []
