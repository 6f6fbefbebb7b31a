"""Who asked their device for less motion sees nothing move: neither what is ours nor what Streamlit draws."""

import re

import pytest

from tests.browser.seat import COURSE, PHONE, QUIZ, Office, Seat

LONGEST = 10  # milliseconds: nobody sees that
# what moves is looked at in every frame, within components too: document.getAnimations() leaves those out
WATCH = """
window.moved = {}
const inside = (root) => [...root.querySelectorAll("*")].map((one) => one.shadowRoot).filter((one) => one)
const roots = (root) => [root, ...inside(root).flatMap(roots)]
const look = () => {
  for (const one of new Set(roots(document).flatMap((root) => root.getAnimations()))) {
    const time = one.effect.getComputedTiming(), target = one.effect.target
    if (time.duration * time.iterations <= LONGEST) continue
    const name = one.animationName || one.transitionProperty || "by script"
    const place = target?.closest?.("[data-testid]")?.dataset.testid ?? target?.tagName
    window.moved[`${name} of ${place}${one.effect.pseudoElement ?? ""}`] = time.duration
  }
  requestAnimationFrame(look)
}
requestAnimationFrame(look)
""".replace("LONGEST", str(LONGEST))


def walk(seat: Seat) -> dict[str, float]:
    """Begin a quiz, answer, look over it; return what moved meanwhile, and for how many milliseconds."""
    seat.page.add_init_script(WATCH)
    seat.open(f"/quiz?course={COURSE}&quiz={QUIZ}")
    seat.press("Bắt đầu làm bài")
    seat.sees(re.compile("^Câu 1 trên"))
    seat.choices().first.click()
    seat.page.wait_for_timeout(300)
    seat.settle()
    seat.press("Câu tiếp theo")
    seat.sees(re.compile("^Câu 2 trên"))
    moved: dict[str, float] = seat.page.evaluate("window.moved")
    return moved


@pytest.mark.parametrize("wanted", ["reduce", "no-preference"])
def test_nothing_moves_for_who_asked_for_less(office: Office, wanted: str) -> None:
    seat = office.seat(PHONE, office.learner())
    seat.page.emulate_media(reduced_motion=wanted)  # type: ignore[arg-type]
    moved = walk(seat)
    if wanted == "reduce":
        assert moved == {}
    else:
        assert [name for name in moved if name.startswith("kns-waiting")]  # so the look above would have seen it
