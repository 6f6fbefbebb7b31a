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
    // a phone cuts what is chosen off at the list's edge: the whole of it stands below, where it has no room
    const whole = el("span", { class: "whole", "aria-hidden": "true" })
    const fit = () => {
      whole.textContent = list.value ? list.selectedOptions[0].text : ""
      whole.classList.add("measured")
      whole.classList.toggle("measured", whole.offsetWidth < list.clientWidth - 48)  // its padding and its arrow
    }
    new ResizeObserver(fit).observe(list)
    list.onchange = () => {
      if (list.value) given[id] = list.value
      else delete given[id]
      fit()
      changed()
    }
    return el("label", { class: "row" }, rich("span", said), list, whole)
  }
  host.append(...data.groups.items.map(row))
  return { value: () => Object.fromEntries(data.groups.items.map(([id]) => [id, given[id]]).filter(([, to]) => to)) }
}
