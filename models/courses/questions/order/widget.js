// a numbered list whose items move with an arrow up and one down; untouched it is no answer
function widget(host, data, changed) {
  const { words } = data
  const texts = Object.fromEntries(data.groups.items)
  let order = data.saved ?? data.groups.items.map(([id]) => id)
  let touched = data.saved != null
  const list = el("ol", { class: "order", "aria-label": words.list })
  const told = el("p", { class: "unseen", "aria-live": "polite" })
  const state = el("p", { class: "state", tabindex: "-1" })
  const keep = el("button", { type: "button", class: "keep" }, words.keep)
  keep.onclick = () => { answer(words.kept); state.focus() }

  const answer = (said) => {
    touched = true
    told.textContent = said
    draw()
    changed()
  }
  const move = (id, by, arrow) => {
    const from = order.indexOf(id)
    order.splice(from, 1)
    order.splice(from + by, 0, id)
    answer(
      words.moved.replace("{item}", plain(texts[id])).replace("{n}", from + by + 1).replace("{total}", order.length),
    )
    const other = arrow.parentElement.querySelector("button:not([disabled])")
    ;(arrow.disabled ? other : arrow).focus()  // at an end of the list the arrow itself can go no further
  }
  const arrow = (id, by, sign, name) => {
    const made = el("button", { type: "button", "aria-label": name.replace("{item}", plain(texts[id])) }, sign)
    made.onclick = () => move(id, by, made)
    return made
  }
  const rows = Object.fromEntries(
    Object.keys(texts).map((id) => {
      const arrows = el("span", { class: "arrows" }, arrow(id, -1, "↑", words.up), arrow(id, 1, "↓", words.down))
      return [id, el("li", {}, rich("span", texts[id]), arrows)]
    }),
  )
  const draw = () => {
    list.replaceChildren(...order.map((id) => rows[id]))
    order.forEach((id, place) => {
      const [up, down] = rows[id].querySelectorAll("button")
      up.disabled = place === 0
      down.disabled = place === order.length - 1
    })
    state.textContent = touched ? words.kept : words.untouched
    keep.style.visibility = touched ? "hidden" : ""  // its place stays, so that nothing below jumps
  }
  host.append(list, told, state, keep)
  draw()
  return { value: () => (touched ? order : null) }
}
