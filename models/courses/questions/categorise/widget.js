// under each item its categories: all in sight where they are few, else as a list
function widget(host, data, changed) {
  const given = { ...data.saved }
  const { items, targets } = data.groups
  const choose = (id, target) => {
    if (target) given[id] = target
    else delete given[id]
    changed()
  }
  const buttons = ([id, said]) => {
    const options = targets.map(([target, words]) => {
      const button = el("input", { type: "radio", name: `${data.id}:${id}`, value: target })
      button.checked = given[id] === target
      button.onchange = () => choose(id, target)
      return el("label", {}, button, choice(words))
    })
    return el("fieldset", {}, rich("legend", said), ...options)
  }
  const list = ([id, said]) => {
    const options = targets.map(([target, words]) => el("option", { value: target }, plain(words)))
    const made = el("select", {}, el("option", { value: "" }, data.words.choose), ...options)
    made.value = given[id] ?? ""
    made.onchange = () => choose(id, made.value)
    return el("label", { class: "listed" }, rich("span", said), made)
  }
  host.append(...items.map(data.settings.listed ? list : buttons))
  return { value: () => Object.fromEntries(items.map(([id]) => [id, given[id]]).filter(([, to]) => to)) }
}
