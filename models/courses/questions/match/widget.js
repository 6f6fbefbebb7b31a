// a list of the right-hand sides beside each left-hand side
function widget(host, data, changed) {
  const given = { ...data.saved }
  const row = ([id, said]) => {
    const list = el(
      "select", {},
      el("option", { value: "" }, data.words.choose),
      ...data.groups.targets.map(([target, words]) => el("option", { value: target }, plain(words))),
    )
    list.value = given[id] ?? ""
    list.onchange = () => {
      if (list.value) given[id] = list.value
      else delete given[id]
      changed()
    }
    return el("label", { class: "row" }, rich("span", said), list)
  }
  host.append(...data.groups.items.map(row))
  return { value: () => Object.fromEntries(data.groups.items.map(([id]) => [id, given[id]]).filter(([, to]) => to)) }
}
