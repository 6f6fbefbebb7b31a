// Around the widget of a question's type: what it holds is sent when it changes, again if it was not heard, and on
// leaving. The type's script gives `widget(host, data, changed)`: it draws into `host`, calls `changed()` at each
// change (`changed(true)` while somebody types) and returns `{ value }`, a function that returns the answer as JSON, and perhaps
// `heard`, which is given `data` anew at each run of the page.
// `data`: saved (the answer so far), groups ({name: [[id, html], …]} in the order to show), body (HTML), settings,
// words. HTML in it was made safe by the server.
const PAUSE = 400, UNHEARD = 3000

// Every change carries this browser's own name and a number that only grows, however often it is sent, and each message
// how long ago the change was made, so that one that comes late is known.
function stamp() {
  try {
    let device = localStorage.getItem("kns-device") || ""
    if (!/^[a-z0-9]{8,40}$/.test(device)) {
      device = [...crypto.getRandomValues(new Uint8Array(10))].map((one) => one.toString(36).padStart(2, "0")).join("")
      localStorage.setItem("kns-device", device)
    }
    const last = Number(localStorage.getItem("kns-sequence")) || 0
    const sequence = Math.max(Date.now(), last + 1)
    localStorage.setItem("kns-sequence", sequence)
    return { device, sequence }
  } catch { return {} }  // a browser that keeps nothing: what arrives last counts
}

function el(tag, told = {}, ...inside) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(told)) {
    if (typeof value === "function") made[name] = value
    else if (value === true) made.setAttribute(name, "")
    else if (value !== false && value != null) made.setAttribute(name, value)
  }
  made.append(...inside)
  return made
}

function rich(tag, html, told = {}) {
  const made = el(tag, told)
  made.innerHTML = html
  return made
}

// what is chosen by a click on it: a picture in it is not opened by that, a table is no stop of its own
function choice(html) {
  const made = rich("span", html)
  for (const zoom of made.querySelectorAll("a.zoom")) zoom.replaceWith(...zoom.childNodes)
  for (const table of made.querySelectorAll(".table")) table.replaceWith(...table.childNodes)
  return made
}

// what a choice of a list is called: without its marks of bold and the like, a picture by its description
function plain(html) {
  const made = rich("span", html)
  for (const picture of made.querySelectorAll("img")) picture.replaceWith(picture.alt)
  return made.textContent
}

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".answer")
  const mine = (parentElement.answering ??= { timer: 0 })
  const changed = (typing = false) => {
    note()
    clearTimeout(mine.timer)
    mine.timer = setTimeout(() => mine.send(), typing ? PAUSE : 0)
  }
  const held = () => JSON.stringify(mine.widget.value() ?? null)
  const note = () => {
    if (held() === mine.noted) return
    mine.noted = held()
    mine.made = { at: Date.now(), ...stamp() }
  }
  const told = () => {
    note()
    const { at, ...numbered } = mine.made
    return { answer: mine.widget.value() ?? null, ...numbered, age: Date.now() - at }  // null alone would count as no event
  }
  // what was only shown here is never sent: another device may have changed it since
  const unheard = () => (mine.made || held() !== mine.noted) && held() !== mine.saved
  const overtaken = () => data.late && held() === JSON.stringify(data.late[0] ?? null)
  if (mine.id !== data.id || (mine.turn !== data.turn && (!unheard() || overtaken()))) {
    mine.id = data.id
    host.replaceChildren()
    mine.widget = widget(host, data, changed)
    mine.saved = mine.noted = held()
    mine.made = null
  } else {
    mine.widget.heard?.(data)  // what the server has meanwhile, where it does not come from this field alone
    mine.saved = JSON.stringify(data.saved ?? null)
  }
  mine.turn = data.turn
  mine.send = () => {
    clearTimeout(mine.timer)
    if (!unheard()) return
    setTriggerValue("given", told())
    mine.timer = setTimeout(mine.send, UNHEARD)
  }
  const leave = () => {
    if (!data.attempt || !unheard()) return
    const last = JSON.stringify({ attempt: data.attempt, place: data.place, ...told() })
    navigator.sendBeacon("/api/draft", new Blob([last], { type: "application/json" }))
  }
  const hidden = () => { if (document.visibilityState === "hidden") leave() }
  if (!unheard()) clearTimeout(mine.timer)
  mine.forget?.()
  document.addEventListener("visibilitychange", hidden)
  window.addEventListener("pagehide", leave)
  mine.forget = () => {
    document.removeEventListener("visibilitychange", hidden)
    window.removeEventListener("pagehide", leave)
  }
  return () => { mine.forget(); clearTimeout(mine.timer); leave() }
}
