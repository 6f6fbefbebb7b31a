"""Small components: where a page begins and whether the line is lost, reading, a line read out, a clock."""

from collections.abc import Callable

from pages.parts import silent, telling

_top = silent.component(
    "kns_top",
    html="<div tabindex='-1' style='outline:none'></div><p role='alert' hidden></p>",
    css="""
p {
  position: fixed; left: 0; right: 0; bottom: 0; z-index: 1000000; margin: 0; padding: .8rem 1rem; text-align: center;
  font: inherit; font-weight: 600; color: var(--st-background-color); background: var(--st-text-color);
  pointer-events: none;  /* what lies under it can still be pressed */
}
p[hidden] { display: none; }
""",
    js="""
const LATE = 4000

const land = (there, focused) => {
  there.style.scrollMarginTop = "4.5rem"  // the page's bar lies over its first lines
  there.scrollIntoView({ block: "start" })
  focused.focus({ preventScroll: true })
}

const watch = (line, words) => {
  const app = document.querySelector("[data-testid=stApp]")
  const show = (lost) => {
    if (line.hidden === !lost) return
    line.textContent = lost ? words : ""
    line.hidden = !lost
  }
  let since = 0
  return setInterval(() => {
    const unheard = app?.dataset.testScriptState === "rerunRequested"
    since = unheard ? since || Date.now() : 0
    const apart = (app?.dataset.testConnectionState ?? "CONNECTED") !== "CONNECTED"
    show(!navigator.onLine || apart || (unheard && Date.now() - since > LATE))
  }, 500)
}

const begin = (data, parentElement) => {
  const first = parentElement.shown === undefined
  if (parentElement.shown === data.id || (first && !data.at)) { parentElement.shown = data.id; return }
  parentElement.shown = data.id
  let tries = 0
  const seek = () => {
    const there = data.at && document.getElementById(data.at)
    if (there) land(there, there)
    else if (data.at && tries++ < 30) setTimeout(seek, 100)  // what stands lower is drawn after this
    else land(parentElement.host ?? parentElement, parentElement.querySelector("[tabindex]"))
  }
  seek()
}

export default function ({ data, parentElement }) {
  begin(data, parentElement)
  clearInterval(parentElement.looking)
  if (data.lost) parentElement.looking = watch(parentElement.querySelector("p"), data.lost)
  return () => clearInterval(parentElement.looking)
}
""",
)

_reading = silent.component(
    "kns_reading",
    html="<div tabindex='-1' style='outline:none'></div><span aria-hidden='true'></span>",
    css="""
span {
  position: fixed; top: 0; left: 0; height: 4px; width: 0; z-index: 1000000;
  background: var(--st-primary-color); pointer-events: none;
}
""",
    js="""
const all = () => [...document.querySelectorAll(".kns-lesson h2[id]")]

export default function ({ data, parentElement }) {
  const mine = (parentElement.reading ??= {})
  const host = parentElement.host ?? parentElement
  const bar = parentElement.querySelector("span")
  const id = data.course + "/" + data.lesson

  const tell = () => {
    if (!mine.now || mine.told === mine.id + "#" + mine.now.heading) return
    mine.told = mine.id + "#" + mine.now.heading
    navigator.sendBeacon("/api/place", new Blob([JSON.stringify(mine.now)], { type: "application/json" }))
  }
  const look = (event) => {
    const view = event.target === document ? document.scrollingElement : event.target
    if (!view.contains(document.querySelector(".kns-lesson"))) return  // a table that scrolls inside the text
    const whole = view.scrollHeight - view.clientHeight
    bar.style.width = (whole > 0 ? Math.min(100, 100 * view.scrollTop / whole) : 0) + "%"
    const over = all().filter((one) => one.getBoundingClientRect().top < innerHeight * 0.4)
    const heading = view.scrollTop > 40 && over.length ? over[over.length - 1].id : ""
    if (mine.id === id && (mine.now || heading)) mine.now = { course: data.course, lesson: data.lesson, heading }
  }
  if (mine.id !== id) {
    tell()
    const first = mine.id === undefined
    mine.id = id
    mine.now = undefined
    bar.style.width = 0
    if (!first) {
      host.style.scrollMarginTop = "4.5rem"
      host.scrollIntoView({ block: "start" })
      parentElement.querySelector("[tabindex]").focus({ preventScroll: true })
    }
    const wanted = first && location.hash ? decodeURIComponent(location.hash.slice(1)) : data.stopped
    if (wanted) {
      let tries = 0
      const seek = () => {
        const there = document.getElementById(wanted)
        if (there) there.scrollIntoView({ block: "start" })
        else if (tries++ < 30) setTimeout(seek, 100)
      }
      setTimeout(seek, 50)
    }
  }
  mine.forget?.()
  const hidden = () => { if (document.visibilityState === "hidden") tell() }
  document.addEventListener("scroll", look, { passive: true, capture: true })
  document.addEventListener("visibilitychange", hidden)
  addEventListener("pagehide", tell)
  mine.forget = () => {
    document.removeEventListener("scroll", look, { capture: true })
    document.removeEventListener("visibilitychange", hidden)
    removeEventListener("pagehide", tell)
  }
  return () => { mine.forget(); tell() }
}
""",
)

