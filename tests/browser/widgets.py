"""How a person answers in the widgets of questions: by hand, and with the keyboard alone."""

from typing import Any

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLong

from models import courses
from tests.models.assessment.judged import pdf

FOCUSED = """() => {
  let at = document.activeElement
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement
  if (!at) return ["", "", ""]
  return [at.tagName, at.getAttribute("type") || "", (at.getAttribute("aria-label") || at.innerText || "").trim()]
}"""
PLACE = """() => {
  let at = document.activeElement
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement
  const around = at.closest(".answer")
  return around ? [...around.querySelectorAll("input, select, button")].indexOf(at) : -1
}"""
FIELDS = "[data-testid=stMain] .answer :is(fieldset, select, textarea, input:not([type=radio], [type=checkbox]))"
ORDER = "[data-testid=stMain] .answer ol.order"


def by_hand(page: Page, given: courses.Answer, order: list[str]) -> None:
    """Answer in the widget of the question on the page; ``order``: the ids of its pieces as they are shown."""
    if isinstance(given, dict):
        for place, (_, said) in enumerate(in_order(given, order)):
            field = page.locator(FIELDS).nth(place)
            kind = field.evaluate("field => field.tagName")
            if kind == "FIELDSET":
                field.locator(f"input[value='{said}']").check()
            elif kind == "SELECT":
                field.select_option(value=said)
            else:
                field.fill(said)
    elif isinstance(given, list):
        for step in moves(order, given):
            arrows = page.locator(ORDER).locator("li").nth(step).get_by_role("button")
            arrows.first.click()
        if order == given:
            page.locator("[data-testid=stMain] .answer .keep").click()


def in_order(given: dict[str, Any], order: list[str]) -> list[tuple[str, Any]]:
    """Return what is given for each field in the order in which the fields stand."""
    names = [name for name in order if name in given] or list(given)
    return [(name, given[name]) for name in names]


def moves(order: list[str], wanted: list[str]) -> list[int]:
    """Return the places (from 0) at which one presses 'up', one after the other, to come to the wanted order."""
    now, pressed = list(order), []
    for place, name in enumerate(wanted):
        for at in range(now.index(name), place, -1):
            pressed.append(at)
            now[at - 1 : at + 1] = now[at], now[at - 1]
    return pressed


def held(page: Page) -> list[str]:
    """Return what the fields of a widget hold, in their order: words, or ids that are chosen; '' for none."""
    value = """fields => fields.map(field => field.tagName !== "FIELDSET" ? field.value
      : [...field.querySelectorAll("input:checked")].map(input => input.value).join(" "))"""
    expect(page.locator(FIELDS).first).to_be_attached()
    found: list[str] = page.locator(FIELDS).evaluate_all(value)
    return found


def shown_order(page: Page) -> list[str]:
    """Return the words of a list to order, as they stand."""
    return page.locator(ORDER).locator("li > span:first-child").all_inner_texts()


def by_keyboard(page: Page, question: courses.Question, order: list[str]) -> None:
    """Give the right answer with Tab, arrows, Space and letters alone, beginning above the widget."""
    right = question.right_answer()
    if isinstance(right, list):  # what it looks like is not known before it is drawn
        expect(
            page.locator(ORDER).or_(page.locator(f"{FIELDS}, [data-testid=stMain] .answer input")).first
        ).to_be_visible()
    if isinstance(right, dict):
        for _, said in in_order(right, order):
            kind = tab_to(page, "select", "input radio", "input")
            if kind == "select":
                values = chosen_from(page)
                for _press in range(values.index(said)):
                    page.keyboard.press("ArrowDown")
            elif kind == "input radio":
                pick(page, page.locator(f"{FIELDS} input:focus"), said)
            else:
                page.keyboard.type(said, delay=10)
    elif isinstance(right, list) and page.locator(ORDER).count():
        arrange(page, order, right)
    elif question.takes_files:
        expect(page.get_by_text("Chưa có tệp nào")).to_be_visible()
        page.wait_for_timeout(500)  # the page stands still
        for again in (True, True, False):  # a page that is drawn anew in that moment takes the focus along: once more
            tab_to(page, "input file")
            try:
                with page.expect_file_chooser(timeout=5000) as chooser:
                    page.keyboard.press("Enter")
                break
            except TooLong:
                if not again:
                    raise
        chooser.value.set_files({"name": "Bài làm.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    elif isinstance(right, list) and question.settings()["several"]:
        for name in order:
            tab_to(page, "input checkbox")
            if name in right:
                page.keyboard.press("Space")
    elif isinstance(right, bool):
        radio(page, 0 if right else 1)
    elif order:
        radio(page, order.index(right[0] if isinstance(right, list) else str(right)))
    else:
        tab_to(page, "input", "textarea")
        page.keyboard.type(str(right), delay=10)


def arrange(page: Page, order: list[str], wanted: list[str]) -> None:
    """Bring a list into its order with the arrow buttons; after a press the focus goes along with its item."""
    now = list(order)
    for place, name in enumerate(wanted):
        at = now.index(name)
        if at == place:
            continue
        while page.evaluate(PLACE) != 2 * at:  # two buttons an item, the one that is off passed over
            page.keyboard.press("Tab")
        for _press in range(at - place):
            page.keyboard.press("Enter")
        now.insert(place, now.pop(at))


def radio(page: Page, place: int) -> None:
    """Choose one of a group of buttons that has nothing chosen yet."""
    tab_to(page, "input radio")
    page.keyboard.press("Space")
    for _press in range(place):
        page.keyboard.press("ArrowDown")


def pick(page: Page, focused: Locator, said: str) -> None:
    """Go on by arrows until the button with this value is chosen."""
    page.keyboard.press("Space")
    for _press in range(10):
        if focused.evaluate("input => input.value") == said:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no way by arrows to {said}")


def chosen_from(page: Page) -> list[str]:
    """Return the values of the list that has the focus."""
    found: list[str] = page.locator(f"{FIELDS}:focus").evaluate("list => [...list.options].map(one => one.value)")
    return found


def tab_to(page: Page, *kinds: str, limit: int = 60) -> str:
    """Press Tab until an element of one of these kinds ('select', 'input radio') has the focus; return which."""
    passed = []
    for _press in range(limit):
        page.keyboard.press("Tab")
        name, kind, said = page.evaluate(FOCUSED)
        found = f"{name} {kind}".strip().lower()
        passed.append(f"{found} {said[:40]}")
        if found in kinds:
            return found
    raise AssertionError(f"no way by Tab to {kinds}: {passed}")
