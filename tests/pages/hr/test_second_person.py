"""Two people at their pages: one prepares what touches very many, the other confirms; an inspector opens pages."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import access, audit, choices, database, text
from models.rights import Right, Role
from models.training import Rule
from pages.parts.office import audit_words
from tests import city, menu
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def give(login: str, role: Role, unit: str | None = None, days: int | None = None) -> None:
    with database.writing() as db:
        now = text.utc_now()
        until = None if days is None else text.local_day(now) + timedelta(days=days)
        unit_id = None if unit is None else city.unit_id(db, unit)
        console = access.operator()
        access.grant_role(db, console, city.person_id(db, login), role, unit_id=unit_id, until=until, now=now)


def rules() -> int:
    with database.reading() as db:
        return len(db.exec(select(Rule).where(Rule.voided_at == None, Rule.until == None)).all())  # noqa: E711


def test_a_rule_that_holds_many_ends_when_a_second_officer_confirms() -> None:
    give("canbo", Role.HR)
    with database.writing() as db:
        choices.choose(db, access.operator(), "second_person_from", 1, now=text.utc_now())
        key = db.exec(select(Rule.key).where(Rule.until == None).order_by(Rule.id)).first() or ""  # noqa: E711
        number = db.exec(select(Rule.id).where(Rule.key == key)).one() or 0
        unit = city.units_of(db)[db.get_one(Rule, number).whom["subtree"][0]]
    before = rules()
    officer = Visitor("nhansu").open("assign", rule=key, rules="all").press("End this rule")
    assert "Việc đã được chuẩn bị và chỉ có hiệu lực khi người thứ hai xác nhận" in officer.everything()
    assert rules() == before
    officer.open("second-person")
    assert officer.title == "Không có việc nào chờ anh/chị xác nhận"
    assert "Kết thúc quy tắc giao học" in officer.everything()
    second = Visitor("canbo").open("second-person")
    assert second.title == "1 việc chờ anh/chị xác nhận"
    assert f"Mọi người thuộc {unit}" in second.everything()  # several rules may have one title
    assert f"người chuẩn bị: {city.NAMES['nhansu']}" in second.everything()
    second.press("Confirm")
    assert "Đã xác nhận và thực hiện xong" in second.everything()
    assert rules() == before - 1
    assert "đã xác nhận và thực hiện" in officer.open("second-person").everything()
    trail = Visitor("quantri").open("audit").everything()
    assert "xác nhận với tư cách người thứ hai" in trail
    assert f"việc: {audit_words.act_word('training.end-rule')}" in trail


def test_who_refuses_says_why_and_the_preparer_reads_it() -> None:
    give("canbo", Role.HR)
    with database.writing() as db:
        choices.choose(db, access.operator(), "second_person_from", 1, now=text.utc_now())
        key = db.exec(select(Rule.key).where(Rule.until == None).order_by(Rule.id)).first() or ""  # noqa: E711
    officer = Visitor("nhansu").open("assign", rule=key, rules="all").press("End this rule")
    second = Visitor("canbo").open("second-person")
    second.press("Refuse it")
    assert second.errors == [text.translate("Please say why; the reason stays on record.")]
    second.fill(second.at.text_input[0], "Chờ ý kiến lãnh đạo").press("Refuse it")
    assert "Chờ ý kiến lãnh đạo" in officer.open("second-person").everything()


def test_an_inspector_reads_some_pages_and_each_is_on_record_for_the_unit() -> None:
    give("canbo", Role.INSPECTOR, "Phường Hoàn Kiếm", days=10)
    inspector = Visitor("canbo")
    with database.reading() as db:
        unit = city.unit_key(db, "Phường Hoàn Kiếm")
        outside = city.unit_key(db, "Phường Ba Đình")
    open_to = {Right.LEARN, Right.SEE_COVERAGE, Right.READ_AUDIT}
    for page in menu.pages():
        if page.right not in open_to:
            inspector.open(page.address)
            assert inspector.title != page.titles()[0], page.address
    for address in ("overview", "coverage", "inspections"):
        inspector.open(address, unit=unit)
        words = {one.label for one in inspector.at.button}
        for label in ("Remind", "Assign a course", "Give them longer", "Explain"):
            assert text.translate(label) not in words
    assert "Phường Ba Đình" not in inspector.open("coverage", unit=outside).everything()
    inspector.open("audit")
    assert "Phường Ba Đình" not in inspector.everything()
    with database.reading() as db:
        seen = [(line.subject_kind, line.details["page"]) for line in audit.lines(db, act="access.inspect")]
    assert seen[0] == ("unit", "audit")
    assert {page for _kind, page in seen} >= {"overview", "coverage", "inspections", "audit"}
    head = Visitor("thutruong").open("inspections").everything()
    assert city.NAMES["canbo"] in head
    assert "Phường Hoàn Kiếm" in head
    assert "thanh tra" in Visitor("quantri").open("audit", act="access.inspect").everything()
