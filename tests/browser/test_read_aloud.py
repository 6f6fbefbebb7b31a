"""What only a screen reader says of Streamlit's widgets is in our language too, also of a calendar that opens."""

import re

from playwright.sync_api import expect

from tests.browser.seat import DESK, Office, Seat

SAID = """() => [...document.querySelectorAll("*")].flatMap(one =>
  ["aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "title", "placeholder", "alt"]
    .map(name => one.getAttribute(name)).filter(Boolean))
  .concat([...document.querySelectorAll("[id^=react-aria-description]")].map(one => one.textContent))"""
ENGLISH = re.compile(
    r"\b(help|remove|previous|next|day|month|year|empty|calendar|close|open|clear|select|selected|choose|show|today|"
    r"suggestions|available|date|january|november|december|monday|thursday|sidebar|dismiss|notifications?|options?|menu|increment|decrement|press|upload)\b",
    re.IGNORECASE,
)


def english(seat: Seat) -> list[str]:
    """Return what is said in English of anything on the page."""
    return sorted({said for said in seat.page.evaluate(SAID) if ENGLISH.search(said)})


def test_an_officers_form_is_read_aloud_in_vietnamese(office: Office) -> None:
    officer = office.seat(DESK, office.platform.sign_in("nhansu"))
    officer.open("/assign")
    officer.choose("Chỉ các đối tượng này", re.compile("^công chức$", re.IGNORECASE))
    expect(officer.page.get_by_label("Bỏ Công chức").or_(officer.page.get_by_label("Bỏ công chức"))).to_have_count(1)
    assert english(officer) == []

    officer.page.get_by_role("group", name="Ngày cuối cùng", exact=True).get_by_role("spinbutton").first.click()
    expect(officer.page.get_by_role("grid")).to_be_visible()
    expect(officer.page.get_by_label("Tháng sau")).not_to_have_count(0)
    expect(officer.page.get_by_label(re.compile("^ngày, ", re.IGNORECASE))).not_to_have_count(0)
    expect(officer.page.locator("[id^=react-aria-description]", has_text="Ngày đã chọn: ")).not_to_have_count(0)
    assert english(officer) == []


def test_a_learners_pages_are_read_aloud_in_vietnamese(office: Office) -> None:
    cadre = office.seat(DESK, office.platform.sign_in("canbo"))
    for address in ("/", "/courses", "/account", "/help"):
        cadre.open(address)
        assert english(cadre) == [], address
