"""What only a real browser shows of one's account: the way out of a shared computer, and pictures that are drawn."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from models import access
from tests import city
from tests.browser.seat import DESK, PHONE, Office, Seat

TYPED = "() => sessionStorage.getItem('kns-typed')"


def shared(office: Office) -> str:
    """Return the cookie of a session on a shared computer."""
    with office.writing() as db:
        person = city.person_id(db, "canbo")
        return "kns=" + access.open_session(db, person, shared=True, now=datetime.now(UTC))


def test_whoever_finds_a_strangers_account_open_leaves_it_with_one_press(office: Office) -> None:
    for width in (PHONE, DESK):
        seat = office.seat(width)
        seat.page.goto(office.platform.url + "/sign-in")  # where the browser gets the token of its forms
        cookie = shared(office)
        value = cookie.split("=", 1)[1]
        seat.context.add_cookies([{"name": "kns", "value": value, "url": office.platform.url, "httpOnly": True}])
        seat.open("/ask")
        seat.sees("Máy dùng chung, tài khoản của Nguyễn Thị Hạnh.")
        types(seat, "Tôi đã học")
        seat.picture("shared")
        seat.page.get_by_role("button", name="Không phải tôi").click()
        seat.page.wait_for_url("**/sign-in")
        assert seat.page.evaluate(TYPED) is None
        ended = office.rows("SELECT count(*) FROM sign_in_session WHERE shared = 1 AND ended_at IS NULL")
        assert ended == [(0,)]
        again = office.seat(width, cookie)
        again.page.goto(office.platform.url + "/results")
        assert "/sign-in" in again.page.url


def types(seat: Seat, words: str) -> None:
    """Type what is not sent; the browser holds it."""
    seat.page.get_by_role("textbox", name="Nội dung").fill(words)
    assert words in seat.page.evaluate(TYPED)


def test_what_was_typed_comes_back_after_a_new_sign_in_but_never_to_somebody_else(office: Office) -> None:
    seat = office.seat(PHONE, office.platform.sign_in("canbo"))
    field = seat.page.get_by_role("textbox", name="Nội dung")
    seat.open("/ask")
    types(seat, "Tôi đã học")
    changed_over(seat, office.platform.sign_in("canbo"))
    expect(field).to_have_value("Tôi đã học")
    changed_over(seat, office.platform.sign_in("giangvien"))
    expect(field).to_have_value("")
    assert seat.page.evaluate(TYPED) is None


def changed_over(seat: Seat, cookie: str) -> None:
    """Let another session go on in this tab, as after a sign-in whose time was over."""
    name, value = cookie.split("=", 1)
    seat.context.add_cookies([{"name": name, "value": value, "url": seat.office.platform.url, "httpOnly": True}])
    seat.page.reload()
    seat.settle()


def test_the_language_is_chosen_on_the_account_page_and_stays(office: Office) -> None:
    seat = office.seat(DESK)
    seat.open("/sign-in")
    seat.enter_as("Cán bộ")
    seat.open("/account")
    seat.page.get_by_role("button", name="English", exact=True).click()
    seat.sees("Sign out on all devices")
    seat.page.get_by_role("button", name="Tiếng Việt", exact=True).click()
    seat.sees("Đăng xuất trên mọi thiết bị")


def test_the_guides_pictures_are_drawn_and_say_what_they_show(office: Office) -> None:
    seat = office.seat(PHONE, office.platform.sign_in("canbo"))
    seat.open("/help")
    pictures = seat.page.locator("[data-testid=stMain] img")
    assert pictures.count() == 4
    for place in range(4):
        picture = pictures.nth(place)
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("one => one.naturalWidth > 100 && one.alt.length > 20")
    assert seat.page.evaluate("document.documentElement.scrollWidth") <= PHONE
    seat.picture("help", whole=True)
