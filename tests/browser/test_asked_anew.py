"""Asked once more who it is, in a browser: by password, by the directory, at the provider; what was typed stays."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from models import access, organisation, text
from models.access import Way
from models.rights import Role
from tests import city, directory, factories, provider
from tests.browser.scene import WARD
from tests.browser.seat import DESK, PHONE, Office, Seat, writing_to
from tests.server import Platform, free_port, running

PASSWORD, THEIRS = "một câu dễ nhớ", "mật khẩu của danh bạ"
CODE, EMAIL = "CB01", "an@example.vn"  # as the directory and the provider know this person
OTHERS = "canbo@example.vn"
DIALOG = "Xác nhận danh tính"
GRANTS = "SELECT count(*) FROM role_grant WHERE role = 'trainer' AND voided_at IS NULL"


@pytest.fixture(scope="module")
def there() -> Iterator[provider.There]:
    """A provider of single sign-on."""
    with provider.running() as started:
        yield started


@pytest.fixture(scope="module")
def platform(prepared: Path, tmp_path_factory: pytest.TempPathFactory, there: provider.There) -> Iterator[Platform]:
    """A real installation, with a directory and a provider, and somebody of all three ways who holds roles."""
    data, port = tmp_path_factory.mktemp("anew"), free_port()
    shutil.copytree(prepared, data, dirs_exist_ok=True)
    with writing_to(data / "ky-nang-so.db") as db:
        person = factories.person(db, "Lê Thị Nhiều Vai", staff_code=CODE, email=EMAIL, email_key=EMAIL)
        factories.posting(db, person, city.unit_id(db, WARD))
        for role in (Role.ADMINISTRATOR, Role.HR):
            factories.grant(db, person, role)
        other = db.get_one(organisation.Person, city.person_id(db, "canbo"))
        other.email, other.email_key = OTHERS, OTHERS
        factories.password(db, person, PASSWORD, now=text.utc_now())
    with directory.running(tmp_path_factory.mktemp("directory")) as known:
        told = {
            "KNS_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "KNS_CA_FILE": known.ca_file,
            "KNS_DIRECTORY_URL": known.url,
            "KNS_DIRECTORY_BASE": directory.BASE,
            "KNS_DIRECTORY_USER": directory.READER,
            "KNS_DIRECTORY_PASSWORD": directory.READER_PASSWORD,
            "KNS_DIRECTORY_LOGIN_ATTRIBUTE": "uid",
            "KNS_DIRECTORY_PERSON_ATTRIBUTE": "employeeNumber",
            "KNS_OIDC_ISSUER": there.issuer,
            "KNS_OIDC_CLIENT_ID": provider.CLIENT,
            "KNS_OIDC_CLIENT_SECRET": provider.SECRET,
            "KNS_OIDC_NAME": "Hà Nội ID",
        }
        with running(data, demo=False, port=port, **told) as started:
            yield started


def came(office: Office, way: Way, width: int = DESK) -> Seat:
    """Return the seat of somebody who came that way twenty minutes ago."""
    with office.writing() as db:
        person = organisation.find_person(db, login=CODE)
        assert person is not None
        assert person.id is not None
        since = text.utc_now() - timedelta(minutes=20)
        token = access.open_session(db, person.id, shared=False, now=since, way=way)
    return office.seat(width, f"kns={token}")


def about_to_give(seat: Seat, whom: str) -> Locator:
    """Fill in that somebody becomes a trainer and press; return the dialog that asks who it is."""
    seat.open("/roles")
    seat.unfold("Giao vai trò")
    seat.choose("Vai trò", re.compile("^Giảng viên", re.IGNORECASE))
    seat.choose("Với khóa học nào", re.compile("^mọi khóa học"))
    seat.fill(re.compile("^Cho ai"), whom)
    seat.page.get_by_role("button", name="Giao vai trò này", exact=True).click()
    dialog = seat.page.get_by_role("dialog", name=DIALOG)
    expect(dialog).to_be_visible()
    return dialog


def go_on(seat: Seat, dialog: Locator) -> None:
    dialog.get_by_role("button", name="Tiếp tục").click()
    seat.page.wait_for_timeout(60)


@contextmanager
def one_more(office: Office, seat: Seat) -> Iterator[None]:
    """Somebody becomes a trainer here, and nobody before the end; then the dialog is gone."""
    ((before,),) = office.rows(GRANTS)
    yield
    seat.sees("Đã giao cho")
    expect(seat.page.get_by_role("dialog")).to_have_count(0)
    assert office.rows(GRANTS) == [(before + 1,)]


@pytest.mark.parametrize(("width", "whom"), [(PHONE, "nhansu"), (DESK, "thutruong")])
def test_a_password_is_asked_for_in_a_dialog_and_the_click_goes_on(office: Office, width: int, whom: str) -> None:
    seat = came(office, Way.PASSWORD, width)
    with one_more(office, seat):
        dialog = about_to_give(seat, whom)
        dialog.get_by_label("Mật khẩu của anh/chị").fill("không phải câu ấy")
        go_on(seat, dialog)
        expect(dialog).to_contain_text("chưa đúng")
        expect(seat.page.get_by_role("textbox", name=re.compile("^Cho ai"), include_hidden=True)).to_have_value(whom)
        seat.picture("wrong")
        dialog.get_by_label("Mật khẩu của anh/chị").fill(PASSWORD)
        go_on(seat, dialog)


def test_who_came_by_the_directory_types_login_and_password_of_it(office: Office) -> None:
    seat = came(office, Way.DIRECTORY)
    with one_more(office, seat):
        dialog = about_to_give(seat, "tochucdang")
        login, password = (dialog.get_by_label(name) for name in ("Tên đăng nhập như trên", "Mật khẩu của anh/chị"))
        login.fill("strange")
        password.fill("another password")  # right there, and of somebody else
        go_on(seat, dialog)
        expect(dialog).to_contain_text("không phải của anh/chị")
        seat.picture("directory")
        login.fill("an.nv")
        password.fill(THEIRS)
        go_on(seat, dialog)


def test_who_came_by_the_provider_signs_in_there_and_goes_on_here(office: Office, there: provider.There) -> None:
    seat = came(office, Way.PROVIDER)
    with one_more(office, seat):
        dialog = about_to_give(seat, "quantri")
        go_on(seat, dialog)  # without having been there
        expect(dialog).to_contain_text("Dịch vụ đăng nhập chưa xác nhận là anh/chị.")
        seat.picture("provider")
        there.say(email=OTHERS, email_verified=True, auth_time=int(time.time()))
        assert "không phải là anh/chị" in at_the_provider(seat, dialog)
        go_on(seat, dialog)
        expect(dialog).to_contain_text("Dịch vụ đăng nhập chưa xác nhận là anh/chị.")
        there.say(email=EMAIL, email_verified=True, auth_time=int(time.time()))
        assert "đóng thẻ này" in at_the_provider(seat, dialog)
        go_on(seat, dialog)
    office.faults[:] = [
        one for one in office.faults if there.issuer not in one and not one.startswith(("403", "console"))
    ]


def at_the_provider(seat: Seat, dialog: Locator) -> str:
    """Follow the dialog's link into a tab of its own, there and back; return what stands there then."""
    with seat.context.expect_page() as opened:
        dialog.get_by_role("link", name="Đăng nhập lại bằng Hà Nội ID").click()
    tab: Page = opened.value
    tab.wait_for_url(re.compile("^" + re.escape(seat.office.platform.url)))
    said = tab.locator("main").inner_text()
    tab.close()
    return said


@pytest.mark.parametrize("way", [Way.PASSWORD, Way.DIRECTORY])
def test_a_list_of_people_comes_after_it_in_the_tab_that_the_link_opened(office: Office, way: Way) -> None:
    seat = came(office, way)
    with office.writing() as db:
        ward = city.unit_key(db, WARD)
    seat.open(f"/coverage?unit={ward}")
    with seat.context.expect_page() as opened:
        seat.main().get_by_role("link", name="Xuất Excel").first.click()
    tab: Page = opened.value
    expect(tab.get_by_role("heading", name=DIALOG)).to_be_visible()
    if way is Way.DIRECTORY:
        tab.get_by_label("Tên đăng nhập như trên").fill("an.nv")
    tab.get_by_label("Mật khẩu của anh/chị").fill(PASSWORD if way is Way.PASSWORD else THEIRS)
    with tab.expect_download() as came_down:
        tab.get_by_role("button", name="Tiếp tục").click()
    assert came_down.value.suggested_filename.endswith(".xlsx")
    made = "SELECT count(*) FROM audit_line WHERE act = 'reports.export-coverage'"
    assert office.rows(made)[0][0] >= 1
