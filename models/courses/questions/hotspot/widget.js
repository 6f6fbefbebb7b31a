// a picture to click on, and the names of its areas as a list of boxes or buttons: both show the same choice
function widget(host, data, changed) {
  const NEAR = 12  // pixels beside an area that still count as on it: fingers are wide
  const { boxes, several } = data.settings
  const { words } = data
  let chosen = data.saved ?? []
  const names = Object.fromEntries(data.groups.options)
  const shown = rich("div", data.body).querySelector("img")
  const frame = el("div", { class: "picture" })
  const told = el("p", { class: "told", "aria-live": "polite" })

  const choose = (id, on) => {
    chosen = several ? chosen.filter((one) => one !== id) : []
    if (on) chosen.push(id)
    draw()
    changed()
  }
  const inputs = Object.fromEntries(
    data.groups.options.map(([id]) => {
      const input = el("input", { type: several ? "checkbox" : "radio", name: data.id, value: id })
      input.onchange = () => { told.textContent = ""; choose(id, input.checked) }
      return [id, input]
    }),
  )
  const draw = () => {
    frame.querySelectorAll(".mark").forEach((mark) => mark.remove())
    for (const id of chosen) {
      const [left, top, width, height] = boxes[id].map((share) => 100 * share + "%")
      const mark = el("div", { class: "mark", "aria-hidden": "true" }, el("span", {}, "✓"))
      Object.assign(mark.style, { left, top, width, height })
      frame.append(mark)
    }
    for (const [id, input] of Object.entries(inputs)) input.checked = chosen.includes(id)
  }
  // how far a place is from an area, in pixels: 0 within it
  const distance = (id, x, y, size) => {
    const [left, top, width, height] = boxes[id]
    const beside = Math.max(left * size.width - x, x - (left + width) * size.width, 0)
    const above = Math.max(top * size.height - y, y - (top + height) * size.height, 0)
    return Math.hypot(beside, above)
  }
  const size = (id) => boxes[id][2] * boxes[id][3]
  frame.onclick = (event) => {
    const place = frame.getBoundingClientRect()
    const [x, y] = [event.clientX - place.left, event.clientY - place.top]
    const far = Object.fromEntries(Object.keys(boxes).map((id) => [id, distance(id, x, y, place)]))
    const [id] = Object.keys(boxes).filter((one) => far[one] <= NEAR).sort((a, b) => far[a] - far[b] || size(a) - size(b))
    if (id === undefined) {
      told.textContent = words.missed
      return
    }
    const on = !several || !chosen.includes(id)
    told.textContent = (on ? words.chosen : words.dropped).replace("{name}", plain(names[id]))
    choose(id, on)
  }
  if (shown) {
    shown.removeAttribute("loading")
    shown.style.aspectRatio = data.settings.ratio  // its place is kept while it loads: nothing moves under a finger
    frame.append(shown)
    host.append(frame)
  }
  const rows = data.groups.options.map(([id, said]) => el("label", {}, inputs[id], choice(said)))
  host.append(told, el("p", { class: "how" }, words.how), el("fieldset", {}, el("legend", {}, words.choose), ...rows))
  draw()
  return { value: () => (chosen.length ? data.groups.options.map(([id]) => id).filter((id) => chosen.includes(id)) : null) }
}
