// a text with a field in place of each mark ⟦n⟧: a list where there are choices, else words to type
function widget(host, data, changed) {
  const { gaps, limit } = data.settings
  const given = { ...data.saved }
  const name = (place) => data.words.gap.replace("{n}", place + 1).replace("{total}", gaps.length)
  const keep = (id, value, typing = false) => {
    if (value.trim()) given[id] = value
    else delete given[id]
    changed(typing)
  }
  const list = (id, place) => {
    const options = data.groups[id].map(([choice, words]) => el("option", { value: choice }, plain(words)))
    const made = el("select", { "aria-label": name(place) }, el("option", { value: "" }, data.words.choose), ...options)
    made.value = given[id] ?? ""
    made.onchange = () => keep(id, made.value)
    return made
  }
  const field = (id, place) => {
    const made = el("input", { "aria-label": name(place), autocomplete: "off", autocapitalize: "off", maxlength: limit })
    made.value = given[id] ?? ""
    made.oninput = () => keep(id, made.value, true)
    made.onblur = () => changed()
    made.onkeydown = (event) => { if (event.key === "Enter") changed() }
    return made
  }
  const text = rich("div", data.body, { class: "gaps" })
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  const marked = []
  while (walker.nextNode()) if (/⟦\d+⟧/.test(walker.currentNode.data)) marked.push(walker.currentNode)
  for (const node of marked) {
    const pieces = node.data.split(/⟦(\d+)⟧/)  // words and the numbers of gaps by turns
    node.replaceWith(
      ...pieces.map((piece, at) => {
        const id = gaps[piece - 1]
        return at % 2 === 0 ? piece : data.groups[id] ? list(id, piece - 1) : field(id, piece - 1)
      }),
    )
  }
  host.append(text)
  return { value: () => Object.fromEntries(gaps.map((id) => [id, given[id]]).filter(([, said]) => said)) }
}
