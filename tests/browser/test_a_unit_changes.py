"""What moves under the figures, done in the browser: a transfer and a merger, after which the past stays; a renewal."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect
from sqlmodel import select

from models import text
from models.organisation import UnitVersion
from tests import city
from tests.browser import scene
from tests.browser.seat import DESK, PHONE, Office, Seat
from tests.browser.test_main_job import figures
from tests.server import Platform

WARD, OTHER = "Phường Hoàn Kiếm", "Phường Ba Đình"
PART, INTO = "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Văn hóa - Xã hội"


@pytest.fixture
def platform(fresh_platform: Platform) -> Platform:
    """A platform for each test: every one changes what the others count."""
    return fresh_platform


def days() -> tuple[date, date]:
    """Return yesterday and today in Hanoi."""
    today = text.local_day(text.utc_now())
    return today - timedelta(days=1), today


def address(office: Office, unit: str, *, on: date | None = None, course: str = "") -> str:
    """Return the address of a unit's coverage."""
    with office.writing() as db:
        key = city.unit_key(db, unit)
    return f"/coverage?unit={key}" + (f"&on={on}" if on else "") + (f"&course={course}" if course else "")


def part(office: Office, name: str) -> str:
    """Return the key of an office of the ward: every ward has one of this name."""
    named = select(UnitVersion.unit_id).where(UnitVersion.name == name)
    with office.writing() as db:
        (found,) = city.below(db, city.unit_id(db, WARD)) & set(db.exec(named))
        return city.unit_keys(db)[found]


def comes_to(officer: Seat, path: str, wanted: tuple[int, int]) -> None:
    """Open coverage until it says what another process wrote, which takes up to ten seconds."""
    for _try in range(6):
        officer.open(path)
        if figures(officer) == wanted:
            return
        officer.page.wait_for_timeout(2_000)
    assert figures(officer) == wanted


def bar(officer: Seat) -> Locator:
    """Return the bar of the office that will be merged into another."""
    return officer.page.locator("[data-testid=stVegaLiteChart] svg").get_by_text(re.compile(f"^{PART[:20]}"))


def test_who_is_moved_is_counted_there_from_that_day_and_here_on_the_days_before(office: Office) -> None:
    yesterday, today = days()
    with office.writing() as db:
        scene.overdue(db, scene.DOCUMENTS, WARD, ago=-20)
        person = city.person_key(db, "canbo")
    hr = office.seat(DESK)
    hr.sign_in("nhansu")
    here, there = address(office, WARD, course=scene.DOCUMENTS), address(office, OTHER, course=city.SLUG)
    hr.open(there)
    done, others = figures(hr)
    with office.writing() as db:
        members = len(city.people_below(db, WARD))
    comes_to(hr, here, (0, members))
    hr.open(f"/people?person={person}")
    form = hr.unfold("Chuyển đơn vị hoặc chức vụ")
    hr.choose("Đến đơn vị nào", re.compile(f"^{OTHER}"))
    hr.set_day("Từ ngày nào", today)
    hr.picture("moving", whole=True)
    form.get_by_role("button", name="Lưu vị trí mới").click()
    hr.settle()
    hr.sees("Đã lưu. Khóa học phải học và số liệu thay đổi theo từ ngày đó.")
    hr.picture("moved", whole=True)
    comes_to(hr, here, (0, members - 1))  # the rule was for the ward: whoever left it need not take the course
    comes_to(hr, there, (done, others + 1))  # the rule for everybody goes along
    hr.open(address(office, WARD, course=scene.DOCUMENTS, on=yesterday))
    assert figures(hr) == (0, members)
    hr.open(address(office, OTHER, course=city.SLUG, on=yesterday))
    assert figures(hr) == (done, others)
    hr.open(f"/person?person={person}")
    hr.sees(re.compile("thôi bắt buộc: đã chuyển đơn vị$"))
    hr.picture("history", whole=True)
    cadre = office.seat(PHONE, office.platform.sign_in("canbo"))
    cadre.open(f"/course?course={scene.DOCUMENTS}")
    cadre.sees(f"Từ ngày {text.day(today)} khóa học này không còn bắt buộc với anh/chị: đã chuyển đơn vị.")
    cadre.picture("released", whole=True)


def test_after_a_merger_today_has_the_new_tree_and_yesterday_the_old_one(office: Office) -> None:
    yesterday, _today = days()
    hr = office.seat(DESK)
    hr.sign_in("nhansu")
    hr.open(address(office, WARD))
    whole = figures(hr)
    expect(bar(hr)).to_be_visible()
    gone, stays = part(office, PART), part(office, INTO)
    admin = office.seat(DESK)
    admin.sign_in("quantri")
    admin.open(f"/units?unit={gone}")
    admin.unfold("Thay đổi đơn vị này")
    admin.main().get_by_text("nhập vào đơn vị khác", exact=True).click()
    admin.settle()
    admin.choose("Đơn vị nào", f"{INTO} › {WARD}")
    admin.picture("merging", whole=True)
    admin.press("Nhập 1 đơn vị")
    admin.sees(re.compile("^Đã lưu"))
    admin.picture("merged", whole=True)
    for _try in range(6):
        hr.open(address(office, WARD))
        if not bar(hr).count():
            break
        hr.page.wait_for_timeout(2_000)
    expect(bar(hr)).to_have_count(0)
    assert figures(hr) == whole
    hr.picture("after", whole=True)
    hr.open(address(office, WARD, on=yesterday))
    expect(bar(hr)).to_be_visible()
    assert figures(hr) == whole
    hr.picture("before", whole=True)
    hr.open(f"/coverage?unit={gone}&on={yesterday}")
    expect(hr.heading()).to_contain_text(PART)
    hr.open(f"/coverage?unit={gone}")
    hr.picture("gone", whole=True)
    hr.open(f"/coverage?unit={stays}")
    expect(hr.heading()).to_contain_text(INTO)


def test_a_renewal_asked_for_sooner_expires_completions_at_once(office: Office) -> None:
    with office.writing() as db:
        rule = scene.overdue(db, scene.DOCUMENTS, WARD, since=90, ago=-20)
        scene.complete(db, "canbo", scene.released(db, scene.DOCUMENTS), now=text.utc_now() - timedelta(days=60))
        members = len(city.people_below(db, WARD))
    hr = office.seat(PHONE)
    hr.sign_in("nhansu")
    here = address(office, WARD, course=scene.DOCUMENTS)
    comes_to(hr, here, (1, members))
    hr.open(f"/assign?rule={rule}")
    form = hr.unfold("Khi nào phải học lại")
    form.get_by_role("spinbutton").first.fill("1")
    form.get_by_role("spinbutton").first.press("Tab")
    hr.settle()
    hr.sees(re.compile("^1 người đã hoàn thành sẽ thành hết hiệu lực ngay"))
    hr.picture("renewing", whole=True)
    form.get_by_role("button", name="Đổi kỳ học lại").click()
    hr.settle()
    hr.picture("renewed", whole=True)
    comes_to(hr, here, (0, members))
    hr.sees("Hết hiệu lực")
    hr.picture("expired")