_said = silent.component(
    "kns_said",
    html="<p role='status' aria-live='polite'></p>",
    css="""
p { margin: 0; font: inherit; font-size: .95rem; font-weight: 600; color: var(--st-text-color); }
p.done { color: var(--st-green-text-color); }
p.done::before { content: "✓ "; }
""",
    js="""
export default function ({ data, parentElement }) {
  const line = parentElement.querySelector("p")
  if (line.textContent !== data.words) line.textContent = data.words
  line.classList.toggle("done", data.done)
}
""",
)

_clock = telling.component(
    "kns_clock",
    html="<section><p role='timer' aria-live='off'></p></section><p role='status'></p>",
    css="""
section { min-height: 1.6em; }
p { margin: 0; font: inherit; color: var(--st-text-color); font-variant-numeric: tabular-nums; }
[role=timer].last { color: var(--st-red-text-color); font-weight: 700; }
[role=timer].away {
  position: fixed; top: 4.2rem; right: 1rem; z-index: 1000000; padding: .3rem .7rem;
  background: var(--st-background-color); border: 1px solid currentColor; border-radius: var(--st-base-radius);
}
[role=status] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 640px) {
  /* always a line of its own: its words must not move the page while they change */
  section { min-width: min(13.5em, calc(100vw - 2.5rem)); }
  [role=timer].away { top: .6rem; }
}
""",
    js="""
export default function ({ data, parentElement, setTriggerValue }) {
  const face = parentElement.querySelector("[role=timer]"), said = parentElement.querySelector("[role=status]")
  const end = Date.now() + data.left * 1000
  clearInterval(parentElement.ticking)
  parentElement.watching?.disconnect()
  // where its place is scrolled away, or under the page's bar, it stands at the window's edge
  parentElement.watching = new IntersectionObserver(
    ([seen]) => face.classList.toggle("away", !seen.isIntersecting), { rootMargin: "-56px 0px 0px 0px" })
  parentElement.watching.observe(parentElement.querySelector("section"))
  const tick = () => {
    const left = Math.max(0, Math.round((end - Date.now()) / 1000))
    const over = left <= data.grace && data.grace > 0
    const shown = over ? left : left - data.grace
    const hours = Math.floor(shown / 3600), seconds = String(shown % 60).padStart(2, "0")
    const minutes = Math.floor(shown / 60) % 60
    const time = hours ? hours + ":" + String(minutes).padStart(2, "0") : String(minutes)
    face.textContent = (over ? data.grace_words : data.words).replace("{time}", time + ":" + seconds)
    face.classList.toggle("last", shown <= 60 || over)
    const stage = over ? 3 : shown <= 60 ? 2 : shown <= 300 ? 1 : 0
    if (stage > (parentElement.stage ?? 0)) said.textContent = face.textContent  // read out once a stage
    parentElement.stage = stage
    // a second late rather than early: what is handed in then was handed in by the clock
    if (Date.now() >= end + 1000) { clearInterval(parentElement.ticking); setTriggerValue("zero", data.id) }
  }
  parentElement.ticking = setInterval(tick, 1000)
  tick()
  return () => { clearInterval(parentElement.ticking); parentElement.watching.disconnect() }
}
""",
    width="content",
)


def begin_at_top(content: str, *, at: str = "", lost: str = "") -> None:
    """Scroll to here, and put the focus here, when ``content`` differs from what this page showed before.

    ``at``: the id of an element on the page to begin at instead, when the page is opened too. ``lost``: words that are
    shown at the window's lower edge as long as what is done here does not reach the server.
    """
    _top({"id": content, "at": at, "lost": lost}, key="top", height=1)


def reading(course: str, lesson: str, *, stopped: str) -> None:
    """Show how far one has read; begin a lesson at its top, or at the heading ``stopped`` (or the address's).

    The heading at which the page is left goes to `/api/place`. Nothing is sent, and nothing runs anew, while reading.
    """
    _reading({"course": course, "lesson": lesson, "stopped": stopped}, key="reading", height=1)


def say(words: str, *, done: bool, key: str = "said") -> None:
    """Show a line that a screen reader reads out when it changes; ``done``: with the mark of what is safe."""
    _said({"words": words, "done": done}, key=key)


def clock(
    seconds_left: float,
    *,
    words: str,
    attempt: str,
    on_zero: Callable[[], None],
    grace: int = 0,
    grace_words: str = "",
) -> None:
    """Show the time left ('{time}' in ``words``); at zero ``on_zero`` is called once. The server has its own clock.

    The last ``grace`` seconds of it are shown apart, in ``grace_words``: the time is over, but answers are taken.
    """
    told = {"words": words, "grace": grace, "grace_words": grace_words}
    _clock({"left": max(0, seconds_left), "id": attempt, **told}, key=f"clock:{attempt}", on={"zero": on_zero})
